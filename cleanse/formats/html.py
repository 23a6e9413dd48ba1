"""HTML pages: the document is the page's main text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from cleanse.document import Document, Piece, Source
from cleanse.formats.decode import decode
from cleanse.formats.maintext import INFO, main_text
from cleanse.formats.plain import whole


@dataclass(frozen=True, slots=True)
class Html:
    """HTML files, one document each; ``a.html`` becomes ``a.txt``."""

    name: str = "html"
    suffixes: tuple[str, ...] = (".html", ".htm", ".xhtml")
    output_suffix: str = ".txt"
    container: bool = False

    def pieces(self, stream: BinaryIO, limit: int) -> Iterator[Piece]:
        """The whole page."""
        yield whole(stream, limit)

    def read(self, piece: Piece) -> Document:
        """Decode the page and take its main text.

        Which bytes of the page the extractor took is not known, so the text is an opaque image of it.
        """
        decoded = decode(piece.data, encoding=piece.encoding)
        return Document(
            main_text(decoded.text),
            source=Source(size=len(piece.data), encoding=decoded.encoding),
            format=self.name,
            facts=decoded.facts,
            opaque=INFO.id,
        )

    def write(self, piece: Piece, text: str) -> bytes:
        """The text in UTF-8."""
        return text.encode()
