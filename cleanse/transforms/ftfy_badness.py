"""ftfy's badness expression, turned so that `re` runs through clean text.

The expression is a choice between short rows of character classes, and tries all of them at every character. Of
each row the class that clean text has least of becomes its pivot; the whole is then written as
``[pivots](?:(?<=before pivot)(?=after)|...)``. It finds something in the same texts (and in a few more: see
`cleanse.transforms.ftfy_pattern.rows`), and the engine goes from pivot to pivot at some nanoseconds a character.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping

from cleanse.transforms.ftfy_pattern import START, Row, UnreadPatternError, charset, rows

NEVER = re.compile("(?!)")
"""Finds nothing."""

_SAMPLES = {r"\s": " ", r"\w": "a", ".": "a", START.text: ""}
_WEIGHTS = {"Ll": 300, "Lo": 300, "Lu": 40, "Pi": 100, "Pf": 100, "Pd": 100, "Zs": 100, "Po": 60}
"""How much text a pivot of a general category is feared to be found in; everything else weighs 5. Only speed
depends on it: in clean sentences of thirty languages 0.2 % of the characters are pivots."""

Pivoted = tuple[Row, int]
"""A row and the place of its pivot."""


def read_badness() -> list[Pivoted]:
    """The rows of the badness expression, each with the place of its pivot.

    Raises:
        UnreadPatternError: it is not understood, or not read as `re` reads it.
    """
    from ftfy.badness import BADNESS_RE

    if BADNESS_RE.flags != re.VERBOSE | re.UNICODE:
        raise UnreadPatternError("the badness expression has other flags")
    read = rows(BADNESS_RE.pattern)
    for row in read:
        sample = "".join(min(item.members) if item.members else _SAMPLES.get(item.text, "1") for item in row)
        if not BADNESS_RE.search(sample):
            raise UnreadPatternError(f"{sample!r} is read differently by re")
    return _pivots(read)


def _pivots(read: list[Row]) -> list[Pivoted]:
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


def search_for(bad: list[Pivoted], signs: frozenset[str], starts: Mapping[str, str]) -> re.Pattern[str]:
    """One expression for everything: a class to run to, then what has to stand around its characters."""
    first = signs.union(starts).union(*(row[pivot].members or () for row, pivot in bad))
    if not first:
        return NEVER
    around = [f"(?<={charset(signs)})"] if signs else []
    around += [f"(?<={sign})(?={rest})" for sign, rest in starts.items()]
    return re.compile(f"{charset(first)}(?:{'|'.join([*around, *_contexts(bad)])})")


def _contexts(bad: list[Pivoted]) -> Iterator[str]:
    """What stands around the pivots of rows, as assertions behind the pivot.

    A pivot in clean text mostly stands beside ASCII, and nearly every row wants something else there. So those
    rows stand behind an assertion that says so of all of them, and are seldom tried.
    """
    beside: dict[int, list[Pivoted]] = {1: [], -1: [], 0: []}
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


def anywhere(bad: list[Pivoted]) -> list[Pivoted]:
    """The rows without asking where a text starts: for texts whose parts do not start where lines do."""
    return [(tuple(item for item in row if item != START), pivot - row[:pivot].count(START)) for row, pivot in bad]


def _text(row: Row) -> str:
    return "".join(item.text for item in row)
