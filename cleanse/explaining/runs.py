"""A run that is over: its manifest, its outputs, and the sources as far as they are at hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from hashlib import sha256
from pathlib import Path
from typing import Any

from cleanse.errors import SettingsError
from cleanse.explaining.rows import Rows
from cleanse.manifest import Manifest
from cleanse.names import unescape_name
from cleanse.verification.findings import Findings, MismatchError
from cleanse.verification.images import OpaqueImageError, image_of, require, text_of
from cleanse.verification.replay import unpacked
from cleanse.verification.sources import Sources
from cleanse.verification.tree import OpenFile, Tree


class FinishedRun:
    """Opens what is there; a ``with`` block closes it.

    Args:
        out: the output folder of a run.
        given: path of the sources by label, ``""`` for a single one; empty when none is at hand.

    Attributes:
        manifest: of the run.
        names: of its rules, by their number in the manifest.

    Raises:
        ManifestError: there is no manifest, or it is broken.
        SettingsError: a source is not there, or does not fit the manifest.
    """

    def __init__(self, out: Path, given: Mapping[str, Path]) -> None:
        self._stack = ExitStack()
        self._container: ExitStack = ExitStack()
        self._rows: Rows | None = None
        self._trouble: MismatchError | None = None
        try:
            self.manifest = Manifest.open(out)
            self._stack.callback(self.manifest.close)
            self.names: list[str] = [row[0] for row in self.manifest.header["rules"]]
            self._sources: Sources | None = None
            if given:
                self._sources = Sources(given, self.manifest.header, Findings())
                self._stack.callback(self._sources.close)
            self._outputs: Tree | None = None
            if out.is_dir():
                self._outputs = Tree(out)
                self._stack.callback(self._outputs.close)
        except OSError as error:
            self._stack.close()
            raise SettingsError(
                f"{out}: {(error.strerror or 'cannot be read').lower()}.", hint="Check the path."
            ) from error
        except BaseException:
            self._stack.close()
            raise

    def __enter__(self) -> FinishedRun:
        """The run itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close all files."""
        self._container.close()
        self._stack.close()

    @property
    def labels(self) -> list[str]:
        """Of the run's sources."""
        labels: list[str] = self.manifest.header["scope"]["sources"]
        return labels

    def at_hand(self, path: str) -> bool:
        """Whether the source of a path in the manifest was given."""
        return self._sources is not None and self._sources.locate(path) is not None

    def records(self) -> Iterator[dict[str, Any]]:
        """The records in order; `image` may be asked for the one that came last.

        Raises:
            ManifestError: a record is broken.
        """
        for record in self.manifest:
            if "row" not in record:
                self._container.close()
                self._rows = self._trouble = None
                if "box" in record:
                    self._begin(record)
            yield record

    def _begin(self, record: Mapping[str, Any]) -> None:
        try:
            file = self._open(record["path"])
        except MismatchError as mismatch:
            self._trouble = mismatch
            return
        if file is not None:
            self._container.enter_context(file)
            self._rows = Rows(record, file)

    def _open(self, path: str) -> OpenFile | None:
        return self._sources.open(path) if self._sources is not None else None

    def image(self, record: Mapping[str, Any]) -> bytes | None:
        """What the edits of the record count in, checked to lead to the text on record; ``None`` without its source.

        Raises:
            MismatchError: the source is not the one on record, or cannot be read.
            OpaqueImageError: the image cannot be derived from the source.
        """
        try:
            plain = self._plain(record)
        except OSError as error:
            raise MismatchError("E_UNFINISHED", f"it cannot be read: {error.strerror or error}") from error
        if plain is None:
            return None
        image = image_of(record, plain)
        judged = record["text"] if record["st"] == "dropped" else record["out"]
        require(text_of(record, image), judged.get("plain", judged), "text")
        return image

    def _plain(self, record: Mapping[str, Any]) -> bytes | None:
        if "row" not in record:
            file = self._open(record["path"])
            if file is None:
                return None
            with file:
                return unpacked(file, record["in"])
        if self._trouble is not None:
            raise self._trouble
        if self._rows is None:
            return None
        text = self._rows.text(record)
        if len(text) != record["in"]["len"] or sha256(text).hexdigest() != record["in"]["sha256"]:
            raise MismatchError("E_SOURCE_HASH", f"the text of row {record['row']} is not the one on record")
        return text

    def output(self, record: Mapping[str, Any]) -> bytes | None:
        """The text of a file that went out; ``None`` for rows, for what was not kept, and for an output that is not the one on record."""
        if self._outputs is None or "row" in record or "box" in record or "out" not in record:
            return None
        try:
            with self._outputs.open(unescape_name(record["out"]["path"])) as file:
                return unpacked(file, record["out"])
        except (MismatchError, OSError):
            return None


def is_opaque(record: Mapping[str, Any]) -> bool:
    """Whether a rule made the image in a way that cannot be done again from the source."""
    return "t" in record and record["t"][-1][0] == "opaque"


__all__ = ["FinishedRun", "MismatchError", "OpaqueImageError", "is_opaque"]
