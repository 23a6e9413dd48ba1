"""An index answers as if every pair had been looked at, however it came to be."""

from __future__ import annotations

import tempfile
from contextlib import ExitStack, closing
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleanse.dedup.index.audit import audit
from cleanse.dedup.index.book import read_book
from cleanse.dedup.index.drafts import Draft, Signed, cut
from cleanse.dedup.index.lookup import Match, Work, look_up, present
from cleanse.dedup.index.merging import due, due_at_once, merge, tier
from cleanse.dedup.index.names import names_of
from cleanse.dedup.index.scheme import Scheme
from cleanse.dedup.index.segments import Segment
from cleanse.dedup.index.store import Snapshot
from cleanse.dedup.index.tables import CROWD, THROUGH
from tests.dedup.index.made import SMALL, USUAL, built, documents, expected, part

steps = st.lists(st.integers(0, 120), max_size=9).map(sorted)


def asked(matches: list[Match]) -> set[tuple[int, str, int, bool, int]]:
    return {(m.asked, m.path, m.row, m.exact, m.similarity_ppm) for m in matches}


@settings(max_examples=25)
@given(
    st.integers(0, 2**16), steps, st.sampled_from([7, 40, 1000]), st.sampled_from([SMALL, USUAL]), st.integers(0, 16)
)
def test_it_answers_as_if_every_pair_had_been_looked_at(
    seed: int, ends: list[int], batch: int, scheme: Scheme, least: int
) -> None:
    there = documents(seed, 120, scheme)
    questions = documents(seed + 1, 40, scheme, first=100)
    least = least * scheme.values // 16
    with tempfile.TemporaryDirectory() as name:
        folder = built(Path(name) / "index", there, ends, scheme, batch)
        with Snapshot(folder) as index:
            found = look_up(scheme, index.segments, cut(scheme, questions), least, limit=1000)
            assert asked(found) == expected(scheme, there, questions, least)
            assert [m.asked for m in found] == sorted(m.asked for m in found)
            assert index.book.documents == 120
            assert present(scheme, index.segments, cut(scheme, there)).all()
            others = documents(seed + 2, 40, scheme, first=500)
            assert not present(scheme, index.segments, cut(scheme, others)).any()
        assert audit(folder).ok


@settings(max_examples=15)
@given(st.integers(0, 2**16), steps, steps, st.sampled_from([SMALL, USUAL]))
def test_the_order_of_merges_changes_no_byte(seed: int, ends: list[int], again: list[int], scheme: Scheme) -> None:
    there = documents(seed, 120, scheme)
    with tempfile.TemporaryDirectory() as name, ExitStack() as opened:
        folder = Path(name)

        def draft(start: int, stop: int) -> Segment:
            whole = Draft(scheme, 200)
            whole.add(cut(scheme, part(there, start, stop)))
            path = folder / f"{start}-{stop}-{len(list(folder.iterdir()))}"
            return opened.enter_context(closing(Segment(path, scheme, whole.write(path))))

        def joined(parts: list[Segment]) -> Segment:
            if len(parts) == 1:
                return parts[0]
            path = folder / f"m{len(list(folder.iterdir()))}"
            return opened.enter_context(closing(Segment(path, scheme, merge(path, scheme, parts))))

        whole = draft(0, 120)
        bounds = sorted({0, *ends, 120})
        parts = [draft(a, b) for a, b in pairwise(bounds)]
        cuts = sorted({0, *(end * len(parts) // 120 for end in again), len(parts)})
        halves = [joined(parts[a:b]) for a, b in pairwise(cuts)]
        assert joined(halves).path.read_bytes() == joined(parts).path.read_bytes() == whole.path.read_bytes()


def test_the_same_additions_give_the_same_bytes(tmp_path: Path) -> None:
    there = documents(3, 500)
    one, other = (built(tmp_path / name, there, [10, 200], batch=64) for name in "ab")
    files = sorted(path.name for path in one.iterdir())
    assert files == sorted(path.name for path in other.iterdir())
    assert all((one / name).read_bytes() == (other / name).read_bytes() for name in files)


def test_the_answers_do_not_depend_on_the_steps(tmp_path: Path) -> None:
    there, questions = documents(5, 1200, USUAL), documents(6, 300, USUAL, first=10_000)
    answers = []
    for place, (ends, batch) in enumerate([([], 10_000), ([500], 10_000), (range(100, 1200, 50), 37)]):
        folder = built(tmp_path / str(place), there, list(ends), USUAL, batch)
        with Snapshot(folder) as index:
            answers.append(look_up(USUAL, index.segments, cut(USUAL, questions), 90))
    assert answers[0] == answers[1] == answers[2] != []


def test_the_best_are_told_the_same_text_first(tmp_path: Path) -> None:
    values = np.arange(128, dtype=np.uint32) * np.uint32(77_777)
    minima = np.stack([values] * 4)
    minima[1, 100:] += np.uint32(1 << 30)
    minima[2, 120:] += np.uint32(1 << 30)
    digests = np.arange(64, dtype=np.uint8).reshape(4, 16)
    there = Signed(names_of((name, 0) for name in "abcd"), digests, minima, np.zeros(4, np.bool_))
    question = Signed(names_of([("e", 0)]), digests[3:], minima[:1], np.zeros(1, np.bool_))
    with Snapshot(built(tmp_path / "index", there, [2], USUAL)) as index:
        found = look_up(USUAL, index.segments, cut(USUAL, question), 90)
        assert [(m.path, m.exact) for m in found] == [("d", True), ("a", False), ("c", False), ("b", False)]
        assert [m.path for m in look_up(USUAL, index.segments, cut(USUAL, question), 90, limit=2)] == ["d", "a"]


def test_judged_in_small_parts_the_answers_are_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    there, questions = documents(5, 600, USUAL), documents(6, 200, USUAL, first=10_000)
    with Snapshot(built(tmp_path / "index", there, [200], USUAL)) as index:
        at_once = look_up(USUAL, index.segments, cut(USUAL, questions), 60)
        monkeypatch.setattr("cleanse.dedup.index.lookup._PAIRS", 50)
        assert look_up(USUAL, index.segments, cut(USUAL, questions), 60) == at_once != []


@pytest.mark.parametrize("ends", [[], [200, 400, 3000]])
def test_a_crowded_bucket_costs_a_bounded_look_and_shows_the_nearest(tmp_path: Path, ends: list[int]) -> None:
    count = 5000
    rng = np.random.default_rng(1)
    minima = rng.integers(0, 2**32, (count, 128), dtype=np.uint32)
    # One form, filled in: every band but two is the same in all.
    minima[:, :65] = np.arange(65, dtype=np.uint32)
    minima[count - 1, 65:] = minima[17, 65:]
    minima[count - 1, 120:] += np.uint32(1 << 30)
    digests = rng.integers(0, 256, (count, 16), dtype=np.uint8)
    signed = Signed(names_of((f"{n}", 0) for n in range(count)), digests, minima, np.zeros(count, np.bool_))
    folder = built(tmp_path / "index", part(signed, 0, count - 1), ends, USUAL)
    assert audit(folder).findings == []
    work = Work()
    with Snapshot(folder) as index:
        found = look_up(USUAL, index.segments, cut(USUAL, part(signed, count - 1, count)), 100, work=work)
        assert [m.path for m in found] == ["17"]
        assert work.candidates <= CROWD * 15 * len(index.segments)
        assert work.crowded == 13 * sum(len(segment) > CROWD for segment in index.segments)


def test_copies_of_one_text_are_each_found_by_name(tmp_path: Path) -> None:
    count = 3000
    signed = Signed(
        names_of((f"copies/{n // 10}", n % 10) for n in range(count)),
        np.full((count, 16), 7, np.uint8),
        np.ones((count, 128), np.uint32),
        np.zeros(count, np.bool_),
    )
    folder = built(tmp_path / "index", signed, [1000, 1001], USUAL)
    assert audit(folder).findings == []
    with Snapshot(folder) as index:
        assert present(USUAL, index.segments, cut(USUAL, signed)).all()
        assert len(look_up(USUAL, index.segments, cut(USUAL, part(signed, 5, 6)), 90, limit=10)) == 10
        assert index.book.documents == count


def test_all_keys_in_one_cell_and_a_few_elsewhere(tmp_path: Path) -> None:
    # A piece that spans nearly all cells because they are empty must not overflow what is sorted.
    rng = np.random.default_rng(4)
    minima = rng.integers(0, 2**32, (40_000, 16), dtype=np.uint32)
    minima[:39_000] = 5
    digests = np.zeros((40_000, 16), np.uint8)
    digests[:, 15] = np.arange(40_000) % 251
    digests[39_990:, 7] = 255
    signed = Signed(names_of((f"{n}", 0) for n in range(40_000)), digests, minima, np.zeros(40_000, np.bool_))
    folder = built(tmp_path / "index", signed, [], SMALL, batch=10_000)
    assert [sealed.documents for _, sealed in read_book(folder).segments] == [40_000]
    assert audit(folder).findings == []


@given(st.lists(st.integers(1, 5000), min_size=1, max_size=400))
def test_segments_stay_few_whatever_is_added(sizes: list[int]) -> None:
    held: list[int] = []
    for size in sizes:
        held.append(size)
        at_once = due_at_once(held)
        joined = [*held[: len(held) - at_once], sum(held[len(held) - at_once :])] if at_once else list(held)
        while count := due(held):
            held[-count:] = [sum(held[-count:])]
        assert held == joined
    assert sum(held) == sum(sizes)
    assert len(held) <= 3 * (tier(sum(sizes)) + 1)


def test_reading_through_finds_what_probing_finds(tmp_path: Path) -> None:
    there, questions = documents(1, 3000, USUAL), documents(2, 60, USUAL, first=9000)
    assert 60 * THROUGH > 3000
    with Snapshot(built(tmp_path / "index", there, [], USUAL, batch=4000)) as index:
        all_at_once = look_up(USUAL, index.segments, cut(USUAL, questions), 60, limit=20)
        one_by_one = [
            (place, m.path, m.row, m.exact, m.similarity_ppm)
            for place in range(60)
            for m in look_up(USUAL, index.segments, cut(USUAL, part(questions, place, place + 1)), 60, limit=20)
        ]
    assert [(m.asked, m.path, m.row, m.exact, m.similarity_ppm) for m in all_at_once] == one_by_one
