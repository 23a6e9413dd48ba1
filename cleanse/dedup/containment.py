"""Excerpts: documents nearly all of whose shingles are in a larger one.

Jaccard similarity says little of a page and a tenth of it, so bands do not bring them together. Here one in
`SAMPLE` shingles stands for the document, chosen by its hash, so that the same shingle is chosen wherever it stands
(the modulo sketch of A. Broder, 1997). Documents are taken from the largest to the smallest; each is looked up by
its chosen shingles among those before it. A shingle that many documents hold leads to the `HOLDERS` largest
of them only. What shares enough chosen shingles is checked exactly.

Memory: 16 bytes a chosen shingle while they are sorted, about 0.15 byte a byte of text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from math import sqrt
from typing import TYPE_CHECKING

from cleanse.dedup.checks import Check
from cleanse.dedup.clusters import CONTAINED, NEAR, Decision, Forest
from cleanse.shingling import MILLION, reaches

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SAMPLE = 16
HOLDERS = 64

LEAST = 64
"""Shingles of the smallest document that counts as an excerpt: of smaller ones too little is chosen to find them."""

CHECK_LIMIT = 8
"""Larger documents that are checked exactly for each smaller one."""

FOLLOWERS = 64
"""Documents that went for one that is an excerpt itself and are checked again, each against what it is of."""

SLACK = 4
"""Standard deviations by which a share of chosen shingles may lie below the threshold and be checked all the same."""


def chosen(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The shingles that stand for a set."""
    import numpy as np

    picked: NDArray[np.uint64] = values[values % np.uint64(SAMPLE) == 0]
    return picked


class Holders:
    """Which documents hold which chosen shingles.

    Args:
        sets: the chosen shingles of every document, the largest document first.
    """

    def __init__(self, sets: Sequence[NDArray[np.uint64]]) -> None:
        import numpy as np

        self._starts = np.zeros(len(sets) + 1, np.int64)
        np.cumsum([len(values) for values in sets], out=self._starts[1:])
        hashes = np.concatenate([*sets, np.empty(0, np.uint64)])
        order = np.argsort(hashes, kind="stable")
        hashes = hashes[order]
        new = np.ones(len(order), np.bool_)
        np.not_equal(hashes[1:], hashes[:-1], out=new[1:])
        first = np.maximum.accumulate(np.where(new, np.arange(len(order)), 0))
        self._holders = np.repeat(np.arange(len(sets), dtype=np.int32), np.diff(self._starts))[order]
        # For every chosen shingle: where its holders begin, and where this document stands among them.
        self._first = np.empty(len(order), np.int64)
        self._first[order] = first
        self._own = np.empty(len(order), np.int64)
        self._own[order] = np.arange(len(order))

    def sharing(self, place: int) -> tuple[NDArray[np.int64], NDArray[np.int64], int]:
        """The larger documents that share chosen shingles with one, how many each, and how many it has itself."""
        import numpy as np

        here = slice(int(self._starts[place]), int(self._starts[place + 1]))
        first = self._first[here]
        lengths = np.minimum(self._own[here] - first, HOLDERS)
        steps = np.arange(int(lengths.sum())) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        others, shared = np.unique(self._holders[np.repeat(first, lengths) + steps], return_counts=True)
        return others.astype(np.int64), shared, len(first)

    def crowded(self, place: int) -> bool:
        """True when more documents hold one of a document's chosen shingles than are looked at."""
        here = slice(int(self._starts[place]), int(self._starts[place + 1]))
        return bool((self._own[here] - self._first[here] > HOLDERS).any())


class Excerpting:
    """Finds the excerpts among documents that stay, and lets them go.

    Args:
        places: indices of the documents that stay, the largest set first.
        chosen_of: the chosen shingles of an index.
        check: says exactly what two indices share.
        forest: over all indices; every pair that is found is joined in it.
        threshold_ppm: Jaccard similarity of near-duplicates, for documents that went for an excerpt.
        contained_ppm: the least share of the smaller set, in millionths.
        may_go: whether the first index may go for the second.

    Attributes:
        crowded: documents that stay and were not looked up by all they might share.
    """

    def __init__(
        self,
        places: Sequence[int],
        chosen_of: Callable[[int], NDArray[np.uint64]],
        check: Check,
        forest: Forest,
        threshold_ppm: int,
        contained_ppm: int,
        may_go: Callable[[int, int], bool],
    ) -> None:
        self.crowded = 0
        self._places = places
        self._holders = Holders([chosen_of(index) for index in places])
        self._check = check
        self._forest = forest
        self._threshold_ppm = threshold_ppm
        self._contained_ppm = contained_ppm
        self._may_go = may_go

    def run(self, decisions: dict[int, Decision]) -> None:
        """Add decisions; those of documents that went for an excerpt change to what the excerpt is of."""
        followers: dict[int, list[int]] = {}
        for decision in decisions.values():
            followers.setdefault(decision.partner, []).append(decision.index)
        for place, index in enumerate(self._places):
            for other in self._likely(place):
                if other in decisions or not self._may_go(index, other):
                    continue
                overlap = self._check(index, other)
                if not reaches(overlap.both, overlap.one, self._contained_ppm):
                    continue
                moved = self._moved(followers.get(index, []), index, other)
                if moved is None:
                    continue
                decisions[index] = Decision(index, CONTAINED, other, overlap)
                self._forest.join(index, other)
                for decision in moved:
                    decisions[decision.index] = decision
                followers.setdefault(other, []).extend([index, *followers.pop(index, [])])
                break
            else:
                self.crowded += self._holders.crowded(place)

    def _likely(self, place: int) -> Iterator[int]:
        import numpy as np

        others, shared, count = self._holders.sharing(place)
        share = self._contained_ppm / MILLION
        enough = max(1.0, share * count - SLACK * sqrt(count * share * (1 - share)))
        likely = np.flatnonzero(shared >= enough)
        order = likely[np.argsort(-shared[likely], kind="stable")][:CHECK_LIMIT]
        return iter([self._places[int(other)] for other in others[order]])

    def _moved(self, followers: list[int], index: int, other: int) -> list[Decision] | None:
        """What went for an excerpt goes for what that is of; ``None`` when that would not be true of all."""
        if len(followers) > FOLLOWERS:
            return None
        moved = []
        for follower in followers:
            overlap = self._check(follower, other)
            if reaches(overlap.both, overlap.either, self._threshold_ppm):
                moved.append(Decision(follower, NEAR, other, overlap))
            elif reaches(overlap.both, overlap.one, self._contained_ppm):
                moved.append(Decision(follower, CONTAINED, other, overlap))
            else:
                return None
        return moved
