"""Python's random numbers from one seed, recorded once and read again for every text."""

from __future__ import annotations

import math
import random
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

WORD = 32

RECORDED = 1 << 15
"""Words that are recorded. Seven trials draw 1,001 times at most and pass over less than half of the words."""

FIRST = 1 << 11
"""Words looked at to begin with; most texts need no more."""


class Stream:
    """What ``choice`` and ``gauss`` of a fresh ``random.Random(seed)`` give, for choices among ``count`` things.

    Args:
        seed: of the generator.
        count: of the things that are drawn from, below 2^32.

    >>> source = random.Random(0)
    >>> first = source.gauss(0.0, 1.0), source.choice(range(10)), source.choice(range(10))
    >>> stream = Stream(0, 10)
    >>> (stream.gauss(), *stream.peek(2).tolist()) == first
    True
    """

    __slots__ = ("_at", "_count", "_fit", "_index", "_next", "_seen", "_values", "_words")

    def __init__(self, seed: int, count: int) -> None:
        self._words = _words(seed)
        self._count = count
        self._at = self._index = 0
        self._next = math.nan
        self._look(FIRST)

    def _look(self, seen: int) -> None:
        """A choice takes the top bits of each word and passes over those that are too large."""
        import numpy as np

        self._seen = seen
        self._values = self._words[:seen] >> np.uint32(WORD - self._count.bit_length())
        self._fit = np.flatnonzero(self._values < self._count)

    def peek(self, count: int) -> NDArray[np.uint32]:
        """The next choices, which stay where they are.

        Raises:
            IndexError: more than was recorded.
        """
        while True:
            self._index = int(self._fit.searchsorted(self._at))
            places = self._fit[self._index : self._index + count]
            if len(places) == count:
                return self._values[places]
            if self._seen >= RECORDED:
                raise IndexError("the random numbers recorded have run out")
            self._look(2 * self._seen)

    def take(self, count: int) -> None:
        """Pass over choices that were peeked at just before."""
        self._at = int(self._fit[self._index + count - 1]) + 1

    def gauss(self) -> float:
        """A number of the normal distribution; the second of a pair is kept, as ``random.gauss`` does."""
        if not math.isnan(self._next):
            value, self._next = self._next, math.nan
            return value
        angle = self._random() * math.tau
        radius = math.sqrt(-2.0 * math.log(1.0 - self._random()))
        self._next = math.sin(angle) * radius
        return math.cos(angle) * radius

    def _random(self) -> float:
        high, low = int(self._words[self._at]), int(self._words[self._at + 1])
        self._at += 2
        return ((high >> 5) * 67_108_864 + (low >> 6)) / 9_007_199_254_740_992


@cache
def _words(seed: int) -> NDArray[np.uint32]:
    """What the Mersenne Twister puts out; groups of bits come lowest word first."""
    import numpy as np

    bits = random.Random(seed).getrandbits(WORD * RECORDED)
    return np.frombuffer(bits.to_bytes(WORD // 8 * RECORDED, "little"), "<u4")
