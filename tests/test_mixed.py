"""Files put together from two encodings, and the spellings that some writers make of UTF-8."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleanse.errors import DocumentError
from cleanse.formats.decode import Decoded, decode
from cleanse.formats.familiar import Familiar, usual_share
from cleanse.formats.utf8 import spelled, weights
from cleanse.spans import apply, ordered

GERMAN = ("Straße, Größe, Tür", "Müller zählt Fässer", "Über dem Fluß liegt Nebel", "Nur Möwen hören zu")
RUSSIAN = ("Паром отходит в полдень", "Зимой только по субботам", "Начальник порта молчит", "Её ждали до вечера")
FRENCH = ("Le café ferme à dix heures", "Près de l’église, le marché", "Où êtes-vous allés hier", "Ça coûte très cher")
CHINESE = ("渡船每天早上九点半出发", "冬天只有星期六才有", "风浪大的时候会停航", "港口的灯已经亮了")
JAPANESE = (
    "島へ渡る船は毎朝九時半に出ます",
    "冬のあいだは土曜日だけです",
    "海が荒れると欠航になります",
    "港の灯がともりました",
)


def held(raw: bytes) -> Decoded:
    """Decoded, with the promise that segments give the bytes back and edits lead to the text."""
    found = decode(raw)
    pieces, place = [], 0
    for size, codec in found.segments:
        piece = raw[place : place + size].decode(codec)
        assert piece.encode(codec) == raw[place : place + size]
        pieces.append(piece)
        place += size
    if found.segments:
        assert place == len(raw)
        assert "".join(pieces) == found.image
        neighbours = [codec for _, codec in found.segments]
        assert all(one != other for one, other in pairwise(neighbours))
    assert apply(found.image, ordered(found.edits, len(found.image))) == found.text
    return found


def lines(texts: tuple[str, ...], codec: str) -> bytes:
    return b"".join(text.encode(codec) + b"\n" for text in texts)


@pytest.mark.parametrize(
    ("texts", "codec"),
    [(GERMAN, "cp1252"), (FRENCH, "cp1252"), (RUSSIAN, "cp1251"), (RUSSIAN, "koi8-r"), (CHINESE, "gb18030"), (JAPANESE, "cp932")],
)  # fmt: skip
@pytest.mark.parametrize("place", [0, 1, 3])
def test_one_line_of_another_encoding_is_read_like_the_rest(texts: tuple[str, ...], codec: str, place: int) -> None:
    raw = b"".join(text.encode(codec if n == place else "utf-8") + b"\n" for n, text in enumerate(texts))
    found = held(raw)
    assert found.text == "\n".join(texts) + "\n"
    assert (found.encoding, found.evidence["how"], found.evidence["lines"]) == ("utf-8", "mixed", 1)
    assert len(found.segments) <= 3
    assert not found.edits


@pytest.mark.parametrize(("one", "other", "codec"), [
    (RUSSIAN, GERMAN, "cp1252"), (GERMAN, RUSSIAN, "cp1251"), (FRENCH, CHINESE, "gb18030"), (CHINESE, RUSSIAN, "koi8-r"),
])  # fmt: skip
def test_two_sources_in_two_languages_are_told_apart(one: tuple[str, ...], other: tuple[str, ...], codec: str) -> None:
    found = held(lines(one, "utf-8") + lines(other, codec) + lines(one, "utf-8"))
    assert found.text == "\n".join((*one, *other, *one)) + "\n"
    assert found.evidence["mixed_with"] == codec


@pytest.mark.parametrize(("texts", "codec"), [(RUSSIAN, "cp1251"), (FRENCH, "cp1252"), (JAPANESE, "cp932")])
def test_a_legacy_file_with_a_line_of_utf_8(texts: tuple[str, ...], codec: str) -> None:
    raw = lines(texts, codec) * 3 + texts[1].encode() + b"\n" + lines(texts, codec)
    found = held(raw)
    assert found.text == "\n".join((*texts * 3, texts[1], *texts)) + "\n"
    assert found.encoding == codec


def test_words_of_another_encoding_inside_lines_of_utf_8() -> None:
    raw = b"".join(
        f"{one};".encode() + other.encode("cp1251") + b"\n" for one, other in zip(RUSSIAN[:3], RUSSIAN[:3], strict=True)
    )
    assert held(raw).text == "".join(f"{text};{text}\n" for text in RUSSIAN[:3])


def test_a_mark_at_the_start_does_not_hide_another_encoding() -> None:
    found = held(b"\xef\xbb\xbf" + lines(GERMAN, "utf-8") + lines(FRENCH, "cp1252"))
    assert found.text == "\n".join((*GERMAN, *FRENCH)) + "\n"
    assert found.evidence["bom"] == 1


def test_lines_of_ascii_stay_utf_8() -> None:
    raw = b"plain\n" + lines(GERMAN, "utf-8") + lines(GERMAN[:1], "cp1252") + b"plain\n"
    assert [codec for _, codec in held(raw).segments] == ["utf-8", "cp1252", "utf-8"]


@pytest.mark.parametrize("byte", [b"\xc3", b"\xa9", b"\xe2\x80", b"\xff", b"\xf0\x9f\x98"])
def test_damage_is_no_other_encoding(byte: bytes) -> None:
    raw = lines(FRENCH, "utf-8") + b"une ligne" + byte + b" de plus\n" + lines(FRENCH, "utf-8")
    found = held(raw)
    assert found.text.split("\n")[4] == "une ligne\ufffd de plus"
    assert found.encoding == "utf-8"


def test_chance_in_a_legacy_file_is_no_utf_8() -> None:
    # In windows-1251 the word for "her" is a valid sequence of UTF-8.
    raw = lines(RUSSIAN, "cp1251") + "Её\n".encode("cp1251")
    assert "Её\n".encode("cp1251").decode() == "Ÿ\n"
    assert held(raw).text == "\n".join((*RUSSIAN, "Её")) + "\n"


def test_pairs_of_cesu_8_and_the_nul_of_java_are_characters() -> None:
    raw = b"ship \xed\xa0\xbd\xed\xba\xa2 and\xc0\x80nothing \xed\xa0\xbd\xed\xba\xa2\xed\xa0\xbc\xed\xbc\x8a"
    found = held(raw)
    assert found.text == "ship \U0001f6a2 and\0nothing \U0001f6a2\U0001f30a"
    assert "invalid_runs" not in found.evidence
    assert [edit.insert for edit in found.edits] == ["\U0001f6a2", "\0", "\U0001f6a2", "\U0001f30a"]


@given(st.characters(min_codepoint=0x10000))
def test_every_supplementary_character_has_such_a_spelling(char: str) -> None:
    halves = char.encode("utf-16-be")
    raw = b"".join(chr(int.from_bytes(halves[at : at + 2], "big")).encode("utf-8", "surrogatepass") for at in (0, 2))
    assert spelled(raw.decode("utf-8", "surrogateescape")) == char
    assert held(b"a" + raw + b"b").text == f"a{char}b"


@pytest.mark.parametrize(
    "form", [b"\xc0\xaf", b"\xc1\x81", b"\xe0\x80\xaf", b"\xf0\x80\x80\xaf", b"\xed\xa0\xbd", b"\xed\xb8\x80"]
)
def test_longer_forms_and_halves_of_pairs_are_marked(form: bytes) -> None:
    found = held(b"up " + form + b" down\n")
    assert (found.text, found.encoding) == ("up \ufffd down\n", "utf-8")
    assert weights(form.decode("utf-8", "surrogateescape")) == (0, 0)


def test_a_mark_inside_stays_a_character() -> None:
    raw = b"\xef\xbb\xbfone\n\xef\xbb\xbftwo\n"
    assert held(raw).text == "one\n\ufefftwo\n"


PIECES = st.sampled_from(
    [text.encode(codec) for texts, codec in ((GERMAN, "cp1252"), (RUSSIAN, "cp1251"), (CHINESE, "gb18030")) for text in texts]
    + [text.encode() for text in (*GERMAN, *RUSSIAN, *JAPANESE)]
    + [b"plain", b"", b"\xff", b"\xc3", b"\xed\xa0\xbd\xed\xb8\x80", b"\xc0\x80", b"\r", b"\xe2\x80", b"\x81\x8d", b"\0"]
)  # fmt: skip


@given(st.lists(st.lists(PIECES, min_size=1, max_size=3), max_size=12), st.sampled_from([b"\n", b"\r\n", b"\r"]))
def test_whatever_is_put_together_stays_accounted_for(rows: list[list[bytes]], end: bytes) -> None:
    raw = end.join(b" ".join(row) for row in rows)
    try:
        found = held(raw)
    except DocumentError as refused:
        assert refused.code in {"binary", "undecodable"}  # noqa: PT017 - the law is that nothing else is raised
    else:
        assert "".join(found.text.split()) or not raw.strip()


def test_many_stretches_cost_no_more_than_their_bytes() -> None:
    # Both lines are read once each, however often they alternate: the number of segments says so.
    raw = (GERMAN[0].encode() + b"\n" + GERMAN[1].encode("cp1252") + b"\n") * 20_000
    found = held(raw)
    assert len(found.segments) == 40_000
    assert found.text == f"{GERMAN[0]}\n{GERMAN[1]}\n" * 20_000


def test_what_is_familiar_is_likelier() -> None:
    french = Familiar(FRENCH)
    assert french.surprise("élève") < french.surprise("čech") < french.surprise("привет")
    assert french.share("à l’été") == 1
    assert french.share("Ё") == 0
    assert Familiar(()).surprise("é") > 0
    assert usual_share("“naïve” café") == 1
    assert usual_share("plain") == 0


def test_a_capital_is_known_at_the_start_of_a_word_only() -> None:
    french = Familiar(["été"])
    assert french.share("École É") == 1
    assert french.share("lÉ") == 0


@pytest.mark.parametrize("head", ["The log begins here.\n", "Über dem Fluß.\n"])
def test_utf_16_appended_to_a_file_is_read_from_its_line_on(head: str) -> None:
    tail = "appended by a shell, at noon\r\nand once more: größer\r\n"
    found = held(head.encode() + tail.encode("utf-16-le"))
    assert found.text == head + tail
    assert (found.evidence["how"], found.evidence["mixed_with"], found.evidence["lines"]) == ("mixed", "utf-16-le", 2)
    damaged = held(b"\xef\xbb\xbf" + head.encode() + tail.encode("utf-16-le") + b"\x21")
    assert damaged.text == head + tail + "\ufffd"


def test_a_nul_in_a_line_begins_no_utf_16() -> None:
    assert held(b"one\n\0two\nthree\n").text == "one\n\0two\nthree\n"
    german = "\n".join(GERMAN) + "\n"
    assert held(german.encode("cp1252") + b"a\0b\n").text == german + "a\0b\n"


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("texts", [CHINESE, JAPANESE, RUSSIAN, GERMAN])
def test_utf_16_from_the_start_stays_so(texts: tuple[str, ...], codec: str) -> None:
    text = "\n".join(texts * 3)
    assert held(text.encode(codec)).text == text
