"""Matches as they are told."""

from __future__ import annotations

from dataclasses import dataclass

from cleanse.dedup.index.drafts import Cut
from cleanse.dedup.index.lookup import Match
from cleanse.dedup.index.scheme import Scheme


@dataclass(frozen=True, slots=True)
class Answer:
    """A document, and one of the index that is like it.

    Attributes:
        path, row: of the document; row 0 for a whole file.
        matched, matched_row: of the one in the index.
        kind: ``exact`` for the same text, ``near`` for a similar one.
        decided: ``exact`` when texts or their digests decided, ``estimated`` when sketches did.
        similarity_ppm: in millionths.
        error_ppm: the standard error of an estimate; 0 when it is none.
        both, either: shingles that the two share and have together, when texts decided; else 0.
    """

    path: str
    row: int
    matched: str
    matched_row: int
    kind: str
    decided: str
    similarity_ppm: int
    error_ppm: int = 0
    both: int = 0
    either: int = 0


def answer(scheme: Scheme, asked: Cut, match: Match) -> Answer:
    """A match as it is told."""
    path, row = asked.names[match.asked]
    if match.exact:
        return Answer(path, row, match.path, match.row, "exact", "exact", match.similarity_ppm)
    error = scheme.error_ppm(match.similarity_ppm)
    return Answer(path, row, match.path, match.row, "near", "estimated", match.similarity_ppm, error)
