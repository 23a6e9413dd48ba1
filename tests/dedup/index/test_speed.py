"""The benchmark of the index measures what it says; how fast is not asked here."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks import index_speed


def test_the_figures_are_those_of_an_index_that_answers(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "index"
    arguments = [str(folder), "--documents", "40000", "--batch", "9000", "--asked", "20", "2000", "--ways"]
    assert index_speed.main(arguments) == 0
    assert not folder.exists()
    figures = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    measured = figures[2]
    assert measured["documents"] == 40_000
    # Small segments have directories that are large for them.
    assert 240 < measured["bytes_per_document"] < 250
    assert 0.03 < measured["filter_passes"] < 0.3
    asked = [row for row in figures if row.get("asked") == 2000 and "matches" in row]
    # A tenth are near copies of a document: nearly all of them are found, whether the files are in memory or not.
    assert [row["matches"] >= 180 for row in asked] == [True, True]
    assert asked[0]["matches"] == asked[1]["matches"]
    assert asked[0]["candidates_per_question"] < 3


def test_a_folder_that_is_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SystemExit):
        index_speed.main([str(tmp_path)])
