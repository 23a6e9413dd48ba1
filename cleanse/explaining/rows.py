"""The texts of a container's rows, read forward through its source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from cleanse.literals import image_of_value, value_of
from cleanse.verification.compressed import inflated
from cleanse.verification.findings import MismatchError
from cleanse.verification.tree import OpenFile


class Rows:
    """Reads the string literals of rows in the order of their records; holds a chunk and a row.

    Args:
        record: of the container.
        file: its source, open.
    """

    def __init__(self, record: Mapping[str, Any], file: OpenFile) -> None:
        source = record["in"]
        chunks = file.chunks()
        self._chunks: Iterator[bytes] = inflated(chunks, source["plain"]["len"]) if "plain" in source else chunks
        self._chunk = b""
        self._begin = 0

    def text(self, record: Mapping[str, Any]) -> bytes:
        """The text value of a row, as UTF-8.

        Raises:
            MismatchError: ``E_SOURCE_HASH``: no string literal stands where the record says.
        """
        start, length = record["at"]
        try:
            return image_of_value(value_of(self._take(start, length), record.get("codec", "utf-8"))).encode()
        except (ValueError, LookupError, RecursionError):
            pass
        raise MismatchError("E_SOURCE_HASH", f"no text stands where row {record['row']} had its own")

    def _take(self, start: int, length: int) -> bytes:
        pieces: list[bytes] = []
        end = start + length
        while start < end:
            low = start - self._begin
            if low < 0:
                break
            if low >= len(self._chunk):
                self._begin += len(self._chunk)
                self._chunk = next(self._chunks, b"")
                if not self._chunk:
                    break
                continue
            piece = self._chunk[low : low + end - start]
            pieces.append(piece)
            start += len(piece)
        return b"".join(pieces)
