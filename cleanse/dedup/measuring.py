"""Recall measured on the corpus at hand: a sample of documents, each held against all others exactly.

No band has a say: the shingles of the sampled documents make one table, and every document of the corpus
is looked up in it once, shingle by shingle.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING

from cleanse.shingling import reaches

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from cleanse.dedup.checks import Load


@dataclass(frozen=True, slots=True)
class Measured:
    """What a sample says of recall.

    Attributes:
        sampled: documents that were held against all others.
        pairs: pairs of a sampled document and another that reach the threshold.
        found: those of them whose documents are in one cluster.
    """

    sampled: int
    pairs: int
    found: int

    @property
    def recall(self) -> float:
        """The share that was found; 1 when there was nothing to find."""
        return self.found / self.pairs if self.pairs else 1.0

    def at_least(self, z: float = 1.96) -> float:
        """The lower end of Wilson's interval for the share, 95 % unless told; pairs of one cluster are not independent.

        >>> round(Measured(10, 100, 100).at_least(), 3)
        0.963
        """
        if not self.pairs:
            return 0.0
        share, count = self.recall, self.pairs
        middle = share + z * z / (2 * count)
        return (middle - z * sqrt(share * (1 - share) / count + z * z / (4 * count * count))) / (1 + z * z / count)


def true_pairs(load: Load, count: int, sample: Sequence[int], threshold_ppm: int) -> list[tuple[int, int]]:
    """Every pair of a sampled document and another one that reaches the threshold.

    Args:
        load: the shingles of an index.
        count: of documents, indices 0 to ``count - 1``.
        sample: indices, each once.
        threshold_ppm: Jaccard similarity in millionths.
    """
    import numpy as np

    sets = [load(index) for index in sample]
    sizes = np.array([len(values) for values in sets], np.int64)
    hashes = np.concatenate([*sets, np.empty(0, np.uint64)])
    owners = np.repeat(np.arange(len(sets)), sizes)
    order = np.argsort(hashes, kind="stable")
    hashes, owners = hashes[order], owners[order]
    place = {index: number for number, index in enumerate(sample)}
    found = []
    for index in range(count):
        own = place.get(index, -1)
        values = sets[own] if own >= 0 else load(index)
        for number, both in _shared(values, hashes, owners, len(sets)):
            either = len(values) + int(sizes[number]) - both
            # A pair of two sampled documents comes up twice.
            if sample[number] != index and (own < 0 or index < sample[number]) and reaches(both, either, threshold_ppm):
                found.append((sample[number], index))
    return found


def _shared(
    values: NDArray[np.uint64], hashes: NDArray[np.uint64], owners: NDArray[np.int64], count: int
) -> list[tuple[int, int]]:
    """Sampled sets that share something with a set, and how much."""
    import numpy as np

    starts = np.searchsorted(hashes, values, "left")
    lengths = np.searchsorted(hashes, values, "right") - starts
    if not lengths.any():
        return []
    steps = np.arange(int(lengths.sum())) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    shared = np.bincount(owners[np.repeat(starts, lengths) + steps], minlength=count)
    some = np.flatnonzero(shared)
    return list(zip(some.tolist(), shared[some].tolist(), strict=True))
