"""The gate: how much likelier each pair of characters is in garbled text than in clean text."""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from cleanse.mojibake.doubles import DOUBLE
from cleanse.mojibake.gate import MAGIC, UNIT
from cleanse.mojibake.tables import SINGLE, read_as
from training.garble import families
from training.texts import Line
from training.typography import shouted, titled, typeset

SEED, EACH = 1, 1500
"""Of the garbling, and lines of each family."""

NEVER = 0.3
"""Count of a pair that clean text never had."""

LOWEST, HIGHEST = -10.0, 20.0
"""Bits of a weight."""

BINS = 12
"""Classes of an East Asian block, by how much likelier a character is in garbled text."""

BLOCKS = (
    0x80, 0x180, 0x250, 0x2B0, 0x300, 0x370, 0x400, 0x530, 0x590, 0x600, 0x780, 0x900, 0xE00, 0xE80, 0x10A0, 0x1100, 0x1200,
    0x1E00, 0x1EA0, 0x1F00, 0x2000, 0x2070, 0x2100, 0x2200, 0x2300, 0x2500, 0x2600, 0x2E80, 0x3000, 0x3040, 0x30A0, 0x3100,
    0x3400, 0x4E00, 0xA000, 0xAC00, 0xD800, 0xDC00, 0xE000, 0xF900, 0xFB00, 0xFB10, 0xFE00, 0xFF00, 0xFF61, 0xFFA0, 0x10000,
)  # fmt: skip
SPLIT = frozenset((0x3000, 0x3040, 0x30A0, 0x4E00, 0xAC00, 0xFF61))
ALONE = (0xFFFD, 0xFEFF, 0x200B, 0x200C, 0x200D, 0x2028, 0x218, 0x219, 0x21A, 0x21B, 0x1A0, 0x1A1, 0x1AF, 0x1B0)
"""Characters with a class of their own, beside those of the one-byte encodings."""

Matrix = NDArray[np.float64]


LEGACY = 0.3
"""How likely each kind of legacy bytes is, beside one of UTF-8."""

OTHER = 1 / 48
"""How likely a language is, beside all of them together: what is usual in one is no evidence."""

COMMON = 4
"""Count given to the Chinese characters of daily use, of which the texts have too few."""


def train(lines: Sequence[Line]) -> bytes:
    """The gate's bytes; the same for the same lines in the same order."""
    clean = [line.text for line in lines]
    garbled = families(clean, SEED, EACH)
    usual = [*clean, *typeset(clean, SEED), *shouted(clean[::5]), *titled(clean[::5]), *_daily()]
    east = [
        one.text
        for name, dirty in garbled.items()
        if name.split()[-1] in DOUBLE
        for one in dirty
        if name.startswith("once")
    ]
    classes, size = _classes(usual, east)
    ascii_classes = int(classes[:128].max()) + 1

    likely = np.zeros((size, size))
    shares = {name: LEGACY if name.startswith("legacy") else 1.0 for name in garbled}
    for name, dirty in garbled.items():
        counts = _counts([one.text for one in dirty], classes, size)
        if dirty[0].clean:
            # Only what is new speaks for the damage.
            counts = np.maximum(counts - _counts([one.clean for one in dirty], classes, size), 0)
        counts[:ascii_classes, :ascii_classes] = 0
        if counts.sum():
            likely += shares[name] * counts / counts.sum() / sum(shares.values())
    plain = _counts(usual, classes, size)
    plain[:ascii_classes, :ascii_classes] = 0
    plain = (plain + NEVER) / plain.sum()
    for texts in _by_language(lines).values():
        counts = _counts([*texts, *titled(texts)], classes, size)
        counts[:ascii_classes, :ascii_classes] = 0
        if counts.sum():
            plain = np.maximum(plain, OTHER * counts / counts.sum())
    weights = np.clip(np.log2(likely + 1e-9) - np.log2(plain), LOWEST, HIGHEST)
    # A C1 control or U+FFFD is enough by itself.
    weights[classes[0x80:0xA0]] = HIGHEST
    weights[classes[0xFFFD]] = HIGHEST
    weights[:ascii_classes, :ascii_classes] = 0
    return _packed(classes, size, np.round(weights * UNIT).astype("i1"))


def _by_language(lines: Sequence[Line]) -> dict[str, list[str]]:
    texts: dict[str, list[str]] = {}
    for line in lines:
        texts.setdefault(f"{line.treebank} {line.language}", []).append(line.text)
    return texts


def _daily() -> Iterator[str]:
    """The characters of daily use in Chinese and Japanese: the first levels of GB 2312, Big5 and JIS X 0208."""
    for codec, rows, cells in (
        ("gb2312", range(0xB0, 0xD8), range(0xA1, 0xFF)),
        ("big5", range(0xA4, 0xC7), (*range(0x40, 0x7F), *range(0xA1, 0xFF))),
        ("euc_jp", range(0xB0, 0xD0), range(0xA1, 0xFF)),
    ):
        found = [bytes((row, cell)).decode(codec, "ignore") for row in rows for cell in cells]
        for _ in range(COMMON):
            yield "\n".join(found)


def _packed(classes: NDArray[np.uint16], size: int, weights: NDArray[np.int8]) -> bytes:
    starts = np.flatnonzero(np.diff(classes, prepend=np.uint16(0xFFFF)))
    # Runs of up to 65,536 units: the length less one is kept.
    lengths = np.diff(starts, append=len(classes)) - 1
    return b"".join(
        (
            MAGIC,
            np.array([size, len(starts)], "<i4").tobytes(),
            lengths.astype("<u2").tobytes(),
            classes[starts].astype("<u2").tobytes(),
            weights.tobytes(),
        )
    )


def _counts(lines: Iterable[str], classes: NDArray[np.uint16], size: int) -> Matrix:
    units = np.frombuffer(("\n" + "\n".join(lines) + "\n").encode("utf-16-le", "surrogatepass"), "<u2")
    kinds = classes[units].astype(np.int64)
    counted: Matrix = (
        np.bincount(kinds[:-1] * size + kinds[1:], minlength=size * size).reshape(size, size).astype(np.float64)
    )
    return counted


def _classes(clean: Sequence[str], east: Sequence[str]) -> tuple[NDArray[np.uint16], int]:
    """The class of each UTF-16 unit, those of ASCII first, and how many there are."""
    table = np.zeros(1 << 16, np.uint16)
    names: dict[object, int] = {}
    for code in range(128):
        table[code] = names.setdefault(_ascii_class(chr(code)), len(names))
    own = {*range(0x80, 0x180), *ALONE, *(ord(char) for codec in SINGLE for char in read_as(codec) if char < "\ue000")}
    for code in sorted(own):
        if code > 127:
            table[code] = names.setdefault(chr(code), len(names))
    in_clean, in_garbled = _singles(clean), _singles(east)
    for low, high in itertools.pairwise(BLOCKS):
        for code in range(low, high):
            if code not in own:
                part = _part(code, in_clean, in_garbled) if low in SPLIT else 0
                table[code] = names.setdefault((low, part), len(names))
    return table, len(names)


def _singles(lines: Iterable[str]) -> Counter[int]:
    counts: Counter[int] = Counter()
    for text in lines:
        counts.update(map(ord, text))
    return counts


def _part(code: int, in_clean: Counter[int], in_garbled: Counter[int]) -> int:
    ratio = math.log2((in_garbled[code] + 0.3) / in_garbled.total()) - math.log2(
        (in_clean[code] + 0.3) / in_clean.total()
    )
    return min(BINS - 1, max(0, int((ratio + 9) / 1.5)))


def _ascii_class(char: str) -> str:
    if char == "\n":
        return char
    if char in " \t\r":
        return " "
    if char.islower():
        return "a" if char in "aeiou" else "b"
    if char.isupper():
        return "A"
    if char.isdigit():
        return "0"
    if char in ".,;:!?\"'()-":
        return char
    return "^" if char < " " or char == "\x7f" else "*"
