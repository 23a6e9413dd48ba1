"""What holds doubtful cuts back: zones of a text, and the share of a text that they would take."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cleanse.linerules.entries import Entry, Known
from cleanse.linerules.runs import proposed
from cleanse.linerules.zones import HARD, protected

SHARE = 80
"""Doubtful cuts of more than so many per cent of the characters that the sure ones leave are held back."""

FLOOR = 40
"""So many characters must be left, or nothing but what is sure goes: no doubtful cut empties a text."""

ROUNDS = 16
"""So often at most; texts settle in two or three."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What goes and what was held back.

    Attributes:
        gone: places of lines, each with the entry in whose name it goes.
        held: the same of lines that would go, had they not been too much of the text.
    """

    gone: dict[int, str]
    held: dict[int, str]


def decide(lines: Sequence[str], known: Known) -> Decision:
    """Which lines go.

    The rounds are those that a second run would begin with: what is left of one is looked at again, until nothing
    goes. So the decision about a text and about what is left of it are the same.
    """
    gone: dict[int, str] = {}
    places: Sequence[int] = range(len(lines))
    holding: dict[int, str] = {}
    for _ in range(ROUNDS):
        left = [lines[place] for place in places]
        own = {row: known[place] for row, place in enumerate(places) if place in known}
        cut, held = _round(left, own)
        for row, by in cut.items():
            gone[places[row]] = by
        holding = {places[row]: by for row, by in held.items()}
        if not cut:
            break
        places = [place for row, place in enumerate(places) if row not in cut]
    return Decision(gone, holding)


def _round(lines: Sequence[str], known: dict[int, Sequence[Entry]]) -> tuple[dict[int, str], dict[int, str]]:
    """The lines that go, and those that are held back."""
    cuts = proposed(lines, known)
    if not cuts.sure and not cuts.doubtful:
        return {}, {}
    zone = protected(lines, known, soft=bool(cuts.doubtful))
    sure = {place: by for place, by in cuts.sure.items() if zone.get(place) not in HARD}
    doubtful = {place: by for place, by in cuts.doubtful.items() if place not in zone}
    # Blank lines close up with what goes, so they do not count.
    rest = sum(len(line) for place, line in enumerate(lines) if place not in sure and line.strip())
    taken = sum(len(lines[place]) for place in doubtful)
    if taken and (taken * 100 > rest * SHARE or rest - taken < FLOOR):
        return sure, doubtful
    return sure | doubtful, {}
