"""One table of a segment: sorted keys with the rows they lead to.

An entry is eight bytes, the lower 32 bits of the key above the 32 bits of the row. The upper 8 bits follow from its place:
a directory over the top bits of the key (8 at least, and so many that a cell holds some 256 entries) says where each
cell starts. Looking up a key is one read of the directory, and one or two pages of entries.

A key that very many documents share (copies of one form) leads to a crowded bucket. Beyond `CROWD` entries they are
ordered not by row but by the values of their sketches that follow the band's, and a search takes the `CROWD` around the
place where the document asked about would stand: those that agree in the longest run of values, as in an LSH forest
(M. Bawa, T. Condie and P. Ganesan, 2005). Copies of one text are ordered by their names. So a look-up costs the same
however many copies there are, and a document that is there under its name is found.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import ceil, log2

import numpy as np
from numpy.typing import NDArray

from cleanse.dedup.index.blooms import BloomWriter, Write
from cleanse.dedup.index.keys import KEY_BITS

CROWD = 256
"""Entries of one bucket that a search looks at."""

ENTRY = np.dtype("<u8")
START = np.dtype("<u4")

TOP_BITS = 8
TOP_CELLS = 1 << TOP_BITS
_CELL = 256
_MOST_BITS = 22

ENTRIES = 1 << 20
"""Entries that are sorted at once, some 40 bytes each; more when one 256th of a table has more."""

THROUGH = 64
"""Reading through in order is cheaper than probing when there is a key for every so many entries."""

_LOW = np.uint64(32)
_SLICE = 1 << 15
_READ = 1 << 18

Prefixes = Callable[[NDArray[np.int64]], NDArray[np.uint64]]
"""From rows of a segment to what a crowded bucket is ordered by."""


def directory_bits(count: int) -> int:
    """Top bits of a key that the directory of so many entries is over.

    >>> directory_bits(1000), directory_bits(1_000_000)
    (8, 12)
    """
    return min(_MOST_BITS, max(TOP_BITS, ceil(log2(max(1, count / _CELL)))))


def settle(keys: NDArray[np.uint64], rows: NDArray[np.int64], prefixes: Prefixes) -> NDArray[np.int64]:
    """Order crowded buckets.

    Args:
        keys: sorted; all of a key's entries are there.
        rows: ascending within a key; changed in place.
        prefixes: what crowded buckets are ordered by, before the row.

    Returns:
        the rows.
    """
    if len(keys) <= CROWD:
        return rows
    # A bucket is crowded when the entry that many places on has the same key.
    crowded = np.flatnonzero(keys[CROWD:] == keys[:-CROWD])
    if not len(crowded):
        return rows
    for key in np.unique(keys[crowded]):
        start, end = np.searchsorted(keys, [key, key + np.uint64(1)])
        members = np.sort(rows[start:end])
        rows[start:end] = members[np.argsort(prefixes(members), kind="stable")]
    return rows


class TableWriter:
    """Writes a table from entries that come in order.

    Args:
        count: how many will come.
        entries, blooms: take bytes.
    """

    def __init__(self, count: int, entries: Write, blooms: Write) -> None:
        self._shift = np.uint64(KEY_BITS - directory_bits(count))
        self._counts = np.zeros((1 << directory_bits(count)) + 1, np.int64)
        self._entries = entries
        self._blooms = BloomWriter(count, blooms)

    def add(self, keys: NDArray[np.uint64], rows: NDArray[np.int64]) -> None:
        """Take the next keys and their rows."""
        # In slices that a core's cache holds.
        for start in range(0, len(keys), _SLICE):
            part = keys[start : start + _SLICE]
            entries = part << _LOW
            entries |= rows[start : start + _SLICE].view(np.uint64)
            self._entries(entries.astype(ENTRY, copy=False).data)
            cells = (part >> self._shift).view(np.int64)
            first = int(cells[0])
            found = np.bincount(cells - first)
            self._counts[first + 1 : first + 1 + len(found)] += found
            self._blooms.add(part)

    def close(self) -> bytes:
        """Finish the filter; returns the directory."""
        self._blooms.close()
        return self._counts.cumsum().astype(START).tobytes()


@dataclass(frozen=True, slots=True)
class Table:
    """A table that is mapped.

    Attributes:
        directory: where each cell starts, and the end of the last.
        entries: sorted within each cell.
        read: entries between two places, read and not mapped.
        prefixes: of its rows.
    """

    directory: NDArray[np.uint32]
    entries: NDArray[np.uint64]
    read: Callable[[int, int], NDArray[np.uint64]]
    prefixes: Prefixes

    @property
    def bits(self) -> int:
        """Top bits of a key that the directory is over."""
        return len(self.directory).bit_length() - 1

    def starts(self) -> NDArray[np.int64]:
        """Where the entries of each value of the topmost byte start, and the end of the last."""
        step = 1 << (self.bits - TOP_BITS)
        found: NDArray[np.int64] = self.directory[::step].astype(np.int64)
        return found

    def packed(self, piece: Piece, row: int) -> NDArray[np.uint64]:
        """The entries of a piece, read and not mapped, as integers that sort as they do; see `unpacked`.

        Args:
            piece: of this table, or of one that is made of several.
            row: added to every row.
        """
        starts = self.starts()
        block = self.read(int(starts[piece.first]), int(starts[piece.last]))
        top = np.repeat(
            np.arange(piece.last - piece.first, dtype=np.uint64), np.diff(starts[piece.first : piece.last + 1])
        )
        packed = ((top << _LOW) | (block >> _LOW)) << np.uint64(piece.row_bits)
        packed |= (block & np.uint64(0xFFFFFFFF)) + np.uint64(row)
        return packed

    def find(self, keys: NDArray[np.uint64]) -> Iterator[Buckets]:
        """The buckets of those keys that are there.

        Args:
            keys: sorted.
        """
        if len(keys) * THROUGH < len(self.entries):
            first, last = self._probe(keys)
            yield from _present(np.arange(len(keys)), first, last, self.entries, 0xFFFFFFFF)
            return
        for piece in pieces(self.starts(), _READ):
            span = np.array([piece.first, piece.last], np.uint64) << _LOW
            start, stop = np.searchsorted(keys, span).tolist()
            if start == stop:
                continue
            packed = self.packed(piece, 0)
            wanted = (keys[start:stop] - span[0]) << np.uint64(piece.row_bits)
            first = np.searchsorted(packed, wanted)
            last = np.searchsorted(packed, wanted | np.uint64(piece.row_mask), "right")
            yield from _present(np.arange(start, stop), first, last, packed, piece.row_mask)

    def _probe(self, keys: NDArray[np.uint64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        cells = (keys >> np.uint64(KEY_BITS - self.bits)).astype(np.int64)
        first, end = self.directory[cells].astype(np.int64), self.directory[cells + 1].astype(np.int64)
        wanted = keys & np.uint64(0xFFFFFFFF)
        first = self._bound(first, end, wanted)
        last = first.copy()
        near = np.flatnonzero(first < end)
        near = near[self.entries[first[near]] >> _LOW == wanted[near]]
        last[near] = self._bound(first[near], end[near], wanted[near] + np.uint64(1))
        return first, last

    def _bound(self, low: NDArray[np.int64], high: NDArray[np.int64], wanted: NDArray[np.uint64]) -> NDArray[np.int64]:
        """The first place from `low` on whose key is not below the one that is wanted, `high` when there is none."""
        low, high = low.copy(), high.copy()
        open_ = np.flatnonzero(low < high)
        while len(open_):
            middle = (low[open_] + high[open_]) // 2
            below = self.entries[middle] >> _LOW < wanted[open_]
            low[open_[below]] = middle[below] + 1
            high[open_[~below]] = middle[~below]
            open_ = open_[low[open_] < high[open_]]
        return low


@dataclass(frozen=True, slots=True)
class Buckets:
    """Buckets that were found.

    Attributes:
        places: of their keys among those asked for, ascending.
        first: where each starts in `block`.
        sizes: entries in each.
        block: entries, mapped or read.
        mask: of the bits of an entry that are its row.
    """

    places: NDArray[np.int64]
    first: NDArray[np.int64]
    sizes: NDArray[np.int64]
    block: NDArray[np.uint64]
    mask: int

    def rows(self, entries: NDArray[np.int64]) -> NDArray[np.int64]:
        """The rows of entries, by their places in `block`."""
        return (self.block[entries] & np.uint64(self.mask)).view(np.int64)

    def narrowed(self, wanted: Callable[[NDArray[np.int64]], NDArray[np.uint64]], prefixes: Prefixes) -> Buckets:
        """With the `CROWD` entries around its place for each that is crowded.

        Args:
            wanted: from places to what the documents asked about would be ordered by.
            prefixes: the same of the table's rows.
        """
        crowded = np.flatnonzero(self.sizes > CROWD)
        if not len(crowded):
            return self
        target = wanted(self.places[crowded])
        low, high = self.first[crowded].copy(), self.first[crowded] + self.sizes[crowded]
        open_ = np.arange(len(crowded))
        while len(open_):
            middle = (low[open_] + high[open_]) // 2
            below = prefixes(self.rows(middle)) < target[open_]
            low[open_[below]] = middle[below] + 1
            high[open_[~below]] = middle[~below]
            open_ = open_[low[open_] < high[open_]]
        first, sizes = self.first.copy(), self.sizes.copy()
        end = first[crowded] + sizes[crowded]
        first[crowded] = np.clip(low - CROWD // 2, first[crowded], end - CROWD)
        sizes[crowded] = CROWD
        return Buckets(self.places, first, sizes, self.block, self.mask)

    def pairs(self, most: int) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
        """Places and the rows they lead to, at most so many pairs at once when no bucket is larger."""
        ends = np.concatenate(([0], np.cumsum(self.sizes)))
        for start, stop in ranges(ends, most):
            sizes = self.sizes[start:stop]
            shift = self.first[start:stop] - ends[start:stop] + ends[start]
            entries = np.repeat(shift, sizes) + np.arange(int(sizes.sum()))
            yield np.repeat(self.places[start:stop], sizes), self.rows(entries)


@dataclass(frozen=True, slots=True)
class Piece:
    """Entries that are handled at once.

    Attributes:
        first, last: values of the topmost byte, the last left out.
        row_bits: that a row needs.
    """

    first: int
    last: int
    row_bits: int

    @property
    def row_mask(self) -> int:
        """Of the bits of a packed entry that are its row."""
        return (1 << self.row_bits) - 1

    def unpacked(self, packed: NDArray[np.uint64]) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
        """Keys and rows of what `Table.packed` gives."""
        keys = (packed >> np.uint64(self.row_bits)) + (np.uint64(self.first) << _LOW)
        return keys, (packed & np.uint64(self.row_mask)).view(np.int64)


def pieces(starts: NDArray[np.int64], most: int = ENTRIES) -> Iterator[Piece]:
    """All of a table, in pieces whose keys, less what all of a piece share, have 64 bits together with a row.

    Args:
        starts: where the entries of each value of the topmost byte start, and the end of the last.
        most: entries of a piece; one value of the topmost byte may have more.
    """
    bits = int(starts[-1]).bit_length()
    cells = 1 << (32 - bits)
    for first, last in ranges(starts, most):
        for start in range(first, last, cells):
            yield Piece(start, min(start + cells, last), bits)


def ranges(starts: NDArray[np.int64], most: int) -> Iterator[tuple[int, int]]:
    """Ranges of cells that hold at most so many entries, or a single cell.

    >>> list(ranges(np.array([0, 4, 5, 6, 9]), 3))
    [(0, 1), (1, 3), (3, 4)]
    """
    first = 0
    cells = len(starts) - 1
    while first < cells:
        last = int(np.searchsorted(starts, starts[first] + most, "right")) - 1
        last = min(cells, max(first + 1, last))
        yield first, last
        first = last


def _present(
    places: NDArray[np.int64], first: NDArray[np.int64], last: NDArray[np.int64], block: NDArray[np.uint64], mask: int
) -> Iterator[Buckets]:
    there = np.flatnonzero(last > first)
    if len(there):
        yield Buckets(places[there], first[there], last[there] - first[there], block, mask)
