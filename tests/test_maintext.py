"""The main text of pages, good and hostile."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleanse.errors import DocumentError
from cleanse.formats.maintext import CODE, main_text

NUMBERS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
PARAGRAPHS = [
    f"On day {number} the keeper of the lighthouse wrote down the wind, the height of the waves and the ships he saw."
    for number in NUMBERS
]
MENU = "<nav><ul><li><a href='/'>Home</a></li><li><a href='/news'>News</a></li></ul></nav>"
FOOT = "<footer><p><a href='/imprint'>Imprint</a> <a href='/privacy'>Privacy</a></p></footer>"


def page(body: str, head: str = "<title>The log</title>") -> str:
    return f"<!DOCTYPE html><html><head>{head}</head><body>{MENU}{body}{FOOT}</body></html>"


def article(paragraphs: list[str] = PARAGRAPHS) -> str:
    return "<article>" + "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs) + "</article>"


def test_paragraphs_come_out_and_menus_do_not() -> None:
    assert main_text(page(article())) == "\n".join(PARAGRAPHS)


def test_tables_belong_to_the_text_and_comments_do_not() -> None:
    table = "<table><tr><td>Monday</td><td>gale</td></tr><tr><td>Tuesday</td><td>calm</td></tr></table>"
    comments = "<section id='comments' class='comments'><p>First! What a page, I must say.</p></section>"
    text = main_text(page(article([*PARAGRAPHS, table]) + comments))
    assert "gale" in text
    assert "First!" not in text


def test_the_same_page_gives_the_same_text_every_time() -> None:
    assert {main_text(page(article())) for _ in range(8)} == {"\n".join(PARAGRAPHS)}


def test_order_does_not_matter() -> None:
    pages = [page(article(PARAGRAPHS[start : start + 5])) for start in range(6)]
    forward = [main_text(one) for one in pages]
    assert [main_text(one) for one in reversed(pages)] == forward[::-1]


def test_entities_and_declarations_are_read() -> None:
    text = main_text(
        '<?xml version="1.0" encoding="koi8-r"?>' + page(article([*PARAGRAPHS, "K&ouml;ln &amp; Z&#252;rich"]))
    )
    assert text.endswith("Köln & Zürich")


@pytest.mark.parametrize("depth", [300, 1500])
def test_deep_pages_are_not_cut(depth: int) -> None:
    text = main_text(page("<div>" * depth + article() + "</div>" * depth))
    assert text == "\n".join(PARAGRAPHS)


def test_long_pages_are_not_cut() -> None:
    long = "wave " * 2_200_000
    text = main_text(page(article([*PARAGRAPHS, long, "The end of it."])))
    assert len(text) > 11_000_000
    assert text.endswith("The end of it.")


@pytest.mark.parametrize("tag", ["<div>", "<b>", "<table><tr><td>", "<ul><li>", "<blockquote>"])
def test_pages_too_deep_for_the_parser_are_refused_and_not_cut(tag: str) -> None:
    with pytest.raises(DocumentError) as refused:
        main_text(page(article() + tag * 100_000 + article()))
    assert refused.value.code == CODE


@pytest.mark.parametrize(
    "html",
    [
        "",
        " ",
        "\0",
        "<html>",
        "<html></html>",
        "<!-- -->",
        "<p> </p><p>\n</p>",
        "<!DOCTYPE html>",
        "<script>x</script>",
        "\ud800",
    ],
)
def test_pages_without_text_are_refused(html: str) -> None:
    with pytest.raises(DocumentError) as refused:
        main_text(html)
    assert refused.value.code == CODE


@pytest.mark.parametrize(
    "dirt",
    [
        "\0\x01\ufffe",
        "\ud800",
        f"<p class='{'x ' * 500_000}'>An odd one.</p>",
        f"<img src='data:{'A' * 3_000_000}'>",
        "<p>" * 50_000,
        "<a href='x'>" * 100 + "link",
        "&#0;&#xD800;&#x110000;&bogus;",
        "<![CDATA[x]]><?php echo 1 ?>",
    ],
    ids=["nul", "surrogate", "class", "image", "unclosed", "links", "references", "markup"],
)
def test_dirt_between_paragraphs_costs_none_of_them(dirt: str) -> None:
    text = main_text(page(article([*PARAGRAPHS[:6], dirt, *PARAGRAPHS[6:]])))
    assert all(paragraph in text for paragraph in PARAGRAPHS)


@settings(max_examples=80, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.sampled_from(
                [
                    "<p>",
                    "</p>",
                    "<div>",
                    "</div>",
                    "<table>",
                    "<td>",
                    "<tr>",
                    "<li>",
                    "<b>",
                    "<html>",
                    "</body>",
                    "<!--",
                    "-->",
                    "<script>",
                    "<a",
                    "<p/>",
                    "&",
                    ";",
                    "<",
                    ">",
                    "<br/>",
                ]
            ),
            st.sampled_from(PARAGRAPHS),
            st.text(max_size=5),
        ),
        max_size=30,
    )
)
def test_any_markup_gives_text_or_is_refused(pieces: list[str]) -> None:
    html = "".join(pieces)
    with suppress(DocumentError):
        text = main_text(html)
        assert text.strip()
        assert main_text(html) == text
