"""Rule packs: the built-in ones hold, and broken ones are refused with the mend."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from pathlib import Path

import pytest

from cleanse.config import PACKS
from cleanse.errors import PackError
from cleanse.linerules import Entry
from cleanse.packs import Pack, load_pack, read_pack
from cleanse.shipped import builtin_packs, find_pack, packs_folder

GOOD = """
version = "1.2.0"
summary = "For a test."

[[rule]]
id = "bell"
summary = "A bell."
match = 'ring the bell!?'
where = "tail"
hits = ["Ring the bell!"]
misses = ["Ring the bell twice."]
"""

ENTRIES = [entry for pack in builtin_packs() for entry in pack.entries]


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.id)
def test_hits_hit_and_misses_miss(entry: Entry) -> None:
    assert entry.hits or entry.phrases
    assert entry.misses
    assert [line for line in entry.hits if not entry.matches(line)] == []
    assert [line for line in entry.misses if entry.matches(line)] == []


def test_the_families_of_the_web_preset_are_there() -> None:
    names = [pack.name for pack in builtin_packs()]
    assert names == sorted(names)
    assert set(PACKS) <= set(names)


@pytest.mark.parametrize("pack", builtin_packs(), ids=lambda pack: pack.name)
def test_the_built_in_packs_pass_every_check(pack: Pack) -> None:
    assert load_pack(packs_folder() / f"{pack.name}.toml") == pack


def test_a_pack_is_read() -> None:
    pack = read_pack(GOOD, "bells")
    (entry,) = pack.entries
    assert (pack.name, pack.version, entry.id, entry.version, entry.where) == (
        "bells",
        "1.2.0",
        "bells/bell",
        "1.2.0",
        "tail",
    )
    plain = json.dumps(asdict(entry), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    assert pack.digests == (hashlib.sha256(plain.encode()).hexdigest(),)
    assert pack.digest == hashlib.sha256(f"[{plain}]".encode()).hexdigest()


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("match =", "mach =", r'no key "mach"\. Write "match"'),
        ('where = "tail"', 'where = "tial"', 'Write "tail"'),
        ("'ring the bell!?'", "'ring (the bell'", "is broken"),
        ("'ring the bell!?'", "'(?:ring the bell!?)+(?:.*)*'", "too many ways"),
        ("'ring the bell!?'", "'.*'", "takes any line"),
        ("'ring the bell!?'", "['ring the bell!?', 'toll']", "no hit shows"),
        ("'ring the bell!?'", "[]", "no pattern"),
        ("'ring the bell!?'", "'ring the gong'", "does not match its hit"),
        ('misses = ["Ring the bell twice."]', 'misses = ["Ring the bell"]', "near-miss"),
        ('misses = ["Ring the bell twice."]', "misses = []", "has no misses"),
        ('misses = ["Ring the bell twice."]', "", '"misses" is missing'),
        ('hits = ["Ring the bell!"]', "hits = []", "has no hits"),
        ('hits = ["Ring the bell!"]', 'hits = ["Ring the bell\\nnow"]', "not one line"),
        ('hits = ["Ring the bell!"]', 'hits = "Ring the bell!"', "must be a list"),
        ('id = "bell"', 'id = "Bell Tower"', "is no id"),
        ('id = "bell"', "id = 4", "must be text"),
        ('version = "1.2.0"', 'version = "1.2"', "malformed"),
        ('version = "1.2.0"', 'version = "1.2.0"\nauthor = "A"', 'no key "author"'),
        ('where = "tail"', 'languages = ["English"]', "no language"),
        ('where = "tail"', "languages = []", "no language"),
        ("[[rule]]", "[[rule]", "not valid TOML"),
    ],
)
def test_a_broken_pack_is_refused(old: str, new: str, told: str) -> None:
    assert old in GOOD
    with pytest.raises(PackError, match=told) as caught:
        read_pack(GOOD.replace(old, new), "bells", "my/bells.toml")
    assert str(caught.value).startswith("my/bells.toml")
    assert caught.value.hint


def test_an_id_may_stand_once() -> None:
    with pytest.raises(PackError, match="bells/bell is taken"):
        read_pack(GOOD + GOOD[GOOD.index("[[rule]]") :], "bells")


def test_a_pack_without_entries_is_refused() -> None:
    with pytest.raises(PackError, match="no entry"):
        read_pack('version = "1.0.0"\nsummary = "x"\nrule = []\n', "bells")


def test_files_that_cannot_be_read_are_refused(tmp_path: Path) -> None:
    with pytest.raises(PackError, match=r"none\.toml"):
        load_pack(tmp_path / "none.toml")
    (tmp_path / "latin.toml").write_bytes(b'summary = "caf\xe9"')
    with pytest.raises(PackError, match="not UTF-8"):
        load_pack(tmp_path / "latin.toml")
    (tmp_path / "Bad Name.toml").write_text(GOOD, encoding="utf-8")
    with pytest.raises(PackError, match="no name for a pack"):
        load_pack(tmp_path / "Bad Name.toml")
    (tmp_path / "bells.toml").write_text(GOOD, encoding="utf-8")
    assert load_pack(tmp_path / "bells.toml").name == "bells"


def test_an_unknown_pack_names_the_nearest() -> None:
    with pytest.raises(PackError) as caught:
        find_pack("fotter")
    assert caught.value.hint == 'Write "footer".'
    assert find_pack("footer").name == "footer"
