"""The default detector: right on what people write, silent on what nobody speaks, the same everywhere."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import cleanse
from cleanse.config import Settings
from cleanse.language import model
from cleanse.language.chinese import written_form
from cleanse.language.letters import LONGEST, Letters, rank
from cleanse.language.scripts import ALONE, SCRIPTS
from cleanse.language.words import MOST, READ, words_of
from cleanse.testing import dirty_text
from tests.test_language import SENTENCES

CARD = Path(__file__).parent.parent / "docs" / "models" / "language.md"

SPOKEN = {
    **{tag: text for tag, text in SENTENCES.items() if tag != "no"},
    "nb": SENTENCES["no"],
    "nn": "Ferja til øya går kvar morgon klokka halv ti, men om vinteren går ho berre på laurdagar.",
    "es": "El barco a la isla sale cada mañana a las nueve y media, y en invierno solamente los sábados.",
    "pt": "O barco para a ilha sai todas as manhãs às nove e meia, mas no inverno só aos sábados.",
    "it": "Il traghetto per l’isola parte ogni mattina alle nove e mezza, d’inverno soltanto il sabato.",
    "nl": "De veerboot naar het eiland vertrekt elke ochtend om half tien, in de winter alleen op zaterdag.",
    "pl": "Prom na wyspę odpływa codziennie rano o wpół do dziesiątej, a zimą tylko w soboty.",
    "cs": "Loď na ostrov odplouvá každé ráno o půl desáté, v zimě pouze v sobotu.",
    "tr": "Adaya giden vapur her sabah dokuz buçukta kalkıyor, kışın ise yalnızca cumartesi günleri.",
    "vi": "Chuyến phà ra đảo khởi hành mỗi buổi sáng lúc chín giờ rưỡi, mùa đông chỉ có thứ bảy.",
    "id": "Kapal ke pulau itu berangkat setiap pagi pukul setengah sepuluh, dan hanya pada hari Sabtu.",
    "uk": "Пором на острів відходить щоранку о пів на десяту, а взимку лише щосуботи.",
    "ar": "تغادر العبارة إلى الجزيرة كل صباح في التاسعة والنصف، وفي الشتاء يوم السبت فقط.",
    "fa": "کشتی جزیره هر روز صبح ساعت نه و نیم حرکت می‌کند و در زمستان فقط شنبه‌ها.",
    "ur": "جزیرے کے لیے کشتی ہر صبح ساڑھے نو بجے روانہ ہوتی ہے اور سردیوں میں صرف ہفتے کو۔",
    "mr": "बेटावर जाणारी बोट दररोज सकाळी साडेनऊ वाजता निघते आणि हिवाळ्यात फक्त शनिवारी असते.",
    "he": "המעבורת לאי יוצאת בכל בוקר בתשע וחצי, ובחורף רק בשבת.",
    "ka": "ბორანი კუნძულზე ყოველ დილით გადის.",
    "hy": "Լաստանավը կղզի է մեկնում ամեն առավոտ։",
    "bn": "দ্বীপের নৌকা প্রতিদিন সকালে ছাড়ে।",
    "ta": "தீவுக்குச் செல்லும் படகு தினமும் காலையில் புறப்படும்.",
}

NOTHING = [
    "",
    " \n\t",
    "a",
    "12:30",
    "12 345 678,90 + 0x7f = ???",
    "👍🏽 🎉🎉 🚢",
    "https://example.org/the/ferry/to/the/island/sails/every/morning",
    "someone.with.a.long.name@mail.example.org",
    "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "qwrtpsdfghjklzxcvbnm wrtzpsdfghjkl mnbvcxzlkjhgfdsp",
    "Zm9vYmFyYmF6cXV4MTIzNDU2Nzg5MGFiY2RlZmdoaWprbG1ub3BxcnN0dXZ3eHl6",
    "while(x[k]<=7){y+=x[k++]*3;}",
    '{"n": [1.5, 2.25, 3.125], "m": 7}',
    "2024-05-06 07:08 192.0.2.1:8080 GET 200",
    "\ud800\udfff\ud800 \x00\x01",
    "x" * (LONGEST + 1),
]


@pytest.mark.parametrize("tag", SPOKEN)
def test_it_tells_the_language(tag: str) -> None:
    found = Letters().detect(SPOKEN[tag])
    assert (found.tag, found.reason) == (tag, "")
    assert 800_000 <= found.score <= 1_000_000


@pytest.mark.parametrize("tag", [tag for tag in SPOKEN if SPOKEN[tag].upper() != SPOKEN[tag]])
def test_capitals_make_no_difference(tag: str) -> None:
    assert Letters().detect(SPOKEN[tag].upper()).tag == tag


@pytest.mark.parametrize("tag", ["fr", "es", "pt", "cs", "pl", "tr", "de", "vi"])
def test_diacritics_may_be_missing_or_taken_apart(tag: str) -> None:
    apart = unicodedata.normalize("NFD", SPOKEN[tag])
    assert Letters().detect(apart) == Letters().detect(SPOKEN[tag])
    assert Letters().detect("".join(sign for sign in apart if not unicodedata.combining(sign))).tag == tag


@pytest.mark.parametrize(
    ("word", "tag"),
    [
        ("geschrieben", "de"),
        ("although", "en"),
        ("często", "pl"),
        ("aujourd’hui", "fr"),
        ("сегодня", "ru"),
        ("καλημέρα", "el"),
        ("ありがとう", "ja"),
        ("谢谢", "zh-Hans"),
        ("謝謝", "zh-Hant"),
        ("감사", "ko"),
        ("ขอบคุณ", "th"),
    ],
)
def test_a_word_is_enough(word: str, tag: str) -> None:
    assert Letters().detect(word).tag == tag


@pytest.mark.parametrize("text", NOTHING)
def test_it_abstains_where_there_is_no_language(text: str) -> None:
    found = Letters().detect(text)
    assert (found.tag, found.score) == ("und", 0)
    assert found.reason


def test_numbers_keys_and_addresses_change_nothing() -> None:
    plain = Letters().detect(SPOKEN["nl"])
    dirt = "4711 0xdeadbeef 3f2a9c81e07b https://example.org/een/twee 1b2c3 "
    assert Letters().detect(dirt + SPOKEN["nl"]) == plain


def test_a_single_word_is_less_sure_than_a_sentence() -> None:
    word, sentence = Letters().detect("tunnel"), Letters().detect(SPOKEN["en"])
    assert word.score < 600_000 < 990_000 < sentence.score


def test_it_abstains_on_words_of_many_languages() -> None:
    found = Letters().detect("Hotel")
    assert (found.tag, found.reason) == ("und", "not sure enough")
    assert 0 < found.score < Letters().least


def test_it_abstains_on_request_when_it_is_not_sure() -> None:
    assert Letters(least=1_000_001).detect(SPOKEN["en"]).reason == "not sure enough"
    found = Letters(margin=1_000_000).detect("tunnel")
    assert re.fullmatch(r"\w+ or \w+", found.reason)
    assert found.tag == "und"
    assert found.score > 0


def test_what_it_reads_is_bounded() -> None:
    head = (SPOKEN["en"] + "\n") * 60
    assert len(head) > READ
    assert Letters().detect(head) == Letters().detect(head + SPOKEN["ru"] * 50)
    assert MOST / 2 < len(words_of(head).found) <= MOST


def test_words_are_taken_from_all_that_is_read() -> None:
    head = "Home News Share Comments Login Register Contact About Search Menu Video Sport " * 4
    assert Letters().detect(head + (SPOKEN["nl"] + " ") * 20).tag == "nl"


def test_the_script_with_more_letters_wins() -> None:
    assert Letters().detect("Вчера корабль Queen Mary стоял в порту до самого вечера.").tag == "ru"
    assert Letters().detect("The word корабль is what they call a ship in their tongue.").tag == "en"


@pytest.mark.parametrize(
    "piece", ["a@", "a.", "www.", "x", "中", "@", "1a", "http://", " ", "b", "字 ", "é", "ab ", "0", "ก"]
)
def test_a_million_of_anything_is_no_trouble(piece: str) -> None:
    assert Letters().detect(piece * 1_000_000).tag


@settings(max_examples=200, deadline=None)
@given(st.one_of(dirty_text(), st.text(max_size=300)))
def test_it_never_raises_and_repeats_itself(text: str) -> None:
    found = Letters().detect(text)
    assert found == Letters().detect(text)
    assert (found.tag == "und") == bool(found.reason)
    assert 0 <= found.score <= 1_000_000


@settings(max_examples=200, deadline=None)
@given(st.text(st.characters(categories=["L", "M", "Zs"]), min_size=1, max_size=80))
def test_scores_add_up_and_fall(text: str) -> None:
    ranking = rank(text)
    chances = list(ranking.scores().values())
    assert chances == sorted(chances, reverse=True)
    assert next(iter(ranking.scores()), "und") == ranking.best
    if chances:
        assert 1_000_000 - len(chances) <= sum(chances) <= 1_000_000


@given(st.lists(st.sampled_from(SPOKEN["de"].split() + SPOKEN["fr"].split()), max_size=12))
def test_the_order_of_words_says_nothing(words: list[str]) -> None:
    turned = sorted(words)
    assert rank(" ".join(words)) == rank(" ".join(turned))


def test_what_it_was_asked_before_changes_nothing() -> None:
    texts = [*SPOKEN.values(), *NOTHING[:-4], "hotel", "tunnel"]
    here = [(found.tag, found.score) for found in map(Letters().detect, texts)]
    code = (
        "import sys; from cleanse.language.letters import Letters as D; "
        "print([(l.tag, l.score) for l in map(D().detect, reversed(sys.argv[1:]))])"
    )
    for seed in ("1", "2"):
        output = subprocess.run(
            [sys.executable, "-c", code, *texts],
            capture_output=True,
            check=True,
            encoding="utf-8",
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8", "PYTHONUTF8": "1"},
        ).stdout
        assert output.strip() == str(here[::-1])


def test_it_needs_no_library() -> None:
    code = (
        "import sys, cleanse; cleanse.detect_language('The tide is out.'); "
        "print([name for name in ('numpy', 'langdetect', 'scipy') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, encoding="utf-8")
    assert done.stdout.strip() == "[]"


def test_it_is_the_default() -> None:
    assert Settings().detector == Letters.info.id
    assert cleanse.detect_language(SPOKEN["it"]) == Letters().detect(SPOKEN["it"])


def test_the_digest_of_the_model_is_in_the_fingerprint_and_on_its_card() -> None:
    digest = hashlib.sha256(model.PATH.read_bytes()).hexdigest()
    assert model.model_digest() == digest
    assert digest[:16] in Letters.info.version
    assert digest in CARD.read_text(encoding="utf-8")


def test_the_tables_hold_what_they_say() -> None:
    for script in ("Latn", "Cyrl", "Arab", "Deva", "Hani"):
        table = model.load_table(script)
        assert len(set(table.tags)) == len(table.tags) > 1
        assert script not in ALONE
        for gram, row in list(table.rows.items())[::500]:
            weights = table.unpacked(row)
            assert min(weights) == 0
            assert max(weights) <= 255
            assert 1 <= len(gram) <= 4


def test_a_missing_model_says_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(model, "PATH", tmp_path / "gone")
    with pytest.raises(cleanse.SettingsError, match="Install cleanse again"):
        model._file.__wrapped__()


def test_scripts_of_letters() -> None:
    known = {"é": "Latn", "ж": "Cyrl", "λ": "Grek", "ş": "Latn", "あ": "Kana", "字": "Hani", "한": "Hang", "ש": "Hebr"}
    assert {letter: SCRIPTS[letter] for letter in known} == known
    assert SCRIPTS["ᚠ"] == ""
    assert Letters().detect("ᚠᚢᚦᚨᚱᚲ ᚠᚢᚦ").reason == "no known letters"


def test_the_written_form_of_chinese() -> None:
    assert written_form(SENTENCES["zh-Hans"]) == "zh-Hans"
    assert written_form(SENTENCES["zh-Hant"]) == "zh-Hant"
    assert written_form("") == "zh-Hans"
