"""The last pass: containers are put together, dropped outputs taken away, the manifest written."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, cast

from cleanse.assemble import Assembly
from cleanse.deciding import Decisions, Duplicate
from cleanse.errors import UnfinishedError
from cleanse.manifest import MANIFEST, ManifestWriter
from cleanse.receipts import SHA256_LIST, sha256_line
from cleanse.spool import BOX, DOCUMENT, END, FILL, ROW, Line, Spool
from cleanse.staging import Staging
from cleanse.streams import gzip_stream

FAILURES_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Published:
    """A finished manifest.

    Attributes:
        manifest: its path, in the staging place.
        manifest_sha256: of its bytes.
        footer: its last line.
        failures: path and sentence of the first failed documents.
    """

    manifest: Path
    manifest_sha256: str
    footer: dict[str, Any]
    failures: Sequence[tuple[str, str]]


@dataclass(slots=True)
class _Books:
    writer: ManifestWriter
    listing: BinaryIO
    failures: list[tuple[str, str]] = field(default_factory=list)
    listed: int = 0

    def add(self, record: dict[str, Any]) -> None:
        self.writer.add(record)
        if line := sha256_line(record):
            self.listing.write(line)
            self.listed += 1
        if record.get("st") == "failed" and len(self.failures) < FAILURES_SHOWN:
            row = f", row {record['row']}" if "row" in record else ""
            self.failures.append((record["path"] + row, record["why"][1]))


class _Hashing:
    """Passes bytes on, counting and hashing them."""

    def __init__(self, stream: BinaryIO | gzip.GzipFile) -> None:
        self._stream = stream
        self._digest = hashlib.sha256()
        self.size = 0

    def write(self, data: bytes) -> int:
        self._stream.write(data)
        self._digest.update(data)
        self.size += len(data)
        return len(data)

    def flush(self) -> None:
        self._stream.flush()

    def sums(self) -> dict[str, Any]:
        return {"len": self.size, "sha256": self._digest.hexdigest()}


def write_manifest(
    spool: Spool, decisions: Decisions, head: dict[str, Any], staging: Staging, assembly: Assembly
) -> Published:
    """Write the records in order, and the outputs that had to wait for the decisions."""
    manifest = staging.books / MANIFEST
    listing = staging.books / SHA256_LIST
    with manifest.open("wb") as raw, listing.open("wb") as list_stream:
        stream = _Hashing(raw)
        books = _Books(ManifestWriter(cast("BinaryIO", stream), head), list_stream)
        for place, after, line in spool.lines():
            if line.kind == DOCUMENT:
                books.add(_decided(place, line, decisions, assembly))
                if place in decisions.dropped:
                    _unlink(staging.at(line.out), staging.tree)
            elif line.kind == BOX:
                books.add(_assemble_box(spool, line, after, decisions, staging))
            elif line.kind == ROW:
                books.add(_decided(place, line, decisions, assembly))
        footer = books.writer.finish()
    if not books.listed:
        listing.unlink()
    return Published(manifest, stream.sums()["sha256"], footer, books.failures)


def _decided(place: int, line: Line, decisions: Decisions, assembly: Assembly) -> dict[str, Any]:
    """A record with what was decided about its duplicates."""
    record = line.record
    found = decisions.found.get(place)
    if found is None:
        return record
    if place not in decisions.dropped:
        evidence = _witness(found)
        return {**record, "facts": {**record.get("facts", {}), found.rule: evidence}}
    out = record["out"]
    text = out.get("plain", out)
    drop = {"by": assembly.index[found.rule], **_witness(found)}
    kept = {key: value for key, value in record.items() if key != "out"}
    return {**kept, "st": "dropped", "drop": drop, "text": {"len": text["len"], "sha256": text["sha256"]}}


def _witness(found: Duplicate) -> dict[str, Any]:
    overlap = found.overlap
    sizes = [overlap.one, overlap.other]
    return {"kind": found.kind, "of": found.of, "both": overlap.both, "either": overlap.either, "sizes": sizes}


def _assemble_box(spool: Spool, box: Line, start: int, decisions: Decisions, staging: Staging) -> dict[str, Any]:
    """Put a container together from the rows that stay; its record."""
    path = staging.place(box.out)
    rows = stay = 0
    ends: dict[str, Any] | None = None
    with ExitStack() as stack:
        disk = _Hashing(stack.enter_context(path.open("wb")))
        plain = _Hashing(stack.enter_context(gzip_stream(cast("BinaryIO", disk)))) if box.packed else disk
        offset = spool.box_rows
        for place, _, line in spool.lines(start):
            if line.kind == END:
                ends = line.record
                break
            rows += line.kind == ROW
            if line.kind == FILL or (line.kind == ROW and "out" in line.record and place not in decisions.dropped):
                plain.write(spool.row(offset, line.taken))
                stay += line.kind == ROW
            offset += line.taken
        spool.box_rows = offset
    if ends is None:
        raise UnfinishedError(f"{box.record['path']}: its rows were not spooled to the end.", hint="Run again.")
    record = {**box.record, "rows": rows, "in": ends}
    if not stay:
        _unlink(path, staging.tree)
        return record
    sums = {**disk.sums(), **({"plain": plain.sums()} if box.packed else {})}
    return {**record, "out": {**sums, "path": box.out}}


def _unlink(path: Path, top: Path) -> None:
    """Remove a file, and the folders that it leaves empty."""
    path.unlink(missing_ok=True)
    for folder in path.parents:
        if folder == top:
            return
        with suppress(OSError):
            folder.rmdir()
