"""Which copy stays, what counts as a copy, and that nothing is lost whatever is asked for."""

from __future__ import annotations

import random
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleanse.dedup.containment import FOLLOWERS
from cleanse.dedup.decider import Decisions, Policy
from cleanse.dedup.measuring import Measured, true_pairs
from cleanse.dedup.near import Collected, near_duplicates
from cleanse.errors import SettingsError
from cleanse.shingling import DEFAULT, Shingling, reaches


def decide(texts: list[str], policy: Policy, priorities: list[int] | None = None) -> Decisions:
    with TemporaryDirectory() as folder, Collected(policy, Path(folder)) as collected:
        collected.add(texts)
        return collected.decide(priorities or ())


def words(start: int, count: int) -> str:
    return " ".join(f"word{number}" for number in range(start, start + count))


LONG, MIDDLE, SHORT = words(0, 110), words(0, 108), words(0, 106)


@pytest.mark.parametrize(
    ("keep", "priorities", "kept"),
    [("longest", None, 1), ("shortest", None, 2), ("priority", None, 0), ("priority", [5, 9, 2], 2)],
)
def test_which_copy_stays(keep: str, priorities: list[int] | None, kept: int) -> None:
    result = decide([MIDDLE, LONG, SHORT], Policy(keep=keep), priorities)
    assert [cluster.kept for cluster in result.clusters] == [(kept,)]
    assert {decision.partner for decision in result.dropped} == {kept}


def test_of_equal_priority_the_longest_stays() -> None:
    assert decide([MIDDLE, LONG, SHORT], Policy(keep="priority"), [1, 1, 1]).clusters[0].kept == (1,)


def test_an_excerpt_goes_for_what_it_is_of() -> None:
    texts = [words(0, 600), words(200, 120), words(590, 90), words(5_000, 100)]
    assert decide(texts, Policy()).dropped == ()
    (decision,) = decide(texts, Policy(contained_ppm=950_000)).dropped
    assert (decision.index, decision.kind, decision.partner) == (1, "contained", 0)
    assert (decision.overlap.both, decision.overlap.one, decision.overlap.other) == (116, 116, 596)


def test_an_excerpt_need_not_be_whole() -> None:
    excerpt = words(200, 100) + " " + words(9_000, 6)
    texts = [words(0, 600), excerpt]
    both, size = len(DEFAULT.shingles(excerpt) & DEFAULT.shingles(texts[0])), len(DEFAULT.shingles(excerpt))
    assert decide(texts, Policy(contained_ppm=both * 1_000_000 // size)).dropped[0].index == 1
    assert decide(texts, Policy(contained_ppm=both * 1_000_000 // size + 1)).dropped == ()


def test_what_went_for_an_excerpt_goes_for_what_that_is_of() -> None:
    excerpt = words(100, 200)
    texts = [words(0, 900), excerpt, excerpt, excerpt.upper(), words(101, 198)]
    result = decide(texts, Policy(contained_ppm=950_000))
    assert {(d.index, d.kind, d.partner) for d in result.dropped} == {(n, "contained", 0) for n in range(1, 5)}
    assert [cluster.kept for cluster in result.clusters] == [(0,)]


def test_an_excerpt_stays_for_those_that_went_for_it_and_are_no_excerpts() -> None:
    excerpt = words(100, 200)
    edited = words(100, 180) + "".join(f" y{number}" for number in range(20))
    result = decide([words(0, 900), excerpt + " end", edited], Policy(contained_ppm=950_000))
    assert [(d.index, d.kind, d.partner) for d in result.dropped] == [(2, "near", 1)]


def test_an_excerpt_with_very_many_copies_stays() -> None:
    excerpt = words(100, 200)
    result = decide([words(0, 900), *[excerpt] * (FOLLOWERS + 2)], Policy(contained_ppm=950_000))
    assert {d.partner for d in result.dropped} == {1}


def test_an_excerpt_of_a_better_source_stays() -> None:
    texts = [words(0, 600), words(200, 120)]
    assert decide(texts, Policy(keep="priority", contained_ppm=950_000), [2, 1]).dropped == ()
    assert len(decide(texts, Policy(keep="priority", contained_ppm=950_000), [1, 2]).dropped) == 1


@settings(deadline=None, max_examples=60, derandomize=True)
@given(
    st.integers(0, 10**6), st.sampled_from(["longest", "shortest", "priority"]), st.sampled_from([0, 700_000, 950_000])
)
def test_what_goes_has_a_copy_that_stays(seed: int, keep: str, contained: int) -> None:
    source = random.Random(seed)
    texts = []
    for _ in range(30):
        start, count = source.randrange(0, 300, 10), source.choice([70, 90, 300])
        made = words(start, count).split()
        for _ in range(source.randrange(6)):
            made[source.randrange(len(made))] = f"other{source.randrange(5)}"
        texts.append(" ".join(made).upper() if source.random() < 0.2 else " ".join(made))
    result = decide(texts, Policy(keep=keep, contained_ppm=contained))
    gone = {decision.index for decision in result.dropped}
    sets = [DEFAULT.shingles(text) for text in texts]
    for decision in result.dropped:
        one, other = sets[decision.index], sets[decision.partner]
        overlap = decision.overlap
        assert decision.partner not in gone
        assert (overlap.both, overlap.one, overlap.other) == (len(one & other), len(one), len(other))
        if decision.kind == "contained":
            assert reaches(overlap.both, overlap.one, contained)
        elif decision.kind == "near":
            assert reaches(overlap.both, overlap.either, 800_000)
        else:
            assert DEFAULT.words(texts[decision.index]) == DEFAULT.words(texts[decision.partner])
    members = [member for cluster in result.clusters for member in cluster.members]
    assert len(members) == len(set(members))
    assert gone <= set(members)
    assert all(cluster.kept for cluster in result.clusters)


def test_scripts_without_spaces_are_compared_by_character() -> None:
    line = "港の灯台は去年の春に初めて灯りました。村の人は皆それを見に来て夜まで帰りませんでした。"
    texts = [line, line.replace("春", "秋")]
    assert near_duplicates(texts, 0.6) == []
    assert len(near_duplicates(texts, 0.6, shingling=Shingling(unit="scripts"))) == 1


def test_clusters_tell_why_each_member_goes() -> None:
    (cluster,) = near_duplicates([LONG, MIDDLE, LONG], keep="priority")
    assert [(d.index, d.kind, d.partner) for d in cluster.dropped] == [(1, "near", 0), (2, "exact", 0)]


def test_true_pairs_are_those_of_brute_force() -> None:
    texts = [words(start, 100) for start in range(0, 60, 5)]
    sets = [DEFAULT.shingles(text) for text in texts]
    with TemporaryDirectory() as folder, Collected(Policy(), Path(folder)) as collected:
        collected.add(texts, named=True)
        found = true_pairs(collected.shingles, len(texts), [2, 3, 9], 700_000)
    wanted = {
        frozenset((one, other))
        for one in (2, 3, 9)
        for other in range(len(texts))
        if other != one and reaches(len(sets[one] & sets[other]), len(sets[one] | sets[other]), 700_000)
    }
    assert len(found) == len(wanted)
    assert set(map(frozenset, found)) == wanted


def test_what_a_sample_says() -> None:
    assert Measured(5, 0, 0).recall == 1.0
    assert Measured(5, 0, 0).at_least() == 0.0
    assert 0.9 < Measured(5, 200, 190).at_least() < 0.95 == Measured(5, 200, 190).recall


@pytest.mark.parametrize(
    "values", [{"keep": "newest"}, {"contained_ppm": -1}, {"recall_ppm": 1_000_000}, {"threshold_ppm": 0}]
)
def test_policies_out_of_range_are_refused(values: dict[str, object]) -> None:
    with pytest.raises(SettingsError):
        Policy(**values)  # type: ignore[arg-type]
