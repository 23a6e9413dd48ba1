"""The sources of a run, opened by the paths that stand in its manifest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from cleanse.errors import SettingsError
from cleanse.manifest import BOOKKEEPING
from cleanse.names import escape_name, selected, unescape_name
from cleanse.verification.findings import Findings, MismatchError
from cleanse.verification.hashes import check_file
from cleanse.verification.known import short
from cleanse.verification.tree import OpenFile, Tree

SOURCE_HINT = "Verify with the sources as they were, or clean them again."


class Sources:
    """The folders and files that a run cleaned.

    Args:
        given: path per label, ``""`` for a single one.
        header: of the manifest; tells the labels and the scope.
        findings: where disagreements go.

    Raises:
        SettingsError: a path is not there, or a label is not one of the manifest's.
    """

    def __init__(self, given: Mapping[str, Path], header: Mapping[str, Any], findings: Findings) -> None:
        self._findings = findings
        self._scope = header["scope"]
        self._labels: list[str] = self._scope["sources"]
        self._trees: dict[str, Tree] = {}
        self._alone: dict[str, str] = {}
        self._recorded: set[int] = set()
        findings.checked["sources"] = 0
        for label, path in _matched(given, self._labels).items():
            try:
                if path.is_dir():
                    self._trees[label] = Tree(path)
                elif path.is_file():
                    self._alone[label] = path.name
                    self._trees[label] = Tree(path.resolve().parent)
                else:
                    raise FileNotFoundError
            except (OSError, ValueError):
                raise SettingsError(
                    f"{escape_name(str(path))}: there is no such source.", hint="Check the path given to --source."
                ) from None
        for label in self._labels:
            if label not in self._trees:
                findings.add(
                    "I_NO_SOURCE",
                    label,
                    f"the source {label!r} was not given: its documents could not be checked",
                    f"Give it with --source {label}=PATH.",
                )

    def close(self) -> None:
        """Close what is open."""
        for tree in self._trees.values():
            tree.close()

    def locate(self, path: str) -> tuple[Tree, str] | None:
        """The tree and the name in it (not escaped) of a path in the manifest; ``None`` when it was not given."""
        label = "" if "" in self._labels else path.partition("/")[0]
        tree = self._trees.get(label)
        if tree is None:
            return None
        name = path[len(label) + 1 :] if label else path
        if label in self._alone:
            # The name in the manifest is that of the file; through a link it may lie elsewhere under another.
            return (tree, self._alone[label]) if name == escape_name(self._alone[label]) else None
        return tree, unescape_name(name)

    def note(self, record: Mapping[str, Any]) -> None:
        """Remember that a file has a record."""
        if "row" not in record:
            self._recorded.add(short(record["path"]))

    def open(self, path: str) -> OpenFile | None:
        """Open a source by its path in the manifest; ``None`` when it was not given.

        Raises:
            MismatchError: ``E_SOURCE_HASH`` when it is not there or no regular file, ``E_TOCTOU``, ``E_UNFINISHED``.
        """
        place = self.locate(path)
        if place is None:
            return None
        tree, name = place
        try:
            return tree.open(name)
        except MismatchError as mismatch:
            if mismatch.code in {"E_MISSING", "E_SYMLINK", "E_SPECIAL"}:
                raise MismatchError("E_SOURCE_HASH", mismatch.message, SOURCE_HINT) from None
            raise

    def visit(self, number: int, record: Mapping[str, Any]) -> None:
        """Check that the source of one record still has the bytes on record."""
        self.note(record)
        if "row" in record:
            return
        path = record["path"]
        try:
            if "in" not in record:
                self.exists(path)
                return
            file = self.open(path)
            if file is not None:
                with file:
                    self._findings.count("sources")
                    check_file(file, record["in"], "E_SOURCE_HASH")
        except MismatchError as mismatch:
            self.report(mismatch, path, number)

    def exists(self, path: str) -> None:
        """Something must stand at the path of a record without bytes.

        Raises:
            MismatchError: ``E_SOURCE_HASH`` when nothing does.
        """
        place = self.locate(path)
        if place is None:
            return
        if not place[0].exists(place[1]):
            raise MismatchError("E_SOURCE_HASH", "it is not there", SOURCE_HINT)

    def report(self, mismatch: MismatchError, path: str, number: int) -> None:
        """Note what is wrong with a source."""
        self._findings.add(mismatch.code, path, f"source: {mismatch.message}", mismatch.hint or SOURCE_HINT, number)

    def finish(self) -> None:
        """Look for files that have no record though the scope takes them in."""
        if "sample" in self._scope:
            # Which files a sample leaves out is for the run to say; their absence proves nothing.
            return
        missed: list[str] = []
        for label, tree in self._trees.items():
            if label in self._alone:
                continue
            try:
                missed += self._unrecorded(label, tree)
            except OSError as error:
                self._findings.add(
                    "E_UNFINISHED",
                    label,
                    f"a folder of the source cannot be listed: {error.strerror or type(error).__name__}",
                )
        for path in sorted(missed, key=str.encode):
            self._findings.add(
                "E_EXTRA_INPUT",
                path,
                "the source holds a file that has no record",
                "Clean the sources again, or leave the file out with --exclude.",
            )

    def _unrecorded(self, label: str, tree: Tree) -> Iterator[str]:
        prefix = f"{label}/" if label else ""
        for found in tree.walk():
            if found.kind in {"empty", "deep", "changed"} or found.name.startswith(BOOKKEEPING + "/"):
                continue
            path = found.path
            # Patterns were held against paths as they stand in a manifest.
            if short(prefix + path) not in self._recorded and selected(
                path, self._scope["include"], self._scope["exclude"]
            ):
                yield prefix + path


def _matched(given: Mapping[str, Path], labels: list[str]) -> dict[str, Path]:
    """Paths by the manifest's labels; a single path without a label is the manifest's single source."""
    if len(labels) == 1 and len(given) == 1 and next(iter(given)) == "":
        return {labels[0]: given[""]}
    for label in given:
        if label not in labels:
            shown = ", ".join(repr(known) for known in labels) or "none"
            what = f"the label {label!r}" if label else "a source without a label"
            raise SettingsError(
                f"{what} does not fit the manifest, whose sources are {shown}.",
                hint="Give each source as --source LABEL=PATH."
                if labels != [""]
                else "Give the source as --source PATH.",
            )
    return dict(given)
