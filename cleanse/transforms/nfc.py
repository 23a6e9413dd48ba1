"""Unicode normal form C."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import ClassVar

from cleanse.document import Document
from cleanse.rule import RuleInfo
from cleanse.spans import Edit
from cleanse.transforms.alignment import Change, changes


@dataclass(frozen=True, slots=True)
class Nfc:
    """Brings text into normal form C (UAX #15): a letter and its marks become one character where there is one.

    On request only: it changes no meaning, but the bytes. A quick check tells lines that are in the form; in the
    others only the letters that are not are edited. Other forms are options of ``text/ftfy``.

    >>> from cleanse.spans import apply
    >>> text = "cafe\\u0301 cre\\u0300me"
    >>> list(Nfc().edits(Document(text)))[0]
    Edit(start=3, end=5, insert='é', by='text/nfc')
    """

    info: ClassVar[RuleInfo] = RuleInfo(
        "text/nfc", f"1.0.0+unicode.{unicodedata.unidata_version}", "Text is brought into Unicode normal form C."
    )

    def edits(self, document: Document) -> Iterator[Edit]:
        """One edit for each letter with its marks that is not in the form."""
        text = document.text
        if unicodedata.is_normalized("NFC", text):
            return
        start = 0
        while start < len(text):
            end = text.find("\n", start) + 1 or len(text)
            line = text[start:end]
            if not unicodedata.is_normalized("NFC", line):
                for first, last, insert in _composed(line):
                    yield Edit(start + first, start + last, insert, self.info.id)
            start = end


def _composed(line: str) -> list[Change]:
    """The changes that bring a line into the form."""
    joining = _joining()
    found: list[Change] = []
    pieces: list[str] = []
    first = 0
    for place in (*(at for at in range(1, len(line)) if line[at] not in joining), len(line)):
        if place - first > 1 or line[first] > "\u02ff":
            piece = line[first:place]
            composed = unicodedata.normalize("NFC", piece)
            if composed != piece:
                found.append((first, place, composed))
            pieces.append(composed)
        else:
            pieces.append(line[first:place])
        first = place
    wanted = unicodedata.normalize("NFC", line)
    return found if "".join(pieces) == wanted else list(changes(line, wanted))


@cache
def _joining() -> frozenset[str]:
    """Characters that may become one with what stands before them: marks, and second halves of letters."""
    joining = {*map(chr, range(0x1161, 0x1176)), *map(chr, range(0x11A8, 0x11C3))}  # vowels and finals of Hangul
    for sign in map(chr, (*range(0x300, 0xD800), *range(0xF900, 0x20000))):
        if unicodedata.combining(sign):
            joining.add(sign)
        else:
            parts = unicodedata.decomposition(sign).split()
            if len(parts) == 2 and parts[0][0] != "<":
                joining.add(chr(int(f"0x{parts[1]}", 0)))
    return frozenset(joining)
