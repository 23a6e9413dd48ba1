"""Menus that a page prints at its top and again at its bottom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from cleanse.document import Document
from cleanse.linerules import EDGE, removals
from cleanse.linerules.furniture import eligible
from cleanse.linerules.places import PROSE, body, chains, kind
from cleanse.rule import RuleInfo
from cleanse.spans import Edit

MENU = 5
"""So many different lines: with three, lists of rooms and of works went as well on labelled pages."""


@dataclass(frozen=True, slots=True)
class RepeatedMenus:
    """Short lines that stand twice or more, none of them between the first and the last line of prose, go in chains.

    A chain is `MENU` or more different lines of the kind with at most two others between neighbours. A text without
    prose keeps all: there is nothing that its lines could be the furniture of; and so a song keeps its refrain.

    >>> menu = "Harbour\\nWeather\\nTides\\nFerries\\nLetters\\n"
    >>> text = menu + "\\nThe ice came early, and nobody sailed until the spring was there.\\n\\n" + menu
    >>> [(edit.start, edit.end) for edit in RepeatedMenus().edits(Document(text))]
    [(0, 39), (105, 144)]
    """

    info: ClassVar[RuleInfo] = RuleInfo(
        "navigation/repeated",
        "1.0.0",
        "Links of a menu that stands before and behind a text, or twice at one end of it, go.",
        safety="doubtful",
    )

    def edits(self, document: Document) -> Iterator[Edit]:
        text = document.text
        lines = text.split("\n")
        if not lines[-1]:
            lines.pop()
        places = [place for place, line in enumerate(lines) if line.strip()]
        if len(places) < 2 * MENU:
            return
        names = [_named(lines[place]) for place in places]
        if len(set(names)) == len(names):
            return
        yield from removals(text, lines, dict.fromkeys(_chosen(lines, places, names), self.info.id))


def _chosen(lines: Sequence[str], places: Sequence[int], names: Sequence[str]) -> Iterator[int]:
    marks = [kind(lines[place]) for place in places]
    first, last = body(marks, [False] * len(places))
    if first < 0:
        return
    found: dict[str, list[int]] = defaultdict(list)
    for order, name in enumerate(names):
        if name and not marks[order] & PROSE:
            found[name].append(order)
    asked = [False] * len(places)
    for orders in found.values():
        if len(orders) > 1 and all(order < first or order > last for order in orders):
            for order in orders:
                asked[order] = eligible(lines[places[order]])
    for chain in chains(marks, asked):
        if len({names[order] for order in chain}) >= MENU:
            yield from (places[order] for order in chain)


def _named(line: str) -> str:
    return " ".join(line.casefold().split()).strip(EDGE)
