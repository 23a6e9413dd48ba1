"""Bytes become text, and every byte stays accounted for."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleanse.canonical import check_values
from cleanse.encodings import codec_of
from cleanse.errors import DocumentError
from cleanse.formats.charset import twin_of
from cleanse.formats.damage import Image, patched
from cleanse.formats.declaration import declaration
from cleanse.formats.decode import Decoded, decode
from cleanse.spans import apply, ordered

RUSSIAN = "Паром на остров отходит каждое утро в половине десятого, а зимой только по субботам. "
POLISH = "Prom na wyspę odpływa codziennie o wpół do dziesiątej, a zimą tylko w soboty, gdy morze się uspokoi. "
CZECH = "Přívoz na ostrov odplouvá každé ráno o půl desáté, v zimě jen v sobotu, když se moře uklidní. "
GREEK = "Το πλοίο για το νησί φεύγει κάθε πρωί στις εννέα και μισή, τον χειμώνα μόνο το Σάββατο. "
JAPANESE = "島へ渡る船は毎朝九時半に出ます。冬のあいだは土曜日だけです。海が荒れると欠航になります。"
CHINESE = "开往岛上的渡船每天早上九点半出发，冬天只有星期六才有，风浪大的时候会停航。"
KOREAN = "섬으로 가는 배는 매일 아침 아홉 시 반에 떠나고 겨울에는 토요일에만 다닙니다. "
GERMAN = "Die Fähre zur Insel fährt täglich um halb zehn, im Winter nur samstags, wenn die See ruhig genug für große Schiffe ist. "


def image_of(raw: bytes, segments: tuple[tuple[int, str], ...]) -> str:
    pieces, place = [], 0
    for size, codec in segments:
        piece = raw[place : place + size].decode(codec)
        assert piece.encode(codec) == raw[place : place + size]
        pieces.append(piece)
        place += size
    assert place == len(raw)
    return "".join(pieces)


def checked(raw: bytes, declared: str | None = None) -> Decoded:
    """Decode, and hold the promise of `Decoded`."""
    found = decode(raw, declared)
    assert all(edit.by == "text/decode" for edit in found.edits)
    assert apply(found.image, ordered(found.edits, len(found.image))) == found.text
    check_values(dict(found.evidence), 3)
    assert codecs.lookup(found.encoding).name == found.encoding
    if found.segments or not raw:
        assert image_of(raw, found.segments) == found.image
    else:
        assert found.image == found.text
    return found


@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=80))
def test_utf_8_comes_back(text: str) -> None:
    found = checked(text.encode())
    if not text.startswith("\ufeff") and "~{" not in text:
        assert (found.text, found.encoding) == (text, "utf-8")


@given(st.binary(max_size=200))
def test_any_bytes_are_decoded_or_refused(raw: bytes) -> None:
    try:
        found: Decoded | DocumentError = checked(raw)
    except DocumentError as refused:
        found = refused
    # Decoded, with every byte accounted for (see `checked`), or refused with a reason; nothing else.
    assert isinstance(found, Decoded) or found.code in {"binary", "undecodable"}


def test_nothing_is_an_empty_text() -> None:
    assert checked(b"") == Decoded("", "utf-8", {"how": "utf-8"}, "", ())


@pytest.mark.parametrize(
    ("mark", "codec"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)
def test_a_mark_decides_and_goes(mark: bytes, codec: str) -> None:
    raw = mark + GREEK.encode(codec)
    found = checked(raw)
    assert (found.text, found.encoding, found.evidence["how"]) == (GREEK, codec, "bom")
    assert found.image == "\ufeff" + GREEK
    assert found.segments == ((len(raw), codec),)


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("text", ["Guten Morgen.\nEs regnet.", RUSSIAN, JAPANESE + "\n" + JAPANESE])
def test_wide_encodings_are_told_by_their_shape(text: str, codec: str) -> None:
    found = checked(text.encode(codec))
    assert (found.text, found.encoding) == (text, codec)


def test_damaged_utf_16_keeps_the_rest() -> None:
    raw = codecs.BOM_UTF16_LE + "Nacht ".encode("utf-16-le") + b"\x00\xd8" + "und Tag".encode("utf-16-le") + b"\x21"
    found = checked(raw)
    assert found.text == "Nacht \ufffdund Tag\ufffd"
    assert found.evidence["invalid_runs"] == 2


@pytest.mark.parametrize(
    ("text", "codec", "expected"),
    [
        (RUSSIAN, "cp1251", "cp1251"),
        (RUSSIAN, "koi8-r", "koi8-r"),
        (CZECH, "iso8859-2", "iso8859-2"),
        (POLISH, "cp1250", "cp1250"),
        (GREEK, "iso8859-7", "cp1253"),
        (GERMAN, "latin-1", "cp1252"),
        (JAPANESE, "shift_jis", "cp932"),
        (JAPANESE, "euc_jp", "euc_jis_2004"),
        (CHINESE, "gb2312", "gb18030"),
        (KOREAN, "euc_kr", "cp949"),
        (JAPANESE, "iso2022_jp", "iso2022_jp"),
        (CHINESE, "hz", "hz"),
    ],
)
def test_legacy_encodings_are_detected(text: str, codec: str, expected: str) -> None:
    found = checked((text * 3).encode(codec))
    assert found.text == text * 3
    assert found.encoding == expected


@pytest.mark.parametrize("label", ["utf-8", "iso-8859-1", "windows-1254", "shift_jis", "no-such-thing"])
def test_a_wrong_declaration_is_not_believed(label: str) -> None:
    page = f'<html><head><meta charset="{label}"></head><body><p>{RUSSIAN * 4}</p></body></html>'
    found = checked(page.encode("cp1251"))
    assert RUSSIAN in found.text
    assert found.evidence["declared"] == label


def test_a_declaration_breaks_a_tie() -> None:
    raw = "Œuvre d’art à Orléans: près de 20 € l’entrée.\n".encode("cp1252") * 3
    page = b'<?xml version="1.0" encoding="windows-1252"?>' + raw
    assert checked(page).encoding == "cp1252"
    assert checked(b"na\xefve caf\xe9", "windows-1252").encoding == "cp1252"


def test_damaged_utf_8_stays_utf_8() -> None:
    raw = RUSSIAN.encode()
    broken = raw[:3] + raw[4:60] + b"\xff\xfe\xfd" + raw[60:]
    found = checked(broken)
    assert (found.encoding, found.evidence["how"]) == ("utf-8", "nearly-utf-8")
    assert found.text.count("\ufffd") == 2
    assert found.text.endswith(RUSSIAN[-30:])


def test_windows_punctuation_inside_utf_8_is_read_by_its_place() -> None:
    raw = ("Žižkov, Říčany a Kolín; " * 5).encode() + b"he said \x93don\x92t\x94 \x96 once in a caf\xe9s\x85"
    assert checked(raw).text.endswith("“don’t” – once in a cafés…")


def test_the_same_bytes_in_other_places_are_replaced() -> None:
    raw = ("Žižkov, Říčany a Kolín; " * 5).encode() + b"don\xe2t x\x94y"
    assert checked(raw).text.endswith("don\ufffdt x\ufffdy")


def test_bytes_that_windows_leaves_open_are_c1_controls() -> None:
    image = patched("„schön“".encode("cp1252") + b"\x81", "cp1252")
    assert image == Image("„schön“\x81", ((7, "cp1252"), (1, "latin-1")))


@pytest.mark.parametrize(
    "raw",
    [
        b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n",
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
        b"PK\x03\x04\x14\0",
        b"\x1f\x8b\x08\0",
        b"\x7fELF\x02\x01",
        b"GIF89a\x01\0\x01\0",
        bytes(range(256)) * 4,
        b"\0" * 100,
        b"\x01\x02\x03\x04" * 50,
    ],
)
def test_binary_files_are_refused(raw: bytes) -> None:
    with pytest.raises(DocumentError) as refused:
        decode(raw)
    assert refused.value.code == "binary"


@pytest.mark.parametrize("raw", [b"GIF89a is a format.", b"MZ stands for a name.", b"one\0two three", b"RIFF-RAFF"])
def test_text_that_looks_a_little_like_it_is_not(raw: bytes) -> None:
    assert checked(raw).text == raw.decode()


def test_terminal_colours_are_no_encoding() -> None:
    assert checked(b"\x1b[1mbold\x1b[0m ~{ a brace").encoding == "utf-8"


def test_much_damage_is_bounded() -> None:
    with pytest.raises(DocumentError):
        decode(b"\x00\xff\xfe\x80" * 500_000)
    assert checked(b"\xff" * 2_000_000).text
    assert checked((b"\xc3\xa9" * 40 + b"\xff") * 20_000).evidence["invalid_runs"] == 20_000


def test_labels_mean_what_pages_under_them_hold() -> None:
    labels = [
        "latin1",
        "US-ASCII",
        "gb2312",
        "x-sjis",
        "ISO-8859-9",
        "big5",
        "base64",
        "rot13",
        "nonsense",
        "a\0b",
        "é",
    ]
    assert list(map(codec_of, labels)) == [
        "cp1252", "cp1252", "gb18030", "cp932", "cp1254", "big5hkscs", None, None, None, None, None,
    ]  # fmt: skip


def test_declarations_are_found_where_they_stand() -> None:
    assert declaration(b'<META http-equiv=Content-Type content="text/html; charset=KOI8-R">').label == "koi8-r"
    assert declaration(b"<?xml version='1.0' encoding='euc-jp'?>").label == "euc-jp"
    assert declaration(b"x" * 5000 + b'<meta charset="koi8-r">').label == ""
    assert declaration(b"<meta " * 100_000).label == ""


def test_the_answer_does_not_depend_on_what_came_before() -> None:
    pages = [text.encode(codec) * 3 for text, codec in ((POLISH, "cp1250"), (GERMAN, "latin-1"), (RUSSIAN, "koi8-r"))]
    first = [decode(page) for page in pages]
    assert [decode(page) for page in reversed(pages)] == first[::-1]


def test_one_lost_byte_does_not_hide_an_encoding() -> None:
    raw = ((JAPANESE + "\n") * 12).encode("euc_jp")
    found = checked(raw[:7] + raw[8:])
    assert found.encoding == "euc_jis_2004"
    assert found.text.endswith((JAPANESE + "\n") * 11)


def test_a_cut_end_costs_one_character() -> None:
    found = checked((JAPANESE * 4).encode("cp932") + b"\x93")
    assert (found.encoding, found.text) == ("cp932", JAPANESE * 4 + "\ufffd")


def test_line_ends_of_mainframes_are_line_ends() -> None:
    text = "The ferry to the island sails at noon today.\x85In winter it stays in the harbour.\x85" * 9
    found = checked(text.encode("cp037"))
    assert found.text == text.replace("\x85", "\n")


def test_a_telling_byte_decides_between_twins() -> None:
    french = "À l’été, l’entrée coûte près de 20 €, écrit-elle à Zoë.\n".replace("’", "'")
    assert checked((french * 5).encode("iso8859-15")).text == french * 5
    assert twin_of("cp437", "Ángel y Álvaro".encode("cp850")) == "cp850"
    assert twin_of("cp437", "═╡ Málaga ╞═ ñ".encode("cp437")) == "cp437"
    assert twin_of("cp1252", "¤ “x”".encode("cp1252")) == "cp1252"


def test_a_codec_that_does_not_give_the_bytes_back_has_no_segments() -> None:
    raw = b"\x1b$B\x1b(B" + JAPANESE.encode("iso2022_jp")
    found = checked(raw)
    assert (found.text, found.segments, found.edits) == (JAPANESE, (), ())


CODE = "for (i = 0; i < 10; i++) { total += price[i]; }\nif (found == NULL) return -1;\n"


@pytest.mark.parametrize(
    "signs",
    [
        "café", "½ cup", "20°C", "don’t", "“no”", "Müller, Zoë", "£5 and §3", "5×3 µm ± 1", "© 2024 – Hergé", "São Tomé",
        "“quoted” rôle façade Zoë", "… coöperate rôle § ñandú", "naïve fiancée Gödel", "½ Müller año µm ñandú",
    ],
)  # fmt: skip
def test_a_few_western_signs_in_code_are_no_other_language(signs: str) -> None:
    text = CODE * 10 + f"// {signs}\n" + CODE * 5
    found = checked(text.encode("cp1252"))
    assert found.text == text


def test_accented_letters_in_a_table_are_no_chinese() -> None:
    rows = "".join(f"{n};Müller;Zürich;Fähre\n{n};Gödel;Köln;Brücke\n" for n in range(12))
    assert checked(rows.encode("cp1252")).text == rows


def test_chinese_words_among_latin_ones_stay_chinese() -> None:
    text = "用Python语言写的程序，运行在Linux系统上，也可以用C语言来写。\n" * 4
    assert checked(text.encode("gb18030")).text == text


def test_letters_of_latin_9_are_letters_in_words_only() -> None:
    french = "Le cœur de l’œuvre bat à l’heure de la mer, et la mer à l’heure du cœur.\n".replace("’", "'") * 3
    assert checked(french.encode("iso8859-15")).text == french
    assert twin_of("iso8859-15", "½ l, ¼ l".encode("cp1252")) == "cp1252"
    assert twin_of("iso8859-15", "20 €".encode("iso8859-15")) == "iso8859-15"


def test_small_letters_of_windows_cyrillic_are_not_those_of_the_mac() -> None:
    assert twin_of("mac-cyrillic", "моя земля".encode("cp1251")) == "cp1251"
    assert twin_of("mac-cyrillic", "Моя земля".encode("mac-cyrillic")) == "mac-cyrillic"


def test_a_character_that_a_codec_writes_otherwise_is_an_edit() -> None:
    # Windows-932 has the Roman numeral one at 8754 and at FA4A.
    raw = (JAPANESE * 3).encode("cp932") + b"\x87\x54 \xfa\x4a\n"
    found = checked(raw)
    assert found.text == JAPANESE * 3 + "Ⅰ Ⅰ\n"
    assert found.encoding == "cp932"
    assert [codec for _, codec in found.segments] == ["cp932", "latin-1", "cp932"]
    assert "invalid_runs" not in found.evidence
