"""Learning and using a profile from the command line, and what the receipt says of it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from cleanse import Settings, run
from cleanse.corpusrules import load_profile
from cleanse.errors import SettingsError
from cleanse.learning import learn
from cleanse.verification import verify

WORDS = ["anchor", "bell", "cargo", "deck", "ebb", "fog", "gale", "hull", "inlet", "jetty", "keel", "lamp"]
FOOT = "Vesti iz luke svakog jutra"


@pytest.fixture
def crawl(tmp_path: Path) -> Path:
    """Twelve pages of one site in files, twelve of another in rows, in a language that no pack speaks."""
    folder = tmp_path / "crawl" / "harbour.example"
    folder.mkdir(parents=True)
    rows = []
    for number, word in enumerate(WORDS):
        story = f"Story of the {word}: the ice came in the week of the {word}, and the ship {word} was crushed by it."
        (folder / f"{number:02}.txt").write_text(
            f"Ahvaz\nBorel\nCistra\n\n{story}\n\nThe crew of the {word} walked home over the ice.\n\n{FOOT}\n"
        )
        text = (
            f"Row of the {word}: a lighthouse keeper wrote about the {word}, and nobody came to take it.\n\n"
            f"Dunmor Esk Fathom {number}\n"
        )
        rows.append(json.dumps({"url": f"https://ice.example/{number}", "text": text}))
    (tmp_path / "crawl" / "rows.jsonl").write_text("\n".join(rows) + "\n")
    return tmp_path / "crawl"


def _cleanse(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "cleanse", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_learn_then_use_is_the_same_as_learning_in_the_run(crawl: Path, tmp_path: Path) -> None:
    done = _cleanse("learn", crawl, "--out", tmp_path / "profile.toml", "-j", 2)
    assert done.returncode == 0, done.stderr
    assert "5 lines recur, in 24 of 24 documents" in done.stdout
    profile = load_profile(tmp_path / "profile.toml")
    assert {line.text for line in profile.line} == {"ahvaz", "borel", "cistra", FOOT.lower(), "dunmor esk fathom 0"}
    assert profile.line[0].examples
    first = _cleanse("run", crawl, "--out", tmp_path / "one", "--profile", tmp_path / "profile.toml", "-j", 0)
    second = _cleanse("run", crawl, "--out", tmp_path / "two", "--learn", "-j", 2)
    assert (first.returncode, second.returncode) == (0, 0), first.stderr + second.stderr
    assert "learned 5 lines that recur" in second.stdout
    for name in ("manifest.jsonl", "profile.toml"):
        assert (tmp_path / "one/.cleanse" / name).read_bytes() == (tmp_path / "two/.cleanse" / name).read_bytes()
    cleaned = (tmp_path / "one/harbour.example/03.txt").read_text()
    assert FOOT not in cleaned
    assert cleaned.startswith("Story of the deck:")
    assert cleaned.endswith("walked home over the ice.\n")
    assert "Dunmor" not in (tmp_path / "one/rows.jsonl").read_text()
    report = verify(tmp_path / "one", source=str(crawl))
    assert report.status == 0, report.findings


def test_the_record_names_the_lines_of_the_profile(crawl: Path, tmp_path: Path) -> None:
    summary = run([str(crawl)], tmp_path / "out", Settings(learn=True))
    lines = [json.loads(line) for line in summary.manifest.read_bytes().splitlines()]
    head = lines[0]
    digest = next(row[2] for row in head["packs"] if row[0] == "learned")
    assert ["learned/repeats", "1.0.0", digest, "learned"] in head["rules"]
    assert head["pipeline"]["config"]["profile"] == digest
    assert "learn" not in head["pipeline"]["config"]
    keys = {line.text: line.key for line in load_profile(tmp_path / "out/.cleanse/profile.toml").line}
    record = next(line for line in lines if line.get("path") == "harbour.example/03.txt")
    assert record["facts"]["learned/repeats"]["plans"] == {
        keys[text]: 1 for text in ("ahvaz", "borel", "cistra", FOOT.lower())
    }


def test_a_profile_that_was_edited_is_not_the_one_of_the_run(crawl: Path, tmp_path: Path) -> None:
    run([str(crawl)], tmp_path / "out", Settings(learn=True))
    path = tmp_path / "out/.cleanse/profile.toml"
    path.write_text(path.read_text() + "\n")
    assert [(f.code, f.path) for f in verify(tmp_path / "out").findings] == [("E_HASH", ".cleanse/profile.toml")]
    path.unlink()
    assert [(f.code, f.path) for f in verify(tmp_path / "out").findings] == [("E_MISSING", ".cleanse/profile.toml")]
    run([str(crawl)], tmp_path / "plain", Settings())
    (tmp_path / "plain/.cleanse/profile.toml").write_text("")
    assert [(f.code, f.path) for f in verify(tmp_path / "plain").findings] == [("E_EXTRA", ".cleanse/profile.toml")]


def test_what_a_person_takes_out_stays_in_the_texts(crawl: Path, tmp_path: Path) -> None:
    profile = learn([str(crawl)], Settings()).profile
    kept = tmp_path / "mine.toml"
    blocks = profile.to_toml().split("\n\n")
    kept.write_text("\n\n".join(block for block in blocks if FOOT.lower() not in block))
    run([str(crawl)], tmp_path / "out", Settings(profile=str(kept)))
    assert (tmp_path / "out/harbour.example/03.txt").read_text().endswith(f"{FOOT}\n")
    assert not (tmp_path / "out/harbour.example/03.txt").read_text().startswith("Ahvaz")


def test_a_profile_of_another_corpus_is_told(crawl: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "a.txt").write_text("The lighthouse burned down in the night, and a ship ran aground below it.\n")
    (tmp_path / "p.toml").write_text(learn([str(crawl)], Settings()).profile.to_toml())
    summary = run([str(other)], tmp_path / "out", Settings(profile=str(tmp_path / "p.toml")))
    assert summary.notes == ["no line of the profile occurs in these sources: it may be that of another corpus"]


def test_workers_hash_seeds_and_order_change_nothing(crawl: Path, tmp_path: Path) -> None:
    one = learn([str(crawl)], Settings(), jobs=0).profile.to_toml()
    assert learn([str(crawl)], Settings(), jobs=3).profile.to_toml() == one


def test_documents_that_cannot_be_read_are_counted(crawl: Path) -> None:
    (crawl / "bad.txt").write_bytes(bytes(range(256)) * 40)
    (crawl / "blank.txt").write_text("\n" * 500)
    lesson = learn([str(crawl)], Settings())
    assert lesson.unread == 1
    assert lesson.profile.documents == 25


def test_refusals(crawl: Path, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="uses a profile or learns one"):
        Settings(profile="a", learn=True)
    with pytest.raises(SettingsError, match="No such file"):
        run([str(crawl)], tmp_path / "out", Settings(profile=str(tmp_path / "none.toml")))
    with pytest.raises(SettingsError, match="needs a profile"):
        run([str(crawl)], tmp_path / "out", Settings(add=("learned/repeats",)))
    (tmp_path / "mine.toml").write_text("mine\n")
    done = _cleanse("learn", crawl, "--out", tmp_path / "mine.toml")
    assert (done.returncode, (tmp_path / "mine.toml").read_text()) == (2, "mine\n")
    assert "--force" in done.stderr


def test_against_tells_what_changed(crawl: Path, tmp_path: Path) -> None:
    assert _cleanse("learn", crawl, "--out", tmp_path / "old.toml").returncode == 0
    for path in (crawl / "harbour.example").glob("*.txt"):
        path.write_text(path.read_text().replace("Borel", "Borealis"))
    done = _cleanse("learn", crawl, "--out", "-", "--against", tmp_path / "old.toml")
    assert "- head   borel\n" in done.stderr
    assert "+ head   borealis\n" in done.stderr
    (tmp_path / "new.toml").write_text(done.stdout)
    assert "borealis" in {line.text for line in load_profile(tmp_path / "new.toml").line}
