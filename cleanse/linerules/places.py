"""Where a line stands: before the text, behind it or in it, and among which others.

Both answers rest on lines that stay where they are when the lines in question go, so that a second
look at what is left finds nothing new: on prose, which is never in question, and on chains, whose
members go together.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cleanse.linerules.prose import SHORT, columns, is_prose

PROSE = 1
"""The line belongs to a text and not to a list of links."""

OPEN = 2
"""The line is short and of no known kind: a chain of furniture may step over it."""

CHAIN = 3
"""So many different lines in question make a chain, if no more than `GAP` others stand between neighbours."""

GAP = 2


def body(marks: Sequence[int], asked: Sequence[bool]) -> tuple[int, int]:
    """The first and the last line of prose that is not in question; ``(-1, -1)`` when there is none.

    Args:
        marks: of each line that is not blank.
        asked: whether the line is in question.
    """
    first = last = -1
    for place, mark in enumerate(marks):
        if mark & PROSE and not asked[place]:
            last = place
            if first < 0:
                first = place
    return first, last


def chains(marks: Sequence[int], asked: Sequence[bool]) -> Iterator[list[int]]:
    """Places of lines in question with at most `GAP` short unknown lines and no prose between neighbours."""
    chain: list[int] = []
    for place, is_asked in enumerate(asked):
        if not is_asked:
            continue
        if chain and not _close(marks, chain[-1], place):
            yield chain
            chain = []
        chain.append(place)
    if chain:
        yield chain


def _close(marks: Sequence[int], first: int, second: int) -> bool:
    return second - first - 1 <= GAP and all(mark & OPEN for mark in marks[first + 1 : second])


def kind(line: str) -> int:
    """`PROSE`, `OPEN` or 0."""
    if is_prose(line):
        return PROSE
    return OPEN if columns(line.strip()) < SHORT else 0
