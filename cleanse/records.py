"""The schema of a manifest: which keys, types and ranges its header, records and footer have.

Every check raises the first thing it finds as a `ManifestError`; callers know the line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from cleanse.canonical import MAX_DEPTH, MAX_INT, check_values
from cleanse.digests import digest_json
from cleanse.errors import ManifestError
from cleanse.names import unsafe_reason

VERSION = "manifest/v1"
STATES = ("dropped", "edited", "failed", "same", "skipped")
DROP_KEYS: Mapping[str, frozenset[str]] = {
    "empty": frozenset(("by", "kind")),
    "exact": frozenset(("both", "by", "either", "kind", "of")),
    "language": frozenset(("by", "kind", "tag")),
    "near": frozenset(("both", "by", "either", "kind", "of")),
}
"""The kinds of verdict and the keys each has."""

_HEADER = frozenset(("cleanse", "env", "packs", "pipeline", "rules", "scope", "tool"))
_FOOTER = frozenset(
    ("bytes", "end", "header_sha256", "inputs_root", "ledger", "n", "outputs_root", "records_root"),
)
_BYTES = frozenset(("copied", "deleted", "dropped", "in", "inserted", "out"))
_OTHER_DIGESTS = frozenset(("alg", "algs", "algorithm", "md5", "sha1", "sha224", "sha384", "sha512", "blake2b", "xxh3"))
_DIGEST = re.compile("[0-9a-f]{64}")
_IS_DIGEST = _DIGEST.fullmatch

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
_ALLOWED_ROW = {state: keys | _ROW for state, keys in _ALLOWED.items()}
_MUST = {state: must for state, (must, _) in _KEYS.items()}
_MUST_ROW = {state: must | _ROW | {"in"} for state, must in _MUST.items()}
_BOX_MUST = frozenset(("box", "in", "path", "rows"))
_BOX = _BOX_MUST | {"out"}


def schema(message: str) -> ManifestError:
    """An ``E_SCHEMA`` to raise."""
    return ManifestError("E_SCHEMA", message)


def require_keys(value: object, must: Iterable[str], allowed: frozenset[str], what: str) -> dict[str, Any]:
    """A table with the keys it must have and none it may not.

    Raises:
        ManifestError: ``E_SCHEMA``; ``E_ALG`` when the odd key names another digest algorithm.
    """
    if type(value) is not dict:
        raise schema(f"{what} is not a table")
    for key in value:
        if key not in allowed:
            if key in _OTHER_DIGESTS:
                raise ManifestError("E_ALG", f"{what} names {key}: digests are sha256 here")
            raise schema(f"{what} has a key that is not known: {key[:40]!r}")
    for key in must:
        if key not in value:
            raise schema(f"{what} lacks {key!r}")
    return value


def check_digest(value: object, what: str) -> None:
    """``E_ALG`` for anything but 64 lower-case hex digits."""
    if type(value) is not str:
        raise schema(f"{what} is not text")
    if not _IS_DIGEST(value):
        raise ManifestError("E_ALG", f"{what} is not a sha256 in lower-case hex: {value[:70]!r}")


def check_count(value: object, what: str) -> None:
    """``E_SCHEMA`` for anything but an integer from 0 to 2^53-1."""
    if type(value) is not int:
        raise schema(f"{what} is not an integer")
    if not 0 <= value <= MAX_INT:
        raise ManifestError("E_NUMBER", f"{what} is out of range: {str(value)[:40]}")


def _text(value: object, what: str) -> None:
    if type(value) is not str:
        raise schema(f"{what} is not text")


def _texts(value: object, what: str) -> None:
    if type(value) is not list or any(type(item) is not str for item in value):
        raise schema(f"{what} is not a list of texts")


_LEN_SHA = frozenset(("len", "sha256"))
_FILE = frozenset(("len", "plain", "sha256"))
_OUT = frozenset(("len", "path", "plain", "sha256"))


def _blob(value: object, allowed: frozenset[str], what: str) -> None:
    """``{"len","sha256"}``, perhaps with ``plain`` (the same of what is inside a .gz) and ``path``."""
    if type(value) is not dict:
        raise schema(f"{what} is not a table")
    if value.keys() != _LEN_SHA:
        require_keys(value, ("path", "len", "sha256") if "path" in allowed else _LEN_SHA, allowed, what)
        if "plain" in value:
            require_keys(value["plain"], _LEN_SHA, _LEN_SHA, f"{what}.plain")
            _blob(value["plain"], _LEN_SHA, f"{what}.plain")
    elif "path" in allowed:
        raise schema(f"{what} lacks 'path'")
    length, digest = value["len"], value["sha256"]
    if type(length) is not int or not 0 <= length <= MAX_INT:
        check_count(length, f"{what}.len")
    if type(digest) is not str or not _IS_DIGEST(digest):
        check_digest(digest, f"{what}.sha256")


def check_path(value: object, what: str, *, output: bool) -> None:
    """``E_PATH_UNSAFE`` for a path that must not stand there; see `names.unsafe_reason`."""
    if type(value) is not str:
        raise schema(f"{what} is not text")
    if reason := unsafe_reason(value, output=output):
        raise ManifestError("E_PATH_UNSAFE", f"{what} cannot be used: {reason}")


def check_header(header: object) -> None:
    """Check line 1.

    Raises:
        ManifestError: ``E_VERSION`` for another format version, ``E_ROOT`` when ``pipeline.sha256`` is not the
            digest of the settings and rules embedded, else ``E_SCHEMA``, ``E_ALG``.
    """
    if type(header) is not dict or "cleanse" not in header:
        raise schema("the first line is not a header")
    version = header["cleanse"]
    if version != VERSION:
        if type(version) is str and version.startswith("manifest/"):
            raise ManifestError("E_VERSION", f"the format is {version[:40]!r}, and this reads {VERSION!r}")
        raise schema("the first line is not a header of a cleanse manifest")
    check_values(header)
    require_keys(header, _HEADER, _HEADER, "header")
    tool = require_keys(header["tool"], *_same("name", "sha256", "version"), "tool")
    _text(tool["name"], "tool.name")
    _text(tool["version"], "tool.version")
    check_digest(tool["sha256"], "tool.sha256")
    env = require_keys(header["env"], *_same("deps", "python", "unicode"), "env")
    _text(env["python"], "env.python")
    _text(env["unicode"], "env.unicode")
    _table_of_texts(env["deps"], 2, "env.deps")
    for row in _table_of_texts(header["packs"], 3, "packs"):
        check_digest(row[2], "the digest of a pack")
    last = ""
    for row in _table_of_texts(header["rules"], 4, "rules"):
        check_digest(row[2], "the digest of a rule")
        if row[0] <= last:
            raise ManifestError("E_ORDER", "the rules are not sorted by id, each once")
        last = row[0]
    scope = require_keys(
        header["scope"],
        ("exclude", "include", "sources"),
        frozenset(("exclude", "include", "sample", "sources")),
        "scope",
    )
    for key in ("exclude", "include", "sources"):
        _texts(scope[key], f"scope.{key}")
    if "sample" in scope:
        check_count(scope["sample"], "scope.sample")
    pipeline = require_keys(header["pipeline"], *_same("config", "sha256"), "pipeline")
    if type(pipeline["config"]) is not dict:
        raise schema("pipeline.config is not a table")
    check_digest(pipeline["sha256"], "pipeline.sha256")
    if pipeline["sha256"] != digest_json([pipeline["config"], header["rules"]]):
        raise ManifestError("E_ROOT", "pipeline.sha256 is not the digest of the settings and rules beside it")


def _same(*keys: str) -> tuple[Sequence[str], frozenset[str]]:
    return keys, frozenset(keys)


def _table_of_texts(value: object, width: int, what: str) -> list[list[str]]:
    if type(value) is not list:
        raise schema(f"{what} is not a list")
    for row in value:
        if type(row) is not list or len(row) != width:
            raise schema(f"{what} has an entry that is not a list of {width}")
        _texts(row, f"an entry of {what}")
    return value


def check_footer(footer: object, rules: int) -> None:
    """Check the form of the last line; whether its figures are right is for the books.

    Args:
        footer: the decoded line.
        rules: how many rules the header's table has.
    """
    table = require_keys(footer, _FOOTER, _FOOTER, "footer")
    check_values(table)
    if table["end"] != 1 or type(table["end"]) is not int:
        raise schema("footer.end is not 1")
    for key in ("header_sha256", "inputs_root", "outputs_root", "records_root"):
        check_digest(table[key], f"footer.{key}")
    for key, names in (("n", frozenset(STATES)), ("bytes", _BYTES)):
        figures = require_keys(table[key], sorted(names), names, f"footer.{key}")
        for name, figure in figures.items():
            check_count(figure, f"footer.{key}.{name}")
    if type(table["ledger"]) is not list:
        raise schema("footer.ledger is not a list")
    last = -1
    for row in table["ledger"]:
        if type(row) is not list or len(row) != 5:
            raise schema("footer.ledger has an entry that is not a list of 5")
        for figure in row:
            check_count(figure, "a figure of the ledger")
        if row[0] <= last:
            raise ManifestError("E_ORDER", "footer.ledger is not sorted by rule, each once")
        last = row[0]
        check_rule(last, rules, "footer.ledger")


def check_rule(value: object, rules: int, what: str) -> None:
    """``E_ATTRIBUTION`` for a number that the header's table of rules does not have."""
    if type(value) is not int:
        raise schema(f"{what}: the number of a rule is not an integer")
    if not 0 <= value < rules:
        raise ManifestError("E_ATTRIBUTION", f"{what}: there is no rule {str(value)[:40]} in the header")


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
    elif not (_MUST[state] <= keys <= _ALLOWED[state]):
        require_keys(record, sorted(_MUST[state]), _ALLOWED[state], f"a record that is {state}")
    check_path(record["path"], "path", output=False)
    if "in" in record:
        _blob(record["in"], _LEN_SHA if row else _FILE, "in")
    if "out" in record:
        out = record["out"]
        if row:
            _blob(out, _LEN_SHA, "out")
        else:
            _blob(out, _OUT, "out")
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
        _texts(why, "why")
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
    _blob(record["in"], _FILE, "in")
    if "out" in record:
        _blob(record["out"], _OUT, "out")
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
    _blob(record["text"], _LEN_SHA, "text")
    if kind == "language":
        _text(drop["tag"], "drop.tag")
    elif "of" in drop:
        _check_witness(drop)


def _check_witness(drop: dict[str, Any]) -> None:
    of, both, either = drop["of"], drop["both"], drop["either"]
    if type(of) is not list or not 1 <= len(of) <= 2:
        raise schema("drop.of is not [path] or [path, row]")
    check_path(of[0], "drop.of", output=False)
    if len(of) == 2:
        check_count(of[1], "drop.of")
    check_count(both, "drop.both")
    check_count(either, "drop.either")
    if both > either or (drop["kind"] == "exact" and both != either):
        raise ManifestError("E_WITNESS", f"{both} shingles in both of {either} cannot be ({drop['kind']})")


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
