"""The commands of the index, on sources on disk."""

from __future__ import annotations

import csv
import io
import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from cleanse.cli.dedup_index import COLUMNS, group, mount
from cleanse.dedup.index.audit import audit
from cleanse.dedup.index.book import read_book
from cleanse.errors import CleanseError
from cleanse.indexing.sources import labelled
from cleanse.shingling import DEFAULT, Shingling

WORDS = [
    "tide",
    "pier",
    "gull",
    "rope",
    "mast",
    "sail",
    "net",
    "buoy",
    "lamp",
    "quay",
    "fog",
    "bell",
    "oar",
    "keel",
    "reef",
]


def text(seed: int, words: int = 80) -> str:
    rng = random.Random(seed)
    return " ".join(f"{rng.choice(WORDS)}{rng.randrange(90)}" for _ in range(words)).capitalize() + ".\n"


def reworded(seed: int, *places: int) -> str:
    words = text(seed).split()
    for place in places:
        words[place] = f"lantern{place}"
    return " ".join(words) + "\n"


def run(*arguments: object) -> Result:
    # The exit status is what a command returns, as in `cleanse.cli.command`.
    result = CliRunner().invoke(group, [*map(str, arguments)], standalone_mode=False)
    if result.exception and not isinstance(result.exception, CleanseError | click.ClickException):
        raise result.exception
    return result


def rows(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


@pytest.fixture
def crawls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two crawls; the second has an exact copy, near copies and new texts."""
    monkeypatch.chdir(tmp_path)
    old, new = tmp_path / "crawl/2024", tmp_path / "crawl/2025"
    old.mkdir(parents=True)
    new.mkdir()
    for seed in range(8):
        (old / f"{seed}.txt").write_text(text(seed))
    old.joinpath("rows.jsonl").write_text("".join(json.dumps({"text": text(50 + n)}) + "\n" for n in range(4)))
    (new / "copy.txt").write_text(text(2))
    (new / "near.txt").write_text(reworded(3, 40))
    (new / "new.txt").write_text(text(99))
    new.joinpath("more.jsonl").write_text(
        "".join(json.dumps({"text": t}) + "\n" for t in (text(98), text(52), reworded(51, 20)))
    )
    return tmp_path


def built(*more: object) -> None:
    result = run("build", "seen", "crawl/2024", "-j0", *more)
    assert result.return_value == 0, result.output


def test_a_new_crawl_is_checked_without_the_old_one(crawls: Path) -> None:
    built()
    for path in (crawls / "crawl/2024").iterdir():
        path.unlink()
    result = run("query", "seen", "crawl/2025", "-j0")
    assert result.return_value == 0
    found = rows(result)
    assert [(row["document"], row.get("row"), row["matched"], row.get("matched_row")) for row in found] == [
        ("2025/copy.txt", None, "2024/2.txt", None),
        ("2025/more.jsonl", 2, "2024/rows.jsonl", 3),
        ("2025/more.jsonl", 3, "2024/rows.jsonl", 2),
        ("2025/near.txt", None, "2024/3.txt", None),
    ]
    assert [(row["kind"], row["decided"]) for row in found] == [
        ("exact", "exact"),
        ("exact", "exact"),
        ("near", "estimated"),
        ("near", "estimated"),
    ]
    assert all(("standard_error" in row) == (row["decided"] == "estimated") for row in found)
    assert read_book(Path("seen")).documents == 12


def test_with_the_texts_at_hand_exact_similarity_decides(crawls: Path) -> None:
    built()
    found = rows(run("query", "seen", "crawl/2025", "--texts", "crawl/2024", "-j0"))
    near = {row["document"]: row for row in found if row["kind"] == "near"}
    both, either = DEFAULT.overlap(text(3), reworded(3, 40))
    assert (near["2025/near.txt"]["both"], near["2025/near.txt"]["either"]) == (both, either)
    assert near["2025/near.txt"]["similarity"] == round(both / either, 4)
    assert {row["decided"] for row in found} == {"exact"}
    # A text that is no longer the one that was signed proves nothing.
    (crawls / "crawl/2024/3.txt").write_text(text(3) + "And more.\n")
    found = rows(run("query", "seen", "crawl/2025", "--texts", "crawl/2024", "-j0"))
    assert {row["document"]: row["decided"] for row in found}["2025/near.txt"] == "estimated"


def test_texts_at_hand_decide_about_pairs_near_the_threshold(crawls: Path) -> None:
    for seed in range(40):
        (crawls / f"crawl/2024/edge{seed:02}.txt").write_text(text(200 + seed))
        # Each changed word of 80 takes five shingles of 76 with it: two leave 66 of 86, one 71 of 81.
        (crawls / f"crawl/2025/edge{seed:02}.txt").write_text(reworded(200 + seed, *([20] if seed % 2 else [20, 50])))
    built()
    found = rows(run("query", "seen", "crawl/2025", "--texts", "crawl/2024", "-j0", "--similarity", "0.8"))
    edges = [row["document"] for row in found if "edge" in row["document"]]
    assert edges == [f"2025/edge{seed:02}.txt" for seed in range(1, 40, 2)]


def test_what_is_there_is_told_and_by_choice_not_added(crawls: Path) -> None:
    for skip, added in (("none", 6), ("exact", 4), ("near", 2)):
        built()
        result = run("add", "seen", "crawl/2025", "-j0", "--skip", skip, "--matches", "there.jsonl")
        assert result.return_value == 0
        assert len((crawls / "there.jsonl").read_text().splitlines()) == 4
        assert read_book(Path("seen")).documents == 12 + added
        # Broken off or finished: the same command adds nothing twice.
        again = run("add", "seen", "crawl/2025", "-j0", "--skip", skip)
        assert read_book(Path("seen")).documents == 12 + added
        assert f"there already           {added:>12}" in again.stdout
        assert audit(Path("seen")).ok
        for path in Path("seen").iterdir():
            path.unlink()


def test_workers_and_batches_change_no_answer_and_workers_no_byte(crawls: Path) -> None:
    answers, books = [], []
    for place, options in enumerate((["-j0"], ["-j2"], ["-j0", "--batch", "3"])):
        assert run("build", f"seen{place}", "crawl/2024", *options).return_value == 0
        answers.append(run("query", f"seen{place}", "crawl/2025", "-j0").stdout)
        books.append(Path(f"seen{place}/index.json").read_bytes())
    assert answers[0] == answers[1] == answers[2] != ""
    assert books[0] == books[1] != books[2]


def test_made_one_segment_it_answers_the_same(crawls: Path) -> None:
    built("--batch", "7")
    run("add", "seen", "crawl/2025/new.txt", "-j0")
    assert len(read_book(Path("seen")).segments) > 1
    before = run("query", "seen", "crawl/2025", "-j0").stdout
    assert run("add", "seen", "crawl/2025/new.txt", "-j0", "--compact").return_value == 0
    assert [sealed.documents for _, sealed in read_book(Path("seen")).segments] == [13]
    assert run("query", "seen", "crawl/2025", "-j0").stdout == before
    assert run("check", "seen").return_value == 0


def test_matches_as_csv(crawls: Path) -> None:
    built()
    result = run("query", "seen", "crawl/2025", "-j0", "--format", "csv")
    table = list(csv.reader(io.StringIO(result.stdout)))
    assert table[0] == list(COLUMNS)
    assert table[1][:7] == ["2025/copy.txt", "", "2024/2.txt", "", "exact", "exact", "1.0"]
    assert len(table) == 5
    assert run("query", "seen", "crawl/2025", "-j0", "--format", "csv", "--out", "m.csv").return_value == 0
    assert Path("m.csv").read_text() == result.stdout


def test_a_document_is_no_match_of_itself(crawls: Path) -> None:
    built()
    result = run("query", "seen", "crawl/2024", "-j0")
    assert rows(result) == []


def test_stats_and_check(crawls: Path) -> None:
    built()
    figures = json.loads(run("stats", "seen", "--json").stdout)
    assert figures["documents"] == 12
    assert figures["bytes"] == sum(path.stat().st_size for path in Path("seen").glob("*.segment"))
    assert figures["scheme"]["threshold_ppm"] == 800_000
    assert "bytes a document" in run("stats", "seen").stdout
    assert run("check", "seen").stdout.startswith("VALID  12 documents, 1 segments, ")
    segment = next(Path("seen").glob("*.segment"))
    segment.write_bytes(segment.read_bytes()[:-1])
    result = run("check", "seen")
    assert result.return_value == 1
    assert result.stdout.splitlines()[0].startswith(f"E_TRUNC  {segment.name}  ")
    assert result.stdout.splitlines()[-1].startswith("FAILED")
    Path("seen/index.json").write_bytes(b"")
    assert run("check", "seen").return_value == 6
    assert json.loads(run("check", "seen", "--json").stdout)["status"] == 6
    assert run("check", "nowhere").return_value == 6


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["build", "seen", "crawl/2024"], "there is an index already"),
        (["query", "nowhere", "crawl/2025"], "there is no index of signatures"),
        (["query", "seen", "crawl/1999"], "no such file or folder"),
        (["query", "seen"], "Name at least one source"),
        (["query", "seen", "crawl/2025", "--similarity", "0.5"], "the index was built for 0.8 and above"),
        (["query", "seen", "crawl/2025", "--out", "no/where.jsonl"], "cannot be written to"),
        (["add", "seen", "x=crawl/2025", "x=crawl/2024"], "two sources have the same label"),
    ],
)
def test_what_cannot_be_done_is_said(crawls: Path, arguments: list[str], said: str) -> None:
    built()
    assert said in str(getattr(run(*arguments, "-j0"), "exception", ""))


def test_what_a_run_would_remove_makes_no_difference_when_that_is_asked_for(crawls: Path) -> None:
    furnished = "Share on Facebook\n\nAdvertisement\n\n"
    Path("crawl/2025/copy.txt").write_text(furnished + text(2))
    built("--clean")
    found = {row["document"]: row["kind"] for row in rows(run("query", "seen", "crawl/2025", "-j0"))}
    assert found["2025/copy.txt"] == "exact"
    assert run("build", "plain", "crawl/2024", "-j0").return_value == 0
    found = {row["document"]: row["kind"] for row in rows(run("query", "plain", "crawl/2025", "-j0"))}
    assert found["2025/copy.txt"] == "near"


def test_what_an_index_is_made_for_need_not_be_said_again(crawls: Path) -> None:
    built("--similarity", "0.6", "--shingle-size", "2", "--fold", "nothing")
    found = rows(run("query", "seen", "crawl/2025", "--texts", "crawl/2024", "-j0"))
    near = next(row for row in found if row["document"] == "2025/near.txt")
    both, either = Shingling(2, "words", ()).overlap(text(3), reworded(3, 40))
    assert (near["both"], near["either"]) == (both, either)
    assert "made for" not in run("add", "seen", "crawl/2025", "-j0").output
    assert run("stats", "seen").stdout.count("mh1/words/2/nothing") == 1


def test_other_rules_of_cleaning_are_pointed_out(crawls: Path) -> None:
    built("--clean")
    result = run("query", "seen", "crawl/2025", "-j0", "--no-rule", "text/c1")
    assert "cleaned by other rules than those of the index (text/c1)" in result.stderr
    assert len(rows(result)) == 4


def test_a_document_that_fails_is_named_and_costs_the_status(crawls: Path) -> None:
    built()
    Path("crawl/2025/bad.jsonl").write_text('{"text": "whole"}\n{"nothing": 1}\n')
    result = run("query", "seen", "crawl/2025", "-j0")
    assert result.return_value == 1
    assert "2025/bad.jsonl, row 2: the row has no field 'text'" in result.stderr
    assert len(rows(result)) == 4


def test_an_index_keeps_names_apart_by_label(crawls: Path) -> None:
    assert [root.label for root in labelled(["crawl/2024"])] == ["2024"]
    assert [root.label for root in labelled(["news=crawl/2024"])] == ["news"]
    assert [root.label for root in labelled(["crawl/2024/1.txt"])] == [""]


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_interrupted_it_says_how_much_is_there(crawls: Path) -> None:
    with Path("crawl/2024/many.jsonl").open("w") as stream:
        stream.writelines(json.dumps({"text": text(seed)}) + "\n" for seed in range(3000))
    program = "import sys; from cleanse.cli.dedup_index import group; sys.exit(group.main(standalone_mode=False))"
    process = subprocess.Popen(
        [sys.executable, "-c", program, "build", "seen", "crawl/2024", "-j0", "--batch", "50"],
        stderr=subprocess.PIPE,
        text=True,
    )
    deadline = time.monotonic() + 60
    while not list(Path().glob("seen/*.segment")) and time.monotonic() < deadline:
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert audit(Path("seen")).ok
    if process.returncode != 0:
        assert process.returncode == 130, errors
        assert "documents were added. Run `add` to go on." in errors
    assert run("add", "seen", "crawl/2024", "-j0").return_value == 0
    assert read_book(Path("seen")).documents == 3012


def test_the_group_can_be_mounted() -> None:
    parent = click.Group("dedup")
    mount(parent)
    assert list(group.commands) == ["build", "add", "query", "stats", "check"]
    assert CliRunner().invoke(parent, ["index", "query", "--help"]).exit_code == 0
