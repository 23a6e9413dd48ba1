"""The probe's short cuts skip an expression only where it would find nothing."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cleanse.language.probe import _ADDRESSES, _NOISE, _may_hold_noise, without_addresses


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="abcdfgBCDĞıİſKé ab", max_size=80))
@example("bcdfghjklm")
@example("BCDFGHJKLſ")
@example("a" * 50)
@example("\u0131" * 50)
@example("\u212a" * 10)
def test_no_noise_is_passed_over(words: str) -> None:
    assert _may_hold_noise(words) or not _NOISE.search(words)


@given(st.lists(st.sampled_from(["http://", "www.", "@", "a", ".", " ", "-", "https:/"]), max_size=12).map("".join))
def test_no_address_is_passed_over(text: str) -> None:
    assert without_addresses(text) == _ADDRESSES.sub(" ", text)


@pytest.mark.parametrize("words", ["the ferry sails at noon", "Straße und Fähre", "паром отходит утром", "a" * 49])
def test_prose_takes_the_short_cut(words: str) -> None:
    assert not _may_hold_noise(words)
