"""How many documents hold a line, in bounded memory: never fewer than there are, sometimes more.

A count-min sketch (Cormode and Muthukrishnan 2005) whose counters stop at a limit. Adding with a
limit is associative and commutative, so sketches of parts of a corpus merge in any order into the
sketch of the whole. What it says too much of is thrown out by the exact count that follows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cleanse.corpusrules.observation import Observation

ROWS = 3
WIDTH = 1 << 24
"""Counters a row: 48 MiB in all. At 100 million different lines a row holds six lines a counter, and one line in
a thousand that occurs once looks as if it occurred five times: some ten thousand needless candidates a pass."""

LIMIT = 255

_MIX = (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9)


class Sketch:
    """Counts of hashes, up to `LIMIT`.

    Args:
        width: counters a row; a power of two.
    """

    __slots__ = ("_counts", "_shift")

    def __init__(self, width: int = WIDTH) -> None:
        self._counts = np.zeros((ROWS, width), dtype=np.uint8)
        self._shift = np.uint64(64 - (width.bit_length() - 1))

    def add(self, observed: Observation) -> None:
        """Count the lines of a document; equal ones are counted once."""
        different = np.unique(observed.hashes)
        for row, places in zip(self._counts, self._places(different), strict=True):
            # Hashes of one document may share a counter, which must then rise by all of them.
            shared, times = np.unique(places, return_counts=True)
            row[shared] = np.minimum(row[shared] + times, LIMIT)

    def merge(self, other: Sketch) -> None:
        """Add the counts of another sketch of the same width."""
        np.add(self._counts, np.minimum(other._counts, LIMIT - self._counts), out=self._counts)

    def estimate(self, hashes: NDArray[np.uint64]) -> NDArray[np.uint8]:
        """How many documents hold each line at most; `LIMIT` stands for so many or more.

        Returns:
            ``(n,)``, uint8.
        """
        found = [row[places] for row, places in zip(self._counts, self._places(hashes), strict=True)]
        least: NDArray[np.uint8] = np.minimum.reduce(found)
        return least

    def _places(self, hashes: NDArray[np.uint64]) -> list[NDArray[np.uint64]]:
        """Multiplicative hashing (Knuth, TAOCP 3, 6.4): the upper bits of the product with an odd number."""
        with np.errstate(over="ignore"):
            return [(hashes * np.uint64(mix)) >> self._shift for mix in _MIX]
