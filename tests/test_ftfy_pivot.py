"""What is looked for before ftfy is asked finds every text that ftfy's expression finds."""

from __future__ import annotations

import re
from itertools import product

from ftfy.badness import BADNESS_RE, MOJIBAKE_CATEGORIES, is_bad
from hypothesis import given, settings
from hypothesis import strategies as st

from cleanse.transforms.ftfy_repair import _NOT_ASCII, _library, _pivot

PIVOT = _pivot(MOJIBAKE_CATEGORIES)
SIGNS = sorted(
    {sign for sign in "".join(MOJIBAKE_CATEGORIES.values()) if ord(sign) > 127}
    | {sign for sign in BADNESS_RE.pattern if ord(sign) > 127}
    | {*"aZ .,é字и\x85"}
)


def test_the_installed_expression_is_the_one_that_was_read() -> None:
    assert _library()[2].pattern == PIVOT.pattern != _NOT_ASCII.pattern


def test_no_pair_is_missed() -> None:
    for pair in product(SIGNS, repeat=2):
        text = "".join(pair)
        for framed in (text, f"a{text}", f" {text}", f"{text}a"):
            assert PIVOT.search(framed) or not BADNESS_RE.search(framed), framed


@settings(max_examples=1000, deadline=None)
@given(st.lists(st.sampled_from(SIGNS), min_size=1, max_size=6))
def test_no_run_is_missed(signs: list[str]) -> None:
    text = "".join(signs)
    assert PIVOT.search(text) or not is_bad(text)


def test_ordinary_prose_has_no_pivot() -> None:
    for text in (
        "Élodie a mangé à l’île",
        "Ähren, Öfen und Straßen – überall",
        "el niño cantó",
        "паром",
        "旧码头在这里",
    ):
        assert not re.search(PIVOT, text), text
