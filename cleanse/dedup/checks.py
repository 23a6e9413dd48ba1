"""The exact check of a pair, by index, from sets of shingles that are read back, or made, when they are needed."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from cleanse.dedup.signatures import common

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Load = Callable[[int], NDArray[np.uint64]]

CACHE_BYTES = 64 << 20

# Beside the hashes themselves: the array, its place in the table.
_OVERHEAD = 256


@dataclass(frozen=True, slots=True)
class Overlap:
    """The exact sizes of two sets of shingles and of what they share.

    Attributes:
        both: size of the intersection.
        one: size of the first set.
        other: size of the second set.
    """

    both: int
    one: int
    other: int

    @property
    def either(self) -> int:
        """Size of the union."""
        return self.one + self.other - self.both

    def turned(self) -> Overlap:
        """The same pair, the other way round."""
        return Overlap(self.both, self.other, self.one)


class Check(Protocol):
    """Says exactly what two documents share; where the answer comes from is its own business."""

    def __call__(self, one: int, other: int) -> Overlap:
        """What the documents of two indices share."""


class Checker:
    """Checks pairs and remembers the shingles of the documents used last.

    Args:
        load: the shingles of the document with this index, as `signatures.shingle_set` gives them.
        cache_bytes: of shingle hashes held, 8 bytes a shingle and 256 a document; the pair at hand is held in any case.

    Attributes:
        checks: pairs checked so far.
    """

    def __init__(self, load: Load, cache_bytes: int = CACHE_BYTES) -> None:
        self.checks = 0
        self._load = load
        self._room = cache_bytes
        self._held: OrderedDict[int, NDArray[np.uint64]] = OrderedDict()

    def __call__(self, one: int, other: int) -> Overlap:
        """What the documents of two indices share."""
        self.checks += 1
        left, right = self.shingles(one), self.shingles(other)
        return Overlap(common(left, right), len(left), len(right))

    def shingles(self, index: int) -> NDArray[np.uint64]:
        """The shingles of the document of an index, in no promised order."""
        held = self._held
        if index in held:
            held.move_to_end(index)
            return held[index]
        found = held[index] = self._load(index)
        self._room -= found.nbytes + _OVERHEAD
        while self._room < 0 and len(held) > 1:
            self._room += held.popitem(last=False)[1].nbytes + _OVERHEAD
        return found
