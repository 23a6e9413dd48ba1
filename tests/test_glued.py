"""Furniture glued to sentences: it goes alone, and the sentence stays whole."""

from __future__ import annotations

import pytest
from hypothesis import given

from cleanse.document import Document
from cleanse.spans import apply, ordered
from cleanse.testing import check_rule, clean_text
from cleanse.transforms.glued import Glued

SENTENCE = "The council said that it would look at the harbour wall again in the spring."
OPEN = "Two ships with salt and timber left for the north at dawn"


def clean(text: str) -> str:
    return apply(text, ordered(Glued().edits(Document(text)), len(text)))


@pytest.mark.parametrize(
    ("before", "furniture", "after"),
    [
        (OPEN, "GMT 11:25 2018 Friday ,26 January", ""),
        ("The talks went on in northern Syria until the morning came", "UTC 09:12 2016 Monday, 4 July", ""),
        (SENTENCE, "Read more: Fog closes the southern channel", ""),
        (SENTENCE, "READ MORE", ""),
        (SENTENCE, "Related: Salt merchants ask for a new road", ""),
        (SENTENCE, "Share this on Facebook", ""),
        (SENTENCE, "Follow us on Twitter", ""),
        (SENTENCE, "Advertisement", ""),
        (SENTENCE, "Posted on 3 March 2012 by admin", ""),
        (OPEN, "Last updated: March 3, 2012 at 10:15", ""),
        (OPEN, "3 hours ago", ""),
        ("Город замёрз, и корабли остались в порту до самой весны.", "Читайте также: Соль снова подешевела", ""),
        ("Le port a gelé et personne n'a pris la mer avant le printemps.", "Lire aussi : Le sel baisse encore", ""),
        ("", "Share this on Facebook", SENTENCE),
        ("", "ADVERTISEMENT", SENTENCE),
        ("", "ShareTweetEmail", SENTENCE),
        ("", "Posted on 12/05/2014 by webmaster", SENTENCE),
        ("", "GMT 11:25 2018 Friday ,26 January", SENTENCE),
        ("", "Share on Twitter", SENTENCE + "Share this via Email"),
    ],
)
def test_furniture_goes_at_the_seam(before: str, furniture: str, after: str) -> None:
    left = (before + after).removesuffix("Share this via Email")
    assert clean(before + furniture + after) == left
    assert clean(f"One.\n\n{before}{furniture}{after}\nTwo.\n") == f"One.\n\n{left}\nTwo.\n"


@pytest.mark.parametrize(
    "line",
    [
        "He put what he had seen on the ice that night on Facebook",
        "They had last been seen from the lighthouse two hours ago",
        "She wrote it for the Advertisement",
        "Share this on Facebook The council said that it would look at the harbour wall again.",
        "Share this on Facebook",
        "GMT 11:25 2018 Friday ,26 January",
        "The old clock on the pier was set to GMT 11:25 2018 Friday ,26 January",
        "Harbour watch: Read more",
        "They used iPhone and YouTube and DevOps and all that and it was good.",
        "The paper was called eAdvertisement in those days, and nobody read it at all.",
        "See https://lantern.example.org/news/Facebook",
        "Advertisements of the harbour company hung on every wall that winter, and faded.",
        "In the table stood12 days agony of 1911",
    ],
)
def test_what_is_not_glued_stays(line: str) -> None:
    assert clean(line) == line
    assert clean(f"{line}\n") == f"{line}\n"


@given(clean_text())
def test_clean_text_is_untouched(text: str) -> None:
    assert clean(text) == text


def test_it_keeps_the_laws() -> None:
    texts = [
        f"{OPEN}3 hours ago",
        f"Share on Twitter{SENTENCE}Read more",
        f"{SENTENCE}Read moreAdvertisement\n\n{OPEN}",
    ]
    check_rule(Glued(), texts=texts, examples=80)


def test_a_long_line_takes_linear_time() -> None:
    line = "Share on Twitter" * 60_000
    assert clean(f"{line}\n{OPEN}GMT 11:25 2018 Friday ,26 January\n") == f"{line}\n{OPEN}\n"
