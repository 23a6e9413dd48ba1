"""What a run keeps on disk between its passes: records, the bytes of rows, signatures.

Memory then grows with one batch, not with the corpus. Everything is appended in the order of the
manifest, so that the later passes read from front to back.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

DOCUMENT = "document"
BOX = "box"
ROW = "row"
FILL = "fill"
END = "end"


@dataclass(slots=True)
class Line:
    """One line of the spool.

    Attributes:
        kind: ``document`` (a file), ``box`` (a container starts), ``row``, ``fill`` (bytes of a container that are no row), ``end``.
        record: the manifest's record so far.
        out: the output's path for ``document`` and ``box``, the name of the format for ``row``.
        packed: true when the output is gzipped.
        taken: how many bytes of the rows' file belong to it.
        signature: where its signature stands, counted in signatures; -1 for none.
        size: bytes of the cleaned text.
    """

    kind: str
    record: dict[str, Any]
    out: str = ""
    packed: bool = False
    taken: int = 0
    signature: int = -1
    size: int = 0

    def encode(self) -> bytes:
        """One line of JSON."""
        row = [self.kind, self.record, self.out, self.packed, self.taken, self.signature, self.size]
        return json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def decode_line(line: bytes) -> Line:
    """What `Line.encode` wrote."""
    return Line(*json.loads(line))


class Spool:
    """Lines, rows and signatures in a folder.

    Args:
        folder: exists and is empty.

    Attributes:
        signed: how many signatures there are.
        box_rows: where the rows of the next container start, for the pass that puts containers together.
    """

    def __init__(self, folder: Path) -> None:
        self.signatures_path = folder / "signatures"
        self._lines = (folder / "records.jsonl").open("w+b")
        self._rows = (folder / "rows").open("w+b")
        self._signatures = self.signatures_path.open("w+b")
        self.signed = 0
        self.box_rows = 0
        self._mark = (0, 0)

    def add(self, line: Line, data: bytes = b"", signature: bytes | None = None) -> None:
        """Append a line, its bytes and its signature."""
        if signature is not None:
            line.signature = self.signed
            self._signatures.write(signature)
            self.signed += 1
        if data:
            line.taken = len(data)
            self._rows.write(data)
        self._lines.write(line.encode())

    def mark(self) -> None:
        """Remember this place, for `forget`."""
        self._mark = (self._lines.tell(), self._rows.tell())

    def forget(self) -> None:
        """Take back the lines since `mark`: a container turned out to be unreadable."""
        lines, rows = self._mark
        self._lines.seek(lines)
        self._lines.truncate()
        self._rows.seek(rows)
        self._rows.truncate()

    def flush(self) -> None:
        """Before others read the files."""
        for stream in (self._lines, self._rows, self._signatures):
            stream.flush()

    def lines(self, place: int = 0) -> Iterator[tuple[int, int, Line]]:
        """Lines from an offset on, each with its offset and the one after it."""
        self._lines.flush()
        self._lines.seek(place)
        while line := self._lines.readline():
            after = place + len(line)
            yield place, after, decode_line(line)
            if self._lines.tell() != after:
                self._lines.seek(after)
            place = after

    def line(self, place: int) -> Line:
        """The line at an offset."""
        self._lines.seek(place)
        return decode_line(self._lines.readline())

    def row(self, place: int, size: int) -> bytes:
        """Bytes of a row, by their offset in the rows' file."""
        self._rows.seek(place)
        return self._rows.read(size)

    def close(self) -> None:
        """Close the files."""
        for stream in (self._lines, self._rows, self._signatures):
            stream.close()
