"""Near-duplicates among texts at hand."""

from __future__ import annotations

import tempfile
from array import array
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from cleanse.dedup.clusters import Cluster
from cleanse.dedup.decider import Decider, Decisions, Policy
from cleanse.dedup.signatures import BATCH_BYTES, encoded, sign_all
from cleanse.errors import SettingsError
from cleanse.shingling import DEFAULT, MILLION, Shingling

__all__ = ["Cluster", "near_duplicates"]


def near_duplicates(
    texts: Iterable[str], threshold: float = 0.8, *, keep: str = "longest", shingling: Shingling = DEFAULT
) -> list[Cluster]:
    """Clusters of texts that are the same or nearly so.

    Two texts are duplicates when they are equal, or when the Jaccard similarity of their sets of word 5-grams
    (see `cleanse.shingling`) is at least `threshold`, checked exactly. A text without a word is in no
    cluster. The answer does not depend on the order of the texts. They are spooled to a temporary file,
    so an iterator is never held in memory whole.

    Args:
        texts: any number of them.
        threshold: above 0, at most 1; rounded to millionths.
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
    policy = Policy(threshold_ppm=millionths(threshold, "threshold"), keep=keep, shingling=shingling)
    with tempfile.TemporaryDirectory(prefix="cleanse-") as folder:
        return list(decide_texts(_checked(texts), policy, Path(folder)).clusters)


def decide_texts(texts: Iterable[str], policy: Policy, folder: Path) -> Decisions:
    """Decide about texts that come one after the other, spooled to a folder meanwhile.

    Args:
        texts: any number of them.
        policy: what is a duplicate, and which copy stays; priority is the order of coming.
        folder: exists; what is written there is removed.
    """
    with Decider(policy, folder) as decider, tempfile.TemporaryFile(dir=folder) as spool:
        ends = array("Q", [0])
        for batch in _batches(texts):
            rows = sign_all(batch, policy.shingling)
            # Equal lengths are ordered by content, so that the order of the texts decides between equal texts only.
            orders = (rows["digest"][:, 0] >> 1).tolist()
            decider.add_all(rows.tobytes(), orders)
            ends.extend((ends[-1] + rows["length"].cumsum()).tolist())
            spool.write(b"".join(batch))
        return decider.decide(lambda index: _load(spool, ends[index], ends[index + 1]))


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


def _load(spool: BinaryIO, start: int, end: int) -> bytes:
    spool.seek(start)
    return spool.read(end - start)


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
