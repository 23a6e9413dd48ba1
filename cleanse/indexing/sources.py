"""Sources on disk become signatures: named, cleaned, signed.

Texts are compared as they are, or as a run would clean them, which the index's book says. Documents are named by the label of their source, their path below it and
their row; a folder without a label is labelled by its own name, since an index outlives the run that fills it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import cast

import numpy as np

from cleanse.cleaner import Cleaned, Cleaner, Job
from cleanse.config import Settings
from cleanse.corpus import Entry, Root, roots, walk
from cleanse.dedup.index.book import Book
from cleanse.dedup.index.drafts import Cut, cut
from cleanse.dedup.index.lookup import Work
from cleanse.dedup.index.scheme import Scheme
from cleanse.dedup.index.signing import signed
from cleanse.dedup.signatures import layout
from cleanse.document import read_as
from cleanse.errors import DocumentError
from cleanse.names import from_system
from cleanse.rule import Format
from cleanse.streams import opened, reading
from cleanse.workers import clean_all

Progress = Callable[[str, int, int], None]
"""Told of progress: the pass, documents done since the last call, bytes of the sources done since then."""

Wanted = Mapping[str, set[int]]
"""Rows by path; row 0 for a whole file."""


@dataclass(slots=True)
class Tally:
    """What became of the documents of sources.

    Attributes:
        documents: that were read.
        dropped: by a rule, in cleaning.
        skipped: left alone on purpose, such as files of no known format.
        failed: that could not be read or cleaned.
        failures: the first of them, with the reason.
        present: in the index already, the same text under the same name.
        exact: with the same text as another document of the index.
        near: like another document of the index, by an estimate.
        added: to the index.
        work: of the look-ups.
    """

    documents: int = 0
    dropped: int = 0
    skipped: int = 0
    failed: int = 0
    failures: list[tuple[str, str]] = field(default_factory=list)
    present: int = 0
    exact: int = 0
    near: int = 0
    added: int = 0
    work: Work = field(default_factory=Work)


def labelled(sources: Sequence[str]) -> list[Root]:
    """Sources with their labels; a folder without one is labelled by its name.

    Raises:
        SettingsError: a path does not exist, a label cannot be one, or two sources have the same.
    """
    found = []
    for root in roots(sources):
        name = from_system(root.path.resolve().name)
        found.append(root if root.label or not root.path.is_dir() else replace(root, label=name))
    return found


def read_like(book: Book, settings: Settings) -> Settings:
    """Settings to read documents by for an index: without rules, when its texts are compared as they are."""
    settings = replace(settings, sample=0, duplicates="mark")
    return settings if book.steps else replace(settings, without=settings.steps, detector="", languages=())


@dataclass(frozen=True, slots=True)
class Item:
    """A document on its way: with a job, or with the reason why it has none."""

    path: str
    row: int = 0
    job: Job | None = None
    error: DocumentError | None = None
    size: int = 0


def items(
    found: Sequence[Root], formats: Mapping[str, Format], settings: Settings, wanted: Wanted | None = None
) -> Iterator[Item]:
    """The documents of sources, in the order of a manifest.

    Args:
        found: the sources.
        formats: by name.
        settings: which files are read, and how.
        wanted: rows by path, when others are not to be read; ``None`` for all documents.
    """
    for entry in walk(found, tuple(formats.values()), settings.include, settings.exclude, settings.encodings):
        if wanted is not None and entry.path not in wanted:
            continue
        if entry.code:
            yield Item(entry.path, error=DocumentError(entry.code, entry.why, skipped=not entry.failed))
            continue
        try:
            for item in _pieces(entry, formats[entry.format], settings):
                if wanted is None or item.row in wanted[entry.path]:
                    yield item
        except DocumentError as error:
            yield Item(entry.path, error=error)


def _pieces(entry: Entry, format: Format, settings: Settings) -> Iterator[Item]:
    with opened(entry) as source, reading():
        done = 0
        for piece in format.pieces(source.stream, settings.max_document_bytes):
            size, done = source.disk.size - done, source.disk.size
            if not piece.blank:
                job = Job(read_as(piece, entry.encoding), entry.format)
                yield Item(entry.path, piece.row if format.container else 0, job, size=size)


def cut_documents(
    found: Sequence[Root],
    settings: Settings,
    jobs: int,
    tally: Tally,
    progress: Progress,
    scheme: Scheme,
    together: int,
) -> Iterator[Cut]:
    """The documents that stay after cleaning, cut, so many at once."""
    source = _signatures(found, settings, jobs, tally, progress)
    while part := list(islice(source, together)):
        rows = np.frombuffer(b"".join(signature for _, _, signature in part), layout())
        yield cut(scheme, signed([(path, row) for path, row, _ in part], rows))


def _signatures(
    found: Sequence[Root], settings: Settings, jobs: int, tally: Tally, progress: Progress
) -> Iterator[tuple[str, int, bytes]]:
    stream = items(found, dict(Cleaner(settings).assembly.formats), settings)
    for item, result in clean_all(settings, stream, jobs):
        progress("sign", 1, item.size)
        error = _error(item, result)
        if error is not None:
            tally.skipped += error.skipped
            tally.failed += not error.skipped
            if not error.skipped and len(tally.failures) < 10:
                tally.failures.append((shown(item.path, item.row), error.message))
            continue
        tally.documents += 1
        if isinstance(result, Cleaned) and result.signature is not None:
            yield item.path, item.row, result.signature
        else:
            tally.dropped += 1


def _error(item: Item, result: Cleaned | DocumentError | None) -> DocumentError | None:
    """Why a document was not cleaned; ``None`` when it was."""
    if isinstance(result, DocumentError):
        return result
    if isinstance(result, Cleaned) and "why" in result.record:
        why = cast("tuple[str, str]", result.record["why"])
        return DocumentError(why[0], why[1], skipped=result.record["st"] == "skipped")
    return item.error


def shown(path: str, row: int) -> str:
    """The name of a document, for people."""
    return f"{path}, row {row}" if row else path
