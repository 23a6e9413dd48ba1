"""The output folder: refused, staged beside its place, and swapped in when it is complete.

Whoever looks at OUT sees what was there before or the whole of the new run. Until then everything
stands in ``.OUT.cleanse-work`` beside it, which is locked while a run is alive and wiped by the next
one when it was killed.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from cleanse.corpus import BOOKKEEPING, Root
from cleanse.errors import ManifestError, OutputError, UnfinishedError
from cleanse.manifest import Manifest
from cleanse.names import escape_name, from_system, to_system, unescape_name

_RENAME_EXCHANGE = 2
_AT_FDCWD = -100


@dataclass(frozen=True, slots=True)
class Staging:
    """Where a run writes.

    Attributes:
        tree: what will be OUT.
        work: spools; gone when the run has ended.
    """

    tree: Path
    work: Path

    @property
    def books(self) -> Path:
        """The folder of the manifest."""
        return self.tree / BOOKKEEPING

    def at(self, out: str) -> Path:
        """Where an output lies, by its path in the manifest."""
        return self.tree / to_system(unescape_name(out))

    def place(self, out: str) -> Path:
        """Where an output is to be written; its folder is made."""
        path = self.at(out)
        path.parent.mkdir(parents=True, exist_ok=True)
        return path


def check_output(out: Path, sources: Sequence[Root], force: bool) -> None:
    """Refuse an output folder that a run must not write to.

    Raises:
        OutputError: it is inside a source or contains one, holds something else, or an earlier run without ``force``.
    """
    shown = escape_name(str(out))
    place = out.resolve()
    for root in sources:
        source = root.path.resolve()
        if place == source or place in source.parents or source in place.parents:
            raise OutputError(
                f"{shown}: the output and the source {escape_name(str(root.path))} lie inside each other.",
                hint="Choose a folder beside the source.",
            )
    if not out.exists() and not out.is_symlink():
        return
    if not out.is_dir():
        raise OutputError(f"{shown}: it is not a folder.", hint="Choose another name for --out.")
    if (out / BOOKKEEPING / "manifest.jsonl").is_file():
        if not force:
            raise OutputError(
                f"{shown}: it holds an earlier run.", hint="Replace it with --force, or choose another --out."
            )
        _refuse_strangers(out)
        return
    with os.scandir(out) as found:
        if any(found):
            raise OutputError(
                f"{shown}: it is not empty and no run of cleanse made it.", hint="Choose a new folder for --out."
            )


def _refuse_strangers(out: Path) -> None:
    """An earlier run is replaced as a whole, so nothing may lie in it that no run wrote.

    Raises:
        OutputError: something does, or the manifest cannot be read and nobody knows.
    """
    shown = escape_name(str(out))
    try:
        with Manifest.open(out) as manifest:
            known = {record["out"]["path"] for record in manifest if "path" in record.get("out", {})}
    except ManifestError as error:
        raise OutputError(
            f"{shown}: its manifest cannot be read ({error.code}), so nobody knows what else it holds.",
            hint="Remove the folder yourself, or choose another --out.",
        ) from error
    for folder, folders, files in os.walk(out):
        place = Path(folder).relative_to(out)
        if place == Path():
            folders[:] = [name for name in folders if name != BOOKKEEPING]
        for name in sorted(files):
            path = escape_name(from_system((place / name).as_posix()))
            if path not in known:
                raise OutputError(
                    f"{shown}: it holds {path}, which no run wrote and --force would delete.",
                    hint="Move it away, or choose another --out.",
                )


@contextmanager
def staged(out: Path) -> Iterator[Staging]:
    """A place to write beside ``out``; gone afterwards, published or not.

    Raises:
        OutputError: another run writes to the same output, or the place cannot be made.
    """
    place = out.resolve()
    folder = place.parent / f".{place.name}.cleanse-work"
    lock: IO[bytes] | None = None
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / "lock").open("wb")
    except OSError as error:
        raise OutputError(
            f"{escape_name(str(place.parent))}: cannot be written to ({(error.strerror or '').lower()}).",
            hint="Choose another --out.",
        ) from error
    try:
        take_lock(lock)
    except OSError as error:
        lock.close()
        raise OutputError(
            f"{escape_name(str(place))}: another run is writing to it.", hint="Wait for it, or choose another --out."
        ) from error
    try:
        staging = Staging(folder / "tree", folder / "work")
        for part in (staging.tree, staging.work, folder / "old"):
            shutil.rmtree(part, ignore_errors=True)
        staging.books.mkdir(parents=True)
        staging.work.mkdir()
        yield staging
    finally:
        lock.close()
        shutil.rmtree(folder, ignore_errors=True)


def publish(staging: Staging, out: Path) -> None:
    """Swap the finished tree in.

    Where the system can exchange two names at once (Linux, macOS), there is no moment without an
    output; elsewhere a replaced output is away for the time of one rename, and is put back when the second fails.
    """
    place = out.resolve()
    with suppress(FileNotFoundError):
        place.rmdir() if not any(place.iterdir()) else None
    if not place.exists():
        staging.tree.rename(place)
    elif not _exchange(staging.tree, place):
        old = staging.tree.parent / "old"
        place.rename(old)
        try:
            staging.tree.rename(place)
        except OSError:
            old.rename(place)
            raise
    sync_folder(place.parent)


def durable(path: Path) -> None:
    """Wait until a file is on the disk."""
    with path.open("rb") as stream:
        os.fsync(stream.fileno())


@contextmanager
def disk_errors() -> Iterator[None]:
    """Turns an error of the disk into `UnfinishedError`."""
    try:
        yield
    except OSError as error:
        where = f" ({escape_name(str(error.filename))})" if error.filename else ""
        raise UnfinishedError(
            f"the run could not be written: {(error.strerror or type(error).__name__).lower()}{where}.",
            hint="Make room or mend the disk and run again; nothing was published.",
        ) from error


def take_lock(stream: IO[bytes]) -> None:
    """Lock a file until it is closed, however that comes about.

    Raises:
        OSError: another process has it.
    """
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(stream.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)


def _exchange(one: Path, other: Path) -> bool:
    """Swap two names in one step; false when this system or file system cannot."""
    if sys.platform not in {"linux", "darwin"}:
        return False
    try:
        library = ctypes.CDLL(None, use_errno=True)
        names = (os.fsencode(one), os.fsencode(other))
        if sys.platform == "darwin":
            return bool(library.renamex_np(*names, _RENAME_EXCHANGE) == 0)
        return bool(library.renameat2(_AT_FDCWD, names[0], _AT_FDCWD, names[1], _RENAME_EXCHANGE) == 0)
    except (AttributeError, OSError):
        return False


def sync_folder(folder: Path) -> None:
    """Wait until the names in a folder are on the disk."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
