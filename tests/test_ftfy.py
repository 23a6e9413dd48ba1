"""`text/ftfy` gives what ``ftfy.fix_text`` gives, whatever it is asked, in small edits."""

from __future__ import annotations

from typing import Any

import ftfy
import pytest
from ftfy.badness import BADNESS_RE
from hypothesis import example, given
from hypothesis import strategies as st

from cleanse.document import Document
from cleanse.spans import apply, ordered
from cleanse.testing import check_rule, dirty_text
from cleanse.transforms.ftfy_pattern import rows
from cleanse.transforms.ftfy_repair import FtfyRepair

ROWS = rows(BADNESS_RE.pattern)
ALL = FtfyRepair(
    unescape_html=True,
    fix_latin_ligatures=True,
    fix_character_width=True,
    uncurl_quotes=True,
    fix_line_breaks=True,
    fix_surrogates=True,
    remove_control_chars=True,
    normalization="NFC",
)
NONE = FtfyRepair(remove_terminal_escapes=False, fix_encoding=False, fix_c1_controls=False)


def repaired(text: str, rule: FtfyRepair) -> str:
    return apply(text, ordered(rule.edits(Document(text)), len(text)))


def oracle(text: str, rule: FtfyRepair) -> str:
    """What ftfy says; its encoding repair heeds its settings only when it explains itself."""
    options = {name: getattr(rule, name) for name in FtfyRepair.__slots__}
    return ftfy.fix_text(text, ftfy.TextFixerConfig(**options, explain=True))


@st.composite
def bad_rows(draw: st.DrawFn) -> str:
    """Characters that fit one alternative of the badness expression, all of its classes alike."""
    return "".join(
        draw(st.sampled_from(sorted(item.members))) if item.members else draw(st.sampled_from("a 1é\n"))
        for item in draw(st.sampled_from(ROWS))
    )


@st.composite
def garbled(draw: st.DrawFn) -> str:
    """A few characters as another codec reads their UTF-8, once or twice."""
    text = draw(st.text(st.sampled_from("éàßñ’“”…–€žőИвЯωΆعש한日ü\xa0😀"), min_size=1, max_size=4))
    for codec in draw(
        st.lists(
            st.sampled_from(["sloppy-windows-1252", "latin-1", "sloppy-windows-1251", "macroman", "cp437"]), max_size=2
        )
    ):
        text = text.encode().decode(codec)
    return text


ODD = st.sampled_from(
    ["&amp;", "&eacute;", "&#146;", "&#x2019;", "&EACUTE;", "&nope;", "&amp", "\x1b[0m", "\x1b[", "\x1b[1;3", "\x00", "\ufeff",
     "\ufffc", "\u206a", "ﬁ", "ĳ", "ＬＯ", "ｶﾞ", "\u3000", "“", "’", "\r\n", "\r", "\u2028", "\x85", "\x9d", "\ud83d\ude00", "\udc80",
     "e\u0301", "\u0301", "가", "\u1100\u1161", "\u212b", "²", "\u0958", "Ã ", "Â ", "Â", "ï¿½", "\ufffd", "?", "<b>"]
)  # fmt: skip
PLAIN = st.sampled_from([" ", "\n", "a", "The ", "Word", "1", ".", "é", "к"])
TEXTS = st.lists(st.one_of(bad_rows(), bad_rows(), garbled(), ODD, PLAIN, st.text(max_size=2)), max_size=12).map(
    "".join
)
OPTIONS = st.builds(
    FtfyRepair,
    *[st.booleans()] * 13,
    st.sampled_from([None, "NFC", "NFD", "NFKC", "NFKD"]),
)


@given(TEXTS)
@example("Ã \n")
@example("œ\nx")
@example("a\nÂ x")
@example("1Ã x")
def test_the_default_gives_what_ftfy_gives(text: str) -> None:
    assert repaired(text, FtfyRepair()) == oracle(text, FtfyRepair())


@given(TEXTS)
def test_all_fixers_give_what_ftfy_gives(text: str) -> None:
    assert repaired(text, ALL) == oracle(text, ALL)


@given(TEXTS, OPTIONS)
@example("\x1f\r\n", FtfyRepair(remove_control_chars=True))
@example("\x1b\uff3b0m", ALL)
@example("&amp\uff1b", ALL)
def test_any_options_give_what_ftfy_gives(text: str, rule: FtfyRepair) -> None:
    assert repaired(text, rule) == oracle(text, rule)


@given(dirty_text())
def test_documents_give_what_ftfy_gives(text: str) -> None:
    for rule in (FtfyRepair(), ALL):
        assert repaired(text, rule) == oracle(text, rule)


@pytest.mark.parametrize("rule", [FtfyRepair(), ALL, NONE], ids=["default", "all", "none"])
def test_every_code_point_gives_what_ftfy_gives(rule: FtfyRepair) -> None:
    text = "".join(
        "".join(map(chr, range(first, first + 64))).replace("\n", "") + "\n" for first in range(0, 0x2FA20, 64)
    )
    assert repaired(text, rule) == oracle(text, rule)


@pytest.mark.parametrize(
    ("options", "dirty", "clean"),
    [
        ({"unescape_html": True}, "salt &amp; pepper &lt;br&gt; AT&amp;amp;T P&Eacute;REZ", "salt & pepper <br> AT&T PÉREZ"),
        ({"remove_terminal_escapes": True}, "\x1b[1;31mred\x1b[0m sky", "red sky"),
        ({"fix_encoding": True}, "Die BrÃ¼cke Ã¼ber den FluÃŸ", "Die Brücke über den Fluß"),
        ({"fix_encoding": True, "restore_byte_a0": True}, "voilÃ tout le monde", "voilà tout le monde"),
        ({"fix_encoding": True, "replace_lossy_sequences": True}, "he said â€œnoâ€\ufffd", "he said “no\ufffd"),
        ({"fix_encoding": True, "decode_inconsistent_utf8": True}, "Плот ждёт â€“ до среды", "Плот ждёт – до среды"),
        ({"fix_c1_controls": True}, "a dash \x96 and dots\x85", "a dash – and dots…"),
        ({"fix_latin_ligatures": True}, "the ﬁrst ﬂag, ĳs", "the first flag, ijs"),
        ({"fix_character_width": True}, "ＦＥＲＲＹ　２ ﾌｪﾘｰ", "FERRY 2 フェリー"),
        ({"uncurl_quotes": True}, "“the captain’s boat”", '"the captain\'s boat"'),
        ({"fix_line_breaks": True}, "one\r\ntwo\rthree\u2028four\x85five", "one\ntwo\nthree\nfour\nfive"),
        ({"fix_surrogates": True}, "boat \ud83d\udea2, half \ud83d", "boat 🚢, half \ufffd"),
        ({"remove_control_chars": True}, "\ufeffcon\x00trol\u206a\ufffc\x7f", "control"),
        ({"normalization": "NFC"}, "cafe\u0301 \u212b", "café Å"),
        ({"normalization": "NFKD"}, "é ½", "e\u0301 1\u20442"),
    ],
    ids=lambda value: next(reversed(value)) if isinstance(value, dict) else "",
)  # fmt: skip
def test_each_fixer_by_itself(options: dict[str, Any], dirty: str, clean: str) -> None:
    off = {name: False for name in FtfyRepair.__slots__ if name != "normalization"}
    rule = FtfyRepair(**(off | options))
    assert repaired(dirty, rule) == clean == oracle(dirty, rule)
    assert repaired(dirty, NONE) == dirty
    assert repaired(clean, rule) == clean


def test_settings_of_the_encoding_repair_are_heeded() -> None:
    strict = FtfyRepair(restore_byte_a0=False, decode_inconsistent_utf8=False)
    assert repaired("voilÃ tout", strict) == "voilÃ tout"
    assert repaired("voilÃ tout", FtfyRepair()) == "voilà tout"


@pytest.mark.parametrize("rule", [FtfyRepair(), ALL, FtfyRepair(normalization="NFKD")], ids=["default", "all", "form"])
def test_the_laws_hold(rule: FtfyRepair) -> None:
    check_rule(rule, texts=["ﬁ e\u0301 &amp;lt; \ud83d\udea2".replace("\ud83d\udea2", "🚢"), "voilÃ tout\n"])


def test_few_characters_are_rewritten() -> None:
    text = "The cafÃ© isnâ€™t open, says Ð˜Ð²Ð°Ð½ to \x1b[1mAndrÃ©\x1b[0m.\n"
    edits = list(FtfyRepair().edits(Document(text)))
    assert [text[edit.start : edit.end] for edit in edits] == ["Ã©", "â€™", "Ð˜Ð²Ð°Ð½", "\x1b[1m", "Ã©", "\x1b[0m"]
    assert [edit.insert for edit in edits] == ["é", "’", "Иван", "", "é", ""]
    edits = list(ALL.edits(Document("He said “yes” &amp; left, cafe\u0301 ﬁrst.\n")))
    assert [edit.insert for edit in edits] == ['"', '"', "", "", "é", "fi"]


def test_only_meaningless_c1_controls_are_left() -> None:
    left = repaired("".join(map(chr, range(0x80, 0xA0))) + " and text", FtfyRepair())
    assert set(left) & set(map(chr, range(0x80, 0xA0))) == set("\x81\x8d\x8f\x90\x9d")


@pytest.mark.parametrize("start", ["", "x" * 999_999, "é" * 1_000_000], ids=["begin", "end", "behind"])
def test_a_line_longer_than_a_segment(start: str) -> None:
    text = start + "Ã " + "plain " * 160_000 + "cafÃ© " * 20_000 + "Â plain\nÂ next"
    assert repaired(text, FtfyRepair()) == oracle(text, FtfyRepair())
