"""``cleanse dedup``: clusters without a run."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from cleanse.cli import command

LINE = "nobody in the village could say who had lit the lamp on the outer pier that night in the storm"
OTHER = "the committee meets on the first day of every month in the small hall behind the church at eight"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    texts = {"a.txt": LINE, "b.txt": f"{LINE} again", "c.txt": LINE.upper(), "d.txt": OTHER, "e.txt": "alone"}
    for name, text in texts.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "rows.jsonl").write_text(
        "".join(json.dumps({"text": text}) + "\n" for text in (OTHER, "row \x1b[31m", LINE)), encoding="utf-8"
    )
    return tmp_path


def test_clusters_as_json_lines(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command(["dedup", str(folder)]) == 1
    told = capsys.readouterr()
    clusters = [json.loads(line) for line in told.out.splitlines()]
    members = [{member["name"].removeprefix(f"{folder}/"): member for member in one["members"]} for one in clusters]
    assert [set(one) for one in members] == [{"a.txt", "b.txt", "c.txt", "rows.jsonl:3"}, {"d.txt", "rows.jsonl:1"}]
    first = members[0]
    assert [name for name, member in first.items() if member["kept"]] == ["b.txt"]
    assert (first["a.txt"]["kind"], first["a.txt"]["similarity"]) == ("near", 0.941176)
    assert first["a.txt"]["of"] == f"{folder}/b.txt"
    assert (first["a.txt"]["both"], first["a.txt"]["either"], first["a.txt"]["sizes"]) == (16, 17, [16, 17])
    assert members[1]["rows.jsonl:1"]["kind"] == "exact"
    assert "8 documents, 2 clusters" in told.err


def test_clusters_as_a_table(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "clusters.csv"
    assert (
        command(["dedup", str(folder / "a.txt"), str(folder / "c.txt"), "--format", "csv", "-o", str(out), "-q"]) == 1
    )
    rows = list(csv.DictReader(out.read_text(encoding="utf-8").splitlines()))
    assert [(row["cluster"], row["kept"], row["kind"], row["similarity"]) for row in rows] == [
        ("0", "1", "", ""),
        ("0", "0", "folded", "1.0"),
    ]
    assert capsys.readouterr() == ("", "")


def test_nothing_found(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command(["dedup", str(folder / "a.txt"), str(folder / "d.txt")]) == 0
    assert capsys.readouterr().out == ""


def test_what_is_asked_for(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    names = [str(folder / name) for name in ("b.txt", "a.txt")]
    assert command(["dedup", *names, "--similarity", "0.95"]) == 0
    assert command(["dedup", *names, "--keep", "shortest", "-q"]) == 1
    assert json.loads(capsys.readouterr().out)["members"][0]["name"] == names[1]
    assert command(["dedup", "--keep", "priority", *names[::-1], "-q"]) == 1
    assert json.loads(capsys.readouterr().out)["members"][0]["name"] == names[1]
    assert command(["dedup", str(folder / "a.txt"), str(folder / "c.txt"), "--fold", "nothing"]) == 0
    assert command(["dedup", *names, "--backend", "datasketch", "-q"]) == 1


def test_recall_is_measured(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command(["dedup", str(folder), "--measure", "100"]) == 1
    assert "recall  7 of 7 pairs of 8 documents drawn: 1.0000" in capsys.readouterr().err


def test_the_threshold_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    assert command(["dedup", "--explain-threshold"]) == 0
    told = capsys.readouterr().out
    assert "25 bands of 5 values" in told
    assert "expected recall of pairs exactly at the threshold 0.9999" in told
    assert command(["dedup", "--explain-threshold", "--target-recall", "0.9", "--similarity", "0.7"]) == 0
    assert "0.7  " in capsys.readouterr().out


def test_two_members_compared(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command(["dedup", "diff", str(folder / "a.txt"), str(folder / "b.txt")]) == 1
    told = capsys.readouterr().out
    assert "16 in both, 17 in either" in told
    assert "similarity  0.941176" in told
    assert f"+{LINE} again" in told
    assert command(["dedup", "diff", str(folder / "d.txt"), f"{folder}/rows.jsonl:1"]) == 0
    assert "the same text" in capsys.readouterr().out
    assert command(["dedup", "diff", str(folder / "d.txt"), f"{folder}/rows.jsonl:2"]) == 1
    assert "\x1b" not in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments",
    [
        ["find"],
        ["nowhere"],
        ["diff", "nowhere", "neither"],
        [".", "--similarity", "0"],
        [".", "--similarity", "much"],
        [".", "--keep-by", "date"],
    ],
)
def test_usage(
    arguments: list[str], capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert command(["dedup", *arguments]) == 2
    assert capsys.readouterr().err


def test_documents_that_cannot_be_read_are_named(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "rows.jsonl").write_bytes(b'{"text": 7}\n')
    assert command(["dedup", str(folder)]) == 3
    assert "rows.jsonl:1" in capsys.readouterr().err


def test_cleaned_texts_are_compared_when_asked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, head in {"a.txt": "Share this article\n\nFacebook\n\nTwitter\n\n", "b.txt": ""}.items():
        (tmp_path / name).write_text(f"{head}{LINE}, said the keeper.\n", encoding="utf-8")
    assert command(["dedup", str(tmp_path)]) == 0
    assert command(["dedup", str(tmp_path), "--clean"]) == 1
    assert json.loads(capsys.readouterr().out)["members"][1]["kind"] == "exact"
