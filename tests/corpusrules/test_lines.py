"""Folding, looking at lines, and the sketch: what makes two lines one, and how many documents hold it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleanse.corpusrules import Observation, Sketch, observe
from cleanse.corpusrules.folding import LONGEST, fold
from cleanse.corpusrules.observation import ELIGIBLE
from cleanse.corpusrules.sites import folder_of, site_of_line
from cleanse.linerules.furniture import eligible
from cleanse.linerules.places import PROSE


@given(st.text(max_size=80))
def test_folding_twice_is_folding_once(line: str) -> None:
    assert fold(fold(line)) == fold(line)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Published 3 March 2021, 12:45", "PUBLISHED 14 juni 2009 09:01"),
        ("Updated May 14, 2020", "Updated September 3, 1998"),
        ("Опубликовано 3 марта 2021", "Опубликовано 27 декабря 1999"),
        ("1,204 shares", "7 shares"),
        ("* Follow\u00a0us on Harbour Radio *", "follow us  on harbour radio"),
        ("2021年3月14日 掲載", "1999年12月1日 掲載"),
    ],
)
def test_numbers_dates_case_and_spaces_make_no_difference(one: str, other: str) -> None:
    assert fold(one) == fold(other) != ""


@pytest.mark.parametrize(
    ("one", "other"), [("Page 3", "Pages 3"), ("Read more", "Read less"), ("Nr. 3 Anker", "Nr. 3 Bug")]
)
def test_words_make_one(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@pytest.mark.parametrize("line", ["", "   ", "***", "12:45", "a" * (LONGEST + 1)])
def test_lines_of_which_nothing_is_left_have_no_folded_form(line: str) -> None:
    assert fold(line) == ""


@pytest.mark.parametrize(
    "line",
    [
        "Status: Final",
        "Author: Jan Kowalski",
        "# Remarks",
        "> The library continues to be supported.",
        "[6012]: https://bugs.example/6012",
        "    return harbour",
        "</dt> <dt>",
        "| Harbour | Ships |",
        ":arg path: where it lies",
        "11990697 bytes",
        "* reline 0.3.8",
        "[CWnd](../mfc/cwnd-class.md)",
        "**Caption** of the table",
    ],
)
def test_code_markup_and_fields_never_become_rules(line: str) -> None:
    assert not eligible(line)


@pytest.mark.parametrize("line", ["Follow us on Harbour Radio", "関連記事", "* [Terms of Use][12]", "مقالات ذات صلة"])
def test_furniture_may(line: str) -> None:
    assert eligible(line)


def test_an_observation_has_a_number_for_every_line_that_is_not_blank() -> None:
    seen = observe(
        "Harbour News\n\n\nThe ice came early that year, and nobody sailed until the spring.\n  \nx = {1}\n", "a", "s"
    )
    assert [bool(mark & PROSE) for mark in seen.marks] == [False, True, True]
    assert [bool(mark & ELIGIBLE) for mark in seen.marks] == [True, True, False]
    assert seen.texts == ("Harbour News", "The ice came early that year, and nobody sailed until the spring.")
    assert seen.sizes.tolist() == [12, 65, 7]


def _observed(numbers: list[int]) -> Observation:
    hashes = np.array([number * 0x9E3779B97F4A7C15 % 2**64 for number in numbers], dtype=np.uint64)
    return Observation("", "", hashes, np.ones(len(numbers), dtype=np.uint32), np.zeros(len(numbers), np.uint8), ())


@given(st.lists(st.lists(st.integers(0, 40), max_size=12), max_size=40), st.integers(0, 40))
def test_a_sketch_never_tells_too_little_and_merges_in_any_order(documents: list[list[int]], cut: int) -> None:
    observed = [_observed(document) for document in documents]
    whole, left, right = Sketch(1 << 6), Sketch(1 << 6), Sketch(1 << 6)
    for place, document in enumerate(observed):
        whole.add(document)
        (left if place < cut else right).add(document)
    everything = _observed(list(range(41))).hashes
    right.merge(left)
    assert right.estimate(everything).tolist() == whole.estimate(everything).tolist()
    for number, estimate in enumerate(whole.estimate(everything).tolist()):
        assert estimate >= sum(number in document for document in documents)


def test_a_sketch_stops_at_its_limit() -> None:
    one = _observed([7])
    sketch, other = Sketch(1 << 6), Sketch(1 << 6)
    for _ in range(300):
        sketch.add(one)
        other.add(one)
    sketch.merge(other)
    assert sketch.estimate(one.hashes).tolist() == [255]


@pytest.mark.parametrize(
    ("row", "site"),
    [
        (b'{"text":"a","url":"https://www.harbour.example/a?b=c"}', "harbour.example"),
        (b'{"metadata":{"WARC-Target-URI":"http://ice.example/"},"source":"crawl"}', "ice.example"),
        (b'{"text":"a","source":"blogs"}', "blogs"),
        (b'{"url":"http://[broken"}', ""),
        (b'{"url":7,"source":["a"]}', ""),
        (b"not json", ""),
        (b"[1]", ""),
    ],
)
def test_the_site_of_a_row(row: bytes, site: str) -> None:
    assert site_of_line(row) == site


def test_the_site_of_a_file_is_its_folder() -> None:
    assert folder_of("crawl/harbour.example/a.txt") == "crawl/harbour.example"
