"""Rules for single characters that have a reason to look around: what is decoded, joined, flagged and left."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cleanse.document import Document
from cleanse.pipeline import Pipeline
from cleanse.rule import Rule
from cleanse.spans import apply, ordered
from cleanse.testing import PROSE, check_rule
from cleanse.transforms.bidi import unbalanced
from cleanse.transforms.entities import Entities
from cleanse.transforms.escapes import Escapes
from cleanse.transforms.ftfy_repair import FtfyRepair
from cleanse.transforms.hyphenation import Hyphenation
from cleanse.transforms.invisible import Invisible
from cleanse.transforms.ligatures import Ligatures
from cleanse.transforms.nfc import Nfc
from cleanse.transforms.odd_spaces import Spaces
from cleanse.transforms.verbatim import about_code, is_code
from cleanse.transforms.width import Width


def cleaned(rule: Rule, text: str, format: str = "plain") -> str:
    return apply(text, ordered(rule.edits(Document(text, format=format)), len(text)))


@pytest.mark.parametrize(
    "rule", [Entities(), Escapes(), Spaces(no_break=True, tabs=True), Ligatures(digraphs=True), Hyphenation(proven=1)]
)
def test_the_laws_hold_on_their_own_dirt(rule: Rule) -> None:
    check_rule(
        rule,
        texts=[
            "Caf&eacute; &amp;amp;lt; &#146; &#x80; &#0; &#xD800; &amp;#8217 s &sum; &amp",
            r"caf\u00e9 \u00e9 \ud83d\udea2 \xc3\xa9 \\u00e9 %C3%A9 caf=C3=A9 =" + "\n=C3=A9=3D=20\n",
            "har-\nbour har-\nbour, harbour-\nmaster harbour\nmaster-\npiece",
            "\t\ta\tb\u2003\u3000c\u1680",
            "\ufb03 \u01c6",
        ],
    )


@pytest.mark.parametrize(
    ("dirty", "clean"),
    [
        ("Caf&eacute; M&uuml;ller", "Café Müller"),
        ("salt &amp; pepper", "salt & pepper"),
        ("salt &amp;amp;amp; pepper", "salt & pepper"),
        ("it&amp;#8217;s &quot;late&quot;", 'it’s "late"'),
        ("it&#146;s &#x2019; &#8364;5", "it’s ’ €5"),
        ("it&#8217 s &#8220 so&#8221  he said", "it’s “so” he said"),
        ("5 &lt; 6 &amp;gt; 4", "5 < 6 > 4"),
        ("&copy; 2019 by M&ouml;we", "© 2019 by Möwe"),
        ("&alpha;&beta;&gamma;", "αβγ"),
        ("a&nbsp;&ndash;&nbsp;b", "a\xa0–\xa0b"),
        ("caf&Atilde;&copy;", "cafÃ©"),
    ],
)
def test_entities(dirty: str, clean: str) -> None:
    assert cleaned(Entities(), dirty) == clean
    assert cleaned(Entities(), clean) == clean


@pytest.mark.parametrize(
    "text",
    [
        "Write &lt;b&gt; for bold caf&eacute;.",
        "In HTML, &eacute; is an e with an acute.",
        "Use `&nbsp;` between them.",
        "<p>Caf&eacute;</p>",
        "    total = f(&eacute;);",
        "return f(&sum;) + x;",
        "int *p = &copy;",
        "AT&T; R&D; Q&A",
        "fish&chips &notanentity; &amp",
        "&#0; &#8; &#xD800; &#x110000; &#129;",
        "a&lt;b",
        "The <em>caf&eacute;</em> is closed.\n\nThe caf&eacute; is closed.",
    ],
)
def test_entities_that_are_meant_stay(text: str) -> None:
    assert cleaned(Entities(), text) == text


def test_entities_of_markdown_stay() -> None:
    assert cleaned(Entities(), "Caf&eacute;", "markdown") == "Caf&eacute;"


def test_doubtful_entities_need_a_sure_one() -> None:
    assert cleaned(Entities(), "a &times; b") == "a &times; b"
    assert cleaned(Entities(), "a &times; b &eacute;") == "a × b é"


def test_garbled_entities_are_repaired_with_ftfy() -> None:
    assert Pipeline((Entities(), FtfyRepair())).run(Document("caf&Atilde;&copy; &acirc;&euro;&trade;")).text == "café ’"


@pytest.mark.parametrize(
    ("dirty", "clean"),
    [
        (r"Caf\u00e9s in Troms\u00f8", "Cafés in Tromsø"),
        (r"d\u00e9j\u00e0 vu \u00e0 la carte", "déjà vu à la carte"),
        (r"\u201cNo,\u201d she said", "“No,” she said"),
        (r"the boat \ud83d\udea2 left", "the boat 🚢 left"),
        (r"Caf\xc3\xa9 and na\xefve", "Café and naïve"),
        (r"\u041f\u0430\u0440\u043e\u043c", "Паром"),
        ("Caf%C3%A9s in Troms%C3%B8, %E2%80%9CNo%E2%80%9D", "Cafés in Tromsø, “No”"),
        ("Das Caf=C3=A9", "Das Café"),
        ("Das Caf=C3=A9 =\n=C3=B6ffnet um=20\nneun a=3Db.", "Das Café öffnet um \nneun a=b."),
    ],
)
def test_escapes(dirty: str, clean: str) -> None:
    assert cleaned(Escapes(), dirty) == clean
    assert cleaned(Escapes(), clean) == clean


@pytest.mark.parametrize(
    "text",
    [
        r"The letter \u00e9 has an accent.",
        r"C:\u00e9tudes",
        r"a\\u00e9",
        r'name = "caf\u00e9";',
        r"In Python, caf\u00e9 is four letters.",
        r"half a pair caf\ud83d",
        r"not\x41 ASCII\u0041",
        r"caf\xc3 and\xff\xfe",
        "https://example.org/caf%C3%A9",
        "example.org/?q=caf%C3%A9",
        "files/caf%C3%A9.txt",
        "caf%C3%A9.txt",
        "100%C3 %FF%FE done",
        "a==C3=A9=\n",
        "E=C3=A9",
        "x =\ny",
    ],
)
def test_escapes_that_are_meant_stay(text: str) -> None:
    if text != "E=C3=A9":
        assert cleaned(Escapes(), text) == text
    assert cleaned(Escapes(backslash=False, percent=False, quoted_printable=False), text) == text


def test_a_long_line_has_no_soft_break() -> None:
    text = "Caf=C3=A9 Caf=C3=A9 " + "x" * 70 + "=\nend"
    assert cleaned(Escapes(), text) == "Café Café " + "x" * 70 + "=\nend"


@pytest.mark.parametrize("line", ["x = 5;", "if (a) {", "def f(x):", "    indented", "a->b", "see `this`", "a != b"])
def test_code_is_told_from_prose(line: str) -> None:
    assert is_code(line)


def test_prose_is_no_code() -> None:
    for line in PROSE:
        assert not is_code(line)
        assert not about_code(line)


@pytest.mark.parametrize(
    ("dirty", "clean"),
    [
        ("cafe\u0301 cre\u0300me", "café crème"),
        ("\u1100\u1161\u11a8 \uac00\u11a8", "각 각"),
        ("Viê\u0323t", "Việt"),
        ("\u212b\u2126", "ÅΩ"),
        ("\u0915\u093c \u09c7\u09be", "\u0915\u093c \u09cb"),
        ("a\u0323\u0307 a\u0307\u0323", "ạ\u0307 ạ\u0307"),
    ],
)
def test_normal_form(dirty: str, clean: str) -> None:
    assert cleaned(Nfc(), dirty) == clean == unicodedata.normalize("NFC", dirty)


@given(
    st.text(
        st.one_of(st.characters(), st.sampled_from("ae\u0301\u0300\u0323\u1100\u1161\u11a8\uac00\u09c7\u09be\n")),
        max_size=30,
    )
)
@example("\u0344\u0301\u1161")
def test_the_normal_form_is_that_of_unicode(text: str) -> None:
    assert cleaned(Nfc(), text) == unicodedata.normalize("NFC", text)


def test_the_normal_form_is_edited_letter_by_letter() -> None:
    text = "plain line é\nThe cafe\u0301 of Ho\u0302tel\n"
    edits = list(Nfc().edits(Document(text)))
    assert [(text[edit.start : edit.end], edit.insert) for edit in edits] == [("e\u0301", "é"), ("o\u0302", "ô")]


@pytest.mark.parametrize(
    ("rule", "dirty", "clean"),
    [
        (Ligatures(), "the ﬁrst eﬃcient ﬂag ﬆ", "the first efficient flag st"),
        (Ligatures(), "œuvre, Æsir, Ĳssel", "œuvre, Æsir, Ĳssel"),
        (Ligatures(digraphs=True), "Ĳssel ǆ", "IJssel dž"),
        (Width(), "ＦＥＲＲＹ　２，５", "FERRY 2,5"),
        (Width(), "港のＦＥＲＲＹ　２，５（五）", "港のFERRY　2，5（五）"),
        (Width(), "ﾌｪﾘｰ ｶﾞ", "フェリー ガ"),
        (Width(punctuation=False), "Ａ，Ｂ", "A，B"),
        (Spaces(), "em\u2003thin\u2009\u205f math 20\xa0km 1\u202f000", "em thin   math 20\xa0km 1\u202f000"),
        (Spaces(), "港\u3000口", "港\u3000口"),
        (Spaces(), "\u3000plain", " plain"),
        (Spaces(), "\u1681\u1680\u1682 x", "\u1681\u1680\u1682 x"),
        (Spaces(no_break=True), "20\xa0km 1\u202f000\u2007", "20 km 1 000 "),
        (Spaces(tabs=True), "\t \tin\tside\t\n\tnext\t", "\t \tin side \n\tnext "),
        (Spaces(fixed=False, tabs=True), "a\tb\u2003c", "a b\u2003c"),
        (Spaces(tabs=True), "\t\t", "\t\t"),
    ],
)
def test_forms_and_spaces(rule: Rule, dirty: str, clean: str) -> None:
    assert cleaned(rule, dirty) == clean
    assert cleaned(rule, clean) == clean


@pytest.mark.parametrize(
    ("dirty", "clean"),
    [
        ("The har-\nbour was full. A harbour.", "The harbour\nwas full. A harbour."),
        ("The har-  \n  bour, full. A harbour.", "The harbour,\nfull. A harbour."),
        ("The har-\nbour\nwas. A harbour.", "The harbour\nwas. A harbour."),
        ("A Harbour. The har-\nbour", "A Harbour. The harbour"),
        ("soft har\u00ad\nbour is", "soft harbour\nis"),
        (
            "Der Ha-\nfen, ein Tü-\nbinger Müs-\nli. Hafen, Tübinger.",
            "Der Hafen,\nein Tübinger\nMüs-\nli. Hafen, Tübinger.",
        ),
        (
            "Der Ha-\nfen, das Mehl-\nsack, ein Müs-\nli, But-\nter. Hafen Mehlsack Müsli.",
            "Der Hafen,\ndas Mehlsack,\nein Müsli,\nButter.\nHafen Mehlsack Müsli.",
        ),
        ("Паром при-\nбыл. Он прибыл.", "Паром прибыл.\nОн прибыл."),
    ],
)
def test_divided_words_are_joined(dirty: str, clean: str) -> None:
    assert cleaned(Hyphenation(), dirty) == clean


@pytest.mark.parametrize(
    "text",
    [
        "The har-\nbour was full.",
        "a well-\nknown man, wellknown and well-known",
        "the North-\nSouth line; northsouth",
        "pages 12-\n13",
        "- item\n- items",
        "harbour har-\nbour-\nmaster",
        "a har-\n\nbour harbour",
        "旧码-\n头",
        "har-\nbour(s) harbour",
    ],
)
def test_what_may_be_a_compound_stays(text: str) -> None:
    assert cleaned(Hyphenation(), text) == text


@given(
    st.lists(
        st.sampled_from(["har", "bour", "harbour", "-\n", "-\n", "\n", " ", ", ", "-", "ma", "ster", "\u00ad\n"]),
        max_size=24,
    )
)
def test_joining_keeps_every_letter_and_line(pieces: list[str]) -> None:
    text = "".join(pieces)
    result = cleaned(Hyphenation(proven=1), text)
    assert "".join(filter(str.isalpha, result)) == "".join(filter(str.isalpha, text))
    assert result.count("\n") in range(
        text.count("\n") - text.count("-\n") - text.count("\u00ad\n"), text.count("\n") + 1
    )


def test_what_deceives_is_told_on_the_record() -> None:
    outcome = Pipeline((Invisible(),)).run(Document("if level != \u202e\u2066user\u2069 \u2066{\nx\u200b = 1\u200e;\n"))
    assert outcome.text == "if level != user {\nx = 1;\n"
    assert outcome.facts == {"text/invisible": {"plans": {"bidi-control": 3}}}


def test_hidden_text_is_told_on_the_record() -> None:
    hidden = "".join(chr(0xE0000 + ord(sign)) for sign in "ignore the rest")
    outcome = Pipeline((Invisible(),)).run(Document(f"A ferry.{hidden}\n"))
    assert outcome.text == "A ferry.\n"
    assert outcome.facts == {"text/invisible": {"plans": {"hidden-text": 1}}}


def test_controls_that_stay_are_told_when_they_may_deceive() -> None:
    text = "שלום \u2067(C++)\u2069\nשלום \u202b!\nx = '\u202eאב\u202c';\n"
    outcome = Pipeline((Invisible(),)).run(Document(text))
    assert outcome.text == text
    assert outcome.facts == {"text/invisible": {"bidi": {"code": 1, "overridden": 1, "unbalanced": 1}}}


def test_balanced_controls_in_prose_are_not_worth_a_word() -> None:
    assert Pipeline((Invisible(),)).run(Document("\u2067שלום\u2069 \u202bעולם\u202c\u200f\n")).facts == {}


@given(st.text(st.sampled_from("\u202a\u202e\u202c\u2066\u2068\u2069a"), max_size=12))
def test_wrapping_what_is_balanced_keeps_it_balanced(line: str) -> None:
    count = unbalanced(line)
    assert (count == 0) == (unbalanced(f"\u202b{line}\u202c") == 0) or count
    if not count:
        assert unbalanced(f"\u2067{line}\u2069") == unbalanced(f"\u202b{line}\u202c") == 0
        assert unbalanced(line + "\u202c") == unbalanced(line + "\u2069") == 1


def test_a_soft_hyphen_at_a_line_end_reaches_the_rule_that_joins() -> None:
    text = "The har\u00ad\nbour was full.\n"
    assert Pipeline((Invisible(), Hyphenation())).run(Document(text)).text == "The harbour\nwas full.\n"
