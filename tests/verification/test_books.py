"""Level books: what a manifest says of itself. Every forgery has its untouched twin in the fixture."""

import gzip
import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cleanse.canonical import encode
from cleanse.digests import digest_bytes, merkle_root
from cleanse.verification import status_of

Change = Callable[[list[dict[str, Any]]], object]


def at(records: list[dict[str, Any]], path: str, row: int = 0) -> dict[str, Any]:
    return next(record for record in records if record["path"] == path and record.get("row", 0) == row)


def test_cut_anywhere(folder: Any) -> None:
    data = folder.manifest.read_bytes()
    lines = [place for place, byte in enumerate(data) if byte == 10]
    accent = data.index("–".encode()) if "–".encode() in data else lines[3] + 40
    for size in (
        0,
        1,
        50,
        lines[0],
        lines[0] + 1,
        lines[4] + 1,
        lines[5] + 30,
        accent + 1,
        lines[-2] + 1,
        len(data) - 1,
    ):
        folder.manifest.write_bytes(data[:size])
        assert folder.codes("books") == {"E_TRUNC"}, size
        assert folder.verify("books").status == 6


def test_lines_reordered_or_doubled_with_the_roots_made_again(folder: Any) -> None:
    folder.forge(lambda records: records.insert(0, records.pop(3)))
    assert folder.codes("books") == {"E_ORDER"}


def test_a_doubled_record(folder: Any) -> None:
    folder.forge(lambda records: records.insert(4, records[4]))
    assert "E_ORDER" in folder.codes("books")


def test_rows_out_of_order(folder: Any) -> None:
    def swap(records: list[dict[str, Any]]) -> None:
        first = next(place for place, record in enumerate(records) if record.get("row") == 1)
        records[first], records[first + 1] = records[first + 1], records[first]

    folder.forge(swap)
    assert folder.codes("books") == {"E_ORDER"}


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (b'{"in":', b'{"in":1,"in":', "E_DUPKEY"),
        (b'"st":"same"', b'"st": "same"', "E_NONCANON"),
        (b'"path":"b.txt","st":"same"', b'"st":"same","path":"b.txt"', "E_NONCANON"),
        (b'"len":13,', b'"len":13.0,', "E_NUMBER"),
        (b'"len":13,', b'"len":1e3,', "E_NUMBER"),
        (b'"len":13,', b'"len":-0,', "E_NUMBER"),
        (b'"len":13,', b'"len":90071992547409930,', "E_NUMBER"),
        (b'"path":"b.txt"', b'"path":"b\\ud800.txt"', "E_SCHEMA"),
        (b'"path":"b.txt"', b'"path":"b\xc0\xae.txt"', "E_SCHEMA"),
        (b'"path":"b.txt"', b'"path":"b\xff.txt"', "E_SCHEMA"),
        (b'"st":"same"}', b'"st":"same"}\r', "E_NONCANON"),
        (b'"st":"same"}', b'"st":"same"}\n# a remark', "E_SCHEMA"),
        (b'"st":"same"}', b'"st":"same"}\n', "E_SCHEMA"),
        (b'"st":"same"}', b'"st":"same","zone":"hi"}', "E_SCHEMA"),
    ],
)
def test_other_ways_to_write_a_line(folder: Any, old: bytes, new: bytes, code: str) -> None:
    lines = folder.lines()
    place = next(number for number, line in enumerate(lines) if b'"path":"b.txt"' in line)
    assert old in lines[place]
    lines[place] = lines[place].replace(old, new, 1)
    folder.forge_lines(b"\n".join(lines).split(b"\n"), footer=False)
    assert folder.codes("books") == {code}


def test_byte_order_mark_and_carriage_returns(folder: Any) -> None:
    data = folder.manifest.read_bytes()
    folder.manifest.write_bytes(b"\xef\xbb\xbf" + data)
    assert folder.codes("books") == {"E_NONCANON"}
    folder.manifest.write_bytes(data.replace(b"\n", b"\r\n"))
    report = folder.verify("books")
    assert {finding.code for finding in report.findings} == {"E_NONCANON"}
    assert "gitattributes" in report.findings[0].hint


@pytest.mark.parametrize(
    "digest", [digest_bytes(b"")[:32], digest_bytes(b"")[:40], digest_bytes(b"").upper(), "", "g" * 64]
)
def test_digests_of_another_kind(folder: Any, digest: str) -> None:
    folder.forge(lambda records: at(records, "b.txt")["in"].update(sha256=digest), footer=False)
    assert "E_ALG" in folder.codes("books")
    assert folder.verify("books").status == 6


def test_a_list_of_algorithms(folder: Any) -> None:
    lines = folder.lines()
    lines[0] = encode(json.loads(lines[0]) | {"alg": ["md5"]})
    folder.forge_lines(lines, footer=False)
    assert folder.codes("books") == {"E_ALG"}


@pytest.mark.parametrize(
    "path", ["../b.txt", "/b.txt", "b\\c.txt", "C:b.txt", "b%00.txt", "b%0A.txt", "nul", "b.txt.", "b ", "a//b"]
)
def test_outputs_that_lead_astray(folder: Any, path: str) -> None:
    folder.forge(lambda records: at(records, "b.txt")["out"].update(path=path))
    assert folder.codes("books") == {"E_PATH_UNSAFE"}
    assert folder.verify("hashes").status == 6


@pytest.mark.parametrize("path", ["B.TXT", "near/ONE.txt"])
def test_outputs_that_differ_in_case_only(folder: Any, path: str) -> None:
    folder.forge(lambda records: at(records, "a/crlf.txt")["out"].update(path=path))
    assert folder.codes("books") == {"E_CASE"}


def test_outputs_that_differ_in_normal_form_only(builder: Any) -> None:
    builder.same("b/e\u0301.txt", b"1")
    builder.same("c/x.txt", b"2")
    folder = builder.finish()
    assert folder.codes("books") == set()
    folder.forge(lambda records: at(records, "c/x.txt")["out"].update(path="b/\u00e9.txt"))
    assert folder.codes("books") == {"E_CASE"}


@pytest.mark.parametrize(
    "edit",
    [[200, 1, "", 3], [3, 200, "", 3], [-1, 1, "", 3], [3, -1, "", 3], [3, 2, "", 3], [3, 1, "x", 3]],
)
def test_edits_that_do_not_fit(folder: Any, edit: list[Any]) -> None:
    folder.forge(lambda records: at(records, "a/crlf.txt")["e"].__setitem__(0, edit), footer=False)
    assert folder.codes("books") == {"E_LEDGER"}
    assert folder.verify("books").status == 1


def test_blame_moved_to_another_rule(folder: Any) -> None:
    folder.forge(lambda records: at(records, "a/crlf.txt")["e"][0].__setitem__(3, 4), footer=False)
    assert folder.codes("books") == {"E_LEDGER"}
    folder.forge(lambda records: at(records, "a/crlf.txt")["e"][0].__setitem__(3, 5), footer=False)
    assert folder.codes("books") == {"E_ATTRIBUTION"}


@pytest.mark.parametrize("key", ["ledger", "bytes", "n"])
def test_totals_edited(folder: Any, key: str) -> None:
    lines = folder.lines()
    footer = json.loads(lines[-1])
    if key == "ledger":
        footer["ledger"][0][3] += 1
    else:
        footer[key][min(footer[key])] += 1
    folder.write([*lines[:-1], encode(footer)])
    assert folder.codes("books") == {"E_LEDGER"}


def test_a_ledger_row_more_or_less(folder: Any) -> None:
    lines = folder.lines()
    footer = json.loads(lines[-1])
    rows = footer["ledger"]
    for ledger in (rows[:-1], rows[1:], rows[:0]):
        folder.write([*lines[:-1], encode(footer | {"ledger": ledger})])
        assert folder.codes("books") == {"E_LEDGER"}
    folder.write([*lines[:-1], encode(footer | {"ledger": rows[::-1]})])
    assert folder.codes("books") == {"E_ORDER"}


def test_a_record_hidden_without_making_the_figures_again(folder: Any) -> None:
    lines = folder.lines()
    del lines[5]
    folder.write(lines)
    report = folder.verify("books")
    assert {"E_ROOT", "E_LEDGER"} <= {finding.code for finding in report.findings}
    assert report.status == 6


@pytest.mark.parametrize("root", ["records_root", "inputs_root", "outputs_root", "header_sha256"])
def test_roots(folder: Any, root: str) -> None:
    lines = folder.lines()
    footer = json.loads(lines[-1])
    doubled = merkle_root([*lines[1:-1], lines[-2]])
    for value in (doubled, merkle_root([]), digest_bytes(b"".join(lines))):
        folder.write([*lines[:-1], encode(footer | {root: value})])
        assert folder.codes("books") == {"E_ROOT"}


def test_a_node_in_the_place_of_its_leaves(folder: Any) -> None:
    """A second preimage: the inner node of two records, offered as one record."""
    lines = folder.lines()
    from hashlib import sha256

    node = sha256(b"\x00" + lines[1]).digest() + sha256(b"\x00" + lines[2]).digest()
    folder.manifest.write_bytes(b"\n".join([lines[0], node, *lines[3:]]) + b"\n")
    assert folder.verify("books").status == 6
    assert folder.codes("books") & {"E_ROOT", "E_SCHEMA"}


def test_settings_changed_with_the_header_digest_made_again(folder: Any) -> None:
    lines = folder.lines()
    lines[0] = lines[0].replace(b'"line_width":72', b'"line_width":80')
    folder.forge_lines(lines)
    assert folder.codes("books") == {"E_ROOT"}


def test_limits(folder: Any) -> None:
    lines = folder.lines()
    slot = encode(json.loads(lines[2]) | {"facts": {"a": "here"}})
    for depth in (7, 300, 99_999):
        deep = slot.replace(b'"here"', b"[" * depth + b"]" * depth)
        folder.forge_lines([*lines[:2], deep, *lines[3:]], footer=False)
        assert folder.codes("books") == {"E_LIMIT"}
    with folder.manifest.open("wb") as stream:
        stream.write(b"".join(line + b"\n" for line in lines[:3]))
        stream.seek(65 * 2**20, 1)
        stream.write(b"\n")
    assert "E_LIMIT" in folder.codes("books")


def test_another_version(folder: Any) -> None:
    data = folder.manifest.read_bytes()
    folder.manifest.write_bytes(data.replace(b"manifest/v1", b"manifest/v9", 1))
    assert folder.codes("hashes") == {"E_VERSION"}


def test_no_manifest(folder: Any, tmp_path: Any) -> None:
    folder.manifest.unlink()
    assert folder.codes("hashes") == {"E_NO_MANIFEST"}
    folder.out = tmp_path / "nowhere"
    assert folder.codes() == {"E_NO_MANIFEST"}
    assert folder.verify().status == 6


def test_a_witness_that_cannot_be(folder: Any) -> None:
    folder.forge(lambda records: at(records, "near/two.txt")["drop"].update(both=17), footer=False)
    assert folder.codes("books") == {"E_WITNESS"}


def test_a_container_with_rows_missing(folder: Any) -> None:
    folder.forge(lambda records: records.remove(at(records, "rows.jsonl", 4)))
    assert folder.codes("books") == {"E_LEDGER"}


def test_the_log(builder: Any) -> None:
    builder.same("a.txt", b"1\n")
    folder = builder.finish(log=True)
    assert folder.codes("hashes") == set()
    log = folder.out / ".cleanse/log.jsonl"
    data = log.read_bytes()
    for broken in (b"", data[:-1], data + data, data.replace(b'"seq":0', b'"seq":1'), b"hello\n"):
        log.write_bytes(broken)
        assert folder.codes("books") == {"E_ROLLBACK"}
        assert folder.verify("books").status == 3
    log.write_bytes(data)
    folder.forge(lambda records: at(records, "a.txt").update(facts={"text/spaces": 1}))
    assert folder.codes("books") == {"E_MANIFEST_DIGEST"}


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_one_changed_byte_anywhere_in_a_manifest_is_found(folder: Any, data: st.DataObject) -> None:
    whole = folder.out / "whole"
    if not whole.exists():
        whole.write_bytes(folder.manifest.read_bytes())
    good = whole.read_bytes()
    place = data.draw(st.integers(0, len(good) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda value: value != good[place]))
    folder.manifest.write_bytes(good[:place] + bytes([byte]) + good[place + 1 :])
    report = folder.verify("books")
    assert report.status not in {0, 7}, report.findings
    assert status_of(report.findings) == report.status


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_garbage_never_ends_in_a_traceback(folder: Any, data: st.DataObject) -> None:
    whole = folder.out / "whole"
    if not whole.exists():
        whole.write_bytes(folder.manifest.read_bytes())
    good = whole.read_bytes().split(b"\n")
    tokens = st.sampled_from(
        [
            b"{",
            b"}",
            b"[",
            b"]",
            b'"',
            b",",
            b":",
            b"0",
            b"-1",
            b"null",
            b"true",
            b'"path"',
            b"\\",
            b"\xff",
            b"1e9",
            b"{}",
            b"[[]]",
        ]
    )
    for _ in range(data.draw(st.integers(1, 3))):
        number = data.draw(st.integers(0, len(good) - 1))
        line = good[number]
        low = data.draw(st.integers(0, len(line)))
        high = min(len(line), low + data.draw(st.integers(0, 30)))
        good[number] = line[:low] + b"".join(data.draw(st.lists(tokens, max_size=3))) + line[high:]
    folder.manifest.write_bytes(b"\n".join(good))
    for level in ("books", "hashes", "replay"):
        assert folder.verify(level).status != 7, folder.verify(level).findings


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=200), st.booleans())
def test_anything_in_the_place_of_a_manifest(folder: Any, data: bytes, compressed: bool) -> None:
    folder.manifest.write_bytes(gzip.compress(data) if compressed else data)
    assert folder.verify().status == 6


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 2**60) | st.floats(-1e9, 1e9) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), value=json_values)
def test_any_value_in_any_slot_never_ends_in_a_traceback(folder: Any, data: st.DataObject, value: Any) -> None:
    whole = folder.out / "whole"
    if not whole.exists():
        whole.write_bytes(folder.manifest.read_bytes())
    lines = whole.read_bytes().split(b"\n")[:-1]
    number = data.draw(st.integers(0, len(lines) - 1))
    record = json.loads(lines[number])
    node = record
    while True:
        keys = sorted(node) if isinstance(node, dict) else list(range(len(node)))
        if not keys:
            break
        key = data.draw(st.sampled_from(keys))
        if isinstance(node[key], dict | list) and data.draw(st.booleans()):
            node = node[key]
            continue
        node[key] = value
        break
    line = json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode(
        "utf-8", "surrogatepass"
    )
    folder.forge_lines([*lines[:number], line, *lines[number + 1 :]] if 0 < number < len(lines) - 1 else lines)
    if not 0 < number < len(lines) - 1:
        folder.write([*lines[:number], line, *lines[number + 1 :]])
    for level in ("books", "hashes", "replay"):
        assert folder.verify(level).status != 7, folder.verify(level).findings
