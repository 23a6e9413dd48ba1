"""Candidates: which pairs of documents are worth an exact check.

Documents are numbered by preference: 0 is the one that would stay first. In each band, documents with the same
key meet in a bucket, and every pair of a bucket is proposed. A hot bucket (thousands of copies of one
form) must not cost the square of its size: past `BUCKET` documents each meets the `LEADERS` best of
the bucket and, in smaller buckets inside, those that share the next band too, down to `DEPTH` bands; there the
last ones meet their neighbours in the order of the rest of their sketches. Real copies rarely depend on that: what a
form's copies have in common fills the hot bucket, what two of them share beyond it brings them
together in others.

A proposal survives when the sizes of both sets allow the threshold and the two sketches agree in at
least `Shape.floor` values. Of each document's surviving partners the `PARTNERS` most alike are kept, which
is a selection that can be made by part: of the union it is that of the parts' selections.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cleanse.dedup.bands import Shape
from cleanse.dedup.sketch import BINS
from cleanse.shingling import MILLION

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Pairs = tuple[NDArray[np.int32], NDArray[np.int32]]

BUCKET = 64
LEADERS = 8
DEPTH = 4
NEIGHBOURS = 8
PARTNERS = 32

# Pairs whose sketches are compared at a time: 8 MB, which a core's cache nearly holds.
_CHUNK = 1 << 15


class Sketches:
    """The sketches of the documents that take part, by preference; 136 bytes each.

    Args:
        minima: one sketch a row, in memory or mapped from a file.
        lineup: the rows that take part, best first.
        sizes: of the sets of shingles, best first.
    """

    def __init__(self, minima: NDArray[np.uint32], lineup: NDArray[np.int64], sizes: NDArray[np.int64]) -> None:
        import numpy as np

        self.sizes = sizes
        self._minima = minima
        self._lineup = lineup
        # One byte of each value compares as well as four: chance adds half a value of 128.
        self._prints = np.empty((len(lineup), BINS), np.uint8)
        for start in range(0, len(lineup), _CHUNK):
            self._prints[start : start + _CHUNK] = minima[lineup[start : start + _CHUNK]].astype(np.uint8)

    def __len__(self) -> int:
        """How many documents take part."""
        return len(self._lineup)

    def rows(self, members: NDArray[np.int32]) -> NDArray[np.uint32]:
        """The sketches of some documents."""
        rows: NDArray[np.uint32] = self._minima[self._lineup[members]]
        return rows

    def keys(self, cut: Shape, band: int) -> NDArray[np.uint64]:
        """The keys of all documents for one band."""
        return cut.key(self._minima, band)[self._lineup]

    def agreeing(self, one: NDArray[np.int32], other: NDArray[np.int32]) -> NDArray[np.uint8]:
        """In how many values the sketches of pairs agree."""
        import numpy as np

        same: NDArray[np.uint8] = np.count_nonzero(self._prints[one] == self._prints[other], axis=1).astype(np.uint8)
        return same


@dataclass(frozen=True, slots=True)
class Candidates:
    """Pairs of documents that may be duplicates.

    Attributes:
        later: of each pair the less preferred document, ascending.
        earlier: the other one; for each `later` the most alike first, of equals the most preferred.
        agreeing: in how many of 128 values their sketches agree.
        bounded: documents that met only a part of a hot bucket, or had more likely partners than are kept; sorted, each
            once.
    """

    later: NDArray[np.int32]
    earlier: NDArray[np.int32]
    agreeing: NDArray[np.uint8]
    bounded: NDArray[np.int32]

    def __len__(self) -> int:
        """How many pairs."""
        return len(self.later)


def candidates(sketches: Sketches, cut: Shape, threshold_ppm: int) -> Candidates:
    """All candidates, band after band.

    Args:
        sketches: of the documents.
        cut: from `bands.shape`.
        threshold_ppm: in millionths.
    """
    parts = (band_candidates(sketches, cut, threshold_ppm, band) for band in range(cut.bands))
    return merged(parts)


def band_candidates(sketches: Sketches, cut: Shape, threshold_ppm: int, band: int) -> Candidates:
    """The candidates that one band finds; what an engine with many machines runs once a band."""
    keys, order = _sorted(sketches.keys(cut, band))
    bounded: list[NDArray[np.int32]] = []
    whole = merged(
        surviving(sketches, cut, threshold_ppm, pairs)
        for pairs in _chunks(_proposals(keys, order, sketches, cut, band, bounded))
    )
    return Candidates(whole.later, whole.earlier, whole.agreeing, _union([whole.bounded, *bounded]))


def merged(parts: Iterable[Candidates]) -> Candidates:
    """One selection from several, in any order, the same for any way of cutting them."""
    import numpy as np

    waiting: list[Candidates] = []
    whole: Candidates | None = None
    pairs = 0
    for part in parts:
        waiting.append(part)
        pairs += len(part)
        # Together rather than one by one, but never much more than what is kept.
        if whole is None or pairs > max(len(whole), 1 << 18):
            whole = _select([*([whole] if whole is not None else []), *waiting])
            waiting, pairs = [], 0
    if whole is None:
        return Candidates(np.empty(0, np.int32), np.empty(0, np.int32), np.empty(0, np.uint8), np.empty(0, np.int32))
    return _select([whole, *waiting]) if waiting else whole


def _select(parts: list[Candidates]) -> Candidates:
    import numpy as np

    later = np.concatenate([part.later for part in parts])
    earlier = np.concatenate([part.earlier for part in parts])
    agree = np.concatenate([part.agreeing for part in parts])
    # The sketches of one pair agree as often in every part, so the key tells pairs apart.
    key = later.astype(np.uint64)
    del later
    key <<= np.uint64(8)
    key |= (BINS - agree).astype(np.uint64)
    key <<= np.uint64(32)
    key |= earlier.astype(np.uint64)
    del earlier, agree
    key.sort()
    crowded = np.empty(0, np.int32)
    if len(key):
        new = np.empty(len(key), np.bool_)
        new[0] = True
        np.not_equal(key[1:], key[:-1], out=new[1:])
        key = key[new]
        kept = _ranks(key >> np.uint64(40)) < PARTNERS
        crowded = np.unique(key[~kept] >> np.uint64(40)).astype(np.int32)
        key = key[kept]
    return Candidates(
        (key >> np.uint64(40)).astype(np.int32),
        (key & np.uint64(0xFFFFFFFF)).astype(np.int32),
        (BINS - (key >> np.uint64(32) & np.uint64(0xFF)).astype(np.int64)).astype(np.uint8),
        _union([*(part.bounded for part in parts), crowded]),
    )


def _ranks(groups: NDArray[np.uint64]) -> NDArray[np.int64]:
    """The place of every element within its run of equal ones."""
    import numpy as np

    places = np.arange(len(groups))
    starts = np.flatnonzero(np.concatenate((np.ones(1, np.bool_), groups[1:] != groups[:-1])))
    return places - np.repeat(starts, np.diff(np.append(starts, len(groups))))


def _union(parts: list[NDArray[np.int32]]) -> NDArray[np.int32]:
    import numpy as np

    return np.unique(np.concatenate(parts)) if parts else np.empty(0, np.int32)


def surviving(sketches: Sketches, cut: Shape, threshold_ppm: int, pairs: Pairs) -> Candidates:
    """What sizes and sketches leave of some pairs, in either order."""
    import numpy as np

    one, other = pairs
    mine, theirs = sketches.sizes[one], sketches.sizes[other]
    # The smaller set over the larger one bounds the similarity: a check that can lose nothing.
    fits = np.minimum(mine, theirs) * MILLION >= np.maximum(mine, theirs) * threshold_ppm
    one, other = one[fits], other[fits]
    agree = sketches.agreeing(one, other)
    hopeful = agree >= cut.floor
    one, other = one[hopeful], other[hopeful]
    return _select([Candidates(np.maximum(one, other), np.minimum(one, other), agree[hopeful], np.empty(0, np.int32))])


def _sorted(keys: NDArray[np.uint64]) -> tuple[NDArray[np.uint64], NDArray[np.int32]]:
    """Keys in order, half of their bits, and where each stood; of equal ones the first first."""
    import numpy as np

    # One number holds both, which sorts faster than places by their keys; half a key meets by chance, which costs an estimate.
    both = keys & np.uint64(0xFFFFFFFF00000000) | np.arange(len(keys), dtype=np.uint64)
    both.sort()
    return both >> np.uint64(32), (both & np.uint64(0xFFFFFFFF)).astype(np.int32)


def _chunks(proposals: Iterator[Pairs]) -> Iterator[Pairs]:
    """The same pairs in pieces of one size."""
    waiting: list[Pairs] = []
    size = 0
    for pairs in proposals:
        for start in range(0, len(pairs[0]), _CHUNK):
            waiting.append((pairs[0][start : start + _CHUNK], pairs[1][start : start + _CHUNK]))
            size += len(waiting[-1][0])
            if size >= _CHUNK:
                yield _joined(waiting)
                waiting, size = [], 0
    if waiting:
        yield _joined(waiting)


def _joined(pieces: list[Pairs]) -> Pairs:
    import numpy as np

    return np.concatenate([piece[0] for piece in pieces]), np.concatenate([piece[1] for piece in pieces])


def _proposals(
    keys: NDArray[np.uint64],
    members: NDArray[np.int32],
    sketches: Sketches,
    cut: Shape,
    band: int,
    bounded: list[NDArray[np.int32]],
    depth: int = 1,
) -> Iterator[Pairs]:
    """The pairs of all buckets of sorted keys; members of a bucket stand in the order of preference."""
    import numpy as np

    count = len(keys)
    if count < 2:
        return
    edges = np.flatnonzero(np.concatenate((np.ones(1, np.bool_), keys[1:] != keys[:-1], np.ones(1, np.bool_))))
    starts, lengths = edges[:-1], np.diff(edges)
    for length in np.unique(lengths[(lengths > 1) & (lengths <= BUCKET)]).tolist():
        left, right = np.triu_indices(length, 1)
        firsts = starts[lengths == length]
        step = max(1, _CHUNK // len(left))
        for place in range(0, len(firsts), step):
            block = members[firsts[place : place + step, None] + np.arange(length)]
            yield block[:, left].ravel(), block[:, right].ravel()
    for start, length in zip(starts[lengths > BUCKET].tolist(), lengths[lengths > BUCKET].tolist(), strict=True):
        yield from _hot(members[start : start + length], sketches, cut, band, bounded, depth)


def _hot(
    members: NDArray[np.int32],
    sketches: Sketches,
    cut: Shape,
    band: int,
    bounded: list[NDArray[np.int32]],
    depth: int,
) -> Iterator[Pairs]:
    """Some pairs of a bucket that is too full for all of them."""
    import numpy as np

    bounded.append(members)
    for leader in range(LEADERS):
        rest = members[leader + 1 :]
        yield np.full(len(rest), members[leader], np.int32), rest
    if depth < DEPTH:
        keys, order = _sorted(cut.key(sketches.rows(members), (band + depth) % cut.bands))
        yield from _proposals(keys, members[order], sketches, cut, band, bounded, depth + 1)
        return
    # Buckets that are full to the last: neighbours by what their sketches hold from the next band on.
    place = (band + depth) % cut.bands * cut.rows
    rows = np.roll(sketches.rows(members), -place, axis=1)[:, :16]
    near = members[np.lexsort((members, *rows.T[::-1]))]
    for distance in range(1, NEIGHBOURS + 1):
        yield near[:-distance], near[distance:]
