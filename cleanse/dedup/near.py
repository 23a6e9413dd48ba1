"""Near-duplicates among texts at hand."""

from __future__ import annotations

import os
import tempfile
from array import array
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from cleanse.dedup.clusters import Cluster
from cleanse.dedup.decider import Decider, Decisions, Policy
from cleanse.dedup.signatures import BATCH_BYTES, encoded, sign_sets
from cleanse.errors import SettingsError
from cleanse.shingling import DEFAULT, MILLION, Shingling

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Cluster", "near_duplicates"]


def near_duplicates(
    texts: Iterable[str],
    threshold: float = 0.8,
    *,
    contained: float = 0,
    keep: str = "longest",
    shingling: Shingling = DEFAULT,
) -> list[Cluster]:
    """Clusters of texts that are the same or nearly so.

    Two texts are duplicates when they are equal, or when the Jaccard similarity of their sets of word 5-grams
    (see `cleanse.shingling`) is at least `threshold`, checked exactly. A text without a word is in no
    cluster. The answer does not depend on the order of the texts. What is needed of them is spooled to
    a temporary file, so an iterator is never held in memory whole.

    Args:
        texts: any number of them.
        threshold: above 0, at most 1; rounded to millionths.
        contained: share of its shingles from which a text is an excerpt of a larger one; 0 to look for none.
        keep: ``longest`` or ``shortest``: which copy stays; ``priority``: the one that comes first.
        shingling: how a text becomes a set.

    Returns:
        clusters of at least two members, ordered by first member. In each, every member that is not in
        ``kept`` is a duplicate of one that is: ``dropped`` says of which, and how alike they are.

    Raises:
        SettingsError: a value is out of range, or `texts` holds something that is no text.

    >>> ferry = "The ferry sails at nine from the northern pier when the ice allows it"
    >>> near_duplicates([f"{ferry}!", "Nothing like it.", ferry.upper()])
    [Cluster(members=(0, 2), kept=(0,))]
    """
    if isinstance(texts, str):
        raise SettingsError("texts: a single text has no duplicates.", hint="Give a list of texts.")
    policy = Policy(
        millionths(threshold, "threshold"),
        millionths(contained, "contained") if contained else 0,
        keep=keep,
        shingling=shingling,
    )
    with tempfile.TemporaryDirectory(prefix="cleanse-") as folder, Collected(policy, Path(folder)) as collected:
        collected.add(_checked(texts))
        return list(collected.decide().clusters)


class Collected:
    """Texts that come one after the other, signed, and their shingles spooled to a folder; a ``with`` block removes them.

    The spool takes 8 bytes a shingle, about as much as the texts would.

    Args:
        policy: what is a duplicate, and which copy stays.
        folder: exists.
    """

    def __init__(self, policy: Policy, folder: Path) -> None:
        self._policy = policy
        self._decider = Decider(policy, folder)
        self._spool = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 - open until the block ends
        self._ends = array("Q", [0])

    def __len__(self) -> int:
        """How many texts came."""
        return len(self._ends) - 1

    def add(self, texts: Iterable[str], *, named: bool = False) -> None:
        """Take texts.

        Args:
            texts: any number of them.
            named: they come in the order of their names, which decides between equally good copies. Otherwise content
                does, so that the order of the texts decides between equal texts only.
        """
        for batch in _batches(texts):
            rows, sets = sign_sets(batch, self._policy.shingling)
            orders = [0] * len(batch) if named else (rows["digest"][:, 0] >> 1).tolist()
            self._decider.add_all(rows.tobytes(), orders)
            self._ends.extend((self._ends[-1] + 8 * rows["shingles"].cumsum()).tolist())
            self._spool.write(sets.data)

    def shingles(self, index: int) -> NDArray[np.uint64]:
        """The shingles of a text, in no promised order."""
        import numpy as np

        start, size = self._ends[index], self._ends[index + 1] - self._ends[index]
        if hasattr(os, "pread"):
            return np.frombuffer(os.pread(self._spool.fileno(), size, start), np.uint64)
        self._spool.seek(start)
        return np.frombuffer(self._spool.read(size), np.uint64)

    def decide(self, priorities: Sequence[int] = ()) -> Decisions:
        """Decide about all of them; see `Decider.decide`."""
        self._spool.flush()
        return self._decider.decide(self.shingles, priorities)

    def __enter__(self) -> Collected:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._spool.close()
        self._decider.close()


def millionths(share: float, name: str) -> int:
    """A share in millionths.

    Raises:
        SettingsError: it is not above 0 and at most 1.
    """
    # Not a number fails this as well.
    if not 0 < share <= 1:
        raise SettingsError(
            f"{name} {share!r}: a similarity lies above 0 and is at most 1.",
            hint="Set it to 0.8, or to another number between 0 and 1.",
        )
    return max(1, round(share * MILLION))


def _checked(texts: Iterable[str]) -> Iterator[str]:
    for number, text in enumerate(texts):
        if not isinstance(text, str):
            raise SettingsError(
                f"texts: item {number} is of type {type(text).__name__}.", hint="Decode it to str first."
            )
        yield text


def _batches(texts: Iterable[str]) -> Iterator[list[bytes]]:
    batch: list[bytes] = []
    size = 0
    for text in texts:
        batch.append(encoded(text))
        size += len(batch[-1])
        if size >= BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
