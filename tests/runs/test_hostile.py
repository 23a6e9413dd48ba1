"""seeds/hostile: every file ends in a record with its reason, through the command line and all."""

from __future__ import annotations

import runpy
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
HOSTILE = ROOT / "seeds/hostile"

REASONS = {
    "archive.md": "binary",
    "bad-checksum.txt.gz": "damaged",
    "cut.jsonl.gz": "truncated",
    "cut.txt.gz": "truncated",
    "empty.html": "no-main-text",
    "empty.txt": "empty",
    "empty.txt.gz": "truncated",
    "letter.pdf": "unknown-suffix",
    "nested.html": "no-main-text",
    "no-body.html": "no-main-text",
    "no-suffix": "unknown-suffix",
    "not-gzip.txt.gz": "damaged",
    "only-blank.txt": "empty",
    "only-boilerplate.txt": "empty",
    "picture.txt": "binary",
    "program.txt": "binary",
    "rows.jsonl#3": "not-json",
    "rows.jsonl#4": "not-json",
    "rows.jsonl#5": "no-text-field",
    "rows.jsonl#6": "not-text",
    "rows.jsonl#7": "not-text",
    "rows.jsonl#9": "not-utf8",
    "rows.jsonl#10": "not-json",
    "rows.jsonl#11": "not-json",
    "rows.jsonl#12": "empty",
    "rows.jsonl#15": "not-utf8",
    "script.html": "no-main-text",
    "trailing-garbage.txt.gz": "damaged",
}


def test_every_file_has_a_record_and_a_reason(
    clean_run: Any, records_of: Callable[[Path], dict[str, dict[str, Any]]], must_verify: Any
) -> None:
    summary = clean_run(HOSTILE, duplicates="off")
    found = records_of(summary.out)
    assert {path.partition("#")[0] for path in found} == {path.name for path in HOSTILE.iterdir()}
    reasons = {
        path: record["why"][0] if "why" in record else record["drop"]["kind"]
        for path, record in found.items()
        if record.get("st") in {"failed", "skipped", "dropped"}
    }
    assert reasons == REASONS
    must_verify(summary.out, HOSTILE)


def test_the_command_line_says_it_without_a_traceback(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "cleanse", "run", str(HOSTILE), "--out", str(tmp_path / "out"), "--jobs", "1"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "Traceback" not in done.stdout + done.stderr
    assert "\x1b" not in done.stdout
    assert "and 2 more, each with its reason in the manifest" in done.stdout


def test_the_files_are_those_that_the_script_writes() -> None:
    files: dict[str, bytes] = runpy.run_path(str(ROOT / "seeds/make_hostile.py"))["FILES"]
    assert {name: data for name, data in files.items() if not name.endswith(".gz")} == {
        path.name: path.read_bytes() for path in HOSTILE.iterdir() if path.suffix != ".gz"
    }
