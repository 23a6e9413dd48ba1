"""Bands: how signatures are cut so that similar documents share a key.

A signature's minima are cut into `bands` bands of `rows` values; two documents of similarity `s` share
a given band with probability ``s ** rows``, and are proposed with probability ``1 - (1 - s ** rows) ** bands``
(Rajaraman and Ullman, "Mining of Massive Datasets", chapter 3). For a threshold of 0.8 that is 25 bands
of 5 rows: 0.99995 at 0.8, 0.9999996 at 0.85. What is proposed too often costs an estimate from the
two signatures; only what survives that is read again and checked exactly.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from math import comb
from typing import TYPE_CHECKING

from cleanse.dedup.shingles import MILLION
from cleanse.dedup.signatures import PERMUTATIONS

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MISS = 1e-4
"""The greatest probability of not proposing a pair exactly at the threshold."""

HOPELESS = 1_000_000
"""An estimate throws out at most one in so many pairs exactly at the threshold."""

_CHUNK = 16_384


@dataclass(frozen=True, slots=True)
class Shape:
    """How signatures are cut.

    Attributes:
        bands: how many.
        rows: minima in each.
        floor: of the 128 minima, the least number two documents must share to be checked.
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


@cache
def shape(threshold_ppm: int) -> Shape:
    """The longest bands (the fewest false candidates) that miss no more than `MISS` at the threshold.

    Below 0.07 no shape does: then every value is a band of its own.

    >>> shape(800_000)
    Shape(bands=25, rows=5, floor=79)
    """
    similarity = threshold_ppm / MILLION
    rows = 1
    # Eight values that agree leave nothing to gain: chance meetings are rare already.
    while rows < 8 and (1 - similarity ** (rows + 1)) ** (PERMUTATIONS // (rows + 1)) <= MISS:
        rows += 1
    return Shape(PERMUTATIONS // rows, rows, _floor(threshold_ppm))


def _floor(threshold_ppm: int) -> int:
    # The lower tail of a binomial distribution, in integers, so that every machine finds the same floor.
    left = 0
    whole = MILLION**PERMUTATIONS
    for agreeing in range(PERMUTATIONS):
        left += (
            comb(PERMUTATIONS, agreeing)
            * threshold_ppm**agreeing
            * (MILLION - threshold_ppm) ** (PERMUTATIONS - agreeing)
        )
        if left * HOPELESS > whole:
            return agreeing
    return PERMUTATIONS


def band_keys(minima: NDArray[np.uint32], lineup: NDArray[np.int64], cut: Shape) -> NDArray[np.uint32]:
    """One 32-bit key a band and document; keys that meet by chance cost an estimate, no more."""
    import numpy as np

    keys = np.empty((cut.bands, len(lineup)), np.uint32)
    for start in range(0, len(lineup), _CHUNK):
        rows = np.asarray(minima[lineup[start : start + _CHUNK]])[:, : cut.bands * cut.rows]
        values = rows.reshape(len(rows), cut.bands, cut.rows).astype(np.uint64)
        folded = np.zeros((len(rows), cut.bands), np.uint64)
        for row in range(cut.rows):
            folded ^= values[:, :, row]
            folded *= np.uint64(0xD6E8FEB86659FD93)
            folded ^= folded >> np.uint64(32)
        keys[:, start : start + len(rows)] = (folded >> np.uint64(16)).astype(np.uint32).T
    return keys


def bucket_ids(keys: NDArray[np.uint32]) -> NDArray[np.int32]:
    """Number the keys that at least two documents share, band after band; -1 for the others. Works in place."""
    import numpy as np

    ids = keys.view(np.int32)
    used = 0
    for band in range(len(keys)):
        used += number(keys[band], ids[band], used)
    return ids


def number(keys: NDArray[np.uint32] | NDArray[np.uint64], ids: NDArray[np.int32], used: int) -> int:
    """Number the keys of one band that occur more than once.

    Args:
        keys: one a document.
        ids: written to: the number of the document's key, -1 when it is alone.
        used: the first number to give.

    Returns:
        how many numbers were given.
    """
    import numpy as np

    order = np.argsort(keys, kind="stable")
    if not len(order):
        return 0
    sorted_keys = keys[order]
    first = np.empty(len(order), np.bool_)
    first[0] = True
    np.not_equal(sorted_keys[1:], sorted_keys[:-1], out=first[1:])
    last = np.empty_like(first)
    last[-1] = True
    last[:-1] = first[1:]
    shared = first & ~last
    numbers = (np.cumsum(shared, dtype=np.int32) - 1 + used).astype(np.int32)
    numbers[first & last] = -1
    ids[order] = numbers
    return int(np.count_nonzero(shared))
