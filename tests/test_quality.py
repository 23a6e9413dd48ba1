"""The harness of quality, and the floor that our own labelled seeds set: it falls only with a word about it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.quality import boilerplate, peers
from cleanse.errors import SettingsError
from cleanse.rulebook import read_labelled

ROOT = Path(__file__).parent.parent
LABELLED = ROOT / "seeds/labelled"
FLOOR = ROOT / "benchmarks/quality/floor.json"


@given(
    st.lists(st.text("ab", max_size=4), max_size=6),
    st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=5),
)
def test_a_line_is_left_when_a_character_of_it_is(lines: list[str], spans: list[tuple[int, int]]) -> None:
    cuts = [(min(span), max(span)) for span in spans]
    gone = {place for first, last in cuts for place in range(first, last)}
    starts = [sum(len(line) + 1 for line in lines[:place]) for place in range(len(lines))]
    expected = [
        not line or any(start + place not in gone for place in range(len(line)))
        for line, start in zip(lines, starts, strict=True)
    ]
    assert boilerplate.left_of(lines, cuts) == expected


def test_quality_on_our_seeds_does_not_fall() -> None:
    """`python -m benchmarks.quality.boilerplate seeds/labelled --floor` renews the floor; say why in the commit."""
    floor = json.loads(FLOOR.read_text())
    documents = boilerplate.sets(LABELLED)["all"]
    ((_, system),) = boilerplate.systems(documents, "ours: all")
    found = boilerplate.floor_of(boilerplate.measure(documents, system))
    assert found["wrong"] <= floor["wrong"], "more lines of main text are lost"
    assert {
        tag for tag, wrong in found["wrong_by_language"].items() if wrong > floor["wrong_by_language"][tag]
    } == set()
    assert {
        tag for tag, taken in found["taken_by_language"].items() if taken < floor["taken_by_language"][tag]
    } == set()
    assert found == floor, "better than the floor: raise it"


def test_every_language_of_the_packs_is_labelled() -> None:
    assert {labelled.language for labelled in read_labelled(LABELLED)} >= {
        "en",
        "de",
        "fr",
        "es",
        "pt",
        "it",
        "nl",
        "pl",
        "cs",
        "sv",
        "da",
        "nb",
        "fi",
        "ru",
        "uk",
        "tr",
        "el",
        "ar",
        "fa",
        "he",
        "hi",
        "zh",
        "ja",
        "ko",
        "vi",
        "id",
    }


@pytest.mark.parametrize("name", sorted(peers.PEERS))
def test_peers_keep_a_sentence_and_answer_for_every_line(name: str) -> None:
    lines = [
        "Divers who were looking for a lost anchor came up with something heavier on Tuesday morning, and it was a bell.",
        "",
        "Menu",
    ] + [
        (
            "The bell of the ferry that had been lost in the storm of the year before was to be found in the mud that lay below"
            " the quay, where it had been for more than a hundred years, and where nobody but the gulls had looked for it."
        )
    ] * 4
    stays = peers.PEERS[name](lines, "en")
    assert len(stays) == len(lines)
    assert stays[-1]


def test_marked_lines(tmp_path: Path) -> None:
    path = tmp_path / "sv-news.lines"
    path.write_text("-Meny\n+ En klocka\n?Av Anna\n\n+–\n")
    (labelled,) = read_labelled(tmp_path)
    assert (labelled.id, labelled.language) == ("sv-news", "sv")
    assert labelled.lines == ("Meny", " En klocka", "Av Anna", "", "–")
    assert labelled.keep == (False, True, False, False, True)
    assert labelled.ignore == (False, False, True, True, False)
    path.write_text("Meny\n")
    with pytest.raises(SettingsError, match="line 1: there is no mark"):
        list(read_labelled(path))
    path.unlink()
    with pytest.raises(SettingsError, match="no labelled file"):
        list(read_labelled(tmp_path))
