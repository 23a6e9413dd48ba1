"""SignatureIndex: the door for other programs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from cleanse import SignatureIndex, StoreError
from cleanse.dedup.index.scheme import scheme_for
from cleanse.dedup.index.store import create
from cleanse.errors import SettingsError
from cleanse.shingling import Shingling
from tests.dedup.index.test_command import reworded, text


def test_texts_are_added_and_found(tmp_path: Path) -> None:
    index = SignatureIndex.build(tmp_path / "seen")

    def stream() -> Iterator[tuple[str, str]]:
        for seed in range(1500):
            yield f"page {seed}", text(seed, 30)

    assert index.add(stream()) == 1500
    assert index.add(stream()) == 0
    assert index.add([("another name", text(7, 30)), ("rôle 見出し", reworded(9001))]) == 2
    found = list(index.query([text(1321, 30), "Nothing like it.", text(7, 30), reworded(9001, 40)]))
    assert [(match.asked, match.path, match.exact) for match in found] == [
        (0, "page 1321", True),
        (2, "page 7", True),
        (2, "another name", True),
        (3, "rôle 見出し", False),
    ]
    assert found[3].similarity_ppm == pytest.approx(870_000, abs=100_000)
    assert index.check().ok
    assert index.stats().documents == 1502
    again = SignatureIndex(tmp_path / "seen")
    assert list(again.query([text(1321, 30)])) == found[:1]


def test_texts_without_words_are_found_when_they_are_the_same(tmp_path: Path) -> None:
    index = SignatureIndex.build(tmp_path / "seen")
    index.add([("rule", "-----"), ("stars", "* * *"), ("nothing", ""), ("lone", "\ud800")])
    found = list(index.query(["* * *", "", "?", "\ud800"]))
    assert [(match.asked, match.path) for match in found] == [(0, "stars"), (1, "nothing"), (3, "lone")]


def test_a_short_text_is_near_when_its_words_are_the_same(tmp_path: Path) -> None:
    index = SignatureIndex.build(tmp_path / "seen")
    index.add([("greeting", "Hello, world!")])
    (match,) = index.query(["hello world"])
    assert (match.path, match.exact, match.similarity_ppm) == ("greeting", False, 1_000_000)


def test_what_cannot_be_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="there is no index"):
        SignatureIndex(tmp_path / "seen")
    index = SignatureIndex.build(tmp_path / "seen", threshold=0.7)
    with pytest.raises(SettingsError, match="there is an index already"):
        SignatureIndex.build(tmp_path / "seen")
    with pytest.raises(SettingsError, match=r"built for 0\.7 and above"):
        list(index.query(["x"], threshold=0.6))
    with pytest.raises(SettingsError, match="threshold nan"):
        list(index.query(["x"], threshold=float("nan")))
    with pytest.raises(SettingsError, match="of type bytes"):
        index.add([("name", b"text")])  # type: ignore[list-item]
    with pytest.raises(SettingsError, match="lone surrogate"):
        index.add([("\ud800", "text")])
    with pytest.raises(SettingsError, match="without a name"):
        index.add([("", "text")])
    assert index.stats().documents == 0
    for segment in (tmp_path / "seen").glob("*.segment"):
        segment.unlink()
    index.add([("name", "text")])
    next((tmp_path / "seen").glob("*.segment")).unlink()
    with pytest.raises(StoreError, match="a segment of the index is missing"):
        list(index.query(["x"]))


def test_the_index_knows_how_its_texts_become_sets(tmp_path: Path) -> None:
    SignatureIndex.build(tmp_path / "seen", shingling=Shingling(size=1, fold=("case",))).add([("a", "One two, three!")])
    again = SignatureIndex(tmp_path / "seen")
    assert [match.exact for match in again.query(["three! one TWO,"], threshold=1.0)] == [False]
    assert list(again.query(["three one two"], threshold=1.0)) == []


def test_signatures_that_are_not_ours_are_refused(tmp_path: Path) -> None:
    create(tmp_path / "seen", scheme_for("other/1", 128, 800_000))
    with pytest.raises(SettingsError, match="signatures 'other/1', which this version does not make"):
        SignatureIndex(tmp_path / "seen")
