"""A segment: an immutable file of documents, sketches and tables.

::

    magic         64 bytes
    paths         UTF-8, one path after the other
    path-ends     8 bytes a path: where it ends
    documents     24 bytes a document: digest of the text (16), number of its path, row (0 for a whole file)
    sketches      four bits of each value of the signature
    entries-00    8 bytes a document: table 0, of contents
    bloom-00      its filter, 12 bits a document
    cells-00      its directory
    entries-01    and so on, a table a band
    table of contents: canonical JSON: counts, and place, size and sha256 of each part
    its size      8 bytes
    magic of the end  16 bytes

All numbers are little-endian, each part starts at a multiple of 64. A book pins the digest of the table of contents, and with it
every byte.
"""

from __future__ import annotations

import hashlib
import mmap
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleanse.canonical import canonical, parse_line
from cleanse.dedup.index.blooms import BLOCK_BYTES, blocks_for
from cleanse.dedup.index.keys import name_keys, prefixes
from cleanse.dedup.index.scheme import Scheme
from cleanse.dedup.index.tables import ENTRY, START, Table, directory_bits
from cleanse.digests import digest_bytes
from cleanse.errors import ManifestError, StoreError
from cleanse.names import escape_name

MAGIC = b"cleanse: signatures of documents, segment 1\n".ljust(64, b"\0")
END = b"segment complete"

MOST_DOCUMENTS = 1 << 29
"""Documents of one segment: what numbers of rows and of blocks have room for."""

DOCUMENT = np.dtype([("digest", "u1", (16,)), ("path", "<u4"), ("row", "<u4")])

_ALIGN = 64


@dataclass(frozen=True, slots=True)
class Part:
    """Where a part of a segment lies, and the sha256 of its bytes."""

    place: int
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Sealed:
    """A segment that was written.

    Attributes:
        documents: how many it holds.
        size: of the file, in bytes.
        sha256: of its table of contents.
    """

    documents: int
    size: int
    sha256: str


class PartWriter:
    """Writes one part; several may be written by turns."""

    def __init__(self, stream: Any, place: int, size: int) -> None:
        self._stream = stream
        self._place = place
        self._size = size
        self._written = 0
        self._hash = hashlib.sha256()

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Append to the part."""
        data = memoryview(data).cast("B")
        self._stream.seek(self._place + self._written)
        self._stream.write(data)
        self._hash.update(data)
        self._written += len(data)
        assert self._written <= self._size

    def sealed(self) -> Part:
        """The part when it is complete."""
        assert self._written == self._size
        return Part(self._place, self._size, self._hash.hexdigest())


class SegmentWriter:
    """Writes a segment whose measures are known beforehand.

    Args:
        path: of a file that is not there.
        scheme: of the index.
        documents: how many.
        paths: how many.
        path_bytes: of all paths together.
    """

    def __init__(self, path: Path, scheme: Scheme, documents: int, paths: int, path_bytes: int) -> None:
        self._documents = documents
        self._paths = paths
        self._stream = path.open("wb")
        self._stream.write(MAGIC)
        self._parts: dict[str, PartWriter] = {}
        place = len(MAGIC)
        for name, size in measures(scheme, documents, paths, path_bytes).items():
            self._parts[name] = PartWriter(self._stream, place, size)
            place += -(-size // _ALIGN) * _ALIGN
        self._end = place

    def part(self, name: str) -> PartWriter:
        """The writer of a part."""
        return self._parts[name]

    def seal(self) -> Sealed:
        """Finish the file and wait until it is on the disk."""
        parts = {name: writer.sealed() for name, writer in self._parts.items()}
        contents = canonical(
            {
                "documents": self._documents,
                "parts": {name: [part.place, part.size, part.sha256] for name, part in parts.items()},
                "paths": self._paths,
            }
        )
        self._stream.seek(self._end)
        self._stream.write(contents + len(contents).to_bytes(8, "little") + END)
        size = self._stream.tell()
        self._stream.flush()
        os.fsync(self._stream.fileno())
        self._stream.close()
        return Sealed(self._documents, size, digest_bytes(contents))

    def __enter__(self) -> SegmentWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stream.close()


def measures(scheme: Scheme, documents: int, paths: int, path_bytes: int) -> dict[str, int]:
    """The parts of a segment in order, with their bytes."""
    found = {
        "paths": path_bytes,
        "path-ends": 8 * paths,
        "documents": DOCUMENT.itemsize * documents,
        "sketches": scheme.width * documents,
    }
    for table in range(scheme.tables):
        found[f"entries-{table:02}"] = ENTRY.itemsize * documents
        found[f"bloom-{table:02}"] = BLOCK_BYTES * blocks_for(documents)
        found[f"cells-{table:02}"] = START.itemsize * ((1 << directory_bits(documents)) + 1)
    return found


class Segment:
    """A segment that is open, mapped.

    Args:
        path: of the file.
        scheme: of the index.
        sealed: what the book says of it.

    Raises:
        StoreError: the file is missing, cut off, foreign or not the one the book means.
    """

    def __init__(self, path: Path, scheme: Scheme, sealed: Sealed) -> None:
        self.path = path
        self.scheme = scheme
        self.sealed = sealed
        self._shown = escape_name(str(path))
        try:
            self._stream = path.open("rb")
        except FileNotFoundError:
            raise StoreError(
                "E_MISSING", f"{self._shown}: a segment of the index is missing.", hint="Restore it from a copy."
            ) from None
        try:
            self.parts = self._contents()
            self._map = mmap.mmap(self._stream.fileno(), 0, access=mmap.ACCESS_READ)
        except BaseException:
            self._stream.close()
            raise
        self.documents: NDArray[np.void] = self._array("documents", DOCUMENT)
        self.sketches: NDArray[np.uint8] = self._array("sketches", np.dtype("u1")).reshape(-1, scheme.width)
        self.path_ends: NDArray[np.uint64] = self._array("path-ends", np.dtype("<u8"))

    def __len__(self) -> int:
        """Documents."""
        return self.sealed.documents

    def table(self, number: int, whole: WholePart | None = None) -> Table:
        """A table: 0 by content, the others a band each.

        Args:
            number: which.
            whole: reads its entries, when all of them will be read in order and are to be checked.
        """

        def read(first: int, last: int) -> NDArray[np.uint64]:
            start, size = first * ENTRY.itemsize, (last - first) * ENTRY.itemsize
            block = whole.read(start, size) if whole else self.read(f"entries-{number:02}", start, size)
            return np.frombuffer(block, ENTRY)

        return Table(
            self._array(f"cells-{number:02}", START),
            self._array(f"entries-{number:02}", ENTRY),
            read,
            lambda rows: self.prefixes(rows, number),
        )

    def prefixes(self, rows: NDArray[np.int64], number: int) -> NDArray[np.uint64]:
        """What a table's crowded buckets are ordered by: names in table 0, values of sketches in the others."""
        if number:
            return prefixes(self.scheme, self.sketches[rows], number)
        return name_keys((path.encode(), row) for path, row in self.names(rows))

    def bloom(self, number: int) -> NDArray[np.uint8]:
        """The filter of a table."""
        return self._array(f"bloom-{number:02}", np.dtype("u1"))

    def names(self, rows: NDArray[np.int64]) -> list[tuple[str, int]]:
        """Path and row of documents."""
        found = self.documents[rows]
        # Rows of one file have one path, which is read once.
        numbers, places = np.unique(found["path"], return_inverse=True)
        paths = [self.document_path(number) for number in numbers.tolist()]
        return [(paths[place], row) for place, row in zip(places.tolist(), found["row"].tolist(), strict=True)]

    def document_path(self, number: int) -> str:
        """The path with this number."""
        start = int(self.path_ends[number - 1]) if number else 0
        place = self.parts["paths"].place
        return self._map[place + start : place + int(self.path_ends[number])].decode()

    def read(self, name: str, start: int, size: int) -> bytearray:
        """Bytes of a part, read and not mapped, so that memory grows by them and no more."""
        part = self.parts[name]
        if not 0 <= start <= start + size <= part.size:
            raise self.damaged()
        block = bytearray(size)
        self._stream.seek(part.place + start)
        if self._stream.readinto(block) != size:
            raise self.damaged()
        return block

    def blocks_of(self, name: str, size: int = 1 << 22) -> Iterator[bytearray]:
        """A part in blocks of at most so many bytes.

        Raises:
            StoreError: behind the last block: they are not what was written.
        """
        whole = self.parts[name].size
        reader = WholePart(self, name)
        for start in range(0, whole, size):
            yield reader.read(start, min(size, whole - start))
        reader.close()

    def damaged(self) -> StoreError:
        """What to raise when something is not as it was written."""
        return _damaged(self._shown)

    def gaps(self) -> Iterator[bytes]:
        """What lies between the parts: zeros, which no digest covers."""
        ends = sorted((part.place, part.place + part.size) for part in self.parts.values())
        starts = [place for place, _ in ends[1:]] + [self._end]
        for start, (_, end) in zip(starts, ends, strict=True):
            self._stream.seek(end)
            yield self._stream.read(start - end)

    def close(self) -> None:
        """Close the file; what is still mapped by an array stays so until that is gone."""
        self._stream.close()

    def _array(self, name: str, kind: np.dtype[Any]) -> NDArray[Any]:
        part = self.parts[name]
        return np.frombuffer(self._map, kind, part.size // kind.itemsize, part.place)

    def _contents(self) -> dict[str, Part]:
        size = os.fstat(self._stream.fileno()).st_size
        start = self._stream.read(len(MAGIC))
        if start != MAGIC[: len(start)] or not start:
            raise StoreError(
                "E_FOREIGN", f"{self._shown}: this is no segment of an index.", hint="Restore it from a copy."
            )
        if size != self.sealed.size:
            raise _cut_off(self._shown, f"{size} bytes and not {self.sealed.size}")
        self._stream.seek(size - len(END) - 8)
        tail = self._stream.read()
        length = int.from_bytes(tail[:8], "little")
        place = size - len(tail) - length
        if tail[8:] != END or place < len(MAGIC):
            raise _damaged(self._shown)
        self._stream.seek(place)
        contents = self._stream.read(length)
        if digest_bytes(contents) != self.sealed.sha256:
            raise _damaged(self._shown)
        self._end = place
        return self._parts(contents, place)

    def _parts(self, contents: bytes, end: int) -> dict[str, Part]:
        try:
            record = parse_line(contents)
            parts = {name: Part(*part) for name, part in record["parts"].items()}
            expected = measures(self.scheme, record["documents"], record["paths"], parts["paths"].size)
            fits = record["documents"] == self.sealed.documents and expected == {
                name: part.size for name, part in parts.items()
            }
            inside = all(len(MAGIC) <= part.place <= end - part.size for part in parts.values())
        except (ManifestError, TypeError, KeyError, AttributeError, ValueError):
            fits = inside = False
        if not (fits and inside):
            raise StoreError(
                "E_SCHEME",
                f"{self._shown}: the segment was made with another scheme of signatures.",
                hint="Build the index anew.",
            )
        return parts


class WholePart:
    """Reads a part in order, and tells in the end whether it is what was written."""

    def __init__(self, segment: Segment, name: str) -> None:
        self._segment = segment
        self._name = name
        self._read = 0
        self._hash = hashlib.sha256()

    def read(self, start: int, size: int) -> bytearray:
        """The next bytes."""
        if start != self._read:
            raise self._segment.damaged()
        block = self._segment.read(self._name, start, size)
        self._hash.update(block)
        self._read += size
        return block

    def close(self) -> None:
        """Check what was read.

        Raises:
            StoreError: it is not what was written, or not all of it.
        """
        if self._hash.hexdigest() != self._segment.parts[self._name].sha256:
            raise self._segment.damaged()


@contextmanager
def damage_told() -> Iterator[None]:
    """Digests are not checked each time something is read, so it may be anything: that leads nowhere, and is said."""
    try:
        yield
    except (IndexError, ValueError, OverflowError) as error:
        raise StoreError(
            "E_HASH",
            f"the index is damaged ({type(error).__name__}: {error}).",
            hint="See where with `cleanse dedup index check`, and restore it from a copy.",
        ) from error


def _cut_off(shown: str, how: str = "") -> StoreError:
    return StoreError(
        "E_TRUNC",
        f"{shown}: the segment is cut off{how and f' ({how})'}.",
        hint="Restore it from a copy, or build the index anew.",
    )


def _damaged(shown: str) -> StoreError:
    return StoreError(
        "E_HASH",
        f"{shown}: the segment is not what was written.",
        hint="Restore it from a copy, or build the index anew.",
    )
