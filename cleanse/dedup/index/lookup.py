"""Which documents of an index are like these: keys propose, sketches judge, digests prove.

Documents are looked up many at a time, in the order of their keys, table by table. A filter throws out most keys that are not
there. The others are probed one by one when they are few, and when they are many a table is read through in order.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from cleanse.dedup.index.blooms import passing
from cleanse.dedup.index.drafts import Cut
from cleanse.dedup.index.keys import agreeing, in_order, name_keys, prefixes
from cleanse.dedup.index.scheme import Scheme
from cleanse.dedup.index.segments import Segment, damage_told

LIMIT = 10
"""Matches of a document that are told, the best of them."""

_PAIRS = 1 << 21
_SLICE = 1 << 17
_ROW = np.uint64(32)


@dataclass(frozen=True, slots=True)
class Match:
    """A document of the index that is like one that was looked up.

    Attributes:
        asked: the place of the document that was looked up.
        path: of the document in the index.
        row: its row; 0 for a whole file.
        exact: true when the texts are the same, by their digests; else the similarity is an estimate.
        similarity_ppm: in millionths.
        digest: of the text in the index.
    """

    asked: int
    path: str
    row: int
    exact: bool
    similarity_ppm: int
    digest: bytes

    def moved(self, places: int) -> Match:
        """The match of a document so many places on."""
        return replace(self, asked=self.asked + places)


@dataclass(slots=True)
class Work:
    """What looking up took.

    Attributes:
        documents: looked up.
        passed: of them, those with at least one key that a filter let through.
        keys: looked for behind a filter.
        candidates: pairs whose sketches were compared.
        crowded: buckets of which only a part was looked at.
    """

    documents: int = 0
    passed: int = 0
    keys: int = 0
    candidates: int = 0
    crowded: int = 0


def look_up(
    scheme: Scheme, segments: Sequence[Segment], asked: Cut, least: int, limit: int = LIMIT, work: Work | None = None
) -> list[Match]:
    """Find what is like documents.

    Args:
        scheme: of the index.
        segments: of the index.
        asked: the documents.
        least: of two sketches' values, how many must agree.
        limit: matches of one document that are told.
        work: counts are added to it.

    Returns:
        matches in the order of the documents asked about; for each those of the same text first, then the more
        similar, then those that were added earlier. A document is no match of itself: the same text under
        the same name is left out.

    Raises:
        StoreError: what was read makes no sense.
    """
    work = work or Work()
    work.documents += len(asked)
    if not len(asked):
        return []
    with damage_told():
        search = _Search(scheme, segments, asked, least, limit + 1, work)
        for table in range(scheme.tables):
            for place, pairs in search.pairs(table):
                search.take(place, pairs)
        search.judge()
        return search.matches(limit)


def present(scheme: Scheme, segments: Sequence[Segment], asked: Cut) -> NDArray[np.bool_]:
    """Which documents are in an index with the same text, under the same name."""
    with damage_told():
        return _present(scheme, segments, asked)


def _present(scheme: Scheme, segments: Sequence[Segment], asked: Cut) -> NDArray[np.bool_]:
    search = _Search(scheme, segments, asked, 0, 1, Work())
    there = np.zeros(len(asked), np.bool_)
    for place, pairs in search.pairs(0):
        rows, documents = _unpacked(pairs)
        same = search.same(segments[place], rows, documents)
        same &= segments[place].documents["row"][rows] == asked.names.rows[documents]
        names = segments[place].names(rows[same])
        for name, document in zip(names, documents[same].tolist(), strict=True):
            there[document] |= asked.names[document] == name
    return there


class _Search:
    def __init__(
        self, scheme: Scheme, segments: Sequence[Segment], asked: Cut, least: int, limit: int, work: Work
    ) -> None:
        self._scheme = scheme
        self._segments = segments
        self._asked = asked
        self._digests = np.ascontiguousarray(asked.digests).view("<u8").reshape(-1, 2)
        self._least = least
        self._limit = limit
        self._work = work
        self._passed = np.zeros(len(asked), np.bool_)
        self._parts: list[list[NDArray[np.uint64]]] = [[] for _ in segments]
        self._waiting = 0
        # Columns: document asked about, segment, row, values that agree (one more than there are for the same text).
        self._found = np.empty((0, 4), np.int64)

    def pairs(self, number: int) -> Iterator[tuple[int, NDArray[np.uint64]]]:
        """The candidates of one table: the place of the segment, and pairs packed, row above document."""
        keys, order = in_order(self._asked.keys[number])
        for place, segment in enumerate(self._segments):
            pass_ = passing(segment.bloom(number), keys)
            if not len(pass_):
                continue
            self._passed[order[pass_]] = True
            self._work.keys += len(pass_)
            table = segment.table(number)
            asked = order[pass_]
            for buckets in table.find(keys[pass_]):
                narrow = buckets.narrowed(partial(self._wanted, number, asked), table.prefixes)
                self._work.crowded += int(np.count_nonzero(narrow.sizes < buckets.sizes))
                for places, rows in narrow.pairs(_PAIRS):
                    yield place, (rows.astype(np.uint64) << _ROW) | asked[places].astype(np.uint64)

    def judge(self) -> None:
        """Compare the sketches of the candidates so far, and keep the best of each document."""
        found = [self._found]
        for place, parts in enumerate(self._parts):
            if parts:
                found.extend(self._judged(place, _distinct(np.concatenate(parts))))
                parts.clear()
        self._waiting = 0
        self._found = self._best(np.concatenate(found))

    def matches(self, limit: int) -> list[Match]:
        """The best of each document."""
        self._work.passed += int(np.count_nonzero(self._passed))
        names: list[tuple[str, int]] = [("", 0)] * len(self._found)
        digests = np.empty((len(self._found), 16), np.uint8)
        for place, segment in enumerate(self._segments):
            here = np.flatnonzero(self._found[:, 1] == place)
            rows = self._found[here, 2]
            digests[here] = segment.documents["digest"][rows]
            for match, name in zip(here.tolist(), segment.names(rows), strict=True):
                names[match] = name
        result: list[Match] = []
        last, told = -1, 0
        for match, (asked, _, _, agree) in enumerate(self._found.tolist()):
            if asked != last:
                last, told = asked, 0
            exact = agree > self._scheme.values
            if told == limit or (exact and self._asked.names[asked] == names[match]):
                continue
            told += 1
            similarity = self._scheme.similarity_ppm(min(agree, self._scheme.values))
            result.append(Match(asked, *names[match], exact, similarity, digests[match].tobytes()))
        return result

    def take(self, place: int, pairs: NDArray[np.uint64]) -> None:
        """Put candidates by, and judge them when there are many."""
        self._parts[place].append(pairs)
        self._waiting += len(pairs)
        if self._waiting > _PAIRS:
            self.judge()

    def _judged(self, place: int, pairs: NDArray[np.uint64]) -> Iterator[NDArray[np.int64]]:
        segment = self._segments[place]
        values = self._scheme.values
        self._work.candidates += len(pairs)
        for start in range(0, len(pairs), _SLICE):
            rows, asked = _unpacked(pairs[start : start + _SLICE])
            agree = agreeing(self._asked.sketches[asked], segment.sketches[rows])
            # Texts without words have one sketch, which says nothing.
            agree[self._asked.wordless[asked]] = values
            whole = np.flatnonzero(agree == values)
            same = self.same(segment, rows[whole], asked[whole])
            agree[self._asked.wordless[asked]] = -1
            agree[whole[same]] = values + 1
            keep = np.flatnonzero(agree >= self._least)
            yield np.stack((asked[keep], np.full(len(keep), place), rows[keep], agree[keep]), axis=1)

    def same(self, segment: Segment, rows: NDArray[np.int64], asked: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Which pairs have the same text."""
        there = np.ascontiguousarray(segment.documents[rows]["digest"]).view("<u8").reshape(-1, 2)
        same: NDArray[np.bool_] = (there == self._digests[asked]).all(axis=1)
        return same

    def _best(self, found: NDArray[np.int64]) -> NDArray[np.int64]:
        order = np.lexsort((found[:, 2], found[:, 1], -found[:, 3], found[:, 0]))
        found = found[order]
        # A pair that was judged twice, as a candidate of tables before and behind a judgement, is there twice.
        found = found[np.flatnonzero((np.diff(found, axis=0, prepend=-1) != 0).any(axis=1))]
        starts = np.flatnonzero(np.diff(found[:, 0], prepend=-1))
        rank = np.arange(len(found)) - np.repeat(starts, np.diff(starts, append=len(found)))
        return found[rank < self._limit]

    def _wanted(self, number: int, asked: NDArray[np.int64], places: NDArray[np.int64]) -> NDArray[np.uint64]:
        if number:
            return prefixes(self._scheme, self._asked.sketches[asked[places]], number)
        return name_keys(
            (path.encode(), row) for path, row in map(self._asked.names.__getitem__, asked[places].tolist())
        )


def _distinct(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Sorted, each once."""
    values.sort()
    return values[np.flatnonzero(np.diff(values, prepend=~values[:1]))]


def _unpacked(pairs: NDArray[np.uint64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    return (pairs >> _ROW).astype(np.int64), (pairs & np.uint64(0xFFFFFFFF)).astype(np.int64)
