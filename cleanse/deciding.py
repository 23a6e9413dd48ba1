"""The fourth pass: which documents are duplicates, and which copy stays."""

from __future__ import annotations

import gzip
import json
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cleanse.assemble import Assembly
from cleanse.config import Settings
from cleanse.document import Piece
from cleanse.names import selected
from cleanse.records import DUPLICATES
from cleanse.spool import ROW, Line, Spool
from cleanse.staging import Staging

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from cleanse.dedup.checks import Overlap
    from cleanse.dedup.clusters import Decision
    from cleanse.dedup.decider import Decisions as Decided
    from cleanse.dedup.decider import Policy


@dataclass(frozen=True, slots=True)
class Duplicate:
    """What was found about one document.

    Attributes:
        rule: in whose name it goes; see `records.DUPLICATES`.
        kind: one of those.
        of: path, and row for rows, of the copy that stays.
        overlap: exact sizes of both sets of shingles and of what they share.
    """

    rule: str
    kind: str
    of: list[str | int]
    overlap: Overlap


@dataclass(frozen=True, slots=True)
class Decisions:
    """Duplicates by the place of their line in the spool.

    Attributes:
        found: all of them.
        dropped: the places of those that go; empty when duplicates are only marked.
        clusters: how many clusters there are.
        notes: what a bound gave up, for people.
    """

    found: Mapping[int, Duplicate] = field(default_factory=dict)
    dropped: frozenset[int] = frozenset()
    clusters: int = 0
    notes: Sequence[str] = ()


def decide(spool: Spool, settings: Settings, staging: Staging, assembly: Assembly) -> Decisions:
    """Find the duplicates among the documents that stay so far.

    Memory grows by some hundred bytes a document; texts are read back from where they were spooled.
    """
    if settings.duplicates == "off" or not spool.signed:
        return Decisions()
    from cleanse.dedup.decider import Decider
    from cleanse.dedup.signatures import Signature, shingle_set

    places, rows = array("q"), array("q")
    priorities = Priorities(settings)
    with Decider(policy_of(settings), staging.work) as decider, spool.signatures_path.open("rb") as signatures:
        offset = 0
        for place, _, line in spool.lines():
            if line.signature >= 0:
                signatures.seek(line.signature * Signature.SIZE)
                decider.add(Signature(signatures.read(Signature.SIZE)))
                places.append(place)
                rows.append(offset)
                if settings.keep == "priority":
                    row = spool.row(offset, line.taken) if settings.keep_by and line.kind == ROW else b""
                    priorities.add(line.record["path"], row)
            offset += line.taken

        def load(index: int) -> NDArray[np.uint64]:
            text = _text(spool, spool.line(places[index]), rows[index], staging, assembly)
            return shingle_set(text, settings.shingling)

        decided = decider.decide(load, priorities.ranks())
    found = {places[one.index]: _duplicate(one, spool, places, assembly) for one in decided.dropped}
    return Decisions(
        found=found,
        dropped=frozenset(found) if settings.duplicates == "drop" else frozenset(),
        clusters=len(decided.clusters),
        notes=notes_of(decided),
    )


def notes_of(decided: Decided) -> list[str]:
    """What bounds gave up, a sentence each."""
    notes = []
    crowd = max(decided.bounded, decided.unchecked)
    if crowd:
        notes.append(
            f"{crowd} documents that stay stand in very large groups of similar ones and were held against the most alike"
            " only; some duplicates among them may have stayed."
        )
    if decided.unlinked:
        notes.append(
            f"{decided.unlinked} documents were not held against all that might belong to their clusters; some clusters may"
            " be parts of one."
        )
    if decided.crowded:
        notes.append(
            f"{decided.crowded} documents that stay share text with very many others and were looked up among the largest"
            " of these only; some may be excerpts."
        )
    return notes


def policy_of(settings: Settings) -> Policy:
    """What settings say about duplicates."""
    from cleanse.dedup.decider import Policy

    return Policy(
        settings.similarity_ppm,
        settings.contained_ppm,
        settings.recall_ppm,
        settings.keep,
        settings.shingling,
        settings.backend,
    )


class Priorities:
    """Which documents go before others, for the policy that keeps by priority.

    Args:
        settings: of the run.
    """

    def __init__(self, settings: Settings) -> None:
        self._globs = settings.priority
        self._field = settings.keep_by.removeprefix("-")
        self._turned = settings.keep_by.startswith("-")
        self._keys: list[tuple[int, int, Any]] = []

    def add(self, path: str, row: bytes = b"") -> None:
        """The next document: its path, and the line of JSON it stands in."""
        place = next((n for n, glob in enumerate(self._globs) if selected(path, (glob,), ())), len(self._globs))
        value = _field(row, self._field) if self._field and row else None
        # Numbers go before texts, as texts are no numbers to anybody; what has no value goes last.
        if isinstance(value, int | float) and not isinstance(value, bool) and value == value:
            self._keys.append((place, 0, value))
        elif isinstance(value, str):
            self._keys.append((place, 1, value))
        else:
            self._keys.append((place, 2, 0))

    def ranks(self) -> list[int]:
        """A number for every document, the smaller the better; equals have one number."""
        groups: dict[tuple[int, int], set[Any]] = {}
        for place, sort, value in self._keys:
            groups.setdefault((place, sort), set()).add(value)
        ordered: dict[tuple[int, int, Any], int] = {}
        for group in sorted(groups):
            for value in sorted(groups[group], reverse=self._turned):
                ordered[*group, value] = len(ordered)
        return [ordered[key] for key in self._keys]


def _field(row: bytes, name: str) -> object:
    try:
        table = json.loads(row)
    except (ValueError, RecursionError):
        return None
    return table.get(name) if isinstance(table, dict) else None


def _duplicate(decision: Decision, spool: Spool, places: array[int], assembly: Assembly) -> Duplicate:
    """A decision in the words of the manifest."""
    record = spool.line(places[decision.index]).record
    partner = spool.line(places[decision.partner]).record
    of = [partner["path"], partner["row"]] if "row" in partner else [partner["path"]]
    kind = decision.kind
    if kind == "exact":
        if _source(record) == _source(partner):
            kind = "bytes"
        elif _lost_boilerplate(record, assembly) or _lost_boilerplate(partner, assembly):
            kind = "page"
    return Duplicate(DUPLICATES[kind], kind, of, decision.overlap)


def _source(record: Mapping[str, Any]) -> tuple[int, str]:
    inner = record["in"].get("plain", record["in"])
    return inner["len"], inner["sha256"]


def _lost_boilerplate(record: Mapping[str, Any], assembly: Assembly) -> bool:
    """True when a rule took away more than characters: all but those whose id begins with ``text/`` do."""
    if any(stage[0] == "opaque" for stage in record.get("t", [])):
        return True
    rules = {rule for edit in record.get("e", []) for rule in (edit[3] if isinstance(edit[3], list) else [edit[3]])}
    return any(not assembly.table[rule][0].startswith("text/") for rule in rules)


def _text(spool: Spool, line: Line, offset: int, staging: Staging, assembly: Assembly) -> bytes:
    """A cleaned text, from the output it was written to."""
    if line.kind == ROW:
        data = spool.row(offset, line.taken).rstrip(b"\r\n")
        return assembly.formats[line.out].read(Piece(data, line.record["row"], size=len(data))).text.encode()
    data = (staging.at(line.out)).read_bytes()
    return gzip.decompress(data) if line.packed else data
