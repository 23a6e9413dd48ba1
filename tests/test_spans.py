"""Edits: what can be applied, and that it can be undone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleanse.errors import RuleError
from cleanse.spans import Edit, apply, invert, ordered
from cleanse.testing import dirty_text, edits_of


@given(st.data())
def test_invert_restores(data: st.DataObject) -> None:
    text = data.draw(dirty_text())
    edits = data.draw(edits_of(text))
    assert apply(apply(text, edits), invert(text, edits)) == text


@pytest.mark.parametrize(
    ("edits", "what"),
    [
        ([Edit(0, 3), Edit(2, 4)], "overlaps"),
        ([Edit(2, 9)], "leaves the text"),
        ([Edit(-1, 2)], "leaves the text"),
        ([Edit(3, 2)], "overlaps"),
    ],
)
def test_edits_that_cannot_be_applied_are_refused(edits: list[Edit], what: str) -> None:
    with pytest.raises(RuleError, match=what):
        ordered(edits, 5)


def test_edits_that_do_nothing_are_left_out() -> None:
    assert ordered([Edit(2, 2), Edit(4, 5, "x"), Edit(0, 1)], 5) == [Edit(0, 1), Edit(4, 5, "x")]


def test_an_insertion_may_stand_at_the_edge_of_a_deletion() -> None:
    edits = ordered([Edit(3, 5), Edit(3, 3, "-")], 6)
    assert apply("abcdef", edits) == "abc-f"
