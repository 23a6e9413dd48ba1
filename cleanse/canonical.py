"""Canonical JSON: one valid way to write a value, so that a digest of it means something.

The form is that of RFC 8785 in a space where the standard library already writes it: no floats,
integers up to 2^53-1 in size, ASCII keys, no lone surrogates. What is read is encoded again and
compared, which by itself refuses duplicate keys, other orders, white space and number forms.
"""

from __future__ import annotations

import json
from typing import Any, NoReturn

from cleanse.errors import ManifestError


def _no_float(text: str) -> NoReturn:
    raise ManifestError("E_NUMBER", f"{_shown(text)} is not an integer")


MAX_INT = 2**53 - 1
MAX_LINE = 64 * 2**20
"""Bytes of a line, its line feed left out."""
MAX_DEPTH = 8
"""Lists and tables inside each other."""

_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
_DECODER = json.JSONDecoder(parse_float=_no_float, parse_constant=_no_float)


def canonical(value: object) -> bytes:
    r"""The one encoding of a value.

    Raises:
        ManifestError: ``E_NUMBER`` (a float, a big integer), ``E_SCHEMA`` (a key that is not ASCII, a lone
            surrogate, a value JSON has no form for), ``E_LIMIT`` (nested more than eight deep).

    >>> canonical({"b": [1, "é"], "a": None})
    b'{"a":null,"b":[1,"\xc3\xa9"]}'
    """
    check_values(value)
    return encode(value)


def encode(value: object) -> bytes:
    """`canonical` for a value whose types, numbers and depth were checked already.

    Raises:
        ManifestError: ``E_SCHEMA``: a lone surrogate, or a value JSON has no form for.
    """
    try:
        return _ENCODER.encode(value).encode()
    except UnicodeEncodeError:
        raise ManifestError("E_SCHEMA", "a text holds a lone surrogate, which UTF-8 cannot write") from None
    except (TypeError, ValueError, RecursionError) as error:
        raise ManifestError("E_SCHEMA", f"a value has no JSON form: {error}") from None


def check_values(value: object, depth: int = 1) -> None:
    """Refuse what canonical JSON cannot hold; see `canonical`."""
    kind = type(value)
    if kind is str or kind is bool or value is None:
        return
    if kind is int:
        if not -MAX_INT <= value <= MAX_INT:  # type: ignore[operator]
            raise ManifestError("E_NUMBER", f"an integer of more than 53 bits: {_shown(str(value))}")
        return
    if kind is float:
        raise ManifestError("E_NUMBER", f"{value!r} is a float: use integers, such as millionths")
    if depth > MAX_DEPTH:
        raise ManifestError("E_LIMIT", f"nested more than {MAX_DEPTH} deep")
    if isinstance(value, dict):
        for key, inner in value.items():
            if type(key) is not str or not key.isascii():
                raise ManifestError("E_SCHEMA", f"the key {_shown(repr(key))} is not ASCII text")
            check_values(inner, depth + 1)
    elif isinstance(value, list | tuple):
        for inner in value:
            check_values(inner, depth + 1)
    else:
        raise ManifestError("E_SCHEMA", f"a {kind.__name__} has no canonical form")


def parse_line(line: bytes) -> dict[str, Any]:
    """Read one line (without its line feed) and insist on the one valid encoding.

    Raises:
        ManifestError: ``E_DUPKEY``, ``E_NONCANON``, ``E_NUMBER``, ``E_SCHEMA`` or ``E_LIMIT``.

    >>> parse_line(b'{"a":1}')
    {'a': 1}
    >>> parse_line(b'{"a": 1}')
    Traceback (most recent call last):
    ...
    cleanse.errors.ManifestError: the line is not in canonical form
    """
    value = decode_line(line)
    check_values(value)
    return value


def decode_line(line: bytes) -> dict[str, Any]:
    """`parse_line` but for the size of integers and the depth, which a schema check bounds more cheaply."""
    if len(line) > MAX_LINE:
        raise ManifestError("E_LIMIT", f"a line of {len(line)} bytes; at most {MAX_LINE} are read")
    try:
        text = line.decode()
    except UnicodeDecodeError as error:
        raise ManifestError("E_SCHEMA", f"not UTF-8 at byte {error.start} of the line") from None
    if text.startswith("\ufeff"):
        raise ManifestError("E_NONCANON", "the line starts with a byte order mark")
    try:
        value, _ = _DECODER.raw_decode(text)
        if encode(value) != line:
            _diagnose(text)
    except RecursionError:
        raise ManifestError("E_LIMIT", f"nested more than {MAX_DEPTH} deep") from None
    except json.JSONDecodeError as error:
        raise ManifestError("E_SCHEMA", f"not JSON: {error.msg} at character {error.pos}") from None
    except ValueError:
        # Python refuses to read integers of thousands of digits.
        raise ManifestError("E_NUMBER", "an integer of more than 53 bits") from None
    if type(value) is not dict:
        raise ManifestError("E_SCHEMA", f"a line holds a table, not a {type(value).__name__}")
    return value


def _integer(text: str) -> int:
    if text == "-0":
        raise ManifestError("E_NUMBER", "-0 is another way to write 0")
    value = int(text)
    if not -MAX_INT <= value <= MAX_INT:
        raise ManifestError("E_NUMBER", f"an integer of more than 53 bits: {_shown(text)}")
    return value


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    table = dict(pairs)
    if len(table) != len(pairs):
        names = [key for key, _ in pairs]
        twice = next(key for key in names if names.count(key) > 1)
        raise ManifestError("E_DUPKEY", f"the key {_shown(repr(twice))} stands twice in one table")
    return table


def _diagnose(text: str) -> NoReturn:
    """Say in what way a line that is JSON is not canonical JSON."""
    json.loads(text, parse_int=_integer, object_pairs_hook=_pairs)
    hint = "a carriage return ends the line" if text.endswith("\r") else ""
    raise ManifestError("E_NONCANON", "the line is not in canonical form" + (f": {hint}" if hint else ""))


def _shown(text: str) -> str:
    return text if len(text) <= 40 else text[:37] + "..."
