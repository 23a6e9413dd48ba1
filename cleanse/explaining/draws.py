"""A few examples out of many, the same ones each time."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import blake2b
from heapq import heappush, heappushpop
from typing import Generic, TypeVar

T = TypeVar("T")


class Draw(Generic[T]):
    """Keeps the few of a stream whose digests are the smallest: each is as likely as any other.

    Neither the order of the stream nor the machine matters, and no generator is involved.

    Args:
        count: how many to keep.
        seed: part of every digest.

    >>> draw = Draw[str](2, "a seed")
    >>> for word in ("tea", "milk", "cake", "bread"):
    ...     draw.offer(word, word.upper)
    >>> again = Draw[str](2, "a seed")
    >>> for word in ("bread", "cake", "milk", "tea"):
    ...     again.offer(word, word.upper)
    >>> sorted(draw.kept()) == sorted(again.kept()), len(draw.kept())
    (True, 2)
    """

    __slots__ = ("_count", "_kept", "_places", "_seed")

    def __init__(self, count: int, seed: str) -> None:
        self._count = count
        self._seed = seed.encode()[:64]
        self._kept: list[tuple[int, int, T]] = []
        self._places = 0

    def offer(self, name: str, make: Callable[[], T]) -> None:
        """Take part in the draw.

        Args:
            name: of the candidate, each once.
            make: builds it; called only when it is drawn.
        """
        digest = blake2b(name.encode("utf-8", "backslashreplace"), key=self._seed, digest_size=8).digest()
        lot = -int.from_bytes(digest, "big")
        if len(self._kept) < self._count:
            self._places += 1
            heappush(self._kept, (lot, self._places, make()))
        elif lot > self._kept[0][0]:
            self._places += 1
            heappushpop(self._kept, (lot, self._places, make()))

    def kept(self) -> list[T]:
        """What was drawn, in the order it was offered."""
        return [item for _, _, item in sorted(self._kept, key=lambda held: held[1])]
