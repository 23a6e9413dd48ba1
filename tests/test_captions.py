"""Captions printed twice, and the headline of another story at the end."""

from __future__ import annotations

import pytest

from cleanse.document import Document
from cleanse.spans import apply, ordered
from cleanse.testing import check_rule
from cleanse.transforms.repeated_captions import RepeatedCaptions
from cleanse.transforms.stray_headline import StrayHeadline

CAPTION = "Fishermen mend their nets on the quay at Lindholm"
STORY = "The lamp was lit at six, and the keeper wrote the hour in his book.\n\n" * 6
HEADLINE = "Farmers near the border wait for rain after dry spring"


def caption(text: str) -> str:
    return apply(text, ordered(RepeatedCaptions().edits(Document(text)), len(text)))


def headline(text: str) -> str:
    return apply(text, ordered(StrayHeadline().edits(Document(text)), len(text)))


def test_the_laws_hold() -> None:
    check_rule(RepeatedCaptions(), texts=[f"{CAPTION}\n{CAPTION}", f"\n{CAPTION}\n{CAPTION}\n\n"])
    check_rule(StrayHeadline(), texts=[STORY + HEADLINE, STORY + HEADLINE + "\n\n"])


def test_of_a_caption_printed_twice_one_goes() -> None:
    assert caption(f"Title\n\n{CAPTION}\n{CAPTION}\n\nText.\n") == f"Title\n\n{CAPTION}\n\nText.\n"
    assert caption(f"{CAPTION}\n{CAPTION}") == CAPTION
    assert caption(f"{CAPTION}\n{CAPTION}\nThe sea was calm.\n") == f"{CAPTION}\nThe sea was calm.\n"


@pytest.mark.parametrize(
    "text",
    [
        f"{CAPTION}\n{CAPTION}\n{CAPTION}\n",
        f"{CAPTION}\n{CAPTION}\n{CAPTION}\nText.\n",
        f"{CAPTION}\n\n{CAPTION}\n",
        f"First verse of the song\n{CAPTION}\n{CAPTION}\nLast verse\n",
        "Row the boat, row the boat, row it to the far shore,\n" * 2,
        "Row\nRow\n",
        "| a long row of a table with words | 1 |\n" * 2,
        "    total = total + one_more_thing(with_words)\n" * 2,
    ],
)
def test_refrains_tables_and_code_stay(text: str) -> None:
    assert caption(text) == text


@pytest.mark.parametrize("end", ["", "\n", "\n\n"])
def test_the_headline_of_another_story_goes(end: str) -> None:
    assert headline(STORY + HEADLINE + end).rstrip() == STORY.rstrip()
    assert headline("Keeper of the lamp retires\n\n" + STORY + HEADLINE).endswith("book.")


@pytest.mark.parametrize(
    "last",
    [
        HEADLINE + ".",
        "By Ada Stone in the harbour office at Lindholm town",
        "Ada Stone is a reporter for the paper in Lindholm",
        "Contact the harbour office for more about the ferry",
        "Photo of the harbour in the winter of last year",
        "- Farmers near the border wait for rain after dry spring",
        "Professor of Naval History, University of Lindholm, Department of Lamps",
        "and the keeper wrote nothing more in the book after",
        "Short line",
        "For more see www.example.org and the pages of the harbour",
    ],
)
def test_other_last_lines_stay(last: str) -> None:
    assert headline(STORY + last + "\n") == STORY + last + "\n"


@pytest.mark.parametrize(
    "text",
    [
        STORY.replace("\n\n", "\n") + HEADLINE,
        "The lamp was lit at six, and the keeper wrote the hour in his book.\n\n" * 3 + HEADLINE,
        STORY + "A heading of the text\n\n" + STORY + HEADLINE,
        "First of the months of the year in the old calendar\n\n" * 8 + HEADLINE,
    ],
)
def test_texts_that_are_no_plain_article_keep_their_last_line(text: str) -> None:
    assert headline(text) == text
