"""Level ``replay``: every output byte follows from the source and the edits on record.

No rule runs. The source is decoded as the record says, the edits are made, and the digest of what
comes out is held against the record. Outputs on disk are the business of `hashes`, which always runs as well.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from typing import Any

from cleanse.report import Finding
from cleanse.verification.books import Line
from cleanse.verification.compressed import Measure, inflated
from cleanse.verification.containers import Container
from cleanse.verification.findings import Findings, MismatchError
from cleanse.verification.hashes import check_file, difference
from cleanse.verification.hints import MAX_SIZE, looks_like
from cleanse.verification.images import OpaqueImageError, image_of, require, text_of
from cleanse.verification.sources import SOURCE_HINT, Sources
from cleanse.verification.tree import OpenFile


class Replay:
    """Replays the records of a manifest in order.

    Args:
        sources: of the run.
        findings: where disagreements go.
        sampled: true when the run took a sample.
    """

    def __init__(self, sources: Sources, findings: Findings, *, sampled: bool) -> None:
        self._sources = sources
        self._findings = findings
        self._sampled = sampled
        self._open = ExitStack()
        self._container: Container | None = None
        self._box: tuple[int, str] = (0, "")
        self._rows: list[Finding] = []
        findings.checked["replayed"] = 0
        findings.checked["opaque"] = 0

    def visit(self, line: Line) -> None:
        """Replay one record."""
        number, _, record, balanced = line
        if "row" in record:
            self._row(line)
            return
        self.close()
        self._sources.note(record)
        path = record["path"]
        try:
            if "in" not in record:
                self._sources.exists(path)
            elif "box" in record:
                self._begin(number, record)
            else:
                file = self._sources.open(path)
                if file is not None:
                    with file:
                        self._findings.count("sources")
                        self._document(record, file, balanced=balanced)
        except OpaqueImageError:
            self._findings.count("opaque")
        except MismatchError as mismatch:
            if mismatch.code == "E_REPLAY":
                self._findings.add(mismatch.code, path, mismatch.message, line=number)
            else:
                self._sources.report(mismatch, path, number)

    def _document(self, record: Mapping[str, Any], file: OpenFile, *, balanced: bool) -> None:
        source = record["in"]
        state = record["st"]
        if not balanced:
            check_file(file, source, "E_SOURCE_HASH")
            return
        if state in {"failed", "skipped"} or (state == "same" and "t" not in record):
            check_file(file, source, "E_SOURCE_HASH")
            self._findings.checked["replayed"] += state == "same"
            return
        if "t" in record and record["t"][-1][0] == "opaque":
            check_file(file, source, "E_SOURCE_HASH")
            raise OpaqueImageError
        if file.size != source["len"]:
            check_file(file, source, "E_SOURCE_HASH")
        plain = unpacked(file, source)
        text = text_of(record, image_of(record, plain))
        if state == "dropped":
            require(text, record["text"], "text that was judged")
        else:
            require(text, record["out"].get("plain", record["out"]), "output")
        self._findings.count("replayed")

    def _begin(self, number: int, record: Mapping[str, Any]) -> None:
        file = self._sources.open(record["path"])
        self._box = number, record["path"]
        if file is not None:
            self._open.enter_context(file)
            self._findings.count("sources")
            self._container = Container(record, file, sampled=self._sampled)

    def _row(self, line: Line) -> None:
        number, _, record, balanced = line
        if self._container is None:
            return
        try:
            self._container.row(record, balanced=balanced)
            self._findings.checked["replayed"] += record["st"] not in {"failed", "skipped"}
        except OpaqueImageError:
            if balanced:
                self._findings.count("opaque")
        except MismatchError as mismatch:
            self._rows.append(Finding(mismatch.code, record["path"], mismatch.message, mismatch.hint, number))

    def close(self) -> None:
        """Finish the container that is open."""
        container, self._container = self._container, None
        rows, self._rows = self._rows, []
        if container is None:
            self._open.close()
            return
        number, path = self._box
        try:
            if not container.end():
                raise MismatchError("E_SOURCE_HASH", "the content is not the one on record", SOURCE_HINT)
            self._findings.found += rows
            if container.unrecorded:
                shown = ", ".join(map(str, container.unrecorded[:5]))
                self._findings.add(
                    "E_EXTRA_INPUT",
                    path,
                    f"{len(container.unrecorded)} lines of the source have no record (line {shown})",
                    line=number,
                )
            if not rows and not container.unrecorded:
                container.compare()
        except MismatchError as mismatch:
            code = "E_SOURCE_HASH" if mismatch.code == "E_HASH" else mismatch.code
            what = "" if code == "E_REPLAY" else "source: "
            self._findings.add(code, path, what + mismatch.message, mismatch.hint, number)
        finally:
            self._open.close()


def unpacked(file: OpenFile, source: Mapping[str, Any]) -> bytes:
    """The plain bytes of a source, checked against the record.

    Raises:
        MismatchError: ``E_SOURCE_HASH`` or ``E_TOCTOU``.
    """
    disk = Measure()
    data = file.read()
    disk.add(data)
    if not disk.equals(source):
        hint = looks_like(data, source["len"], source["sha256"]) if len(data) <= MAX_SIZE else ""
        raise MismatchError("E_SOURCE_HASH", difference(disk, source), hint)
    if "plain" not in source:
        return data
    inner = Measure()
    try:
        plain = b"".join(inner.of(inflated([data], source["plain"]["len"])))
    except MismatchError as mismatch:
        raise MismatchError("E_SOURCE_HASH", mismatch.message) from None
    if not inner.equals(source["plain"]):
        raise MismatchError("E_SOURCE_HASH", "what the .gz holds is not what is on record")
    return plain
