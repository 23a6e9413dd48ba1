"""The engine of line rules: what it may touch, where entries act, and that it settles."""

from __future__ import annotations

import pickle
import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cleanse.document import Document, Language
from cleanse.errors import SettingsError
from cleanse.linerules import Entry, LineRules
from cleanse.patterns import WAYS, PatternSyntaxError, compiled, ending, fold, shape, sought
from cleanse.shipped import builtin_packs
from cleanse.spans import apply, ordered
from cleanse.testing import PROSE, check_rule, clean_text, dirty_text

RULES = LineRules(tuple(entry for pack in builtin_packs() for entry in pack.entries))
BODY = "The ferry turned back at noon, because the ice was too thick for its bow.\n\n" * 4


def entry(name: str, match: str, **options: object) -> Entry:
    return Entry(f"test/{name}", "1.0.0", "For a test.", (match,), **options)  # type: ignore[arg-type]


def clean(text: str, rules: LineRules = RULES, tag: str = "en") -> str:
    return apply(text, ordered(rules.edits(Document(text, language=Language(tag))), len(text)))


def test_the_built_in_packs_keep_the_laws() -> None:
    check_rule(RULES, texts=["Share", "Share\n", "\n\nShare", "Share\n\n\nShare\n", "a\n\nShare\n\n\nb"], examples=150)


@given(dirty_text(20))
def test_edits_are_whole_lines(text: str) -> None:
    result = clean(text)
    left = result.split("\n") if result else []
    lines = text.split("\n")
    for line in left:
        assert line in lines
    assert len(left) <= len(lines)


@given(dirty_text(20))
def test_a_second_application_changes_nothing(text: str) -> None:
    once = clean(text)
    assert clean(once) == once


@given(clean_text())
def test_clean_prose_is_untouched(text: str) -> None:
    assert list(RULES.edits(Document(text, language=Language("en")))) == []


@given(dirty_text(20), st.sampled_from(["en", "ar", "zh", "und"]))
def test_the_last_line_feed_is_neither_lost_nor_made(text: str, tag: str) -> None:
    # A last line of blanks is a blank line: it goes with what stood above it.
    assume(text.endswith("\n") or text.rpartition("\n")[2].strip())
    result = clean(text, tag=tag)
    if result:
        assert result.endswith("\n") == text.endswith("\n")


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("One.\n\nXX\n\nTwo.\n", "One.\n\nTwo.\n"),
        ("One.\n\n\nXX\n\nTwo.\n", "One.\n\n\nTwo.\n"),
        ("One.\nXX\n\nTwo.\n", "One.\n\nTwo.\n"),
        ("One.\nXX\nTwo.\n", "One.\nTwo.\n"),
        ("One.\n\nXX\n", "One.\n"),
        ("One.\n\nXX", "One."),
        ("One.\nXX", "One."),
        ("XX\n\nOne.\n", "One.\n"),
        ("\n\nXX\n\nOne.", "\n\nOne."),
        ("One.\n\nXX\n\nXX\n\nTwo.", "One.\n\nTwo."),
        ("XX\n", ""),
        ("XX", ""),
        ("** XX **\nOne.", "One."),
        ("\u05d0\u05d1 XX\n\u05d2.\n", "\u05d0\u05d1 XX\n\u05d2.\n"),
        ("\u6e2f\u3002\n\nXX\n\n\u821f\u3002\n", "\u6e2f\u3002\n\n\u821f\u3002\n"),
        ("One.\x0bXX\x0cTwo.\n", "One.\x0bXX\x0cTwo.\n"),
        ("One.\n\nXX\n\u2003\n\nTwo.\n", "One.\n\nTwo.\n"),
    ],
)
def test_blank_lines_close_up(text: str, left: str) -> None:
    assert clean(text, LineRules((entry("xx", "xx"),))) == left


def test_right_to_left_lines_match_whole() -> None:
    rules = LineRules((entry("share", "\u0634\u0627\u0631\u0643"),))
    assert (
        clean("\u0634\u0627\u0631\u0643\n\u0628\u0627\u0628 \u0634\u0627\u0631\u0643\n", rules)
        == "\u0628\u0627\u0628 \u0634\u0627\u0631\u0643\n"
    )


def test_an_entry_runs_only_in_its_languages() -> None:
    rules = LineRules((entry("xx", "xx", languages=("en",)), entry("yy", "yy")))
    assert clean("a\nxx\nyy\n", rules, "en-GB") == "a\n"
    assert clean("a\nxx\nyy\n", rules, "de") == "a\nxx\n"
    assert clean("a\nxx\nyy\n", rules, "und") == "a\nxx\n"
    assert [edit.by for edit in rules.edits(Document("xx\nyy"))] == ["test/yy"]


def test_the_head_ends_at_the_first_prose() -> None:
    rules = LineRules((entry("stamp", r"\d+", where="head"),))
    assert clean("Title\n\n12\n\n" + BODY + "12\n", rules) == "Title\n\n" + BODY + "12\n"


def test_the_tail_is_a_run_and_no_count_of_lines() -> None:
    rules = LineRules((entry("stamp", r"\d+", where="tail"),))
    lines = "".join(f"{number}\n" for number in range(40))
    assert clean("7\n" + BODY + lines, rules) == "7\n" + BODY.rstrip() + "\n"
    held = BODY + "7\n" + PROSE[0] + "\n"
    assert clean(held, rules) == held


def test_a_heading_takes_the_headlines_after_it_but_no_prose() -> None:
    rules = LineRules((entry("more", "more news", removes="rest"),))
    tail = "More news\n\nCastle opens its gates\n\nSalt prices fall again\n"
    assert clean(BODY + tail, rules) == BODY.rstrip() + "\n"
    prose = BODY + "More news\n\nCastle opens its gates\n\n" + PROSE[0] + "\n"
    assert clean(prose, rules) == prose.replace("More news\n\n", "")
    assert clean("Castle opens its gates\n\n" + tail, rules).endswith("Salt prices fall again\n")


def test_code_after_a_heading_stays() -> None:
    rules = LineRules((entry("more", "more news", removes="rest"),))
    assert "boats = count()" in clean(BODY + "More news\n\n    boats = count()\n", rules)


def test_a_thread_goes_with_its_prose_when_it_has_company() -> None:
    rules = LineRules((entry("thread", r"\d+ comments", removes="thread"), entry("reply", "reply")))
    thread = "3 comments\n" + (PROSE[0] + "\nReply\n") * 3
    assert clean(BODY + thread, rules) == BODY.rstrip() + "\n"
    assert clean(BODY + "3 comments\n" + PROSE[0] + "\n" + PROSE[1] + "\n", rules).count(PROSE[0]) == 1
    page = BODY + "3 comments\n" + BODY + "3 comments\nReply\nReply\nReply\n"
    assert clean(page, rules).count("ferry") == 8


def test_menu_words_go_only_in_company() -> None:
    rules = LineRules((entry("section", "sports|weather|travel|news", where="menu"),))
    assert clean("News\nSports\nTravel\n\n" + BODY, rules) == BODY
    assert clean("News\n\n" + BODY + "Travel\n", rules) == "News\n\n" + BODY + "Travel\n"
    assert clean("News\n" * 4 + BODY, rules) == "News\n" * 4 + BODY


def test_headings_code_and_wrapped_words_are_no_furniture() -> None:
    text = "## Comments\n\n    share\n\nHe asked what of the cargo they were willing to\nshare\n"
    assert clean(text) == text


def test_glued_stamps_go_with_their_headlines_and_bare_stamps() -> None:
    glued = (
        "GMT 07:40 2016 Sunday ,06 March\n"
        "Lighthouse keeper retires after forty yearsGMT 06:02 2016 Sunday ,06 March\n"
        "Salt merchants ask for a new roadGMT 21:15 2016 Saturday ,05 March\n"
        "Fog closes the southern channelHosted by Northern Lights Media Ltd.\n"
    )
    assert clean(BODY.rstrip() + "\n" + glued) == BODY.rstrip() + "\n"
    inside = "Fog closes the southern channelGMT 21:15 2016 Saturday ,05 March\n" + BODY
    assert clean(inside) == inside


@pytest.mark.parametrize(
    "line",
    [
        "ADVERTISEMENT", "Sponsored content", "Share this story", "Tweet", "Follow us on Instagram", "Source: dpa",
        "© 2009 Lantern Press", "Read more", "Sign up for the Lantern newsletter", "Leave a comment",
        "All rights reserved to the Lantern Group 2014 \u00a9", "11/02/2008 23:10 by editor", "Terms of Use",
        "Page 4 of 9", "6 min read", "Stories like these, straight to your inbox each Friday.",
    ],
)  # fmt: skip
def test_each_family_takes_its_line_in_the_middle_of_a_text(line: str) -> None:
    assert clean(BODY + line + "\n\n" + BODY) == BODY + BODY


@pytest.mark.parametrize("line", ["Reuters", "- dpa", "Friday 4 July 2014", "Photo: Ada Stone"])
def test_some_families_act_at_the_ends_only(line: str) -> None:
    assert clean(BODY + line + "\n") == BODY.rstrip() + "\n"
    if not line.startswith("Photo"):
        assert clean(BODY + line + "\n\n" + BODY) == BODY + line + "\n\n" + BODY


def test_one_line_of_twenty_megabytes() -> None:
    text = "Share\n" + "salt " * 4_000_000 + "\nShare\n"
    assert clean(text) == text[6:-6]


def test_two_hundred_thousand_short_lines() -> None:
    lines = ["The tide was out.", "Share", "", "No boat came in.", "News"] * 40_000
    assert "Share" not in clean("\n".join(lines) + "\n")
    assert clean("Share\n" * 200_000 + "End.\n") == "End.\n"


def test_two_entries_may_not_share_an_id() -> None:
    with pytest.raises(SettingsError, match="test/xx"):
        LineRules((entry("xx", "xx"), entry("xx", "yy")))


def test_a_rule_survives_pickling() -> None:
    rules = LineRules((entry("xx", "xx"),))
    clean("xx\na\n", rules)
    assert clean("xx\na\n", pickle.loads(pickle.dumps(rules))) == "a\n"


# --- what patterns say of themselves ----------------------------------------------------------------


@pytest.mark.parametrize(
    "pattern",
    [
        r"(a+)+b",
        r"(?:a|a)*b",
        r"(?:a|aa)*b",
        r"(?:\w+\s?)*",
        r".*.*.*x",
        r"(?:x+y?)+z",
        r"(?:.{1,40} ?){1,20}",
        r"\w*\w*\w*!",
    ],
)
def test_catastrophic_patterns_are_known_without_running_them(pattern: str) -> None:
    assert shape(pattern).ways > WAYS


@pytest.mark.parametrize(
    "pattern",
    [r"\s*(?:©|copyright)\s+\d{4}\b.{0,120}", r"[a-z]+(?: [a-z]+){0,9}", r"(?:foo|bar|baz)*x", r".{5,80}GMT \d\d"],
)
def test_plain_patterns_pass(pattern: str) -> None:
    assert shape(pattern).ways <= WAYS


@pytest.mark.parametrize("pattern", [r"(a", r"(a)\1", r"(?P<n>a)(?P=n)", r"\N{BULLET}", "a" + "(" * 50])
def test_what_cannot_be_read_is_refused(pattern: str) -> None:
    with pytest.raises(PatternSyntaxError):
        shape(pattern)


def _lines() -> st.SearchStrategy[str]:
    examples = [line for one in RULES.entries for line in (*one.hits, *one.misses)]
    return st.one_of(st.sampled_from(examples), st.text(max_size=30), st.sampled_from(examples).map(str.swapcase))


@given(_lines())
def test_the_shape_of_a_pattern_never_hides_a_match(line: str) -> None:
    for one in RULES.entries:
        for pattern in one.match:
            if compiled(pattern, one.case == "exact").fullmatch(line):
                known = shape(pattern)
                assert len(line) <= known.longest
                assert not known.prefixes or fold(line).startswith(tuple(known.prefixes))
                assert not known.needs or any(need in sought(line) for need in known.needs)


def test_every_built_in_pattern_ends_soon_on_hostile_lines() -> None:
    for one in RULES.entries:
        for pattern in one.compiled():
            words = [word for hit in one.hits for word in re.findall(r"\w+|\W", hit)]
            for seed in {*words[:6], " ", "a", "1", "a "}:
                assert pattern.fullmatch((seed * 400)[:400] + "\x00") is None


@pytest.mark.parametrize(
    ("pattern", "line"),
    [
        (r"see (?:page|part) \d{1,3}[.:]?", "See page 12"),
        (r"see (?:page|part) \d{1,3}[.:]?", "SEE PART 3:"),
        (r"διαφημίσεις", "ΔΙΑΦΗΜΊΣΕΙΣ"),
        (r"ilanı", "İLANI"),
        (r"(?:mehr|weiter) ?(?:lesen){0,2}", "Weiter"),
        (r"\[(?:a|b\]?)+", "[ab]"),
    ],
)
def test_a_match_ends_as_the_shape_says(pattern: str, line: str) -> None:
    known = shape(pattern)
    assert compiled(pattern).fullmatch(line)
    assert not known.endings or ending(line[-1]) in known.endings
    assert not known.prefixes or any(fold(line).startswith(prefix) for prefix in known.prefixes)


def test_a_pattern_that_can_end_with_anything_says_so() -> None:
    assert shape("share .{2,9}").endings == frozenset()
    assert shape(r"page \d+|top").endings == {"0", "p"}
