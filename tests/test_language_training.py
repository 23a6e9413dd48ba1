"""What the tables are made with: the same words from the same counts, and folding that changes no sum."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from langdetect.detector_factory import PROFILES_DIRECTORY

from benchmarks.quality.language import DETECTORS, Tally, canonical, tally
from cleanse.language.letters import LONGEST, _Rows
from training.language import SCRIPTS, folded, rounded, sequences
from training.made_words import profile_words

WORDS = st.text("abñé", min_size=1, max_size=LONGEST)


def test_made_words_are_those_of_the_counts() -> None:
    counts = {" a": 6, " b": 2, " ab": 6, " ba": 2, "ab ": 6, "ba ": 1, "bac": 1, "ac ": 1}
    made = profile_words(counts, "xx", 4_000, seed=1)
    assert made == profile_words(counts, "xx", 4_000, seed=1)
    assert set(made) == {"ab", "ba", "bac"}
    assert 0.72 < made["ab"] / 4_000 < 0.78
    assert abs(made["ba"] - made["bac"]) < 150


def test_real_counts_make_real_words() -> None:
    profile = json.loads((Path(PROFILES_DIRECTORY) / "hi").read_bytes())["freq"]
    made = Counter(profile_words(profile, "hi", 3_000, seed=0))
    assert {"के", "में", "और"} <= {word for word, _ in made.most_common(40)}


GRAMS = WORDS.flatmap(lambda word: st.sampled_from(sequences(word, "Latn")))


@given(st.dictionaries(GRAMS, st.integers(1, 9), max_size=30), WORDS)
def test_the_longest_sequence_says_what_all_say(parts: dict[str, int], word: str) -> None:
    table = np.array([[0.0, weight] for weight in parts.values()], np.float32).reshape(-1, 2)
    whole = dict(zip(parts, folded(list(parts), table)[:, 1].astype(int).tolist(), strict=True))
    assert _Rows(whole)[word] == sum(parts.get(gram, 0) for gram in sequences(word, "Latn"))


def test_rounding_keeps_differences() -> None:
    rows = rounded(np.array([[-1.0, 0.0, 0.6], [3.0, 3.0, 3.0], [0.0, 0.0, 99.0]], np.float32))
    assert rows.tolist() == [[0, 25, 40], [0, 0, 0], [0, 0, 255]]


def test_no_language_is_in_two_tables() -> None:
    tags = [tag for script in SCRIPTS for tag in script.tags]
    assert len(tags) == len(set(tags))


def test_the_benchmark_counts_by_language() -> None:
    make, _ = DETECTORS["letters"]
    items = [("a", "en", "The tide is out."), ("a", "de", "Wir gehen nach Hause."), ("a", "de", "We went home.")]
    (kind, found), *others = tally(make(), [*items, ("b", "und", "12:30")]).items()
    assert (kind, found.share()) == ("a", 0.75)
    assert [(kind, one.share()) for kind, one in others] == [("b", 1.0)]
    assert canonical("zh_TW") == "zh"
    assert Tally(items={"en": 4}, right={"en": 1}, seconds=2.0).speed() == 2.0
