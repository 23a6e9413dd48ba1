"""The exact check of a pair, by index, from texts that are read back when they are needed."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from cleanse.dedup.signatures import common, shingle_set
from cleanse.shingling import DEFAULT, Shingling

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

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
        load_text: the text of the document with this index, as `signatures.encoded` gives it.
        shingling: how a text becomes shingles.
        cache_bytes: of shingle hashes held, 8 bytes a shingle and 256 a document; the pair at hand is held in any case.

    Attributes:
        checks: pairs checked so far.
    """

    def __init__(
        self, load_text: Callable[[int], bytes], shingling: Shingling = DEFAULT, cache_bytes: int = CACHE_BYTES
    ) -> None:
        self.checks = 0
        self._load_text = load_text
        self._shingling = shingling
        self._room = cache_bytes
        self._held: OrderedDict[int, NDArray[np.uint64]] = OrderedDict()

    def __call__(self, one: int, other: int) -> Overlap:
        """What the documents of two indices share."""
        self.checks += 1
        left, right = self.shingles(one), self.shingles(other)
        return Overlap(common(left, right), len(left), len(right))

    def shingles(self, index: int) -> NDArray[np.uint64]:
        """The shingles of the document of an index, in no promised order."""
        found = self._held.get(index)
        if found is not None:
            self._held.move_to_end(index)
            return found
        found = shingle_set(self._load_text(index), self._shingling)
        self._held[index] = found
        self._room -= found.nbytes + _OVERHEAD
        while self._room < 0 and len(self._held) > 1:
            self._room += self._held.popitem(last=False)[1].nbytes + _OVERHEAD
        return found
