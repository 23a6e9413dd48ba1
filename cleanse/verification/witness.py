"""Checking the pairs that a dropped document was dropped for.

A record that says "a duplicate of that one" carries the exact sizes of the intersection and the
union of both sets of word 5-grams, so that the pair can be judged without the rest of the corpus.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO

from cleanse.errors import ManifestError
from cleanse.manifest import lines
from cleanse.records import check_record
from cleanse.tally import tally
from cleanse.verification.books import Line
from cleanse.verification.findings import Findings
from cleanse.verification.known import short

SHINGLE = 5
"""Words in a row; a shorter text is one shingle of all its words."""
CACHED = 32
"""Sets kept for documents that several others are compared with."""

_words = re.compile(r"\w+").findall


def shingles(text: str) -> set[str]:
    """The word 5-grams of a text, letters in lower case.

    >>> sorted(shingles("One two three four five six!"))
    ['one two three four five', 'two three four five six']
    >>> shingles("Too short"), shingles("...")
    ({'too short'}, set())
    """
    words = _words(text.lower())
    if not words:
        return set()
    if len(words) <= SHINGLE:
        return {" ".join(words)}
    return set(map(" ".join, zip(*(words[at:] for at in range(SHINGLE)), strict=False)))


@dataclass(frozen=True, slots=True)
class Pair:
    """A dropped document and the one it was dropped for, as on record.

    Attributes:
        line: of the dropped document's record.
        offset: of that line in the manifest.
        path: of the dropped document.
        of: key of the other; see `key`.
        name: of the other, for messages.
        both: shingles in both.
        either: shingles in either.
        exact: true when the texts are said to be the same.
    """

    line: int
    offset: int
    path: str
    of: int
    name: str
    both: int
    either: int
    exact: bool


def key(path: str, row: int = 0) -> int:
    """What stands for a document in memory."""
    return short(f"{path}\n{row}")


class Witnesses:
    """Gathers pairs while a manifest is read, and checks them afterwards."""

    def __init__(self, findings: Findings, header: Mapping[str, Any]) -> None:
        self._findings = findings
        self._pairs: list[Pair] = []
        self._unicode: str = header["env"]["unicode"]
        self._rules = len(header["rules"])

    def visit(self, line: Line) -> None:
        """Take note of a dropped duplicate."""
        number, offset, record, balanced = line
        if not balanced:
            return
        drop = record.get("drop", {})
        if "of" in drop:
            path, *row = drop["of"]
            name = f"{path}, row {row[0]}" if row else path
            self._pairs.append(
                Pair(
                    number,
                    offset,
                    record["path"],
                    key(path, *row),
                    name,
                    drop["both"],
                    drop["either"],
                    drop["kind"] == "exact",
                )
            )

    def check(self, stream: BinaryIO, text: Callable[[Mapping[str, Any]], bytes | None]) -> None:
        """Check every pair.

        Args:
            stream: the manifest, seekable.
            text: the text of a record after cleaning; ``None`` when it cannot be had (opaque, or already a finding).
        """
        if not self._pairs:
            return
        self._findings.checked["witnesses"] = 0
        places = self._places(stream, {pair.of for pair in self._pairs})
        cache: OrderedDict[int, set[str] | None] = OrderedDict()

        def grams(offset: int) -> set[str] | None:
            if offset in cache:
                cache.move_to_end(offset)
                return cache[offset]
            data = text(_record(stream, offset))
            cache[offset] = None if data is None else shingles(data.decode(errors="replace"))
            if len(cache) > CACHED:
                cache.popitem(last=False)
            return cache[offset]

        for pair in self._pairs:
            self._check(pair, places.get(pair.of), stream, grams)

    def _check(self, pair: Pair, place: int | None, stream: BinaryIO, grams: Callable[[int], set[str] | None]) -> None:
        if place is None:
            self._wrong(pair, f"it names {pair.name}, which has no record")
            return
        other = _record(stream, place)
        if other.get("st") not in {"same", "edited"}:
            self._wrong(pair, f"it names {pair.name}, which was not kept either")
            return
        if pair.exact:
            mine, out = _record(stream, pair.offset)["text"], other["out"]
            theirs = out.get("plain", out)
            if (mine["len"], mine["sha256"]) != (theirs["len"], theirs["sha256"]):
                self._wrong(pair, f"its text and that of {pair.name} are not the same")
                return
        one, two = grams(pair.offset), grams(place)
        if one is None or two is None:
            self._findings.count("unchecked witnesses")
            return
        self._findings.count("witnesses")
        both = len(one & two)
        either = len(one) + len(two) - both
        if (both, either) != (pair.both, pair.either):
            hint = (
                f"The run used Unicode {self._unicode[:20]}, this Python has {unicodedata.unidata_version}: words may differ."
                if self._unicode != unicodedata.unidata_version
                else ""
            )
            self._wrong(
                pair,
                f"it shares {both} of {either} shingles with {pair.name}, not {pair.both} of {pair.either}",
                hint,
            )

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
                    check_record(record, self._rules)
                    tally(record, self._rules)
                    places[found] = here
            except (ManifestError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
                # The books have a finding for it.
                continue
        return places

    def _wrong(self, pair: Pair, message: str, hint: str = "") -> None:
        self._findings.add(
            "E_WITNESS", pair.path, f"the pair it was dropped for does not hold: {message}", hint, pair.line
        )


def _record(stream: BinaryIO, offset: int) -> dict[str, Any]:
    stream.seek(offset)
    record: dict[str, Any] = json.loads(stream.readline())
    return record
