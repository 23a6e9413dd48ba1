"""One pass over the documents, best first: each stays, or goes for the sake of one that stays."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cleanse.dedup.candidates import Candidates
from cleanse.dedup.checks import Check
from cleanse.dedup.clusters import NEAR, Decision, Forest
from cleanse.shingling import reaches

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

CHECK_LIMIT = 64
"""Exact checks of one document to find a copy of it that stays."""

LINK_CHECK_LIMIT = 32
"""Exact checks in vain of one document to link its cluster to others."""


class Choice:
    """Judges documents in order of preference.

    Args:
        lineup: the indices to judge, best first.
        found: candidates among them, by their places in the lineup.
        threshold_ppm: in millionths.
        check: says exactly what two indices share.
        forest: over all indices; every pair that is found is joined in it.

    Attributes:
        dropped: what goes, by index.
        unchecked: documents that stay and had more likely candidates than were checked.
        unlinked: documents with more candidates in other clusters than were checked.
    """

    def __init__(
        self, lineup: NDArray[np.int64], found: Candidates, threshold_ppm: int, check: Check, forest: Forest
    ) -> None:
        self.dropped: dict[int, Decision] = {}
        self.unchecked = 0
        self.unlinked = 0
        self._lineup = lineup
        self._found = found
        self._threshold_ppm = threshold_ppm
        self._check = check
        self._forest = forest

    def run(self) -> None:
        """Judge all that have a candidate; the others stay."""
        for index, others in self._partners():
            self._judge(index, others)

    def _partners(self) -> Iterator[tuple[int, list[int]]]:
        """Every document that has better candidates, with them, the most alike first."""
        import numpy as np

        later = self._found.later
        if not len(later):
            return
        starts = np.flatnonzero(np.concatenate((np.ones(1, np.bool_), later[1:] != later[:-1])))
        ends = np.append(starts[1:], len(later))
        for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
            others: list[int] = self._lineup[self._found.earlier[start:end]].tolist()
            yield int(self._lineup[later[start]]), others

    def _judge(self, index: int, others: list[int]) -> None:
        kept = [other for other in others if other not in self.dropped]
        gone = [other for other in others if other in self.dropped]
        # What a likely partner went for is likely a partner too: a copy that stays is not missed in a crowd.
        queue = list(dict.fromkeys([*kept, *(self.dropped[other].partner for other in gone)]))
        for checked, other in enumerate(queue[:CHECK_LIMIT], 1):
            overlap = self._check(index, other)
            if reaches(overlap.both, overlap.either, self._threshold_ppm):
                self.dropped[index] = Decision(index, NEAR, other, overlap)
                self._forest.join(index, other)
                # What goes may link two that stay; what stays has been checked against all of them.
                self._link(index, queue[checked:])
                break
        else:
            self.unchecked += len(queue) > CHECK_LIMIT
        self._link(index, gone)

    def _link(self, index: int, others: list[int]) -> None:
        """Check candidates of other clusters, for what the clusters are; nothing is dropped for it."""
        find = self._forest.find
        vain = 0
        for other in others:
            if find(other) == find(index):
                continue
            if vain == LINK_CHECK_LIMIT:
                self.unlinked += 1
                return
            overlap = self._check(index, other)
            if reaches(overlap.both, overlap.either, self._threshold_ppm):
                self._forest.join(index, other)
            else:
                vain += 1
