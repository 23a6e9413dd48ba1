"""Likely matches are read again, and exact similarity decides.

Questions are spooled while the sources are looked up. Then the documents they name are cleaned once more, those that were
asked about and those of the index whose texts are at hand, each source from front to back, and spooled. A text that
is not the one that was signed, by its digest, proves nothing; its estimate stands.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import groupby
from pathlib import Path

from cleanse.cleaner import Cleaner
from cleanse.config import Settings
from cleanse.corpus import Root
from cleanse.dedup.signatures import common, encoded, shingle_set
from cleanse.errors import DocumentError
from cleanse.indexing.answers import Answer
from cleanse.indexing.sources import Progress, items
from cleanse.shingling import MILLION, reaches


@dataclass(frozen=True, slots=True)
class Question:
    """A likely match.

    Attributes:
        answer: as it is by estimate.
        asked: digest of the text that was asked about, in hex.
        there: digest of the text in the index.
    """

    answer: Answer
    asked: str
    there: str


def prove(
    questions: Iterator[Question],
    asked: Sequence[Root],
    at_hand: Sequence[Root],
    settings: Settings,
    limit: int,
    folder: Path,
    progress: Progress,
) -> Iterator[Answer]:
    """The answers to questions, in the same order of documents, the best first.

    Args:
        questions: all of one document one after the other.
        asked: sources of the documents that are asked about.
        at_hand: sources of the index.
        settings: how documents are read and cleaned, and the similarity from which they are told.
        limit: answers about one document.
        folder: for spools; empty.
        progress: told of progress.
    """
    spool = folder / "questions.jsonl"
    ours: dict[str, set[int]] = {}
    theirs: dict[str, set[int]] = {}
    with spool.open("wb") as stream:
        for question in questions:
            answer = question.answer
            if answer.kind == "near":
                ours.setdefault(answer.path, set()).add(answer.row)
                theirs.setdefault(answer.matched, set()).add(answer.matched_row)
            line = [asdict(answer), question.asked, question.there]
            stream.write(json.dumps(line, ensure_ascii=True, separators=(",", ":")).encode() + b"\n")
    with (
        _Texts(folder / "asked", asked, settings, ours, progress) as one,
        _Texts(folder / "there", at_hand, settings, theirs, progress) as other,
        spool.open("rb") as stream,
    ):
        read = (Question(Answer(**answer), *digests) for answer, *digests in map(json.loads, stream))
        for _, group in groupby(read, key=lambda question: (question.answer.path, question.answer.row)):
            proved = (_proved(question, one, other, settings) for question in group)
            found = [answer for answer in proved if answer is not None]
            found.sort(key=lambda answer: (answer.kind != "exact", -answer.similarity_ppm))
            yield from found[:limit]


def _proved(question: Question, one: _Texts, other: _Texts, settings: Settings) -> Answer | None:
    answer = question.answer
    if answer.kind == "exact":
        return answer
    left = one.get(answer.path, answer.row, question.asked)
    right = other.get(answer.matched, answer.matched_row, question.there)
    if left is None or right is None:
        return answer if answer.similarity_ppm >= settings.similarity_ppm else None
    mine, its = shingle_set(left, settings.shingling), shingle_set(right, settings.shingling)
    both = common(mine, its)
    either = len(mine) + len(its) - both
    if not reaches(both, either, settings.similarity_ppm):
        return None
    similarity = both * MILLION // either
    return replace(answer, decided="exact", similarity_ppm=similarity, error_ppm=0, both=both, either=either)


class _Texts:
    """Texts of some documents of sources, spooled."""

    def __init__(
        self, path: Path, found: Sequence[Root], settings: Settings, wanted: dict[str, set[int]], progress: Progress
    ) -> None:
        self._places: dict[tuple[str, int], tuple[int, int]] = {}
        self._stream = path.open("w+b")
        if not wanted:
            return
        cleaner = Cleaner(settings)
        for item in items(found, cleaner.assembly.formats, settings, wanted):
            progress("compare", 0, 0)
            if item.job is None:
                continue
            try:
                _, outcome = cleaner.outcome(item.job)
            except DocumentError:
                continue
            data = encoded(outcome.text)
            self._places[item.path, item.row] = self._stream.tell(), len(data)
            self._stream.write(data)

    def get(self, path: str, row: int, digest: str) -> bytes | None:
        """A text as `encoded`, if it is the one with this digest."""
        place = self._places.get((path, row))
        if place is None:
            return None
        self._stream.seek(place[0])
        data = self._stream.read(place[1])
        if hashlib.blake2b(data, digest_size=16).hexdigest() != digest:
            return None
        return data

    def __enter__(self) -> _Texts:
        return self

    def __exit__(self, *_: object) -> None:
        self._stream.close()
