"""Sources are looked up in an index."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from cleanse.config import Settings
from cleanse.dedup.index.drafts import Cut
from cleanse.dedup.index.lookup import LIMIT, Match, look_up, present
from cleanse.dedup.index.scheme import Scheme
from cleanse.dedup.index.store import Snapshot
from cleanse.indexing.adding import Tell, scheme_for
from cleanse.indexing.answers import Answer, answer
from cleanse.indexing.proving import Question, prove
from cleanse.indexing.sources import Progress, Tally, cut_documents, labelled, read_like

ASKED = 1 << 16
"""Documents that are looked up at once."""

MORE = 4
"""Where texts decide, so many times more matches are looked at than are told."""


def query(
    folder: Path,
    sources: Sequence[str],
    settings: Settings,
    *,
    tell: Tell,
    texts: Sequence[str] = (),
    jobs: int = 0,
    limit: int = LIMIT,
    progress: Progress = lambda *_: None,
) -> Tally:
    """Look up the documents of sources in an index.

    Args:
        folder: of the index.
        sources: paths, or ``LABEL=PATH``.
        settings: as the index was built with; the similarity may be higher.
        tell: told of each match, in the order of the documents, the best first.
        texts: sources of the index, when they are at hand: documents found there are read again, and the exact
            similarity decides. Memory then grows by some 500 bytes for each document with a likely match.
        jobs: worker processes; 0 cleans in this one.
        limit: matches of one document that are told.
        progress: told of progress.

    Raises:
        SettingsError: the index has other signatures, or a source is none.
        StoreError: the index is damaged.
    """
    found = labelled(sources)
    at_hand = labelled(texts)
    tally = Tally()
    scheme = scheme_for(folder, settings)
    with Snapshot(folder) as index:
        read = read_like(index.book, settings)

        def likely(least: int, limit: int) -> Iterator[tuple[Cut, list[Match]]]:
            for made in cut_documents(found, read, jobs, tally, progress, scheme, ASKED):
                tally.present += int(np.count_nonzero(present(scheme, index.segments, made)))
                yield made, look_up(scheme, index.segments, made, least, limit, tally.work)

        if not at_hand:
            answers = _estimated(scheme, likely(scheme.least(settings.similarity_ppm), limit))
            _tell(answers, tell, tally)
            return tally
        with tempfile.TemporaryDirectory(prefix="cleanse-") as place:
            asked = likely(scheme.floor(settings.similarity_ppm), limit * MORE)
            questions = (question for made, matches in asked for question in _questions(scheme, made, matches))
            answers = prove(questions, found, at_hand, read, limit, Path(place), progress)
            _tell(answers, tell, tally)
    return tally


def _estimated(scheme: Scheme, likely: Iterator[tuple[Cut, list[Match]]]) -> Iterator[Answer]:
    for made, matches in likely:
        for match in matches:
            yield answer(scheme, made, match)


def _questions(scheme: Scheme, made: Cut, matches: list[Match]) -> Iterator[Question]:
    for match in matches:
        digest = made.digests[match.asked].tobytes().hex()
        yield Question(answer(scheme, made, match), digest, match.digest.hex())


def _tell(answers: Iterator[Answer], tell: Tell, tally: Tally) -> None:
    last = None
    for found in answers:
        if (found.path, found.row) != last:
            last = (found.path, found.row)
            tally.exact += found.kind == "exact"
            tally.near += found.kind == "near"
        tell(found)
