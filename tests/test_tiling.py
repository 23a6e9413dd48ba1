"""The laws of the composed map."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleanse.errors import RuleError
from cleanse.spans import Edit, apply
from cleanse.testing import dirty_text, edits_of
from cleanse.tiling import Tiling, apply_wire, compose, from_edits, identity, to_wire

Stages = tuple[str, list[Tiling], str]


@st.composite
def stages(draw: st.DrawFn, count: int = 3) -> Stages:
    """A text, tilings of that many stages over it, and what comes out."""
    source = text = draw(dirty_text(6))
    tilings = []
    for number in range(count):
        edits = draw(edits_of(text, by=f"test/stage-{number}"))
        tilings.append(from_edits(len(text), edits))
        text = apply(text, edits)
    return source, tilings, text


@given(stages(4))
def test_compose_equals_sequential_apply(chain: Stages) -> None:
    source, tilings, output = chain
    whole = tilings[0]
    for tiling in tilings[1:]:
        whole = compose(whole, tiling)
    assert whole.apply(source) == output


@given(stages(3))
def test_compose_is_associative(chain: Stages) -> None:
    """The same map either way: what is copied, what is inserted where, which rules are named.

    Where literals of several rules were swallowed, the joined names may be cut at other places.
    """
    source, (a, b, c), output = chain
    left, right = compose(compose(a, b), c), compose(a, compose(b, c))
    assert left.apply(source) == right.apply(source) == output
    assert _copies(left) == _copies(right)
    assert [_gone(left, place) for place in range(len(source))] == [_gone(right, place) for place in range(len(source))]


@given(stages(3))
def test_tiles_partition_the_source(chain: Stages) -> None:
    source, (a, b, c), _ = chain
    whole = compose(compose(a, b), c)
    place = 0
    for tile in whole.tiles:
        assert tile.start == place
        assert (tile.insert is None) == (not tile.rules), "every removed character has a rule, no copied one has"
        place += tile.length
    assert place == len(source) == whole.size


@given(stages(3))
def test_invert_leads_back(chain: Stages) -> None:
    source, (a, b, c), output = chain
    assert compose(compose(a, b), c).invert(source).apply(output) == source


@given(stages(2))
def test_look_ups_agree_in_both_directions(chain: Stages) -> None:
    source, (a, b), output = chain
    whole = compose(a, b)
    for place, character in enumerate(source):
        offset = whole.output_offset(place)
        if offset is not None:
            assert output[offset] == character
            assert whole.source_spans(offset, offset + 1)[0].start == place
    copied = sum(span.end - span.start for span in whole.source_spans(0, len(output)))
    assert copied == sum(tile.length for tile in whole.tiles if tile.insert is None)


@given(stages(3))
def test_the_wire_form_says_the_same_in_bytes(chain: Stages) -> None:
    source, (a, b, c), output = chain
    whole = compose(compose(a, b), c)
    index = {f"test/stage-{number}": number for number in range(3)}
    wire = to_wire(whole, source, index)
    assert apply_wire(source.encode(), wire).decode() == output
    assert all(deleted or inserted for _, deleted, inserted, _ in wire), "no empty edits"
    for (_, _, _, before), (gap, _, _, rules) in itertools.pairwise(wire):
        assert gap or before != rules, "neighbours of one rule are merged"


def test_a_literal_swallowed_by_a_later_rule_joins_the_names() -> None:
    first = from_edits(5, [Edit(1, 3, "X", by="a/one")])
    second = from_edits(4, [Edit(1, 2, "Y", by="b/two")])
    assert list(compose(first, second).changes()) == [(1, 3, "Y", ("a/one", "b/two"))]


def test_a_cut_inside_a_literal_leaves_its_source_on_the_first_fragment() -> None:
    first = from_edits(4, [Edit(0, 2, "xyz", by="a/one")])
    second = from_edits(5, [Edit(1, 2, "", by="b/two")])
    whole = compose(first, second)
    assert whole.apply("abcd") == "xzcd"
    assert [(tile.start, tile.length) for tile in whole.tiles] == [(0, 2), (2, 2)]


@pytest.mark.parametrize("size", [2, 9])
def test_tilings_that_do_not_fit_are_refused(size: int) -> None:
    with pytest.raises(RuleError, match="cannot compose"):
        compose(identity(5), identity(size))


def test_an_edit_that_leaves_its_image_is_refused() -> None:
    with pytest.raises(ValueError, match="leaves the 3 bytes"):
        apply_wire(b"abc", [(2, 2, "", (0,))])


def _copies(tiling: Tiling) -> list[tuple[int, str]]:
    """What each source character became: itself, or the literals that stand before the next copy."""
    copies: list[tuple[int, str]] = []
    literal = ""
    for tile in tiling.tiles:
        if tile.insert is None:
            copies += [
                (place, literal if place == tile.start else "") for place in range(tile.start, tile.start + tile.length)
            ]
            literal = ""
        else:
            literal += tile.insert
    return [*copies, (-1, literal)]


def _gone(tiling: Tiling, place: int) -> bool:
    return tiling.output_offset(place) is None
