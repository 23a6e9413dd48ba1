"""An index in a folder: made, opened, added to.

One writer at a time holds the lock. It writes a segment under a name that no book lists, waits until it is on the disk, and puts
a new book in the place of the old one. Killed at any moment it leaves the old state or the new one, and files
that no book lists, which the next writer removes. Readers take no lock: they read one book and open its segments.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import IO

import numpy as np

from cleanse.dedup.index.book import LOCK, NAME, Book, leftovers, read_book, write_book
from cleanse.dedup.index.drafts import Cut, Draft
from cleanse.dedup.index.keys import MOST
from cleanse.dedup.index.merging import due_at_once, merge
from cleanse.dedup.index.scheme import Scheme
from cleanse.dedup.index.segments import MOST_DOCUMENTS, Segment
from cleanse.errors import SettingsError, StoreError, UnfinishedError
from cleanse.names import escape_name
from cleanse.staging import sync_folder, take_lock

BATCH = 1 << 20
"""Documents of a segment as it is first written: some 220 bytes of memory each."""


def create(folder: Path, scheme: Scheme, batch: int = BATCH, steps: Sequence[str] = ()) -> None:
    """Make an index without documents.

    Args:
        folder: new, or empty.
        scheme: of its signatures.
        batch: documents that are held in memory and written as one segment, at most 16,777,216.
        steps: the rules that texts are cleaned by before they are signed.

    Raises:
        SettingsError: something is in the folder, or the batch is out of range.
    """
    shown = escape_name(str(folder))
    if not 1 <= batch <= MOST:
        raise SettingsError(f"a batch of {batch} documents.", hint=f"Take 1 to {MOST}.")
    if (folder / NAME).exists():
        raise SettingsError(
            f"{shown}: there is an index already.",
            hint="Add to it with `cleanse dedup index add`, or choose another folder.",
        )
    with _disk(folder):
        if folder.is_dir():
            strangers = (
                {path.name for path in folder.iterdir()} - {path.name for path in leftovers(folder, None)} - {LOCK}
            )
            if strangers:
                raise SettingsError(f"{shown}: the folder is not empty.", hint="Choose a new folder for the index.")
        folder.mkdir(parents=True, exist_ok=True)
        with _locked(folder):
            if not (folder / NAME).exists():
                write_book(folder, Book(scheme, batch, steps=tuple(steps)))
        sync_folder(folder.parent)


class Writer:
    """Adds documents to an index.

    Args:
        folder: of the index.
        scheme: of the signatures that will come; must be the index's.
        confirm: told how many documents this writer has added, each time more of them are safely on the disk.

    Raises:
        SettingsError: there is no index, its scheme is another, or another writer is at work.
        StoreError: the book cannot be used.
        UnfinishedError: the disk is full. What was confirmed stays.
    """

    def __init__(self, folder: Path, scheme: Scheme, confirm: Callable[[int], object] = lambda _: None) -> None:
        self._folder = folder
        self._confirm = confirm
        self.added = 0
        require_scheme(folder, read_book(folder).scheme, scheme)
        with _disk(folder):
            self._lock = _lock(folder)
        try:
            # Read again: the writer before may have finished in between.
            self.book = read_book(folder)
            for path in leftovers(folder, self.book):
                _remove(path)
        except BaseException:
            self._lock.close()
            raise
        self._draft = Draft(scheme, self.book.batch)

    def add(self, documents: Cut) -> None:
        """Take documents; a segment is written each time there are enough."""
        start = 0
        while start < len(documents):
            stop = min(len(documents), start + self._draft.room)
            whole = stop - start == len(documents)
            self._draft.add(documents if whole else documents.chosen(np.arange(start, stop)))
            start = stop
            if not self._draft.room:
                self.flush()

    def flush(self) -> None:
        """Write what has been taken, and make one segment of several where that is due."""
        if len(self._draft):
            with _disk(self._folder):
                sealed = self._draft.write(self._folder / self.book.name())
                self._replace(self.book.with_last(sealed))
            self.added += len(self._draft)
            self._draft = Draft(self.book.scheme, self.book.batch)
            self._confirm(self.added)
        if count := due_at_once([sealed.documents for _, sealed in self.book.segments]):
            self._merge(count)

    def compact(self) -> None:
        """Write what has been taken, and make one segment of all: the fewer there are, the less a look-up costs."""
        self.flush()
        if len(self.book.segments) > 1 and self.book.documents <= MOST_DOCUMENTS:
            self._merge(len(self.book.segments))

    def close(self) -> None:
        """Let others write; what was not flushed is not added."""
        self._lock.close()

    def __enter__(self) -> Writer:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if error is None:
                self.flush()
        finally:
            self.close()

    def _merge(self, count: int) -> None:
        old = self.book.segments[-count:]
        with _disk(self._folder):
            segments = [Segment(self._folder / name, self.book.scheme, sealed) for name, sealed in old]
            try:
                sealed = merge(self._folder / self.book.name(), self.book.scheme, segments)
            finally:
                for segment in segments:
                    segment.close()
            self._replace(self.book.with_last(sealed, instead_of=count))
        del segments, segment
        for name, _ in old:
            _remove(self._folder / name)

    def _replace(self, book: Book) -> None:
        # The name of the segment must be on the disk before a book lists it.
        sync_folder(self._folder)
        write_book(self._folder, book)
        self.book = book


class Snapshot:
    """An index as it is now, open for reading. What others add later is not in it.

    Args:
        folder: of the index.

    Attributes:
        book: what it consists of.
        segments: open.

    Raises:
        SettingsError: there is no index.
        StoreError: it is damaged.
    """

    def __init__(self, folder: Path) -> None:
        self.book = read_book(folder)
        self.segments: list[Segment] = []
        while True:
            try:
                for name, sealed in self.book.segments:
                    self.segments.append(Segment(folder / name, self.book.scheme, sealed))
            except StoreError as error:
                self.close()
                now = read_book(folder)
                # A writer that made several segments into one has removed them since the book was read.
                if error.code != "E_MISSING" or now == self.book:
                    raise
                self.book = now
            else:
                return

    def close(self) -> None:
        """Close the segments."""
        for segment in self.segments:
            segment.close()
        self.segments.clear()

    def __enter__(self) -> Snapshot:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def require_scheme(folder: Path, there: Scheme, wanted: Scheme) -> None:
    """Refuse signatures that an index was not made for.

    Raises:
        SettingsError: the schemes differ.
    """
    if there != wanted:
        raise SettingsError(
            f"{escape_name(str(folder))}: the index has other signatures ({there.difference(wanted)}).",
            hint="Use the settings it was built with, or build it anew.",
        )


def _remove(path: Path) -> None:
    # A system may keep a file that a reader has open; the next writer removes it.
    with suppress(OSError):
        path.unlink()


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    lock = _lock(folder)
    try:
        yield
    finally:
        lock.close()


def _lock(folder: Path) -> IO[bytes]:
    stream = (folder / LOCK).open("ab")
    try:
        take_lock(stream)
    except OSError as error:
        stream.close()
        raise SettingsError(
            f"{escape_name(str(folder))}: another process is adding to the index.", hint="Wait until it has finished."
        ) from error
    return stream


@contextmanager
def _disk(folder: Path) -> Iterator[None]:
    """Turns an error of the disk into `UnfinishedError`."""
    try:
        yield
    except OSError as error:
        raise UnfinishedError(
            f"{escape_name(str(folder))}: the index could not be written ({(error.strerror or type(error).__name__).lower()}).",
            hint="Make room or mend the disk and run again: what was confirmed is there, and is not added twice.",
        ) from error
