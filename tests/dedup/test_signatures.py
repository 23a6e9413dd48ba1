"""Signatures: pure, compact, and near where the texts are near."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from cleanse.dedup.shingles import shingles
from cleanse.dedup.signatures import PERMUTATIONS, Signature, sign


@given(st.text(max_size=80))
def test_a_signature_packs_and_unpacks(text: str) -> None:
    signature = sign(text)
    assert Signature.unpack(signature.pack()) == signature == sign(text)
    assert len(signature.pack()) == Signature.SIZE
    assert signature.shingles == len(shingles(text))
    assert signature.length == len(text.encode())


@given(st.text(max_size=20), st.text(max_size=20))
def test_digests_are_equal_for_equal_texts_only(one: str, other: str) -> None:
    assert (sign(one).digest == sign(other).digest) == (one == other)


def test_a_text_without_a_word_has_no_minimum() -> None:
    assert sign("...").minima == b"\xff" * 4 * PERMUTATIONS
    assert sign("").shingles == 0


def test_minima_agree_as_often_as_the_texts_are_similar() -> None:
    words = [f"word{number}" for number in range(1_004)]
    whole, part = sign(" ".join(words)), sign(" ".join(words[:504]))
    agreeing = np.frombuffer(whole.minima, "<u4") == np.frombuffer(part.minima, "<u4")
    # Half of the thousand shingles; four standard deviations are 23 minima.
    assert abs(int(agreeing.sum()) - PERMUTATIONS // 2) < 23


def test_blocks_make_no_difference() -> None:
    words = [f"word{number}" for number in range(1_500)]
    whole = np.frombuffer(sign(" ".join(words)).minima, "<u4")
    parts = [np.frombuffer(sign(" ".join(words[start : start + 400])).minima, "<u4") for start in range(0, 1_497, 396)]
    assert np.array_equal(whole, np.minimum.reduce(parts))


def test_a_lone_surrogate_is_signed() -> None:
    assert sign("one \ud800 two").shingles == 1


def test_the_hash_seed_changes_nothing() -> None:
    program = "from cleanse.dedup.signatures import sign; print(sign('a b c d e f g').pack().hex())"
    answers = {
        subprocess.run(
            [sys.executable, "-c", program], env={"PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2")
    }
    assert answers == {sign("a b c d e f g").pack().hex().encode() + b"\n"}


def test_nothing_heavy_is_imported_before_it_is_used() -> None:
    program = "import sys, cleanse.dedup.near, cleanse.dedup.signatures as s; print(*{'numpy', 'datasketch'} & {*sys.modules})"
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, check=True).stdout == b"\n"
