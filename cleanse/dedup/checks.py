"""The exact check of a pair, by index, from texts that are read back when they are needed."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import TYPE_CHECKING

from cleanse.dedup.signatures import common, shingle_set
from cleanse.shingling import reaches

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

CACHE_BYTES = 64 << 20

# Beside the hashes themselves: the array, its place in the table.
_OVERHEAD = 256


class Checker:
    """Checks pairs and remembers the shingles of the documents used last.

    Args:
        load_text: the text of the document with this index.
        threshold_ppm: in millionths.
        cache_bytes: of shingle hashes held, 8 bytes a shingle and 256 a document; the pair at hand is held in any case.

    Attributes:
        checks: pairs checked so far.
    """

    def __init__(self, load_text: Callable[[int], str], threshold_ppm: int, cache_bytes: int = CACHE_BYTES) -> None:
        self.checks = 0
        self._load_text = load_text
        self._threshold_ppm = threshold_ppm
        self._room = cache_bytes
        self._held: OrderedDict[int, NDArray[np.uint64]] = OrderedDict()

    def check(self, one: int, other: int) -> tuple[int, int] | None:
        """The exact sizes of intersection and union when the pair reaches the threshold, else None."""
        self.checks += 1
        left, right = self._shingles(one), self._shingles(other)
        both = common(left, right)
        either = len(left) + len(right) - both
        return (both, either) if reaches(both, either, self._threshold_ppm) else None

    def _shingles(self, index: int) -> NDArray[np.uint64]:
        found = self._held.get(index)
        if found is not None:
            self._held.move_to_end(index)
            return found
        found = shingle_set(self._load_text(index))
        self._held[index] = found
        self._room -= found.nbytes + _OVERHEAD
        while self._room < 0 and len(self._held) > 1:
            self._room += self._held.popitem(last=False)[1].nbytes + _OVERHEAD
        return found
