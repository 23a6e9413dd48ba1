"""Candidates: what the bands promise, that parts merge in any order, and that hot buckets stay small."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from cleanse.dedup.bands import RECALL_PPM, Shape, shape
from cleanse.dedup.candidates import (
    BUCKET,
    DEPTH,
    LEADERS,
    NEIGHBOURS,
    PARTNERS,
    Candidates,
    Sketches,
    band_candidates,
    candidates,
    merged,
)
from cleanse.dedup.sketch import BINS


@pytest.mark.parametrize("threshold", [70_000, 300_000, 500_000, 750_000, 800_000, 900_000, 950_000, 1_000_000])
@pytest.mark.parametrize("recall", [900_000, 990_000, RECALL_PPM])
def test_a_pair_at_the_threshold_is_proposed(threshold: int, recall: int) -> None:
    cut = shape(threshold, recall)
    assert cut.bands * cut.rows <= BINS
    assert cut.proposes(threshold / 1_000_000) >= recall / 1_000_000
    assert 1 - cut.passes(threshold / 1_000_000) <= 1e-6
    assert 0 <= cut.floor <= BINS * threshold // 1_000_000


def test_less_recall_buys_longer_bands() -> None:
    rows = [shape(800_000, recall).rows for recall in (999_900, 998_000, 950_000, 900_000)]
    assert rows == sorted(rows)
    assert rows[0] < rows[-1]


def test_the_floor_lies_well_below_the_threshold() -> None:
    # 102 of 128 are expected at 0.8, with a standard deviation of 4.5.
    assert shape(800_000).floor == 79
    assert shape(1_000_000).floor == BINS


CUT = Shape(bands=3, rows=2, floor=1)
Minima = NDArray[np.uint32]


def _minima(keys: list[tuple[int, int, int]]) -> Minima:
    """Sketches that agree in the bands of `CUT` as told, and nowhere else."""
    # The low bytes differ as well: pairs are compared by them.
    rows = np.arange(len(keys), dtype=np.uint32)[:, None] + np.arange(BINS, dtype=np.uint32) * 7
    for row, values in zip(rows, keys, strict=True):
        row[:6] = np.repeat(values, 2)
    return rows


def _sketches(minima: Minima, lineup: NDArray[np.int64] | None = None) -> Sketches:
    lineup = np.arange(len(minima)) if lineup is None else lineup
    return Sketches(minima, lineup, np.full(len(lineup), 100))


def _pairs(found: Candidates) -> set[tuple[int, int]]:
    return set(zip(found.earlier.tolist(), found.later.tolist(), strict=True))


few = st.integers(0, 3)


@given(st.lists(st.tuples(few, few, few), max_size=30))
def test_documents_meet_where_a_band_is_the_same(keys: list[tuple[int, int, int]]) -> None:
    found = candidates(_sketches(_minima(keys)), CUT, 800_000)
    meeting = {
        (one, other)
        for one, other in itertools.combinations(range(len(keys)), 2)
        if any(mine == theirs for mine, theirs in zip(keys[one], keys[other], strict=True))
    }
    assert _pairs(found) == meeting
    assert not len(found.bounded)


def test_the_lineup_says_who_takes_part_and_in_which_order() -> None:
    minima = _minima([(1, 2, 3), (9, 9, 9), (1, 5, 6), (1, 7, 8)])
    assert _pairs(candidates(_sketches(minima, np.array([3, 0, 1])), CUT, 800_000)) == {(0, 1)}


def test_sizes_too_different_are_no_candidates() -> None:
    sketches = Sketches(_minima([(1, 2, 3)] * 3), np.arange(3), np.array([100, 125, 126]))
    assert _pairs(candidates(sketches, CUT, 800_000)) == {(0, 1), (1, 2)}


def test_the_most_alike_come_first_then_the_most_preferred() -> None:
    minima = _minima([(1, 2, 3), (1, 5, 6), (1, 2, 8), (1, 2, 3)])
    found = candidates(_sketches(minima), CUT, 800_000)
    assert found.later.tolist() == [1, 2, 2, 3, 3, 3]
    assert found.earlier.tolist() == [0, 0, 1, 0, 2, 1]
    assert found.agreeing.tolist() == [2, 4, 2, 6, 4, 2]


@settings(deadline=None)
@given(st.data(), st.lists(st.tuples(few, few, few), max_size=150))
def test_parts_merge_in_any_order(data: st.DataObject, keys: list[tuple[int, int, int]]) -> None:
    sketches = _sketches(_minima(keys))
    parts = [band_candidates(sketches, CUT, 800_000, band) for band in range(CUT.bands)]
    whole = candidates(sketches, CUT, 800_000)
    turned = merged(data.draw(st.permutations(parts)))
    nested = merged([merged(parts[:1]), merged(parts[1:])])
    for other in (turned, nested):
        for field in ("later", "earlier", "agreeing", "bounded"):
            assert np.array_equal(getattr(whole, field), getattr(other, field))


def test_a_full_bucket_leads_to_a_narrower_one() -> None:
    # All share the first band; every second one shares the next band with the one before it.
    count = 4 * BUCKET
    keys = [(1, 2 + number // 2, 1_000 + number) for number in range(count)]
    found = candidates(_sketches(_minima(keys)), CUT, 800_000)
    assert {(number, number + 1) for number in range(0, count, 2)} <= _pairs(found)
    assert {(leader, other) for other in range(count) for leader in range(min(other, LEADERS))} <= _pairs(found)
    assert found.bounded.tolist() == list(range(count))


class Counting(Sketches):
    """Counts the pairs whose sketches are compared."""

    compared = 0

    def agreeing(self, one: NDArray[np.int32], other: NDArray[np.int32]) -> NDArray[np.uint8]:
        self.compared += len(one)
        return super().agreeing(one, other)


@pytest.mark.parametrize("count", [500, 4_000])
def test_a_hot_bucket_costs_a_bounded_number_of_pairs(count: int) -> None:
    sketches = Counting(np.zeros((count, BINS), np.uint32), np.arange(count), np.full(count, 100))
    found = band_candidates(sketches, CUT, 800_000, 0)
    assert sketches.compared <= count * (LEADERS * DEPTH + NEIGHBOURS)
    assert found.later[-1] == count - 1
    assert found.bounded.tolist() == list(range(count))


def test_more_likely_partners_than_are_kept_are_counted() -> None:
    count = PARTNERS + 3
    parts = [_part(later, earlier) for later, earlier in [(count - 1, one) for one in range(PARTNERS)]]
    assert not len(merged(parts).bounded)
    whole = merged([*parts, _part(count - 1, PARTNERS)])
    assert whole.bounded.tolist() == [count - 1]
    assert whole.earlier.tolist() == list(range(PARTNERS))


def _part(later: int, earlier: int) -> Candidates:
    one, other = (np.array([place], np.int32) for place in (later, earlier))
    return Candidates(one, other, np.array([90], np.uint8), np.empty(0, np.int32))


def test_no_documents() -> None:
    found = candidates(_sketches(_minima([])), CUT, 800_000)
    assert len(found) == len(found.bounded) == 0
