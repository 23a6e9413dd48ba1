"""What an index is made of: phrases and patterns by the place of their entry, as they are worked out once and kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cleanse.linerules.entries import Entry
from cleanse.linerules.probes import Probe
from cleanse.linerules.templates import template

Orders = Sequence[int]
"""Places of entries, ascending."""


@dataclass(frozen=True, slots=True)
class Atlas:
    """The phrases and patterns of some entries.

    Attributes:
        literals: phrases without slots, folded, and the entries they are of.
        netted: phrases with the name of a network: by what stands before it and what stands behind it.
        patterns: of entries, asked of a stripped line.
        forms: phrases with slots, asked of a line in the form of `folding.plain`.
    """

    literals: Mapping[str, Orders]
    netted: Mapping[str, Mapping[str, Orders]]
    patterns: Sequence[Probe]
    forms: Sequence[Probe]

    def to_json(self) -> dict[str, object]:
        """The same as JSON holds it; parts of patterns, which many share, stand in a list of their own."""
        numbers: dict[str, int] = {}
        patterns, forms = ([probe.to_json(numbers) for probe in probes] for probes in (self.patterns, self.forms))
        return {
            "literals": dict(self.literals),
            "netted": {before: dict(after) for before, after in self.netted.items()},
            "patterns": patterns,
            "forms": forms,
            "parts": list(numbers),
        }


def atlas_of(entries: Sequence[Entry]) -> Atlas:
    """Work it out: some tenths of a millisecond for each phrase with slots, more for each pattern."""
    literals: dict[str, list[int]] = {}
    netted: dict[str, dict[str, list[int]]] = {}
    for order, entry in enumerate(entries):
        for known in map(template, entry.phrases):
            for literal in known.literals:
                _note(literals.setdefault(literal, []), order)
            for before, after in known.netted:
                _note(netted.setdefault(before, {}).setdefault(after, []), order)
    return Atlas(
        literals,
        netted,
        [probe for order, entry in enumerate(entries) for probe in _patterns(order, entry)],
        [probe for order, entry in enumerate(entries) for probe in _forms(order, entry)],
    )


def atlas_from(table: Mapping[str, Any]) -> Atlas:
    """What `Atlas.to_json` gave."""
    parts = table["parts"]
    patterns, forms = ([Probe.from_json(row, parts) for row in table[name]] for name in ("patterns", "forms"))
    return Atlas(table["literals"], table["netted"], patterns, forms)


def _note(orders: list[int], order: int) -> None:
    if order not in orders:
        orders.append(order)


def _patterns(order: int, entry: Entry) -> Iterator[Probe]:
    for pattern in entry.match:
        yield Probe.of(order, entry.case == "exact", ((pattern,),))


def _forms(order: int, entry: Entry) -> Iterator[Probe]:
    for phrase in entry.phrases:
        known = template(phrase)
        if known.pattern:
            yield Probe.of(order, False, known.parts)
