"""What is undone: each kind of damage, made here from sentences of ours."""

from __future__ import annotations

import pytest

from cleanse.document import Document
from cleanse.mojibake.line import repair_line
from cleanse.mojibake.tables import SINGLE, read_as
from cleanse.spans import apply
from cleanse.transforms.mojibake import Mojibake

SENTENCES = {
    "fr": "L’été dernier, les pêcheurs ont réparé la vieille écluse près du château.",
    "de": "Die Fähre über den Fluss fährt bei höherem Wasser später, grüßte der Kapitän.",
    "es": "El capitán añadió que mañana habrá más niebla en el pequeño puerto.",
    "cs": "Převozník přeložil jízdní řád a přidal ještě jednu loď pro příští týden.",
    "pl": "Przewoźnik zmienił rozkład jazdy i dodał jeszcze jedną łódź na przyszły tydzień.",
    "ru": "Паромщик изменил расписание и добавил ещё одну лодку на следующую неделю.",
    "el": "Ο καπετάνιος άλλαξε το πρόγραμμα και πρόσθεσε ακόμη μία βάρκα για την επόμενη εβδομάδα.",
    "vi": "Người lái đò đã đổi lịch chạy và thêm một chiếc thuyền nữa cho tuần sau.",
    "ja": "渡し船の船頭は時刻表を変えて、来週からもう一艘の船を出すことにした。",
}


def fixed(text: str) -> str:
    return apply(text, Mojibake().edits(Document(text)))


def read(text: str, codec: str) -> str:
    chars = read_as(codec)
    return "".join(chars[byte] for byte in text.encode())


@pytest.mark.parametrize("codec", [*SINGLE, "latin-1"])
@pytest.mark.parametrize("language", ["fr", "de", "cs", "ru", "el", "vi", "ja"])
def test_utf8_that_was_read_as_a_one_byte_encoding(language: str, codec: str) -> None:
    assert fixed(read(SENTENCES[language], codec)) == SENTENCES[language]


@pytest.mark.parametrize("first", ["cp1252", "latin-1", "cp1251", "mac-roman", "cp437"])
@pytest.mark.parametrize("language", ["fr", "ru", "ja"])
def test_utf8_that_was_read_wrongly_twice(language: str, first: str) -> None:
    garbled = read(read(SENTENCES[language], first), first)
    assert fixed(garbled) == SENTENCES[language]
    (plan,) = {edit.how for edit in Mojibake().edits(Document(garbled))}
    assert plan.endswith("twice")


def test_utf8_that_was_read_wrongly_three_times() -> None:
    garbled = read(read(read(SENTENCES["de"], "cp1252"), "cp1252"), "cp1252")
    assert fixed(garbled) == SENTENCES["de"]


@pytest.mark.parametrize("codec", ["gbk", "big5", "cp932", "cp949"])
def test_a_letter_that_became_an_east_asian_character(codec: str) -> None:
    for word in ("Verände", "señori", "Genève a"):
        try:
            garbled = f"Das Wort {word}rung steht so im Text.".encode().decode(codec)
        except UnicodeDecodeError:
            continue
        assert fixed(garbled) == f"Das Wort {word}rung steht so im Text."


@pytest.mark.parametrize(
    ("language", "true", "read_with"),
    [
        ("ru", "cp1251", "cp1252"),
        ("ru", "koi8-r", "cp1252"),
        ("ru", "cp1251", "koi8-r"),
        ("ru", "koi8-r", "cp1251"),
        ("ru", "cp866", "cp1251"),
        ("el", "cp1253", "cp1252"),
        ("cs", "cp1250", "cp1252"),
        ("pl", "iso8859-2", "cp1252"),
        ("fr", "cp1252", "mac-roman"),
        ("de", "cp1252", "cp437"),
    ],
)
def test_legacy_bytes_that_were_read_as_others(language: str, true: str, read_with: str) -> None:
    clean = SENTENCES[language].replace("’", "'")
    chars = read_as(read_with)
    garbled = "".join(chars[byte] for byte in clean.encode(true))
    assert fixed(garbled) == clean
    assert {edit.how for edit in Mojibake().edits(Document(garbled))} == {f"{read_with}>{true}"}


@pytest.mark.parametrize(
    ("garbled", "clean"),
    [
        ("The river rose over four years.Â", "The river rose over four years."),
        ("It carries 5Â000 people a day.", "It carries 5 000 people a day."),
        ("Elle va Ã  la gare avec son frère.", "Elle va à la gare avec son frère."),
        ("They donât know that it isnât over.", "They don’t know that it isn’t over."),
        ("â€œWe sail at noon,â€ the captain said.", "“We sail at noon,” the captain said."),
        ('The boat was late â€" as it is each day.', "The boat was late — as it is each day."),
        ("She asked â€œwhy notâ€? and went on.", "She asked “why not” and went on."),
        ("Aquel dÃa los vecinos cantaron mÃ¡s que nunca.", "Aquel día los vecinos cantaron más que nunca."),
    ],
)
def test_remains_of_lost_bytes(garbled: str, clean: str) -> None:
    assert fixed(garbled) == clean


@pytest.mark.parametrize("sign", ["?", "\ufffd"])
def test_letters_whose_second_byte_was_lost(sign: str) -> None:
    text = "Сестра села у окна и смотрела на старый сад."
    garbled = "".join(char if not "\x80" <= char < "\xa0" else sign for char in read(text, "cp1252"))
    assert sign in garbled
    assert fixed(garbled) == text


def test_a_word_of_its_own_is_repaired_in_a_clean_line() -> None:
    line = "Le garçon préfère le cafÃ© noir, et la fenêtre reste fermée."
    assert fixed(line) == line.replace("cafÃ©", "café")


def test_c1_controls_are_read_as_windows_1252_and_letters_stay() -> None:
    clean = "L’agence dit que les signes dérangeants ne disparaîtront pas totalement à l’automne."
    garbled = clean.encode("cp1252").decode("latin-1")
    assert "\x92" in garbled
    assert fixed(garbled) == clean
    assert {edit.how for edit in Mojibake().edits(Document(garbled))} == {"latin-1>cp1252"}


def test_cesu8_read_as_latin1_is_one_character() -> None:
    pair = "\ud83d\ude0d".encode("utf-8", "surrogatepass").decode("latin-1")
    assert repair_line(f"Good morning {pair}").text == "Good morning 😍"


def test_one_sure_line_licenses_a_likely_one() -> None:
    doubtful = "Weltr├ñume"
    document = f"Stra├ƒe und Gr├╝├ƒe aus M├╝nchen, sagte der h├Âfliche Sch├╝ler.\n{doubtful}\n"
    assert fixed(document) == "Straße und Grüße aus München, sagte der höfliche Schüler.\nWelträume\n"


def test_edits_touch_what_was_garbled_and_nothing_else() -> None:
    text = "plain\ncafÃ© and thÃ©\nplain"
    assert [(text[edit.start : edit.end], edit.insert) for edit in Mojibake().edits(Document(text))] == [
        ("Ã©", "é"),
        ("Ã©", "é"),
    ]
