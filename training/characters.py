"""The model of all languages together: pairs of characters with one beyond ASCII."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator

import numpy as np

from cleanse.mojibake.model import BIT, MAGIC

CAPITALS_EACH = 5
"""Every line of so many is read in capitals too."""

UNSEEN = 0.02
"""Count of a character that was never seen."""


def variants(lines: Iterable[str]) -> Iterator[str]:
    """Lines as they are, with curly quotes, and some in capitals: treebanks have neither."""
    for number, text in enumerate(lines):
        yield text
        yield text.replace('"', "”").replace("'", "’")
        if number % CAPITALS_EACH == 0:
            yield text.replace("ß", "SS").upper()


def train(lines: Iterable[str]) -> bytes:
    """The model's bytes; the same for the same lines in the same order."""
    alone: Counter[str] = Counter()
    pairs: Counter[str] = Counter()
    for text in variants(lines):
        alone.update(text + " ")
        pairs.update(map("".join, zip(" " + text, text + " ", strict=True)))
    total = sum(alone.values())
    kinds = Counter(pair[0] for pair in pairs)
    firsts: Counter[str] = Counter()
    for pair, count in pairs.items():
        firsts[pair[0]] += count
    share = {char: (count + 0.5) / total for char, count in alone.items()}
    chars = sorted(alone)
    place = {char: number for number, char in enumerate(chars)}
    seen = sorted((place[pair[0]], place[pair[1]], count) for pair, count in pairs.items() if not pair.isascii())
    weights = []
    for first, second, count in seen:
        types = kinds[chars[first]]
        weights.append(_units((count + types * share[chars[second]]) / (types + firsts[chars[first]])))
    back = [_units(kinds[char] / (kinds[char] + firsts[char])) if firsts[char] else 0 for char in chars]
    return b"".join(
        (
            MAGIC,
            np.array([len(chars), len(seen), _units(UNSEEN / total)], "<i4").tobytes(),
            np.array([ord(char) for char in chars], "<u4").tobytes(),
            np.array([_units(share[char]) for char in chars], "<i2").tobytes(),
            np.array(back, "<i2").tobytes(),
            np.array([number for first, second, _ in seen for number in (first, second)], "<u2").tobytes(),
            np.array(weights, "<i2").tobytes(),
        )
    )


def _units(share: float) -> int:
    return round(BIT * math.log2(share))
