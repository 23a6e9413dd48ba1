"""Source files while they are read: opened safely, counted and hashed, unpacked when they are gzipped."""

from __future__ import annotations

import gzip
import hashlib
import io
import os
import stat
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO

from cleanse.corpus import Entry, sentence
from cleanse.errors import DocumentError


class Tally(io.RawIOBase):
    """Counts and hashes the bytes that are read through it."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._digest = hashlib.sha256()
        self.size = 0

    def readable(self) -> bool:
        """True: it is for reading."""
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """Read into a buffer; the number of bytes read."""
        count: int = self._stream.readinto(buffer)  # type: ignore[attr-defined]
        self._digest.update(memoryview(buffer)[:count])
        self.size += count
        return count

    def drain(self) -> None:
        """Read to the end."""
        buffer = bytearray(1 << 18)
        while self.readinto(buffer):
            pass

    def sum(self) -> dict[str, int | str]:
        """``{"len", "sha256"}`` of what was read."""
        return {"len": self.size, "sha256": self._digest.hexdigest()}


@dataclass(slots=True)
class Opened:
    """An open source file: its (plain) stream, and tallies of the bytes on disk and inside."""

    stream: BinaryIO
    disk: Tally
    plain: Tally | None

    def sums(self) -> dict[str, object]:
        """The record's ``in``: of the file on disk, with ``plain`` for what a ``.gz`` holds.

        Reads both to their ends.

        Raises:
            DocumentError: the ``.gz`` is damaged or cut off.
        """
        with reading():
            if self.plain is not None:
                self.plain.drain()
            self.disk.drain()
            if self.plain is not None and not self.disk.size:
                raise EOFError
        return {**self.disk.sum(), **({"plain": self.plain.sum()} if self.plain is not None else {})}


@contextmanager
def reading() -> Iterator[None]:
    """Turns the errors of reading a source into `DocumentError`."""
    try:
        yield
    except EOFError as error:
        raise DocumentError("truncated", "the .gz is cut off.") from error
    except (gzip.BadGzipFile, zlib.error) as error:
        raise DocumentError("damaged", f"the .gz is damaged: {error}.") from error
    except OSError as error:
        raise DocumentError("unreadable", sentence("it cannot be read", error)) from error


@contextmanager
def opened(entry: Entry) -> Iterator[Opened]:
    """Open a source file for reading; links are not followed and a pipe does not hang.

    Raises:
        DocumentError: it cannot be opened, or is no longer a regular file.
    """
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    with reading():
        handle = os.open(entry.file, flags)
    with os.fdopen(handle, "rb") as raw:
        if not stat.S_ISREG(os.fstat(raw.fileno()).st_mode):
            raise DocumentError("special", "it is no longer a regular file.", skipped=True)
        disk = Tally(raw)
        if not entry.packed:
            yield Opened(io.BufferedReader(disk, 1 << 18), disk, None)
            return
        inside = gzip.GzipFile(fileobj=io.BufferedReader(disk, 1 << 18), mode="rb")
        plain = Tally(inside)  # type: ignore[arg-type]
        yield Opened(io.BufferedReader(plain, 1 << 18), disk, plain)


def gzip_stream(stream: BinaryIO) -> gzip.GzipFile:
    """A gzip writer with no name, no time and no sign of the system in its header: the same bytes everywhere."""
    return gzip.GzipFile("", "wb", 6, stream, mtime=0)


def packed(data: bytes) -> bytes:
    """The gzip of bytes; see `gzip_stream`.

    >>> packed(b"x")[:10].hex()
    '1f8b08000000000000ff'
    """
    buffer = io.BytesIO()
    with gzip_stream(buffer) as stream:
        stream.write(data)
    return buffer.getvalue()
