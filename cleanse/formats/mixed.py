"""Files of two encodings: lines that are UTF-8 beside lines that are not.

A file put together from two sources is decoded line by line. The lines that are not UTF-8 are looked at
together, which is more evidence than any of them has alone, and against the characters of the lines that are:
what reads as the document's own letters is no damage. Damage in UTF-8 looks otherwise: it leaves pieces of
sequences that the document uses elsewhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from cleanse.formats.charset import UNSURE, Guess
from cleanse.formats.damage import Image, Reading, joined, patched
from cleanse.formats.familiar import Familiar
from cleanse.formats.foreign import other_encoding, torn
from cleanse.formats.lines import (
    Line,
    has_valid_line,
    invalid_lines,
    is_piece,
    lines_beyond_ascii,
    mostly_telling,
    without,
)
from cleanse.formats.utf8 import INVALID

SURE = 200_000
"""Confidence in millionths that detection must have where the valid lines may be chance."""

CHANCE = 10
"""Invalid bytes for each valid sequence from which on that is chance, but in encodings of Latin letters."""

PLAIN = 4
"""Valid sequences that no line of a legacy encoding has by chance and nothing else (measured: one, in 43,000 lines)."""

READ = 1 << 13
"""Characters at the start of a line by which it is judged."""

LOST = 9.0
"""Surprise of an invalid byte, as `Familiar.surprise` counts: about that of a character of a kind never seen."""


@dataclass(frozen=True, slots=True)
class Mixed:
    """What became of a file of two encodings.

    Attributes:
        codec: of the lines that are not UTF-8.
        image: of the whole file.
        lines: how many lines are in `codec`.
        mostly: true when they are the larger part of what is beyond ASCII.
        guesses: what detection made of those lines; empty when the rest of the document decided.
    """

    codec: str
    image: Image
    lines: int
    mostly: bool
    guesses: Sequence[Guess] = ()


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
    if not surely_utf_8 and not has_valid_line(text):
        return None
    lines = list(invalid_lines(text) if surely_utf_8 else lines_beyond_ascii(text))
    bad = [line for line in lines if line.invalid]
    foreign = [line for line in bad if line.foreign]
    context = Familiar(without(text, foreign))
    found = other_encoding(text, bad, context, declared, UNSURE if surely_utf_8 else SURE)
    if found is None:
        return None
    codec, guesses = found
    there = Familiar(line.bytes(text).decode(codec, "replace") for line in foreign)
    # Where the valid lines may be chance, they must not speak for themselves.
    known = context.also(there) if surely_utf_8 else there
    labels = [(line, _is_foreign(text, line, codec, known)) for line in lines]
    own = [line for line, label in labels if not label]
    if not surely_utf_8 and not own:
        return None
    here = Familiar(without(text, (line for line, label in labels if label)))
    # Where damage is the rule, a run that looks otherwise is damage too.
    read = _reading(codec, here, there) if mostly_telling(text, own, here) else None
    count = len(labels) - len(own)
    size = sum(line.end - line.start for line, label in labels if label)
    mostly = not surely_utf_8 and size > sum(line.end - line.start for line in own)
    return Mixed(codec, _image(text, labels, codec, read), count, mostly, guesses)


def _is_foreign(text: str, line: Line, codec: str, familiar: Familiar) -> bool:
    """Whether a line reads better in the other encoding than in UTF-8."""
    if not line.invalid and (line.valid >= PLAIN or not line.valid):
        return False
    if line.invalid and (not line.valid or (line.valid * CHANCE <= line.invalid and familiar.scripts() != {"LATIN"})):
        return True
    here = text[line.start : min(line.end, line.start + READ)]
    reading = here.encode("utf-8", "surrogateescape").decode(codec, "replace")
    if reading.count("\ufffd") > 1 or torn(reading):
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
        if is_piece(run, here):
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


def _image(text: str, labels: Sequence[tuple[Line, bool]], codec: str, read: Reading | None) -> Image:
    """The file in stretches of lines of one encoding; lines of ASCII are UTF-8 unless they stand among others of `codec`."""
    images: list[Image] = []
    start = end = 0
    current = False
    for line, label in chain(labels, [(Line(len(text), len(text), 0, 0), False)]):
        apart = current and not (label and text[end : line.start].isascii())
        if apart:
            images.append(_stretch(text[start:end].encode("utf-8", "surrogateescape"), codec, None))
            start, current = end, False
        if label and not current:
            images.append(_stretch(text[start : line.start].encode("utf-8", "surrogateescape"), "", read))
            start, current = line.start, True
        end = line.end
    images.append(_stretch(text[start:].encode("utf-8", "surrogateescape"), "", read))
    return joined([image for image in images if image.text])


def _stretch(raw: bytes, codec: str, read: Reading | None) -> Image:
    """Lines of one encoding; of UTF-8 when ``codec`` is empty, or does not get through them."""
    image = patched(raw, codec, 1.0) if codec else None
    return image or patched(raw, "utf-8", 1.0, read) or Image("", ())
