"""Checking the pairs that a document was dropped, or marked, for.

A record that says "a duplicate of that one" carries the exact sizes of both sets of shingles, of their
intersection and their union. From the books alone follows whether such sets can be, whether they reach the
threshold of the settings, and whether the other document was kept; with the texts at hand the sets are
made again, for that pair alone.
"""

from __future__ import annotations

import json
import unicodedata
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO

from cleanse.errors import ManifestError
from cleanse.manifest import lines
from cleanse.records import DUPLICATES, SAME_TEXT, WITNESS, check_record, check_witness
from cleanse.shingling import MILLION, reaches, shingling_of
from cleanse.tally import tally
from cleanse.verification.books import Line
from cleanse.verification.findings import Findings
from cleanse.verification.known import short

CACHED = 32
"""Sets kept for documents that several others are compared with."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A document and the one it is said to be a duplicate of, as on record.

    Attributes:
        line: of the document's record.
        offset: of that line in the manifest.
        path: of the document.
        of: key of the other; see `key`.
        name: of the other, for messages.
        kind: one of `records.DUPLICATES`.
        both: shingles in both.
        either: shingles in either.
        size: shingles of the document.
        size_of: shingles of the other.
    """

    line: int
    offset: int
    path: str
    of: int
    name: str
    kind: str
    both: int
    either: int
    size: int
    size_of: int


def key(path: str, row: int = 0) -> int:
    """What stands for a document in memory."""
    return short(f"{path}\n{row}")


class Witnesses:
    """Gathers pairs while a manifest is read, and checks them afterwards."""

    def __init__(self, findings: Findings, header: Mapping[str, Any]) -> None:
        self._findings = findings
        self._pairs: list[Pair] = []
        self._unicode: str = header["env"]["unicode"]
        self._names: list[str] = [rule[0] for rule in header["rules"]]
        self._config: Mapping[str, Any] = header["pipeline"]["config"]

    def visit(self, line: Line) -> None:
        """Take note of a duplicate, and check what needs no other record."""
        number, offset, record, balanced = line
        if not balanced:
            return
        drop = record.get("drop", {})
        if "of" in drop:
            if self._names[drop["by"]] != DUPLICATES[drop["kind"]]:
                message = f"it went in the name of {self._names[drop['by']]}, which drops no {drop['kind']} duplicates"
                self._findings.add("E_WITNESS", record["path"], message, line=number)
                return
            self._note(number, offset, record["path"], drop)
        for name in set(DUPLICATES.values()) & record.get("facts", {}).keys():
            fact = record["facts"][name]
            try:
                if type(fact) is not dict or fact.keys() != WITNESS or DUPLICATES.get(fact["kind"]) != name:
                    raise ManifestError("E_WITNESS", f"facts.{name} tells of no pair")
                check_witness(fact)
            except ManifestError as error:
                self._findings.add("E_WITNESS", record["path"], error.message, line=number)
                continue
            self._note(number, offset, record["path"], fact)

    def _note(self, number: int, offset: int, path: str, drop: Mapping[str, Any]) -> None:
        other, *row = drop["of"]
        name = f"{other}, row {row[0]}" if row else other
        kind, both, either, (size, size_of) = drop["kind"], drop["both"], drop["either"], drop["sizes"]
        pair = Pair(number, offset, path, key(other, *row), name, kind, both, either, size, size_of)
        setting, whole = ("contained_ppm", size) if kind == "contained" else ("similarity_ppm", either)
        threshold = self._config.get(setting)
        if type(threshold) is int and both != either and not (threshold and reaches(both, whole, threshold)):
            self._wrong(
                pair, f"it shares {both} of {whole} shingles, less than the settings ask for ({threshold} of {MILLION})"
            )
            return
        self._pairs.append(pair)

    def check(self, stream: BinaryIO, text: Callable[[Mapping[str, Any]], bytes | None] | None) -> None:
        """Check every pair.

        Args:
            stream: the manifest, seekable.
            text: the text of a record after cleaning; ``None`` when it cannot be had (opaque, or already a finding).
                Without such a function records are held against each other, and no set is made again.
        """
        if not self._pairs:
            return
        if text is not None:
            self._findings.checked["witnesses"] = 0
        places = self._places(stream, {pair.of for pair in self._pairs})
        sets = _Sets(stream, text, self._config) if text is not None else None
        for pair in self._pairs:
            self._check(pair, places.get(pair.of), stream, sets)

    def _check(self, pair: Pair, place: int | None, stream: BinaryIO, sets: _Sets | None) -> None:
        if place is None:
            self._wrong(pair, f"it names {pair.name}, which has no record")
            return
        if place == pair.offset:
            self._wrong(pair, "it names itself")
            return
        other = _record(stream, place)
        if other.get("st") not in {"same", "edited"}:
            self._wrong(pair, f"it names {pair.name}, which was not kept either")
            return
        record = _record(stream, pair.offset)
        if pair.kind in SAME_TEXT and _text(record) != _text(other):
            self._wrong(pair, f"its text and that of {pair.name} are not the same")
            return
        if pair.kind in SAME_TEXT and (pair.kind == "bytes") != (_source(record) == _source(other)):
            same = "are not the same" if pair.kind == "bytes" else "are the same"
            self._wrong(pair, f"its source and that of {pair.name} {same}")
            return
        if sets is not None:
            self._recount(pair, place, sets)

    def _recount(self, pair: Pair, place: int, sets: _Sets) -> None:
        """Make both sets again."""
        one, two = sets.of(pair.offset), sets.of(place)
        if one is None or two is None:
            self._findings.count("unchecked witnesses")
            return
        self._findings.count("witnesses")
        both = len(one & two)
        either = len(one) + len(two) - both
        hint = (
            f"The run used Unicode {self._unicode[:20]}, this Python has {unicodedata.unidata_version}: words may differ."
            if self._unicode != unicodedata.unidata_version
            else ""
        )
        if (both, either) != (pair.both, pair.either):
            self._wrong(
                pair, f"it shares {both} of {either} shingles with {pair.name}, not {pair.both} of {pair.either}", hint
            )
        elif (len(one), len(two)) != (pair.size, pair.size_of):
            self._wrong(
                pair,
                f"its shingles and those of {pair.name} are {len(one)} and {len(two)}, not {pair.size} and {pair.size_of}",
                hint,
            )
        elif pair.kind == "folded" and sets.words(pair.offset) != sets.words(place):
            self._wrong(pair, f"its words and those of {pair.name} are not the same", hint)

    def _places(self, stream: BinaryIO, wanted: set[int]) -> dict[int, int]:
        """Where the records of the wanted documents stand."""
        stream.seek(0)
        places: dict[int, int] = {}
        offset = 0
        for _, line in lines(stream):
            here, offset = offset, offset + len(line) + 1
            try:
                record = json.loads(line)
                found = key(record["path"], record.get("row", 0))
                if found in wanted and "box" not in record:
                    check_record(record, len(self._names))
                    tally(record, len(self._names))
                    places[found] = here
            except (ManifestError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
                # The books have a finding for it.
                continue
        return places

    def _wrong(self, pair: Pair, message: str, hint: str = "") -> None:
        self._findings.add("E_WITNESS", pair.path, f"the pair on its record does not hold: {message}", hint, pair.line)


def _record(stream: BinaryIO, offset: int) -> dict[str, Any]:
    stream.seek(offset)
    record: dict[str, Any] = json.loads(stream.readline())
    return record


def _text(record: Mapping[str, Any]) -> tuple[int, str]:
    blob = record["text"] if record["st"] == "dropped" else record["out"]
    inner = blob.get("plain", blob)
    return inner["len"], inner["sha256"]


def _source(record: Mapping[str, Any]) -> tuple[int, str]:
    inner = record["in"].get("plain", record["in"])
    return inner["len"], inner["sha256"]


class _Sets:
    """The shingles of records, by their offset; those used last are kept."""

    def __init__(
        self, stream: BinaryIO, text: Callable[[Mapping[str, Any]], bytes | None], config: Mapping[str, Any]
    ) -> None:
        self._stream = stream
        self._text = text
        self._shingling = shingling_of(config)
        self._held: OrderedDict[int, set[str] | None] = OrderedDict()

    def of(self, offset: int) -> set[str] | None:
        """The shingles of a record; ``None`` when its text cannot be had."""
        if offset in self._held:
            self._held.move_to_end(offset)
            return self._held[offset]
        data = self._text(_record(self._stream, offset))
        found = None if data is None else self._shingling.shingles(data.decode(errors="replace"))
        self._held[offset] = found
        if len(self._held) > CACHED:
            self._held.popitem(last=False)
        return found

    def words(self, offset: int) -> list[str]:
        """The words of a record whose text can be had, in order."""
        data = self._text(_record(self._stream, offset)) or b""
        return self._shingling.words(data.decode(errors="replace"))
