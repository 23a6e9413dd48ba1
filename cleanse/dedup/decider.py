"""All of a run's documents: signatures in, decisions out.

Documents are taken longest first. One is dropped only when a document that stays is its duplicate: the
very same text, or exact Jaccard similarity of at least the threshold, checked for that pair. In a chain
A ~ B ~ C, where A and C are no duplicates, more than one stays.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from cleanse.dedup.bands import shape
from cleanse.dedup.checks import CACHE_BYTES, Checker
from cleanse.dedup.choice import Choice, Decision
from cleanse.dedup.clusters import Cluster
from cleanse.dedup.signatures import Signature, table
from cleanse.errors import SettingsError
from cleanse.shingling import MILLION

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Decisions:
    """What was decided.

    Attributes:
        dropped: the documents that go, by index.
        clusters: connected components of the pairs found, dropped documents among them.
        checks: how many pairs were checked exactly.
        narrowed: documents that stay and stood in a full bucket, so that later ones may not have met them.
        unchecked: documents that stay and had more likely candidates than were checked. A copy may have stayed
            for this or for `narrowed`; with both 0 no bound cut a decision short.
        unlinked: documents with more candidates in other clusters than were checked: those clusters may belong
            together.
    """

    dropped: tuple[Decision, ...]
    clusters: tuple[Cluster, ...]
    checks: int
    narrowed: int
    unchecked: int
    unlinked: int


class Decider:
    """Collects signatures on disk, then decides.

    A document costs 544 bytes there, mapped while it decides, and about 300 in memory; its text is read back
    only when it has a likely copy.

    Args:
        threshold_ppm: Jaccard similarity in millionths, 1 to 1_000_000.
        directory: an existing folder for the signatures; `close` removes what was written.
        cache_bytes: of shingles held while pairs are checked.

    Raises:
        SettingsError: the threshold is out of range.
    """

    def __init__(self, threshold_ppm: int, directory: Path, *, cache_bytes: int = CACHE_BYTES) -> None:
        if not 1 <= threshold_ppm <= MILLION:
            raise SettingsError(
                f"threshold {threshold_ppm / MILLION:g}: a similarity lies above 0 and is at most 1.",
                hint="Set it to 0.8, or to another number between 0 and 1.",
            )
        self._threshold_ppm = threshold_ppm
        self._cache_bytes = cache_bytes
        self._path = directory / "candidates.bin"
        self._file = self._path.open("wb")
        self._order = array("q")

    def add(self, signature: Signature, order: int = 0) -> int:
        """Take the next document.

        Args:
            signature: of its text.
            order: among documents of one length the smaller order stays, then the one added first (so documents
                that are added by name need none).

        Returns:
            its index, counted from 0.
        """
        self._file.write(signature.data)
        self._order.append(order)
        return len(self._order) - 1

    def decide(self, load_text: Callable[[int], str]) -> Decisions:
        """Decide about all documents; none can be added afterwards.

        Args:
            load_text: the text of the document with this index, the one that was signed; called for
                documents that have a likely copy, some of them more than once.
        """
        import numpy as np

        self._file.close()
        count = len(self._order)
        rows = table(self._path, count)
        preference = np.lexsort((np.arange(count), np.array(self._order, np.int64), -rows["length"]))
        shingles = np.array(rows["shingles"])
        first = _first_of_equals(np.array(rows["digest"]), preference)
        lineup = preference[(first[preference] == preference) & (shingles[preference] > 0)]
        checker = Checker(load_text, self._threshold_ppm, self._cache_bytes)
        choice = Choice(rows["minima"], shingles, lineup, shape(self._threshold_ppm), self._threshold_ppm, checker)
        choice.run()
        decisions = choice.dropped
        forest = choice.forest
        for index in np.flatnonzero((first != np.arange(count)) & (shingles > 0)).tolist():
            twin = int(first[index])
            forest.join(index, twin)
            # The twin itself may have gone; then what stays in its place is the copy of both.
            fate = decisions.get(twin)
            size = int(shingles[index])
            decisions[index] = (
                Decision(index, "near", fate.partner, fate.both, fate.either)
                if fate
                else Decision(index, "exact", twin, size, size)
            )
        return Decisions(
            dropped=tuple(decisions[index] for index in sorted(decisions)),
            clusters=tuple(forest.clusters(decisions)),
            checks=checker.checks,
            narrowed=choice.buckets.narrowed,
            unchecked=choice.unchecked,
            unlinked=choice.unlinked,
        )

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
