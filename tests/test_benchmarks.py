"""The benchmarks' own parts: the corpus tells the truth about itself, and a loss is told from noise."""

from __future__ import annotations

import gzip
import hashlib
import json
from pathlib import Path
from typing import Any

import ftfy
import pytest

from benchmarks import corpus, growth, measure, quick, repair_speed, stages, whole_job

SIZE = 150_000


def _digest(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            digest.update(path.relative_to(folder).as_posix().encode() + b"\n" + path.read_bytes())
    return digest.hexdigest()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("corpus")
    corpus.write(folder, SIZE)
    return folder


def test_the_same_seed_gives_the_same_bytes(made: Path, tmp_path: Path) -> None:
    corpus.write(tmp_path / "again", SIZE)
    corpus.write(tmp_path / "other", SIZE, seed=2)
    assert _digest(made) == _digest(tmp_path / "again")
    assert _digest(made) != _digest(tmp_path / "other")


def test_a_larger_corpus_starts_like_a_smaller_one() -> None:
    small, large = list(corpus.pages(20_000)), list(corpus.pages(60_000))
    assert large[: len(small)] == small


def _truth(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "truth.jsonl").read_text(encoding="utf-8").split("\n") if line]


def _text(folder: Path, line: dict[str, Any]) -> str:
    path = folder / "corpus" / line["path"]
    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    if "row" in line:
        text: str = json.loads(data.split(b"\n")[line["row"] - 1])["text"]
        return text
    return data.decode()


def test_the_truth_is_about_the_lines_that_stand_there(made: Path) -> None:
    truth = _truth(made)
    assert {Path(line["path"].removesuffix(".gz")).suffix for line in truth} == {".txt", ".md", ".html", ".jsonl"}
    assert any(line["path"].endswith(".gz") for line in truth)
    assert {line["language"] for line in truth} == {"en", "de", "fr", "es", "ru", "zh"}
    boiler = garbled = 0
    for line in truth:
        if "row" not in line:
            continue
        lines = _text(made, line).split("\n")
        for place, text in line["boiler"]:
            assert text in (lines[place], next((o for p, _, o in line["garbled"] if p == place), None))
            boiler += 1
        for place, how, original in line["garbled"]:
            assert lines[place] == corpus.garble(original, how) != original
            garbled += 1
    assert boiler > 10
    assert garbled > 4


def test_most_of_what_is_garbled_can_be_repaired(made: Path) -> None:
    pairs = [(corpus.garble(original, how), original) for line in _truth(made) for _, how, original in line["garbled"]]
    repaired = sum(ftfy.fix_text(dirty, uncurl_quotes=False) == original for dirty, original in pairs)
    assert repaired > 0.8 * len(pairs)


def test_copies_are_copies() -> None:
    pages = list(corpus.pages(600_000))
    exact = [one for one in pages if one.copy == "exact"]
    near = [one for one in pages if one.copy == "near"]
    assert exact
    assert near
    for one in exact:
        assert one.lines == corpus.page(one.parent).lines
    for one in near:
        parent = corpus.page(one.parent)
        assert len(one.lines) == len(parent.lines)
        changed = sum(a != b for a, b in zip(one.text.split(), parent.text.split(), strict=False))
        assert changed < 0.2 * len(parent.text.split()) + 3


def test_a_loss_is_told_from_noise() -> None:
    before = {"decode": 10.0, "sign": 8.0}
    assert quick.losses({"decode": 13.9, "sign": 2.0, "new": 99.0}, before) == []
    (loss,) = quick.losses({"decode": 14.1, "sign": 8.0}, before)
    assert loss.startswith("decode")


def test_the_record_names_what_is_judged() -> None:
    ratios = json.loads(quick.BASELINE.read_text(encoding="utf-8"))["ratios"]
    assert set(quick.JUDGED) < set(ratios)
    assert all(ratio > 0 for ratio in ratios.values())


def test_every_stage_runs() -> None:
    found = stages.measured(20_000, times=1)
    assert set(quick.JUDGED) <= set(found)
    assert all(figures["mb_s"] > 0 for figures in found.values())
    assert "| sha256 |" in stages.markdown(found)


def test_both_sides_do_the_whole_job() -> None:
    found = whole_job.compare(30_000)
    assert "script of today" in whole_job.markdown(found)
    assert float(str(found["script_to_cleanse"])) > 0


def test_steep_growth_is_seen() -> None:
    rows = [
        {"case": "linear", "s_a_mb": 1.0, "growth": 1.1},
        {"case": "quadratic", "s_a_mb": 1.0, "growth": 3.9},
        {"case": "too little to judge", "s_a_mb": 0.001, "growth": 3.9},
    ]
    assert [line.partition(":")[0] for line in growth.steep(rows)] == ["quadratic"]


def test_a_command_counts_its_children() -> None:
    code = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'sum(range(10**7))'])"
    cost = measure.command(["python3", "-c", code])
    alone = measure.command(["python3", "-c", "pass"])
    assert cost.cpu > alone.cpu
    assert cost.status == 0


def test_contenders_of_one_group_give_the_same_text() -> None:
    lines = repair_speed.made(20)
    texts = [*repair_speed.cases(lines, 3000), *repair_speed.worst(600)]
    assert {"ASCII", "English, curly quotes", "all lines dirty"} <= {name for name, _ in texts}
    for contenders in repair_speed.CONTENDERS.values():
        asked = [repair for name, repair in contenders.items() if repair and name in {"ftfy", "text/ftfy"}]
        for name, text in texts:
            assert len({repair(text) for repair in asked}) == 1, name


def test_the_share_of_dirty_lines_is_the_one_asked_for() -> None:
    lines = repair_speed.Lines({"en": ["clean"]}, ["dirty"])
    assert lines.text(6 * 1000, 0.01).count("dirty") == 10
    assert lines.text(6 * 1000).count("dirty") == 0
    assert lines.text(6 * 1000, 1.0).count("clean") == 0


def test_rates_come_with_ratios_to_the_first_of_the_group() -> None:
    (first, second) = repair_speed.measured(iter([("x", "caf\u00e9 \u201cx\u201d\n" * 50)]), times=1)
    assert first["settings"] == "encoding only"
    assert second["settings"] == "every fixer"
    assert {"ftfy", "text/ftfy", "text/ftfy \u00d7"} <= set(first)
    assert "text/ftfy" in repair_speed.markdown([first, second])
