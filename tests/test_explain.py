"""Explaining a run: what is told follows from the manifest and the sources, and from nothing else."""

from __future__ import annotations

import gzip
import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleanse.cli import command
from cleanse.cli.marks import marked, painted
from cleanse.config import Settings
from cleanse.explaining import Changed, FinishedRun, account_of, explain
from cleanse.explaining.heavy import HeavyHitters
from cleanse.manifest import Manifest
from cleanse.runner import run

SEEDS = Path(__file__).parent.parent / "seeds" / "corpus"

STORY = "".join(
    f"{line}\n\n"
    for line in (
        "The ferry that links the two halves of the town sailed again on Monday, four weeks after ice had closed it.",
        "Some sixty people stood on the pier when it cast off at noon, and the brass band played two marches.",
        "The harbour master said that the ice had been half a metre thick at its worst, and nobody had seen the like.",
    )
)
PAGE = "<html><body><nav><a href='/'>Home</a></nav><article>{}</article></body></html>".format(
    "".join(
        f"<p>{line}</p>"
        for line in (
            "For the first time in eleven years the lamp of the old lighthouse was lit on Sunday, watched by half the village.",
            "The keeper's granddaughter, who is ninety, climbed all the stairs herself and would not be helped by anyone.",
            "Until the spring the light will burn on Sundays only, because the oil has to be carried up in cans.",
        )
    )
)


def rows(*texts: str) -> bytes:
    return b"".join(json.dumps({"text": text}).encode() + b"\n" for text in texts)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A corpus with a document of every sort, and its run in ``out``."""
    files = {
        "a.txt": b"Share\n\n" + STORY.encode(),
        "copy.txt": STORY.encode(),
        "esc.txt": b"Tide \x1b]0;owned\x07 table [-so-] said the woman at the kiosk by the pier.\r\n",
        "latin.txt": "Caf\u00e9s stay open \u2013 \u201cuntil ten\u201d, says the owner of the caf\u00e9.\r\n".encode(
            "cp1252"
        ),
        "page.html": PAGE.encode(),
        "rows.jsonl": rows("Share\nThe tide was low at noon on Friday.\n", "The gulls were loud.\n"),
        "rows2.jsonl.gz": gzip.compress(rows("A clean row.\n", "A second tide came in at six o'clock.\r\n")),
        "same.txt": b"The gulls were loud in the morning, said the woman at the kiosk.\n",
        "zip.txt": b"PK\x03\x04" + bytes(200),
    }
    source = tmp_path / "in"
    source.mkdir()
    for name, data in files.items():
        (source / name).write_bytes(data)
    run([str(source)], tmp_path / "out", Settings(), jobs=0)
    return tmp_path


Told = Callable[..., dict[str, Any]]


@pytest.fixture
def told(capsys: pytest.CaptureFixture[str]) -> Told:
    """Runs ``explain --json`` and reads what it prints."""

    def ask(*words: object, status: int = 0) -> dict[str, Any]:
        assert command(["explain", *map(str, words), "--json"]) == status, capsys.readouterr().err
        table: dict[str, Any] = json.loads(capsys.readouterr().out)
        return table

    return ask


def before(parts: list[dict[str, Any]]) -> str:
    return "".join(part.get("kept", "") or part.get("removed", "") or "" for part in parts)


def after(parts: list[dict[str, Any]]) -> str:
    return "".join(part["kept"] if "kept" in part else part["inserted"] for part in parts)


def test_parts_lead_from_the_source_to_the_output(folder: Path, told: Told) -> None:
    for name in ("a.txt", "esc.txt", "same.txt"):
        table = told(folder / "out", name, "--source", folder / "in")
        assert table["basis"] == "source"
        assert before(table["parts"]).encode() == (folder / "in" / name).read_bytes()
    for name in ("a.txt", "esc.txt", "latin.txt", "page.html", "same.txt"):
        table = told(folder / "out", name, "--source", folder / "in")
        if table["state"] != "dropped":
            assert after(table["parts"]).encode() == (folder / "out" / table["out"]["path"]).read_bytes()


def test_a_rule_is_named_at_what_it_removed(folder: Path, told: Told) -> None:
    first, *_ = told(folder / "out", "rows.jsonl", "--row", 1, "--source", folder / "in")["parts"]
    assert (first["removed"], first["line"], first["start"]) == ("Share\n", 1, 0)
    assert first["rules"][0].startswith("share/")


def test_a_decoded_document_is_explained_in_its_text(folder: Path, told: Told) -> None:
    table = told(folder / "out", "latin.txt", "--source", folder / "in")
    assert table["t"][0][0] == "decode"
    assert before(table["parts"]) == (folder / "in/latin.txt").read_bytes().decode("cp1252")
    assert sum(figures["spans"] for figures in table["rules"].values()) >= 1


def test_without_its_source_a_change_is_known_by_its_size(folder: Path, told: Told) -> None:
    name = "a.txt" if (folder / "out/a.txt").exists() else "esc.txt"
    with_source = told(folder / "out", name, "--source", folder / "in")
    without = told(folder / "out", name)
    assert without["basis"] == "output"
    assert without["advice"].endswith("--source PATH.")
    assert "advice" not in with_source
    assert after(without["parts"]) == after(with_source["parts"])
    changes = [part for part in without["parts"] if "kept" not in part]
    assert changes
    assert all(part["removed"] is None for part in changes)
    assert [(part["start"], part["size"], part["rules"]) for part in changes] == [
        (part["start"], part["size"], part["rules"]) for part in with_source["parts"] if "kept" not in part
    ]


def test_an_opaque_document_says_so(folder: Path, told: Told, capsys: pytest.CaptureFixture[str]) -> None:
    table = told(folder / "out", "page.html", "--source", folder / "in")
    assert table["opaque"]["rule"] == "html/main-text"
    assert table["opaque"]["source"] == len(PAGE)
    assert told(folder / "out", "page.txt")["path"] == "page.html", "an output's name finds it too"
    assert command(["explain", str(folder / "out"), "page.html"]) == 0
    assert "cannot be derived" in capsys.readouterr().out


def test_a_dropped_document_names_its_partner(folder: Path, told: Told, capsys: pytest.CaptureFixture[str]) -> None:
    with Manifest.open(folder / "out") as manifest:
        record = next(record for record in manifest if record["st"] == "dropped")
    table = told(folder / "out", record["path"], "--source", folder / "in")
    partner = record["drop"]["of"][0]
    assert {record["path"], partner} == {"a.txt", "copy.txt"}
    assert partner in table["dropped"]
    assert STORY.strip() in after(table["parts"])
    assert command(["explain", str(folder / "out"), record["path"], "--source", str(folder / "in")]) == 0
    assert f"equals that of {partner}" in capsys.readouterr().out


def test_a_failure_says_why(folder: Path, told: Told, capsys: pytest.CaptureFixture[str]) -> None:
    assert told(folder / "out", "zip.txt")["state"] == "failed"
    assert command(["explain", str(folder / "out"), "zip.txt"]) == 0
    out = capsys.readouterr().out
    assert re.search(r"(?m)^why +\S", out)


def test_rows_and_their_container(folder: Path, told: Told, capsys: pytest.CaptureFixture[str]) -> None:
    box = told(folder / "out", "rows.jsonl", "--source", folder / "in")
    assert (box["states"], box["changed_rows"]) == ({"edited": 1, "same": 1}, [1])
    row = told(folder / "out", "rows2.jsonl.gz", "--row", 2, "--source", folder / "in")
    assert before(row["parts"]) == "A second tide came in at six o'clock.\r\n"
    assert after(row["parts"]) == "A second tide came in at six o'clock.\n"
    alone = told(folder / "out", "rows2.jsonl.gz", "--row", 2)
    assert (alone["basis"], [part["rules"] for part in alone["parts"]]) == ("manifest", [["text/newlines"]])
    assert command(["explain", str(folder / "out"), "rows.jsonl", "--row", "7"]) == 2
    assert command(["explain", str(folder / "out"), "same.txt", "--row", "1"]) == 2
    assert command(["explain", str(folder / "out"), "--row", "1"]) == 2


def test_a_path_may_be_written_as_it_stands_in_the_shell(folder: Path, told: Told) -> None:
    for path in ("esc.txt", "./esc.txt", folder / "in/esc.txt", folder / "out/esc.txt"):
        assert told(folder / "out", path, "--source", folder / "in")["path"] == "esc.txt"


def test_an_unknown_path_names_the_nearest(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command(["explain", str(folder / "out"), "latine.txt"]) == 2
    assert "latin.txt" in capsys.readouterr().err


def test_the_run_adds_up_to_the_books(folder: Path, told: Told) -> None:
    table = told(folder / "out", "--source", folder / "in")
    with Manifest.open(folder / "out") as manifest:
        names = [row[0] for row in manifest.header["rules"]]
        footer = manifest.footer
    assert table["documents"] == footer["n"]
    books = {names[row[0]]: row[1:] for row in footer["ledger"]}
    assert {
        id: [rule[key] for key in ("documents", "spans", "deleted", "inserted")] for id, rule in table["rules"].items()
    } == books
    assert table["dropped"]["page"]["count"] == 1
    assert [trouble["state"] for trouble in table["troubles"]] == ["failed"]
    assert (table["opaque"], table["missing"], table["advice"]) == (1, 0, "")
    lines = [line for rule in table["rules"].values() for line in rule["lines"]]
    assert any(line["line"] == "Share" for line in lines)


def test_the_run_without_sources_says_what_to_pass(folder: Path, told: Told) -> None:
    table = told(folder / "out")
    assert table["missing"] > 0
    assert "--source PATH" in table["advice"]
    assert all(rule["lines"] == [] for rule in table["rules"].values())
    assert any(rule["examples"] for rule in table["rules"].values())


def test_labels_are_asked_for_by_name(folder: Path, told: Told) -> None:
    (folder / "more").mkdir()
    (folder / "more/b.txt").write_bytes(b"Share\n\nThe snow came early to the hills that year, they said.\n")
    run([f"x={folder / 'in'}", f"y={folder / 'more'}"], folder / "both", Settings(), jobs=0)
    assert "--source x=PATH --source y=PATH" in told(folder / "both")["advice"]
    assert told(folder / "both", "y/b.txt", "--source", f"y={folder / 'more'}")["basis"] == "source"
    assert told(folder / "both", folder / "more/b.txt", "--source", f"y={folder / 'more'}")["path"] == "y/b.txt"
    assert command(["explain", str(folder / "both"), "--source", str(folder / "in")]) == 2


def test_a_source_that_has_changed_is_not_used(folder: Path, told: Told) -> None:
    (folder / "in/esc.txt").write_bytes(b"something else\r\n")
    table = told(folder / "out", "esc.txt", "--source", folder / "in", status=1)
    assert table["trouble"]
    assert "something else" not in json.dumps(table)
    account = told(folder / "out", "--source", folder / "in", status=1)
    assert [name for name, _ in account["unusable"]["documents"]] == ["esc.txt"]
    (folder / "in/rows.jsonl").unlink()
    assert told(folder / "out", "rows.jsonl", "--row", 1, "--source", folder / "in", status=1)["trouble"]


def test_a_manifest_that_is_not_there(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command(["explain", str(folder / "in")]) == 6
    assert command(["explain", str(folder / "nowhere")]) == 6
    (folder / "out/.cleanse/manifest.jsonl").write_bytes(b"{}\n")
    assert command(["explain", str(folder / "out")]) == 6
    assert "Traceback" not in capsys.readouterr().err


def test_nothing_that_a_terminal_obeys_gets_through(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for words in (["esc.txt"], []):
        for source in ([], ["--source", str(folder / "in")]):
            assert command(["explain", str(folder / "out"), *words, *source]) == 0
            out = capsys.readouterr().out
            assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f]", out)
    assert command(["explain", str(folder / "out"), "esc.txt", "--source", str(folder / "in")]) == 0
    out = capsys.readouterr().out
    assert r"[\-so\-] said" in out, "text that looks like a mark is broken"
    assert r"[-\x07-]" in out or r"\x07-]" in out


@pytest.mark.parametrize(
    "words", [[], ["news/ferry-returns.txt"], ["local/village notices.txt"], ["web/lamp-museum.html"]]
)
def test_the_seeds_are_told_the_same_each_time(
    words: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run([str(SEEDS)], tmp_path / "out", Settings(), jobs=0)
    told = []
    for _ in range(2):
        assert command(["explain", str(tmp_path / "out"), *words, "--source", str(SEEDS)]) == 0
        told.append(capsys.readouterr().out)
    assert told[0] == told[1]
    assert told[0]


def test_every_document_of_the_seeds_can_be_explained(tmp_path: Path) -> None:
    run([str(SEEDS)], tmp_path / "out", Settings(), jobs=0)
    with Manifest.open(tmp_path / "out") as manifest:
        records = [record for record in manifest if "box" not in record]
    spans: Counter[str] = Counter()
    with FinishedRun(tmp_path / "out", {"": SEEDS}) as finished:
        for record in records:
            explanation = explain(finished, [record["path"]], record.get("row", 0))
            assert explanation.trouble == ""
            assert explanation.basis == ("output" if explanation.opaque else "source")
            for rule, figures in explanation.rules.items():
                spans[rule] += figures.spans
        account = account_of(finished)
    assert {rule.id: rule.spans for rule in account.rules} == dict(spans)


def unmarked(shown: str) -> list[str | tuple[str, str, str]]:
    """Reads the plain form back: kept text, and (removed, inserted, rules)."""
    parts: list[str | tuple[str, str, str]] = []
    inner = r"((?:[^\\]|\\.)*?)"
    marks = re.compile(rf"(?:\[-{inner}-\](?:\{{\+{inner}\+\}})?|\{{\+{inner}\+\}})\(([^)]*)\)|(\\.|.)", re.DOTALL)
    for match in marks.finditer(shown):
        removed, inserted, alone, by, kept = match.groups()
        if kept is None:
            parts.append((bare(removed or ""), bare(inserted or alone or ""), by))
        elif parts and isinstance(parts[-1], str):
            parts[-1] += bare(kept)
        else:
            parts.append(bare(kept))
    return parts


def bare(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text, flags=re.DOTALL)


TEXT = st.text("ab[]{}()-+?\\\n ", min_size=1, max_size=8)


@given(st.lists(st.tuples(TEXT, TEXT, st.one_of(st.just(""), TEXT)), max_size=4), TEXT)
def test_marks_can_be_read_back(changes: list[tuple[str, str, str]], tail: str) -> None:
    parts: list[str | Changed] = []
    expected: list[str | tuple[str, str, str]] = []
    for kept, removed, inserted in changes:
        parts += [kept, Changed(0, len(removed), removed, inserted, ("x/y",))]
        expected += [kept, (removed, inserted, "x/y")]
    shown = "".join(map(marked, [*parts, tail]))
    assert unmarked(shown) == [*expected, tail]


@given(st.text(max_size=20), st.text(max_size=20))
def test_colours_are_the_only_sequences(removed: str, inserted: str) -> None:
    shown = painted(removed) + painted(Changed(0, 1, removed, inserted, ("x/y\x1b",)))
    bare = re.sub(r"\x1b\[[0-9;]*m", "", shown)
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", bare)


@given(st.lists(st.sampled_from("abcdefghijklmnop"), max_size=200), st.integers(1, 6))
def test_heavy_hitters_keep_their_promise(words: list[str], capacity: int) -> None:
    hitters = HeavyHitters(capacity)
    for word in words:
        hitters.add(word)
    counts = Counter(words)
    top = dict(hitters.top(len(words)))
    assert hitters.short * capacity <= len(words)
    assert len(top) < 2 * capacity
    for word, count in counts.items():
        assert count - hitters.short <= top.get(word, 0) <= count


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
@pytest.mark.parametrize(("no_colour", "expected"), [("", True), ("1", False)])
def test_colours_on_a_terminal_only_and_not_against_the_will(folder: Path, no_colour: str, expected: bool) -> None:
    import pty

    ours, theirs = pty.openpty()
    words = [sys.executable, "-m", "cleanse", "explain", str(folder / "out"), "esc.txt", "--source", str(folder / "in")]
    done = subprocess.run(words, stdout=theirs, env={**os.environ, "NO_COLOR": no_colour}, check=False)
    os.close(theirs)
    shown = os.read(ours, 1 << 16)
    os.close(ours)
    assert done.returncode == 0
    assert (b"\x1b[31m" in shown) is expected
    assert (b"(text/newlines)" in shown or b"](" in shown) is not expected
    assert b"\x1b]0" not in shown


def test_help_has_examples(capsys: pytest.CaptureFixture[str]) -> None:
    assert command(["explain", "--help"]) == 0
    out = capsys.readouterr().out
    assert "Examples:" in out
    assert "Exit status:" in out
    assert "[-removed-]{+inserted+}" in out
