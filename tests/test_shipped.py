"""The packs that come with cleanse, and the file in which they are kept ready."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleanse import shipped
from cleanse.errors import PackError
from cleanse.linerules import Prepared
from cleanse.packs import load_pack

FOLDER = shipped.packs_folder()


def test_the_compiled_packs_are_not_stale() -> None:
    made = shipped.compiled(FOLDER)
    assert (FOLDER / shipped.COMPILED).read_text(encoding="utf-8") == made, "run `python -m cleanse.shipped`"


def test_compiled_packs_are_the_packs() -> None:
    assert shipped.builtin_packs() == tuple(load_pack(path, tried=True) for path in sorted(FOLDER.glob("*.toml")))


_LITERALS = sorted(
    {phrase for pack in shipped.builtin_packs() for entry in pack.entries for phrase in (*entry.phrases, *entry.hits)}
)


@given(st.lists(st.sampled_from(_LITERALS) | st.text(max_size=30), max_size=20))
def test_the_compiled_index_finds_what_a_fresh_one_does(lines: list[str]) -> None:
    lines = [line.replace("\n", " ") for line in lines]
    ready = shipped.builtin_entries()
    assert ready.index.find(lines) == _fresh().index.find(lines)


_FRESH: list[Prepared] = []


def _fresh() -> Prepared:
    if not _FRESH:
        _FRESH.append(Prepared(shipped.builtin_entries().entries))
    return _FRESH[0]


def test_a_changed_pack_counts_and_not_what_was_compiled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ads.toml", shipped.COMPILED):
        shutil.copyfile(FOLDER / name, tmp_path / name)
    with (tmp_path / "ads.toml").open("a", encoding="utf-8") as stream:
        stream.write(
            '\n[[rule]]\nid = "bell"\nsummary = "A bell."\nphrases = ["Ring the bell"]\nmisses = ["Ring it"]\n'
        )
    monkeypatch.setattr(shipped, "packs_folder", lambda: tmp_path)
    (pack,) = shipped.builtin_packs()
    assert pack.entries[-1].id == "ads/bell"
    assert [entry.id for entry in shipped.builtin_entries().index.find(["Ring the bell!"])[0]] == ["ads/bell"]


@pytest.mark.parametrize("damage", ["", "{", '{"cleanse": "packs/v0"}', "[]"])
def test_a_damaged_file_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damage: str) -> None:
    shutil.copyfile(FOLDER / "ads.toml", tmp_path / "ads.toml")
    (tmp_path / shipped.COMPILED).write_text(damage)
    monkeypatch.setattr(shipped, "packs_folder", lambda: tmp_path)
    assert [pack.name for pack in shipped.builtin_packs()] == ["ads"]


def test_no_pack_at_all_is_a_damaged_installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shipped, "packs_folder", lambda: tmp_path)
    with pytest.raises(PackError, match="no rule packs"):
        shipped.builtin_packs()
