"""How a repair came about stands on the record, and `cleanse explain` tells it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from cleanse.config import Settings
from cleanse.runner import run

TEXT = (
    "The cafÃ© by the quay isnâ€™t open before nine, and the crÃªpes are sold out by ten.\n"
    "Die GrÃƒÂ¼ÃƒÅ¸e aus KÃƒÂ¶ln kamen zu spÃƒÂ¤t an.\n"
    "The harbour master counted every boat twice.\n"
)


def test_plans_are_counted_on_the_record_and_explained(tmp_path: Path) -> None:
    source, out = tmp_path / "source", tmp_path / "out"
    source.mkdir()
    (source / "quay.txt").write_text(TEXT, encoding="utf-8")
    run([str(source)], out, Settings(preset="encoding"), jobs=0)
    lines = (out / ".cleanse" / "manifest.jsonl").read_text(encoding="utf-8").splitlines()
    (record,) = [one for one in map(json.loads, lines) if one.get("path") == "quay.txt"]
    assert record["facts"]["text/mojibake"] == {"plans": {"cp1252>utf-8": 3, "cp1252>utf-8 twice": 3}}
    command = (sys.executable, "-m", "cleanse", "explain", str(out), "quay.txt", "--source", str(source))
    told = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=True).stdout
    assert '"cp1252>utf-8 twice": 3' in told
