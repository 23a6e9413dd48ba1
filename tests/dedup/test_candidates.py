"""Candidates: what the bands promise, and that hot buckets stay small."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleanse.dedup.bands import RECALL_PPM, Shape, shape
from cleanse.dedup.candidates import KEPT_LIMIT, LINK_LIMIT, Buckets
from cleanse.dedup.sketch import BINS


@pytest.mark.parametrize("threshold", [70_000, 300_000, 500_000, 750_000, 800_000, 900_000, 950_000, 1_000_000])
def test_a_pair_at_the_threshold_is_proposed(threshold: int) -> None:
    cut = shape(threshold)
    assert cut.bands * cut.rows <= BINS
    assert cut.proposes(threshold / 1_000_000) >= RECALL_PPM / 1_000_000
    assert 0 <= cut.floor <= BINS * threshold // 1_000_000


def test_the_floor_lies_well_below_the_threshold() -> None:
    # 102 of 128 are expected at 0.8, with a standard deviation of 4.5.
    assert shape(800_000).floor == 79
    assert shape(1_000_000).floor == BINS


CUT = Shape(bands=3, rows=2, floor=1)


def _minima(keys: list[tuple[int, int, int]]) -> np.ndarray[tuple[int, int], np.dtype[np.uint32]]:
    rows = np.zeros((len(keys), BINS), np.uint32)
    for row, values in zip(rows, keys, strict=True):
        row[:6] = np.repeat(values, 2)
    return rows


few = st.integers(0, 3)


@given(st.lists(st.tuples(few, few, few), max_size=30), st.lists(st.booleans(), min_size=30, max_size=30))
def test_documents_meet_where_a_band_is_the_same(keys: list[tuple[int, int, int]], stays: list[bool]) -> None:
    buckets = Buckets(_minima(keys), np.arange(len(keys)), CUT)
    for document in range(len(keys)):
        kept, links = buckets.meet(document)
        earlier = [
            other
            for other in range(document)
            if any(mine == theirs for mine, theirs in zip(keys[document], keys[other], strict=True))
        ]
        assert kept.tolist() == [other for other in earlier if stays[other]]
        if len(keys) - sum(stays[: len(keys)]) <= LINK_LIMIT:
            assert links.tolist() == [other for other in earlier if not stays[other]]
        buckets.enter(document, stays[document])
    assert buckets.narrowed == 0


def test_the_lineup_says_who_takes_part_and_in_which_order() -> None:
    minima = _minima([(1, 2, 3), (9, 9, 9), (1, 5, 6), (1, 7, 8)])
    buckets = Buckets(minima, np.array([3, 0, 1]), CUT)
    buckets.enter(0, kept=True)
    assert buckets.meet(1)[0].tolist() == [0]
    assert buckets.meet(2)[0].tolist() == []


def test_a_full_bucket_leads_to_a_narrower_one() -> None:
    # All share the first band; every second one shares the next band with the one before it.
    count = 2 * KEPT_LIMIT
    keys = [(1, 2 + number // 2, 1_000 + number) for number in range(count)]
    buckets = Buckets(_minima(keys), np.arange(count), CUT)
    for document in range(count):
        buckets.enter(document, kept=True)
    kept, _ = buckets.meet(count - 1)
    assert kept[:KEPT_LIMIT].tolist() == list(range(KEPT_LIMIT))
    assert kept[KEPT_LIMIT:].tolist() == [count - 2, count - 1]
    assert buckets.narrowed == 0


def test_a_bound_that_gives_something_up_is_counted() -> None:
    count = 4 * KEPT_LIMIT
    buckets = Buckets(_minima([(1, 2, 3)] * count), np.arange(count), CUT)
    for document in range(count):
        kept, links = buckets.meet(document)
        assert len(kept) <= 2 * KEPT_LIMIT
        assert len(links) == 0
        buckets.enter(document, kept=True)
    assert buckets.narrowed == 2 * KEPT_LIMIT


def test_documents_that_go_take_no_room_from_those_that_stay() -> None:
    count = 4 * (KEPT_LIMIT + LINK_LIMIT)
    buckets = Buckets(_minima([(1, 2, 3)] * count), np.arange(count), CUT)
    for document in range(count - 1):
        buckets.enter(document, kept=document % 10 == 9)
    kept, links = buckets.meet(count - 1)
    assert kept.tolist() == list(range(9, count - 1, 10))
    assert len(links) <= 2 * LINK_LIMIT
    assert buckets.narrowed == 0


def test_no_documents() -> None:
    assert Buckets(_minima([]), np.empty(0, np.int64), CUT).narrowed == 0
