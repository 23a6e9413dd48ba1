"""Passages in other languages inside a text: where they begin and end, and that a name is none."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import cleanse
from cleanse.language import passages
from cleanse.language.passages import find_passages
from cleanse.testing import dirty_text
from tests.test_letters import SPOKEN

GERMAN = "Der Hafenmeister zählte jedes Boot zweimal. Danach ging er zum Abendessen nach Hause."
ENGLISH = "The harbour master counted every boat twice. After that he went home for his supper."


def found(text: str) -> list[tuple[str, str]]:
    return [(span.tag, text[span.start : span.end]) for span in find_passages(text)]


def test_a_paragraph_of_english_on_a_german_page() -> None:
    text = f"\n{GERMAN}\n\n  {ENGLISH}\n\n{GERMAN}\n"
    assert found(text) == [("de", GERMAN), ("en", ENGLISH), ("de", GERMAN)]


def test_a_sentence_within_a_line() -> None:
    assert found(f"{GERMAN} {ENGLISH}") == [("de", GERMAN), ("en", ENGLISH)]


def test_scripts_without_spaces() -> None:
    assert [tag for tag, _ in found(SPOKEN["ja"] + SPOKEN["zh-Hans"] + SPOKEN["ja"])] == ["ja", "zh-Hans", "ja"]


def test_one_language_is_one_passage() -> None:
    text = "\n".join([GERMAN] * 5)
    assert found(text) == [("de", text)]


def test_names_numbers_and_titles_are_no_passages() -> None:
    text = f"{GERMAN}\nQueen Mary, 12:30 - 13:45\n* * *\nSouthampton\n{GERMAN}"
    assert found(text) == [("de", text)]


def test_a_text_without_language_has_none() -> None:
    assert find_passages("") == find_passages("12:30\n--\n") == ()


def test_the_door_gives_them_on_request() -> None:
    text = f"{GERMAN} {GERMAN}\n{ENGLISH}"
    language = cleanse.detect_language(text, spans=True)
    assert language.tag == "de"
    assert [span.tag for span in language.spans] == ["de", "en"]
    assert all(span.score > 990_000 for span in language.spans)
    assert cleanse.detect_language(text).spans == ()


@settings(max_examples=60, deadline=None)
@given(st.one_of(dirty_text(), st.lists(st.sampled_from([*SPOKEN.values(), "\n", " ", "12"]), max_size=8).map("".join)))
def test_passages_are_in_order_and_hold_all_letters(text: str) -> None:
    spans = find_passages(text)
    at = 0
    for before, span in zip((None, *spans), spans, strict=False):
        assert at <= span.start < span.end <= len(text)
        assert before is None or before.tag != span.tag
        passage = text[span.start : span.end]
        assert passage == passage.strip()
        if spans:
            assert not any(letter.isalpha() for letter in text[at : span.start])
        at = span.end


def test_a_line_of_any_length_is_read_once_and_to_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    line = "wort " * 40_000
    assert [span.end for span in find_passages(line)] == [len(line) - 1]
    monkeypatch.setattr(passages, "READ", 1_000)
    assert [span.end for span in find_passages(line)] == [999]
