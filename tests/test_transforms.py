"""Rules for single characters: what goes, what stays, and laws."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleanse.document import Document
from cleanse.rule import Rule
from cleanse.spans import apply, ordered
from cleanse.testing import PROSE, check_rule, dirty_text
from cleanse.transforms.alignment import changes
from cleanse.transforms.c1 import C1Controls
from cleanse.transforms.controls import Controls
from cleanse.transforms.entities import Entities
from cleanse.transforms.escapes import Escapes
from cleanse.transforms.ftfy_repair import FtfyRepair
from cleanse.transforms.hyphenation import Hyphenation
from cleanse.transforms.invisible import Invisible
from cleanse.transforms.ligatures import Ligatures
from cleanse.transforms.lost_nbsp import LostNbsp
from cleanse.transforms.newlines import Newlines
from cleanse.transforms.nfc import Nfc
from cleanse.transforms.odd_spaces import Spaces
from cleanse.transforms.spaces import BlankLines, TrailingSpace
from cleanse.transforms.width import Width

RULES: tuple[Rule, ...] = (
    Newlines(), Controls(), FtfyRepair(), LostNbsp(), C1Controls(), Invisible(), TrailingSpace(), BlankLines(),
    Entities(), Escapes(), Nfc(), Ligatures(), Width(), Spaces(), Hyphenation(),
)  # fmt: skip
NAMES = [rule.info.id for rule in RULES]
LONG = 1_000_000


def cleaned(rule: Rule, text: str, format: str = "plain") -> str:
    document = Document(text, format=format)
    return apply(text, ordered(rule.edits(document), len(text)))


@pytest.mark.parametrize("rule", RULES, ids=NAMES)
def test_the_laws_hold(rule: Rule) -> None:
    check_rule(rule)


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.info.id != "text/ftfy"], ids=lambda rule: rule.info.id)
@given(text=dirty_text())
def test_once_is_enough(rule: Rule, text: str) -> None:
    once = cleaned(rule, text)
    assert cleaned(rule, once) == once


@pytest.mark.parametrize("rule", RULES, ids=NAMES)
def test_clean_text_stays(rule: Rule) -> None:
    text = "\n\n".join(PROSE) + "\n"
    assert list(rule.edits(Document(text))) == []


@pytest.mark.parametrize("rule", RULES, ids=NAMES)
@pytest.mark.parametrize(
    "text",
    [
        " " * LONG + "x",
        "x" + " \n" * (LONG // 2) + "x",
        "\n" * LONG,
        "\n\n" + "\t" * LONG + "x\n\n" + " " * LONG,
        "Â" * LONG,
        "a.Â " * (LONG // 4),
        "\x1b[" * (LONG // 2),
        "\x1b[" + "1;" * (LONG // 2),
        "\u200d\u200c" * (LONG // 2),
        "\r" * LONG,
        "&amp" + ";amp" * (LONG // 4),
        "&amp;" * (LONG // 5) + "eacute;",
        "e\u0301" * (LONG // 2),
        "a" + "\u0301" * LONG,
        "ab-\n" * (LONG // 4),
        "\\u00e9" * (LONG // 6),
        "%C3%A9" * (LONG // 6),
        "=C3=A9=\n" * (LONG // 8),
        "\u202e\u2067" * (LONG // 2),
        "\u05d0" + "\u2067\u202a" * (LONG // 4) + "\u2069\u202c" * (LONG // 4),
        "\ufe0f" * LONG,
        "\uff21\u3000\t" * (LONG // 3),
    ],
    ids=[
        "spaces",
        "blanks",
        "lines",
        "tabs",
        "hats",
        "sentences",
        "escapes",
        "digits",
        "joiners",
        "returns",
        "half entities",
        "ampersands",
        "accents",
        "marks",
        "hyphens",
        "backslashes",
        "percents",
        "quoted",
        "overrides",
        "isolates",
        "selectors",
        "wide",
    ],
)
def test_a_million_of_anything_is_no_trouble(rule: Rule, text: str) -> None:
    for edit in rule.edits(Document(text)):
        assert edit.by == rule.info.id


@given(st.text(st.sampled_from("ab\r\n\x85\u2028\x0b"), max_size=30))
def test_newlines_can_be_told_to_touch_carriage_returns_only(text: str) -> None:
    assert cleaned(Newlines(separators=False), text) == text.replace("\r\n", "\n").replace("\r", "\n")


@given(st.text(st.sampled_from("ab\r\n\x85\u2028\u2029\x0b"), max_size=30))
def test_newlines_leave_line_feeds_and_nothing_that_is_beside_one(text: str) -> None:
    result = cleaned(Newlines(), text)
    assert not set(result) & set("\r\u2028\u2029")
    assert result.replace("\n", "") == "".join(sign for sign in text if sign not in "\r\n\u2028\u2029")


@pytest.mark.parametrize(
    ("dirty", "clean"),
    [("a\u2028b\u2029c", "a\nb\nc"), ("a\u2028\nb\n\u2029c", "a\nb\nc"), ("a\u2028\r\nb", "a\nb"), ("a\u2028", "a\n")],
)
def test_separators(dirty: str, clean: str) -> None:
    assert cleaned(Newlines(), dirty) == clean


@pytest.mark.parametrize(
    ("dirty", "clean"),
    [
        ("a\x00b\x07\x7f", "ab"),
        ("\x1b[1;31mred\x1b[0m", "red"),
        ("\x1b[red", "ed"),
        ("\x1b]red \x1b[12", "]red [12"),
        ("end of page\n\x0cnext", "end of page\nnext"),
        ("One.\x0cTwo.", "One.\nTwo."),
        ("hyphen\x0bated", "hyphenated"),
        ("tab\tand\r\nline", "tab\tand\r\nline"),
        ("C1 \x85 stays", "C1 \x85 stays"),
    ],
)
def test_controls(dirty: str, clean: str) -> None:
    assert cleaned(Controls(), dirty) == clean


@given(st.text(st.sampled_from("ab éâ?\n"), max_size=60), st.text(st.sampled_from("ab éâ?\n"), max_size=60))
def test_changes_lead_from_one_line_to_the_other(old: str, new: str) -> None:
    result, done = [], 0
    for start, end, insert in changes(old, new):
        assert done <= start <= end
        assert old[start:end] != insert
        result += [old[done:start], insert]
        done = end
    assert "".join((*result, old[done:])) == new


@pytest.mark.parametrize(
    ("dirty", "clean"),
    [
        ("It lasted over four years.Â", "It lasted over four years."),
        ("over four yearsÂ\nand more", "over four years\nand more"),
        ("It rained.Â It snowed.", "It rained. It snowed."),
        ("It rained.ÂIt snowed.", "It rained. It snowed."),
        ("ten metresÂ (thirty feet)", "ten metres (thirty feet)"),
        ("ten metresÂ(thirty feet)", "ten metres (thirty feet)"),
        ("on TuesdayÂ, they left", "on Tuesday, they left"),
        ("he asked “why?”Â", "he asked “why?”"),
        ("all gone.Â Â Â\n", "all gone.\n"),
        ("about 12Â000 people", "about 12 000 people"),
        ("the lateÂDavid", "the late David"),
    ],
)
def test_the_remains_of_a_no_break_space_go(dirty: str, clean: str) -> None:
    assert cleaned(LostNbsp(), dirty) == clean


@pytest.mark.parametrize(
    "text",
    [
        "PÂINE ŞI SARE",
        "CHÂTEAU D’EAU",
        "Â",
        "A, Ă, Â, B, C",
        "Â câd eto",
        "MAE’R DÂN YN Y TÂN. Â",
        "VIVE LE ROI.Â",
        "ROMÂNIA",
        "đất Âu",
        "Ân huệ",
        "the operator Â acts on ψ",
        "[Â, B̂] = 0",
        "⟨Â⟩ = 5",
        "ñandÂú",
        "İLÂN",
        "coÂng",
    ],
)
def test_a_genuine_letter_stays(text: str) -> None:
    assert cleaned(LostNbsp(), text) == text


@pytest.mark.parametrize(
    ("dirty", "clean"), [("a\x81b", "ab"), ("a\x85\x9db", "a\nb"), ("a\xa0b", "a\xa0b"), ("\x9d\n", "\n")]
)
def test_c1_controls(dirty: str, clean: str) -> None:
    assert cleaned(C1Controls(), dirty) == clean


@pytest.mark.parametrize(
    ("dirty", "clean"),
    [
        ("\ufeffstart", "start"),
        ("zero\u200bwidth", "zerowidth"),
        ("a\u2060b\u00adc", "abc"),
        ("1990\u00ad1995", "1990-1995"),
        ("left\u200e to \u202eright\u202c", "left to right"),
        ("no\u200djoin\u200cing", "nojoining"),
        ("می\u200c\u200cخواهم", "می\u200cخواهم"),
        ("เรือ\u200b\ufeffออก", "เรือ\u200bออก"),
        ("picture \ufffc here", "picture  here"),
        ("שלום\u200f\u200b\u00ad!", "שלום\u200f!"),
        ("if level != \u202euser\u2066: # שלום\n", "if level != \u202euser\u2066: # שלום\n"),
        ("שלום\nif level != \u202euser\u2066:\n", "שלום\nif level != user:\n"),
        ("hi\U000e0068\U000e0069 there", "hi there"),
        ("flag 🏴\U000e0067\U000e0062\U000e007f\U000e0068", "flag 🏴\U000e0067\U000e0062\U000e007f"),
        ("☎\ufe0f\ufe0e\U000e0100", "☎\ufe0f"),
        ("har\u00ad\u200b\nbour and\u00ad\n\nend\u00ad\n- x", "har\u00ad\nbour and\n\nend\n- x"),
    ],
)
def test_invisible_dirt_goes(dirty: str, clean: str) -> None:
    assert cleaned(Invisible(), dirty) == clean


@pytest.mark.parametrize(
    "text",
    [
        "می\u200cخواهم",
        "क्\u200dष and ക്\u200d",
        "👩\u200d👩\u200d👧 and 🏳\ufe0f\u200d🌈 and 👩🏽\u200d⚕\ufe0f",
        "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
        "☎\ufe0e ☎\ufe0f",
        "เรือ\u200bออก",
        "\u200fשלום (C++)\u200e!",
        "\u2067العربية\u2069 text",
    ],
)
def test_invisible_characters_with_a_use_stay(text: str) -> None:
    assert cleaned(Invisible(), text) == text


@pytest.mark.parametrize(
    ("dirty", "clean"),
    [
        ("a \nb\t\n c\xa0\u3000", "a\nb\n c"),
        ("  \n\t\n", "\n\n"),
        ("a  b\tc", "a  b\tc"),
        ("a\u2028\n", "a\u2028\n"),
    ],
)
def test_trailing_space(dirty: str, clean: str) -> None:
    assert cleaned(TrailingSpace(), dirty) == clean


@pytest.mark.parametrize(
    ("dirty", "clean"),
    [
        ("one  \ntwo", "one  \ntwo"),
        ("one   \ntwo", "one   \ntwo"),
        ("one\t  \ntwo", "one  \ntwo"),
        ("one \ntwo", "one\ntwo"),
        ("one  \n\ntwo", "one\n\ntwo"),
        ("one  \n \t\ntwo", "one\n\ntwo"),
        ("one  ", "one"),
        ("one\n  \ntwo", "one\n\ntwo"),
        ("one\xa0\xa0\ntwo", "one\ntwo"),
    ],
)
def test_hard_breaks_of_markdown_stay(dirty: str, clean: str) -> None:
    assert cleaned(TrailingSpace(), dirty, "markdown") == clean


@given(st.text(st.sampled_from("ab \t\xa0\n"), max_size=40))
def test_no_line_ends_in_white_space(text: str) -> None:
    assert cleaned(TrailingSpace(), text) == "\n".join(line.rstrip(" \t\xa0") for line in text.split("\n"))


@pytest.mark.parametrize(
    ("dirty", "clean"),
    [
        ("", ""),
        ("\n", ""),
        (" \n\t\n ", ""),
        ("a", "a"),
        ("a\n", "a\n"),
        ("a\n\n", "a\n"),
        ("a\n \n\t", "a\n"),
        ("a \n", "a \n"),
        ("\n\n  a", "  a"),
        ("a\n\nb", "a\n\nb"),
        ("a\n\n\nb", "a\n\n\nb"),
        ("a\n\n\n\nb", "a\n\nb"),
        ("a\n \n\t\n\xa0\n  b", "a\n\n  b"),
        ("a\n\n\n\n\n\nb\n\n\n\nc\n", "a\n\nb\n\nc\n"),
    ],
)
def test_blank_lines(dirty: str, clean: str) -> None:
    assert cleaned(BlankLines(), dirty) == clean


@given(st.text(st.sampled_from("ab \n\n\n"), max_size=40))
def test_blank_lines_keep_every_other_line(text: str) -> None:
    result = cleaned(BlankLines(), text)
    assert [line for line in result.split("\n") if line.strip(" ")] == [
        line for line in text.split("\n") if line.strip(" ")
    ]
    assert not result.startswith("\n")
    assert "\n\n\n\n" not in result
    assert not result.endswith("\n\n")
