"""Which texts come most often in a stream, in bounded memory."""

from __future__ import annotations

CAPACITY = 512
"""Texts that are told apart at least; a text that makes up one in so many of a stream is never missed."""

LONGEST = 160
"""Characters by which texts are told apart."""


class HeavyHitters:
    """Counts the texts of a stream and forgets rare ones when there are too many.

    The summary of Misra and Gries ("Finding repeated elements", 1982) in batches: when twice
    `capacity` texts are known, the count of the one in the middle is taken off all, and what falls to
    nothing goes. Counts are then too small by at most `short`, and never by more than one in
    `capacity` of the stream. The same stream gives the same counts.

    Args:
        capacity: see `CAPACITY`.

    >>> hitters = HeavyHitters()
    >>> for word in "tea milk tea cake tea milk".split():
    ...     hitters.add(word)
    >>> hitters.top(2), hitters.short
    ([('tea', 3), ('milk', 2)], 0)
    """

    __slots__ = ("_capacity", "_counts", "short")

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._capacity = capacity
        self._counts: dict[str, int] = {}
        self.short = 0

    def add(self, text: str) -> None:
        """Count one text, by its first `LONGEST` characters."""
        text = text[:LONGEST]
        counts = self._counts
        counts[text] = counts.get(text, 0) + 1
        if len(counts) >= 2 * self._capacity:
            less = sorted(counts.values(), reverse=True)[self._capacity]
            self._counts = {known: count - less for known, count in counts.items() if count > less}
            self.short += less

    def top(self, count: int) -> list[tuple[str, int]]:
        """The texts that came most often, with how often at least; of equals the first by code points."""
        return sorted(self._counts.items(), key=lambda pair: (-pair[1], pair[0]))[:count]
