"""What is kept of a document to count its lines: a number a line, never the document."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING

import numpy as np

from cleanse.corpusrules.folding import LONGEST, fold
from cleanse.linerules.furniture import eligible
from cleanse.linerules.places import kind

if TYPE_CHECKING:
    from numpy.typing import NDArray

ELIGIBLE = 4
"""The line may become a rule."""


@dataclass(frozen=True, slots=True)
class Observation:
    """The lines of one document that are not blank.

    Attributes:
        path: of the document, with the row for rows.
        site: whose pages are counted together.
        hashes: ``(lines,)``, uint64: of each folded line; of the line as it is when folding leaves nothing.
        sizes: ``(lines,)``, uint32: characters.
        marks: ``(lines,)``, uint8: `PROSE`, `OPEN`, `ELIGIBLE`.
        texts: the eligible lines in order.
    """

    path: str
    site: str
    hashes: NDArray[np.uint64]
    sizes: NDArray[np.uint32]
    marks: NDArray[np.uint8]
    texts: tuple[str, ...]


def observe(text: str, path: str, site: str) -> Observation:
    """Look at the lines of a text: pure, and the same on every machine."""
    hashes: list[int] = []
    sizes: list[int] = []
    marks: list[int] = []
    texts: list[str] = []
    for line in text.split("\n"):
        if not line or line.isspace():
            continue
        number, mark = _looked_at(line) if len(line) <= LONGEST else (line_hash(line.strip()), kind(line))
        bare = line.strip()
        hashes.append(number)
        sizes.append(len(bare))
        marks.append(mark)
        if mark & ELIGIBLE:
            texts.append(bare)
    return Observation(
        path,
        site,
        np.array(hashes, dtype=np.uint64),
        np.array(sizes, dtype=np.uint32),
        np.array(marks, dtype=np.uint8),
        tuple(texts),
    )


@lru_cache(maxsize=1 << 16)
def _looked_at(line: str) -> tuple[int, int]:
    """The hash and the marks of a line; kept, since what recurs is what is looked for."""
    folded = fold(line)
    mark = kind(line)
    if folded and eligible(line):
        mark |= ELIGIBLE
    return line_hash(folded or line.strip()), mark


def line_hash(folded: str) -> int:
    """64 bits of a folded line, the same on every machine (Python's own hash is not)."""
    return int.from_bytes(blake2b(folded.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")
