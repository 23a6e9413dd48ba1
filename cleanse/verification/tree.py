"""Reading files below a folder without being led astray.

Every part of a path is opened by the descriptor of the folder above it, links are never followed,
pipes and devices are never opened, and what is read is checked before and after: the same file, the
same size, the same time of change. Where the system has no such calls (Windows), paths are joined
and looked at first.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from cleanse.names import escape_name, from_system, to_system
from cleanse.verification.findings import MismatchError

CHUNK = 1 << 20
MAX_DEPTH = 256
"""Folders inside each other that are walked; paths on common systems end long before."""

_BY_FOLDER = os.open in os.supports_dir_fd and os.stat in os.supports_dir_fd and os.scandir in os.supports_fd
_NOFOLLOW = getattr(os, "O_NOFOLLOW", 0)
_FILE = (
    os.O_RDONLY | _NOFOLLOW | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
)
_FOLDER = os.O_RDONLY | _NOFOLLOW | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_CLOEXEC", 0)


class OpenFile:
    """An open regular file; a ``with`` block closes it.

    Attributes:
        handle: its descriptor.
        size: in bytes, when it was opened.
        links: how many names it has.
    """

    __slots__ = ("_before", "handle", "links", "size")

    def __init__(self, handle: int, before: os.stat_result) -> None:
        self.handle = handle
        self.size = before.st_size
        self.links = before.st_nlink
        self._before = before

    def __enter__(self) -> OpenFile:
        """The file itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        os.close(self.handle)

    def chunks(self) -> Iterator[bytes]:
        """The bytes from the start, a megabyte at a time.

        Raises:
            MismatchError: ``E_TOCTOU``: the file changed while it was read; ``E_UNFINISHED``: it cannot be read.
        """
        total = 0
        while total <= self.size:
            # One more than expected, so that a file that grows is noticed, and never read for ever.
            try:
                chunk = os.read(self.handle, min(CHUNK, self.size - total + 1))
            except OSError as error:
                raise _mismatch(error) from None
            if not chunk:
                break
            total += len(chunk)
            yield chunk
            if total == self.size and len(chunk) < CHUNK:
                break
        if total != self.size or self.changed():
            raise MismatchError(
                "E_TOCTOU", "the file changed while it was read", "Verify again when nothing writes there."
            )

    def changed(self) -> bool:
        """True when the file is no longer as it was when it was opened."""
        now = os.fstat(self.handle)
        return now.st_size != self.size or now.st_mtime_ns != self._before.st_mtime_ns

    def read(self) -> bytes:
        """All the bytes; raises as `chunks` does."""
        return b"".join(self.chunks())


class Tree:
    """The files below a folder, opened by POSIX path.

    Args:
        root: the folder; it may itself be reached through links.

    Raises:
        OSError: it cannot be opened as a folder.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self._names: list[str] = []
        self._handles: list[int] = []
        if _BY_FOLDER:
            self._handles.append(os.open(root, _FOLDER & ~_NOFOLLOW))
        elif not root.is_dir():
            raise NotADirectoryError(f"{root} is not a folder")

    def close(self) -> None:
        """Close what is open."""
        while self._handles:
            os.close(self._handles.pop())

    def open(self, name: str) -> OpenFile:
        """Open a regular file for reading; close it with ``with``.

        Args:
            name: POSIX path below the root, undecodable bytes as surrogates (not escaped); safe, see `names.unsafe_reason`.

        Raises:
            MismatchError: ``E_MISSING``, ``E_SYMLINK``, ``E_SPECIAL``, ``E_TOCTOU`` or ``E_UNFINISHED``.
        """
        name = to_system(name)
        try:
            found = self._lstat(name)
            if not stat.S_ISREG(found.st_mode):
                raise _no_file(found.st_mode)
            handle = self._open(name, _FILE)
            before = os.fstat(handle)
        except OSError as error:
            raise _mismatch(error) from None
        if (before.st_dev, before.st_ino) != (found.st_dev, found.st_ino) or not stat.S_ISREG(before.st_mode):
            os.close(handle)
            raise MismatchError(
                "E_TOCTOU", "another file took its place while it was opened", "Verify again when nothing writes there."
            )
        return OpenFile(handle, before)

    def exists(self, name: str) -> bool:
        """True when anything stands at a path, be it a link."""
        try:
            self._lstat(to_system(name))
        except (OSError, ValueError, MismatchError):
            return False
        return True

    def _lstat(self, name: str) -> os.stat_result:
        *parents, last = name.split("/")
        self._enter(parents)
        if _BY_FOLDER:
            return os.stat(last, dir_fd=self._handles[-1], follow_symlinks=False)
        return self.root.joinpath(*parents, last).lstat()

    def _open(self, name: str, flags: int) -> int:
        if _BY_FOLDER:
            return os.open(name.rpartition("/")[2], flags, dir_fd=self._handles[-1])
        return os.open(self.root.joinpath(*name.split("/")), flags)

    def _enter(self, parents: list[str]) -> None:
        """Make ``parents`` the folder whose descriptor is on top; neighbours share most of the way."""
        if parents == self._names:
            return
        shared = 0
        for one, other in zip(parents, self._names, strict=False):
            if one != other:
                break
            shared += 1
        del self._names[shared:]
        while len(self._handles) > shared + 1:
            os.close(self._handles.pop())
        if len(parents) > MAX_DEPTH:
            raise MismatchError("E_MISSING", f"it lies more than {MAX_DEPTH} folders deep")
        for at in range(shared, len(parents)):
            if _BY_FOLDER:
                self._descend(parents[at])
            elif self.root.joinpath(*parents[: at + 1]).is_symlink():
                raise MismatchError("E_SYMLINK", "a folder above it is a symbolic link")
            self._names.append(parents[at])

    def _descend(self, part: str) -> None:
        above = self._handles[-1]
        try:
            self._handles.append(os.open(part, _FOLDER, dir_fd=above))
        except NotADirectoryError:
            if stat.S_ISLNK(os.stat(part, dir_fd=above, follow_symlinks=False).st_mode):
                raise MismatchError("E_SYMLINK", "a folder above it is a symbolic link") from None
            raise

    def walk(self) -> Iterator[Found]:
        """Everything below the root, links not followed, depth first, in no promised order.

        Raises:
            OSError: a folder cannot be listed.
        """
        yield from self._walk("", 0, os.open(self.root, _FOLDER & ~_NOFOLLOW) if _BY_FOLDER else -1)

    def _walk(self, prefix: str, depth: int, handle: int) -> Iterator[Found]:
        empty = True
        folders: list[str] = []
        try:
            with os.scandir(handle if handle >= 0 else self.root / to_system(prefix)) as entries:
                for entry in entries:
                    empty = False
                    path = prefix + from_system(entry.name)
                    if entry.is_symlink():
                        yield Found(path, "symlink")
                    elif entry.is_dir(follow_symlinks=False):
                        folders.append(entry.name)
                    else:
                        yield Found(path, "file" if entry.is_file(follow_symlinks=False) else "special")
            if empty and prefix:
                yield Found(prefix[:-1], "empty")
            for name in folders:
                path = prefix + from_system(name)
                if depth == MAX_DEPTH:
                    yield Found(path, "deep")
                    continue
                try:
                    below = os.open(name, _FOLDER, dir_fd=handle) if handle >= 0 else -1
                except (FileNotFoundError, NotADirectoryError):
                    yield Found(path, "changed")
                    continue
                yield from self._walk(path + "/", depth + 1, below)
        finally:
            if handle >= 0:
                os.close(handle)


class Found(NamedTuple):
    """What stands at a path: ``file``, ``symlink``, ``special``, ``empty`` (a folder), ``deep`` or ``changed``."""

    name: str
    kind: str

    @property
    def path(self) -> str:
        """The name as it stands in a manifest."""
        return escape_name(self.name)


def _no_file(mode: int) -> MismatchError:
    if stat.S_ISLNK(mode):
        return MismatchError("E_SYMLINK", "it is a symbolic link")
    if stat.S_ISDIR(mode):
        return MismatchError("E_MISSING", "a folder stands in its place")
    return MismatchError("E_SPECIAL", "it is a pipe, a socket or a device")


def _mismatch(error: OSError) -> MismatchError:
    """A finding for an error of the system."""
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return MismatchError("E_MISSING", "it is not there")
    if error.errno == errno.ELOOP:
        return MismatchError("E_SYMLINK", "it is a symbolic link")
    if error.errno == errno.ENAMETOOLONG:
        return MismatchError("E_MISSING", "its name is too long for this file system")
    return MismatchError("E_UNFINISHED", f"it cannot be read: {error.strerror or type(error).__name__}")
