"""Does an index hold what its book says? Every digest, and beyond digests whether answers can be right.

Memory: a byte for each document of the largest segment, and some 100 MB.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from cleanse.dedup.index.blooms import passing
from cleanse.dedup.index.book import Book, leftovers, read_book
from cleanse.dedup.index.keys import KEY_BITS
from cleanse.dedup.index.segments import DOCUMENT, Segment
from cleanse.dedup.index.tables import CROWD, pieces
from cleanse.errors import SettingsError, StoreError
from cleanse.names import escape_name
from cleanse.report import EXIT_FINISHED, EXIT_FOUND, Finding, Report

UNUSABLE = 6
"""The exit status when there is no book to go by; the same as when a manifest cannot be used."""

_RESTORE = "Restore it from a copy, or build the index anew."


def audit(folder: Path) -> Report:
    """Check an index against its book.

    Findings: ``E_NO_INDEX``, and what is wrong with a book (``E_TRUNC``, ``E_HASH``, ``E_SCHEMA``, ``E_VERSION``,
    ``E_UNREADABLE``), make it unusable, status 6. What is wrong with a segment (``E_MISSING``, ``E_TRUNC``, ``E_FOREIGN``,
    ``E_SCHEME``, ``E_HASH``, ``E_PATHS``, ``E_KEYS``) has status 1. ``W_LEFTOVER``, a file that a killed
    process left behind, fails nothing.
    """
    try:
        book = read_book(folder)
    except SettingsError as error:
        return Report("index", [Finding("E_NO_INDEX", "", error.message, error.hint)], status=UNUSABLE)
    except StoreError as error:
        return Report("index", [Finding(error.code, "", error.message, error.hint)], status=UNUSABLE)
    findings = list(_segments(folder, book))
    failed = bool(findings)
    findings += [
        Finding("W_LEFTOVER", escape_name(path.name), "a killed process left it", "The next `add` removes it.")
        for path in leftovers(folder, book)
    ]
    checked = {"documents": book.documents, "segments": len(book.segments), "bytes": book.size}
    return Report("index", findings, checked, EXIT_FOUND if failed else EXIT_FINISHED)


def _segments(folder: Path, book: Book) -> Iterator[Finding]:
    for name, sealed in book.segments:
        try:
            segment = Segment(folder / name, book.scheme, sealed)
        except StoreError as error:
            yield Finding(error.code, name, error.message, error.hint)
            continue
        except OSError as error:
            yield Finding("E_UNREADABLE", name, f"it cannot be read: {(error.strerror or '').lower()}")
            continue
        try:
            damaged = list(_digests(segment, name))
            yield from damaged
            if not damaged:
                # What is checked below was written by this program: digests that hold leave it only its own mistakes.
                yield from _paths(segment, name)
                for table in range(book.scheme.tables):
                    yield from _table(segment, name, table)
        except (StoreError, OSError) as error:
            yield Finding("E_UNREADABLE", name, f"it cannot be read to its end: {error}", _RESTORE)
        finally:
            segment.close()


def _digests(segment: Segment, name: str) -> Iterator[Finding]:
    for part in segment.parts:
        try:
            for _ in segment.blocks_of(part):
                pass
        except StoreError:
            yield Finding("E_HASH", name, f"its part {part} is not what was written", _RESTORE)
    if any(gap.strip(b"\0") for gap in segment.gaps()):
        yield Finding("E_HASH", name, "something was written between its parts", _RESTORE)


def _paths(segment: Segment, name: str) -> Iterator[Finding]:
    ends = segment.path_ends.astype(np.int64)
    if len(ends) == 0 or (np.diff(ends) < 0).any() or int(ends[-1]) != segment.parts["paths"].size:
        yield Finding("E_PATHS", name, "its paths do not end where they should", _RESTORE)
        return
    for block in segment.blocks_of("documents", DOCUMENT.itemsize << 18):
        numbers = np.frombuffer(block, DOCUMENT)["path"]
        if int(numbers.max()) >= len(ends):
            yield Finding("E_PATHS", name, "a document has no path", _RESTORE)
            return


def _table(segment: Segment, name: str, number: int) -> Iterator[Finding]:
    def wrong(what: str) -> Finding:
        return Finding("E_KEYS", name, f"table {number}: {what}", _RESTORE)

    table = segment.table(number)
    starts = table.directory.astype(np.int64)
    if int(starts[0]) != 0 or int(starts[-1]) != len(segment) or (np.diff(starts) < 0).any():
        yield wrong("the directory does not add up")
        return
    seen = np.zeros(len(segment), np.bool_)
    bloom = segment.bloom(number)
    shift = np.uint64(KEY_BITS - table.bits)
    for piece in pieces(table.starts()):
        keys, rows = piece.unpacked(table.packed(piece, 0))
        if not len(rows):
            continue
        if int(rows.max()) >= len(segment):
            yield wrong("a key leads to no document")
            return
        seen[rows] = True
        ascending = keys[1:] > keys[:-1]
        # Within a crowded bucket rows are in another order.
        in_row_order = (keys[1:] == keys[:-1]) & (rows[1:] > rows[:-1])
        crowded = np.zeros(len(keys) - 1, np.bool_)
        if len(keys) > CROWD:
            for key in np.unique(keys[CROWD:][keys[CROWD:] == keys[:-CROWD]]):
                start, end = np.searchsorted(keys, [key, key + np.uint64(1)])
                order = table.prefixes(rows[start:end])
                crowded[start : end - 1] = (order[1:] > order[:-1]) | (
                    (order[1:] == order[:-1]) & (rows[start + 1 : end] > rows[start : end - 1])
                )
                in_row_order[start : end - 1] = False
        if not (ascending | in_row_order | crowded).all():
            yield wrong("keys are out of order")
            return
        cells = (keys >> shift).astype(np.int64)
        place = int(table.starts()[piece.first]) + np.arange(len(keys))
        if not ((starts[cells] <= place) & (place < starts[cells + 1])).all():
            yield wrong("the directory points beside the keys")
            return
        if len(passing(bloom, keys)) != len(keys):
            yield wrong("the filter denies a key that is there")
            return
        if number == 0:
            digests = np.ascontiguousarray(segment.documents["digest"][rows]).view("<u8").reshape(-1, 2)
            if (digests[:, 0] >> np.uint64(64 - KEY_BITS) != keys).any():
                yield wrong("a key is not that of its text")
                return
    if not seen.all():
        yield wrong("a document has no key")
