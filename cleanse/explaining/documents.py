"""What a run did to one document."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any, NamedTuple

from cleanse.errors import SettingsError
from cleanse.explaining.parts import Changed, Part, changes_alone, of_image, of_output
from cleanse.explaining.runs import FinishedRun, MismatchError, OpaqueImageError, is_opaque
from cleanse.names import escape_name

NEIGHBOURS = 4096
"""Paths that are looked through for the one that was probably meant."""


class Figures(NamedTuple):
    """What a rule did: spans, bytes deleted and inserted."""

    spans: int = 0
    deleted: int = 0
    inserted: int = 0

    def plus(self, deleted: int, inserted: int) -> Figures:
        """One span more."""
        return Figures(self.spans + 1, self.deleted + deleted, self.inserted + inserted)


@dataclass(frozen=True, slots=True)
class Explanation:
    """A document of a run.

    Attributes:
        record: as it stands in the manifest.
        parts: what was kept and what was changed, in order.
        basis: where the text comes from: ``source``; ``output``, when what was removed is known by its size only; or
            ``manifest``, when no text is at hand.
        rules: figures by rule, as the books count them.
        opaque: the rule that made the image in a way that cannot be done again, and the bytes of source and image; or ``None``.
        drop: why it was dropped; empty when it was not.
        trouble: why the source could not be used; empty when it could, or was not given.
        rows: of a container: documents by state; empty otherwise.
        changed_rows: of a container: the first rows that were edited or dropped.
    """

    record: Mapping[str, Any]
    parts: tuple[Part, ...] = ()
    basis: str = "manifest"
    rules: Mapping[str, Figures] = field(default_factory=dict)
    opaque: tuple[str, int, int] | None = None
    drop: str = ""
    trouble: str = ""
    rows: Mapping[str, int] = field(default_factory=dict)
    changed_rows: tuple[int, ...] = ()

    @property
    def changes(self) -> list[Changed]:
        """The parts that were changed."""
        return [part for part in self.parts if isinstance(part, Changed)]


def explain(run: FinishedRun, paths: Iterable[str], row: int = 0) -> Explanation:
    """Find a document by its path in the manifest, or by that of its output, and tell what became of it.

    Args:
        run: an open run.
        paths: names that it may stand under in the manifest, as a person would write them; the first one that fits is taken.
        row: of a container; 0 for a file, or for a container as a whole.

    Raises:
        SettingsError: there is no such document; the hint names the nearest.
        ManifestError: a record is broken.
    """
    wanted = list(dict.fromkeys(name for path in paths for name in (path, escape_name(path))))
    path = _found(run, wanted)
    container: dict[str, Any] | None = None
    rows: list[dict[str, Any]] = []
    states: dict[str, int] = {}
    sums: dict[str, Figures] = {}
    seen = False
    for record in run.records():
        if record["path"] != path:
            if seen:
                break
            continue
        seen = True
        if "box" in record:
            container = record
        elif row and record.get("row") == row:
            return _document(run, record)
        elif "row" not in record:
            if row:
                raise SettingsError(f"{path} has no rows.", hint="Leave out --row.")
            return _document(run, record)
        elif not row:
            states[record["st"]] = states.get(record["st"], 0) + 1
            for rule, figures in _figures(run, record).items():
                sums[rule] = Figures(*map(sum, zip(sums.get(rule, Figures()), figures, strict=True)))
            if record["st"] != "same" and len(rows) < 20:
                rows.append(record)
    if container is None or row:
        raise SettingsError(f"{path} has no row {row} on record.", hint="Leave out --row to see which rows it has.")
    return Explanation(container, rules=sums, rows=states, changed_rows=tuple(record["row"] for record in rows))


def _found(run: FinishedRun, wanted: list[str]) -> str:
    """The path on record that the first of the names stands for."""
    best = len(wanted) * 2
    found = ""
    last = wanted[0].rpartition("/")[2]
    near: list[str] = []
    for record in run.manifest:
        if "row" in record:
            continue
        path: str = record["path"]
        # The path of a source goes before that of an output, whatever the spelling.
        names = (path, record["out"]["path"]) if "out" in record else (path,)
        for rank, name in enumerate(names):
            if name in wanted and (place := rank * len(wanted) + wanted.index(name)) < best:
                best, found = place, path
        if path.rpartition("/")[2] == last:
            near.insert(0, path)
        elif len(near) < NEIGHBOURS:
            near.append(path)
    if found:
        return found
    hints = [path for path in near[:3] if path.rpartition("/")[2] == last] or get_close_matches(
        wanted[0], near[:NEIGHBOURS], n=1, cutoff=0.5
    )
    hint = f"Did you mean {' or '.join(hints)}?" if hints else "Give a path as it stands in the manifest."
    raise SettingsError(f"the run has no document {wanted[0]}.", hint=hint)


def _document(run: FinishedRun, record: dict[str, Any]) -> Explanation:
    edits = record.get("e", [])
    opaque = None
    if is_opaque(record):
        rule, size = record["t"][-1][1:3]
        opaque = run.names[rule], plain_size(record), size
    drop = why_dropped(record, run.names)
    figures = _figures(run, record)
    trouble = ""
    if record["st"] in {"failed", "skipped"}:
        return Explanation(record)
    try:
        image = run.image(record)
    except OpaqueImageError:
        image = None
    except MismatchError as mismatch:
        image, trouble = None, mismatch.message
    if image is not None:
        return Explanation(record, tuple(of_image(image, edits, run.names)), "source", figures, opaque, drop, trouble)
    output = run.output(record)
    if output is None:
        parts = tuple(changes_alone(edits, run.names))
        return Explanation(record, parts, "manifest", figures, opaque, drop, trouble)
    return Explanation(record, tuple(of_output(output, edits, run.names)), "output", figures, opaque, drop, trouble)


def _figures(run: FinishedRun, record: Mapping[str, Any]) -> dict[str, Figures]:
    """Spans and bytes by rule; those of a dropped document's edits are evidence and stand in no books."""
    sums: dict[str, Figures] = {}
    if record["st"] == "dropped":
        return {run.names[record["drop"]["by"]]: Figures(1, plain_size(record), 0)}
    if is_opaque(record):
        rule, size = record["t"][-1][1:3]
        sums[run.names[rule]] = Figures(1, plain_size(record), size)
    for edit in record.get("e", ()):
        last = edit[3][-1] if isinstance(edit[3], list) else edit[3]
        name = run.names[last]
        sums[name] = sums.get(name, Figures()).plus(edit[1], len(edit[2].encode()))
    return dict(sorted(sums.items(), key=lambda pair: (-pair[1].deleted, pair[0])))


def plain_size(record: Mapping[str, Any]) -> int:
    """Bytes of a source, unpacked."""
    source = record["in"]
    size: int = source.get("plain", source)["len"]
    return size


def why_dropped(record: Mapping[str, Any], names: list[str]) -> str:
    """One sentence; empty for a document that was kept."""
    drop = record.get("drop")
    if drop is None:
        return ""
    by = names[drop["by"]]
    if "of" in drop:
        other = place_of(drop["of"])
        sentences = {
            "bytes": f"its bytes are those of {other}.",
            "exact": f"its cleaned text equals that of {other}.",
            "page": f"without boilerplate its text equals that of {other}.",
            "folded": f"its words are those of {other}.",
            "near": f"it shares {drop['both']} of {drop['either']} shingles with {other}.",
            "contained": f"{drop['both']} of its {drop['sizes'][0]} shingles are in {other}.",
        }
        return f"{by}: {sentences[drop['kind']]}"
    if drop["kind"] == "language":
        return f"{by}: its language is {drop['tag']}."
    return f"{by}: nothing was left of it."


def place_of(of: list[Any]) -> str:
    """A document as the manifest names partners: ``path``, or ``path row 5``."""
    return str(of[0]) if len(of) == 1 else f"{of[0]} row {of[1]}"


def name_of(record: Mapping[str, Any]) -> str:
    """The same of a record."""
    return place_of([record["path"], record["row"]] if "row" in record else [record["path"]])
