"""Captions that a page printed twice, once under the picture and once beside it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from cleanse.document import Document
from cleanse.linerules import columns, removals
from cleanse.rule import RuleInfo
from cleanse.spans import Edit

_LEAST = 40  # columns: shorter lines are repeated on purpose, in lists, tables and verse
_MOST = 400
_WORDS = 6


@dataclass(frozen=True, slots=True)
class RepeatedCaptions:
    """Of two equal lines that form a paragraph of their own, or open the text, one stays.

    A caption has some length, several words and no end punctuation or a full stop; lines that end in
    a comma, a semicolon or an exclamation mark are verse and stay. Of three equal lines none goes:
    that is a refrain or a table.

    >>> rule = RepeatedCaptions()
    >>> text = "Boats wait at the frozen quay of the old town\\n" * 2 + "\\nThe ice came early.\\n"
    >>> [(edit.start, edit.end) for edit in rule.edits(Document(text))]
    [(46, 92)]
    """

    info: ClassVar[RuleInfo] = RuleInfo(
        "captions/repeated", "1.0.0", "Of a caption that stands twice in a row, one copy goes."
    )

    def edits(self, document: Document) -> Iterator[Edit]:
        text = document.text
        lines = text.split("\n")
        if not lines[-1]:
            lines.pop()
        gone: dict[int, str] = {}
        for place in range(1, len(lines)):
            line = lines[place]
            if _LEAST // 3 <= len(line) <= _MOST and line == lines[place - 1] and _is_caption(lines, place):
                gone[place] = self.info.id
        yield from removals(text, lines, gone)


def _is_caption(lines: list[str], place: int) -> bool:
    """True when the lines at ``place - 1`` and `place` are two equal caption-like lines that belong to no paragraph."""
    line = lines[place].strip()
    above = place < 2 or not lines[place - 2].strip()
    after = lines[place + 1].strip() if place + 1 < len(lines) else ""
    below = not after or (place == 1 and after != line)
    if not (above and below) or columns(line) < _LEAST or not line[0].isalpha() or line[0].islower():
        return False
    words = line.split()
    spaced = len(words) >= _WORDS or (not line.isascii() and columns(line) > 2 * len(line))
    return spaced and line[-1] not in ",;:!?，；：！？-–—" and sum(c.isalpha() for c in line) * 2 > len(line)
