"""An index of texts at hand: the door for other programs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cleanse.dedup.index.audit import audit
from cleanse.dedup.index.drafts import cut
from cleanse.dedup.index.figures import Figures, figures
from cleanse.dedup.index.lookup import LIMIT, Match, look_up, present
from cleanse.dedup.index.scheme import Scheme
from cleanse.dedup.index.signing import shingling_of, signed, usual_scheme
from cleanse.dedup.index.store import BATCH, Snapshot, Writer, create, require_scheme
from cleanse.dedup.signatures import encoded, sign_all
from cleanse.errors import SettingsError
from cleanse.report import Report
from cleanse.shingling import DEFAULT, MILLION, Shingling

_TEXTS = 4096


class SignatureIndex:
    """Signatures of texts on disk, so that a new text is compared with all of them without reading them again.

    Texts are taken as they are; clean them first. One process adds at a time; any number may ask.

    Args:
        folder: of an index; see `build`.

    Raises:
        SettingsError: there is no index, or its signatures are not ours.
        StoreError: it is damaged.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     index = SignatureIndex.build(f"{folder}/seen")
    ...     index.add([("ferry", "The ferry sails at nine."), ("tide", "High tide is at noon.")])
    ...     [(match.path, match.exact) for match in index.query(["The ferry sails at nine."])]
    2
    [('ferry', True)]
    """

    def __init__(self, folder: str | Path) -> None:
        self._folder = Path(folder)
        with Snapshot(self._folder) as index:
            self._scheme = index.book.scheme
        self._shingling = shingling_of(self._scheme.signature)
        require_scheme(self._folder, self._scheme, usual_scheme(self._scheme.threshold_ppm, self._shingling))

    @classmethod
    def build(
        cls, folder: str | Path, threshold: float = 0.8, shingling: Shingling = DEFAULT, batch: int = BATCH
    ) -> SignatureIndex:
        """Make an empty index.

        Args:
            folder: new, or empty.
            threshold: the least similarity that will be asked for; above 0, at most 1; rounded to millionths.
            shingling: how texts become sets of shingles.
            batch: documents that are written as one segment, some 220 bytes of memory each.

        Raises:
            SettingsError: the folder holds something, or the threshold is out of range.
            UnfinishedError: the disk is full.
        """
        create(Path(folder), usual_scheme(_millionths(threshold), shingling), batch)
        return cls(folder)

    @property
    def scheme(self) -> Scheme:
        """Of its signatures."""
        return self._scheme

    def add(self, documents: Iterable[tuple[str, str]]) -> int:
        """Add documents. One that is there with the same name and text is not added again.

        Args:
            documents: name and text of each.

        Returns:
            how many were added, when all of them are on the disk.

        Raises:
            SettingsError: another process is adding, or something is no text.
            UnfinishedError: the disk is full. What was written before is there.
        """
        with Writer(self._folder, self._scheme) as writer, Snapshot(self._folder) as index:
            source = iter(documents)
            while part := list(islice(source, _TEXTS)):
                names = [(_name(name), 0) for name, _ in part]
                made = cut(self._scheme, signed(names, self._sign(text for _, text in part)))
                there = present(self._scheme, index.segments, made)
                writer.add(made.chosen(np.flatnonzero(~there)))
        return writer.added

    def query(self, texts: Iterable[str], threshold: float | None = None, limit: int = LIMIT) -> Iterator[Match]:
        """Documents that are the same as a text or like it, by estimates; see `cleanse.dedup.index.lookup`.

        Args:
            texts: any number of them; `Match.asked` is the place of one.
            threshold: not below the index's, which is the default.
            limit: matches of one text that are told, the best.

        Raises:
            SettingsError: the threshold is below the index's.
            StoreError: the index is damaged.
        """
        wanted = self._scheme.threshold_ppm if threshold is None else _millionths(threshold)
        require_threshold(self._scheme, wanted)
        with Snapshot(self._folder) as index:
            source = iter(texts)
            done = 0
            while part := list(islice(source, _TEXTS)):
                # No path of an index is empty, so no text is taken for one that is there.
                made = cut(self._scheme, signed([("", 0)] * len(part), self._sign(part)))
                for match in look_up(self._scheme, index.segments, made, self._scheme.least(wanted), limit):
                    yield match.moved(done)
                done += len(part)

    def stats(self) -> Figures:
        """How large it is, and how well its filters work."""
        with Snapshot(self._folder) as index:
            return figures(index)

    def check(self) -> Report:
        """Whether it holds what its book says: every digest, the order of keys, the counts."""
        return audit(self._folder)

    def _sign(self, texts: Iterable[str]) -> NDArray[np.void]:
        return sign_all([encoded(_text(text)) for text in texts], self._shingling)


def require_threshold(scheme: Scheme, wanted_ppm: int) -> None:
    """Refuse a threshold that the bands of an index were not made for.

    Raises:
        SettingsError: it is lower.
    """
    if wanted_ppm < scheme.threshold_ppm:
        raise SettingsError(
            f"threshold {wanted_ppm / MILLION:g}: the index was built for {scheme.threshold_ppm / MILLION:g} and above.",
            hint="Ask for that, or build an index with a lower threshold.",
        )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise SettingsError(f"a document of type {type(value).__name__}.", hint="Give its name and its text, as str.")
    return value


def _name(value: object) -> str:
    if not _text(value):
        raise SettingsError("a document without a name.", hint="Name it, so that a query can name it.")
    return _text(value)


def _millionths(threshold: float) -> int:
    # Not a number fails this as well.
    if not 0 < threshold <= 1:
        raise SettingsError(
            f"threshold {threshold!r}: a similarity lies above 0 and is at most 1.",
            hint="Set it to 0.8, or to another number between 0 and 1.",
        )
    return max(1, round(threshold * MILLION))
