"""A proof, made from ftfy's own tables, that a line cannot be changed by ftfy.

``ftfy.fix_text`` goes through a text in segments (lines, or a million characters of a longer one) and asks its
fixers about each in turn until none has more to do. A segment on which every fixer that is switched on is the
identity comes back as it went in. When that is so can be read off ftfy's tables:

* ``fix_encoding`` does nothing unless the badness expression finds something. It is a choice between short rows
  of character classes. Of every row the class that clean text has least of is its pivot, and the whole is
  written as ``[pivots](?:(?<=before pivot)(?=after)|...)``: the same finds, but the engine of `re` runs from
  pivot to pivot at some nanoseconds a character instead of trying forty rows at each.
* the other fixers replace single characters that stand in tables, or begin with a fixed character.
* normal forms have a quick check of their own (UAX #15, section 9).

So one pass over the text finds the segments that have to be shown to ftfy. The tables are read from the installed
ftfy each time, but how its fixers are called cannot be read off a table. That was read by a person, in the versions
named in `READ`; with another one, or when a table is not understood, nothing is proved: ftfy is asked about every
segment, and the rule says so on the record.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from cleanse.transforms.ftfy_pattern import Row, UnreadPatternError, charset, members_of, rows

if TYPE_CHECKING:
    from ftfy import TextFixerConfig

READ = ("6.3.0", "6.3.1")
"""Versions of ftfy whose flow of control was read."""

_NOTHING = "(?!)"
_LINE_BREAKS = frozenset("\r\x85\u2028\u2029")  # these stand in the code of ftfy's fixer, in no table
_SAMPLES = {r"\s": " ", r"\w": "a", ".": "a"}
_WEIGHTS = {"Ll": 300, "Lo": 300, "Lu": 40, "Pi": 100, "Pf": 100, "Pd": 100, "Zs": 100, "Po": 60}
"""How much text a pivot of a general category is feared to be found in; everything else weighs 5. Only speed
depends on it: in clean sentences of thirty languages 0.2 % of the characters are pivots."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What a segment needs to have for ftfy to change it.

    Attributes:
        stops: finds something in every segment that ftfy may change, but for those that are not in normal form.
        ascii_stops: the same for text that is ASCII.
        form: the normal form asked for; ``""`` for none.
        limit: characters of the longest segment.
        refused: why nothing was proved; ``""`` when it was.
    """

    stops: re.Pattern[str]
    ascii_stops: re.Pattern[str]
    form: str
    limit: int
    refused: str = ""

    def suspects(self, text: str) -> Iterator[tuple[int, int]]:
        """Segments of ftfy, in order, that it may change; all others it gives back as they are."""
        if self.refused:
            yield from self._segments(text)
            return
        ascii = text.isascii()
        search = (self.ascii_stops if ascii else self.stops).search
        if self.form and not ascii and not _is_normal(self.form, text):
            for start, end in self._segments(text):
                if search(text, start, end) or not _is_normal(self.form, text[start:end]):
                    yield start, end
            return
        start = 0
        while hit := search(text, start):
            at = hit.start()
            start = text.rfind("\n", start, at) + 1 or start
            start += (at - start) // self.limit * self.limit
            end = text.find("\n", at, start + self.limit) + 1 or min(start + self.limit, len(text))
            yield start, end
            start = end

    def _segments(self, text: str) -> Iterator[tuple[int, int]]:
        start = 0
        while start < len(text):
            end = text.find("\n", start, start + self.limit) + 1 or min(start + self.limit, len(text))
            yield start, end
            start = end


@cache
def prove(config: TextFixerConfig) -> Proof:
    """The proof for one configuration of the installed ftfy.

    Args:
        config: ``unescape_html`` must not be ``"auto"``: that is decided by lines further up.
    """
    import ftfy

    form, limit = config.normalization or "", config.max_decode_length
    nothing = re.compile(_NOTHING)
    if ftfy.__version__ not in READ:
        return Proof(nothing, nothing, form, limit, f"ftfy {ftfy.__version__} is not a version that was read")
    try:
        bad = _badness() if config.fix_encoding else []
        signs, starts = _mapped(config), _begun(config)
    except UnreadPatternError as error:
        return Proof(nothing, nothing, form, limit, f"a table of ftfy {ftfy.__version__} is not understood: {error}")
    return Proof(_stops(bad, signs, starts), _stops([], frozenset(filter(str.isascii, signs)), starts), form, limit)


def _mapped(config: TextFixerConfig) -> frozenset[str]:
    """Characters that a fixer changes wherever they stand.

    Raises:
        UnreadPatternError: a table is not understood.
    """
    from ftfy import chardata, fixes

    tables: list[tuple[bool, Iterable[str]]] = [
        (config.fix_c1_controls, members_of(chardata.C1_CONTROL_RE.pattern)),
        (config.fix_latin_ligatures, map(chr, chardata.LIGATURES)),
        (config.fix_character_width, map(chr, chardata.WIDTH_MAP)),
        (config.uncurl_quotes, members_of(chardata.SINGLE_QUOTE_RE.pattern)),
        (config.uncurl_quotes, members_of(chardata.DOUBLE_QUOTE_RE.pattern)),
        (config.fix_line_breaks, _LINE_BREAKS),
        (config.fix_surrogates, members_of(fixes.SURROGATE_RE.pattern)),
        (config.remove_control_chars, map(chr, chardata.CONTROL_CHARS)),
    ]
    return frozenset(sign for wanted, signs in tables if wanted for sign in signs)


def _begun(config: TextFixerConfig) -> dict[str, str]:
    """Characters that begin what a fixer changes, each with a pattern of what follows.

    Raises:
        UnreadPatternError: an expression does not begin with the character.
    """
    from ftfy import chardata, fixes

    entity, escape = chardata.HTML_ENTITY_RE.pattern, fixes.ANSI_RE.pattern
    if not entity.startswith("&#?[") or not escape.startswith("\x1b\\["):
        raise UnreadPatternError("entities or terminal escapes begin otherwise")
    starts = {"&": entity[1:]} if config.unescape_html else {}
    return starts | {"\x1b": r"\["} if config.remove_terminal_escapes else starts


def _badness() -> list[tuple[Row, int]]:
    """The rows of the badness expression, each with the place of its pivot.

    Raises:
        UnreadPatternError: it is not understood, or not read as `re` reads it.
    """
    from ftfy.badness import BADNESS_RE

    if BADNESS_RE.flags != re.VERBOSE | re.UNICODE:
        raise UnreadPatternError("the badness expression has other flags")
    read = rows(BADNESS_RE.pattern)
    for row in read:
        sample = "".join(_SAMPLES.get(item.text) or min(item.members or "1") for item in row)
        if not BADNESS_RE.search(sample):
            raise UnreadPatternError(f"{sample!r} is read differently by re")
    return _pivots(read)


def _pivots(read: list[Row]) -> list[tuple[Row, int]]:
    """For every row the place of the class that, given the pivots of all other rows, adds least to them.

    Raises:
        UnreadPatternError: a row has no class that can be one.
    """
    places = [[place for place, item in enumerate(row) if _may_be_pivot(item.members)] for row in read]
    if not all(places):
        raise UnreadPatternError("a row has no class to look for")
    chosen = [min(able, key=lambda place: _weight(row[place].members)) for row, able in zip(read, places, strict=True)]
    counts: dict[str, int] = {}
    for row, place in zip(read, chosen, strict=True):
        for sign in row[place].members or ():
            counts[sign] = counts.get(sign, 0) + 1
    for number, row in enumerate(read):
        for sign in row[chosen[number]].members or ():
            counts[sign] -= 1
        others = frozenset(sign for sign, count in counts.items() if count)
        chosen[number] = min(places[number], key=lambda place: _weight((row[place].members or frozenset()) - others))
        for sign in row[chosen[number]].members or ():
            counts[sign] = counts.get(sign, 0) + 1
    return list(zip(read, chosen, strict=True))


def _may_be_pivot(members: frozenset[str] | None) -> bool:
    # ASCII text is never asked about the encoding, and its letters are everywhere.
    return members is not None and not any(sign.isascii() for sign in members)


def _weight(members: frozenset[str] | None) -> int:
    return sum(_WEIGHTS.get(unicodedata.category(sign), 5) for sign in members or ())


def _stops(bad: list[tuple[Row, int]], signs: frozenset[str], starts: dict[str, str]) -> re.Pattern[str]:
    """One expression for everything: a class to run to, then what has to stand around its characters."""
    first = signs.union(starts).union(*(row[pivot].members or () for row, pivot in bad))
    if not first:
        return re.compile(_NOTHING)
    around = [f"(?<={charset(signs)})"] if signs else []
    around += [f"(?<={sign})(?={rest})" for sign, rest in starts.items()]
    return re.compile(f"{charset(first)}(?:{'|'.join([*around, *_contexts(bad)])})")


def _contexts(bad: list[tuple[Row, int]]) -> Iterator[str]:
    """What stands around the pivots of rows, as assertions behind the pivot.

    A pivot in clean text mostly stands beside ASCII, and nearly every row wants something else there. So those
    rows stand behind an assertion that says so of all of them, and are seldom tried.
    """
    beside: dict[int, list[tuple[Row, int]]] = {1: [], -1: [], 0: []}
    for row, pivot in bad:
        sides = (side for side in (1, -1) if 0 <= pivot + side < len(row))
        beside[next((side for side in sides if _may_be_pivot(row[pivot + side].members)), 0)].append((row, pivot))
    for side, group in beside.items():
        if not group:
            continue
        told = "|".join(
            f"(?<={_text(row[: pivot + 1])})" + (f"(?={_text(row[pivot + 1 :])})" if row[pivot + 1 :] else "")
            for row, pivot in group
        )
        if not side:
            yield told
            continue
        wanted = charset(frozenset().union(*(row[pivot + side].members or () for row, pivot in group)))
        yield (f"(?={wanted})" if side > 0 else f"(?<={wanted}(?s:.))") + f"(?:{told})"


def _text(row: Row) -> str:
    return "".join(item.text for item in row)


def _is_normal(form: str, text: str) -> bool:
    return unicodedata.is_normalized(form, text)  # type: ignore[arg-type]
