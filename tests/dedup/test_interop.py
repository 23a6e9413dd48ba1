"""datasketch: our sketches are its objects, and its index leads to the same clusters."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from datasketch import LeanMinHash, MinHash, MinHashLSH
from hypothesis import given, settings
from hypothesis import strategies as st

from cleanse.dedup.decider import Decisions, Policy
from cleanse.dedup.interop import from_minhash, to_minhash
from cleanse.dedup.near import Collected
from cleanse.dedup.sketch import sketch
from cleanse.errors import SettingsError

sets = st.lists(st.integers(0, 2**64 - 1), max_size=60).map(lambda values: np.array(values, np.uint64))


@given(sets, sets)
def test_sketches_go_there_and_come_back(one: np.ndarray, other: np.ndarray) -> None:
    left, right = to_minhash(sketch(one)), to_minhash(sketch(other))
    assert np.array_equal(from_minhash(left), sketch(one))
    assert left.jaccard(right) == np.count_nonzero(sketch(one) == sketch(other)) / 128
    left.merge(right)
    assert np.array_equal(from_minhash(left), sketch(np.concatenate((one, other))))
    lean = LeanMinHash(right)
    assert np.array_equal(from_minhash(lean), sketch(other))


def test_values_of_other_functions_are_refused() -> None:
    theirs = MinHash(num_perm=128)
    with pytest.raises(SettingsError, match="other hash functions"):
        from_minhash(theirs)
    with pytest.raises(ValueError, match="seed"):
        to_minhash(sketch(np.arange(9, dtype=np.uint64))).jaccard(theirs)


def test_its_index_takes_our_sketches() -> None:
    index = MinHashLSH(threshold=0.5, num_perm=128)
    values = np.random.default_rng(3).integers(0, 2**64, 400, np.uint64)
    index.insert("whole", to_minhash(sketch(values)))
    assert index.query(to_minhash(sketch(values[20:]))) == ["whole"]
    assert index.query(to_minhash(sketch(values[:20]))) == []


WORDS = ["ice", "ferry", "pier", "night", "rope", "lamp", "tide", "salt"]


def _decided(texts: list[str], folder: Path, backend: str) -> Decisions:
    with Collected(Policy(backend=backend), folder) as collected:
        collected.add(texts)
        return collected.decide()


@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 30), st.sampled_from(WORDS)), max_size=40))
def test_both_ways_lead_to_the_same_clusters(
    tmp_path_factory: pytest.TempPathFactory, edits: list[tuple[int, int, str]]
) -> None:
    bases = [" ".join(f"{word}{number}" for word in WORDS * 5) for number in range(6)]
    texts = []
    for base, place, word in edits:
        words = bases[base].split()
        words[place] = word
        texts.append(" ".join(words))
    folder = tmp_path_factory.mktemp("both")
    ours, theirs = (_decided(texts, folder, backend) for backend in ("bands", "datasketch"))
    assert ours == theirs
    assert [cluster.dropped for cluster in ours.clusters] == [cluster.dropped for cluster in theirs.clusters]


def test_there_are_two_ways() -> None:
    with pytest.raises(SettingsError, match="backend"):
        Policy(backend="annoy")
