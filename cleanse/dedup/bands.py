"""Bands: how signatures are cut so that similar documents share a key.

A sketch is cut into `bands` bands of `rows` values; two documents of similarity `s` share a given band
with probability ``s ** rows``, and are proposed with probability ``1 - (1 - s ** rows) ** bands``
(Rajaraman and Ullman, "Mining of Massive Datasets", chapter 3). For a threshold of 0.8 that is 25 bands
of 5 rows: 0.99995 at 0.8, 0.9999996 at 0.85. What is proposed too often costs an estimate from the
two sketches; only what survives that is read again and checked exactly.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from math import comb
from typing import TYPE_CHECKING

from cleanse.dedup.hashing import MIX, STEP, mixed
from cleanse.dedup.sketch import BINS
from cleanse.shingling import MILLION

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

RECALL_PPM = 999_900
"""The least probability of proposing a pair exactly at the threshold, in millionths, unless another is asked for."""

HOPELESS = 1_000_000
"""An estimate throws out at most one in so many pairs exactly at the threshold."""

LONGEST = 8
"""Rows of a band; eight values that agree leave nothing to gain: chance meetings are rare already."""

_CHUNK = 16_384


@dataclass(frozen=True, slots=True)
class Shape:
    """How sketches are cut.

    Attributes:
        bands: how many.
        rows: values in each; band `b` is the values from ``b * rows`` on.
        floor: of the 128 values, the least number two documents must share to be checked.
    """

    bands: int
    rows: int
    floor: int

    def proposes(self, similarity: float) -> float:
        """The probability that a pair of this Jaccard similarity shares a band.

        >>> shape(800_000).proposes(0.8) > 0.9999
        True
        """
        return float(1 - (1 - similarity**self.rows) ** self.bands)

    def passes(self, similarity: float) -> float:
        """The probability that a pair of this Jaccard similarity is not thrown out by the estimate.

        >>> shape(800_000).passes(0.5) < 0.01
        True
        """
        return sum(
            comb(BINS, agreeing) * similarity**agreeing * (1 - similarity) ** (BINS - agreeing)
            for agreeing in range(self.floor, BINS + 1)
        )

    def key(self, minima: NDArray[np.uint32], band: int) -> NDArray[np.uint64]:
        """One 64-bit key a document for one band; the keys of different bands are not comparable.

        Args:
            minima: one sketch a row, in memory or mapped from a file.
            band: 0 to ``bands - 1``.
        """
        import numpy as np

        # A sum of products with odd numbers, mixed: two bands that differ meet by chance once in some billions.
        factors = (np.arange(self.rows, dtype=np.uint64) * np.uint64(2 * MIX % 2**64)) + np.uint64(STEP)
        keys = np.empty(len(minima), np.uint64)
        for start in range(0, len(minima), _CHUNK):
            rows = minima[start : start + _CHUNK, band * self.rows : (band + 1) * self.rows].astype(np.uint64)
            keys[start : start + len(rows)] = mixed((rows * factors).sum(axis=1) + np.uint64((band + 1) * STEP % 2**64))
        return keys


@cache
def shape(threshold_ppm: int, recall_ppm: int = RECALL_PPM) -> Shape:
    """The longest bands (the fewest false candidates) that propose a pair at the threshold often enough.

    Below a threshold of 0.07 no shape does: then every value is a band of its own.

    Args:
        threshold_ppm: Jaccard similarity in millionths, 1 to 1_000_000.
        recall_ppm: the least probability of proposing a pair exactly at the threshold, in millionths.

    >>> shape(800_000)
    Shape(bands=25, rows=5, floor=79)
    >>> shape(800_000, 950_000)
    Shape(bands=18, rows=7, floor=79)
    """
    similarity = threshold_ppm / MILLION
    miss = 1 - recall_ppm / MILLION
    rows = 1
    while rows < LONGEST and (1 - similarity ** (rows + 1)) ** (BINS // (rows + 1)) <= miss:
        rows += 1
    return Shape(BINS // rows, rows, _floor(threshold_ppm))


def _floor(threshold_ppm: int) -> int:
    # The lower tail of a binomial distribution, in integers, so that every machine finds the same floor.
    left = 0
    whole = MILLION**BINS
    for agreeing in range(BINS):
        left += comb(BINS, agreeing) * threshold_ppm**agreeing * (MILLION - threshold_ppm) ** (BINS - agreeing)
        if left * HOPELESS > whole:
            return agreeing
    return BINS
