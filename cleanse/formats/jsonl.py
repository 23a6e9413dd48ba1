"""JSON lines: every line is a row with a text field; the rest of the row stays byte for byte."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from cleanse.document import Document, Piece, Source
from cleanse.formats.damage import BY, repairs
from cleanse.formats.row import Row, read_row
from cleanse.literals import recoded
from cleanse.spans import Edit

CHUNK = 1 << 20
BOM = b"\xef\xbb\xbf"

LONGER = 6
"""Characters that stand in the image for a lone surrogate."""


@dataclass(frozen=True, slots=True)
class Jsonl:
    """JSON lines (one object a line); what goes out is UTF-8.

    Attributes:
        text_field: the key of the string that is cleaned.
    """

    text_field: str = "text"
    name: str = "jsonl"
    suffixes: tuple[str, ...] = (".jsonl", ".ndjson")
    output_suffix: str = ""
    container: bool = True

    def pieces(self, stream: BinaryIO, limit: int) -> Iterator[Piece]:
        """The lines, without their ends; a blank line is no document."""
        offset = row = 0
        while line := stream.readline(limit + 1):
            row += 1
            if len(line) > limit and not line.endswith(b"\n"):
                piece = _skim(stream, line, row, offset)
                offset += piece.size + len(piece.end)
                yield piece
                continue
            lead = BOM if not offset and line.startswith(BOM) else b""
            if lead:
                yield Piece(lead, offset=0, blank=True, size=len(lead))
            body = line[len(lead) :].rstrip(b"\r\n")
            end = line[len(lead) + len(body) :]
            blank = not body.strip()
            yield Piece(body, row, offset + len(lead), end, blank=blank, size=len(body))
            offset += len(line)

    def read(self, piece: Piece) -> Document:
        """The value of the text field.

        A row that is not UTF-8 is read in the encoding it looks like, as a file would be, or is UTF-8 with
        damage in its text.

        Raises:
            DocumentError: the line is not JSON, lacks the field, holds something else there, or is no text.
        """
        row = self._row(piece)
        edits: list[Edit] = []
        for start, end, insert in repairs(row.value) if len(row.image) > len(row.value) else ():
            # Every lone surrogate before is five characters longer in the image.
            shift = (LONGER - 1) * sum(edit.end - edit.start for edit in edits) // LONGER
            edits.append(Edit(start + shift, start + shift + LONGER * (end - start), insert, BY))
        evidence = dict(row.evidence)
        if edits:
            evidence |= {"encoding": row.codec, "how": "nearly-utf-8", "invalid_runs": len(edits)}
        return Document(
            row.image,
            source=Source(size=len(piece.data), encoding=row.codec, selector=(piece.row,)),
            format=self.name,
            edits=tuple(edits),
            facts={BY: evidence} if evidence else {},
        )

    def write(self, piece: Piece, text: str) -> bytes:
        """The row in UTF-8 with its text literal replaced; the same bytes when text and encoding are the same."""
        row = self._row(piece)
        if text == row.image:
            return recoded(piece.data, row.codec)
        before, after = recoded(piece.data[: row.start], row.codec), recoded(piece.data[row.end :], row.codec)
        return before + json.dumps(text, ensure_ascii=False).encode() + after

    def place(self, piece: Piece) -> tuple[int, int]:
        """Offset and length of the text literal in the container, in bytes."""
        row = self._row(piece)
        return piece.offset + row.start, row.end - row.start

    def codec(self, piece: Piece) -> str:
        """The encoding of the row."""
        return self._row(piece).codec

    def _row(self, piece: Piece) -> Row:
        return read_row(piece.data, self.text_field, piece.encoding)


def _skim(stream: BinaryIO, head: bytes, row: int, offset: int) -> Piece:
    """Pass over the rest of a line that is too large to hold."""
    digest = hashlib.sha256()
    size = 0
    pending = head
    while pending and not pending.endswith(b"\n"):
        following = stream.readline(CHUNK)
        if not following or following in {b"\n", b"\r\n"}:
            body = pending[:-1] if following == b"\n" and pending.endswith(b"\r") else pending
            end = pending[len(body) :] + following
            digest.update(body)
            return Piece(b"", row, offset, end, size=size + len(body), digest=digest.hexdigest())
        digest.update(pending)
        size += len(pending)
        pending = following
    body = pending.rstrip(b"\r\n")
    digest.update(body)
    return Piece(b"", row, offset, pending[len(body) :], size=size + len(body), digest=digest.hexdigest())
