"""The fourth pass: which documents are duplicates, and which copy stays."""

from __future__ import annotations

import gzip
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from cleanse.assemble import EXACT, NEAR, Assembly
from cleanse.config import Settings
from cleanse.document import Piece
from cleanse.spool import ROW, Line, Spool
from cleanse.staging import Staging


@dataclass(frozen=True, slots=True)
class Duplicate:
    """What was found about one document.

    Attributes:
        rule: ``dedup/exact`` or ``dedup/near``.
        kind: ``exact`` or ``near``.
        of: path, and row for rows, of the copy that stays.
        both: shingles they share.
        either: shingles of the two together.
    """

    rule: str
    kind: str
    of: list[str | int]
    both: int
    either: int


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
    from cleanse.dedup.decider import Decider, Policy
    from cleanse.dedup.signatures import Signature

    places, rows = array("q"), array("q")
    with (
        Decider(Policy(settings.similarity_ppm), staging.work) as decider,
        spool.signatures_path.open("rb") as signatures,
    ):
        offset = 0
        for place, _, line in spool.lines():
            if line.signature >= 0:
                signatures.seek(line.signature * Signature.SIZE)
                decider.add(Signature(signatures.read(Signature.SIZE)))
                places.append(place)
                rows.append(offset)
            offset += line.taken

        def load(index: int) -> bytes:
            return _text(spool, spool.line(places[index]), rows[index], staging, assembly)

        decided = decider.decide(load)
    found = {}
    for decision in decided.dropped:
        partner = spool.line(places[decision.partner]).record
        of = [partner["path"], partner["row"]] if "row" in partner else [partner["path"]]
        rule = EXACT.id if decision.kind == "exact" else NEAR.id
        found[places[decision.index]] = Duplicate(
            rule, decision.kind, of, decision.overlap.both, decision.overlap.either
        )
    return Decisions(
        found=found,
        dropped=frozenset(found) if settings.duplicates == "drop" else frozenset(),
        clusters=len(decided.clusters),
        notes=_notes(decided.bounded, decided.unchecked),
    )


def _text(spool: Spool, line: Line, offset: int, staging: Staging, assembly: Assembly) -> bytes:
    """A cleaned text, from the output it was written to."""
    if line.kind == ROW:
        data = spool.row(offset, line.taken).rstrip(b"\r\n")
        return assembly.formats[line.out].read(Piece(data, line.record["row"], size=len(data))).text.encode()
    data = (staging.at(line.out)).read_bytes()
    return gzip.decompress(data) if line.packed else data


def _notes(narrowed: int, unchecked: int) -> list[str]:
    if not narrowed and not unchecked:
        return []
    return [
        f"{max(narrowed, unchecked)} documents stand in very large groups of similar ones; some duplicates among them may have stayed."
    ]
