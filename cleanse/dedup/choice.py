"""One pass over the distinct documents, best first: each stays, or goes for the sake of one that stays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cleanse.dedup.bands import Shape
from cleanse.dedup.candidates import Buckets
from cleanse.dedup.checks import Checker
from cleanse.dedup.clusters import Forest
from cleanse.shingling import MILLION

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

CHECK_LIMIT = 64
"""Exact checks of one document to find a copy of it that stays."""

LINK_CHECK_LIMIT = 32
"""Exact checks in vain of one document to link its cluster to others."""


@dataclass(frozen=True, slots=True)
class Decision:
    """A document that goes.

    Attributes:
        index: of the document, as `Decider.add` returned it.
        kind: ``"exact"`` for the same text, ``"near"`` for a similar one.
        partner: index of the document that stays and is its duplicate.
        both: exact size of the intersection of their shingles.
        either: exact size of their union.
    """

    index: int
    kind: str
    partner: int
    both: int
    either: int


class Choice:
    """Judges documents in order of preference.

    Args:
        minima: one row of 128 minima for every index.
        shingles: how many shingles each index has.
        lineup: the indices to judge, best first, no two texts the same.
        cut: how the signatures are cut.
        threshold_ppm: in millionths.
        checker: decides about pairs of indices.

    Attributes:
        dropped: what goes, by index.
        forest: joins every pair that was found.
        buckets, unchecked, unlinked: see `decider.Decisions` for what the bounds gave up.
    """

    def __init__(
        self,
        minima: NDArray[np.uint32],
        shingles: NDArray[np.int64],
        lineup: NDArray[np.int64],
        cut: Shape,
        threshold_ppm: int,
        checker: Checker,
    ) -> None:
        import numpy as np

        self.dropped: dict[int, Decision] = {}
        self.forest = Forest(len(shingles))
        self.buckets = Buckets(minima, lineup, cut)
        self.unchecked = 0
        self.unlinked = 0
        self._minima = np.asarray(minima)
        self._sizes = shingles[lineup]
        self._lineup = lineup
        self._floor = cut.floor
        self._threshold_ppm = threshold_ppm
        self._checker = checker

    def run(self) -> None:
        """Judge all of them."""
        for document in range(len(self._lineup)):
            kept, links = self.buckets.meet(document)
            stays = True
            if len(kept) or len(links):
                stays = self._judge(document, kept, links)
            self.buckets.enter(document, stays)

    def _judge(self, document: int, kept: NDArray[np.int32], links: NDArray[np.int32]) -> bool:
        """Whether a document stays; joins it to what it is found to be a copy of."""
        index = int(self._lineup[document])
        stays = True
        likely = self._likely(document, kept)
        pending = iter(likely[:CHECK_LIMIT])
        for other in pending:
            found = self._checker.check(index, other)
            if found:
                self.dropped[index] = Decision(index, "near", other, *found)
                self.forest.join(index, other)
                stays = False
                break
        beyond = likely[CHECK_LIMIT:]
        self.unchecked += stays and bool(beyond)
        # What stays has been checked against all it may be checked against; what goes may link two that stay.
        others = [] if stays else [*pending, *beyond]
        self._link(index, others + self._likely(document, links))
        return stays

    def _link(self, index: int, likely: list[int]) -> None:
        """Check candidates of other clusters, for what the clusters are; nothing is dropped for it."""
        find = self.forest.find
        vain = 0
        for other in likely:
            if find(other) == find(index):
                continue
            if vain == LINK_CHECK_LIMIT:
                self.unlinked += 1
                return
            if self._checker.check(index, other):
                self.forest.join(index, other)
            else:
                vain += 1

    def _likely(self, document: int, others: NDArray[np.int32]) -> list[int]:
        """Indices of the candidates that sizes and signatures leave a chance, the most similar first."""
        import numpy as np

        if not len(others):
            return []
        mine, theirs = int(self._sizes[document]), self._sizes[others]
        # The smaller set over the larger one bounds the similarity: a check that can lose nothing.
        fits = np.minimum(theirs, mine) * MILLION >= np.maximum(theirs, mine) * self._threshold_ppm
        indices = self._lineup[others[fits]]
        agreeing = np.count_nonzero(self._minima[indices] == self._minima[self._lineup[document]], axis=1)
        hopeful = agreeing >= self._floor
        indices, agreeing = indices[hopeful], agreeing[hopeful]
        # Candidates come by preference; a stable sort keeps that among equal estimates.
        likely: list[int] = indices[np.argsort(-agreeing, kind="stable")].tolist()
        return likely
