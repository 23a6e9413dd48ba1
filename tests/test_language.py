"""The language of a text: the same answer every time, and none where there is none."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleanse.language.langdetector import LangDetect
from cleanse.language.probe import LONGEST, probe
from cleanse.testing import dirty_text

SENTENCES = {
    "en": "The ferry to the island sails every morning at half past nine, in winter on Saturdays only.",
    "de": "Die Fähre zur Insel fährt jeden Morgen um halb zehn, im Winter nur am Samstag.",
    "fr": "Le bateau pour l’île part tous les matins à neuf heures et demie, en hiver le samedi seulement.",
    "ru": "Паром на остров отходит каждое утро в половине десятого, а зимой только по субботам.",
    "el": "Το πλοίο για το νησί φεύγει κάθε πρωί στις εννέα και μισή, τον χειμώνα μόνο το Σάββατο.",
    "ja": "島へ渡る船は毎朝九時半に出ます。冬のあいだは土曜日だけです。",
    "ko": "섬으로 가는 배는 매일 아침 아홉 시 반에 떠나고 겨울에는 토요일에만 다닙니다.",
    "zh-Hans": "开往岛上的渡船每天早上九点半出发，冬天只有星期六才有，风浪大的时候会停航。",
    "zh-Hant": "開往島上的渡船每天早上九點半出發，冬天只有星期六才有，風浪大的時候會停航。",
    "hi": "द्वीप के लिए नाव हर सुबह साढ़े नौ बजे चलती है, सर्दियों में केवल शनिवार को।",
    "th": "เรือไปเกาะออกทุกเช้าเวลาเก้าโมงครึ่ง ส่วนฤดูหนาวมีเฉพาะวันเสาร์",
    "no": "Fergen til øya går hver morgen klokken halv ti, om vinteren bare på lørdager.",
}


@pytest.mark.parametrize("tag", SENTENCES)
def test_it_tells_the_language(tag: str) -> None:
    found = LangDetect().detect(SENTENCES[tag])
    assert found.tag == tag
    assert 600_000 <= found.score <= 1_000_000
    assert found.reason == ""


@pytest.mark.parametrize("tag", ["en", "de", "ru", "el"])
def test_capitals_make_no_difference(tag: str) -> None:
    assert LangDetect().detect(SENTENCES[tag].upper()).tag == tag


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n\t",
        "12 345 678,90 + 0x7f = ???",
        "Ja, gut.",
        "中国",
        "https://example.org/the/ferry/to/the/island/sails/every/morning",
        "someone.with.a.long.name@mail.example.org and x",
        "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "qwrtpsdfghjklzxcvbnm wrtzpsdfghjkl mnbvcxzlkjhgfdsp",
        "😀 😃 😄 😁 😆 😅 😂 🤣 😊 😇 🙂 🙃 😉 😌 😍 🥰 😘 😗 😙 😚 😋",
        "Zm9vYmFyYmF6cXV4MTIzNDU2Nzg5MGFiY2RlZmdoaWprbG1ub3BxcnN0dXZ3eHl6",
        "\ud800\udfff\ud800 \x00\x01",
    ],
)
def test_it_abstains_where_there_is_no_language(text: str) -> None:
    found = LangDetect().detect(text)
    assert (found.tag, found.score) == ("und", 0)
    assert found.reason


def test_tables_are_no_language() -> None:
    table = "\n".join(f"| {n:08d} | {n * n:012d} | ab | {n % 7}.{n % 9}% |" for n in range(60))
    assert LangDetect().detect(table).reason == "mostly signs and digits"


def test_it_abstains_when_it_is_not_sure_enough() -> None:
    found = LangDetect(least=1_000_001).detect(SENTENCES["en"])
    assert (found.tag, found.reason) == ("und", "not sure enough")


def test_it_abstains_between_two_languages() -> None:
    text = "Hotel restaurant Kattegat, Oslo, Kobenhavn, Stockholm."
    assert LangDetect(least=0, margin=0).detect(text).tag == "sv"
    found = LangDetect(least=0, margin=800_000).detect(text)
    assert (found.tag, found.reason) == ("und", "sv or no")


def test_the_tail_does_not_matter() -> None:
    text = (SENTENCES["en"] + "\n") * 400
    assert LangDetect().detect(text) == LangDetect().detect(text + SENTENCES["ru"] * 50)
    assert probe(text) == probe(text + "x")
    assert LONGEST - 100 < len(probe(text).text) <= LONGEST


def test_order_and_process_do_not_matter() -> None:
    texts = list(SENTENCES.values())
    here = [LangDetect().detect(text) for text in texts]
    code = (
        "import sys; from cleanse.language.langdetector import LangDetect as D; "
        "print([(l.tag, l.score) for l in map(D().detect, reversed(sys.argv[1:]))])"
    )
    for seed in ("1", "2"):
        output = subprocess.run(
            [sys.executable, "-c", code, *texts],
            capture_output=True,
            check=True,
            encoding="utf-8",
            env={"PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8", "PYTHONUTF8": "1"},
        ).stdout
        assert output.strip() == str([(one.tag, one.score) for one in reversed(here)])


@settings(max_examples=60, deadline=None)
@given(st.one_of(dirty_text(), st.text(max_size=300)))
def test_it_never_raises_and_repeats_itself(text: str) -> None:
    found = LangDetect().detect(text)
    assert found == LangDetect().detect(text)
    assert (found.tag == "und") == bool(found.reason)


@pytest.mark.parametrize("piece", ["a@", "a.", "www.", "x", "中", "@", "1a", "http://", " ", "b", "字 "])
def test_a_million_of_anything_is_no_trouble(piece: str) -> None:
    assert LangDetect().detect(piece * 1_000_000).tag


def test_vowel_signs_stay_in_their_words() -> None:
    assert probe("नमस्ते दुनिया, कैसे हो भाई").text == "नमस्ते दुनिया कैसे हो भाई"
    assert probe("เรือไปเกาะออกทุกเช้า").text == "เรือไปเกาะออกทุกเช้า"


def test_the_version_of_the_library_is_in_the_fingerprint() -> None:
    assert "langdetect" in LangDetect().info.version
