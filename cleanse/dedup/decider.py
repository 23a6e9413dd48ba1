"""All of a run's documents: signatures in, decisions out.

Documents are taken in an order of preference. One is dropped only when a document that stays is its duplicate,
checked exactly for that pair. In a chain A ~ B ~ C, where A and C are no duplicates, more than one stays.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from cleanse.config import BACKENDS, KEEPS
from cleanse.dedup.bands import RECALL_PPM, Shape, shape
from cleanse.dedup.candidates import Sketches, candidates
from cleanse.dedup.checks import CACHE_BYTES, Checker, Overlap
from cleanse.dedup.choice import Choice
from cleanse.dedup.clusters import EXACT, FOLDED, Cluster, Decision, Forest
from cleanse.dedup.containment import LEAST, Excerpting, chosen
from cleanse.dedup.interop import datasketch_candidates
from cleanse.dedup.signatures import Signature, table
from cleanse.errors import SettingsError
from cleanse.shingling import DEFAULT, MILLION, Shingling

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from cleanse.dedup.checks import Load


@dataclass(frozen=True, slots=True)
class Policy:
    """What is a duplicate, and which copy stays.

    Attributes:
        threshold_ppm: Jaccard similarity from which two documents are duplicates, in millionths.
        contained_ppm: share of its shingles from which a document is an excerpt of a larger one, in millionths; 0 to look
            for none.
        recall_ppm: the least probability that a pair at the threshold is looked at, in millionths.
        keep: ``longest``, ``shortest``, or ``priority`` for the one of the best rank, then the longest.
        shingling: how a text becomes a set.
        backend: what proposes pairs: ``bands``, or ``datasketch`` for its index with the same bands. What is a duplicate
            is decided exactly in any case.
    """

    threshold_ppm: int = 800_000
    contained_ppm: int = 0
    recall_ppm: int = RECALL_PPM
    keep: str = "longest"
    shingling: Shingling = DEFAULT
    backend: str = "bands"

    def __post_init__(self) -> None:
        """Refuse values out of range.

        Raises:
            SettingsError: names the value.
        """
        if not 1 <= self.threshold_ppm <= MILLION:
            raise SettingsError(
                f"threshold {self.threshold_ppm / MILLION:g}: a similarity lies above 0 and is at most 1.",
                hint="Set it to 0.8, or to another number between 0 and 1.",
            )
        if not 0 <= self.contained_ppm <= MILLION:
            raise SettingsError(
                f"contained {self.contained_ppm / MILLION:g}: a share lies above 0 and is at most 1.",
                hint="Set it to 0.95, or to 0 to look for no excerpts.",
            )
        if not 1 <= self.recall_ppm < MILLION:
            raise SettingsError(
                f"target recall {self.recall_ppm / MILLION:g}: it lies above 0 and below 1.",
                hint="Set it to 0.9999, the default, or lower for speed.",
            )
        if self.backend not in BACKENDS:
            raise SettingsError(f"backend: there is no {self.backend!r}.", hint=f"Use one of {', '.join(BACKENDS)}.")
        if self.keep not in KEEPS:
            raise SettingsError(f"keep: there is no {self.keep!r}.", hint=f"Use one of {', '.join(KEEPS)}.")

    @property
    def shape(self) -> Shape:
        """The bands that promise that recall at that threshold."""
        return shape(self.threshold_ppm, self.recall_ppm)


@dataclass(frozen=True, slots=True)
class Decisions:
    """What was decided.

    Attributes:
        dropped: the documents that go, by index.
        clusters: connected components of the pairs found, dropped documents among them.
        checks: how many pairs were checked exactly.
        bounded: documents that stay though they stood in a hot bucket, so that they may not have met a copy.
        unchecked: documents that stay and had more likely candidates than were checked. A copy may have stayed
            for this or for `bounded`; with both 0 no bound cut a decision short.
        unlinked: documents with more candidates in other clusters than were checked: those clusters may belong
            together.
        crowded: documents that stay and might be excerpts, but have shingles that very many documents hold.
    """

    dropped: tuple[Decision, ...]
    clusters: tuple[Cluster, ...]
    checks: int
    bounded: int
    unchecked: int
    unlinked: int
    crowded: int = 0


class Decider:
    """Collects signatures on disk, then decides.

    A document costs 552 bytes there, mapped while it decides, and about 300 in memory; its shingles are read back
    only when it has a likely copy.

    Args:
        policy: what is a duplicate, and which copy stays.
        directory: an existing folder for the signatures; `close` removes what was written.
        cache_bytes: of shingles held while pairs are checked.
    """

    def __init__(self, policy: Policy, directory: Path, *, cache_bytes: int = CACHE_BYTES) -> None:
        self._policy = policy
        self._cache_bytes = cache_bytes
        self._path = directory / "candidates.bin"
        self._file = self._path.open("wb")
        self._order = array("q")

    def add(self, signature: Signature, order: int = 0) -> int:
        """Take the next document.

        Args:
            signature: of its text.
            order: among documents that are equally good the smaller order stays, then the one added first (so
                documents that are added by name need none).

        Returns:
            its index, counted from 0.
        """
        self.add_all(signature.data, [order])
        return len(self._order) - 1

    def add_all(self, signatures: bytes, orders: Iterable[int]) -> None:
        """Take the next documents: their signatures one behind the other, and the order of each."""
        self._file.write(signatures)
        self._order.extend(orders)

    def decide(self, load: Load, priorities: Sequence[int] = ()) -> Decisions:
        """Decide about all documents; none can be added afterwards.

        Args:
            load: the shingles of the document with this index, as `signatures.shingle_set` gives them; called for
                documents that have a likely copy, some of them more than once.
            priorities: a number for each index, the smaller the better, for the policy that keeps by it; the order of
                adding when there are none.
        """
        import numpy as np

        self._file.close()
        policy = self._policy
        count = len(self._order)
        rows = table(self._path, count)
        shingles = np.array(rows["shingles"])
        forest = Forest(count)
        checker = Checker(load, self._cache_bytes)
        ranks = np.array(priorities, np.int64) if len(priorities) else np.arange(count)
        if policy.keep != "priority":
            ranks = np.zeros(count, np.int64)
        preference = self._preference(rows["length"], ranks)
        first = _first_of_equals(np.array(rows["digest"]), preference)
        twins = _Twins(first, shingles, forest)
        lineup = preference[(first[preference] == preference) & (shingles[preference] > 0)]
        lineup = twins.fold(lineup, np.array(rows["words"]), checker)
        sketches = Sketches(rows["minima"], lineup, shingles[lineup])
        propose = datasketch_candidates if policy.backend == "datasketch" else candidates
        found = propose(sketches, policy.shape, policy.threshold_ppm)
        choice = Choice(lineup, found, policy.threshold_ppm, checker, forest)
        choice.run()
        decisions = twins.follow(choice.dropped)
        crowded = self._excerpts(lineup, shingles, ranks, decisions, checker, forest) if policy.contained_ppm else 0
        stays = [index for index in lineup[found.bounded].tolist() if index not in decisions]
        return Decisions(
            dropped=tuple(decisions[index] for index in sorted(decisions)),
            clusters=tuple(forest.clusters(decisions)),
            checks=checker.checks,
            bounded=len(stays),
            unchecked=choice.unchecked,
            unlinked=choice.unlinked,
            crowded=crowded,
        )

    def _excerpts(
        self,
        lineup: NDArray[np.int64],
        shingles: NDArray[np.int64],
        ranks: NDArray[np.int64],
        decisions: dict[int, Decision],
        checker: Checker,
        forest: Forest,
    ) -> int:
        """Let excerpts go as well; how many documents were not looked up by all they might share."""
        import numpy as np

        large = lineup[shingles[lineup] >= LEAST]
        large = large[np.argsort(-shingles[large], kind="stable")]
        places = [index for index in large.tolist() if index not in decisions]
        excerpting = Excerpting(
            places,
            lambda index: chosen(checker.shingles(index)),
            checker,
            forest,
            self._policy.threshold_ppm,
            self._policy.contained_ppm,
            lambda index, other: bool(ranks[index] >= ranks[other]),
        )
        excerpting.run(decisions)
        return excerpting.crowded

    def _preference(self, lengths: NDArray[np.int64], ranks: NDArray[np.int64]) -> NDArray[np.int64]:
        """All indices, best first."""
        import numpy as np

        best = np.array(lengths) if self._policy.keep == "shortest" else -np.array(lengths)
        return np.lexsort((np.arange(len(lengths)), np.array(self._order, np.int64), best, ranks))

    def close(self) -> None:
        """Remove the signatures."""
        self._file.close()
        self._path.unlink(missing_ok=True)

    def __enter__(self) -> Decider:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class _Twins:
    """Documents that are the same as another, whatever becomes of that one.

    Args:
        first: for every index the best one with the same text.
        shingles: how many every index has.
        forest: where twins are joined.
    """

    def __init__(self, first: NDArray[np.int64], shingles: NDArray[np.int64], forest: Forest) -> None:
        import numpy as np

        self._of: dict[int, tuple[int, str]] = {}
        self._shingles = shingles
        self._forest = forest
        for index in np.flatnonzero((first != np.arange(len(first))) & (shingles > 0)).tolist():
            self._join(index, int(first[index]), EXACT)

    def fold(self, lineup: NDArray[np.int64], words: NDArray[np.uint64], check: Checker) -> NDArray[np.int64]:
        """Take out of a line-up what has the same words in the same order as a better one.

        Args:
            lineup: indices, best first.
            words: the hash of the words of every index; what it says is checked on the sets.
            check: of a pair.
        """
        import numpy as np

        hashes = words[lineup]
        order = np.argsort(hashes, kind="stable")
        same = np.concatenate((np.zeros(min(1, len(order)), np.bool_), hashes[order[1:]] == hashes[order[:-1]]))
        leader = order[np.maximum.accumulate(np.where(same, 0, np.arange(len(order))))]
        stays = np.ones(len(lineup), np.bool_)
        # In the order of preference, where texts of one length are neighbours.
        for place, best in sorted(zip(order[same].tolist(), leader[same].tolist(), strict=True)):
            index, other = int(lineup[place]), int(lineup[best])
            overlap = check(index, other)
            if overlap.both == overlap.either:
                self._join(index, other, FOLDED)
                stays[place] = False
        return lineup[stays]

    def follow(self, dropped: dict[int, Decision]) -> dict[int, Decision]:
        """All decisions: a twin goes for its better twin, or for what that one went for."""
        decisions = dict(dropped)
        for index, (twin, kind) in self._of.items():
            size = int(self._shingles[index])
            # The better twin may itself have the words of a still better one.
            best, how = self._of.get(twin, (twin, kind))
            fate = dropped.get(best)
            decisions[index] = (
                Decision(index, fate.kind, fate.partner, fate.overlap)
                if fate
                else Decision(index, how, best, Overlap(size, size, size))
            )
        return decisions

    def _join(self, index: int, other: int, kind: str) -> None:
        self._of[index] = other, kind
        self._forest.join(index, other)


def _first_of_equals(digests: NDArray[np.uint64], preference: NDArray[np.int64]) -> NDArray[np.int64]:
    """For every index the most preferred index with the same digest."""
    import numpy as np

    count = len(preference)
    rank = np.empty(count, np.int64)
    rank[preference] = np.arange(count)
    order = np.lexsort((rank, digests[:, 0], digests[:, 1]))
    new = np.ones(count, np.bool_)
    new[1:] = (digests[order[1:]] != digests[order[:-1]]).any(axis=1)
    result = np.empty(count, np.int64)
    result[order] = order[new][np.cumsum(new) - 1]
    return result
