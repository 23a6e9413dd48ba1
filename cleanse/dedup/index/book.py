"""The book of an index: its scheme and its segments, in one line of canonical JSON that is only ever replaced.

Whoever reads it sees the state before an addition or the one after it. Segments that no book lists are what a killed process
left behind; the next writer removes them.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from cleanse.canonical import canonical, parse_line
from cleanse.dedup.index.scheme import Scheme, read_scheme
from cleanse.dedup.index.segments import Sealed
from cleanse.digests import digest_bytes
from cleanse.errors import ManifestError, SettingsError, StoreError
from cleanse.names import escape_name
from cleanse.staging import sync_folder

NAME = "index.json"
LOCK = "lock"
SUFFIX = ".segment"
FORMAT = "cleanse signatures 1"

_NEW = ".index.json.new"


@dataclass(frozen=True, slots=True)
class Book:
    """What an index consists of.

    Attributes:
        scheme: of its signatures.
        batch: documents that are written as one segment.
        segments: name and measures of each, in the order documents were added.
        next: the number of the next segment.
        steps: the rules that texts are cleaned by before they are signed; empty for texts as they come.
    """

    scheme: Scheme
    batch: int
    segments: tuple[tuple[str, Sealed], ...] = ()
    next: int = 1
    steps: tuple[str, ...] = ()

    @property
    def documents(self) -> int:
        """How many there are."""
        return sum(sealed.documents for _, sealed in self.segments)

    @property
    def size(self) -> int:
        """Bytes of the segments."""
        return sum(sealed.size for _, sealed in self.segments)

    def name(self) -> str:
        """A file name for the next segment."""
        return f"{self.next:08}{SUFFIX}"

    def with_last(self, sealed: Sealed, instead_of: int = 0) -> Book:
        """The book with a segment more, in the place of some of the last ones."""
        stay = self.segments[: len(self.segments) - instead_of]
        return replace(self, segments=(*stay, (self.name(), sealed)), next=self.next + 1)

    def encode(self) -> bytes:
        """One line."""
        record: dict[str, Any] = {
            "batch": self.batch,
            "documents": self.documents,
            "format": FORMAT,
            "next": self.next,
            "scheme": self.scheme.record(),
            "steps": list(self.steps),
            "segments": [[name, sealed.documents, sealed.size, sealed.sha256] for name, sealed in self.segments],
        }
        record["sha256"] = digest_bytes(canonical(record))
        return canonical(record) + b"\n"


def write_book(folder: Path, book: Book) -> None:
    """Put a book in the place of the one before, and wait until it is on the disk."""
    new = folder / _NEW
    with new.open("wb") as stream:
        stream.write(book.encode())
        stream.flush()
        os.fsync(stream.fileno())
    new.replace(folder / NAME)
    sync_folder(folder)


def read_book(folder: Path) -> Book:
    """The book of an index.

    Raises:
        SettingsError: there is no index.
        StoreError: the book is cut off, changed or of another version.
    """
    shown = escape_name(str(folder))
    try:
        data = (folder / NAME).read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        raise SettingsError(
            f"{shown}: there is no index of signatures.", hint="Make one with `cleanse dedup index build`."
        ) from None
    except OSError as error:
        raise StoreError(
            "E_UNREADABLE",
            f"{shown}: its book cannot be read ({(error.strerror or '').lower()}).",
            hint="Mend the rights or the disk.",
        ) from error
    where = f"{shown}/{NAME}"
    if not data.endswith(b"\n"):
        raise StoreError("E_TRUNC", f"{where}: the book is cut off.", hint="Restore it from a copy.")
    try:
        record = parse_line(data[:-1])
        if record.get("format") != FORMAT:
            raise StoreError(
                "E_VERSION",
                f"{where}: this is no book of an index, or one of a version that is not known here.",
                hint="Use the version of cleanse that made it, or build the index anew.",
            )
        sha256 = record.pop("sha256")
        if digest_bytes(canonical(record)) != sha256:
            raise StoreError("E_HASH", f"{where}: the book was changed.", hint="Restore it from a copy.")
        return _book(record)
    except (ManifestError, SettingsError, KeyError, ValueError, TypeError, AttributeError) as error:
        raise StoreError(
            "E_SCHEMA", f"{where}: the book does not say what an index is ({error}).", hint="Restore it from a copy."
        ) from error


def leftovers(folder: Path, book: Book | None) -> list[Path]:
    """Files that killed writers left behind."""
    known = {name for name, _ in book.segments} if book else set()
    return sorted(
        path
        for path in folder.iterdir()
        if path.name == _NEW or (path.name.endswith(SUFFIX) and path.name not in known)
    )


def _book(record: dict[str, Any]) -> Book:
    segments = []
    for name, documents, size, sha256 in record["segments"]:
        if not (name == f"{int(name[: -len(SUFFIX)]):08}{SUFFIX}" and documents > 0 and size > 0 and len(sha256) == 64):
            raise ValueError("a segment is none")
        segments.append((name, Sealed(documents, size, sha256)))
    steps = record["steps"]
    if not isinstance(steps, list) or not all(isinstance(step, str) for step in steps):
        raise ValueError("its steps are none")
    book = Book(read_scheme(record["scheme"]), int(record["batch"]), tuple(segments), int(record["next"]), tuple(steps))
    if book.documents != record["documents"] or book.batch < 1:
        raise ValueError("its sums are wrong")
    return book
