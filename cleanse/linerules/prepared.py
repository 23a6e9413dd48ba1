"""Entries made ready to be looked for, once for all rules and languages that use some of them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from cleanse.linerules.atlas import Atlas
from cleanse.linerules.entries import Entry
from cleanse.linerules.index import Index


class Prepared:
    """Entries, and what is worked out of them.

    Args:
        entries: in any order; no two with one id.
        atlas: of these entries in this order; worked out at the first look when it is not given.
    """

    def __init__(self, entries: tuple[Entry, ...], atlas: Atlas | None = None) -> None:
        self.entries = entries
        self._atlas = atlas

    @cached_property
    def index(self) -> Index:
        """Made at the first look: a process that only counts rules needs none."""
        return Index(self.entries, self._atlas)

    @cached_property
    def orders(self) -> Mapping[str, int]:
        """The place of each entry, by its id."""
        return {entry.id: order for order, entry in enumerate(self.entries)}
