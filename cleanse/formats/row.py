"""A row of JSON lines: where its text stands, without understanding the rest, and what encoding it has."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from json.decoder import scanstring  # type: ignore[attr-defined]  # public in Python, missing from its stubs

from cleanse.document import Fact
from cleanse.errors import DocumentError
from cleanse.formats.decode import decode
from cleanse.formats.familiar import usual_share
from cleanse.literals import LONE, image_of_value, recoded

_space = re.compile(r"[ \t\r\n]*").match
# Numbers are passed over, not understood: a large one must neither be rounded nor refused.
_value = json.JSONDecoder(parse_int=str.encode, parse_float=str.encode).raw_decode

SURE = 100_000
"""Confidence in millionths that the detected encoding of a row must have: it is all the evidence there is."""

MOST_DAMAGED = 0.3
"""Share of invalid bytes beyond which nothing worth keeping is left of a text."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row that was read: the place of its text literal in bytes, its value and image, its encoding and how that was found."""

    start: int
    end: int
    value: str
    image: str
    codec: str
    evidence: Mapping[str, Fact]


# A row is read, placed and written one after the other: it is parsed once.
@lru_cache(maxsize=1)
def read_row(data: bytes, text_field: str, encoding: str) -> Row:
    """Read a row.

    Args:
        data: its bytes.
        text_field: the key of the text.
        encoding: the codec that settings force; ``""`` for none.

    Raises:
        DocumentError: ``not-json``, ``no-text-field``, ``not-text``, ``not-utf8`` or ``undecodable``.
    """
    sound = _is_utf_8(data)
    codec, evidence = ("utf-8", {}) if sound and not encoding else _encoding(data, encoding)
    line = data.decode("utf-8", "surrogateescape") if codec == "utf-8" else data.decode(codec)
    start, end, value = _text(line, text_field)
    if not sound and codec == "utf-8" and (LONE.search(line, 0, start) or LONE.search(line, end)):
        raise DocumentError("not-utf8", "the row is not UTF-8, and not only its text is damaged.")
    if not sound and codec == "utf-8" and len(LONE.findall(line, start, end)) > MOST_DAMAGED * (end - start):
        raise DocumentError("not-utf8", "the row is not UTF-8, and too much of its text is damaged.")
    before, literal = (len(part.encode(codec, "surrogateescape")) for part in (line[:start], line[start:end]))
    return Row(before, before + literal, value, image_of_value(value), codec, evidence)


def _is_utf_8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _encoding(data: bytes, forced: str) -> tuple[str, dict[str, Fact]]:
    """The encoding of a row that is not UTF-8 or must not be taken for it; UTF-8 for one that is damaged.

    Raises:
        DocumentError: the row is not text in the encoding that settings force.
    """
    if forced:
        try:
            recoded(data, forced)
        except ValueError as error:
            if forced != "utf-8":
                raise DocumentError(
                    "undecodable", f"the row cannot be read as {forced}, which was asked for."
                ) from error
        return forced, {"encoding": forced, "how": "forced"}
    try:
        found = decode(data)
    except DocumentError as error:
        raise DocumentError("not-utf8", f"the row is not UTF-8: {error.message}") from error
    confidence = found.evidence.get("confidence", 0)
    whole = found.segments == ((len(data), found.encoding),) and not found.edits
    # A lone E2 is more likely the beginning of a quotation mark in UTF-8.
    usual = usual_share(found.text) == 1 and set(filter(lambda char: char > "\x7f", found.text)) != {"â"}
    if whole and isinstance(confidence, int) and (confidence >= SURE or usual):
        return found.encoding, {"encoding": found.encoding, **found.evidence}
    return "utf-8", {}


def _text(line: str, text_field: str) -> tuple[int, int, str]:
    """Where the text literal stands in a row, in characters, and its value."""
    try:
        found = _find_string(line, text_field)
    except RecursionError as error:
        raise DocumentError("not-json", "the row is nested too deeply to be read.") from error
    except (ValueError, IndexError, StopIteration) as error:
        raise DocumentError("not-json", f"the row is not a JSON object: {error or 'it ends early'}.") from error
    if found is None:
        raise DocumentError(
            "no-text-field", f"the row has no field {text_field!r}; name the right one with --text-field."
        )
    start, end, value = found
    if not isinstance(value, str):
        raise DocumentError("not-text", f"the field {text_field!r} holds {_kind(value)}, not a string.")
    return start, end, value


def _find_string(line: str, key: str) -> tuple[int, int, object] | None:
    """The last member ``key`` of a JSON object, as readers of JSON take it: start, end, value."""
    found: tuple[int, int, object] | None = None
    place = _skip(line, 0)
    if line[place] != "{":
        raise ValueError("it does not start with '{'")
    place = _skip(line, place + 1)
    if line[place] == "}":
        _nothing_after(line, place + 1)
        return None
    while True:
        if line[place] != '"':
            raise ValueError(f"a key was expected at character {place}")
        name, place = scanstring(line, place + 1, True)
        place = _skip(line, place)
        if line[place] != ":":
            raise ValueError(f"':' was expected at character {place}")
        start = _skip(line, place + 1)
        value, end = _value(line, start)
        if name == key:
            found = (start, end, value)
        place = _skip(line, end)
        mark = line[place]
        place = _skip(line, place + 1)
        if mark == "}":
            _nothing_after(line, place)
            return found
        if mark != ",":
            raise ValueError(f"',' or '}}' was expected at character {place}")


def _skip(line: str, place: int) -> int:
    match = _space(line, place)
    return match.end() if match else place


def _nothing_after(line: str, place: int) -> None:
    if _skip(line, place) != len(line):
        raise ValueError(f"something follows the object at character {place}")


def _kind(value: object) -> str:
    if value is None:
        return "null"
    return {bool: "a boolean", list: "a list", dict: "an object"}.get(type(value), "a number")
