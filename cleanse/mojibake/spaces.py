"""The lone ``Â`` that is all that is left of a no-break space.

A no-break space is the bytes C2 A0 in UTF-8. Read as windows-1252 they are ``Â`` and a no-break space, and what trims or
collapses white space afterwards leaves the ``Â``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

WINDOW = 120
"""Characters on both sides that tell whether a line is in capitals."""

_SPACE = re.compile("Â(?:[ \xa0]?Â)*")
_GROUP = re.compile(r"[0-9]{3}(?![0-9])")
_ENDS = frozenset(".,;:!?…%)]”»\"'’")
"""What may end a clause before the lost space."""
_STOPS = frozenset(".,;:!?…)]}”»–—")
"""What may follow it without a space of its own."""
_SHORT = re.compile(r"(?<![^\W_])(?:[IVXLC]{1,6}|[A-Z]{2,5})\.?\Z")
"""A Roman number or an abbreviation, which is in capitals in any text."""


class Change(NamedTuple):
    """Replace ``start:end`` by ``insert``."""

    start: int
    end: int
    insert: str


def lost_spaces(text: str) -> Iterator[Change]:
    """What to do about each ``Â`` of a lost no-break space.

    Evidence is a place where no orthography has the letter: after a lower-case letter or a digit and not before a
    letter, or after the end of a clause.
    """
    if "Â" not in text:
        return
    for match in _SPACE.finditer(text):
        start, end = match.span()
        insert = _instead(text, start, end)
        if insert is not None:
            yield Change(start, end, insert)


def _instead(text: str, start: int, end: int) -> str | None:
    """What to put in place of the remainder; ``None`` when it may be a letter."""
    before, after = text[start - 1 : start], text[end : end + 1]
    closed = not after or after.isspace()
    if before.islower() or before.isdecimal():
        if closed or after in _STOPS:
            return ""
        if after == "(" or (before.islower() and after.isupper()):
            return " "
        if before.isdecimal() and _GROUP.match(text, end):
            return " "
        return None
    if before in _ENDS and before and (closed or after.isupper()):
        inner = text[start - 2 : start - 1]
        sound = inner.islower() or inner.isdecimal() or inner in _ENDS or _SHORT.search(text, max(0, start - 8), start)
        if sound and _mostly_lower(text, start, end):
            return "" if closed else " "
    short = before.isupper() and _SHORT.search(text, max(0, start - 8), start)
    if short and (closed or after in _STOPS or after == "(") and _mostly_lower(text, start, end):
        return " " if after == "(" else ""
    return None


def _mostly_lower(text: str, start: int, end: int) -> bool:
    """True when the line around the remainder is not in capitals."""
    first = text.rfind("\n", max(0, start - WINDOW), start) + 1 or max(0, start - WINDOW)
    last = text.find("\n", end, end + WINDOW)
    around = text[first:start] + text[end : last if last >= 0 else end + WINDOW]
    return sum(map(str.islower, around)) > 2 * sum(map(str.isupper, around))
