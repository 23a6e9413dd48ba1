"""The fast arithmetic gives langdetect's own answers, to the last bit."""

from __future__ import annotations

import random
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from langdetect import LangDetectException
from langdetect.detector_factory import PROFILES_DIRECTORY, DetectorFactory

from cleanse.language.draws import RECORDED, Stream
from cleanse.language.profiles import tables

SEED = 0

TEXTS = [
    "",
    " ",
    "a",
    "A",
    "one two  three",
    " The ferry to the island sails every morning at half past nine. ",
    "THE FERRY TO THE ISLAND sails EVERY Morning At HALF pAST NINE",
    "Die Fähre zur Insel fährt jeden Morgen um halb zehn, im Winter nur am Samstag." * 20,
    "Паром на остров отходит каждое утро в половине десятого, а зимой только по субботам.",
    "Το πλοίο για το νησί φεύγει κάθε πρωί στις εννέα και μισή with some Latin words",
    "島へ渡る船は毎朝九時半に出ます。冬のあいだは土曜日だけです。",
    "開往島上的渡船每天早上九點半出發，冬天只有星期六才有，風浪大的時候會停航。",
    "섬으로 가는 배는 매일 아침 아홉 시 반에 떠나고 겨울에는 토요일에만 다닙니다.",
    "Con ta\u0300u ra \u0111a\u0309o kho\u031b\u0309i ha\u0300nh mo\u0302\u0303i sa\u0301ng",
    "See https://example.org/ferry?x=1 or write to harbour@example.org about the ferry",
    "Feribotul c\u0103tre insul\u0103 pleac\u0103 \u00een fiecare diminea\u021b\u0103 \u0219i sear\u0103",
    "x" * 12_000,
    "字" * 12_000,
    "\ud800 lone \udfff surrogates and words",
]


@cache
def library() -> DetectorFactory:
    factory = DetectorFactory()
    factory.set_seed(SEED)
    paths = sorted(path for path in Path(PROFILES_DIRECTORY).iterdir() if path.is_file())
    factory.load_json_profile([path.read_text(encoding="utf-8") for path in paths])
    return factory


def theirs(text: str, prior: tuple[str, ...]) -> list[Any]:
    detector = library().create()
    detector.append(text)
    if prior:
        detector.set_prior_map(dict.fromkeys(prior, 1 / len(prior)))
    try:
        return sorted((one.lang, one.prob) for one in detector.get_probabilities())
    except LangDetectException:
        return []


@pytest.mark.parametrize("prior", [(), ("ja",), ("zh-cn", "zh-tw")])
@pytest.mark.parametrize("text", TEXTS)
def test_same_bits(text: str, prior: tuple[str, ...]) -> None:
    assert sorted(tables().scores(text, prior, SEED)) == theirs(text, prior)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from([*" aAbBeEzZéÉßñ", "the", "Der", "ção", "ий", "字", "か", "가", "\u0301", "ş", " "])))
def test_same_bits_on_anything(parts: list[str]) -> None:
    text = "".join(parts)
    assert sorted(tables().scores(text, (), SEED)) == theirs(text, ())


def test_a_text_that_never_converges_ends() -> None:
    # One letter that tells little: all seven trials go to their last step.
    text = "q " * 50
    assert sorted(tables().scores(text, (), SEED)) == theirs(text, ())


@given(st.integers(0, 50), st.integers(1, 5000), st.lists(st.integers(0, 90), max_size=30))
def test_the_stream_is_that_of_the_standard_library(seed: int, count: int, takes: list[int]) -> None:
    stream, source = Stream(seed, count), random.Random(seed)
    for take in takes:
        assert stream.gauss() == source.gauss(0.0, 1.0)
        if take:
            assert stream.peek(take + 3).tolist()[:take] == [source.choice(range(count)) for _ in range(take)]
            stream.take(take)


def test_a_stream_says_when_it_has_run_out() -> None:
    with pytest.raises(IndexError, match="run out"):
        Stream(0, 4).peek(RECORDED + 1)
