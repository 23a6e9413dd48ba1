"""The schema of a manifest's records: which keys, types and ranges each sort of record has.

Every check raises the first thing it finds as a `ManifestError`; callers know the line.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cleanse.canonical import MAX_DEPTH, MAX_INT, check_values
from cleanse.errors import ManifestError
from cleanse.schema import (
    FILE,
    LEN_SHA,
    OUT,
    check_blob,
    check_count,
    check_digest,
    check_path,
    check_rule,
    check_text,
    check_texts,
    require_keys,
    schema,
)

STATES = ("dropped", "edited", "failed", "same", "skipped")
DUPLICATES: Mapping[str, str] = {
    "bytes": "dedup/exact",
    "exact": "dedup/exact",
    "page": "dedup/exact",
    "folded": "dedup/folded",
    "near": "dedup/near",
    "contained": "dedup/contained",
}
"""The kinds of duplicates, and the rule in whose name each goes."""
SAME_TEXT = frozenset(("bytes", "exact", "page"))
WITNESS = frozenset(("both", "either", "kind", "of", "sizes"))
DROP_KEYS: Mapping[str, frozenset[str]] = {
    "empty": frozenset(("by", "kind")),
    "language": frozenset(("by", "kind", "tag")),
    **dict.fromkeys(DUPLICATES, WITNESS | {"by"}),
}
"""The kinds of verdict and the keys each has."""

# Per state: the keys a record must have, and those it may have. Rows add `at` and `row`.
_KEYS: Mapping[str, tuple[frozenset[str], frozenset[str]]] = {
    "same": (frozenset(("in", "out", "path", "st")), frozenset(("facts", "t"))),
    "edited": (frozenset(("in", "out", "path", "st")), frozenset(("e", "facts", "t"))),
    "dropped": (frozenset(("drop", "in", "path", "st", "text")), frozenset(("e", "facts", "t"))),
    "failed": (frozenset(("path", "st", "why")), frozenset(("facts", "in"))),
    "skipped": (frozenset(("path", "st", "why")), frozenset(("facts", "in"))),
}
_ROW = frozenset(("at", "row"))
_ALLOWED = {state: must | may for state, (must, may) in _KEYS.items()}
_ALLOWED_ROW = {
    state: keys | _ROW | ({"codec"} if state in {"same", "edited", "dropped"} else frozenset())
    for state, keys in _ALLOWED.items()
}
_MUST = {state: must for state, (must, _) in _KEYS.items()}
_MUST_ROW = {state: must | _ROW | {"in"} for state, must in _MUST.items()}
_BOX_MUST = frozenset(("box", "in", "path", "rows"))
_BOX = _BOX_MUST | {"out"}


def check_record(record: dict[str, Any], rules: int) -> None:
    """Check one record but for its edits, which `tally.sum_edits` checks while it adds them up.

    Args:
        record: as in docs/manifest.md.
        rules: how many rules the header's table has.

    Raises:
        ManifestError: ``E_SCHEMA``, ``E_ALG``, ``E_NUMBER``, ``E_PATH_UNSAFE``, ``E_ATTRIBUTION`` or ``E_LIMIT``.
    """
    if "box" in record:
        _check_container(record)
        return
    state = record.get("st")
    if type(state) is not str or state not in _KEYS:
        raise schema("the record has no known 'st'")
    row = "row" in record
    keys = record.keys()
    if row:
        if not (_MUST_ROW[state] <= keys <= _ALLOWED_ROW[state]):
            require_keys(record, sorted(_MUST_ROW[state]), _ALLOWED_ROW[state], f"a row that is {state}")
        _check_row(record)
        check_text(record.get("codec", ""), "codec")
    elif not (_MUST[state] <= keys <= _ALLOWED[state]):
        require_keys(record, sorted(_MUST[state]), _ALLOWED[state], f"a record that is {state}")
    check_path(record["path"], "path", output=False)
    if "in" in record:
        check_blob(record["in"], LEN_SHA if row else FILE, "in")
    if "out" in record:
        out = record["out"]
        if row:
            check_blob(out, LEN_SHA, "out")
        else:
            check_blob(out, OUT, "out")
            check_path(out["path"], "out.path", output=True)
            if ("plain" in out) != ("plain" in record["in"]):
                raise schema("only one of in and out is compressed")
        if state == "same" and _content(out) != _content(record["in"]):
            raise ManifestError("E_LEDGER", "the record says same, but in and out differ")
    if "t" in record:
        _check_stages(record["t"], record["in"], rules)
    if state == "dropped":
        _check_drop(record, rules)
    elif "why" in record:
        why = record["why"]
        check_texts(why, "why")
        if len(why) != 2:
            raise schema("why is not [code, sentence]")
    if "facts" in record:
        _check_facts(record["facts"])


def _content(blob: dict[str, Any]) -> tuple[int, str]:
    inner = blob.get("plain", blob)
    return inner["len"], inner["sha256"]


def _check_container(record: dict[str, Any]) -> None:
    require_keys(record, sorted(_BOX_MUST), _BOX, "a container")
    if record["box"] != "jsonl":
        raise schema("the container is of no known kind")
    check_count(record["rows"], "rows")
    check_path(record["path"], "path", output=False)
    check_blob(record["in"], FILE, "in")
    if "out" in record:
        check_blob(record["out"], OUT, "out")
        check_path(record["out"]["path"], "out.path", output=True)


def _check_row(record: dict[str, Any]) -> None:
    number, place = record["row"], record["at"]
    if type(number) is not int or not 1 <= number <= MAX_INT:
        raise schema("row is not a line number from 1")
    if type(place) is not list or len(place) != 2:
        raise schema("at is not [offset, length]")
    check_count(place[0], "at")
    check_count(place[1], "at")


def _check_stages(stages: object, source: dict[str, Any], rules: int) -> None:
    """``t``: at most one decode stage, then at most one opaque one."""
    if type(stages) is not list or not 1 <= len(stages) <= 2:
        raise schema("t is not a list of one or two stages")
    before = -1
    for stage in stages:
        kind = stage[0] if type(stage) is list and stage else None
        place = ("decode", "opaque").index(kind) if kind in ("decode", "opaque") else -1
        if place <= before:
            raise schema("t has a stage that is not known, or out of order")
        before = place
        if kind == "decode":
            _check_segments(stage, source)
            continue
        if len(stage) != 4:
            raise schema("an opaque stage is not [opaque, rule, len, sha256]")
        check_rule(stage[1], rules, "t")
        check_count(stage[2], "the length of an opaque image")
        check_digest(stage[3], "the digest of an opaque image")


def _check_segments(stage: list[Any], source: dict[str, Any]) -> None:
    if len(stage) != 2 or type(stage[1]) is not list:
        raise schema("a decode stage is not [decode, segments]")
    total, before = 0, ""
    for segment in stage[1]:
        if type(segment) is not list or len(segment) != 2 or type(segment[1]) is not str:
            raise schema("a segment is not [bytes, codec]")
        size, codec = segment
        check_count(size, "a segment")
        if not size or codec == before:
            raise ManifestError("E_NONCANON", "a segment is empty, or of the codec of its neighbour")
        total += size
        before = codec
    if total != source.get("plain", source)["len"]:
        raise ManifestError("E_LEDGER", f"the segments cover {total} bytes, not all of the source")


def _check_drop(record: dict[str, Any], rules: int) -> None:
    drop = record["drop"]
    kind = drop.get("kind") if type(drop) is dict else None
    if type(kind) is not str or kind not in DROP_KEYS:
        raise schema("drop is of no known kind")
    require_keys(drop, sorted(DROP_KEYS[kind]), DROP_KEYS[kind], "drop")
    check_rule(drop["by"], rules, "drop.by")
    check_blob(record["text"], LEN_SHA, "text")
    if kind == "language":
        check_text(drop["tag"], "drop.tag")
    elif "of" in drop:
        check_witness(drop)


def check_witness(drop: Mapping[str, Any]) -> None:
    """Check what is said of a pair, as far as it can be without the pair.

    Args:
        drop: has the keys of `WITNESS`, its kind is one of `DUPLICATES`.

    Raises:
        ManifestError: ``E_SCHEMA``, ``E_NUMBER`` or ``E_PATH_UNSAFE``; ``E_WITNESS`` for sizes that no two sets have.
    """
    of, both, either, sizes = drop["of"], drop["both"], drop["either"], drop["sizes"]
    if type(of) is not list or not 1 <= len(of) <= 2:
        raise schema("drop.of is not [path] or [path, row]")
    check_path(of[0], "drop.of", output=False)
    if len(of) == 2:
        check_count(of[1], "drop.of")
    check_count(both, "drop.both")
    check_count(either, "drop.either")
    if type(sizes) is not list or len(sizes) != 2:
        raise schema("drop.sizes is not [size, size]")
    for size in sizes:
        check_count(size, "drop.sizes")
    kind = drop["kind"]
    if not 0 < both <= min(sizes) or either != sum(sizes) - both:
        raise ManifestError("E_WITNESS", f"sets of {sizes[0]} and {sizes[1]} cannot share {both} of {either}")
    if both != either and (kind in SAME_TEXT or kind == "folded"):
        raise ManifestError("E_WITNESS", f"{both} shingles in both of {either} cannot be ({kind})")


def _check_facts(facts: object) -> None:
    if type(facts) is not dict or not facts:
        raise schema("facts is not a table with something in it")
    for key, slot in facts.items():
        if not key.isascii():
            raise schema("facts has a key that is not ASCII")
        _check_fact(slot, 3)


def _check_fact(value: object, depth: int) -> None:
    """Integers, texts, lists and tables of them; ``depth`` is that of a list or table found here."""
    kind = type(value)
    if kind is str or (kind is int and -MAX_INT <= value <= MAX_INT):  # type: ignore[operator]
        return
    if kind is dict and depth <= MAX_DEPTH:
        for key, inner in value.items():  # type: ignore[attr-defined]
            if type(key) is not str or not key.isascii():
                raise schema("facts has a key that is not ASCII")
            _check_fact(inner, depth + 1)
    elif (kind is list or kind is tuple) and depth <= MAX_DEPTH:
        for inner in value:  # type: ignore[attr-defined]
            _check_fact(inner, depth + 1)
    else:
        check_values(value, depth)
        raise schema("facts hold integers, texts, lists and tables of them")
