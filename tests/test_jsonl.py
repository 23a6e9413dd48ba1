"""JSON lines: rows are found without being understood, and only the text literal changes."""

from __future__ import annotations

import hashlib
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleanse.document import Piece
from cleanse.errors import DocumentError
from cleanse.formats.jsonl import Jsonl
from cleanse.literals import image_of_value, value_of
from cleanse.spans import apply, ordered

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(codec="utf-8"), max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(st.characters(codec="utf-8"), max_size=4), inner, max_size=3)
    ),
    max_leaves=8,
)
TEXT = st.text(st.characters(codec="utf-8"), max_size=20)


@given(
    st.dictionaries(
        st.text(st.characters(codec="utf-8"), max_size=4).filter(lambda key: key != "text"), VALUES, max_size=4
    ),
    TEXT,
    TEXT,
    st.booleans(),
)
def test_only_the_text_literal_changes(row: dict[str, object], text: str, replacement: str, ascii_only: bool) -> None:
    line = json.dumps({**row, "text": text, "after": 1}, ensure_ascii=ascii_only)
    piece = _piece(line)
    format = Jsonl()
    assert format.read(piece).text == text
    assert format.write(piece, text) == piece.data
    changed = format.write(piece, replacement)
    assert json.loads(changed) == {**row, "text": replacement, "after": 1}
    offset, length = format.place(piece)
    assert json.loads(piece.data[offset : offset + length]) == text
    if text != replacement:
        assert (
            changed
            == piece.data[:offset]
            + json.dumps(replacement, ensure_ascii=False).encode()
            + piece.data[offset + length :]
        )


def test_numbers_keys_and_spaces_stay_byte_for_byte() -> None:
    line = '{ "n":1.0,"big":123456789012345678901234567890 , "n": 2e5, "text" : "a\\u00e9", "text2":"\\u00e9" }'
    assert Jsonl().write(_piece(line), "b") == line.replace('"a\\u00e9"', '"b"').encode()


def test_of_two_fields_of_one_name_the_last_counts() -> None:
    piece = _piece('{"text":"one","text":"two"}')
    assert Jsonl().read(piece).text == "two"
    assert Jsonl().write(piece, "x") == b'{"text":"one","text":"x"}'


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("not json", "not-json"),
        ('{"text":"a"', "not-json"),
        ('{"text":"a"} {}', "not-json"),
        ('{"text":"a",}', "not-json"),
        ('["text"]', "not-json"),
        ('{"text" "a"}', "not-json"),
        ("{", "not-json"),
        ("{}", "no-text-field"),
        ('{"body":"a"}', "no-text-field"),
        ('{"text":5}', "not-text"),
        ('{"text":1.5}', "not-text"),
        ('{"text":null}', "not-text"),
        ('{"text":["a"]}', "not-text"),
        ('{"a":' + "[" * 100_000 + "]" * 100_000 + ',"text":"a"}', "not-json"),
    ],
)
def test_rows_that_cannot_be_read_say_why(line: str, code: str) -> None:
    with pytest.raises(DocumentError) as caught:
        Jsonl().read(_piece(line))
    assert caught.value.code == code


FRENCH = "Les élèves répétaient à l’église, près de la forêt."
RUSSIAN = "Паром на остров отходит каждое утро в половине десятого."


@pytest.mark.parametrize(
    "row",
    [
        b'{"text":"\xff\xfe"}',
        b'{"name":"caf\xc3","text":"The clerk went home before the fog came in."}',
        b'{"text":"The clerk went home before the fog came in.","name":"\x81\x8d\x90\xc3"}',
        b'\x00\xff\x00\xff{"text":"a"}',
    ],
)
def test_a_row_that_is_no_text_in_any_encoding_fails(row: bytes) -> None:
    with pytest.raises(DocumentError) as caught:
        Jsonl().read(Piece(row))
    assert caught.value.code in {"not-utf8", "not-json"}


@pytest.mark.parametrize(("text", "codec"), [(FRENCH, "cp1252"), (RUSSIAN * 2, "cp1251"), (RUSSIAN * 2, "koi8-r")])
def test_a_row_of_another_encoding_goes_out_as_utf_8(text: str, codec: str) -> None:
    line = json.dumps({"über": 1, "text": text, "n": 1.50}, ensure_ascii=False).replace("über", "name")
    piece = Piece(line.encode(codec), row=1)
    format = Jsonl()
    assert (format.read(piece).text, format.codec(piece)) == (text, codec)
    assert format.read(piece).facts["text/decode"]["encoding"] == codec  # type: ignore[index, call-overload]
    assert format.write(piece, text) == line.encode()
    assert json.loads(format.write(piece, "new")) == {"name": 1, "text": "new", "n": 1.5}
    offset, length = format.place(piece)
    assert value_of(piece.data[offset : offset + length], codec) == text


@pytest.mark.parametrize(
    ("literal", "image", "text"),
    [
        (rb"half a pair \ud83d here", r"half a pair \ud83d here", "half a pair \ufffd here"),
        (rb"\udc00\udc01 and \ud83d\ude00", r"\udc00\udc01 and " + "\U0001f600", "\ufffd and \U0001f600"),
        (b"The harbour caf\xc3 was closed", r"The harbour caf\udcc3 was closed", "The harbour caf\ufffd was closed"),
        (b"gr\xc3\xbcn, gr\xc3\xbcn, don\x92t", "grün, grün, don" + r"\udc92t", "grün, grün, don’t"),
        (
            b"a ship \xed\xa0\xbd\xed\xba\xa2 sails",
            r"a ship \udced\udca0\udcbd\udced\udcba\udca2 sails",
            "a ship \U0001f6a2 sails",
        ),
        (rb"\\ud83d is how it is written", r"\ud83d is how it is written", r"\ud83d is how it is written"),
    ],
)
def test_what_utf_8_cannot_hold_is_an_escape_in_the_image(literal: bytes, image: str, text: str) -> None:
    piece = Piece(b'{"id": 1, "text":"' + literal + b'"}', row=1)
    document = Jsonl().read(piece)
    assert document.text == image
    assert apply(image, ordered(document.edits, len(image))) == text
    assert image_of_value(value_of(b'"' + literal + b'"')) == image
    assert Jsonl().write(piece, image) == piece.data
    assert json.loads(Jsonl().write(piece, text))["text"] == text


@given(st.text(st.characters() | st.characters(categories=["Cs"]), max_size=30), st.booleans())
def test_any_string_of_json_has_an_image_and_edits_that_fit(value: str, ascii_only: bool) -> None:
    line = json.dumps({"text": value}, ensure_ascii=ascii_only).encode("utf-8", "surrogatepass")
    try:
        document = Jsonl().read(Piece(line))
    except DocumentError as error:
        assert error.code == "not-utf8"  # noqa: PT017 - the law is that nothing else is raised
        return
    text = apply(document.text, ordered(document.edits, len(document.text)))
    text.encode()
    if value.isascii():
        assert text == value


def test_a_forced_encoding_is_not_argued_with() -> None:
    row = Piece('{"text":"Grüße"}'.encode(), encoding="cp1251")
    assert Jsonl().read(row).text == "GrГјГџe"
    with pytest.raises(DocumentError) as caught:
        Jsonl().read(Piece(b'{"text":"\x81"}', encoding="cp932"))
    assert caught.value.code == "undecodable"


@given(
    st.lists(
        st.sampled_from([b"", b" ", b"{}", b'{"text":"a"}', b"\xef\xbb\xbf", b"x" * 40, b"y" * 33 + b"\r"]), max_size=8
    ),
    st.sampled_from([b"\n", b"\r\n"]),
    st.booleans(),
)
def test_pieces_cover_the_stream(lines: list[bytes], end: bytes, final: bool) -> None:
    data = end.join(lines) + end * final
    position = 0
    for piece in Jsonl().pieces(io.BytesIO(data), 32):
        assert piece.offset == position
        body = data[position : position + piece.size]
        if piece.digest:
            assert piece.digest == hashlib.sha256(body).hexdigest()
            assert piece.size > 32
        else:
            assert piece.data == body
        position += piece.size
        assert data[position : position + len(piece.end)] == piece.end
        position += len(piece.end)
    assert position == len(data)


def test_a_row_that_is_too_large_is_passed_over_without_being_held() -> None:
    stream = io.BytesIO(b'{"text":"' + b"a" * 5_000_000 + b'"}\n{"text":"b"}\n')
    large, small = Jsonl().pieces(stream, 1000)
    assert (large.size, large.data, large.row) == (5_000_011, b"", 1)
    assert (small.data, small.row, small.offset) == (b'{"text":"b"}', 2, 5_000_012)


def _piece(line: str) -> Piece:
    data = line.encode()
    return Piece(data, row=1, size=len(data))
