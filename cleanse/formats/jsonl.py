"""JSON lines: every line is a row with a text field; the rest of the row stays byte for byte."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from json.decoder import scanstring  # type: ignore[attr-defined]  # public in Python, missing from its stubs
from typing import BinaryIO

from cleanse.document import Document, Piece, Source
from cleanse.errors import DocumentError
from cleanse.tiling import byte_length

CHUNK = 1 << 20
BOM = b"\xef\xbb\xbf"

_space = re.compile(r"[ \t\r\n]*").match
# Numbers are passed over, not understood: a large one must neither be rounded nor refused.
_value = json.JSONDecoder(parse_int=str.encode, parse_float=str.encode).raw_decode


@dataclass(frozen=True, slots=True)
class Jsonl:
    """JSON lines (one object a line, UTF-8).

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

        Raises:
            DocumentError: the line is not JSON, lacks the field, holds something else there, or text that UTF-8 cannot hold.
        """
        _, _, text = self._literal(piece)
        return Document(text, source=Source(size=len(piece.data), selector=(piece.row,)), format=self.name)

    def write(self, piece: Piece, text: str) -> bytes:
        """The row with its text literal replaced; the same bytes when the text is the same."""
        start, end, old = self._literal(piece)
        if text == old:
            return piece.data
        return piece.data[:start] + json.dumps(text, ensure_ascii=False).encode() + piece.data[end:]

    def place(self, piece: Piece) -> tuple[int, int]:
        """Offset and length of the text literal in the container, in bytes."""
        start, end, _ = self._literal(piece)
        return piece.offset + start, end - start

    def _literal(self, piece: Piece) -> tuple[int, int, str]:
        """Where the text literal stands in the row, in bytes, and its value."""
        return _literal(piece.data, self.text_field)


# A row is read, placed and written one after the other: it is parsed once.
@lru_cache(maxsize=1)
def _literal(data: bytes, text_field: str) -> tuple[int, int, str]:
    """Where the text literal stands in the row, in bytes, and its value."""
    try:
        line = data.decode()
    except UnicodeDecodeError as error:
        raise DocumentError("not-utf8", f"the row is not UTF-8 (byte {error.start}).") from error
    try:
        found = _find_string(line, text_field)
    except RecursionError as error:
        raise DocumentError("not-json", "the row is nested too deeply to be read.") from error
    except (ValueError, IndexError, StopIteration) as error:
        raise DocumentError("not-json", f"the row is not a JSON object: {error or 'it ends early'}.") from error
    if found is None:
        raise DocumentError(
            "no-text-field", f"the row has no field {text_field!r}; name the right one with --text-field."
        )
    start, end, value = found
    if not isinstance(value, str):
        raise DocumentError("not-text", f"the field {text_field!r} holds {_kind(value)}, not a string.")
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise DocumentError(
            "lone-surrogate",
            f"the text holds half of a surrogate pair (character {error.start}), which no encoding can write.",
        ) from error
    before = byte_length(line[:start])
    return before, before + byte_length(line[start:end]), value


def _find_string(line: str, key: str) -> tuple[int, int, object] | None:
    """The last member ``key`` of a JSON object, as readers of JSON take it: start, end, value."""
    found: tuple[int, int, object] | None = None
    place = _skip(line, 0)
    if line[place] != "{":
        raise ValueError("it does not start with '{'")
    place = _skip(line, place + 1)
    if line[place] == "}":
        _nothing_after(line, place + 1)
        return None
    while True:
        if line[place] != '"':
            raise ValueError(f"a key was expected at character {place}")
        name, place = scanstring(line, place + 1, True)
        place = _skip(line, place)
        if line[place] != ":":
            raise ValueError(f"':' was expected at character {place}")
        start = _skip(line, place + 1)
        value, end = _value(line, start)
        if name == key:
            found = (start, end, value)
        place = _skip(line, end)
        mark = line[place]
        place = _skip(line, place + 1)
        if mark == "}":
            _nothing_after(line, place)
            return found
        if mark != ",":
            raise ValueError(f"',' or '}}' was expected at character {place}")


def _skip(line: str, place: int) -> int:
    match = _space(line, place)
    return match.end() if match else place


def _nothing_after(line: str, place: int) -> None:
    if _skip(line, place) != len(line):
        raise ValueError(f"something follows the object at character {place}")


def _kind(value: object) -> str:
    if value is None:
        return "null"
    return {bool: "a boolean", list: "a list", dict: "an object"}.get(type(value), "a number")


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
