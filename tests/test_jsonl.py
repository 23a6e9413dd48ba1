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
        ('{"text":"\\ud83d"}', "lone-surrogate"),
        ('{"a":' + "[" * 100_000 + "]" * 100_000 + ',"text":"a"}', "not-json"),
    ],
)
def test_rows_that_cannot_be_read_say_why(line: str, code: str) -> None:
    with pytest.raises(DocumentError) as caught:
        Jsonl().read(_piece(line))
    assert caught.value.code == code


def test_a_row_that_is_not_utf8_fails() -> None:
    with pytest.raises(DocumentError) as caught:
        Jsonl().read(Piece(b'{"text":"\xff"}'))
    assert caught.value.code == "not-utf8"


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
