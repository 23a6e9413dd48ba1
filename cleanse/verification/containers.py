"""Rebuilding the output of a container from its source and its rows, one line at a time."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any

from cleanse.literals import image_of_value, recoded, value_of
from cleanse.verification.compressed import Measure, inflated
from cleanse.verification.findings import MismatchError
from cleanse.verification.images import OpaqueImageError, image_of, known_codec, require, text_of
from cleanse.verification.tree import OpenFile

_BOM = b"\xef\xbb\xbf"
_STEP = 1 << 20
MAX_ROW = 1 << 30
"""Bytes of a line that is held to find its text literal in; a line that was left out is never held."""


class _Chunks(io.RawIOBase):
    """A stream over chunks of bytes."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._rest = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if not self._rest:
            self._rest = memoryview(next(self._chunks, b""))
        count = min(len(buffer), len(self._rest))
        buffer[:count] = self._rest[:count]
        self._rest = self._rest[count:]
        return count


class Container:
    """Walks the lines of a JSONL source beside the rows of its records.

    Args:
        record: of the container.
        file: its source, open.
        sampled: true when the run took a sample of rows; others then need no record, and are not in the output.
    """

    def __init__(self, record: Mapping[str, Any], file: OpenFile, *, sampled: bool) -> None:
        self._record = record
        self._sampled = sampled
        self._disk = Measure()
        self._plain = Measure()
        chunks = self._disk.of(file.chunks())
        self._packed = "plain" in record["in"]
        self._chunks = chunks
        inner = inflated(chunks, record["in"]["plain"]["len"]) if self._packed else chunks
        self._stream = io.BufferedReader(_Chunks(self._plain.of(inner)), _STEP)
        self._built = Measure()
        self._line = 0
        self._offset = 0
        self._kept = 0
        self._opaque = False
        self.unrecorded: list[int] = []

    def row(self, record: Mapping[str, Any], *, balanced: bool) -> None:
        """Check the next row and add what stays of it to the output.

        Args:
            record: of the row.
            balanced: false when its edits must not be made.

        Raises:
            MismatchError: ``E_REPLAY`` and the like for this row; the next may still be checked.
            OpaqueImageError: the row's text could not be derived; it was left as the digest says only.
        """
        line = self._reach(record["row"])
        start, length = record["at"]
        at = start - self._offset
        if record["st"] in {"failed", "skipped"}:
            self._left_out(record, line, length)
            return
        if not line.endswith(b"\n"):
            line += self._rest_of_line(len(line))
        self._offset += len(line)
        if at < 0 or at + length > len(line):
            raise MismatchError("E_REPLAY", f"row {record['row']}: its text does not lie in its line")
        self._text(record, line, at, length, balanced=balanced)

    def _text(self, record: Mapping[str, Any], line: bytes, at: int, length: int, *, balanced: bool) -> None:
        number = record["row"]
        codec = record.get("codec", "utf-8")
        source, before, after = _parts(line, at, length, codec, number)
        _same(source, record["in"], number)
        if record["st"] == "same" and "t" not in record:
            self._keep(line if codec == "utf-8" else recoded(line, codec))
            return
        try:
            if not balanced:
                raise OpaqueImageError
            text = text_of(record, image_of(record, source))
        except OpaqueImageError:
            self._opaque = self._opaque or record["st"] != "dropped"
            raise
        if record["st"] == "dropped":
            require(text, record["text"], f"text of row {number}")
            return
        require(text, record["out"], f"text of row {number}")
        literal = json.dumps(text.decode(), ensure_ascii=False).encode()
        self._keep(recoded(line, codec) if text == source else before + literal + after)

    def _keep(self, line: bytes) -> None:
        self._kept += 1
        self._built.add(line)

    def _left_out(self, record: Mapping[str, Any], line: bytes, length: int) -> None:
        """A failed or skipped row: its digest is that of the line without its end; it may be too long to hold."""
        body = Measure()
        clean = record["at"][0] == self._offset
        while line:
            part = line[: length - body.size]
            body.add(part)
            clean = clean and not line[len(part) :].strip(b"\r\n")
            self._offset += len(line)
            if line.endswith(b"\n"):
                break
            line = self._stream.readline(_STEP)
        if not clean or not body.equals(record["in"]):
            raise MismatchError("E_REPLAY", f"row {record['row']}: its line is not the one on record")

    def _reach(self, number: int) -> bytes:
        """The start of line ``number``; blank lines before it stay in the output."""
        while True:
            line = self._next()
            if self._line == number and not (line and _blank(line)):
                break
            if not line or self._line >= number:
                raise MismatchError("E_REPLAY", f"the source has no row {number}")
            self._pass(line)
        if not line:
            raise MismatchError("E_REPLAY", f"the source has no row {number}")
        return line

    def _next(self) -> bytes:
        line = self._stream.readline(_STEP)
        if not self._line and line.startswith(_BOM):
            # A byte order mark belongs to the file, not to its first row.
            self._built.add(_BOM)
            self._offset += len(_BOM)
            line = line[len(_BOM) :]
        self._line += 1
        return line

    def _pass(self, line: bytes) -> None:
        """A line without a record: blank ones stay, others are a finding unless the run took a sample."""
        long = not line.endswith(b"\n") and len(line) >= _STEP - len(_BOM)
        if long:
            line += self._rest_of_line(len(line))
        self._offset += len(line)
        if _blank(line):
            self._built.add(line)
        elif not self._sampled:
            self.unrecorded.append(self._line)

    def _rest_of_line(self, size: int) -> bytes:
        rest = self._stream.readline(MAX_ROW - size)
        if len(rest) == MAX_ROW - size and not rest.endswith(b"\n"):
            raise MismatchError("E_REPLAY", f"line {self._line} is longer than {MAX_ROW} bytes")
        return rest

    def end(self) -> bool:
        """Read to the end; true when the source was the one on record.

        Raises:
            MismatchError: ``E_REPLAY`` when what was built is not the output on record.
        """
        while line := self._next():
            self._pass(line)
        for _ in self._chunks:
            pass
        source = self._record["in"]
        return self._disk.equals(source) and (not self._packed or self._plain.equals(source["plain"]))

    def compare(self) -> None:
        """What was built must be the output on record.

        Raises:
            MismatchError: ``E_REPLAY`` when it is not.
        """
        out = self._record.get("out")
        if self._opaque:
            return
        if out is None:
            if self._kept:
                raise MismatchError("E_REPLAY", f"{self._kept} rows stay, but no output is on record")
        elif not self._kept:
            raise MismatchError("E_REPLAY", "no row stays, but an output is on record")
        elif not self._built.equals(out.get("plain", out)):
            raise MismatchError("E_REPLAY", "the rows do not add up to the output on record")


def _parts(line: bytes, at: int, length: int, codec: str, number: int) -> tuple[bytes, bytes, bytes]:
    """The image of a row's text, and what stands before and after its literal in the output, as far as that is not text.

    Raises:
        MismatchError: ``E_REPLAY``: no literal stands there, or the row is not of the encoding on record.
    """
    if not known_codec(codec):
        raise MismatchError("E_REPLAY", f"the codec {codec[:40]!r} is not one of the standard library's")
    try:
        source = image_of_value(value_of(line[at : at + length], codec)).encode()
        return source, recoded(line[:at], codec), recoded(line[at + length :], codec)
    except (ValueError, LookupError, RecursionError):
        raise MismatchError("E_REPLAY", f"row {number}: no string literal stands where its text should be") from None


def _blank(line: bytes) -> bool:
    return not line.strip()


def _same(source: bytes, blob: Mapping[str, Any], number: int) -> None:
    if len(source) != blob["len"] or sha256(source).hexdigest() != blob["sha256"]:
        raise MismatchError("E_REPLAY", f"row {number}: the text in the source is not the one on record")
