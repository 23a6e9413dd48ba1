"""Files of two encodings: lines that are UTF-8 beside lines that are not.

A file put together from two sources is decoded line by line. The lines that are not UTF-8 are looked at
together, which is more evidence than any of them has alone, and against the characters of the lines that are:
what reads as the document's own letters is no damage. Damage in UTF-8 looks otherwise: it leaves pieces of
sequences that the document uses elsewhere.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from cleanse.formats.charset import UNSURE, WINDOW, Guess, detect
from cleanse.formats.damage import Image, Reading, joined, patched
from cleanse.formats.familiar import Familiar, usual_share
from cleanse.formats.utf8 import INVALID, MULTIBYTE, weights
from cleanse.formats.weighing import TRIED, weighed

FEW_VALID = 0.5
"""Valid sequences for each invalid byte up to which a line may be wholly of another encoding."""

KNOWN = 0.8
"""Share of the characters of a reading that the rest of the document must know."""

ENOUGH = 10
"""Bytes beyond ASCII from which on detection by itself is believed."""

FEW = 3
"""Bytes beyond ASCII that are no piece of damage by their number."""

MOST_TORN = 0.2
"""Share of the letters beyond ASCII that may stand beside an ASCII letter, where they are not Latin."""

UNUSUAL, EQUAL = 3.0, 0.5
"""Surprise added for encodings that the script is not usually written in, and the difference that tells nothing."""

SURE = 200_000
"""Confidence in millionths that it must have where the valid lines may be chance."""

LEARNED = 50
"""Characters beyond ASCII from which on the rest of the document is believed before detection."""

CHANCE = 10
"""Invalid bytes for each valid sequence from which on that is chance, in any encoding of one byte a letter."""

PLAIN = 8
"""Valid sequences that no line of a legacy encoding has by chance and nothing else (measured: one, in 43,000 lines)."""

LOST = 9.0
"""Surprise of an invalid byte, as `Familiar.surprise` counts: about that of a character of a kind never seen."""

_SEAM = re.compile("[A-Za-z]([^\\W\\d_A-Za-z])|([^\\W\\d_A-Za-z])[A-Za-z]")

# What text in a script is written in besides Unicode, the most usual first.
_OF_SCRIPT = {
    "LATIN": ("cp1252", "cp1250", "iso8859-2", "cp1254", "cp1257", "cp850", "mac-roman"),
    "CYRILLIC": ("cp1251", "koi8-r", "cp866", "iso8859-5"),
    "GREEK": ("cp1253",),
    "HEBREW": ("cp1255",),
    "ARABIC": ("cp1256",),
    "THAI": ("cp874",),
    "CJK": ("gb18030", "big5hkscs", "cp932"),
    "HIRAGANA": ("cp932", "euc_jp"),
    "HANGUL": ("cp949",),
}


@dataclass(frozen=True, slots=True)
class Mixed:
    """What became of a file of two encodings.

    Attributes:
        codec: of the lines that are not UTF-8.
        image: of the whole file.
        lines: how many lines are in `codec`.
        bytes: of these lines.
        others: bytes of the lines that have valid UTF-8 beyond ASCII.
        guesses: what detection made of those lines; empty when the rest of the document decided.
    """

    codec: str
    image: Image
    lines: int
    bytes: int
    others: int
    guesses: Sequence[Guess] = ()


@dataclass(frozen=True, slots=True)
class _Line:
    """A line with something beyond ASCII: its place in the escaped text, its valid sequences and invalid bytes."""

    start: int
    end: int
    valid: int
    invalid: int

    @property
    def foreign(self) -> bool:
        """Whether it may be wholly of another encoding."""
        return self.invalid > 0 and self.valid <= FEW_VALID * self.invalid


def mixed(raw: bytes, declared: Sequence[str], *, surely_utf_8: bool) -> Mixed | None:
    """Decode a file some lines of which are UTF-8 and others are not.

    Args:
        raw: not valid UTF-8.
        declared: codecs that the file is said to have.
        surely_utf_8: true when no other encoding can explain the valid lines.

    Returns:
        ``None`` when all lines are of one encoding, or there is not enough to tell the other one.
    """
    text = raw.decode("utf-8", "surrogateescape")
    lines = list(_lines(text))
    if not surely_utf_8 and not any(line.valid and not line.invalid for line in lines):
        return None
    bad = [line for line in lines if line.invalid]
    context = Familiar(_apart(text, (line for line in lines if not line.foreign)))
    found = _codec(text, bad, context, declared, UNSURE if surely_utf_8 else SURE)
    if found is None:
        return None
    codec, guesses = found
    foreign = [line for line in bad if line.foreign]
    there = Familiar(_bytes(text, line).decode(codec, "replace") for line in foreign)
    # Where the valid lines may be chance, they must not speak for themselves.
    known = context.also(there) if surely_utf_8 else there
    labels = [
        (line, bool(line.invalid or not surely_utf_8) and _is_foreign(text, line, codec, known)) for line in lines
    ]
    if not surely_utf_8 and all(label for _, label in labels):
        return None
    here = Familiar(_apart(text, (line for line, label in labels if not label)))
    # Where damage is the rule, a run that looks otherwise is damage too.
    read = (
        _reading(codec, here, there) if _mostly_telling(text, (li for li, label in labels if not label), here) else None
    )
    image = _image(text, labels, codec, read)
    sizes = [len(_bytes(text, line)) for line, label in labels if label]
    others = sum(len(_bytes(text, line)) for line, label in labels if not label)
    return Mixed(codec, image, len(sizes), sum(sizes), others, guesses)


def _lines(text: str) -> Iterator[_Line]:
    """The lines that have something beyond ASCII."""
    end = "\n" if "\n" in text else "\r"
    start = 0
    while start < len(text):
        stop = text.find(end, start) + 1 or len(text)
        line = text[start:stop]
        if not line.isascii():
            yield _Line(start, stop, *weights(line))
        start = stop


def _bytes(text: str, line: _Line) -> bytes:
    return text[line.start : line.end].encode("utf-8", "surrogateescape")


def _apart(text: str, lines: Iterable[_Line]) -> Iterator[str]:
    return (text[line.start : line.end] for line in lines)


def _codec(
    text: str, lines: Sequence[_Line], context: Familiar, declared: Sequence[str], least: int
) -> tuple[str, Sequence[Guess]] | None:
    """The encoding of what is not UTF-8; ``None`` when there is not enough to tell."""
    sample = _sample(text, lines, context)
    high = len(sample) - sum(map(sample.count, range(128)))
    if not high:
        return None
    if not any(line.foreign for line in lines) and not _mostly_telling(text, lines, context):
        return None
    telling = high >= FEW or any(_telling(text, line, context) for line in lines[:ENOUGH])
    if not telling:
        return None
    guesses = detect(sample)
    best = _by_context(sample, context, declared, guesses)
    if best is not None and (high < ENOUGH or context.seen >= min(high, LEARNED)):
        return best, ()
    if high >= ENOUGH and guesses and guesses[0].confidence >= least:
        likeliest = weighed(sample, guesses, declared)[0]
        if _read(sample, likeliest) is not None:
            return likeliest, guesses
    if best is not None:
        return best, ()
    latin = _read(sample, "cp1252") if context.scripts() <= {"LATIN"} else None
    if latin is not None and usual_share(latin, context) >= KNOWN:
        return "cp1252", ()
    return None


def _sample(text: str, lines: Sequence[_Line], context: Familiar) -> bytes:
    """What detection looks at: lines that are not UTF-8, and the same of other lines without their valid sequences."""
    window = bytearray()
    for line in lines:
        if line.foreign:
            window += _bytes(text, line)
        elif _telling(text, line, context):
            window += MULTIBYTE.sub(" ", text[line.start : line.end]).encode("utf-8", "surrogateescape")
        if len(window) >= WINDOW:
            break
    return bytes(window[: 2 * WINDOW])


def _by_context(sample: bytes, context: Familiar, declared: Sequence[str], guesses: Sequence[Guess]) -> str | None:
    """The encoding in which the sample has the characters of the rest; of equal ones the detector's first."""
    scripts = [script for script in _OF_SCRIPT if script in context.scripts()] or ["LATIN"]
    usual = [*declared, *(name for script in scripts for name in _OF_SCRIPT[script])]
    sure = {guess.codec: guess.confidence for guess in guesses}
    found: list[tuple[float, str, float]] = []
    likely = [guess.codec for guess in guesses[:TRIED] if guess.confidence >= guesses[0].confidence / 2]
    for name in dict.fromkeys((*usual, *likely)):
        reading = _read(sample, name)
        if reading is not None and context.share(reading) >= KNOWN:
            surprise = context.surprise(reading) + (0 if name in usual else UNUSUAL)
            found.append((surprise, name, usual_share(reading, context)))
    if not found:
        return None
    least = min(found)[0]
    equal = {name: (share, sure.get(name, 0)) for surprise, name, share in found if surprise < least + EQUAL}
    return max(equal, key=equal.__getitem__)


def _read(sample: bytes, codec: str) -> str | None:
    """The sample in an encoding that leaves ASCII as it is; ``None`` when it does not fit."""
    try:
        if codec == "utf-8" or b"The ferry {1} ~ [2]\\\n".decode(codec) != "The ferry {1} ~ [2]\\\n":
            return None
    except UnicodeDecodeError:
        return None
    text = sample.decode(codec, "replace")
    return None if text.count("\ufffd") > 1 + len(sample) // 1_000 or _torn(text) else text


def _torn(text: str) -> bool:
    """Whether words are torn between ASCII letters and those of another script, as no language writes them."""
    torn = sum(
        not unicodedata.name(match[1] or match[2], "LATIN").startswith("LATIN") for match in _SEAM.finditer(text)
    )
    return torn > MOST_TORN * sum(not char.isascii() and char.isalpha() for char in text)


def _telling(text: str, line: _Line, context: Familiar) -> bool:
    """Whether a line has an invalid run that is no piece of a sequence which the document uses."""
    return any(not _piece(match[0], context) for match in INVALID.finditer(text, line.start, line.end))


def _mostly_telling(text: str, lines: Iterable[_Line], context: Familiar) -> bool:
    """Whether damage explains fewer than half of the invalid runs in lines of UTF-8."""
    runs = [match[0] for line in lines if line.invalid for match in INVALID.finditer(text, line.start, line.end)]
    telling = sum(not _piece(run, context) for run in runs)
    return telling > 1 and telling > len(runs) / 2


def _piece(run: str, context: Familiar) -> bool:
    """Whether invalid bytes are what is left of one sequence: continuation bytes, or a lead byte that is in use."""
    first = ord(run[0]) & 0xFF
    if any(ord(char) & 0xFF >= 0xC0 for char in run[1:]):
        return False
    return first < 0xC0 or context.leads(first)


def _is_foreign(text: str, line: _Line, codec: str, familiar: Familiar) -> bool:
    """Whether a line reads better in the other encoding than in UTF-8."""
    if line.valid >= PLAIN and not line.invalid:
        return False
    if line.invalid and (not line.valid or (line.valid * CHANCE <= line.invalid and familiar.scripts() != {"LATIN"})):
        return True
    here = text[line.start : line.end]
    reading = _read(_bytes(text, line), codec)
    if reading is None:
        return False
    alone = familiar.surprise(INVALID.sub("", here))
    for run in INVALID.findall(here):
        meant = _strictly(run, codec)
        alone += LOST * len(run) if meant is None else familiar.surprise(meant)
    return familiar.surprise(reading) < alone


def _strictly(run: str, codec: str) -> str | None:
    try:
        return run.encode("utf-8", "surrogateescape").decode(codec)
    except UnicodeDecodeError:
        return None


def _reading(codec: str, here: Familiar, there: Familiar) -> Reading:
    """Reads an invalid run inside a line of UTF-8 in the other encoding, when that gives the document's own letters."""

    def read(text: str, start: int, end: int) -> str | None:
        run = text[start:end]
        if _piece(run, here):
            return None
        meant = _strictly(run, codec)
        if meant is None or not all(
            (char.isalpha() or len(meant) > 1) and (here.knows(char) or there.knows(char)) for char in meant
        ):
            return None
        before, after = text[start - 1 : start], text[end : end + 1]
        small = before.islower() and (after.islower() or not after.isalpha())
        return None if small and not meant.islower() else meant

    return read


def _image(text: str, labels: Sequence[tuple[_Line, bool]], codec: str, read: Reading | None) -> Image:
    """The file in stretches of lines of one encoding; lines of ASCII are UTF-8 unless they stand among others of `codec`."""
    images: list[Image] = []
    start = end = 0
    current = False
    for line, label in [*labels, (_Line(len(text), len(text), 0, 0), False)]:
        if label != current:
            cut = end if current else line.start
            images.append(_stretch(text[start:cut].encode("utf-8", "surrogateescape"), codec if current else "", read))
            start, current = cut, label
        end = line.end
    images.append(_stretch(text[start:].encode("utf-8", "surrogateescape"), codec if current else "", read))
    return joined([image for image in images if image.text])


def _stretch(raw: bytes, codec: str, read: Reading | None) -> Image:
    """Lines of one encoding; of UTF-8 when ``codec`` is empty, or does not get through them."""
    image = patched(raw, codec, 1.0) if codec else None
    return image or patched(raw, "utf-8", 1.0, read) or Image("", ())
