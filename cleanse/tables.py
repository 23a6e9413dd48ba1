"""A frozen dataclass from a TOML table, naming the bad key and its nearest neighbour.

Settings and rule packs are read through here, so that every mistake is told in the same words:
where it stands, what is wrong, and which key was probably meant.
"""

from __future__ import annotations

import dataclasses
import types
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from cleanse.errors import SettingsError

T = TypeVar("T")

_NAMES = {str: "text", int: "a whole number", bool: "true or false", float: "a number", dict: "a table", list: "a list"}


def nearest(word: str, known: Sequence[str]) -> str:
    """The known word that looks most like `word`, or ``""``.

    >>> nearest("lanuages", ["languages", "match"])
    'languages'
    >>> nearest("xyz", ["languages", "match"])
    ''
    """
    return next(iter(get_close_matches(word, list(known), n=1, cutoff=0.6)), "")


def meant(word: str, known: Sequence[str]) -> str:
    """The hint for an unknown word: its nearest neighbour, or all that is known.

    >>> meant("tial", ["head", "tail"])
    'Write "tail".'
    >>> meant("xyz", ["head", "tail"])
    'Choose one of: head, tail.'
    """
    near = nearest(word, known)
    return f'Write "{near}".' if near else f"Choose one of: {', '.join(known)}."


def from_table(
    cls: type[T], table: Mapping[str, object], where: str = "", *, error: type[SettingsError] = SettingsError
) -> T:
    """Fill a dataclass from a table.

    Lists become tuples, sub-tables become the dataclass their field is annotated with. A field may be
    annotated with ``str``, ``int``, ``bool``, ``float``, a ``Literal``, ``tuple[..., ...]``,
    ``Mapping[str, ...]``, a dataclass, ``object``, or a union of these.

    Args:
        cls: a dataclass.
        table: as `tomllib` reads it.
        where: what stands before every message, such as ``cleanse.toml, [dedup]``.
        error: the class to raise.

    Raises:
        SettingsError: an unknown or missing key, or a value of the wrong type.

    >>> @dataclasses.dataclass(frozen=True)
    ... class Options:
    ...     limit: int = 5
    >>> from_table(Options, {"limit": 7})
    Options(limit=7)
    >>> from_table(Options, {"limt": 7}, "my.toml")
    Traceback (most recent call last):
    cleanse.errors.SettingsError: my.toml: there is no key "limt". Write "limit".
    """
    place = f"{where}: " if where else ""
    if not dataclasses.is_dataclass(cls):
        raise TypeError(f"{cls!r} is no dataclass")
    fields = {field.name: field for field in dataclasses.fields(cls) if field.init}
    hints = get_type_hints(cls)
    values: dict[str, object] = {}
    for key, value in table.items():
        if key not in fields:
            raise error(f'{place}there is no key "{key}".', hint=meant(key, list(fields)))
        values[key] = _value(hints[key], value, f"{place}{key}", error)
    for name, field in fields.items():
        missing = field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
        if missing and name not in values:
            raise error(f'{place}the key "{name}" is missing.', hint=f"Add {name} = {_example(hints[name])}.")
    return cls(**values)


def _value(kind: Any, value: object, where: str, error: type[SettingsError]) -> object:
    """A value checked against an annotation, lists turned into tuples."""
    origin = get_origin(kind)
    arguments = get_args(kind)
    if kind is Any or kind is object:
        return value
    if origin is Literal:
        if value in arguments and type(value) in {type(choice) for choice in arguments}:
            return value
        choices = [str(choice) for choice in arguments]
        raise error(f"{where}: {_shown(value)} is not one of its values.", hint=meant(str(value), choices))
    if origin in (Union, types.UnionType):
        for choice in arguments:
            try:
                return _value(choice, value, where, error)
            except error:
                continue
    elif origin is tuple and isinstance(value, list | tuple):
        return tuple(_value(arguments[0], item, f"{where}[{place}]", error) for place, item in enumerate(value))
    elif isinstance(origin, type) and issubclass(origin, Mapping) and isinstance(value, Mapping):
        return {key: _value(arguments[1], item, f"{where}.{key}", error) for key, item in value.items()}
    elif dataclasses.is_dataclass(kind) and isinstance(kind, type):
        if isinstance(value, kind):
            return value
        if isinstance(value, Mapping):
            return from_table(kind, value, where, error=error)
    elif kind is float and type(value) in (int, float):
        return float(value)  # type: ignore[arg-type]
    elif isinstance(kind, type) and type(value) is kind:
        return value
    raise error(f"{where} must be {_told(kind)}, not {_shown(value)}.", hint=f"Write {_example(kind)}.")


def _told(kind: Any) -> str:
    """What an annotation asks for, in words."""
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        return " or ".join(_told(choice) for choice in get_args(kind))
    if origin is Literal:
        return "one of " + ", ".join(str(choice) for choice in get_args(kind))
    if origin is tuple:
        return f"a list, each item {_told(get_args(kind)[0])}"
    if kind is type(None):
        return "left out"
    return _NAMES.get(kind, "a table")


def _example(kind: Any) -> str:
    """A value of the right type, as TOML writes it."""
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        return _example(get_args(kind)[0])
    if origin is Literal:
        return f'"{get_args(kind)[0]}"'
    if origin is tuple:
        return f"[{_example(get_args(kind)[0])}]"
    return {str: '"..."', int: "1", bool: "true", float: "0.5"}.get(kind, "a table")


def _shown(value: object) -> str:
    """A value in a message: its type's name and itself, cut short."""
    text = repr(value) if not isinstance(value, bool) else str(value).lower()
    return f"{_NAMES.get(type(value), 'a ' + type(value).__name__)} ({text[:60]})"
