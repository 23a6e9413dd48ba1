"""The lone ``Â`` that is all that is left of a no-break space."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from cleanse.document import Document
from cleanse.rule import RuleInfo
from cleanse.spans import Edit

# A no-break space is the bytes C2 A0 in UTF-8. Read as windows-1252 they are Â and a no-break space, and what
# trims or collapses white space afterwards leaves the Â.
_REMAINS = re.compile("Â(?:[ \xa0]?Â)*")
_GROUP = re.compile(r"[0-9]{3}(?![0-9])")
_ENDS = frozenset(".,;:!?…%)]”»\"'’")
"""What may end a clause before the lost space."""
_STOPS = frozenset(".,;:!?…)]}”»–—")
"""What may follow it without a space of its own."""
WINDOW = 120
"""Characters on both sides that tell whether a line is in capitals."""


@dataclass(frozen=True, slots=True)
class LostNbsp:
    r"""Removes the ``Â`` of a lost no-break space, or puts a space where one is missing.

    Evidence is a place where no orthography has the letter: after a lower-case letter or a digit and not
    before a letter, or after the end of a clause. ``Â`` in capital words and lines, before lower-case letters, as
    a word of its own and in formulas stays. It comes after ``text/ftfy``, which repairs what still has its space.

    >>> from cleanse.spans import apply
    >>> text = "over four years.Â\nPÂINE DE CASĂ\nfrom 5Â000 copies"
    >>> print(apply(text, LostNbsp().edits(Document(text))))
    over four years.
    PÂINE DE CASĂ
    from 5 000 copies
    """

    info: ClassVar[RuleInfo] = RuleInfo("text/lost-nbsp", "1.0.0", "The Â left over from a no-break space is removed.")

    def edits(self, document: Document) -> Iterator[Edit]:
        """One edit for each remainder."""
        text = document.text
        if "Â" not in text:
            return
        for match in _REMAINS.finditer(text):
            start, end = match.span()
            insert = _instead(text, start, end)
            if insert is not None:
                yield Edit(start, end, insert, self.info.id)


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
        if (inner.islower() or inner.isdecimal() or inner in _ENDS) and _mostly_lower(text, start, end):
            return "" if closed else " "
    return None


def _mostly_lower(text: str, start: int, end: int) -> bool:
    """True when the line around the remainder is not in capitals."""
    first = text.rfind("\n", max(0, start - WINDOW), start) + 1 or max(0, start - WINDOW)
    last = text.find("\n", end, end + WINDOW)
    around = text[first:start] + text[end : last if last >= 0 else end + WINDOW]
    return sum(map(str.islower, around)) > sum(map(str.isupper, around))
