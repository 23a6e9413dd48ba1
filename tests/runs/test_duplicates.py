"""Duplicates in a run: every kind named on its record, the policy kept to, and all of it verified."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cleanse.config import Settings
from cleanse.errors import SettingsError
from cleanse.runner import run
from cleanse.verification import verify

PROSE = [
    "The ferry that links the two halves of the town sailed again on Monday, four weeks after ice had closed the harbour.",
    "Some sixty people stood on the pier when it cast off at noon, and the brass band of the fire brigade played two marches.",
    "The harbour master said that the ice had been half a metre thick at its worst, and that nobody alive had seen the like.",
    "She counted the boats twice, she said, and every one of them was where it had been left in the autumn by its owner.",
    "In the evening the lamps along the quay were lit for the first time since the storm, and the children stayed up late.",
    "A keeper who is ninety climbed all the stairs of the old lighthouse herself and would not be helped by anyone on the way.",
]
STORY = "\n\n".join(PROSE) + "\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    files = {
        "a.txt": STORY,
        "b/bytes.txt": STORY,
        "b/crlf.txt": STORY.replace("\n", "\r\n"),
        "b/folded.txt": STORY.replace(".", "").upper(),
        "b/near.txt": STORY.replace("brass band", "pipe band"),
        "b/page.txt": "Share this article\n\nFacebook\n\nTwitter\n\n" + STORY,
        "c/part.txt": "\n\n".join(PROSE[1:5]) + "\n",
        "d.txt": "Nothing like any of the others, and too short to be of any interest to a reader.\n",
    }
    source = tmp_path / "in"
    for name, text in files.items():
        path = source / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    return source


@pytest.fixture
def ran(tmp_path: Path) -> Callable[..., dict[str, dict[str, Any]]]:
    """Run, verify, and read the records."""

    def go(source: Path, name: str = "out", **settings: Any) -> dict[str, dict[str, Any]]:
        out = tmp_path / name
        run([str(source)], out, Settings(**settings), jobs=settings.pop("jobs", 0))
        for level in ("books", "replay"):
            report = verify(out, source, level)
            assert (report.status, report.findings) == (0, ())
        lines = (out / ".cleanse/manifest.jsonl").read_text(encoding="utf-8").splitlines()[1:-1]
        return {record["path"] + f":{record.get('row', '')}".rstrip(":"): record for record in map(json.loads, lines)}

    return go


Ran = Callable[..., dict[str, dict[str, Any]]]


def test_every_kind_is_named(folder: Path, ran: Ran) -> None:
    found = ran(folder, contained_ppm=950_000)
    kinds = {path: record["drop"]["kind"] for path, record in found.items() if record["st"] == "dropped"}
    assert kinds == {
        "b/bytes.txt": "bytes",
        "b/crlf.txt": "exact",
        "b/folded.txt": "folded",
        "b/near.txt": "near",
        "b/page.txt": "page",
        "c/part.txt": "contained",
    }
    assert {record["drop"]["of"][0] for record in found.values() if "drop" in record} == {"a.txt"}
    drop = found["c/part.txt"]["drop"]
    assert drop["both"] == drop["sizes"][0] < drop["sizes"][1] == drop["either"]


def test_excerpts_stay_unless_asked_for(folder: Path, ran: Ran) -> None:
    assert ran(folder)["c/part.txt"]["st"] != "dropped"


def test_marked_duplicates_are_verified_as_well(folder: Path, ran: Ran) -> None:
    found = ran(folder, duplicates="mark", contained_ppm=950_000)
    assert not any(record["st"] == "dropped" for record in found.values())
    slots = {
        path: set(record.get("facts", {})) & {"dedup/exact", "dedup/folded", "dedup/near", "dedup/contained"}
        for path, record in found.items()
    }
    assert slots["b/folded.txt"] == {"dedup/folded"}
    assert slots["c/part.txt"] == {"dedup/contained"}


def test_jobs_and_back_ends_change_nothing_but_their_own_setting(folder: Path, tmp_path: Path) -> None:
    manifests = []
    for number, jobs in enumerate((0, 2)):
        out = tmp_path / f"out{number}"
        run([str(folder)], out, Settings(contained_ppm=950_000), jobs=jobs)
        manifests.append((out / ".cleanse/manifest.jsonl").read_bytes())
    assert manifests[0] == manifests[1]
    run([str(folder)], tmp_path / "other", Settings(contained_ppm=950_000, backend="datasketch"), jobs=0)
    other = (tmp_path / "other/.cleanse/manifest.jsonl").read_bytes()
    assert other.split(b"\n")[1:-2] == manifests[0].split(b"\n")[1:-2]


def test_the_first_source_goes_before_the_second(tmp_path: Path) -> None:
    for name, text in {"blogs": STORY + "One more line, so that this copy is the longest.\n", "news": STORY}.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.txt").write_text(text, encoding="utf-8")
    kept = {}
    for order in (("news", "blogs"), ("blogs", "news")):
        out = tmp_path / "-".join(order)
        run([f"{name}={tmp_path / name}" for name in order], out, Settings(keep="priority"), jobs=0)
        kept[order[0]] = [path.relative_to(out).parts[0] for path in out.rglob("a.txt")]
    assert kept == {"news": ["news"], "blogs": ["blogs"]}


@pytest.mark.parametrize(("keep_by", "row"), [("date", 2), ("-date", 3), ("missing", 1)])
def test_a_field_says_which_row_stays(tmp_path: Path, ran: Ran, keep_by: str, row: int) -> None:
    dates = ["2021-04-01", "2020-12-31", "2023-01-02", None]
    lines = [json.dumps({"text": STORY + "x" * (4 - n), "date": date, "n": n}) for n, date in enumerate(dates)]
    (tmp_path / "in").mkdir()
    (tmp_path / "in/rows.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    found = ran(tmp_path / "in", keep="priority", keep_by=keep_by)
    assert [place for place, record in found.items() if record.get("st") in {"same", "edited"}] == [f"rows.jsonl:{row}"]


def test_globs_say_which_path_goes_first(folder: Path, ran: Ran) -> None:
    found = ran(folder, keep="priority", priority=("b/near*", "b/**"))
    assert found["b/near.txt"]["st"] != "dropped"
    assert {record["drop"]["of"][0] for record in found.values() if "drop" in record} == {"b/near.txt"}


def test_other_shingles_are_verified_by_the_settings_on_record(folder: Path, ran: Ran) -> None:
    found = ran(folder, shingle_size=3, shingle_unit="scripts", shingle_fold=("case",))
    # Full stops count now.
    assert found["b/folded.txt"].get("drop", {}).get("kind") in {"near", None}


@pytest.mark.parametrize(
    "settings",
    [
        {"keep": "newest"},
        {"keep_by": "date"},
        {"priority": ("a/**",)},
        {"contained_ppm": 1_000_001},
        {"recall_ppm": 0},
        {"shingle_size": 0},
        {"shingle_unit": "letters"},
        {"shingle_fold": ("accents",)},
        {"backend": "annoy"},
    ],
)
def test_settings_that_mean_nothing_are_refused(settings: dict[str, Any]) -> None:
    with pytest.raises(SettingsError):
        Settings(**settings)
