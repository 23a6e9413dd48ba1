"""Dataclasses from TOML tables: what is accepted, and how mistakes are told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import pytest

from cleanse.errors import PackError, SettingsError
from cleanse.tables import from_table


@dataclass(frozen=True)
class Inner:
    depth: int = 1


@dataclass(frozen=True)
class Options:
    name: str
    limit: int = 5
    on: bool = False
    ratio: float = 0.5
    mode: Literal["fast", "exact"] = "fast"
    words: tuple[str, ...] = ()
    either: str | tuple[str, ...] = ""
    inner: Inner = Inner()


def test_a_whole_table_is_read() -> None:
    table = {"name": "n", "limit": 3, "on": True, "ratio": 2, "mode": "exact", "words": ["a"], "either": ["b"]}
    read = from_table(Options, {**table, "inner": {"depth": 4}})
    assert read == Options("n", 3, True, 2.0, "exact", ("a",), ("b",), Inner(4))


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ({"name": "n", "limti": 3}, r'no key "limti"\. Write "limit"'),
        ({}, r'key "name" is missing\. Add name = "\.\.\."'),
        ({"name": "n", "limit": "3"}, r"limit must be a whole number, not text \('3'\)"),
        ({"name": "n", "limit": True}, "limit must be a whole number, not true or false"),
        ({"name": "n", "words": "a"}, "words must be a list"),
        ({"name": "n", "words": ["a", 1]}, r"words\[1\] must be text"),
        ({"name": "n", "mode": "exat"}, 'Write "exact"'),
        ({"name": "n", "inner": {"dept": 1}}, r'x\.toml: inner: there is no key "dept"\. Write "depth"'),
        ({"name": "n", "either": 1}, "either must be text or a list"),
    ],
)
def test_a_mistake_says_where_what_and_the_mend(table: dict[str, object], told: str) -> None:
    with pytest.raises(SettingsError, match=told) as caught:
        from_table(Options, table, "x.toml")
    assert str(caught.value).startswith("x.toml: ")
    assert caught.value.hint


def test_the_caller_chooses_the_class_of_the_error() -> None:
    with pytest.raises(PackError):
        from_table(Options, {}, error=PackError)
