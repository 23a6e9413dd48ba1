"""A run: plan, clean, decide, publish.

Each pass is a function. What passes from one to the next lies on disk, in the order of the manifest,
so memory grows with a batch and, for duplicates, with some hundred bytes a document.
"""

from __future__ import annotations

import json
import os
import platform
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cleanse.assemble import Assembly, assemble, header
from cleanse.cleaner import Cleaned, Job, why
from cleanse.config import Settings
from cleanse.corpus import BOOKKEEPING, Entry, Opened, opened, reading, roots
from cleanse.deciding import Decisions, decide
from cleanse.document import Piece
from cleanse.errors import DocumentError
from cleanse.planning import Plan, plan
from cleanse.publishing import Published, write_manifest
from cleanse.receipts import LOG, append_log
from cleanse.rule import Format
from cleanse.spool import BOX, DOCUMENT, END, FILL, ROW, Line, Spool
from cleanse.staging import Staging, check_output, disk_errors, durable, publish, staged
from cleanse.workers import Result, clean_here, clean_in_workers

Progress = Callable[[str, int, int], None]
"""Told of progress: the pass, documents done since the last call, bytes of the sources done since then."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What a run did.

    Attributes:
        out: the output folder.
        manifest: the manifest's path.
        counts: documents by state: ``same``, ``edited``, ``dropped``, ``failed``, ``skipped``.
        bytes: the footer's sums.
        ledger: per rule id ``(documents, spans, deleted, inserted)``, most bytes first.
        clusters: of duplicates.
        failures: the first few failed documents: path and sentence.
        notes: what a person should know, such as a bound that gave something up.
        seconds: wall-clock time.
    """

    out: Path
    manifest: Path
    counts: Mapping[str, int]
    bytes: Mapping[str, int]
    ledger: Mapping[str, tuple[int, int, int, int]]
    clusters: int
    failures: Sequence[tuple[str, str]]
    notes: Sequence[str]
    seconds: float

    @property
    def kept(self) -> int:
        """Documents that stay."""
        return self.counts["same"] + self.counts["edited"]


def run(
    sources: Sequence[str],
    out: Path,
    settings: Settings,
    *,
    jobs: int = 1,
    force: bool = False,
    progress: Progress = lambda _pass, _documents, _bytes: None,
    started: Callable[[int, int], None] = lambda _files, _bytes: None,
) -> Summary:
    """Clean sources into a new output folder.

    Args:
        sources: paths, or ``LABEL=PATH``.
        out: the output folder; see `staging.check_output`.
        settings: what to do.
        jobs: worker processes; 0 cleans in this process.
        force: replace the output of an earlier run.
        progress: called as documents are done.
        started: called with the number of files and their bytes, when they are known.

    Raises:
        SettingsError: something asked for cannot be done; nothing was written.
        UnfinishedError: the run could not finish; nothing was published.

    >>> import tempfile
    >>> from pathlib import Path
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     source = Path(folder, "in")
    ...     source.mkdir()
    ...     _ = Path(source, "a.txt").write_text("The ferry sails at noon, said the harbour master.\\r\\n", newline="")
    ...     summary = run([str(source)], Path(folder, "out"), Settings(), jobs=0)
    ...     cleaned = Path(folder, "out", "a.txt").read_text()
    >>> summary.kept, dict(summary.ledger), cleaned
    (1, {'text/newlines': (1, 1, 1, 0)}, 'The ferry sails at noon, said the harbour master.\\n')
    """
    begun = time.time()
    clock = time.perf_counter()
    found = roots(sources)
    check_output(out, found, force)
    assembly = assemble(settings)
    with staged(out) as staging, disk_errors():
        the_plan = plan(found, tuple(assembly.formats.values()), settings, staging.work)
        started(the_plan.files, the_plan.size)
        spool = Spool(staging.work)
        try:
            clean(the_plan, assembly, settings, staging, spool, jobs, progress)
            decisions = decide(spool, settings, staging, assembly)
            progress("publish", 0, 0)
            scope = header(settings, assembly, [root.label for root in found])
            published = write_manifest(spool, decisions, scope, staging, assembly)
        finally:
            spool.close()
        previous = _previous_log(out)
        append_log(staging.books / LOG, previous, published.manifest_sha256, published.footer["outputs_root"])
        _write_run(staging.books / "run.json", begun, clock, jobs)
        durable(published.manifest)
        publish(staging, out)
    return _summary(out, published, decisions, assembly, time.perf_counter() - clock)


@dataclass(frozen=True, slots=True)
class _Item:
    """One step of the clean pass: a document with its job, or a mark in the stream without one."""

    kind: str
    entry: Entry
    job: Job | None = None
    piece: Piece | None = None
    error: DocumentError | None = None
    sums: Mapping[str, object] | None = None
    size: int = 0


def clean(
    plan: Plan, assembly: Assembly, settings: Settings, staging: Staging, spool: Spool, jobs: int, progress: Progress
) -> None:
    """Read every document, clean it in a worker, and spool what comes back in order."""
    items = _items(plan, assembly.formats, settings)
    results = clean_in_workers(settings, items, jobs) if jobs else clean_here(settings, items)
    for item, result in results:
        _spool(item, result, staging, spool)
        progress("clean", int(item.kind in {DOCUMENT, ROW}), item.size)
    spool.flush()


def _items(plan: Plan, formats: Mapping[str, Format], settings: Settings) -> Iterator[_Item]:
    for entry in plan:
        if not entry.code and not formats[entry.format].container and not plan.holds(entry.path):
            continue
        if entry.code:
            error = DocumentError(entry.code, entry.why, skipped=not entry.failed)
            yield _Item(DOCUMENT, entry, error=error)
            continue
        try:
            with opened(entry) as source:
                format = formats[entry.format]
                if format.container:
                    yield from _container(entry, format, source, plan, settings)
                else:
                    yield _document(entry, format, source, settings)
        except DocumentError as error:
            yield _Item(DOCUMENT, entry, error=error)


def _document(entry: Entry, format: Format, source: Opened, settings: Settings) -> _Item:
    with reading():
        piece = next(iter(format.pieces(source.stream, settings.max_document_bytes)))
    sums = source.sums()
    return _Item(DOCUMENT, entry, Job(piece, entry.format, entry.packed), piece, sums=sums, size=source.disk.size)


def _container(entry: Entry, format: Format, source: Opened, plan: Plan, settings: Settings) -> Iterator[_Item]:
    """A container's rows between two marks; an error behind the first takes all of it back."""
    yield _Item(BOX, entry)
    done = 0
    try:
        with reading():
            for piece in format.pieces(source.stream, settings.max_document_bytes):
                size, done = source.disk.size - done, source.disk.size
                if piece.blank:
                    yield _Item(FILL, entry, piece=piece, size=size)
                elif plan.holds(entry.path, piece.row):
                    yield _Item(ROW, entry, Job(piece, entry.format), piece, size=size)
        yield _Item(END, entry, sums=source.sums())
    except DocumentError as error:
        yield _Item(END, entry, error=error)


def _spool(item: _Item, result: Result, staging: Staging, spool: Spool) -> None:
    entry = item.entry
    if item.kind == DOCUMENT:
        _spool_document(item, result, staging, spool)
    elif item.kind == BOX:
        spool.mark()
        spool.add(Line(BOX, {"path": entry.path, "box": entry.format}, entry.out, entry.packed))
    elif item.kind == FILL and item.piece is not None:
        spool.add(Line(FILL, {}), item.piece.data + item.piece.end)
    elif item.kind == ROW and item.piece is not None:
        made = _made(result)
        row = made.output + item.piece.end if made.output is not None else b""
        spool.add(Line(ROW, {"path": entry.path, **made.record}, entry.format, size=made.size), row, made.signature)
    elif item.error is not None:
        spool.forget()
        spool.add(Line(DOCUMENT, {"path": entry.path, **why(item.error)}))
    else:
        spool.add(Line(END, dict(item.sums or {})))


def _spool_document(item: _Item, result: Result, staging: Staging, spool: Spool) -> None:
    entry = item.entry
    record: dict[str, Any] = {"path": entry.path}
    if item.error is not None:
        spool.add(Line(DOCUMENT, {**record, **why(item.error)}))
        return
    made = _made(result)
    record |= {"in": dict(item.sums or {}), **made.record}
    if made.output is not None:
        record["out"]["path"] = entry.out
        staging.place(entry.out).write_bytes(made.output)
    spool.add(Line(DOCUMENT, record, entry.out, entry.packed, size=made.size), signature=made.signature)


def _made(result: Result) -> Cleaned:
    if isinstance(result, Cleaned):
        return result
    error = result if result is not None else DocumentError("lost", "no worker gave it back.")
    return Cleaned(why(error))


def _previous_log(out: Path) -> bytes:
    path = out / BOOKKEEPING / LOG
    return path.read_bytes() if path.is_file() else b""


def _write_run(path: Path, begun: float, clock: float, jobs: int) -> None:
    """What differs from run to run; covered by no digest."""
    volatile = {
        "started": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(begun)),
        "seconds": round(time.perf_counter() - clock, 3),
        "cpu_seconds": round(time.process_time(), 3),
        "command": sys.argv,
        "jobs": jobs,
        "host": platform.node(),
        "system": platform.platform(),
        "pid": os.getpid(),
    }
    path.write_text(json.dumps(volatile, indent=1, ensure_ascii=True) + "\n", encoding="utf-8")


def _summary(out: Path, published: Published, decisions: Decisions, assembly: Assembly, seconds: float) -> Summary:
    footer = published.footer
    ledger = {
        assembly.table[rule][0]: (documents, spans, deleted, inserted)
        for rule, documents, spans, deleted, inserted in footer["ledger"]
    }
    return Summary(
        out=out,
        manifest=out / BOOKKEEPING / "manifest.jsonl",
        counts=footer["n"],
        bytes=footer["bytes"],
        ledger=dict(sorted(ledger.items(), key=lambda item: (-item[1][2], item[0]))),
        clusters=decisions.clusters,
        failures=published.failures,
        notes=decisions.notes,
        seconds=seconds,
    )
