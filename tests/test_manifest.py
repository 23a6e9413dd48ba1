"""The wire format: one valid encoding, names, schema, writing and reading back."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleanse.digests import digest_bytes, digest_json, merkle_root
from cleanse.errors import ManifestError
from cleanse.manifest import (
    Manifest,
    ManifestWriter,
    canonical,
    escape_name,
    fold,
    parse_line,
    selected,
    unescape_name,
    unsafe_reason,
    wire_edits,
)
from cleanse.receipts import START, append_log, read_log, write_sha256_list

RULES = [[name, "1.0.0", digest_bytes(name.encode()), "cleanse"] for name in ("a/one", "b/two", "c/three")]
HEADER: dict[str, Any] = {
    "cleanse": "manifest/v1",
    "env": {"deps": [["ftfy", "6.3.1"]], "python": "3.11.7", "unicode": "14.0.0"},
    "packs": [["a", "1.0.0", digest_bytes(b"a")]],
    "pipeline": {"config": {"wide": True, "none": None}, "sha256": digest_json([{"wide": True, "none": None}, RULES])},
    "rules": RULES,
    "scope": {"exclude": [], "include": ["**"], "sources": [""]},
    "tool": {"name": "cleanse", "sha256": digest_bytes(b"tool"), "version": "0.1.0"},
}
DIGEST = digest_bytes(b"")


def blob(size: int) -> dict[str, Any]:
    return {"len": size, "sha256": digest_bytes(b"x" * size)}


texts = st.text(st.characters(codec="utf-8"), max_size=12)
safe_names = st.text(st.sampled_from("abcé文-_0"), min_size=1, max_size=6)


@st.composite
def edit_lists(draw: st.DrawFn) -> list[list[Any]]:
    edits: list[list[Any]] = []
    for _ in range(draw(st.integers(1, 5))):
        rules = draw(st.lists(st.integers(0, 2), min_size=1, max_size=3, unique=True))
        gone = draw(st.integers(0, 9))
        insert = draw(texts if gone else texts.filter(bool))
        edits.append([draw(st.integers(1, 9)), gone, insert, rules[0] if len(rules) == 1 else rules])
    return edits


@st.composite
def record_lists(draw: st.DrawFn) -> list[dict[str, Any]]:
    records = []
    for name in sorted(draw(st.sets(safe_names, max_size=6))):
        state = draw(st.sampled_from(["same", "edited", "dropped", "failed", "skipped"]))
        record: dict[str, Any] = {"path": name, "st": state, "in": blob(draw(st.integers(100, 200)))}
        size = record["in"]["len"]
        if state in {"failed", "skipped"}:
            record["why"] = [draw(texts), draw(texts)]
        if state in {"edited", "dropped"}:
            record["e"] = draw(edit_lists())
            size += sum(len(insert.encode()) - gone for _, gone, insert, _ in record["e"])
        if state in {"same", "edited"}:
            record["out"] = blob(size) | {"path": name}
        if state == "dropped":
            record |= {"text": blob(size), "drop": {"by": 1, "kind": "language", "tag": "de"}}
        if draw(st.booleans()):
            record["facts"] = {"a/one": draw(st.recursive(st.integers(-9, 2**53 - 1) | texts, st.lists, max_leaves=4))}
        records.append(record)
    return records


def written(records: list[dict[str, Any]]) -> bytes:
    stream = io.BytesIO()
    writer = ManifestWriter(stream, HEADER)
    for record in records:
        writer.add(record)
    writer.finish()
    return stream.getvalue()


def code_of(error: pytest.ExceptionInfo[ManifestError]) -> str:
    return error.value.code


# --- canonical JSON -------------------------------------------------------------------------------

values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53 - 1), 2**53 - 1) | texts,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(st.characters(codec="ascii"), max_size=4), inner, max_size=3)
    ),
    max_leaves=5,
)


@given(st.dictionaries(st.text(st.characters(codec="ascii"), max_size=4), values, max_size=4))
def test_what_is_written_is_read_back_and_has_one_encoding(value: dict[str, Any]) -> None:
    line = canonical(value)
    assert parse_line(line) == value
    assert b"\n" not in line
    for other in (json.dumps(value), json.dumps(value, sort_keys=True, ensure_ascii=False, indent=0)):
        if other.encode() != line:
            with pytest.raises(ManifestError):
                parse_line(other.encode())


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (1.0, "E_NUMBER"),
        (float("nan"), "E_NUMBER"),
        (2**53, "E_NUMBER"),
        (-(2**53), "E_NUMBER"),
        ({"é": 1}, "E_SCHEMA"),
        ({1: 1}, "E_SCHEMA"),
        ("\ud800", "E_SCHEMA"),
        ({"a": b""}, "E_SCHEMA"),
        ([[[[[[[[[]]]]]]]]], "E_LIMIT"),
    ],
)
def test_canonical_refuses(value: object, code: str) -> None:
    with pytest.raises(ManifestError) as error:
        canonical(value)
    assert code_of(error) == code


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (b'{"a":1,"a":1}', "E_DUPKEY"),
        (b'{"a":1,"a":2}', "E_DUPKEY"),
        (b'{"b":{"a":1,"a":2}}', "E_DUPKEY"),
        (b'{"b":1,"a":1}', "E_NONCANON"),
        (b'{"a": 1}', "E_NONCANON"),
        (b'{"a":1} ', "E_NONCANON"),
        (b'{"a":1}\r', "E_NONCANON"),
        (b'\xef\xbb\xbf{"a":1}', "E_NONCANON"),
        (b'{"a":"\\u00e9"}', "E_NONCANON"),
        (b'{"a":"\\/"}', "E_NONCANON"),
        (b'{"a":1.0}', "E_NUMBER"),
        (b'{"a":1e3}', "E_NUMBER"),
        (b'{"a":-0}', "E_NUMBER"),
        (b'{"a":NaN}', "E_NUMBER"),
        (b'{"a":9007199254740992}', "E_NUMBER"),
        (b'{"a":' + b"9" * 5000 + b"}", "E_NUMBER"),
        (b'{"a":01}', "E_SCHEMA"),
        (b'{"a":"\\ud800"}', "E_SCHEMA"),
        (b'{"a":"\xc0\xaf"}', "E_SCHEMA"),
        (b'{"a":"\xed\xa0\x80"}', "E_SCHEMA"),
        (b"# a comment", "E_SCHEMA"),
        (b"", "E_SCHEMA"),
        (b"[]", "E_SCHEMA"),
        (b"{" * 5, "E_SCHEMA"),
        (b'{"a":' + b"[" * 9 + b"]" * 9 + b"}", "E_LIMIT"),
        (b"[" * 100_000, "E_LIMIT"),
    ],
)
def test_a_line_that_is_not_in_the_one_form(line: bytes, code: str) -> None:
    with pytest.raises(ManifestError) as error:
        parse_line(line)
    assert code_of(error) == code


# --- names ----------------------------------------------------------------------------------------


@given(st.binary(min_size=1, max_size=12))
def test_every_name_of_a_file_system_can_be_written_and_turned_back(raw: bytes) -> None:
    name = raw.decode("utf-8", "surrogateescape")
    path = escape_name(name)
    assert unescape_name(path) == name
    assert path.encode()
    assert path.isprintable() or not any(ord(character) < 0x20 or 0x7F <= ord(character) < 0xA0 for character in path)


@pytest.mark.parametrize(
    "path",
    [
        *(
            "../a",
            "a/../b",
            "/etc/passwd",
            "a//b",
            "a/",
            "./a",
            "",
            ".",
            "a\\b",
            "C:a",
            "c:/x",
            "a%00b",
            "a%0Ab",
            "a\nb",
        ),
        *(
            "aux",
            "AUX.txt",
            "b/nul",
            "com1.log",
            "LPT\u00b9",
            "con .txt",
            "a.",
            "b./c",
            "a ",
            "%FF.txt",
            "%41",
            "a%2Fb",
        ),
        *("%C3%A9", "x\x85", "\ud800", ".cleanse/manifest.jsonl", ".CLEANSE/x", "conout$"),
    ],
)
def test_unsafe_outputs(path: str) -> None:
    assert unsafe_reason(path)


@pytest.mark.parametrize(
    "path",
    ["a", "a/b.txt", "é/文.md", "what?.html", "news:b", "console.txt", "100%25.txt", ".git/x", "a b", "auxiliary"],
)
def test_safe_outputs(path: str) -> None:
    assert unsafe_reason(path) == ""


@pytest.mark.parametrize("path", ["aux.txt", "a.", "a\\b", "C:a", "%FF.txt", "a%0Ab", "b ", ".cleanse/x"])
def test_sources_may_have_any_name_below_their_root(path: str) -> None:
    assert unsafe_reason(path, output=False) == ""


@pytest.mark.parametrize("path", ["../a", "/a", "a//b", "", "a%00", "a\nb", "%41", "a%2F..%2Fb", "\ud800"])
def test_no_source_leaves_its_root(path: str) -> None:
    assert unsafe_reason(path, output=False)


def test_folding() -> None:
    assert fold("cafe\u0301/A") == fold("café/a") == fold("CAFÉ/a")
    assert fold("a") != fold("b")


@pytest.mark.parametrize(
    ("path", "pattern", "expected"),
    [
        *(
            ("a.txt", "*.txt", True),
            ("b/a.txt", "*.txt", False),
            ("b/a.txt", "**/*.txt", True),
            ("a.txt", "**/*.txt", True),
        ),
        *(("b/c/a.txt", "b/**", True), ("b", "b/**", True), ("b/c", "b/", True), ("bc/a", "b/", False)),
        *(("a/x/b/y/c", "a/**/b/**/c", True), ("a/b/c", "a/**/b/**/c", True), ("a/x/c", "a/**/b/**/c", False)),
        *(
            ("a/b/b/c", "a/**/b/c", True),
            ("ab", "a?", True),
            ("a/b", "a?b", False),
            ("ab", "a[!b]", False),
            ("ac", "a[b-d]", True),
        ),
        *((".git/config", "**", True), ("A.txt", "*.TXT", False), ("a/b", "**/a", False), ("a\nb", "a*", True)),
    ],
)
def test_patterns(path: str, pattern: str, expected: bool) -> None:
    assert selected(path, [pattern], []) is expected
    assert selected(path, [], [pattern]) is not expected


def test_patterns_with_many_stars_end() -> None:
    assert not selected("a" * 3000, ["*a" * 40 + "b"], [])
    assert not selected("/".join(["a"] * 500), ["/".join(["**", "a"] * 20) + "/b"], [])


@given(
    st.text(st.sampled_from("ab/"), max_size=8),
    st.lists(st.sampled_from(["**", "*", "a", "b", "a*", "?"]), min_size=1, max_size=5),
)
def test_patterns_agree_with_a_plain_recursive_definition(path: str, pattern: list[str]) -> None:
    def part(name: str, glob: str) -> bool:
        return (
            glob == "*" or (glob == "?" and len(name) == 1) or name == glob or (glob == "a*" and name.startswith("a"))
        )

    def whole(parts: list[str], globs: list[str]) -> bool:
        if not globs:
            return not parts
        if globs[0] == "**":
            return whole(parts, globs[1:]) or (bool(parts) and whole(parts[1:], globs))
        return bool(parts) and part(parts[0], globs[0]) and whole(parts[1:], globs[1:])

    assert selected(path, ["/".join(pattern)], []) == whole(path.split("/"), pattern)


# --- writing and reading --------------------------------------------------------------------------


@given(record_lists())
def test_a_manifest_reads_back_as_it_was_written(records: list[dict[str, Any]]) -> None:
    data = written(records)
    manifest = Manifest(io.BytesIO(data))
    assert manifest.header == HEADER
    assert list(manifest) == records
    assert list(manifest) == records
    lines = data.split(b"\n")[:-1]
    assert all(canonical(json.loads(line)) == line for line in lines)
    footer = manifest.footer
    assert footer["records_root"] == merkle_root(lines[1:-1])
    assert footer["header_sha256"] == digest_bytes(lines[0])
    assert sum(footer["n"].values()) == len(records)
    sums = footer["bytes"]
    assert sums["copied"] + sums["deleted"] == sums["in"]
    assert sums["copied"] + sums["inserted"] == sums["out"]
    assert sum(row[3] for row in footer["ledger"]) == sums["deleted"]
    assert sum(row[4] for row in footer["ledger"]) == sums["inserted"]


def edited(edits: list[Any], size: int = 9, **more: Any) -> dict[str, Any]:
    return {"path": "a", "st": "edited", "in": blob(10), "out": blob(size) | {"path": "a"}, "e": edits} | more


def same(path: str = "a", **more: Any) -> dict[str, Any]:
    return {"path": path, "st": "same", "in": blob(10), "out": blob(10) | {"path": path}} | more


def dropped(drop: dict[str, Any]) -> dict[str, Any]:
    return {"path": "a", "st": "dropped", "in": blob(10), "text": blob(10), "drop": drop}


@pytest.mark.parametrize(
    ("record", "code"),
    [
        (edited([[0, 1, "", 3]]), "E_ATTRIBUTION"),
        (edited([[0, 1, "", -1]]), "E_ATTRIBUTION"),
        (edited([[0, 1, "", [0, 3]]]), "E_ATTRIBUTION"),
        (edited([[0, 1, "", [0]]]), "E_NONCANON"),
        (edited([[0, 1, "", [0, 0]]]), "E_NONCANON"),
        (edited([[0, 0, "", 0]]), "E_NONCANON"),
        (edited([[0, 1, "", 0], [0, 1, "x", 0]]), "E_NONCANON"),
        (edited([[0, 1, "", "0"]]), "E_SCHEMA"),
        (edited([[0, 1, ""]]), "E_SCHEMA"),
        (edited([[0, True, "", 0]]), "E_SCHEMA"),
        (edited(["abcd"]), "E_SCHEMA"),
        (edited([]), "E_SCHEMA"),
        (edited([[-1, 1, "", 0]]), "E_LEDGER"),
        (edited([[0, 2, "", 0]]), "E_LEDGER"),
        (edited([[10, 1, "", 0]]), "E_LEDGER"),
        (edited([[0, 2, "", 0]], t=[["decode", [[9, "cp1252"]]]]), "E_LEDGER"),
        (edited([[2**54, 1, "", 0]], t=[["decode", [[10, "cp1252"]]]]), "E_NUMBER"),
        (edited([[0, 1, "", 0]], t=[["opaque", 0, 11, DIGEST]]), "E_LEDGER"),
        (edited([[0, 1, "", 0]], t=[["opaque", 9, 10, DIGEST]]), "E_ATTRIBUTION"),
        (edited([[0, 1, "", 0]], t=[["guess"]]), "E_SCHEMA"),
        (edited([[0, 1, "", 0]], t=[]), "E_SCHEMA"),
        (edited([[0, 1, "\ud800", 0]]), "E_SCHEMA"),
        (same(e=[[0, 1, "x", 0]]), "E_SCHEMA"),
        (same(out=blob(11) | {"path": "a"}), "E_LEDGER"),
        (same(out=blob(10) | {"path": "../a"}), "E_PATH_UNSAFE"),
        (same("a/../b"), "E_PATH_UNSAFE"),
        (same(note="hi"), "E_SCHEMA"),
        (same(st="fine"), "E_SCHEMA"),
        (same(facts={}), "E_SCHEMA"),
        (same(facts={"a": 0.5}), "E_SCHEMA"),
        (same(facts={"a": None}), "E_SCHEMA"),
        (same(row=1), "E_SCHEMA"),
        (same() | {"in": {"len": 10, "sha256": DIGEST.upper()}}, "E_ALG"),
        (same() | {"in": {"len": 10, "sha256": DIGEST[:32]}}, "E_ALG"),
        (same() | {"in": {"len": 10, "md5": DIGEST[:32]}}, "E_ALG"),
        (same() | {"in": {"len": -1, "sha256": DIGEST}}, "E_NUMBER"),
        (same() | {"in": {"len": "10", "sha256": DIGEST}}, "E_SCHEMA"),
        (dropped({"by": 0, "kind": "near", "of": ["b"], "both": 9, "either": 8, "sizes": [9, 8]}), "E_WITNESS"),
        (dropped({"by": 0, "kind": "exact", "of": ["b"], "both": 7, "either": 8, "sizes": [7, 8]}), "E_WITNESS"),
        (dropped({"by": 0, "kind": "near", "of": [], "both": 7, "either": 8, "sizes": [7, 8]}), "E_SCHEMA"),
        (dropped({"by": 0, "kind": "near", "of": ["b"], "both": 7, "either": 8}), "E_SCHEMA"),
        (dropped({"by": 0, "kind": "near", "of": ["b"], "both": 7, "either": 8, "sizes": [7]}), "E_SCHEMA"),
        (dropped({"by": 0, "kind": "near", "of": ["b"], "both": 7, "either": 8, "sizes": [7, 9]}), "E_WITNESS"),
        (dropped({"by": 0, "kind": "near", "of": ["b"], "both": 0, "either": 8, "sizes": [4, 4]}), "E_WITNESS"),
        (dropped({"by": 0, "kind": "folded", "of": ["b"], "both": 7, "either": 8, "sizes": [7, 8]}), "E_WITNESS"),
        (dropped({"by": 0, "kind": "whim"}), "E_SCHEMA"),
        (dropped({"by": 3, "kind": "empty"}), "E_ATTRIBUTION"),
        ({"path": "a", "st": "failed", "why": ["code"]}, "E_SCHEMA"),
        ({"path": "a", "st": "failed"}, "E_SCHEMA"),
    ],
)
def test_the_writer_refuses_and_writes_nothing(record: dict[str, Any], code: str) -> None:
    stream = io.BytesIO()
    writer = ManifestWriter(stream, HEADER)
    before = stream.getvalue()
    with pytest.raises(ManifestError) as error:
        writer.add(record)
    # A float is refused by the encoder's twin, the check of values.
    assert code_of(error) == code or (code == "E_SCHEMA" and code_of(error) == "E_NUMBER" and "facts" in record)
    assert stream.getvalue() == before
    writer.add(same("b"))
    assert writer.finish()["n"]["same"] == 1


def test_order_and_rows() -> None:
    box = {"path": "b", "box": "jsonl", "rows": 2, "in": blob(30)}
    row = {"path": "b", "row": 2, "at": [0, 3], "st": "failed", "in": blob(3), "why": ["x", "y"]}
    for records in (
        [same("b"), same("a")],
        [same("a"), same("a")],
        [row],
        [same("b"), row],
        [box, row, row],
        [box, row, row | {"row": 1}],
    ):
        with pytest.raises(ManifestError) as error:
            written(records)
        assert code_of(error) == "E_ORDER"
    for records in ([box], [box, row], [box, row, same("c")]):
        with pytest.raises(ManifestError) as error:
            written(records)
        assert code_of(error) == "E_LEDGER"
    assert len(list(Manifest(io.BytesIO(written([same("a"), box, row, row | {"row": 4}, same("c")]))))) == 5


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"cleanse": "manifest/v2"}, "E_VERSION"),
        ({"cleanse": "parquet"}, "E_SCHEMA"),
        ({"alg": "md5"}, "E_ALG"),
        ({"more": 1}, "E_SCHEMA"),
        ({"rules": RULES[::-1]}, "E_ORDER"),
        ({"rules": RULES[:2]}, "E_ROOT"),
        ({"pipeline": {"config": {}, "sha256": DIGEST}}, "E_ROOT"),
        ({"tool": {"name": "cleanse", "sha256": "00", "version": "0.1.0"}}, "E_ALG"),
        ({"scope": {"exclude": [], "include": [], "sources": [1]}}, "E_SCHEMA"),
        ({"pipeline": {"config": {"a": 0.5}, "sha256": DIGEST}}, "E_NUMBER"),
    ],
)
def test_headers_that_are_refused(change: dict[str, Any], code: str) -> None:
    with pytest.raises(ManifestError) as error:
        ManifestWriter(io.BytesIO(), HEADER | change)
    assert code_of(error) == code


def test_a_cut_manifest_is_told_from_a_missing_one(tmp_path: Path) -> None:
    data = written([same("a"), same("b"), same("é")])
    file = tmp_path / "manifest.jsonl"
    with pytest.raises(ManifestError) as error:
        Manifest.open(file)
    assert code_of(error) == "E_NO_MANIFEST"
    for size in range(len(data)):
        file.write_bytes(data[:size])
        with pytest.raises(ManifestError) as error:
            list(Manifest.open(file))
        assert code_of(error) == "E_TRUNC", size
    file.write_bytes(data)
    with Manifest.open(file) as manifest:
        assert [record["path"] for record in manifest] == ["a", "b", "é"]


def test_the_line_to_blame_is_named() -> None:
    data = written([same("a"), same("b")]).replace(b'"path":"b","sha', b'"path":"b", "sha')
    with pytest.raises(ManifestError) as error:
        list(Manifest(io.BytesIO(data)))
    assert (code_of(error), error.value.line) == ("E_NONCANON", 3)


def test_edits_from_a_tiling() -> None:
    assert wire_edits([(0, 1, "", (2,)), (3, 0, "x", (1, 2))]) == [[0, 1, "", 2], [3, 0, "x", [1, 2]]]


# --- the files beside it --------------------------------------------------------------------------


def test_the_log_is_a_chain(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    first = append_log(path, b"", DIGEST, DIGEST)
    second = append_log(path, first, digest_bytes(b"2"), DIGEST)
    assert path.read_bytes() == second
    assert list(tmp_path.iterdir()) == [path]
    one, two = read_log(second)
    assert (one["seq"], one["prev"], two["seq"], two["prev"]) == (0, START, 1, digest_bytes(first[:-1]))
    for broken in (second[len(first) :], second.replace(b'"seq":1', b'"seq":2'), second[:-1], second + b"\n", b"{}\n"):
        with pytest.raises(ManifestError):
            append_log(path, broken, DIGEST, DIGEST)
    assert path.read_bytes() == second


def test_the_list_for_sha256sum() -> None:
    stream = io.BytesIO()
    row = {"path": "b", "row": 1, "at": [0, 3], "st": "same", "in": blob(3), "out": blob(3)}
    assert write_sha256_list(stream, [same("100%25"), row, {"path": "c", "st": "failed", "why": ["a", "b"]}]) == 1
    assert stream.getvalue() == f"{blob(10)['sha256']}  100%\n".encode()
