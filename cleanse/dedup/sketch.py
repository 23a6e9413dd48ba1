"""Sketches of sets, in which two sets agree in a place with the probability of their Jaccard similarity.

MinHash (A. Broder, "On the resemblance and containment of documents", 1997) takes the least hash of a set
under each of 128 hash functions: 128 hashes an element. "Fast similarity sketching" (S. Dahlgaard, M. Knudsen
and M. Thorup, FOCS 2017) lets each hash function name a bin as well as a value. After one function most
bins of a large set have a least value, after a few functions those of a small one; a value of an
earlier round is less than any of a later one, and rounds end when no bin is empty. What bins are left
empty after `ROUNDS` rounds are filled as MinHash does, by a function each.

Every element keeps the same draws whatever set it is in, so the least of the union of two sets is the least
of their leasts: sketches merge by `minimum`, and agree in a bin exactly when the least of the union
is in both sets. That is all that MinHash promises, at one or two hashes an element instead of 128.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cleanse.dedup.hashing import STEP, mixed

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

BINS = 128
ROUNDS = 8

EMPTY = 0xFFFFFFFF
"""In every bin of the sketch of an empty set; no draw has this value."""

LATER = 1 << 31
"""A draw of the first round lies below, 31 bits; of another above: 4 bits for the round, then 27."""


def sketch(values: NDArray[np.uint64]) -> NDArray[np.uint32]:
    """The sketch of a set.

    Args:
        values: a hash for each element, in any order, at least once.

    Returns:
        128 unsigned 32-bit integers.

    >>> import numpy as np
    >>> one = np.random.default_rng(1).integers(0, 2**64, 1000, np.uint64)
    >>> int((sketch(one) == sketch(one[500:])).sum())
    68
    """
    import numpy as np

    least = np.full(BINS, EMPTY, np.uint32)
    if not len(values):
        return least
    np.minimum.at(least, (values >> np.uint64(57)).astype(np.intp), (values >> np.uint64(26)).astype(np.uint32) % LATER)
    for turn in range(1, ROUNDS):
        if least.max() != EMPTY:
            return least
        draws = mixed(values + np.uint64(turn * STEP % 2**64))
        np.minimum.at(least, (draws >> np.uint64(57)).astype(np.intp), _late(draws >> np.uint64(30), turn))
    empty = np.flatnonzero(least == EMPTY)
    if len(empty):
        # A row of draws for each empty bin; a set with empty bins is a small one.
        draws = mixed(values + ((ROUNDS + empty).astype(np.uint64) * np.uint64(STEP))[:, None])
        least[empty] = _late(draws >> np.uint64(30), ROUNDS).min(axis=1)
    return least


def _late(draws: NDArray[np.uint64], turn: int) -> NDArray[np.uint32]:
    import numpy as np

    late: NDArray[np.uint32] = (draws.astype(np.uint32) & np.uint32((1 << 27) - 1)) | np.uint32(LATER | turn << 27)
    return late
