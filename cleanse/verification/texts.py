"""The text of any one record after cleaning, for pairs that lie far apart in a corpus."""

from __future__ import annotations

import json
import os
import tempfile
from collections import OrderedDict
from collections.abc import Mapping
from typing import IO, Any

from cleanse.names import unescape_name
from cleanse.verification.compressed import inflated
from cleanse.verification.findings import MismatchError
from cleanse.verification.images import OpaqueImageError, image_of, require, text_of
from cleanse.verification.replay import unpacked
from cleanse.verification.sources import Sources
from cleanse.verification.tree import Tree

SPOOLS = 4
"""Packed containers that are kept unpacked in temporary files."""


class Texts:
    """Derives texts from the sources; that of a kept opaque document is read from its output.

    Args:
        sources: of the run.
        outputs: the output folder.
    """

    def __init__(self, sources: Sources, outputs: Tree) -> None:
        self._sources = sources
        self._outputs = outputs
        self._spools: OrderedDict[str, IO[bytes]] = OrderedDict()

    def close(self) -> None:
        """Remove the temporary files."""
        while self._spools:
            self._spools.popitem()[1].close()

    def of(self, record: Mapping[str, Any]) -> bytes | None:
        """The text of a record; ``None`` when it cannot be had, which then is a finding of its own or counted as opaque."""
        try:
            plain = self._literal(record) if "row" in record else self._file(record)
            if plain is None:
                return None
            text = text_of(record, image_of(record, plain))
            blob = record["text"] if record["st"] == "dropped" else record["out"]
            require(text, blob.get("plain", blob), "text")
        except OpaqueImageError:
            return self._output(record)
        except (MismatchError, OSError, ValueError, KeyError, RecursionError):
            # What is wrong with a record or a source was found when it was replayed.
            return None
        return text

    def _file(self, record: Mapping[str, Any]) -> bytes | None:
        file = self._sources.open(record["path"])
        if file is None:
            return None
        with file:
            return unpacked(file, record["in"])

    def _literal(self, record: Mapping[str, Any]) -> bytes | None:
        path = record["path"]
        start, length = record["at"]
        if not path.endswith(".gz"):
            file = self._sources.open(path)
            if file is None:
                return None
            with file:
                os.lseek(file.handle, start, os.SEEK_SET)
                data = _exactly(file.handle, length)
        else:
            spool = self._spool(path)
            if spool is None:
                return None
            spool.seek(start)
            data = spool.read(length)
        text: str = json.loads(data.decode())
        return text.encode()

    def _spool(self, path: str) -> IO[bytes] | None:
        spool = self._spools.get(path)
        if spool is not None:
            self._spools.move_to_end(path)
            return spool
        file = self._sources.open(path)
        if file is None:
            return None
        with file:
            spool = tempfile.TemporaryFile()  # noqa: SIM115
            self._spools[path] = spool
            for chunk in inflated(file.chunks(), 1 << 50):
                spool.write(chunk)
        if len(self._spools) > SPOOLS:
            self._spools.popitem(last=False)[1].close()
        return spool

    def _output(self, record: Mapping[str, Any]) -> bytes | None:
        """An opaque text cannot be derived, but the output has the digest on record."""
        if "row" in record or "out" not in record:
            return None
        try:
            with self._outputs.open(unescape_name(record["out"]["path"])) as file:
                return unpacked(file, record["out"])
        except MismatchError:
            return None


def _exactly(handle: int, length: int) -> bytes:
    pieces: list[bytes] = []
    while length > 0:
        piece = os.read(handle, min(length, 1 << 20))
        if not piece:
            break
        pieces.append(piece)
        length -= len(piece)
    return b"".join(pieces)
