"""Spans and edits: the only code that changes text.

A rule proposes edits; `apply` makes them. Offsets are half-open and count the units of the
sequence they belong to: code points of a ``str``, bytes of a ``bytes``.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from cleanse.errors import RuleError


class Span(NamedTuple):
    """The half-open range from ``start`` to ``end``."""

    start: int
    end: int


class Edit(NamedTuple):
    """Replace ``start:end`` by ``insert``, proposed by the rule ``by``.

    ``start == end`` inserts, an empty ``insert`` deletes. ``how`` may name the way a rule came to it, in a few
    words of ASCII; a run counts them, and the record has the counts.

    >>> Edit(0, 2, "", by="ads/sponsored-mark")
    Edit(start=0, end=2, insert='', by='ads/sponsored-mark')
    """

    start: int
    end: int
    insert: str = ""
    by: str = ""
    how: str = ""

    def __repr__(self) -> str:
        """As a call; without ``how`` where nothing is said of it."""
        how = f", how={self.how!r}" if self.how else ""
        return f"Edit(start={self.start!r}, end={self.end!r}, insert={self.insert!r}, by={self.by!r}{how})"


def ordered(edits: Iterable[Edit], length: int) -> list[Edit]:
    """Sort edits, leave out those that do nothing, and refuse what cannot be applied.

    Args:
        edits: in any order.
        length: of the text they apply to, in code points.

    Raises:
        RuleError: an edit leaves the text or two overlap.

    >>> ordered([Edit(3, 4), Edit(0, 1)], 4)
    [Edit(start=0, end=1, insert='', by=''), Edit(start=3, end=4, insert='', by='')]
    """
    result = sorted((edit for edit in edits if edit.start != edit.end or edit.insert), key=_place)
    last = 0
    for edit in result:
        if edit.start < last or edit.end < edit.start or edit.end > length:
            what = "overlaps the one before" if edit.start >= 0 and edit.end <= length else "leaves the text"
            raise RuleError(
                f"rule {edit.by or '(unnamed)'}: the edit {edit.start}:{edit.end} {what} ({length} code points).",
                hint="Propose edits that lie inside the text and do not overlap.",
            )
        last = edit.end
    return result


def _place(edit: Edit) -> tuple[int, int]:
    return edit.start, edit.end


def apply(text: str, edits: Iterable[Edit]) -> str:
    """Make ordered edits (see `ordered`).

    >>> apply("a rule", [Edit(0, 1, "the")])
    'the rule'
    """
    pieces: list[str] = []
    position = 0
    for edit in edits:
        pieces.append(text[position : edit.start])
        pieces.append(edit.insert)
        position = edit.end
    pieces.append(text[position:])
    return "".join(pieces)


def invert(text: str, edits: Iterable[Edit]) -> list[Edit]:
    """The edits that lead back from the result to the text.

    >>> invert("a rule", [Edit(0, 2)])
    [Edit(start=0, end=0, insert='a ', by='')]
    """
    result: list[Edit] = []
    shift = 0
    for edit in edits:
        start = edit.start + shift
        result.append(Edit(start, start + len(edit.insert), text[edit.start : edit.end], edit.by))
        shift += len(edit.insert) - (edit.end - edit.start)
    return result
