"""The first pass: which files there are, which documents are in a sample.

Nothing is cleaned and no file but containers of a sampled run is opened. The plan goes to disk.
"""

from __future__ import annotations

import hashlib
import heapq
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from cleanse.config import Settings
from cleanse.corpus import Entry, Root, walk
from cleanse.errors import DocumentError
from cleanse.rule import Format
from cleanse.streams import opened


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run will do.

    Attributes:
        path: of the spooled entries.
        files: how many there are.
        size: their bytes on disk, for those that will be read.
        below: with a sample, the largest digest of a name that is in it; ``""`` for all documents.
    """

    path: Path
    files: int
    size: int
    below: str = ""

    def __iter__(self) -> Iterator[Entry]:
        """The entries, in the order of the manifest."""
        with self.path.open("rb") as stream:
            for line in stream:
                yield Entry(**json.loads(line))

    def holds(self, path: str, row: int = 0) -> bool:
        """True when a document is in the sample, or there is none."""
        return not self.below or _draw(path, row) <= self.below


def plan(sources: Sequence[Root], formats: Sequence[Format], settings: Settings, folder: Path) -> Plan:
    """Walk the sources and write down what was found.

    Args:
        sources: as `corpus.roots` gives them.
        formats: the known ones.
        settings: scope, size limit and sample.
        folder: for the spool.
    """
    path = folder / "plan.jsonl"
    files = size = 0
    with path.open("wb") as stream:
        for entry in walk(sources, formats, settings.include, settings.exclude, settings.encodings):
            files += 1
            size += 0 if entry.code else _size(entry)
            stream.write(json.dumps(asdict(entry), ensure_ascii=True).encode() + b"\n")
    whole = Plan(path, files, size)
    return Plan(path, files, size, _bound(whole, formats, settings)) if settings.sample else whole


def _bound(plan: Plan, formats: Sequence[Format], settings: Settings) -> str:
    """The largest digest among the ``sample`` smallest of all documents' names."""
    containers = {format.name: format for format in formats if format.container}
    largest_first: list[tuple[int, str]] = []
    for entry in plan:
        if entry.code:
            continue
        format = containers.get(entry.format)
        rows = _rows(entry, format, settings.max_document_bytes) if format else iter((0,))
        for row in rows:
            draw = _draw(entry.path, row)
            item = (-int(draw, 16), draw)
            if len(largest_first) < settings.sample:
                heapq.heappush(largest_first, item)
            elif item > largest_first[0]:
                heapq.heapreplace(largest_first, item)
    return largest_first[0][1] if largest_first else "0"


def _rows(entry: Entry, format: Format, limit: int) -> Iterator[int]:
    try:
        with opened(entry) as source:
            for piece in format.pieces(source.stream, limit):
                if not piece.blank:
                    yield piece.row
    except (DocumentError, OSError, EOFError):
        # The clean pass will say what is wrong with it.
        return


def _draw(path: str, row: int) -> str:
    return hashlib.sha256(f"{path}\n{row}".encode()).hexdigest()


def _size(entry: Entry) -> int:
    try:
        return Path(entry.file).stat().st_size
    except OSError:
        return 0
