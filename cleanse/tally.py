"""The books of a manifest: what one record adds to the counts, the ledger, the sums and the roots.

The writer and the verifier share this code, so that a footer can be recomputed from the lines
above it and nothing else. How an opaque stage, a dropped document and an edit of several rules are
booked is said in docs/manifest.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from json.encoder import encode_basestring
from typing import Any, NamedTuple

from cleanse.canonical import MAX_INT
from cleanse.digests import Merkle
from cleanse.errors import ManifestError
from cleanse.records import STATES
from cleanse.schema import check_rule, schema
from cleanse.tiling import WireEdit

_EDIT = "an edit is not [gap, del, ins, rule]"


class EditSums(NamedTuple):
    """What a list of edits adds up to, in bytes of the image.

    Attributes:
        gaps: copied between edits; what follows the last is not known here.
        deleted: taken out of the image.
        inserted: put in.
        by_rule: ``(spans, deleted, inserted)`` for each rule an edit is booked to.
    """

    gaps: int
    deleted: int
    inserted: int
    by_rule: dict[int, tuple[int, int, int]]


class Entry(NamedTuple):
    """What one document adds to the books, in bytes; ``dropped`` is part of ``deleted``."""

    taken: int
    copied: int
    deleted: int
    inserted: int
    given: int
    dropped: int
    by_rule: Mapping[int, tuple[int, int, int]]


NOTHING = Entry(0, 0, 0, 0, 0, 0, {})


def wire_edits(edits: Sequence[WireEdit]) -> list[list[Any]]:
    """The ``e`` of a record from what `tiling.to_wire` gives: one rule stands as a number, several as a list.

    >>> wire_edits([(3, 2, "", (7,)), (0, 1, " ", (7, 8))])
    [[3, 2, '', 7], [0, 1, ' ', [7, 8]]]
    """
    return [
        [gap, deleted, insert, rules[0] if len(rules) == 1 else list(rules)] for gap, deleted, insert, rules in edits
    ]


def sum_edits(edits: object, rules: int) -> EditSums:
    """Check the edits of a record and add them up.

    Args:
        edits: the ``e`` of a record.
        rules: how many rules the header's table has.

    Raises:
        ManifestError: ``E_SCHEMA``; ``E_LEDGER`` for a negative figure; ``E_NONCANON`` for an edit that does
            nothing or that its neighbour should have swallowed; ``E_ATTRIBUTION`` for an unknown rule.
    """
    if type(edits) is not list or not edits:
        raise schema("e is not a list with something in it")
    # Column by column: a good deal faster than edit by edit.
    try:
        if set(map(type, edits)) != {list}:
            raise schema(_EDIT)
        gaps, gone, literals, blame = zip(*edits, strict=True)
        figures = gaps + gone
        text = "".join(literals)
    except (ValueError, TypeError):
        raise schema(_EDIT) from None
    if set(map(type, figures)) != {int}:
        raise schema(_EDIT)
    if set(map(type, blame)) != {int}:
        blame = tuple([_one_rule(rule, rules) for rule in blame])
    least = min(figures)
    if least <= 0:
        _check_zeros(edits, least)
    total, deleted = sum(gaps), sum(gone)
    if total > MAX_INT or deleted > MAX_INT:
        raise ManifestError("E_NUMBER", "the edits add up to more than 53 bits")
    spans: dict[int, int] = {}
    for rule in blame:
        spans[rule] = spans.get(rule, 0) + 1
    check_rule(min(spans), rules, "e")
    check_rule(max(spans), rules, "e")
    removed = dict.fromkeys(spans, 0)
    added = removed.copy()
    for rule, size in zip(blame, gone, strict=True):
        removed[rule] += size
    if text:
        for rule, literal in zip(blame, literals, strict=True):
            if literal:
                added[rule] += len(literal) if literal.isascii() else len(literal.encode())
    by_rule = {rule: (count, removed[rule], added[rule]) for rule, count in spans.items()}
    return EditSums(total, deleted, sum(added.values()), by_rule)


def _check_zeros(edits: list[list[Any]], least: int) -> None:
    """Negative figures, edits that do nothing, and neighbours that are one."""
    if least < 0:
        raise ManifestError("E_LEDGER", f"an edit has a negative figure: {least}")
    before: object = None
    for gap, gone, literal, rule in edits:
        if not gone and not literal:
            raise ManifestError("E_NONCANON", "an edit does nothing")
        if not gap and rule == before:
            raise ManifestError("E_NONCANON", "an edit and its neighbour are one")
        before = rule


def _one_rule(rule: object, rules: int) -> int:
    """The rule that an edit is booked to: the last, where several had a hand in it."""
    if type(rule) is int:
        return rule
    if type(rule) is not list:
        raise schema("e: the number of a rule is not an integer")
    if len(rule) < 2:
        raise ManifestError("E_NONCANON", "an edit has a list of fewer than two rules")
    for number in rule:
        check_rule(number, rules, "e")
    if len(set(rule)) != len(rule):
        raise ManifestError("E_NONCANON", "an edit names a rule twice")
    last: int = rule[-1]
    return last


def tally(record: Mapping[str, Any], rules: int) -> Entry:
    """What a checked record adds to the books.

    Raises:
        ManifestError: as `sum_edits` does; ``E_LEDGER`` when the record does not balance.
    """
    if "box" in record:
        return NOTHING
    state = record["st"]
    if state == "same":
        inner = record["in"]
        size = inner.get("plain", inner)["len"]
        return Entry(size, size, 0, 0, size, 0, {}) if "t" not in record else _edited(record, rules)
    if state == "edited":
        return _edited(record, rules)
    if state == "dropped":
        inner = record["in"]
        size = inner.get("plain", inner)["len"]
        _balance(record, record["text"]["len"], rules)
        return Entry(size, 0, size, 0, 0, size, {record["drop"]["by"]: (1, size, 0)})
    return NOTHING


def _balance(record: Mapping[str, Any], size: int, rules: int) -> tuple[int, EditSums]:
    """The length of the image and the sums of the edits, for a text of ``size`` bytes that came out of them."""
    sums = sum_edits(record["e"], rules) if "e" in record else EditSums(0, 0, 0, {})
    image = size - sums.inserted + sums.deleted
    known = _known_image(record)
    if known is not None and image != known:
        raise ManifestError(
            "E_LEDGER",
            f"an image of {known} bytes, less {sums.deleted} deleted and with {sums.inserted} inserted, is not {size}",
        )
    if sums.gaps + sums.deleted > image:
        raise ManifestError("E_LEDGER", f"the edits reach {sums.gaps + sums.deleted} bytes into an image of {image}")
    return image, sums


def _known_image(record: Mapping[str, Any]) -> int | None:
    """The length of the image, or ``None`` when only decoding would tell."""
    source = record["in"]
    stages = record.get("t")
    if stages is None:
        return int(source.get("plain", source)["len"])
    return int(stages[-1][2]) if stages[-1][0] == "opaque" else None


def _edited(record: Mapping[str, Any], rules: int) -> Entry:
    source, out = record["in"], record["out"]
    size = out.get("plain", out)["len"]
    image, sums = _balance(record, size, rules)
    stages = record.get("t")
    if stages is None or stages[-1][0] != "opaque":
        return Entry(image, image - sums.deleted, sums.deleted, sums.inserted, size, 0, sums.by_rule)
    plain = source.get("plain", source)["len"]
    by_rule = dict(sums.by_rule)
    rule = stages[-1][1]
    spans, gone, put = by_rule.get(rule, (0, 0, 0))
    by_rule[rule] = (spans + 1, gone + plain, put + image)
    return Entry(plain, 0, plain, size, size, 0, by_rule)


class Tally:
    """The books over all records of a manifest, in order."""

    __slots__ = ("_inputs", "_ledger", "_outputs", "_records", "counts", "sums")

    def __init__(self) -> None:
        self._records = Merkle()
        self._inputs = Merkle()
        self._outputs = Merkle()
        self._ledger: dict[int, list[int]] = {}
        self.counts = dict.fromkeys(STATES, 0)
        self.sums = [0, 0, 0, 0, 0, 0]

    def add(self, record: Mapping[str, Any], line: bytes, entry: Entry) -> None:
        """Book a checked record.

        Args:
            record: the decoded line.
            line: its bytes, without the line feed.
            entry: what `tally` made of it.
        """
        self._records.add(line)
        if "row" not in record:
            if "in" in record:
                self._inputs.add(file_leaf(record["path"], record["in"]))
            if "out" in record:
                out = record["out"]
                self._outputs.add(file_leaf(out["path"], out))
        if "box" in record:
            return
        self.counts[record["st"]] += 1
        taken, copied, deleted, inserted, given, dropped, by_rule = entry
        sums = self.sums
        sums[0] += taken
        sums[1] += copied
        sums[2] += deleted
        sums[3] += inserted
        sums[4] += given
        sums[5] += dropped
        ledger = self._ledger
        for rule, (spans, gone, put) in by_rule.items():
            row = ledger.get(rule)
            if row is None:
                ledger[rule] = [rule, 1, spans, gone, put]
            else:
                row[1] += 1
                row[2] += spans
                row[3] += gone
                row[4] += put

    def note(self, line: bytes) -> None:
        """Count a line that is no usable record towards the root over the lines."""
        self._records.add(line)

    def footer(self, header_sha256: str) -> dict[str, Any]:
        """The last line of the manifest."""
        taken, copied, deleted, inserted, given, dropped = self.sums
        return {
            "bytes": {
                "copied": copied,
                "deleted": deleted,
                "dropped": dropped,
                "in": taken,
                "inserted": inserted,
                "out": given,
            },
            "end": 1,
            "header_sha256": header_sha256,
            "inputs_root": self._inputs.root(),
            "ledger": [self._ledger[rule] for rule in sorted(self._ledger)],
            "n": dict(self.counts),
            "outputs_root": self._outputs.root(),
            "records_root": self._records.root(),
        }


def file_leaf(path: str, blob: Mapping[str, Any]) -> bytes:
    """The leaf of a file in the trees of inputs and outputs: its ``{"len","path","sha256"}``."""
    return f'{{"len":{blob["len"]},"path":{encode_basestring(path)},"sha256":"{blob["sha256"]}"}}'.encode()
