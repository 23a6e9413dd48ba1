"""Bytes that were lost on the way: what remains of UTF-8 read as windows-1252 is filled in.

Windows-1252 leaves five bytes open (81, 8D, 8F, 90, 9D), and a no-break space is A0: what writes text in it drops
them, or puts a space, ``?`` or U+FFFD in their place. The line is cut into what is sure and *holes*, each with the
characters it may have been. The most likely filling is found as Viterbi did, by the pairs of all languages
together and of the one language that the line reads best in. To leave a hole as it is, is one of the choices.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from operator import add

from cleanse.mojibake.chains import EAST, STRANGE, Proposal
from cleanse.mojibake.model import BIT, MEMORY, model
from cleanse.mojibake.scripts import script
from cleanse.mojibake.tables import one_of, table
from cleanse.mojibake.vetoes import NEXT_TO_LATIN, USUAL
from cleanse.mojibake.voices import UNIT, voices

PLAN = "cp1252>utf-8 lossy"

OPEN = (0x81, 0x8D, 0x8F, 0x90, 0x9D)
"""Bytes without a character in windows-1252."""

LOSABLE = (*OPEN, 0xA0, 0xAD)
"""Bytes that get lost: open ones, the no-break space, the soft hyphen."""

LEAST, LEAST_LICENSED = 12 * BIT, 4 * BIT
"""Gain without which a line is left alone: alone, and after another repair of the line."""

WIDTH = 24
"""Fillings that are followed at a time."""

EACH = 8 * BIT
"""What filling a hole has to gain over leaving it."""

_CP1252 = table("cp1252")
_LEAD2, _LEAD3, _LEAD4, _FOLLOW = (
    _CP1252.between(low, high) for low, high in ((0xC2, 0xDF), (0xE0, 0xEF), (0xF0, 0xF4), (0x80, 0xBF))
)
_PLACE = "[ ?\ufffd\xa0]?"
_BROKEN = re.compile(
    f"{_LEAD3}{_FOLLOW}(?:{_FOLLOW}|{_PLACE})|{_LEAD3}[ ?\ufffd\xa0]{_FOLLOW}|{_LEAD2}(?:{_FOLLOW}|{_PLACE})"
    f"|{_LEAD3}[?\ufffd]{{2}}|{_LEAD4}{_FOLLOW}{{2}}(?:{_FOLLOW}|{_PLACE})|{_LEAD4}[?\ufffd]{_FOLLOW}{{2}}"
)
_LACKING = re.compile(f"{_CP1252.between(0xC2, 0xF4)}{_FOLLOW}?[ ?\ufffd\xa0]")
_LETTER_LEAD = re.compile(one_of(char for char in _CP1252.chars[0xC2:0xF5] if char.isalpha()))


@dataclass(frozen=True, slots=True)
class Hole:
    """A part of a line that lacks something.

    Attributes:
        start: of the part.
        end: of the part.
        choices: what it may have been, the part as it stands first; each ends where its own second number says.
        whole: true for a sequence that lacks nothing.
    """

    start: int
    choices: tuple[tuple[str, int], ...]
    whole: bool


def may_lack(line: str) -> bool:
    """False when no sequence of a line has something in the place of a byte."""
    return _LACKING.search(line) is not None


def fill(line: str, licensed: bool = False) -> Proposal | None:
    """The line with its holes filled.

    Args:
        line: well-formed sequences are undone already.
        licensed: another repair has shown that the line was garbled.
    """
    holes = list(_holes(line))
    if not holes:
        return None
    lacking = [hole for hole in holes if not hole.whole]
    if not lacking or (not licensed and (shouted(line) or not all(_certain(line, hole) for hole in lacking))):
        return None
    filled, gain = _best(line, holes, None)
    language = int(voices().weights(filled).argmax())
    filled, gain = _best(line, holes, language)
    if filled == line or gain < (LEAST_LICENSED if licensed else LEAST):
        return None
    if (
        not licensed
        and not EAST.search(filled)
        and voices().best(filled) - voices().best(line) < LEAST * UNIT // BIT // 2
    ):
        return None
    return Proposal(filled, gain, PLAN)


def _certain(line: str, hole: Hole) -> bool:
    """True for a sequence with a sign in the place of its lost byte, and for a capital that stands in a word after a
    small letter, which no orthography has.
    """
    marked = any(char in "?\ufffd\xa0" for char in line[hole.start + 1 : hole.start + 4])
    return marked or (line[hole.start].isupper() and line[hole.start - 1 : hole.start].islower())


def shouted(line: str) -> bool:
    """True for a line of capitals."""
    return sum(map(str.isupper, line)) > sum(map(str.islower, line))


def _holes(line: str) -> Iterator[Hole]:
    """Holes from left to right, not overlapping."""
    position = 0
    while match := _BROKEN.search(line, position):
        start = match.start()
        position = start + 1
        if not _LETTER_LEAD.match(line, start) or line.startswith("â€", start):
            continue
        choices = [(text, end) for text, end in _readings(line, start, match[0]) if _may_be(line, start, end, text)]
        if choices:
            whole = _CP1252.undone(match[0]) is not None
            yield Hole(start, ((line[start : start + 1], start + 1), *choices), whole)
            position = max(end for _, end in choices)


def _readings(line: str, start: int, part: str) -> Iterator[tuple[str, int]]:
    """What a broken sequence may stand for, and where it ends."""
    codes = [_CP1252.codes.get(ord(char)) for char in part]
    lead = codes[0] or 0
    size = 2 if lead < 0xE0 else 3 if lead < 0xF0 else 4
    seen: set[tuple[str, int]] = set()
    for raw, end in _fillings(codes, part, start, size):
        try:
            text = bytes(raw).decode("utf-8")
        except UnicodeDecodeError:
            continue
        if (text, end) not in seen and text.isprintable() and not STRANGE.search(text):
            seen.add((text, end))
            yield text, end


def _fillings(codes: list[int | None], part: str, start: int, size: int) -> Iterator[tuple[list[int], int]]:
    """The bytes that a broken sequence of ``size`` bytes may have been, and where it ends."""
    end = start + len(part)
    known = [code for code in codes if code is not None]
    if len(known) == len(codes) == size:
        yield known, end
    gaps = [place for place, code in enumerate(codes) if code is None or (place and part[place] in " ?")]
    body = [code for place, code in enumerate(codes) if code is not None and place not in gaps]
    if len(codes) == size and len(gaps) == 1:
        gap = gaps[0]
        for lost in (0xA0,) if part[gap] in " \xa0" else LOSABLE:
            yield [*body[:gap], lost, *body[gap:]], end
    elif size == 3 and gaps == [1, 2] and part[1] == part[2]:
        for second in OPEN:
            for third in OPEN:
                yield [body[0], second, third], end
    if len(body) == size - 1 and (not gaps or gaps[0] == len(codes) - 1):
        # The last byte is gone without a trace, and what follows belongs to the text.
        for lost in LOSABLE:
            yield [*body, lost], start + len(body)
        if size == 3:
            for lost in OPEN:
                yield [body[0], lost, body[1]], start + len(body)


def _may_be(line: str, start: int, end: int, text: str) -> bool:
    """False for what the place of a hole does not allow."""
    first = text[0]
    if not USUAL.fullmatch(text):
        return False
    before, after = line[start - 1 : start], line[end : end + 1]
    if first.isalpha() and first > NEXT_TO_LATIN and before.isalpha() and before < NEXT_TO_LATIN:
        return False
    if before.isupper() and line[start - 2 : start - 1].isupper() and first.islower():
        return False
    return not (
        first.isalpha() and after.isalpha() and script(after) != script(first) and not _LETTER_LEAD.match(after)
    )


def _best(line: str, holes: list[Hole], language: int | None) -> tuple[str, int]:
    """The most likely filling and its gain, in one language or in all together."""
    # Paths of Viterbi: weight so far, where the line goes on, the text so far.
    paths: list[tuple[int, int, str]] = [(0, 0, "")]
    for hole in holes:
        following = []
        for weight, position, text in paths:
            if position > hole.start:
                # The hole before took this one's first character along.
                following.append((weight, position, text))
                continue
            for number, (choice, end) in enumerate(hole.choices):
                more = line[position : hole.start] + choice
                cost = EACH // 2 if number else 0
                following.append((weight + _weight(text[-1:] or " ", more, language) - cost, end, text + more))
        paths = sorted(following, key=lambda path: -path[0])[:WIDTH]
    weight, text = max(
        (weight + _weight(text[-1:] or " ", line[position:] + " ", language), text + line[position:])
        for weight, position, text in paths
    )
    return text, weight - _weight(" ", line + " ", language)


class _Joint(dict[str, int]):
    """The weight of each pair in all languages together, and in one of them where one is chosen."""

    def __init__(self, language: int | None) -> None:
        super().__init__()
        self._language = language

    def __missing__(self, pair: str) -> int:
        weight = model().pairs[pair]
        if self._language is not None:
            weight += voices().weight_in(self._language, pair) * BIT // UNIT
        if len(self) < MEMORY:
            self[pair] = weight
        return weight


@lru_cache(maxsize=32)
def _joint(language: int | None) -> _Joint:
    return _Joint(language)


def _weight(before: str, text: str, language: int | None) -> int:
    """The weight of a text behind a character."""
    return sum(map(_joint(language).__getitem__, map(add, before + text, text)))
