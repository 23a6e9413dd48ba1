"""Shingles: the definitions, and that hashes count the same as sets."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleanse.dedup.shingles import common, hashed, overlap, reaches, shingles

few_words = st.lists(st.sampled_from(["a", "B", "c", "Dune", "é", "中文字", "_9"]), max_size=14).map(" ".join)
anything = st.text(max_size=60)


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
    assert shingles(text) == expected


@given(st.one_of(few_words, anything))
def test_hashes_are_as_many_as_shingles(text: str) -> None:
    hashes = hashed(text).tolist()
    assert len(hashes) == len(shingles(text))
    assert hashes == sorted(set(hashes))


@given(few_words, few_words)
def test_hashes_meet_as_often_as_shingles(one: str, other: str) -> None:
    assert common(hashed(one), hashed(other)) == overlap(one, other)[0]


def test_a_short_text_never_meets_a_longer_one() -> None:
    assert overlap("a b c d", "a b c d e") == (0, 2)
    assert common(hashed("a b c d"), hashed("a b c d e")) == 0


def test_words_in_another_order_are_other_shingles() -> None:
    assert common(hashed("a b c d e"), hashed("b a c d e")) == 0


def test_hashes_are_the_same_in_every_process() -> None:
    assert hashed("one two three four five").tolist() == [1313134192581085956]


def test_more_words_than_are_remembered() -> None:
    text = " ".join(f"w{number}" for number in range(140_000))
    assert len(hashed(text)) == 139_996
    assert common(hashed(text), hashed("w0 w1 w2 w3 w4")) == 1


@given(st.integers(1, 50), st.integers(1, 50), st.integers(1, 1_000_000))
def test_the_threshold_is_decided_in_integers(both: int, more: int, threshold: int) -> None:
    either = both + more
    assert reaches(both, either, threshold) == (both * 1_000_000 >= threshold * either)


def test_nothing_in_common_reaches_no_threshold() -> None:
    assert not reaches(0, 0, 1)
    assert not reaches(0, 5, 1)
    assert reaches(4, 5, 800_000)
    assert not reaches(4, 5, 800_001)


def test_a_word_is_what_the_pattern_finds_in_lower_case() -> None:
    text = "İstanbul STRASSE ǅ x²"
    assert shingles(text) == {" ".join(re.findall(r"\w+", text.lower()))}
