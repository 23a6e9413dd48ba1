"""Zones and guards: clean documents come out untouched, and doubtful cuts never take a text apart."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleanse.document import Document, Language
from cleanse.linerules import Entry, LineRules
from cleanse.linerules.guard import FLOOR, SHARE
from cleanse.linerules.zones import protected, zones
from cleanse.pipeline import Pipeline
from cleanse.shipped import builtin_packs
from cleanse.spans import apply, ordered
from cleanse.testing import dirty_text
from cleanse.transforms.glued import Glued
from tests.clean_pages import KINDS, PARAGRAPHS

RULES = LineRules(tuple(entry for pack in builtin_packs() for entry in pack.entries))
PROSE = PARAGRAPHS["en"]


def entry(name: str, match: str, **options: object) -> Entry:
    return Entry(f"{name}/one", "1.0.0", "For a test.", (match,), **options)  # type: ignore[arg-type]


def clean(text: str, rules: LineRules = RULES, tag: str = "en") -> str:
    return apply(text, ordered(rules.edits(Document(text, language=Language(tag))), len(text)))


def names(text: str) -> set[str]:
    return {zone.name for zone in zones(text.split("\n"))}


@pytest.mark.parametrize("tag", sorted(PARAGRAPHS))
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_clean_documents_are_untouched(kind: Callable[[str], str], tag: str) -> None:
    text = kind(PARAGRAPHS[tag])
    assert clean(text, tag=tag) == text
    assert list(Glued().edits(Document(text))) == []


@settings(max_examples=40)
@given(st.lists(st.tuples(st.sampled_from(KINDS), st.sampled_from(sorted(PARAGRAPHS))), min_size=1, max_size=4))
def test_clean_documents_one_after_another_are_untouched(parts: list[tuple[Callable[[str], str], str]]) -> None:
    text = "\n".join(kind(PARAGRAPHS[tag]) for kind, tag in parts)
    for tag in {"en", parts[0][1]}:
        assert clean(text, tag=tag) == text


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("code", "a\n```\nshare\n```\nb"),
        ("code", f"{PROSE}\n\n    share()\n    print(1)\n\n{PROSE}\n{PROSE}"),
        ("code", "for a in b:\n    c = a;\n    d(c);\n    e = c;\n}"),
        ("table", "| a | b |\n|---|---|\n| c | d |"),
        ("table", "Ada\t3\t4\nKarl\t5\t6\nOtto\t7\t8"),
        ("fields", "From: Ada Stone\nTo: Karl Brand\nDate: 3 May 2012\nSubject: Ice\n\nIt froze."),
        ("verse", "Ice on the bay of the town,\nsalt in the rope,\nand the sails come down.\n\n" * 2),
        (
            "verse",
            "床前明月光照地，\n疑是地上霜满天。\n举头望着明月亮，\n\n低头思念故乡人，\n窗外寒风吹雪来，\n渡船不再开出去。\n",
        ),
        ("list", f"{PROSE}\n- bread\n- salt\n- rope\n{PROSE}"),
        ("heading", f"{PROSE}\n\nThe ice\n\n{PROSE}"),
        ("quotation", "> He said that\n> it froze"),
        ("questions", "Q: Who sailed?\nNobody.\nQ: Who stayed?\nAll."),
        ("recipe", "200 g flour\n3 EL Zucker\n1 cuillère de sel"),
        ("recipe", "面粉 200\n200克面粉\n3勺糖\n2个鸡蛋"),
        ("clauses", "§ 1 Harbour\nIt is open.\n§ 2 Ice\nIt is shut.\n§ 3 Salt"),
        ("clauses", "第一条 港口\n第二条 冰\n第三条 盐"),
        ("clauses", "Article 1\nA port.\nArticle 2\nA gate.\nArticle 3\nA wall."),
        ("dialogue", "ADA: Who was it?\nKARL: Nobody.\nADA: I saw him.\nKARL: You did not."),
        ("dialogue", "– Who was it?\n– Nobody came.\n– I saw him."),
        ("references", "Stone, A. Ice in the harbours of the north. Salt Press, 2004.\n" * 3),
        ("results", "Harbour - Salt Town 2-1\nIce Rovers - Quay 0-0\nBridge - Side 3-2"),
        ("names", "Salt Town: Stone, Brand, Reed, Lobo, Marchais, Horn, Vale, Bay, Field, Wood, Hill"),
    ],
)
def test_zones_are_told_by_structure(name: str, text: str) -> None:
    assert name in names(text)


@pytest.mark.parametrize(
    "text",
    [
        "Home\nNews\nSports\nContact",
        "• Home\n• News\n• Sports",
        "Home | News | Sports",
        "```\nshare",
        "July 2011\nJune 2011",
        "",
    ],
)
def test_menus_are_no_zones(text: str) -> None:
    assert names(text) == set()


def test_a_list_full_of_known_lines_is_a_menu() -> None:
    lines = f"{PROSE}\n- a\n- b\n- c\n- d\n{PROSE}".split("\n")
    assert protected(lines, {})[2] == "list"
    assert protected(lines, {1, 2, 3}) == {}


def test_nothing_sure_goes_from_code_or_tables() -> None:
    rules = LineRules((entry("ads", "advertisement"),))
    assert clean("Advertisement\n\n```\nadvertisement\n```\n", rules) == "```\nadvertisement\n```\n"
    assert clean(f"{PROSE}\n\nAdvertisement\n\n{PROSE}\n", rules) == f"{PROSE}\n\n{PROSE}\n"


MENU = (
    entry("sections", "news|sports|travel|weather|food|books", where="menu"),
    entry("ads", "advertisement"),
    entry("share", "share"),
)


def test_a_stretch_between_paragraphs_goes_when_two_packs_know_it() -> None:
    rules = LineRules(MENU)
    stretch = "News\nA storm comes\nSports\nSalt Town wins again for once\nShare\nTravel\nBook a ferry\n"
    left = clean(f"{PROSE}\n\n{stretch}{PROSE}\n", rules)
    # Wide lines near the prose below may be its headline.
    assert left == f"{PROSE}\n\nSalt Town wins again for once\n{PROSE}\n"
    alone = "News\nA storm comes\nSports\nSalt Town wins again\nFood\nTravel\nBook a ferry\n"
    assert "A storm comes" in clean(f"{PROSE}\n\n{alone}\n{PROSE}\n", rules)


def test_a_headline_near_prose_stays() -> None:
    rules = LineRules(MENU)
    head = "News\nSports\nShare\nTravel\nWeather\nAnother story of the day\n\nThe ferry that turned back at noon\nBy Ada\n\n"
    left = clean(head + f"{PROSE}\n" * 3, rules)
    assert "The ferry that turned back at noon" in left
    assert "Weather" not in left


def test_too_many_doubtful_cuts_are_held_back_and_told() -> None:
    rules = LineRules(MENU)
    menu = "News\nSports\nTravel\nWeather\nFood\nBooks\n" * 30
    held = f"Advertisement\n{menu}{PROSE}\n"
    (start,) = [edit for edit in rules.edits(Document(held)) if edit.by == "ads/one"]
    assert clean(held, rules) == held.removeprefix("Advertisement\n")
    assert start.start == 0
    outcome = Pipeline((rules,)).run(Document(held))
    assert outcome.text == held.removeprefix("Advertisement\n")
    facts = outcome.facts["lines/packs"]
    lines = menu.strip().split("\n")
    assert facts == {
        "held": {"lines": len(lines), "characters": sum(map(len, lines)), "by": {"sections/one": len(lines)}}
    }


def test_few_doubtful_cuts_go_and_nothing_is_told() -> None:
    rules = LineRules(MENU)
    outcome = Pipeline((rules,)).run(Document(f"News\nSports\nTravel\n\n{PROSE}\n"))
    assert outcome.text == f"{PROSE}\n"
    assert outcome.facts == {}


def test_sure_cuts_may_empty_a_document_doubtful_ones_may_not() -> None:
    rules = LineRules(MENU)
    assert clean("Advertisement\n\nAdvertisement\n", rules) == ""
    menu = "News\nSports\nTravel\nWeather\n"
    assert clean(menu, rules) == menu
    outcome = Pipeline((rules,)).run(Document("Share\n\nAdvertisement\n"))
    assert not outcome.verdict.kept


@settings(max_examples=150)
@given(dirty_text(20), st.sampled_from(["en", "de", "zh"]))
def test_doubtful_cuts_keep_within_their_share(text: str, tag: str) -> None:
    rules = LineRules(tuple(e for e in RULES.entries if e.where != "any"))
    left = clean(text, rules, tag)
    assert clean(left, rules, tag) == left
    size, rest = (sum(len(line) for line in one.split("\n") if line.strip()) for one in (text, left))
    assert rest == size or (rest >= FLOOR and (size - rest) * 100 <= size * SHARE)
