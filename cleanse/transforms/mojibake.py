"""Text that was decoded with the wrong encoding, repaired as far as there is evidence: what ftfy repairs and what it leaves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from cleanse.document import Document
from cleanse.mojibake import DIGEST
from cleanse.rule import RuleInfo
from cleanse.spans import Edit
from cleanse.transforms.alignment import changes


@dataclass(frozen=True, slots=True)
class Mojibake:
    """Undoes wrong decoding: UTF-8 read as 17 other encodings, once to three times, with bytes lost or not, and
    bytes of one legacy encoding read as another.

    Structure proposes, two small models decide (see `cleanse.mojibake`), and what may be meant stays. Each edit says
    by which plan it came about; the record counts the plans.

    >>> from cleanse.spans import apply
    >>> text = "Ð¡Ð°Ð´ at the cafÃ©, over four years.Â"
    >>> apply(text, Mojibake().edits(Document(text)))
    'Сад at the café, over four years.'
    >>> [edit.how for edit in Mojibake().edits(Document("die GrÃƒÂ¼ÃƒÅ¸e"))]
    ['cp1252>utf-8 twice']
    """

    info: ClassVar[RuleInfo] = RuleInfo(
        "text/mojibake", f"1.0.0+models.{DIGEST[:12]}", "Text that was decoded with the wrong encoding is repaired."
    )

    def edits(self, document: Document) -> Iterator[Edit]:
        """Edits inside the lines that are repaired."""
        text = document.text
        if not text.isascii():
            from cleanse.mojibake.gate import gate

            yield from self._edits(text, gate().suspects(text))

    def edits_many(self, documents: Sequence[Document]) -> list[list[Edit]]:
        """The edits of each of many documents, which costs less than asking for them one by one where they are short."""
        from cleanse.mojibake.gate import gate, suspects_of

        found = suspects_of(gate(), [document.text for document in documents])
        return [list(self._edits(document.text, numbers)) for document, numbers in zip(documents, found, strict=True)]

    def _edits(self, text: str, numbers: Sequence[int]) -> Iterator[Edit]:
        if not numbers:
            return
        from cleanse.mojibake.document import repair, told

        lines = text.split("\n")
        position = at = 0
        for number, fixed in repair(lines, numbers):
            position += sum(map(len, lines[at:number])) + number - at
            at = number
            how = told(fixed.plans)
            for start, end, insert in changes(lines[number], fixed.text):
                yield Edit(position + start, position + end, insert, self.info.id, how)
