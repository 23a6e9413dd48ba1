"""What the README shows is what happens."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import cleanse

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
BEFORE, AFTER, RECEIPT, RECORD = re.findall(r"```text\n(.*?)```", README, re.DOTALL)


def test_before_and_after() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "cleanse", "text", "--explain"], input=BEFORE.encode(), capture_output=True, check=True
    )
    assert done.stdout.decode() == AFTER
    assert done.stderr.decode() == RECEIPT


def test_the_record_is_the_one_that_a_run_writes(tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_bytes(BEFORE.encode())
    cleanse.run([str(tmp_path / "page.txt")], tmp_path / "out", cleanse.Settings(), jobs=0)
    with cleanse.Manifest.open(tmp_path / "out") as manifest:
        (record,) = manifest
    shown = json.loads(re.sub(r"\u2026\"", '"', RECORD).replace(",\u2026}", "}"))
    # The numbers of rules move when a pack gets a new entry; what they did does not.
    assert [edit[:3] for edit in shown["e"]] == [edit[:3] for edit in record["e"]]
    for side in ("in", "out"):
        assert record[side]["len"] == shown[side]["len"]
        assert record[side]["sha256"].startswith(shown[side]["sha256"])


def test_the_commands_exist() -> None:
    words = set(re.findall(r"^cleanse (\w+)", README, re.MULTILINE))
    assert words == {"run", "verify", "check", "text"}
    targets = set(re.findall(r"^make (\w+)", README, re.MULTILINE))
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert targets == {"run", "test"}
    assert all(re.search(rf"^{target}:", makefile, re.MULTILINE) for target in targets)


def test_the_library_examples_run(tmp_path: Path) -> None:
    (code,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    (tmp_path / "in").mkdir()
    (tmp_path / "in/a.txt").write_text("The ferry sails at noon.\n")
    cleanse.run([str(tmp_path / "in")], tmp_path / "out", cleanse.Settings(), jobs=0)
    code = code.replace('"clean", source="corpus"', f"{str(tmp_path / 'out')!r}, source={str(tmp_path / 'in')!r}")
    scope = {"text": "The ferry.\r\n", "raw": b"caf\xe9 au lait", "texts": ["a b c", "a b c"]}
    exec(code, scope)
    assert scope["explained"].text == "The ferry.\n"  # type: ignore[attr-defined]
    for line in code.splitlines():
        call, _, shown = line.partition("#")
        if shown.strip().startswith("'") and "explained" not in call:
            assert repr(eval(call, scope)) == shown.split(",")[0].strip() or "detect_language" in call


def test_the_settings_example_is_valid(tmp_path: Path) -> None:
    from cleanse.config import read_settings

    (block,) = re.findall(r"```toml\n(.*?)```", README, re.DOTALL)
    (tmp_path / "cleanse.toml").write_text(block, encoding="utf-8")
    assert read_settings(tmp_path / "cleanse.toml").duplicates == "mark"
