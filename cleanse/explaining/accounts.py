"""What a run did as a whole: by rule, by kind of drop, by failure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from cleanse.explaining.documents import name_of, place_of, plain_size
from cleanse.explaining.draws import Draw
from cleanse.explaining.heavy import HeavyHitters
from cleanse.explaining.parts import Changed, rules_of, text
from cleanse.explaining.runs import FinishedRun, MismatchError, OpaqueImageError, is_opaque

EXAMPLES = 3
LINES = 3
SHOWN = 20
"""Documents of a kind that are named; the rest is counted."""

AROUND = 40
"""Characters shown on either side of an example."""


@dataclass(frozen=True, slots=True)
class Example:
    """One span that a rule changed.

    Attributes:
        document: its path, with its row.
        change: what was removed and inserted.
        before: what stands before it on its line.
        after: what stands behind it on its line.
        note: what else is known, when there is no text to show.
    """

    document: str
    change: Changed
    before: str = ""
    after: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class RuleAccount:
    """What one rule did.

    Attributes:
        id: of the rule.
        version: of the rule.
        documents: that it touched.
        spans: that it changed.
        deleted: bytes.
        inserted: bytes.
        lines: the lines it removed most, with how often.
        short: by how much these counts may be too small.
        examples: drawn at random, the same ones each time.
    """

    id: str
    version: str
    documents: int
    spans: int
    deleted: int
    inserted: int
    lines: tuple[tuple[str, int], ...] = ()
    short: int = 0
    examples: tuple[Example, ...] = ()


@dataclass(frozen=True, slots=True)
class Dropped:
    """Documents that were dropped for one kind of reason.

    Attributes:
        kind: of a duplicate, ``language`` or ``empty``.
        count: of documents.
        documents: the first of them: path, and the partner that stays or the language.
    """

    kind: str
    count: int
    documents: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Trouble:
    """Documents that failed or were skipped for one reason.

    Attributes:
        state: ``failed`` or ``skipped``.
        code: of the reason.
        count: of documents.
        documents: the first of them: path and sentence.
    """

    state: str
    code: str
    count: int
    documents: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Account:
    """What a run did.

    Attributes:
        counts: documents by state.
        bytes: the footer's figures.
        rules: those that did something, the one that removed most bytes first.
        dropped: by kind.
        troubles: by state and code.
        missing: documents with changes whose source was not given.
        opaque: documents whose image cannot be derived from the source again.
        unusable: documents whose source is not the one on record: the first paths with the reason.
        unusable_count: of these.
    """

    counts: Mapping[str, int]
    bytes: Mapping[str, int]
    rules: tuple[RuleAccount, ...]
    dropped: tuple[Dropped, ...]
    troubles: tuple[Trouble, ...]
    missing: int = 0
    opaque: int = 0
    unusable: tuple[tuple[str, str], ...] = ()
    unusable_count: int = 0


def account_of(run: FinishedRun) -> Account:
    """Go through a run once; memory is bounded by its rules, not by its documents.

    Raises:
        ManifestError: a record is broken.
    """
    books = _Books(run.names)
    for record in run.records():
        if "box" not in record:
            _visit(run, record, books)
    footer = run.manifest.footer
    rules = []
    for number, documents, spans, deleted, inserted in footer["ledger"]:
        id, version = run.manifest.header["rules"][number][:2]
        seen = books.rule(id)
        figures = (documents, spans, deleted, inserted)
        rules.append(
            RuleAccount(id, version, *figures, tuple(seen.lines.top(LINES)), seen.lines.short, tuple(seen.draw.kept()))
        )
    return Account(
        counts=dict(footer["n"]),
        bytes=dict(footer["bytes"]),
        rules=tuple(sorted(rules, key=lambda rule: (-rule.deleted, rule.id))),
        dropped=tuple(Dropped(kind, few.count, tuple(few.first)) for kind, few in sorted(books.drops.items())),
        troubles=tuple(
            Trouble(state, code, few.count, tuple(few.first)) for (state, code), few in sorted(books.troubles.items())
        ),
        missing=books.missing,
        opaque=books.opaque,
        unusable=tuple(books.unusable.first),
        unusable_count=books.unusable.count,
    )


@dataclass(slots=True)
class _Few:
    """Counts pairs and keeps the first."""

    count: int = 0
    first: list[tuple[str, str]] = field(default_factory=list)

    def add(self, name: str, what: str) -> None:
        self.count += 1
        if len(self.first) < SHOWN:
            self.first.append((name, what))


class _Seen:
    """What is gathered for one rule."""

    __slots__ = ("draw", "lines")

    def __init__(self, id: str) -> None:
        self.lines = HeavyHitters()
        self.draw: Draw[Example] = Draw(EXAMPLES, id)


class _Books:
    __slots__ = ("_rules", "drops", "missing", "opaque", "troubles", "unusable")

    def __init__(self, names: Iterable[str]) -> None:
        self._rules: dict[str, _Seen] = {}
        self.drops: dict[str, _Few] = {}
        self.troubles: dict[tuple[str, str], _Few] = {}
        self.unusable = _Few()
        self.missing = 0
        self.opaque = 0

    def rule(self, id: str) -> _Seen:
        seen = self._rules.get(id)
        if seen is None:
            seen = self._rules[id] = _Seen(id)
        return seen


def _visit(run: FinishedRun, record: dict[str, Any], books: _Books) -> None:
    name, state = name_of(record), record["st"]
    if state in {"failed", "skipped"}:
        code, sentence = record["why"]
        books.troubles.setdefault((state, code), _Few()).add(name, sentence)
        return
    if state == "dropped":
        _drop(run, record, name, books)
        return
    if is_opaque(record):
        _opaque(run, record, name, books)
    edits = record.get("e")
    if edits is None:
        return
    try:
        image = run.image(record)
        books.missing += image is None
    except OpaqueImageError:
        image = None
    except MismatchError as mismatch:
        books.unusable.add(name, mismatch.message)
        image = None
    _edits(run, name, edits, image, books)


_NOTES = {
    "bytes": "dropped, as ",
    "exact": "dropped, as ",
    "page": "dropped, without boilerplate as ",
    "folded": "dropped, in its words as ",
    "near": "dropped, like ",
    "contained": "dropped, part of ",
    "language": "dropped, its language is ",
}


def _drop(run: FinishedRun, record: dict[str, Any], name: str, books: _Books) -> None:
    drop = record["drop"]
    partner = place_of(drop["of"]) if "of" in drop else drop.get("tag", "")
    if drop["kind"] == "near":
        partner += f" ({drop['both']} of {drop['either']} shingles)"
    elif drop["kind"] == "contained":
        partner += f" ({drop['both']} of {drop['sizes'][0]} shingles)"
    books.drops.setdefault(drop["kind"], _Few()).add(name, partner)
    by = run.names[drop["by"]]
    size = plain_size(record)
    note = _NOTES.get(drop["kind"])
    books.rule(by).draw.offer(
        name, lambda: Example(name, Changed(0, size, None, "", (by,)), note=f"{note}{partner}" if note else "dropped")
    )


def _opaque(run: FinishedRun, record: dict[str, Any], name: str, books: _Books) -> None:
    books.opaque += 1
    by = run.names[record["t"][-1][1]]
    source, image = plain_size(record), record["t"][-1][2]
    note = f"{source} bytes of source became an image of {image}, which cannot be derived again"
    books.rule(by).draw.offer(name, lambda: Example(name, Changed(0, source, None, "", (by,)), note=note))


def _edits(run: FinishedRun, name: str, edits: list[list[Any]], image: bytes | None, books: _Books) -> None:
    start = 0
    for number, edit in enumerate(edits):
        start += edit[0]
        size, inserted = edit[1], edit[2]
        rules = rules_of(edit, run.names)
        seen = books.rule(rules[-1])
        if image is not None:
            for line in _lines(text(image[start : start + size])):
                seen.lines.add(line)
        seen.draw.offer(f"{name}\0{number}", _Drawn(name, image, start, size, inserted, rules).example)
        start += size


def _lines(removed: str) -> Iterable[str]:
    """The lines of a removed span that have something on them, or the span itself when none has."""
    lines = [line.strip() for line in removed.split("\n")]
    return [line for line in lines if line] or ([removed] if removed else [])


@dataclass(frozen=True, slots=True)
class _Drawn:
    """An example to be."""

    name: str
    image: bytes | None
    start: int
    size: int
    inserted: str
    rules: tuple[str, ...]

    def example(self) -> Example:
        image, start, end = self.image, self.start, self.start + self.size
        if image is None:
            return Example(self.name, Changed(start, self.size, None, self.inserted, self.rules))
        line = image.count(b"\n", 0, start) + 1
        # A character has at most four bytes; half a one at the edge is cut off.
        before = image[max(0, start - 4 * AROUND) : start].decode(errors="ignore").rpartition("\n")[2][-AROUND:]
        after = image[end : end + 4 * AROUND].decode(errors="ignore").partition("\n")[0][:AROUND]
        change = Changed(start, self.size, text(image[start:end]), self.inserted, self.rules, line)
        return Example(self.name, change, before, after)
