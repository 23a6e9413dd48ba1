"""A small dirty corpus, and runs of it in this process."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cleanse.config import Settings
from cleanse.manifest import Manifest
from cleanse.runner import Summary, run
from cleanse.streams import packed
from cleanse.verification import verify

STORY = """Ferry returns to the northern pier

The ferry that links the two halves of the town sailed again on Monday, four weeks after ice had closed the harbour.

Some sixty people stood on the pier when it cast off at noon, and the brass band of the fire brigade played two marches.

The harbour master said that the ice had been half a metre thick at its worst, and that nobody alive had seen the like.

"We counted the boats twice," she said, "and every one of them was where it had been left in the autumn."
"""

PAGE = """<!doctype html><html><head><title>The lamp</title></head><body><nav><a href="/">Home</a> <a href="/news">News</a></nav>
<article><h1>The lamp is lit again</h1>
<p>For the first time in eleven years the lamp of the old lighthouse was lit on Sunday evening, watched by half the village.</p>
<p>The keeper's granddaughter, who is ninety, climbed all the stairs herself and would not be helped by anyone on the way.</p>
<p>Until the spring the light will burn on Sundays only, because the oil has to be carried up in cans, as it was in her youth.</p>
</article><footer>Imprint</footer></body></html>"""


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """Every format once, one duplicate, one failure, one thing that is no document."""
    folder = tmp_path / "corpus"
    files = {
        "a.txt": STORY.encode(),
        "b/page.html": PAGE.encode(),
        "b/page.txt": b"Share\n\n"
        + STORY.replace("Monday", "Tuesday").replace("noon", "dusk").replace("ice", "fog").encode(),
        "b/notes.md.gz": packed("# Notes\n\nThe tide was low.\u00c2\n\nNobody came.   \n".encode()),
        "close.txt": STORY.replace("brass band", "pipe band").encode(),
        "copy.txt": STORY.encode() + b"\n\n\n\n",
        "empty.txt": b"",
        "k\u00fcste/m\u00f6we.txt": "Die M\u00f6wen waren am Morgen laut, sagte die Frau am Kiosk.\n".encode(),
        "legacy.txt": "Caf\u00e9s stay open \u2013 \u201cuntil ten\u201d, says the na\u00efve owner of the caf\u00e9.\r\n".encode(
            "cp1252"
        ),
        "picture.png": b"\x89PNG\r\n",
        "rows.jsonl": rows(("Share\nThe tide was low at noon on Friday.\n", "The gulls were loud.\n", 7)),
        "rows2.jsonl.gz": packed(rows(("A second tide came in at six o'clock.\r\n",))),
        "zip.txt": b"PK\x03\x04" + bytes(200),
    }
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


def rows(texts: tuple[object, ...]) -> bytes:
    """JSON lines with a number that must not be rounded, and a blank line."""
    return (
        b"\n".join(json.dumps({"id": 12345678901234567890, "text": text, "n": 1.50}).encode() for text in texts)
        + b"\n\n"
    )


Runner = Callable[..., Summary]


@pytest.fixture
def clean_run(tmp_path: Path) -> Runner:
    """Runs in this process, to ``tmp_path/out`` unless told otherwise."""

    def start(
        *sources: Path | str, out: Path = tmp_path / "out", jobs: int = 0, force: bool = False, **settings: Any
    ) -> Summary:
        return run([str(source) for source in sources], out, Settings(**settings), jobs=jobs, force=force)

    return start


def records(out: Path) -> dict[str, dict[str, Any]]:
    """The records of a run by path, and path#row for rows."""
    with Manifest.open(out) as manifest:
        return {record["path"] + (f"#{record['row']}" if "row" in record else ""): record for record in manifest}


@pytest.fixture
def records_of() -> Callable[[Path], dict[str, dict[str, Any]]]:
    """See `records`."""
    return records


@pytest.fixture
def must_verify() -> Callable[..., None]:
    """Asserts that an output is valid to the strongest level."""

    def check(out: Path, source: Any) -> None:
        report = verify(out, source=source)
        assert report.ok, report.findings
        assert report.level == "replay"

    return check


@pytest.fixture
def tree() -> Callable[[Path], dict[str, bytes]]:
    """Everything below a folder but the volatile ``run.json``."""

    def read(folder: Path) -> dict[str, bytes]:
        return {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in sorted(folder.rglob("*"))
            if path.is_file() and path.name != "run.json"
        }

    return read
