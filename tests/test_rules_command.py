"""Looking into the rules: list, show, test and new."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cleanse.cli import command
from cleanse.packs import load_pack
from cleanse.registry import RULES
from cleanse.shipped import builtin_packs

BELLS = """
version = "1.2.0"
summary = "For a test."

[[rule]]
id = "bell"
summary = "A bell."
match = 'ring the bell!?'
languages = ["en"]
hits = ["Ring the bell!"]
misses = ["Ring the bell twice."]

[[rule]]
id = "gong"
summary = "A gong."
match = 'beat the gong'
hits = ["Beat the gong"]
misses = ["Beat the gong softly"]
"""


@pytest.fixture
def bells(tmp_path: Path) -> Path:
    path = tmp_path / "bells.toml"
    path.write_text(BELLS, encoding="utf-8")
    return path


@pytest.fixture
def table(capsys: pytest.CaptureFixture[str]) -> Callable[..., Any]:
    """Runs a command with ``--json`` and reads what it prints."""

    def run(*words: str, status: int = 0) -> Any:
        assert command(["rules", *words, "--json"]) == status
        return json.loads(capsys.readouterr().out)

    return run


def test_everything_that_is_installed_is_listed(table: Callable[..., Any]) -> None:
    ids = [item["id"] for item in table("list")]
    assert ids == sorted(set(ids))
    assert set(RULES) <= set(ids)
    assert {entry.id for pack in builtin_packs() for entry in pack.entries} <= set(ids)
    assert {"text/decode", "html/main-text", "dedup/exact", "dedup/near"} <= set(ids)


def test_settings_say_what_is_active(table: Callable[..., Any], bells: Path) -> None:
    active = {item["id"] for item in table("list", "--active", "--preset", "encoding", "--rule", str(bells))}
    assert "text/newlines" in active
    assert {"bells/bell", "bells/gong"} <= active
    assert not any(id.startswith("ads/") for id in active)
    items = {item["id"]: item for item in table("list", "--no-rule", "ads/mark", "--rule", str(bells))}
    assert (items["ads/mark"]["active"], items["ads/mark"]["pack"]) == (False, "ads")
    assert items["bells/bell"] == {
        "id": "bells/bell",
        "active": True,
        "version": "1.2.0",
        "from": str(bells),
        "pack": "bells",
        "languages": ["en"],
        "safety": "safe",
        "summary": "A bell.",
    }


def test_a_list_of_one_pack(capsys: pytest.CaptureFixture[str], table: Callable[..., Any]) -> None:
    assert {item["pack"] for item in table("list", "footer")} == {"footer"}
    assert command(["rules", "list", "fotter"]) == 2
    assert 'Write "footer".' in capsys.readouterr().err


def test_a_list_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    assert command(["rules", "list", "--preset", "encoding"]) == 0
    lines = capsys.readouterr().out.split("\n")
    assert any(line.startswith("*  text/newlines ") and "built-in" in line for line in lines)
    assert any(line.startswith("   ads/mark ") and "ads.toml" in line for line in lines)


def test_an_entry_is_shown_whole(table: Callable[..., Any], capsys: pytest.CaptureFixture[str]) -> None:
    entry = next(entry for pack in builtin_packs() for entry in pack.entries if entry.id == "ads/mark")
    shown = table("show", "ads/mark")
    assert (shown["match"], shown["hits"], shown["misses"]) == (
        list(entry.match),
        list(entry.hits),
        list(entry.misses),
    )
    assert command(["rules", "show", "ads/mark"]) == 0
    out = capsys.readouterr().out
    assert all(line in out for line in (*entry.match, *entry.hits, *entry.misses))


def test_options_are_shown_with_their_defaults(table: Callable[..., Any]) -> None:
    shown = [table("show", id) for id in RULES]
    assert all({"name", "kind", "default"} == set(option) for rule in shown for option in rule["options"])
    assert all(rule["about"] and rule["version"] for rule in shown)


@pytest.mark.parametrize(("id", "told"), [("ads/makr", '"ads/mark"'), ("ads", "such as ads/")])
def test_an_unknown_id_names_the_nearest(capsys: pytest.CaptureFixture[str], id: str, told: str) -> None:
    assert command(["rules", "show", id]) == 2
    assert told in capsys.readouterr().err


def test_the_examples_of_all_packs_hold(table: Callable[..., Any]) -> None:
    found = table("test")
    assert found["ok"]
    assert len(found["entries"]) == sum(len(pack.entries) for pack in builtin_packs())


def test_every_example_that_fails_is_named(bells: Path, table: Callable[..., Any]) -> None:
    text = BELLS.replace('["Ring the bell!"]', '["Ring the bell!", "Ring it", "Toll"]')
    bells.write_text(text.replace('["Beat the gong softly"]', '["Beat the gong"]'), encoding="utf-8")
    found = table("test", str(bells), status=1)
    bell, gong = found["entries"]
    assert (bell["hits"], bell["missed"], bell["taken"]) == (1, ["Ring it", "Toll"], [])
    assert (gong["missed"], gong["taken"]) == ([], ["Beat the gong"])


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("match =", "mach =", "match"),
        ("'ring the bell!?'", "'ring (the'", "is broken"),
        ("[[rule]]", "[[rule]", "TOML"),
    ],
)
def test_a_broken_pack_is_no_failed_example(
    bells: Path, capsys: pytest.CaptureFixture[str], old: str, new: str, told: str
) -> None:
    bells.write_text(BELLS.replace(old, new), encoding="utf-8")
    assert command(["rules", "test", str(bells)]) == 2
    assert told in capsys.readouterr().err


ROWS: list[dict[str, Any]] = [
    {
        "id": "one",
        "set": "s",
        "source": "written for this test",
        "lang": "en",
        "lines": ["The tide was low.", "Ring the bell!", "", "Nobody came to the pier that evening.", "ring the bell"],
        "keep": [True, False, False, True, True],
        "ignore": [False, False, True, False, False],
    },
    {
        "id": "two",
        "set": "s",
        "source": "written for this test",
        "lang": "de",
        "lines": ["Ring the bell!", "Die Flut war niedrig."],
        "keep": [False, True],
        "ignore": [False, False],
    },
]


@pytest.mark.parametrize("suffix", [".jsonl", ".jsonl.gz"])
def test_labelled_lines_tell_what_an_entry_does(
    bells: Path, table: Callable[..., Any], capsys: pytest.CaptureFixture[str], suffix: str
) -> None:
    data = "\n".join(map(json.dumps, ROWS)).encode() + b"\n"
    labelled = bells.with_name("labelled" + suffix)
    labelled.write_bytes(gzip.compress(data) if suffix.endswith("gz") else data)
    found = table("test", str(bells), "--on", str(labelled))
    bell, gong = found["lines"]
    assert (bell["junk"], bell["main"], bell["along"]) == (1, 1, 0), "German documents are not asked"
    assert bell["examples"] == [{"id": "one", "line": "ring the bell"}]
    assert (gong["junk"], gong["main"], gong["unsure"]) == (0, 0, 0)
    assert command(["rules", "test", str(bells), "--on", str(labelled)]) == 0
    out = capsys.readouterr().out
    assert "entries that remove nothing: 1\n  bells/gong" in out
    assert "entries that remove main text: 1" in out


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b'{"id": 1}\n', "line 1"),
        (b"\n[]\n", "line 2"),
        (b'{"id": 1, "lang": "en", "lines": ["a"], "keep": [], "ignore": []}\n', "do not fit"),
        (b'{"id": 1, "lang": "en", "lines": [3], "keep": [1], "ignore": [1]}\n', "do not fit"),
        (b"\xff\xfe\n", "line 1"),
    ],
)
def test_broken_labels_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str], data: bytes, told: str) -> None:
    labelled = tmp_path / "labelled.jsonl"
    labelled.write_bytes(data)
    assert command(["rules", "test", "ads", "--on", str(labelled)]) == 2
    assert told in capsys.readouterr().err
    assert command(["rules", "test", "ads", "--on", str(tmp_path / "none.jsonl.gz")]) == 2
    (tmp_path / "cut.jsonl.gz").write_bytes(gzip.compress(b"{}\n" * 999)[:20])
    assert command(["rules", "test", "ads", "--on", str(tmp_path / "cut.jsonl.gz")]) == 2


def test_a_new_pack_loads_as_it_is_and_is_never_overwritten(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert command(["rules", "new", "harbour"]) == 0
    assert [entry.id for entry in load_pack(Path("harbour.toml")).entries] == ["harbour/first-entry"]
    assert command(["rules", "test", "harbour.toml"]) == 0
    Path("harbour.toml").write_text(BELLS, encoding="utf-8")
    assert command(["rules", "new", "harbour"]) == 2
    assert "a file already" in capsys.readouterr().err
    assert Path("harbour.toml").read_text(encoding="utf-8") == BELLS


@pytest.mark.parametrize("name", ["Bad Name", "footer", "no/such/folder/bells"])
def test_a_name_that_cannot_be_used(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert command(["rules", "new", name]) == 2
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("words", [(), ("list",), ("show",), ("test",), ("new",)])
def test_help_has_examples(words: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    assert command(["rules", *words, "--help"]) == 0
    out = capsys.readouterr().out
    assert "Examples:" in out
    assert "Exit status:" in out
