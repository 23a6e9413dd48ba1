"""The clean lines that models are trained on, by where they come from.

Taken are the Universal Declaration of Human Rights (a text of the United Nations, in some 500 languages) and treebanks of
Universal Dependencies under CC BY or CC BY-SA. Treebanks that may not be used commercially are left out, unless
``everything`` asks for them to see what they would bring.
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

NOT_FREE = frozenset(("bg", "el", "he", "hu", "uk"))
"""Languages whose treebank in the data is for non-commercial use."""

TREEBANKS = frozenset(("clean_ud_sentences", "clean_ud_paragraphs", "ud_short", "ud_sent", "ud_par"))
DECLARATION = "clean_udhr"

OVERLAP = 24
"""Characters that a line may not share with a held-out one."""


class Line(NamedTuple):
    """A line of text.

    Attributes:
        treebank: whether it is from a treebank, else from the Declaration.
        language: as the data name it: ISO 639-1 for treebanks, a code of the Declaration's collection otherwise.
        text: without a line feed.
    """

    treebank: bool
    language: str
    text: str


def rows(path: Path) -> Iterator[dict[str, str]]:
    """The rows of a gzipped file of JSON lines."""
    with gzip.open(path, "rt", encoding="utf-8", errors="surrogatepass") as lines:
        yield from map(json.loads, lines)


def lines(paths: list[Path], *, everything: bool = False, held_out: bool = False) -> list[Line]:
    """Clean lines in the order of the files, each once.

    Args:
        paths: files whose rows have ``set``, ``lang``, and ``clean`` or ``text``.
        everything: also what is not free.
        held_out: leave out what `is_held_out` says, and whatever shares a run of characters with it.
    """
    found: dict[Line, None] = {}
    for path in paths:
        for row in rows(path):
            kind, language = row["set"], row["lang"]
            treebank = kind in TREEBANKS
            if (not treebank and kind != DECLARATION) or (treebank and language in NOT_FREE and not everything):
                continue
            for text in (row.get("clean") or row.get("text") or "").split("\n"):
                if text:
                    found[Line(treebank, language, text)] = None
    return _apart(list(found), paths) if held_out else list(found)


def is_held_out(row: dict[str, str]) -> bool:
    """Half of the rows, by the checksum of their clean text."""
    return zlib.crc32((row.get("clean") or row.get("text") or "").encode("utf-8", "surrogatepass")) % 2 == 1


def _apart(found: list[Line], paths: list[Path]) -> list[Line]:
    heads = {
        text[:OVERLAP]
        for path in paths
        for row in rows(path)
        if "clean" in row and is_held_out(row)
        for text in row["clean"].split("\n")
    }
    return [
        line
        for line in found
        if line.text not in heads
        and not any(line.text[at : at + OVERLAP] in heads for at in range(len(line.text) - OVERLAP + 1))
    ]
