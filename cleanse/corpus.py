"""Sources on disk: walk them in one order, and give every file a name for its output."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from cleanse.encodings import forced
from cleanse.errors import SettingsError
from cleanse.names import escape_name, fold, from_system, selected, unsafe_reason
from cleanse.rule import Format

BOOKKEEPING = ".cleanse"
"""The folder that a run leaves in its output; never part of a source."""

NONE_FORCED: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Root:
    """A source: a folder or a file, and the label its paths start with (``""`` for a single source)."""

    path: Path
    label: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of a source.

    Attributes:
        path: as it stands in the manifest: escaped, below the label.
        file: where it is.
        format: the name of its format; ``""`` when it is not to be read.
        packed: true for ``.gz``.
        out: the output's path in the manifest's spelling; ``""`` when there will be none.
        code: why it is not read: a word for machines, ``""`` when it is.
        why: the same for people.
        failed: true when that is a failure rather than a choice.
        encoding: the Python codec that settings force on it; ``""`` for none.
    """

    path: str
    file: str
    format: str = ""
    packed: bool = False
    out: str = ""
    code: str = ""
    why: str = ""
    failed: bool = False
    encoding: str = ""


def labels(sources: Sequence[str]) -> list[str]:
    """The labels of sources in the order they are given; see `roots`."""
    return [root.label for root in _roots(sources)]


def roots(sources: Sequence[str]) -> list[Root]:
    """Sources as given on a command line: paths, or ``LABEL=PATH``, sorted by label.

    With more than one source, each needs a label; a plain path is labelled by its last part.

    Raises:
        SettingsError: a path does not exist, or two sources have one label.
    """
    return sorted(_roots(sources), key=lambda root: root.label.encode())


def _roots(sources: Sequence[str]) -> list[Root]:
    found: list[Root] = []
    for given in sources:
        label, path = _label(given)
        if not path.exists():
            raise SettingsError(
                f"{escape_name(str(path))}: no such file or folder.", hint="Check the path of the source."
            )
        if len(sources) > 1 and not label:
            label = from_system(path.resolve().name)
        if label and ("/" in label or unsafe_reason(label)):
            raise SettingsError(f"{label!r} cannot label a source.", hint="Use a plain word, as in --source news=PATH.")
        found.append(Root(path, label))
    labels = [fold(root.label) for root in found]
    if len(set(labels)) != len(labels):
        raise SettingsError(
            "two sources have the same label.", hint="Name them apart: --source one=PATH --source two=PATH."
        )
    return found


def _label(given: str) -> tuple[str, Path]:
    label, equals, rest = given.partition("=")
    if equals and label and "/" not in label and os.sep not in label and not Path(given).exists():
        return label, Path(rest)
    return "", Path(given)


def walk(
    sources: Sequence[Root],
    formats: Sequence[Format],
    include: Sequence[str] = ("**",),
    exclude: Sequence[str] = (),
    encodings: Mapping[str, str] = NONE_FORCED,
) -> Iterator[Entry]:
    """Every file of the sources, in the order of the manifest: by the UTF-8 bytes of its path.

    Nothing is opened and no link is followed. Memory holds one folder's names for each level of
    the tree. A file that will not be read comes with the reason.

    Args:
        sources: as `roots` gives them.
        formats: the known ones.
        include: globs of paths below a source; see `names.selected`.
        exclude: globs of paths to leave out, which then have no record.
        encodings: labels of encodings by glob of paths; see `encodings.forced`.
    """
    suffixes = {suffix: format for format in formats for suffix in format.suffixes}
    for root in sources:
        prefix = f"{root.label}/" if root.label else ""
        scope = _Scope(len(prefix), tuple(include), tuple(exclude), encodings)
        if root.path.is_dir():
            yield from _folder(str(root.path), prefix, prefix, suffixes, scope)
        else:
            yield from _files(
                [(escape_name(from_system(root.path.name)), str(root.path.resolve()))], prefix, prefix, suffixes, scope
            )


@dataclass(frozen=True, slots=True)
class _Scope:
    cut: int
    include: tuple[str, ...]
    exclude: tuple[str, ...]
    encodings: Mapping[str, str]

    def holds(self, path: str) -> bool:
        return selected(path[self.cut :], self.include, self.exclude)

    def encoding(self, path: str) -> str:
        return forced(path[self.cut :], self.encodings)


def _folder(
    folder: str, prefix: str, out: str | None, suffixes: Mapping[str, Format], scope: _Scope
) -> Iterator[Entry]:
    """The files of a folder and of those below it; ``out`` is ``None`` when they cannot be written."""
    try:
        with os.scandir(folder) as found:
            names = [(escape_name(from_system(entry.name)), entry.path, _is_folder(entry)) for entry in found]
    except OSError as error:
        yield Entry(
            prefix.rstrip("/") or ".",
            folder,
            code="unreadable",
            why=sentence("the folder cannot be read", error),
            failed=True,
        )
        return
    if len(prefix) == scope.cut:
        names = [name for name in names if name[0] != BOOKKEEPING]
    # A folder sorts as its files' paths do, behind a slash: "a.txt" comes before "a/b.txt".
    names.sort(key=lambda name: (name[0] + "/" if name[2] else name[0]).encode())
    files = [(name, path) for name, path, is_folder in names if not is_folder]
    folders = [(name, path) for name, path, is_folder in names if is_folder]
    planned = iter([*_files(files, prefix, out, suffixes, scope, taken={fold(name) for name, _ in folders})])
    pending = next(planned, None)
    claimed: set[str] = set()
    for name, path in folders:
        start = f"{prefix}{name}/"
        while pending is not None and pending.path.encode() < start.encode():
            yield pending
            pending = next(planned, None)
        fits = out is not None and not unsafe_reason(name) and fold(name) not in claimed
        claimed.add(fold(name))
        yield from _folder(path, start, f"{out}{name}/" if fits else None, suffixes, scope)
    if pending is not None:
        yield pending
    yield from planned


def _files(
    files: Sequence[tuple[str, str]],
    prefix: str,
    out: str | None,
    suffixes: Mapping[str, Format],
    scope: _Scope,
    taken: set[str] | None = None,
) -> Iterator[Entry]:
    """Entries for the files of one folder, with names for their outputs that do not clash."""
    entries = [_entry(name, path, prefix, suffixes) for name, path in files if scope.holds(prefix + name)]
    names = _output_names(entries, prefix, out, suffixes, taken or set())
    for entry in entries:
        if entry.code:
            yield entry
            continue
        name = names.get(entry.path, "")
        if name:
            made = f"{out}{name}"
            yield Entry(entry.path, entry.file, entry.format, entry.packed, made, encoding=scope.encoding(entry.path))
        else:
            code, why = _why_unwritable(entry.path[len(prefix) :], out)
            yield Entry(entry.path, entry.file, code=code, why=why)


def _output_names(
    entries: Sequence[Entry], prefix: str, out: str | None, suffixes: Mapping[str, Format], taken: set[str]
) -> dict[str, str]:
    """Names for outputs: files that keep theirs come first, then those that change their suffix."""
    given: dict[str, str] = {}
    if out is None:
        return given
    changing: list[tuple[Entry, str, str, str]] = []
    for entry in entries:
        name = entry.path[len(prefix) :]
        if entry.code or unsafe_reason(name):
            continue
        stem, suffix, packed = _split(name)
        replacement = suffixes[suffix.lower()].output_suffix
        if replacement:
            changing.append((entry, name[: len(name) - len(packed)], stem + replacement, packed))
        elif fold(name) not in taken:
            taken.add(fold(name))
            given[entry.path] = name
    for entry, name, shortest, packed in changing:
        candidate, longer = shortest, name
        while fold(candidate + packed) in taken:
            longer += suffixes[_split(name)[1].lower()].output_suffix
            candidate = longer
        taken.add(fold(candidate + packed))
        given[entry.path] = candidate + packed
    return given


def _why_unwritable(name: str, out: str | None) -> tuple[str, str]:
    reason = unsafe_reason(name)
    if reason:
        return "unsafe-name", f"the name cannot be written safely: {reason}."
    if out is None:
        return (
            "unsafe-name",
            "a folder above it has a name that cannot be written safely, or equals another but for case or normal form.",
        )
    return "name-clash", "another file's name equals it but for case or normal form."


def _entry(name: str, path: str, prefix: str, suffixes: Mapping[str, Format]) -> Entry:
    full = prefix + name
    try:
        mode = os.lstat(path).st_mode
    except OSError as error:
        return Entry(full, path, code="unreadable", why=sentence("it cannot be looked at", error), failed=True)
    if stat.S_ISLNK(mode):
        return Entry(full, path, code="symlink", why="symbolic links are not followed.")
    if not stat.S_ISREG(mode):
        return Entry(full, path, code="special", why="it is a pipe, a socket or a device.")
    _, suffix, packed = _split(name)
    format = suffixes.get(suffix.lower())
    if format is None:
        return Entry(full, path, code="unknown-suffix", why="no format has this suffix.")
    return Entry(full, path, format.name, bool(packed))


def _split(name: str) -> tuple[str, str, str]:
    """``("a", ".html", ".gz")`` of ``a.html.gz``."""
    packed = name[-3:] if name.lower().endswith(".gz") else ""
    stem, dot, suffix = name[: len(name) - len(packed)].rpartition(".")
    return (stem, dot + suffix, packed) if dot else (suffix, "", packed)


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir(follow_symlinks=False)
    except OSError:
        return False


def sentence(what: str, error: OSError) -> str:
    """What went wrong with a file, for its record."""
    return f"{what}: {(error.strerror or type(error).__name__).lower()}."
