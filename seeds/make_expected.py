"""Write the goldens: what a run makes of ``seeds/corpus``.

    python seeds/make_expected.py

The tree below ``seeds/expected`` is the output of a run, packed files unpacked and named without
their ``.gz``; ``records.jsonl`` says for each document what became of it and which rule made which
edit. Read the difference line by line before it is committed: a golden that nobody has read proves
nothing.
"""

from __future__ import annotations

import gzip
import json
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from cleanse import Manifest, Settings, run

SEEDS = Path(__file__).resolve().parent
CORPUS = SEEDS / "corpus"
EXPECTED = SEEDS / "expected"
RECORDS = "records.jsonl"


def made(out: Path) -> dict[str, bytes]:
    """Clean the corpus in this process.

    Args:
        out: a folder that does not exist yet, for the run.

    Returns:
        The files of the tree by name, and the records.
    """
    summary = run([str(CORPUS)], out, Settings(), jobs=0)
    files: dict[str, bytes] = {}
    for path in sorted(out.rglob("*")):
        name = path.relative_to(out).as_posix()
        if path.is_file() and not name.startswith(".cleanse/"):
            data = path.read_bytes()
            files[name.removesuffix(".gz")] = gzip.decompress(data) if name.endswith(".gz") else data
    with Manifest.open(summary.manifest) as manifest:
        names = [rule[0] for rule in manifest.header["rules"]]
        lines = [json.dumps(told(record, names), ensure_ascii=False) for record in manifest]
    files[RECORDS] = ("\n".join(lines) + "\n").encode()
    return files


def told(record: dict[str, Any], names: list[str]) -> dict[str, Any]:
    """A record of the manifest as a person reads it: without digests, with names in place of numbers."""
    line: dict[str, Any] = {"path": record["path"]}
    if "box" in record:
        return line | {"box": record["box"], "rows": record["rows"]}
    if "row" in record:
        line["row"] = record["row"]
    line["st"] = record["st"]
    if "drop" in record:
        drop = record["drop"]
        line["drop"] = {"kind": drop["kind"], "by": names[drop["by"]]} | ({"of": drop["of"]} if "of" in drop else {})
    if "why" in record:
        line["why"] = record["why"][0]
    for stage in record.get("t", ()):
        if stage[0] == "decode":
            line["decode"] = [codec for _, codec in stage[1]]
        else:
            line["opaque"] = names[stage[1]]
    if "e" in record:
        line["e"] = [[gap, cut, text, named(by, names)] for gap, cut, text, by in record["e"]]
    return line


def named(by: int | list[int], names: list[str]) -> str | list[str]:
    """The rule of an edit, or its rules in order, by name."""
    return names[by] if isinstance(by, int) else [names[one] for one in by]


def main() -> int:
    """Write the goldens anew."""
    with tempfile.TemporaryDirectory() as folder:
        files = made(Path(folder, "out"))
    shutil.rmtree(EXPECTED, ignore_errors=True)
    for name, data in files.items():
        path = EXPECTED / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    sys.stdout.write(f"{len(files)} files written to {EXPECTED}; read the difference before you commit it\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
