"""Several segments made into one: rows one after the other, entries sorted again, in bounded memory.

Merging is associative, to the byte: what comes of ``((a b) (c d))`` is what comes of ``(a b c d)``, and of one segment that was
written of all their documents at once. So the size of an index's steps decides when work is done, never what an
answer is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cleanse.dedup.index.scheme import Scheme
from cleanse.dedup.index.segments import (
    DOCUMENT,
    MOST_DOCUMENTS,
    Sealed,
    Segment,
    SegmentWriter,
    WholePart,
    damage_told,
)
from cleanse.dedup.index.tables import Prefixes, TableWriter, pieces, settle

TOGETHER = 4
"""So many segments of a size become one: a document is written again once for every fourfold of the index."""

SMALLEST = 1024
"""Documents below which all segments are of one size."""

_BLOCK = 1 << 16


def tier(documents: int) -> int:
    """The size of a segment, in powers of four.

    >>> tier(1), tier(1023), tier(1024), tier(4095), tier(4096)
    (0, 0, 1, 1, 2)
    """
    return ((documents // SMALLEST).bit_length() + 1) // 2


def due(sizes: Sequence[int]) -> int:
    """How many of the last segments are to become one; 0 when none are.

    The last segment is joined with all before it that are not of a larger size, when that makes four. So there are at most
    three segments of every size.

    Args:
        sizes: documents of each segment, in order.

    >>> due([9000, 10, 10, 10]), due([9000, 10, 10, 10, 10]), due([9000, 10, 2000, 2000, 2000])
    (0, 4, 4)
    """
    if not sizes:
        return 0
    last = tier(sizes[-1])
    count = total = 0
    for size in reversed(sizes):
        if tier(size) > last or total + size > MOST_DOCUMENTS:
            break
        count += 1
        total += size
    return count if count >= TOGETHER else 0


def due_at_once(sizes: Sequence[int]) -> int:
    """How many of the last segments are to become one, when what comes of it would be joined again, and so on.

    Merging is associative, so what would be written again and again is written once.

    >>> due_at_once([4000, 4000, 4000, 1000, 1000, 1000, 1000])
    7
    """
    held = list(sizes)
    count = 0
    while found := due(held):
        # The last of those that are held stands for all that were joined before.
        count = found + max(0, count - 1)
        held[-found:] = [sum(held[-found:])]
    return count


def merge(path: Path, scheme: Scheme, segments: Sequence[Segment]) -> Sealed:
    """Make one segment of several.

    Args:
        path: of a file that is not there.
        scheme: of the index.
        segments: in order; together at most `MOST_DOCUMENTS`.

    Raises:
        StoreError: one of them is not what was written.
    """
    with damage_told():
        return _merge(path, scheme, segments)


def _merge(path: Path, scheme: Scheme, segments: Sequence[Segment]) -> Sealed:
    # What is joined is written with digests of its own, so no damage must get that far: all that is read is checked, and
    # what places follow from is checked before.
    for segment in segments:
        for part in ("path-ends", "paths", *(f"cells-{number:02}" for number in range(scheme.tables))):
            for _ in segment.blocks_of(part):
                pass
    plan = _Plan.of(segments)
    documents = int(plan.firsts[-1])
    with SegmentWriter(path, scheme, documents, plan.paths, plan.path_bytes) as writer:
        _write_paths(writer, segments, plan)
        _write_documents(writer, segments, plan)
        for segment in segments:
            for block in segment.blocks_of("sketches"):
                writer.part("sketches").write(block)
        for number in range(scheme.tables):
            table = TableWriter(
                documents, writer.part(f"entries-{number:02}").write, writer.part(f"bloom-{number:02}").write
            )
            order = _prefixes(segments, plan, number)
            for keys, rows in _sorted_entries(segments, plan, number):
                table.add(keys, settle(keys, rows, order))
            writer.part(f"cells-{number:02}").write(table.close())
        return writer.seal()


@dataclass(frozen=True, slots=True)
class _Plan:
    """What becomes of rows and paths.

    Attributes:
        firsts: the first row of each segment, and the number of all.
        numbers: what is added to the numbers of each segment's paths.
        shared: whether a segment's first path is the last of the one before, and not written again.
        paths: how many there are.
        path_bytes: of all of them.
    """

    firsts: NDArray[np.int64]
    numbers: list[int]
    shared: list[bool]
    paths: int
    path_bytes: int

    @classmethod
    def of(cls, segments: Sequence[Segment]) -> _Plan:
        firsts = np.zeros(len(segments) + 1, np.int64)
        np.cumsum([len(segment) for segment in segments], out=firsts[1:])
        numbers: list[int] = []
        shared: list[bool] = []
        paths = path_bytes = 0
        last = None
        for segment in segments:
            count = len(segment.path_ends)
            again = count > 0 and segment.document_path(0) == last
            shared.append(again)
            numbers.append(paths - again)
            paths += count - again
            path_bytes += segment.parts["paths"].size - (int(segment.path_ends[0]) if again else 0)
            last = segment.document_path(count - 1)
        return cls(firsts, numbers, shared, paths, path_bytes)


def _write_paths(writer: SegmentWriter, segments: Sequence[Segment], plan: _Plan) -> None:
    written = 0
    for segment, again in zip(segments, plan.shared, strict=True):
        left_out = skip = int(segment.path_ends[0]) if again else 0
        for block in segment.blocks_of("paths"):
            writer.part("paths").write(block[skip:])
            skip = max(0, skip - len(block))
        leave = int(again)
        for block in segment.blocks_of("path-ends", 8 * _BLOCK):
            ends = np.frombuffer(block, "<u8")[leave:]
            writer.part("path-ends").write((ends + np.uint64(written) - np.uint64(left_out)).tobytes())
            leave = 0
        written += segment.parts["paths"].size - left_out


def _write_documents(writer: SegmentWriter, segments: Sequence[Segment], plan: _Plan) -> None:
    for segment, number in zip(segments, plan.numbers, strict=True):
        for block in segment.blocks_of("documents", _BLOCK * DOCUMENT.itemsize):
            documents = np.frombuffer(block, DOCUMENT)
            # The number may be less than none: a first path that is shared takes the number of the one before.
            documents["path"] = documents["path"].astype(np.int64) + number
            writer.part("documents").write(documents.tobytes())


def _sorted_entries(
    segments: Sequence[Segment], plan: _Plan, number: int
) -> Iterator[tuple[NDArray[np.uint64], NDArray[np.int64]]]:
    wholes = [WholePart(segment, f"entries-{number:02}") for segment in segments]
    tables = [segment.table(number, whole) for segment, whole in zip(segments, wholes, strict=True)]
    starts = np.add.reduce([table.starts() for table in tables])
    for piece in pieces(starts):
        packed = np.concatenate(
            [table.packed(piece, int(row)) for table, row in zip(tables, plan.firsts[:-1], strict=True)]
        )
        # A stable sort finds the runs that are sorted already and merges them.
        packed.sort(kind="stable")
        yield piece.unpacked(packed)
    for whole in wholes:
        whole.close()


def _prefixes(segments: Sequence[Segment], plan: _Plan, number: int) -> Prefixes:
    def found(rows: NDArray[np.int64]) -> NDArray[np.uint64]:
        result = np.empty(len(rows), np.uint64)
        bounds = np.searchsorted(rows, plan.firsts)
        for place, segment in enumerate(segments):
            for start in range(int(bounds[place]), int(bounds[place + 1]), _BLOCK):
                stop = min(start + _BLOCK, int(bounds[place + 1]))
                local = rows[start:stop] - plan.firsts[place]
                result[start:stop] = segment.prefixes(local, number)
        return result

    return found
