"""The second pass: every document is read here, cleaned in a worker, and spooled when it comes back, in order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from cleanse.assemble import Assembly
from cleanse.cleaner import Cleaned, Job, why
from cleanse.config import Settings
from cleanse.corpus import Entry
from cleanse.document import Piece, read_as
from cleanse.errors import DocumentError
from cleanse.planning import Plan
from cleanse.rule import Format
from cleanse.spool import BOX, DOCUMENT, END, FILL, ROW, Line, Spool
from cleanse.staging import Staging
from cleanse.streams import Opened, opened, reading
from cleanse.workers import clean_all

Progress = Callable[[str, int, int], None]
"""Told of progress: the pass, documents done since the last call, bytes of the sources done since then."""


@dataclass(frozen=True, slots=True)
class Item:
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
    for item, result in clean_all(settings, items(plan, assembly.formats, settings), jobs):
        _spool(item, result, staging, spool)
        progress("clean", int(item.kind in {DOCUMENT, ROW}), item.size)
    spool.flush()


def items(plan: Plan, formats: Mapping[str, Format], settings: Settings) -> Iterator[Item]:
    """Every document of a plan, in its order, with the marks that containers need."""
    for entry in plan:
        if not entry.code and not formats[entry.format].container and not plan.holds(entry.path):
            continue
        if entry.code:
            error = DocumentError(entry.code, entry.why, skipped=not entry.failed)
            yield Item(DOCUMENT, entry, error=error)
            continue
        try:
            with opened(entry) as source:
                format = formats[entry.format]
                if format.container:
                    yield from _container(entry, format, source, plan, settings)
                else:
                    yield _document(entry, format, source, settings)
        except DocumentError as error:
            yield Item(DOCUMENT, entry, error=error)


def _document(entry: Entry, format: Format, source: Opened, settings: Settings) -> Item:
    with reading():
        piece = read_as(next(iter(format.pieces(source.stream, settings.max_document_bytes))), entry.encoding)
    sums = source.sums()
    return Item(DOCUMENT, entry, Job(piece, entry.format, entry.packed), piece, sums=sums, size=source.disk.size)


def _container(entry: Entry, format: Format, source: Opened, plan: Plan, settings: Settings) -> Iterator[Item]:
    """A container's rows between two marks; an error behind the first takes all of it back."""
    yield Item(BOX, entry)
    done = 0
    try:
        with reading():
            for piece in format.pieces(source.stream, settings.max_document_bytes):
                size, done = source.disk.size - done, source.disk.size
                if piece.blank:
                    yield Item(FILL, entry, piece=piece, size=size)
                elif plan.holds(entry.path, piece.row):
                    yield Item(ROW, entry, Job(read_as(piece, entry.encoding), entry.format), piece, size=size)
        yield Item(END, entry, sums=source.sums())
    except DocumentError as error:
        yield Item(END, entry, error=error)


def _spool(item: Item, result: Cleaned | DocumentError | None, staging: Staging, spool: Spool) -> None:
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


def _spool_document(item: Item, result: Cleaned | DocumentError | None, staging: Staging, spool: Spool) -> None:
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


def _made(result: Cleaned | DocumentError | None) -> Cleaned:
    if isinstance(result, Cleaned):
        return result
    error = result if result is not None else DocumentError("lost", "no worker gave it back.")
    return Cleaned(why(error))
