"""Menus that stand twice around a text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cleanse import Document
from cleanse.spans import apply, ordered
from cleanse.transforms.repeated_menus import RepeatedMenus

STORY = "The harbour froze over in the night, and no boat could leave the quay before the thaw."
OTHER = "In the morning the pilots walked home over the ice, and the gulls walked behind them."
MENU = "Harbour\nWeather\nTides\nFerries\nLetters\n"

FIELDS = "Tools: awl\nTime: 1 h\nSkill: low\nCost: 3 d\nFor: 2\n"


def clean(text: str) -> str:
    return apply(text, ordered(RepeatedMenus().edits(Document(text)), len(text)))


def test_both_copies_of_a_menu_go() -> None:
    assert (
        clean(f"{MENU}A headline\n\n{STORY}\n{OTHER}\n\n* harbour\n* weather\n* TIDES\n* Ferries\n* Letters\n")
        == f"A headline\n\n{STORY}\n{OTHER}\n"
    )


def test_a_menu_in_the_body_stays() -> None:
    text = f"{MENU}\n{STORY}\n\n{MENU}\n{OTHER}\n\n{MENU}"
    assert clean(text) == text


def test_four_lines_are_no_menu() -> None:
    text = f"Harbour\nWeather\nTides\nIce\n\n{STORY}\n\nHarbour\nWeather\nTides\nIce\n"
    assert clean(text) == text


def test_a_song_keeps_its_refrain() -> None:
    refrain = "Over the bar\nHome to the light\nAnd the gulls on the spar\nFollow the light\nOver the rim\n"
    text = f"It strikes when the water is high\n{refrain}\nIt strikes when the water is low\n{refrain}"
    assert clean(text) == text


def test_fields_and_code_are_no_menu() -> None:
    text = f"{FIELDS}\n{STORY}\n\n{FIELDS}"
    assert clean(text) == text


@given(
    st.lists(
        st.sampled_from(["Harbour", "Weather", "Tides", "Gulls", "Ice", "Fog", "", STORY, OTHER, "x = {1}"]),
        max_size=24,
    )
)
def test_a_second_pass_finds_nothing_and_prose_stays(lines: list[str]) -> None:
    once = clean("\n".join(lines))
    assert clean(once) == once
    assert [line for line in once.split("\n") if line in {STORY, OTHER}] == [
        line for line in lines if line in {STORY, OTHER}
    ]
