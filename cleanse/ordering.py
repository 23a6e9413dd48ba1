"""The order of a manifest's records: one way, so that the same corpus gives the same bytes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cleanse.errors import ManifestError


class Order:
    """Watches that records are sorted: by path, a container before its rows, rows by number."""

    __slots__ = ("_container", "_counted", "_path", "_row", "_rows")

    def __init__(self) -> None:
        self._path = ""
        self._row = 0
        self._container = False
        self._rows = 0
        self._counted = True

    def lose(self) -> None:
        """A record could not be used: the rows of this container cannot be counted."""
        self._counted = False

    def next(self, record: Mapping[str, Any]) -> None:
        """Take note of the next record.

        Raises:
            ManifestError: ``E_ORDER``; ``E_LEDGER`` when the container before had another number of rows.
        """
        path = record["path"]
        row = record.get("row")
        if row is not None:
            if path != self._path or not self._container:
                raise ManifestError("E_ORDER", "a row does not stand below its container")
            self._rows -= 1
            if row <= self._row:
                raise ManifestError("E_ORDER", f"row {row} comes after row {self._row}")
            self._row = row
            return
        missing, before = self._rows if self._counted else 0, self._path
        self._counted = True
        self._container = "box" in record
        self._rows = record["rows"] if self._container else 0
        self._row = 0
        self._path = path
        # Code points and UTF-8 bytes sort alike.
        if path <= before:
            raise ManifestError("E_ORDER", "the records are not sorted by path, each once")
        _settled(missing, before)

    def end(self) -> None:
        """Raises `ManifestError` when the last container had another number of rows than it says."""
        _settled(self._rows if self._counted else 0, self._path)


def _settled(missing: int, path: str) -> None:
    if missing:
        what = f"{missing} rows fewer" if missing > 0 else f"{-missing} rows more"
        raise ManifestError("E_LEDGER", f"the container {path!r} has {what} than it says")
