"""Near-duplicates among texts at hand."""

from __future__ import annotations

import tempfile
from array import array
from collections.abc import Iterable
from pathlib import Path

from cleanse.dedup.clusters import Cluster
from cleanse.dedup.decider import Decider
from cleanse.dedup.signatures import sign
from cleanse.errors import SettingsError
from cleanse.shingling import MILLION

__all__ = ["Cluster", "near_duplicates"]


def near_duplicates(texts: Iterable[str], threshold: float = 0.8) -> list[Cluster]:
    """Clusters of texts that are the same or nearly so.

    Two texts are duplicates when they are equal, or when the Jaccard similarity of their sets of word 5-grams
    (see `cleanse.dedup.shingles`) is at least `threshold`, checked exactly. A text without a word is in no
    cluster. The answer does not depend on the order of the texts. They are spooled to a temporary file,
    so an iterator is never held in memory whole.

    Args:
        texts: any number of them.
        threshold: above 0, at most 1; rounded to millionths.

    Returns:
        clusters of at least two members, ordered by first member. In each, every member that is not in
        ``kept`` is a duplicate of one that is.

    Raises:
        SettingsError: the threshold is out of range, or `texts` holds something that is no text.

    >>> ferry = "The ferry sails at nine from the northern pier when the ice allows it"
    >>> near_duplicates([f"{ferry}!", "Nothing like it.", ferry.upper()])
    [Cluster(members=(0, 2), kept=(0,))]
    """
    if isinstance(texts, str):
        raise SettingsError("texts: a single text has no duplicates.", hint="Give a list of texts.")
    ends = array("Q", [0])
    with (
        tempfile.TemporaryDirectory(prefix="cleanse-") as folder,
        Decider(_millionths(threshold), Path(folder)) as decider,
        tempfile.TemporaryFile(dir=folder) as spool,
    ):
        for text in texts:
            if not isinstance(text, str):
                raise SettingsError(
                    f"texts: item {len(ends) - 1} is of type {type(text).__name__}.", hint="Decode it to str first."
                )
            signature = sign(text)
            # Equal lengths are ordered by content, so that the order of the texts decides between equal texts only.
            decider.add(signature, order=int.from_bytes(signature.digest[:7], "little"))
            ends.append(ends[-1] + spool.write(text.encode("utf-8", "surrogatepass")))

        def load(index: int) -> str:
            spool.seek(ends[index])
            return spool.read(ends[index + 1] - ends[index]).decode("utf-8", "surrogatepass")

        return list(decider.decide(load).clusters)


def _millionths(threshold: float) -> int:
    # Not a number fails this as well.
    if not 0 < threshold <= 1:
        raise SettingsError(
            f"threshold {threshold!r}: a similarity lies above 0 and is at most 1.",
            hint="Set it to 0.8, or to another number between 0 and 1.",
        )
    return max(1, round(threshold * MILLION))
