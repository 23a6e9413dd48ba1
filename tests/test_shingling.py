"""Shingling: the definitions that fast code and the verifier answer to."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleanse.shingling import DEFAULT, FOLDS, Shingling, reaches, shingling_of

SCRIPTS = Shingling(unit="scripts")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", set()),
        ("?! — …", set()),
        ("One", {"one"}),
        ("One, two; three: FOUR.", {"one two three four"}),
        ("a b c d e", {"a b c d e"}),
        ("a b c d e f", {"a b c d e", "b c d e f"}),
        ("a a a a a a a", {"a a a a a"}),
        ("don't stop", {"don t stop"}),
        ("港の灯台は、去年の春に灯りました。", {"港の灯台は 去年の春に灯りました"}),
    ],
)
def test_shingles_are_runs_of_five_words(text: str, expected: set[str]) -> None:
    assert DEFAULT.shingles(text) == expected


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("灯台は, Kobe3", ["灯", "台", "は", "kobe3"]),
        ("abcไทยxyz", ["abc", "ไ", "ท", "ย", "xyz"]),
        ("ｶﾅ한국어 ☎ 漢", ["ｶ", "ﾅ", "한국어", "漢"]),
        ("𠀀𠀁 zwei", ["𠀀", "𠀁", "zwei"]),
        ("々〇、。", ["々", "〇"]),
    ],
)
def test_scripts_without_spaces_are_told_by_character(text: str, words: list[str]) -> None:
    assert SCRIPTS.words(text) == words


def test_what_is_not_folded_makes_a_difference() -> None:
    assert Shingling(fold=("case",)).words("Wait, who?") == ["wait", ",", "who", "?"]
    assert Shingling(fold=("punctuation",)).words("Wait, who?") == ["Wait", "who"]
    assert Shingling(size=2, fold=()).shingles("A b!") == {"A b", "b !"}
    assert Shingling(unit="scripts", fold=()).words("灯台。") == ["灯", "台", "。"]


@given(st.text(max_size=60))
def test_the_default_is_what_the_pattern_finds_in_lower_case(text: str) -> None:
    assert DEFAULT.words(text) == re.findall(r"\w+", text.lower())


@given(st.text(alphabet=st.sampled_from("aB é漢字かไท한 ,。_1"), max_size=40))
def test_a_word_by_itself_is_one_character_and_nothing_is_lost(text: str) -> None:
    assert "".join(SCRIPTS.words(text)) == "".join(DEFAULT.words(text))


@given(st.integers(1, 50), st.integers(1, 50), st.integers(1, 1_000_000))
def test_the_threshold_is_decided_in_integers(both: int, more: int, threshold: int) -> None:
    either = both + more
    assert reaches(both, either, threshold) == (both * 1_000_000 >= threshold * either)


def test_nothing_in_common_reaches_no_threshold() -> None:
    assert not reaches(0, 0, 1)
    assert not reaches(0, 5, 1)
    assert reaches(4, 5, 800_000)
    assert not reaches(4, 5, 800_001)


def test_settings_name_a_shingling() -> None:
    assert shingling_of({}) == DEFAULT
    named = shingling_of({"shingle_size": 3, "shingle_unit": "scripts", "shingle_fold": ["case"]})
    assert named == Shingling(3, "scripts", ("case",))
    assert len({Shingling(5, unit, fold).name for unit in ("words", "scripts") for fold in (FOLDS, ("case",), ())}) == 6


@pytest.mark.parametrize(
    "config",
    [
        {"shingle_size": 0},
        {"shingle_size": 33},
        {"shingle_size": True},
        {"shingle_size": "5"},
        {"shingle_unit": "letters"},
        {"shingle_fold": ["accents"]},
        {"shingle_fold": 1},
    ],
)
def test_settings_out_of_range_are_refused(config: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="shingles"):
        shingling_of(config)
