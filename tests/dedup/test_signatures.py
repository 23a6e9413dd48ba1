"""Signatures: pure, compact, near where the texts are near, and the same from numpy and from the kernel."""

from __future__ import annotations

import subprocess
import sys
from functools import reduce

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleanse.dedup.hashing import CODE_POINTS, folds, text_hash, words_of
from cleanse.dedup.signatures import (
    Signature,
    common,
    encoded,
    kernel_installed,
    layout,
    scheme_of,
    shingle_set,
    sign,
    sign_all,
    sign_sets,
)
from cleanse.dedup.sketch import BINS, EMPTY, LATER, sketch
from cleanse.shingling import DEFAULT, FOLDS, Shingling

SHINGLINGS = [
    Shingling(size, unit, fold)
    for size, unit, fold in [(5, "words", FOLDS), (1, "words", ("case",)), (3, "scripts", FOLDS), (7, "scripts", ())]
]
shinglings = st.sampled_from(SHINGLINGS)
few_words = st.lists(st.sampled_from(["a", "B", "c", "Dune", "é", "ΑΣ", "中文字", "_9"]), max_size=14).map(" ".join)
odd = st.text(st.sampled_from("aBcÉßİΣσςǅ²_9 \n.,'漢字かไทยกั한𝒳𠀀\ud800\udfff\x00\x85\ufeffﬁ"), max_size=40)
long_words = st.lists(st.text(st.characters(), min_size=5, max_size=30), max_size=6).map(" ".join)
texts = st.one_of(few_words, odd, long_words, st.text(max_size=60))

kernel = pytest.mark.skipif(not kernel_installed(), reason="needs the extra fast")


@kernel
@settings(deadline=None)
@given(st.lists(texts, max_size=5), shinglings)
def test_the_kernel_equals_the_reference(many: list[str], shingling: Shingling) -> None:
    data = list(map(encoded, many))
    (plain, whole), (compiled, other_whole) = (sign_sets(data, shingling, compiled=which) for which in (False, True))
    assert plain.tobytes() == compiled.tobytes()
    bounds = plain["shingles"].cumsum()[:-1]
    for one, other in zip(np.split(whole, bounds), np.split(other_whole, bounds), strict=True):
        assert one.tolist() == sorted(other.tolist())
    sets = [[shingle_set(text, shingling, compiled=which) for text in data] for which in (False, True)]
    for one, other in zip(*sets, strict=True):
        assert one.tolist() == sorted(other.tolist())
        for another in sets[1]:
            assert common(one, np.sort(another), compiled=False) == common(one, another, compiled=True)


@kernel
@settings(deadline=None, max_examples=30)
@given(st.integers(0, 2**32), st.sampled_from([1, 2, 5, 40, 130, 400, 900, 3_000]))
def test_the_kernel_equals_the_reference_for_sets_of_every_size(seed: int, size: int) -> None:
    text = " ".join(map(str, np.random.default_rng(seed).integers(0, 500, size)))
    data = [encoded(text)]
    assert sign_all(data, compiled=False).tobytes() == sign_all(data, compiled=True).tobytes()


@kernel
def test_every_code_point_is_read_alike() -> None:
    every = [chr(point) for point in range(CODE_POINTS)]
    for shingling in SHINGLINGS[1:]:
        data = [encoded("x ".join(every))]
        plain, compiled = (sign_all(data, shingling, compiled=which) for which in (False, True))
        assert plain.tobytes() == compiled.tobytes()


def test_folding_one_by_one_is_folding_the_whole_but_for_what_is_special() -> None:
    points, special = folds()
    assert set(special) == {"Σ", "İ"}
    every = "".join(chr(point) for point in range(CODE_POINTS) if chr(point) not in special)
    assert every.lower() == "".join(chr(points[ord(character)]) for character in every)
    # A folded text is folded already: the kernel may fold it again.
    assert "ΑΣ İ ΣΑ".lower().lower() == "ΑΣ İ ΣΑ".lower()


@given(texts, shinglings)
def test_hashes_are_as_many_as_shingles(text: str, shingling: Shingling) -> None:
    hashes = shingle_set(encoded(text), shingling).tolist()
    assert len(hashes) == len(set(hashes)) == len(shingling.shingles(text)) == sign(text, shingling).shingles


@given(texts, texts, shinglings)
def test_hashes_meet_as_often_as_shingles(one: str, other: str, shingling: Shingling) -> None:
    assert common(*(shingle_set(encoded(text), shingling) for text in (one, other))) == shingling.overlap(one, other)[0]


@given(texts, texts)
def test_the_hash_of_the_words_tells_what_folding_leaves(one: str, other: str) -> None:
    same = text_hash(words_of(one, DEFAULT)) == text_hash(words_of(other, DEFAULT))
    assert same == (DEFAULT.words(one) == DEFAULT.words(other))


def test_words_in_another_order_are_other_shingles() -> None:
    assert common(shingle_set(b"a b c d e"), shingle_set(b"b a c d e")) == 0
    assert text_hash(words_of("a b", DEFAULT)) != text_hash(words_of("b a", DEFAULT))


def test_a_short_text_never_meets_a_longer_one() -> None:
    assert common(shingle_set(b"a b c d"), shingle_set(b"a b c d e")) == 0


def test_the_scheme_is_pinned() -> None:
    # Signatures on disk outlive a release: a change of any of these needs a new name for the scheme.
    assert scheme_of(DEFAULT) == "mh1/words/5/case+punctuation"
    signature = sign("The ferry sails at nine from the northern pier when the ice allows it")
    assert signature.data.hex()[:160] == PINNED
    assert shingle_set(b"one two three four five").tolist() == [PINNED_SHINGLE]


PINNED = (
    "88836d783e20cdacbfd99f4c16fcad0df93649ac4f0a18bf0a000000000000004500000000000000"
    "d442951bfbd2bcae72c1d3c071d930c0bbb940c1e46995c0a2a4b7b957753fc0b49322c006919c99"
)
PINNED_SHINGLE = 13453121918591109022


@given(st.text(max_size=80))
def test_a_signature_packs_and_unpacks(text: str) -> None:
    signature = sign(text)
    assert len(signature.data) == Signature.SIZE == layout().itemsize
    assert signature.length == len(text.encode())
    row = np.frombuffer(signature.data, layout())[0]
    assert row["digest"].tobytes() == signature.digest
    assert row["minima"].tobytes() == signature.minima
    assert (row["shingles"], row["length"]) == (signature.shingles, signature.length)


@given(st.text(max_size=20), st.text(max_size=20))
def test_digests_are_equal_for_equal_texts_only(one: str, other: str) -> None:
    assert (sign(one).digest == sign(other).digest) == (one == other)


def test_a_text_without_a_word_has_no_minimum() -> None:
    assert sign("...").minima == b"\xff" * 4 * BINS
    assert sign("").shingles == 0


@pytest.mark.parametrize("size", [1, 30, 300, 5_000])
def test_sketches_agree_as_often_as_sets_are_similar(size: int) -> None:
    # Sixty pairs that share half of their union: 64 of 128 bins are expected, with an error of 0.8 in the mean
    # for independent bins; what few elements there are to share makes it no worse than twice that.
    generator = np.random.default_rng(size)
    agreeing = []
    for _ in range(60):
        values = generator.integers(0, 2**64, 4 * size, np.uint64)
        one, other = sketch(values[: 3 * size]), sketch(values[size:])
        agreeing.append(int((one == other).sum()))
    assert abs(sum(agreeing) / 60 - BINS / 2) < (6 if size == 1 else 3.2)


@given(st.lists(st.integers(0, 2**64 - 1), max_size=300), st.lists(st.integers(0, 2**64 - 1), max_size=300))
def test_sketches_merge_by_minimum(one: list[int], other: list[int]) -> None:
    left, right, both = (sketch(np.array(values, np.uint64)) for values in (one, other, one + other))
    assert np.array_equal(np.minimum(left, right), both)


def test_rounds_fill_every_bin_in_their_order() -> None:
    for size in (1, 10, 100, 1_000):
        least = sketch(np.random.default_rng(size).integers(0, 2**64, size, np.uint64))
        assert (least != EMPTY).all()
        # Most bins of a thousand are filled at once, of one element nearly none.
        assert ((least < LATER).sum() > 120) == (size == 1_000)


def test_blocks_make_no_difference() -> None:
    words = [f"word{number}" for number in range(1_500)]
    whole = np.frombuffer(sign(" ".join(words)).minima, "<u4")
    parts = [np.frombuffer(sign(" ".join(words[start : start + 400])).minima, "<u4") for start in range(0, 1_497, 396)]
    assert np.array_equal(whole, reduce(np.minimum, parts))


def test_a_lone_surrogate_is_signed() -> None:
    assert sign("one \ud800 two").shingles == 1


def test_batches_make_no_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    many = [f"{'word ' * number} {number}".encode() for number in range(40)]
    whole = sign_all(many)
    monkeypatch.setattr("cleanse.dedup.signatures.BATCH_BYTES", 60)
    assert sign_all(many).tobytes() == whole.tobytes() == b"".join(sign(text.decode()).data for text in many)
    assert len(sign_all([])) == 0


def test_the_hash_seed_changes_nothing() -> None:
    program = "from cleanse.dedup.signatures import sign; print(sign('a b c d e f g').data.hex())"
    answers = {
        subprocess.run(
            [sys.executable, "-c", program], env={"PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2")
    }
    assert answers == {sign("a b c d e f g").data.hex().encode() + b"\n"}


@kernel
def test_a_numba_that_does_not_work_is_done_without() -> None:
    program = (
        "import sys, types; broken = types.ModuleType('numba'); sys.modules['numba'] = broken;"
        "import cleanse.dedup.signatures as s; s._handled[0] = 1 << 40;"
        "print(s.sign('one two three').data.hex())"
    )
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True).stdout
    assert answer.decode().strip() == sign("one two three").data.hex()


def test_nothing_heavy_is_imported_before_it_is_used() -> None:
    program = (
        "import sys, cleanse.dedup.near, cleanse.dedup.signatures as s;"
        "print(*{'numpy', 'datasketch', 'numba'} & {*sys.modules});"
        "s.sign('a small corpus'); print(*{'datasketch', 'numba'} & {*sys.modules})"
    )
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, check=True).stdout == b"\n\n"
