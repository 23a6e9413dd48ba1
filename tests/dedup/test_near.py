"""near_duplicates: the public face."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleanse.dedup.near import Cluster, near_duplicates
from cleanse.errors import SettingsError

LINE = "nobody in the village could say who had lit the lamp on the outer pier that night"

copies = st.integers(0, 9).map(lambda place: " ".join(w for n, w in enumerate(LINE.split()) if n != place or place > 2))
texts_of = st.lists(
    st.one_of(copies, st.sampled_from([LINE, LINE.title(), LINE + " at all", "", "short", LINE + " " + LINE])),
    max_size=12,
)


@settings(deadline=None)
@given(st.data(), texts_of)
def test_the_order_of_the_texts_changes_nothing(data: st.DataObject, texts: list[str]) -> None:
    shuffled = data.draw(st.permutations(texts))

    def seen(texts: list[str]) -> list[tuple[list[str], list[str]]]:
        clusters = near_duplicates(texts)
        return sorted((sorted(texts[m] for m in c.members), sorted(texts[m] for m in c.kept)) for c in clusters)

    assert seen(texts) == seen(shuffled)


def test_clusters_are_ordered_by_their_first_member() -> None:
    other = LINE.replace("village", "harbour").replace("lamp", "fire").replace("night", "spring")
    texts = ["x y z", other, LINE, "x Y z!", "alone", LINE, other + "."]
    assert near_duplicates(texts) == [Cluster((0, 3), (3,)), Cluster((1, 6), (6,)), Cluster((2, 5), (2,))]


def test_any_iterable_will_do() -> None:
    def stream() -> Iterator[str]:
        yield from (LINE, "nothing like it", f"{LINE} or so", "lone \ud800 surrogate", "lone \ud800 surrogate")

    assert near_duplicates(stream()) == [Cluster((0, 2), (2,)), Cluster((3, 4), (3,))]


def test_the_threshold_is_inclusive() -> None:
    texts = ["a b c d e f g h", "a b c d e f g h i"]  # 4 of 5 shingles
    assert len(near_duplicates(texts, 0.8)) == 1
    assert near_duplicates(texts, 0.800001) == []


def test_nothing_gives_nothing() -> None:
    assert near_duplicates([]) == near_duplicates(["", ""]) == near_duplicates([LINE]) == []


@pytest.mark.parametrize("threshold", [0, -0.5, 1.01, float("nan"), float("inf")])
def test_a_threshold_out_of_range_is_refused(threshold: float) -> None:
    with pytest.raises(SettingsError, match="similarity"):
        near_duplicates([LINE, LINE], threshold)


def test_what_is_no_text_is_refused() -> None:
    with pytest.raises(SettingsError, match="item 1 is of type bytes"):
        near_duplicates(["a", b"b"])  # type: ignore[list-item]
    with pytest.raises(SettingsError, match="single text"):
        near_duplicates("a text")
