"""Level ``hashes``: the bytes on disk are those on record, and nothing else is there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cleanse.manifest import BOOKKEEPING, MANIFEST
from cleanse.names import fold, unescape_name
from cleanse.receipts import LOG, PROFILE, SHA256_LIST, sha256_line
from cleanse.report import Finding
from cleanse.verification.books import Books
from cleanse.verification.compressed import Measure, inflated
from cleanse.verification.findings import Findings, MismatchError
from cleanse.verification.hints import MAX_SIZE, looks_like
from cleanse.verification.known import short
from cleanse.verification.tree import Found, OpenFile, Tree

_OWN = frozenset(f"{BOOKKEEPING}/{name}" for name in (MANIFEST, SHA256_LIST, LOG, PROFILE, "run.json"))


def check_file(file: OpenFile, blob: Mapping[str, Any], code: str) -> None:
    """The bytes of an open file are those of ``{"len","sha256"}``, and inside a .gz those of its ``plain``.

    Raises:
        MismatchError: ``code`` when they are not, with a hint about what the file looks like; ``E_TOCTOU``.
    """
    if "plain" in blob and file.size == blob["len"]:
        _check_packed(file, blob, code)
        return
    disk = Measure()
    hint = ""
    if file.size <= MAX_SIZE:
        data = file.read()
        disk.add(data)
        if not disk.equals(blob):
            hint = looks_like(data, blob["len"], blob["sha256"])
    else:
        for chunk in file.chunks():
            disk.add(chunk)
    if not disk.equals(blob):
        raise MismatchError(code, difference(disk, blob), hint)


def _check_packed(file: OpenFile, blob: Mapping[str, Any], code: str) -> None:
    disk, inner = Measure(), Measure()
    damage = ""
    chunks = disk.of(file.chunks())
    try:
        for chunk in inflated(chunks, blob["plain"]["len"]):
            inner.add(chunk)
    except MismatchError as mismatch:
        if mismatch.code != "E_HASH":
            raise
        damage = mismatch.message
    for _ in chunks:
        pass
    if not disk.equals(blob):
        raise MismatchError(code, difference(disk, blob))
    if damage or not inner.equals(blob["plain"]):
        raise MismatchError(code, damage or "what the .gz holds is not what is on record")


def difference(found: Measure, blob: Mapping[str, Any]) -> str:
    """How what was found differs from what is on record."""
    if found.size != blob["len"]:
        return f"{found.size} bytes were found, {blob['len']} are on record"
    return f"the content is not the one on record: sha256 {found.sha256()[:16]}... was found, {blob['sha256'][:16]}... is on record"


class Outputs:
    """Checks every output of a manifest, then walks the folder for what is not on record.

    Args:
        tree: the output folder.
        findings: where disagreements go.
    """

    def __init__(self, tree: Tree, findings: Findings) -> None:
        self._tree = tree
        self._findings = findings
        self._missing: dict[int, Finding] = {}
        self._listed = Measure()
        self._listing = 0
        findings.checked["outputs"] = 0

    def visit(self, number: int, record: dict[str, Any]) -> None:
        """Check the output of one record."""
        out = record.get("out")
        if out is None or "row" in record:
            return
        line = sha256_line(record)
        self._listed.add(line)
        self._listing += 1
        self._findings.count("outputs")
        path = out["path"]
        try:
            with self._tree.open(unescape_name(path)) as file:
                if file.links > 1:
                    self._findings.add(
                        "W_NLINK",
                        path,
                        f"the file has {file.links} names: what is written through another changes it",
                        "Replace it by a copy of its own.",
                        number,
                    )
                check_file(file, out, "E_HASH")
        except MismatchError as mismatch:
            self._findings.add(mismatch.code, path, f"output: {mismatch.message}", mismatch.hint, number)
            if mismatch.code == "E_MISSING":
                self._missing[short(fold(path))] = self._findings.found[-1]

    def finish(self, books: Books) -> None:
        """Walk the folder; needs the names of the whole manifest."""
        extra: list[Finding] = []
        try:
            for found in self._tree.walk():
                self._judge(found, books, extra)
        except OSError as error:
            self._findings.add(
                "E_UNFINISHED", "", f"a folder cannot be listed: {error.strerror or type(error).__name__}"
            )
        # A file that is there under a variant of its name is not missing as well.
        there = {
            id(self._missing.get(short(fold(finding.path)))) for finding in extra if finding.code == "E_NAME_VARIANT"
        }
        self._findings.found = [finding for finding in self._findings.found if id(finding) not in there]
        known = {(finding.code, finding.path) for finding in self._findings.found} if extra else set()
        extra.sort(key=lambda finding: finding.path.encode())
        self._findings.found += [finding for finding in extra if (finding.code, finding.path) not in known]
        self._check_listing()

    def _judge(self, found: Found, books: Books, extra: list[Finding]) -> None:
        path = found.path
        if found.kind == "file":
            if path.startswith(BOOKKEEPING + "/"):
                if path not in _OWN:
                    extra.append(_extra(path, "a file that no run leaves here"))
                return
            known = books.names.known(path)
            if known == "exact":
                return
            if known == "variant":
                extra.append(
                    Finding(
                        "E_NAME_VARIANT",
                        path,
                        "the name on record differs in case or normal form",
                        "Copy the folder with a tool that keeps names.",
                    )
                )
            elif _undecodable(found.name):
                extra.append(
                    Finding("E_NAME_ENCODING", path, "the name is not UTF-8, and not on record", "Remove the file.")
                )
            else:
                extra.append(_extra(path, "the file is not on record"))
        elif found.kind == "symlink":
            extra.append(
                Finding("E_SYMLINK", path, "a symbolic link; outputs are files", "Replace it by the file on record.")
            )
        elif found.kind == "special":
            extra.append(Finding("E_SPECIAL", path, "a pipe, a socket or a device; outputs are files", "Remove it."))
        elif found.kind == "empty":
            if path == BOOKKEEPING:
                return
            code = "E_NAME_ENCODING" if _undecodable(found.name) else "E_EMPTYDIR"
            extra.append(Finding(code, path, "the folder is empty; a run leaves none", "Remove it."))
        elif found.kind == "deep":
            extra.append(_extra(path, "the folder is nested deeper than any output"))
        else:
            extra.append(
                Finding(
                    "E_TOCTOU",
                    path,
                    "the folder changed while it was listed",
                    "Verify again when nothing writes there.",
                )
            )

    def _check_listing(self) -> None:
        path = f"{BOOKKEEPING}/{SHA256_LIST}"
        hint = "Write it again from the manifest, or run again."
        try:
            with self._tree.open(path) as file:
                if not self._listing:
                    self._findings.add("E_EXTRA", path, "there are no outputs to list", "Remove it.")
                    return
                blob = {"len": self._listed.size, "sha256": self._listed.sha256()}
                check_file(file, blob, "E_HASH")
        except MismatchError as mismatch:
            if mismatch.code == "E_MISSING" and not self._listing:
                return
            if mismatch.code == "E_HASH":
                mismatch.message = "the list is not the one that follows from the manifest"
            self._findings.add(mismatch.code, path, mismatch.message, mismatch.hint or hint)


def _extra(path: str, message: str) -> Finding:
    return Finding("E_EXTRA", path, message, "Remove it, or verify the folder as the run left it.")


def _undecodable(name: str) -> bool:
    return any("\udc80" <= character <= "\udcff" for character in name)
