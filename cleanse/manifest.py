"""The manifest: a header, one record for every input document, a footer (docs/manifest.md).

`ManifestWriter` takes records in order and keeps the books; `Manifest` reads them back as a
stream. Both hold one record at a time, whatever the size of the corpus.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO

from cleanse.canonical import MAX_LINE, canonical, decode_line, encode, parse_line
from cleanse.digests import digest_bytes
from cleanse.errors import ManifestError
from cleanse.framing import VERSION, check_footer, check_header
from cleanse.names import escape_name, fold, selected, unescape_name, unsafe_reason
from cleanse.ordering import Order
from cleanse.records import check_record
from cleanse.tally import Tally, sum_edits, tally, wire_edits

__all__ = [
    "BOOKKEEPING",
    "MANIFEST",
    "VERSION",
    "Manifest",
    "ManifestWriter",
    "canonical",
    "escape_name",
    "fold",
    "lines",
    "parse_line",
    "selected",
    "unescape_name",
    "unsafe_reason",
    "wire_edits",
]

BOOKKEEPING = ".cleanse"
"""The folder of a run's own files, below its outputs."""
MANIFEST = "manifest.jsonl"


class ManifestWriter:
    r"""Writes a manifest record by record and keeps its books.

    Args:
        stream: binary, open for writing; neither closed nor synced here.
        header: line 1, as in docs/manifest.md.

    Raises:
        ManifestError: the header breaks the schema.

    >>> import io
    >>> digest = digest_bytes(b"tea\n")
    >>> rules = [["text/newlines", "1.0.0", digest, "cleanse"]]
    >>> header = {
    ...     "cleanse": VERSION,
    ...     "env": {"deps": [], "python": "3.11.7", "unicode": "14.0.0"},
    ...     "packs": [],
    ...     "pipeline": {"config": {}, "sha256": digest_bytes(canonical([{}, rules]))},
    ...     "rules": rules,
    ...     "scope": {"exclude": [], "include": ["**"], "sources": [""]},
    ...     "tool": {"name": "cleanse", "sha256": digest, "version": "0.1.0"},
    ... }
    >>> stream = io.BytesIO()
    >>> writer = ManifestWriter(stream, header)
    >>> writer.add({
    ...     "e": [[3, 1, "", 0]],
    ...     "in": {"len": 5, "sha256": digest_bytes(b"tea\r\n")},
    ...     "out": {"len": 4, "path": "a.txt", "sha256": digest},
    ...     "path": "a.txt",
    ...     "st": "edited",
    ... })
    >>> writer.finish()["bytes"]
    {'copied': 4, 'deleted': 1, 'dropped': 0, 'in': 5, 'inserted': 0, 'out': 4}
    >>> manifest = Manifest(io.BytesIO(stream.getvalue()))
    >>> [record["st"] for record in manifest], manifest.footer["ledger"]
    (['edited'], [[0, 1, 1, 1, 0]])
    """

    def __init__(self, stream: BinaryIO, header: dict[str, Any]) -> None:
        check_header(header)
        line = encode(header)
        self._stream = stream
        self._rules = len(header["rules"])
        self._header_sha256 = digest_bytes(line)
        self._order = Order()
        self._tally = Tally()
        stream.write(line + b"\n")

    def add(self, record: dict[str, Any]) -> None:
        """Write the next record.

        Raises:
            ManifestError: it breaks the schema or the order, or does not balance; nothing was written then.
        """
        line = encode(record)
        if len(line) > MAX_LINE:
            raise ManifestError("E_LIMIT", f"a record of {len(line)} bytes; at most {MAX_LINE} are read back")
        check_record(record, self._rules)
        entry = tally(record, self._rules)
        self._order.next(record)
        self._stream.write(line + b"\n")
        self._tally.add(record, line, entry)

    def finish(self) -> dict[str, Any]:
        """Write the footer and return it.

        Raises:
            ManifestError: the last container lacks rows.
        """
        self._order.end()
        footer = self._tally.footer(self._header_sha256)
        self._stream.write(encode(footer) + b"\n")
        return footer


def lines(stream: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """The lines of a manifest with their numbers, without their line feeds.

    Raises:
        ManifestError: ``E_LIMIT`` for a line that is too long, ``E_TRUNC`` for a last one without line feed.
    """
    number = 0
    while line := stream.readline(MAX_LINE + 2):
        number += 1
        if line[-1] != 10:
            if len(line) > MAX_LINE:
                raise ManifestError("E_LIMIT", f"a line of more than {MAX_LINE} bytes", line=number)
            raise ManifestError("E_TRUNC", "the manifest ends inside a line", line=number)
        yield number, line[:-1]
    if not number:
        raise ManifestError("E_TRUNC", "the manifest is empty")


class Manifest:
    """Reads a manifest as a stream: the header and the footer at once, the records as they are asked for.

    Iterating checks the form, schema and order of every record. Whether the figures of the footer
    follow from the records is for `cleanse.verification`.

    Args:
        stream: binary and seekable; see `open` for paths.

    Raises:
        ManifestError: ``E_TRUNC`` (no footer, or cut inside a line), ``E_VERSION``, ``E_LIMIT``, or what the
            header or footer breaks; ``line`` says where.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        stream.seek(0)
        self.header = _header(stream)
        self._start = stream.tell()
        self._end, last = _last_line(stream, self._start)
        self.footer = _footer(last, len(self.header["rules"]))

    @classmethod
    def open(cls, path: str | os.PathLike[str]) -> Manifest:
        """Open the manifest of an output folder, or a manifest by its own path.

        Raises:
            ManifestError: ``E_NO_MANIFEST`` when there is none.
        """
        file = manifest_path(path)
        try:
            if not file.is_file():
                raise FileNotFoundError
            stream = file.open("rb")
        except (OSError, ValueError):
            raise ManifestError("E_NO_MANIFEST", f"there is no manifest at {escape_name(str(file))}") from None
        try:
            return cls(stream)
        except BaseException:
            stream.close()
            raise

    def __enter__(self) -> Manifest:
        """Manifests are closed at the end of a ``with`` block."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the file."""
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._stream.close()

    def __iter__(self) -> Iterator[dict[str, Any]]:
        """The records in order, from the first; one iteration at a time.

        Raises:
            ManifestError: what a record breaks; ``line`` says where.
        """
        self._stream.seek(self._start)
        rules = len(self.header["rules"])
        order = Order()
        position = self._start
        number = 1
        for number, line in lines(self._stream):
            if position >= self._end:
                break
            position += len(line) + 1
            try:
                record = decode_line(line)
                check_record(record, rules)
                if "e" in record:
                    sum_edits(record["e"], rules)
                order.next(record)
            except ManifestError as error:
                error.line = number + 1
                raise
            yield record
        try:
            order.end()
        except ManifestError as error:
            error.line = number
            raise


def manifest_path(path: str | os.PathLike[str]) -> Path:
    """The manifest of an output folder; a path that is no folder stands for itself."""
    given = Path(path)
    return given / BOOKKEEPING / MANIFEST if given.is_dir() else given


def _header(stream: BinaryIO) -> dict[str, Any]:
    try:
        _, line = next(lines(stream))
        header = decode_line(line)
        check_header(header)
    except ManifestError as error:
        error.line = 1
        raise
    return header


def _last_line(stream: BinaryIO, start: int) -> tuple[int, bytes]:
    """Where the last line behind ``start`` begins, and the line without its line feed."""
    size = stream.seek(0, os.SEEK_END)
    if size == start:
        raise ManifestError("E_TRUNC", "the manifest has no footer: it was cut off, or the run did not finish")
    stream.seek(size - 1)
    if stream.read(1) != b"\n":
        raise ManifestError("E_TRUNC", "the manifest ends inside a line")
    step = 4096
    while True:
        low = max(start, size - 1 - step)
        stream.seek(low)
        tail = stream.read(size - 1 - low)
        cut = tail.rfind(b"\n")
        if cut >= 0 or low == start:
            return low + cut + 1, tail[cut + 1 :]
        if step > MAX_LINE:
            raise ManifestError("E_LIMIT", f"the last line has more than {MAX_LINE} bytes")
        step *= 4


def _footer(line: bytes, rules: int) -> dict[str, Any]:
    footer = decode_line(line)
    if "end" not in footer:
        raise ManifestError("E_TRUNC", "the manifest has no footer: it was cut off, or the run did not finish")
    check_footer(footer, rules)
    return footer
