"""A blocked Bloom filter over the sorted keys of one table: most keys that are not there cost no read of it.

Twelve bits a key, in blocks of 512 (F. Putze, P. Sanders and J. Singler, "Cache-, hash- and space-efficient Bloom
filters", 2007), of which a key sets six. The block is the key's share of the key space, so keys in order touch the
filter in order, both when it is written and when it is asked. One absent key in 230 passes.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from cleanse.dedup.index.keys import KEY_BITS

Write = Callable[[bytes | bytearray | memoryview], object]

BITS = 12
BLOCK_BITS = 512
BLOCK_BYTES = BLOCK_BITS // 8

# Odd multipliers; the top nine bits of a product are a place in the block, and the nine below them another.
_SALTS = tuple(np.uint32(salt) for salt in (0x47B6137B, 0x44974D91, 0x8824AD5B))
_WINDOW = 1024
_SLICE = 1 << 14


def blocks_for(keys: int) -> int:
    """Blocks of a filter over so many keys."""
    return max(1, -(-keys * BITS // BLOCK_BITS))


def passing(blocks: NDArray[np.uint8], keys: NDArray[np.uint64]) -> NDArray[np.int64]:
    """Which keys may be there: their places, ascending.

    Args:
        blocks: the bytes of the filter.
        keys: in any order, though fastest when sorted.
    """
    # In slices that a core's cache holds.
    found = [_passing(blocks, keys[start : start + _SLICE]) + start for start in range(0, len(keys), _SLICE)]
    return np.concatenate(found) if found else np.empty(0, np.int64)


class BloomWriter:
    """Writes a filter from keys that come in order, holding half a megabyte of it.

    Args:
        keys: how many will come.
        write: takes the bytes.
    """

    def __init__(self, keys: int, write: Write) -> None:
        self._count = blocks_for(keys)
        self._write = write
        self._first = 0
        self._bits = np.zeros(self._window() * BLOCK_BITS, np.uint8)

    def add(self, keys: NDArray[np.uint64]) -> None:
        """Take the next keys, none less than any before."""
        for start in range(0, len(keys), _SLICE):
            self._add(keys[start : start + _SLICE])

    def close(self) -> None:
        """Write what is left."""
        while self._first < self._count:
            self._flush()

    def _add(self, keys: NDArray[np.uint64]) -> None:
        at = _blocks(keys, self._count)
        done = 0
        while done < len(keys):
            end = int(np.searchsorted(at, self._first + self._window()))
            if end > done:
                base = (at[done:end] - self._first) * BLOCK_BITS
                low = keys[done:end].astype(np.uint32)
                for salt in _SALTS:
                    product = low * salt
                    self._bits[base + (product >> np.uint32(23)).astype(np.int64)] = 1
                    product >>= np.uint32(14)
                    product &= np.uint32(BLOCK_BITS - 1)
                    self._bits[base + product.astype(np.int64)] = 1
                done = end
            if done < len(keys):
                self._flush()

    def _window(self) -> int:
        return min(_WINDOW, self._count - self._first)

    def _flush(self) -> None:
        self._write(np.packbits(self._bits, bitorder="little").data)
        self._first += self._window()
        self._bits = np.zeros(self._window() * BLOCK_BITS, np.uint8)


def _blocks(keys: NDArray[np.uint64], count: int) -> NDArray[np.int64]:
    return ((keys * np.uint64(count)) >> np.uint64(KEY_BITS)).astype(np.int64)


def _passing(blocks: NDArray[np.uint8], keys: NDArray[np.uint64]) -> NDArray[np.int64]:
    places = np.arange(len(keys))
    at = _blocks(keys, len(blocks) // BLOCK_BYTES) * BLOCK_BYTES
    low = keys.astype(np.uint32)
    for salt in _SALTS:
        product = low * salt
        for shift in (np.uint32(23), np.uint32(14)):
            bits = (product >> shift) & np.uint32(BLOCK_BITS - 1)
            found = blocks[at + (bits >> np.uint32(3)).astype(np.int64)]
            stay = np.flatnonzero(found & (np.uint8(1) << (bits & np.uint32(7)).astype(np.uint8)))
            places, at, low, product = places[stay], at[stay], low[stay], product[stay]
    return places
