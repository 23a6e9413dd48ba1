"""Columns of plain text, the same on a terminal and in a pipe."""

from __future__ import annotations

from collections.abc import Iterator, Sequence


def aligned(rows: Sequence[Sequence[str]], right: str = "") -> Iterator[str]:
    """Lines with their columns under each other, two blanks between.

    Args:
        rows: of printable texts; they may differ in length.
        right: a letter for each column, ``r`` for those set to the right; missing ones are set to the left.

    >>> list(aligned([("rule", "spans"), ("ads/mark", "7")], "lr"))
    ['rule      spans', 'ads/mark      7']
    """
    count = max(map(len, rows), default=0)
    widths = [max((len(row[place]) for row in rows if place < len(row)), default=0) for place in range(count)]
    for row in rows:
        cells = [
            cell.rjust(widths[place]) if right[place : place + 1] == "r" else cell.ljust(widths[place])
            for place, cell in enumerate(row)
        ]
        yield "  ".join(cells).rstrip()
