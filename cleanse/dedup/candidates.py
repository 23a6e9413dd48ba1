"""Candidates: which documents are worth an exact check.

A hot bucket (thousands of copies of one form) must not cost the square of its size. So a bucket holds
at most `KEPT_LIMIT` documents that stay and `LINK_LIMIT` that do not. Documents that come to a full bucket
meet in a narrower one, where the next band has to agree as well; when that is full too they are no longer
entered, and `Buckets.narrowed` counts them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cleanse.dedup.bands import Shape

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

KEPT_LIMIT = 128
LINK_LIMIT = 16


class Buckets:
    """The documents that share a band, found by sorting and not by a table of Python objects.

    Documents are numbered by preference: 0 is the one that would stay first. They are asked about
    and entered in that order. About 300 bytes a document when all of them have near copies, 100 when none has.

    Args:
        minima: one row of 128 unsigned 32-bit minima a document, in memory or mapped from a file.
        lineup: the rows that take part, best first.
        cut: from `bands.shape`.
    """

    def __init__(self, minima: NDArray[np.uint32], lineup: NDArray[np.int64], cut: Shape) -> None:
        import numpy as np

        self.narrowed = 0
        self._ids = _bucket_ids(minima, lineup, cut)
        self._active: NDArray[np.bool_] = np.logical_or.reduce(self._ids >= 0, axis=0)
        self._wide = _Slots(self._ids)
        narrow = _narrower(self._ids, self._wide.sizes)
        self._narrow = _Slots(narrow) if narrow is not None else None

    def meet(self, document: int) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Documents entered before that share a bucket: those that stay and those that do not, ascending."""
        import numpy as np

        kept: list[NDArray[np.int32]] = []
        links: list[NDArray[np.int32]] = []
        if self._active[document]:
            self._wide.collect(document, kept, links)
            if self._narrow is not None:
                self._narrow.collect(document, kept, links)
        none = np.empty(0, np.int32)
        return (
            np.unique(np.concatenate(kept)) if kept else none,
            np.unique(np.concatenate(links)) if links else none,
        )

    def enter(self, document: int, kept: bool) -> None:
        """Put a document in its buckets."""
        if not self._active[document]:
            return
        refused = self._wide.enter(document, kept, range(len(self._ids)))
        if refused and self._narrow is not None:
            refused = self._narrow.enter(document, kept, refused)
        # A copy that goes is found through the one that stays; only those that stay are missed.
        self.narrowed += bool(refused) and kept


class _Slots:
    """Room for the documents of every bucket in one array: those that stay from the left, the others from the right."""

    def __init__(self, ids: NDArray[np.int32]) -> None:
        import numpy as np

        self._ids = ids
        self.sizes = np.bincount(ids[ids >= 0]) if ids.size else np.empty(0, np.int64)
        self._starts = np.zeros(len(self.sizes) + 1, np.int64)
        np.minimum(self.sizes, KEPT_LIMIT + LINK_LIMIT).cumsum(out=self._starts[1:])
        self._slots = np.empty(int(self._starts[-1]), np.int32)
        self._kept = np.zeros(len(self.sizes), np.uint8)
        self._links = np.zeros(len(self.sizes), np.uint8)

    def collect(self, document: int, kept: list[NDArray[np.int32]], links: list[NDArray[np.int32]]) -> None:
        ids = self._ids[:, document]
        ids = ids[ids >= 0]
        spans = zip(
            self._starts[ids].tolist(),
            self._kept[ids].tolist(),
            self._starts[ids + 1].tolist(),
            self._links[ids].tolist(),
            strict=True,
        )
        for start, stay, end, go in spans:
            if stay:
                kept.append(self._slots[start : start + stay])
            if go:
                links.append(self._slots[end - go : end])

    def enter(self, document: int, kept: bool, bands: range | list[int]) -> list[int]:
        """Enter a document; returns the bands whose bucket was full."""
        full: list[int] = []
        fill, limit = (self._kept, KEPT_LIMIT) if kept else (self._links, LINK_LIMIT)
        for band in bands:
            bucket = int(self._ids[band, document])
            if bucket < 0:
                continue
            count = int(fill[bucket])
            if count == limit:
                full.append(band)
                continue
            place = int(self._starts[bucket]) + count if kept else int(self._starts[bucket + 1]) - 1 - count
            self._slots[place] = document
            fill[bucket] = count + 1
        return full


def _narrower(ids: NDArray[np.int32], sizes: NDArray[np.int64]) -> NDArray[np.int32] | None:
    """Buckets of documents that share a band that is hot and the band after it; None when no bucket is hot."""
    import numpy as np

    if not len(sizes) or int(sizes.max()) <= KEPT_LIMIT:
        return None
    hot = sizes > KEPT_LIMIT
    result = np.full_like(ids, -1)
    used = 0
    for band in range(len(ids)):
        here, after = ids[band], ids[(band + 1) % len(ids)]
        members = np.flatnonzero((here >= 0) & (after >= 0) & hot[here])
        pairs = here[members].astype(np.uint64) << np.uint64(32) | after[members].astype(np.uint64)
        numbers = np.empty(len(members), np.int32)
        used += _number(pairs, numbers, used)
        result[band, members] = numbers
    return result


def _bucket_ids(minima: NDArray[np.uint32], lineup: NDArray[np.int64], cut: Shape) -> NDArray[np.int32]:
    """Number the keys that at least two documents share, band after band; -1 for the others."""
    import numpy as np

    ids = np.empty((cut.bands, len(lineup)), np.int32)
    used = 0
    for band in range(cut.bands):
        used += _number(cut.key(minima, band)[lineup], ids[band], used)
    return ids


def _number(keys: NDArray[np.uint32] | NDArray[np.uint64], ids: NDArray[np.int32], used: int) -> int:
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
