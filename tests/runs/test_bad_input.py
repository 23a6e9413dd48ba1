"""Whatever lies in a folder ends in a record with a reason: no traceback, no hang, no silent loss."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cleanse.streams import packed

Records = Callable[[Path], dict[str, dict[str, Any]]]


@pytest.mark.parametrize(
    ("name", "data", "state", "code"),
    [
        ("a.txt", b"\x89PNG\r\n\x1a\n" + bytes(300), "failed", "binary"),
        ("a.txt", b"\x7fELF\x02\x01\x01" + bytes(300), "failed", "binary"),
        ("a.txt.gz", packed(b"The tide was low.\n" * 50)[:40], "failed", "truncated"),
        ("a.txt.gz", b"no gzip at all", "failed", "damaged"),
        ("a.txt.gz", b"", "failed", "truncated"),
        ("a.jsonl.gz", packed(b'{"text":"The tide was low."}\n' * 50)[:40], "failed", "truncated"),
        ("a.html", b"", "failed", "no-main-text"),
        ("a.html", b"<html><body></body></html>", "failed", "no-main-text"),
        ("a.pdf", b"%PDF-1.7", "skipped", "unknown-suffix"),
        ("line\nfeed.txt", b"x", "skipped", "unsafe-name"),
        ("\x1b[2J.txt", b"x", "skipped", "unsafe-name"),
    ],
)
def test_files_that_cannot_be_cleaned_say_why(
    tmp_path: Path, clean_run: Any, records_of: Records, must_verify: Any, name: str, data: bytes, state: str, code: str
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / name).write_bytes(data)
    (folder / "good.txt").write_bytes(b"The tide was low at noon.\n")
    summary = clean_run(folder)
    found = records_of(summary.out)
    assert found.pop("good.txt")["st"] == "same"
    (record,) = found.values()
    assert (record["st"], record["why"][0]) == (state, code)
    assert record["why"][1].endswith(".")
    must_verify(summary.out, folder)


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (b"not json", "not-json"),
        (b'{"body":"x"}', "no-text-field"),
        (b'{"text":7}', "not-text"),
        (b'{"text":"\xff"}', "not-utf8"),
        (b'{"text":' + b"[" * 100_000, "not-json"),
    ],
)
def test_rows_that_cannot_be_cleaned_cost_themselves(
    tmp_path: Path, clean_run: Any, records_of: Records, must_verify: Any, line: bytes, code: str
) -> None:
    source = tmp_path / "rows.jsonl"
    good = b'{"text":"The tide was low at noon."}'
    source.write_bytes(b"\n".join((good, line, b"", good.replace(b"noon", b"six"))))
    summary = clean_run(source, duplicates="off")
    assert (summary.out / "rows.jsonl").read_bytes() == b"\n".join((good, b"", good.replace(b"noon", b"six")))
    assert records_of(summary.out)["rows.jsonl#2"]["why"][0] == code
    must_verify(summary.out, source)


def test_rows_that_are_damaged_are_marked_and_stay(
    tmp_path: Path, clean_run: Any, records_of: Records, must_verify: Any
) -> None:
    source = tmp_path / "rows.jsonl"
    rows = (
        rb'{"text":"The tide was low at noon, \ud800 and the boats lay dry."}',
        b'{"text":"The tide was low at dusk, caf\xc3, and nobody came."}',
        '{"id":"é","text":"À midi la marée était basse, près de l’île."}'.encode("cp1252"),
    )
    source.write_bytes(b"\n".join(rows))
    summary = clean_run(source, duplicates="off")
    texts = [json.loads(line)["text"] for line in (summary.out / "rows.jsonl").read_bytes().split(b"\n")]
    assert texts == [
        "The tide was low at noon, \ufffd and the boats lay dry.",
        "The tide was low at dusk, caf\ufffd, and nobody came.",
        "À midi la marée était basse, près de l’île.",
    ]
    found = records_of(summary.out)
    assert [found[f"rows.jsonl#{row}"]["st"] for row in (1, 2, 3)] == ["edited", "edited", "same"]
    assert found["rows.jsonl#3"]["codec"] == "cp1252"
    must_verify(summary.out, source)


def test_a_row_that_is_too_large_is_skipped_alone(
    tmp_path: Path, clean_run: Any, records_of: Records, must_verify: Any
) -> None:
    source = tmp_path / "rows.jsonl"
    source.write_bytes(b'{"text":"The tide was low."}\n{"text":"' + b"x" * 100_000 + b'"}\n')
    summary = clean_run(source, max_document_bytes=50_000)
    assert records_of(summary.out)["rows.jsonl#2"]["why"][0] == "too-large"
    assert (summary.out / "rows.jsonl").read_bytes() == b'{"text":"The tide was low."}\n'
    must_verify(summary.out, source)


def test_a_container_with_no_row_left_has_no_output(
    tmp_path: Path, clean_run: Any, records_of: Records, must_verify: Any
) -> None:
    source = tmp_path / "rows.jsonl"
    source.write_bytes(b"no\n\n\n")
    summary = clean_run(source)
    assert not (summary.out / "rows.jsonl").exists()
    assert not (summary.out / ".cleanse/manifest-sha256.txt").exists()
    assert "out" not in records_of(summary.out)["rows.jsonl"]
    must_verify(summary.out, source)


def test_an_empty_folder_gives_an_empty_manifest(tmp_path: Path, clean_run: Any, must_verify: Any) -> None:
    (tmp_path / "in").mkdir()
    summary = clean_run(tmp_path / "in")
    assert sum(summary.counts.values()) == 0
    must_verify(summary.out, tmp_path / "in")


def test_a_line_of_many_megabytes_goes_through(tmp_path: Path, clean_run: Any, must_verify: Any) -> None:
    source = tmp_path / "long.txt"
    source.write_bytes("The caf\u00e9 on the pier was full. ".encode() * 250_000 + b"\n")
    summary = clean_run(source)
    assert summary.kept == 1
    must_verify(summary.out, source)


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may read anything")
def test_an_unreadable_file_has_failed(tmp_path: Path, clean_run: Any, records_of: Records) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in/a.txt").write_bytes(b"x")
    (tmp_path / "in/a.txt").chmod(0)
    assert records_of(clean_run(tmp_path / "in").out)["a.txt"]["why"][0] == "unreadable"


def test_names_with_non_utf8_bytes_have_records(
    tmp_path: Path, clean_run: Any, records_of: Records, must_verify: Any
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    Path(os.fsdecode(os.fsencode(folder) + b"/\xff.txt")).write_bytes(b"x")
    summary = clean_run(folder)
    assert records_of(summary.out)["%FF.txt"]["st"] == "skipped"
    must_verify(summary.out, folder)


def test_invalid_bytes_in_utf8_are_marked_not_lost(
    tmp_path: Path, clean_run: Any, records_of: Records, must_verify: Any
) -> None:
    source = tmp_path / "a.txt"
    source.write_bytes(
        "Der Hafen war f\u00fcr Wochen gesperrt, und die F\u00e4hre fuhr nicht.\n".encode() * 5
        + b"Das Ende \xfe kam.\n"
    )
    summary = clean_run(source)
    record = records_of(summary.out)["a.txt"]
    assert sum(count for count, _ in record["t"][0][1]) == record["in"]["len"]
    must_verify(summary.out, source)
