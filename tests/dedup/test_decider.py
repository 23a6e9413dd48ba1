"""Deciding: who goes has a copy that stays; who stays has none; and the cost stays linear."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from cleanse.dedup.checks import Overlap
from cleanse.dedup.choice import CHECK_LIMIT, LINK_CHECK_LIMIT
from cleanse.dedup.decider import Decider, Decisions, Policy
from cleanse.dedup.signatures import encoded, shingle_set, sign
from cleanse.errors import SettingsError
from cleanse.shingling import DEFAULT, reaches

overlap, shingles = DEFAULT.overlap, DEFAULT.shingles

WORDS = ["ice", "ferry", "pier", "night", "rope", "lamp", "tide", "salt", "gull", "mast", "Köln", "поезд", "港"]


def decide(texts: Sequence[str], threshold_ppm: int = 800_000, orders: Sequence[int] | None = None) -> Decisions:
    with TemporaryDirectory() as folder, Decider(Policy(threshold_ppm), Path(folder)) as decider:
        for number, text in enumerate(texts):
            assert decider.add(sign(text), orders[number] if orders else 0) == number
        return decider.decide(lambda index: shingle_set(encoded(texts[index])))


def duplicates(one: str, other: str, threshold_ppm: int) -> bool:
    return reaches(*overlap(one, other), threshold_ppm)


@st.composite
def corpora(draw: st.DrawFn) -> list[str]:
    """Up to 40 short texts, most of them edited copies of earlier ones, copies of copies among them."""
    texts: list[str] = []
    for _ in range(draw(st.integers(1, 40))):
        if texts and draw(st.integers(0, 4)) > 0:
            words = draw(st.sampled_from(texts)).split(" ")
            for _ in range(draw(st.integers(0, 2))):
                place = draw(st.integers(0, len(words)))
                words[place : place + draw(st.integers(0, 2))] = draw(st.lists(st.sampled_from(WORDS), max_size=2))
        else:
            words = draw(st.lists(st.sampled_from(WORDS), min_size=1, max_size=50))
        texts.append(" ".join(words) + draw(st.sampled_from(["", "", ".", " !"])))
    return texts


thresholds = st.sampled_from([300_000, 500_000, 800_000, 900_000, 1_000_000])


@settings(derandomize=True, deadline=None)
@given(corpora(), thresholds)
def test_brute_force_agrees(texts: list[str], threshold: int) -> None:
    result = decide(texts, threshold)
    gone = {decision.index: decision for decision in result.dropped}
    for decision in result.dropped:
        text, partner = texts[decision.index], texts[decision.partner]
        assert decision.partner not in gone
        assert (decision.overlap.both, decision.overlap.either) == overlap(text, partner)
        assert reaches(decision.overlap.both, decision.overlap.either, threshold)
        assert (decision.kind == "exact") == (text == partner)
        assert (decision.kind == "folded") == (text != partner and DEFAULT.words(text) == DEFAULT.words(partner))
        assert len(text.encode()) <= len(partner.encode())
    cluster_of = {member: number for number, cluster in enumerate(result.clusters) for member in cluster.members}
    for one, text in enumerate(texts):
        for other in range(one):
            if duplicates(text, texts[other], threshold):
                assert one in gone or other in gone
                assert cluster_of[one] == cluster_of[other]
    assert result.bounded == result.unchecked == result.unlinked == 0


@settings(derandomize=True, deadline=None)
@given(corpora())
def test_clusters_are_components(texts: list[str]) -> None:
    result = decide(texts)
    gone = {decision.index for decision in result.dropped}
    members = [member for cluster in result.clusters for member in cluster.members]
    assert len(members) == len(set(members))
    assert gone <= set(members)
    for cluster in result.clusters:
        assert list(cluster.members) == sorted(cluster.members)
        assert cluster.kept == tuple(member for member in cluster.members if member not in gone)
        assert cluster.kept
        reached = {cluster.members[0]}
        fresh = list(reached)
        while fresh:
            here = texts[fresh.pop()]
            near = {m for m in cluster.members if m not in reached and duplicates(here, texts[m], 800_000)}
            reached |= near
            fresh += near
        assert reached == set(cluster.members)


@settings(derandomize=True, deadline=None)
@given(st.data(), corpora())
def test_the_order_of_adding_changes_nothing(data: st.DataObject, texts: list[str]) -> None:
    texts = sorted(set(texts))
    shuffled = data.draw(st.permutations(range(len(texts))))
    straight = decide(texts, orders=range(len(texts)))
    turned = decide([texts[place] for place in shuffled], orders=shuffled)
    back = sorted(
        (shuffled[d.index], d.kind, shuffled[d.partner], d.overlap.both, d.overlap.either) for d in turned.dropped
    )
    assert back == [(d.index, d.kind, d.partner, d.overlap.both, d.overlap.either) for d in straight.dropped]
    assert sorted(sorted(shuffled[m] for m in c.members) for c in turned.clusters) == [
        list(c.members) for c in straight.clusters
    ]


LINE = "the keeper counted the boats twice and wrote the number in the book by the door before the tide turned"


def test_the_longest_copy_stays() -> None:
    result = decide([LINE, f"{LINE} again"])
    assert [(d.index, d.kind, d.partner, d.overlap.both, d.overlap.either) for d in result.dropped] == [
        (0, "near", 1, 16, 17)
    ]


def test_of_equal_copies_the_first_stays_unless_the_order_says_otherwise() -> None:
    assert [(d.index, d.partner) for d in decide([LINE, LINE, LINE]).dropped] == [(1, 0), (2, 0)]
    assert [(d.index, d.partner) for d in decide([LINE, LINE, LINE], orders=[5, 3, 4]).dropped] == [(0, 1), (2, 1)]


def test_the_same_words_in_other_letters_are_folded() -> None:
    (decision,) = decide([LINE, LINE.upper() + "!"]).dropped
    assert (decision.kind, decision.overlap) == ("folded", Overlap(16, 16, 16))


def test_a_chain_keeps_both_its_ends() -> None:
    words = [f"word{number}" for number in range(200)]
    # Neighbours share 90 of 110 shingles, the ends 80 of 120.
    texts = [" ".join(words[start : start + 104]) for start in (0, 10, 20)]
    assert [overlap(texts[0], texts[1]), overlap(texts[0], texts[2])] == [(90, 110), (80, 120)]
    result = decide([text.ljust(1_000) for text in texts])
    assert [(d.index, d.partner) for d in result.dropped] == [(1, 0)]
    assert [(c.members, c.kept) for c in result.clusters] == [((0, 1, 2), (0, 2))]


def test_copies_of_a_copy_that_goes_are_booked_to_the_one_that_stays() -> None:
    result = decide([LINE, LINE, f"{LINE} again"])
    assert [(d.index, d.kind, d.partner) for d in result.dropped] == [(0, "near", 2), (1, "near", 2)]


def test_texts_of_few_words_and_of_none() -> None:
    texts = ["", "", "***", "***", "Read more", "read more!", "Read less", "a b c d", "A b c d e"]
    result = decide(texts)
    assert [(d.index, d.kind, d.partner) for d in result.dropped] == [(4, "folded", 5)]


def test_writing_without_spaces_is_one_word_a_clause() -> None:
    texts = [
        "港の灯台は、去年の春に灯りました。",
        "港の灯台は、去年の春に灯りました!!!!",
        "港の灯台は、去年の秋に灯りました。",
    ]
    assert [(d.index, d.partner) for d in decide(texts).dropped] == [(0, 1)]


def test_no_documents() -> None:
    assert decide([]) == Decisions((), (), 0, 0, 0, 0)


def test_equal_documents_cost_no_check() -> None:
    texts = [LINE] * 20_000
    result = decide(texts)
    assert len(result.dropped) == 19_999
    assert {d.partner for d in result.dropped} == {0}
    assert result.checks == 0


def filled_forms(count: int, fields: int) -> list[str]:
    """Copies of one form of 200 words with some words of their own."""
    source = random.Random(fields)
    form = [f"form{number}" for number in range(200)]
    texts = []
    for number in range(count):
        words = list(form)
        for field in range(fields):
            words[field * 200 // fields + 7] = f"value{number}x{field}{source.randrange(100)}"
        texts.append(" ".join(words))
    return texts


def test_forms_that_are_copies_cost_one_check_each() -> None:
    texts = filled_forms(3_000, 2)
    result = decide(texts)
    assert len(result.dropped) == 2_999
    assert len(result.clusters) == 1
    assert result.checks <= 2 * len(texts)


def test_forms_that_are_none_cost_a_bounded_number_of_checks() -> None:
    texts = filled_forms(3_000, 8)
    assert not duplicates(texts[0], texts[1], 800_000)
    result = decide(texts)
    assert result.dropped == ()
    assert result.checks <= (CHECK_LIMIT + LINK_CHECK_LIMIT) * len(texts)
    assert result.bounded > 0


def test_a_copy_among_many_filled_in_forms_is_found() -> None:
    texts = filled_forms(2_000, 16)
    texts.append(texts[1_700].replace("form100", "mended"))
    (decision,) = decide(texts).dropped
    assert {decision.index, decision.partner} == {1_700, 2_000}


def test_a_small_cache_reads_again_and_decides_the_same(tmp_path: Path) -> None:
    texts = filled_forms(50, 5)
    loaded: list[int] = []

    def load(index: int) -> NDArray[np.uint64]:
        loaded.append(index)
        return shingle_set(encoded(texts[index]))

    with Decider(Policy(), tmp_path, cache_bytes=0) as decider:
        for text in texts:
            decider.add(sign(text))
        result = decider.decide(load)
    assert result == decide(texts)
    assert len(loaded) > len(texts)
    assert list(tmp_path.iterdir()) == []


def test_texts_without_a_likely_copy_are_not_read_again(tmp_path: Path) -> None:
    texts = [" ".join(f"w{number}x{place}" for place in range(60)) for number in range(50)]

    def load(index: int) -> NDArray[np.uint64]:
        raise AssertionError(index)

    with Decider(Policy(), tmp_path) as decider:
        for text in texts:
            decider.add(sign(text))
        assert decider.decide(load).checks == 0


@pytest.mark.parametrize("threshold", [0, -1, 1_000_001])
def test_a_threshold_out_of_range_is_refused(threshold: int) -> None:
    with pytest.raises(SettingsError, match="similarity"):
        Policy(threshold)


def test_shingle_sizes_are_the_true_ones() -> None:
    texts = filled_forms(3, 3)
    for decision in decide(texts, 300_000).dropped:
        one, other = shingles(texts[decision.index]), shingles(texts[decision.partner])
        assert decision.overlap == Overlap(len(one & other), len(one), len(other))
