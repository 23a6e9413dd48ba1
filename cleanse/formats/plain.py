"""Plain text and Markdown: the file is the document."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from cleanse.document import Document, Piece, Source
from cleanse.formats.decode import decode

CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Plain:
    """Text files, one document each; the output is UTF-8.

    Attributes:
        name: ``plain`` or ``markdown``.
        suffixes: lower-case file name endings.
    """

    name: str = "plain"
    suffixes: tuple[str, ...] = (".txt",)
    output_suffix: str = ""
    container: bool = False

    def pieces(self, stream: BinaryIO, limit: int) -> Iterator[Piece]:
        """The whole file."""
        yield whole(stream, limit)

    def read(self, piece: Piece) -> Document:
        """Decode the bytes; see `cleanse.decode`."""
        decoded = decode(piece.data, encoding=piece.encoding)
        return Document(
            decoded.image,
            source=Source(size=len(piece.data), encoding=decoded.encoding),
            format=self.name,
            edits=decoded.edits,
            facts={} if decoded.evidence == {"how": "utf-8"} else decoded.facts,
            segments=() if decoded.segments == ((len(piece.data), "utf-8"),) else decoded.segments,
            opaque="" if decoded.segments or not piece.data else "text/decode",
        )

    def write(self, piece: Piece, text: str) -> bytes:
        """The text in UTF-8."""
        return text.encode()


def whole(stream: BinaryIO, limit: int) -> Piece:
    """A stream as one piece; past ``limit`` bytes it is counted and hashed but not held."""
    data = stream.read(limit + 1)
    if len(data) <= limit:
        return Piece(data, size=len(data))
    digest, size = hashlib.sha256(data), len(data)
    while chunk := stream.read(CHUNK):
        digest.update(chunk)
        size += len(chunk)
    return Piece(b"", size=size, digest=digest.hexdigest())


MARKDOWN = Plain("markdown", (".md", ".markdown"))
