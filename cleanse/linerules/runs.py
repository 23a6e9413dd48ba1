"""Which of the known lines go: by the runs, chains and blocks they stand in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cleanse.linerules.closing import opening
from cleanse.linerules.entries import Known
from cleanse.linerules.prose import columns, is_open

HEAD_SLACK = 6
"""So many short lines that no entry knows may stand in the opening run: a kicker, a headline, a by-line, a caption."""

TAIL_SLACK = 8
"""The same for the closing run."""

MENU = 3
"""So many known lines make a menu, if no more than `MENU_GAP` unknown short lines stand between neighbours."""

MENU_GAP = 2

BLOCK = 5
"""So many known lines make a block, if no more than `BLOCK_GAP` unknown short lines stand between neighbours."""

BLOCK_GAP = 4

BLOCK_SHARE = 5
"""A block goes with the unknown lines in it, if one line in so many is known."""

BLOCK_WIDTH = 40
"""Unknown lines of a block go up to this many columns: a headline among menus stays."""


def chosen(lines: Sequence[str], known: Known) -> dict[int, str]:
    """Which lines go, and in whose name."""
    count = len(lines)
    wheres = {entry.where for entries in known.values() for entry in entries}
    head = _run(lines, range(count), known, HEAD_SLACK) if wheres & {"head", "ends"} else set()
    tail = _run(lines, range(count - 1, -1, -1), known, TAIL_SLACK) if wheres & {"tail", "ends"} else set()
    menu = {
        place for chain in _chains(lines, known, MENU_GAP) if len({lines[p] for p in chain}) >= MENU for place in chain
    }
    places = {"head": head, "tail": tail, "ends": head | tail, "menu": menu}
    gone: dict[int, str] = {}
    for place, entries in known.items():
        for entry in entries:
            if entry.where == "any" or place in places[entry.where]:
                gone[place] = entry.id
                break
    for chain in _chains(lines, known, BLOCK_GAP):
        _take_block(lines, known, gone, chain)
    end = opening(lines, known)
    if end is not None:
        first, by = end
        for place in range(first, count):
            if lines[place].strip():
                gone.setdefault(place, by)
    return gone


def _run(lines: Sequence[str], places: range, known: Known, slack: int) -> set[int]:
    """The places of a run from one end: over known, blank and at most `slack` other short lines."""
    run: set[int] = set()
    for place in places:
        if place not in known:
            bare = lines[place].strip()
            if bare:
                if slack == 0 or not is_open(bare):
                    break
                slack -= 1
        run.add(place)
    return run


def _chains(lines: Sequence[str], known: Known, gap: int) -> Iterator[list[int]]:
    """Places of known lines with no prose and at most `gap` unknown lines between neighbours.

    What a chain loses leaves no new neighbours for the others: what stands between chains stays.
    """
    chain: list[int] = []
    for place in sorted(known):
        if chain and not _close(lines, chain[-1], place, gap):
            yield chain
            chain = []
        chain.append(place)
    if chain:
        yield chain


def _close(lines: Sequence[str], first: int, second: int, gap: int) -> bool:
    for place in range(first + 1, second):
        bare = lines[place].strip()
        if bare:
            gap -= 1
            if gap < 0 or not is_open(bare):
                return False
    return True


def _take_block(lines: Sequence[str], known: Known, gone: dict[int, str], chain: Sequence[int]) -> None:
    """Add a dense block of known lines with the short lines in it, each in the name of the known line above."""
    if len({lines[place] for place in chain}) < BLOCK:
        return
    inside = [place for place in range(chain[0], chain[-1] + 1) if lines[place].strip()]
    if len(chain) * BLOCK_SHARE < len(inside):
        return
    by = ""
    for place in inside:
        if place in known:
            by = known[place][0].id
        if place in known or columns(lines[place].strip()) <= BLOCK_WIDTH:
            gone.setdefault(place, by)
