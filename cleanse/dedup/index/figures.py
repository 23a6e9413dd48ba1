"""How large an index is, and how well its filters work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cleanse.dedup.index.blooms import passing
from cleanse.dedup.index.keys import KEY_BITS
from cleanse.dedup.index.scheme import Scheme
from cleanse.dedup.index.segments import Segment
from cleanse.dedup.index.store import Snapshot

_ASKED = 1 << 14


@dataclass(frozen=True, slots=True)
class Figures:
    """Measures of an index.

    Attributes:
        scheme: of its signatures.
        steps: the rules that texts are cleaned by before they are signed.
        batch: documents that are written as one segment.
        documents: how many.
        segments: documents of each segment.
        size: bytes on the disk.
        path_bytes: of them, for the paths of files.
        passing_ppm: of documents that are like none in the index, the share that a filter lets through, in
            millionths; measured with 16,384 random ones.
    """

    scheme: Scheme
    steps: Sequence[str]
    batch: int
    documents: int
    segments: Sequence[int]
    size: int
    path_bytes: int
    passing_ppm: int


def figures(index: Snapshot) -> Figures:
    """Measure an index."""
    book = index.book
    return Figures(
        book.scheme,
        book.steps,
        book.batch,
        book.documents,
        [len(segment) for segment in index.segments],
        book.size,
        sum(segment.parts["paths"].size + segment.parts["path-ends"].size for segment in index.segments),
        _passing(book.scheme, index.segments),
    )


def _passing(scheme: Scheme, segments: Sequence[Segment]) -> int:
    rng = np.random.default_rng(1)
    passed = np.zeros(_ASKED, np.bool_)
    for table in range(scheme.tables):
        keys = rng.integers(0, 1 << KEY_BITS, _ASKED, dtype=np.uint64)
        for segment in segments:
            passed[passing(segment.bloom(table), keys)] = True
    return int(np.count_nonzero(passed)) * 1_000_000 // _ASKED
