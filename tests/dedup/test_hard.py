"""Input that is hard on purpose: bounded work, nothing lost, and what a bound gave up is said."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from cleanse.deciding import notes_of
from cleanse.dedup.bands import shape
from cleanse.dedup.candidates import PARTNERS, Sketches, candidates
from cleanse.dedup.choice import CHECK_LIMIT, LINK_CHECK_LIMIT
from cleanse.dedup.decider import Decisions, Policy
from cleanse.dedup.near import Collected
from cleanse.dedup.signatures import encoded, sign_all
from cleanse.shingling import DEFAULT


def decide(texts: list[str], folder: Path) -> Decisions:
    with Collected(Policy(), folder) as collected:
        collected.add(texts)
        return collected.decide()


def forms(count: int, own: int) -> list[str]:
    """Filled-in copies of a form of 200 words, `own` of them their own."""
    source = random.Random(own)
    texts = []
    for number in range(count):
        words = [f"form{place}" for place in range(200)]
        for field in range(own):
            words[field * 200 // own + 5] = f"value{number}x{field}{source.randrange(100)}"
        texts.append(" ".join(words))
    return texts


class Counting(Sketches):
    """Counts the pairs whose sketches are compared."""

    compared = 0

    def agreeing(self, one: NDArray[np.int32], other: NDArray[np.int32]) -> NDArray[np.uint8]:
        self.compared += len(one)
        return super().agreeing(one, other)


def test_copies_of_one_form_cost_no_more_each_when_there_are_more_of_them() -> None:
    each = []
    for count in (1_000, 4_000):
        rows = sign_all(list(map(encoded, forms(count, 15))))
        sketches = Counting(rows["minima"], np.arange(count), np.ascontiguousarray(rows["shingles"]))
        found = candidates(sketches, shape(800_000), 800_000)
        assert len(found) <= PARTNERS * count
        each.append(sketches.compared / count)
    assert each[1] < 1.5 * each[0]


@pytest.mark.parametrize("own", [8, 4])
def test_a_crowd_is_checked_within_bounds_and_said_to_be_one(own: int, tmp_path: Path) -> None:
    texts = forms(1_500, own)
    both, either = DEFAULT.overlap(*texts[:2])
    result = decide(texts, tmp_path)
    assert result.checks <= (CHECK_LIMIT + LINK_CHECK_LIMIT) * len(texts)
    if both / either < 0.8:
        assert result.dropped == ()
        assert any("very large groups" in note for note in notes_of(result))
    else:
        assert len(result.dropped) == len(texts) - 1


def test_copies_in_a_crowd_are_found(tmp_path: Path) -> None:
    texts = forms(1_500, 15)
    source = random.Random(5)
    chosen = source.sample(range(1_500), 60)
    copies = []
    for number in chosen:
        words = texts[number].split()
        words[source.randrange(200)] = "mended"
        copies.append(" ".join(words))
    result = decide(texts + copies, tmp_path)
    pairs = {frozenset((decision.index, decision.partner)) for decision in result.dropped}
    assert pairs == {frozenset((number, 1_500 + place)) for place, number in enumerate(chosen)}


def test_one_shingle_again_and_again(tmp_path: Path) -> None:
    result = decide(["word " * (5 + number) for number in range(300)], tmp_path)
    assert len(result.dropped) == 299
    assert {decision.overlap.either for decision in result.dropped} == {1}
    assert result.checks <= 2 * 300


def test_one_character_between_two_long_documents(tmp_path: Path) -> None:
    long = " ".join(f"w{number}" for number in range(60_000))
    (decision,) = decide([long + " end", long + " enD", long + " and"], tmp_path).dropped[1:]
    assert (decision.kind, decision.overlap.both, decision.overlap.either) == ("near", 59_996, 59_998)


@pytest.mark.parametrize("words", [104, 105])
def test_a_hair_below_the_threshold_and_a_hair_above(words: int, tmp_path: Path) -> None:
    # Texts of 500 shingles that share 445 are duplicates (445 of 555 is 0.8018), and at 444 (0.7986) they are not.
    texts = [" ".join(f"w{n}" for n in range(start, start + 504)) for start in (0, 55 + (words == 104))]
    both, either = DEFAULT.overlap(*texts)
    assert (both, either) == ((444, 556) if words == 104 else (445, 555))
    assert len(decide(texts, tmp_path).dropped) == (words == 105)


def test_nothing_is_said_when_nothing_was_given_up(tmp_path: Path) -> None:
    assert notes_of(decide(["a b c d e f g"] * 500 + forms(20, 4), tmp_path)) == []
