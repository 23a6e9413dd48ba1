"""Phrases of packs: what they take, what is refused, and that the index finds all of it and nothing else."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleanse.cli import command
from cleanse.document import Document, Language
from cleanse.errors import PackError
from cleanse.linerules import LineRules, folded, phrase_matches, plain
from cleanse.linerules.index import Index
from cleanse.linerules.prose import is_code
from cleanse.linerules.slots import SLOTS
from cleanse.linerules.templates import template
from cleanse.packs import read_pack
from cleanse.patterns import WAYS, shape
from cleanse.shipped import builtin_packs

PACK = """
version = "1.0.0"
summary = "For a test."

[[rule]]
id = "share"
summary = "Share buttons."
languages = ["de"]
phrases = ["Teilen", "Auf {network} teilen", "{number} mal geteilt", "[Jetzt ]Artikel[ kostenlos] teilen"]
hits = ["Auf Facebook teilen", "12 mal geteilt"]
misses = ["Das Teilen fiel ihm schwer"]

[[rule]]
id = "more"
summary = "More."
match = 'more of this!?'
phrases = ["Mehr dazu:", "Plus d'infos", "Kommentare ({number})", "Von {name}, {date}[ {time}]", "Lesen Sie mehr über {rest}"]
hits = ["More of this!", "Kommentare (7)", "Von Ada Stein, 3. Mai 2012", "Lesen Sie mehr über die Schleuse"]
misses = ["Mehr dazu sagte er nicht."]
"""

ENTRIES = read_pack(PACK, "test").entries


@pytest.mark.parametrize(
    ("phrase", "lines"),
    [
        ("Teilen", ["teilen", "TEILEN", "** Teilen:", "Teilen (12)", "Teilen [1.234] ", "• Teilen …", "Teilen »", "|Teilen|"]),
        ("Plus d'infos", ["Plus d’infos", "plus\u00a0d‘infos...", "PLUS  D'INFOS !"]),
        ("Send e-mail", ["Send e‑mail", "Send e–mail"]),
        ("Schließen", ["SCHLIESSEN", "schliessen", "SCHLIEẞEN"]),
        ("Μοιραστείτε το", ["ΜΟΙΡΑΣΤΕΙΤΕ ΤΟ", "μοιραστείτε το:"]),
        ("Tüm İlanlar", ["tüm ilanlar", "TÜM İLANLAR", "Tüm ilanlar"]),
        ("分享到：", ["分享到", "分享到:", "　分享到：", "分享到（12）"]),
        ("اشتراک‌گذاری", ["اشتراكگذاري", "\u200fاشتراک‌گذاری:"]),
        ("No subscription yet?", ["NO SUBSCRIPTION YET?", "no subscription yet？"]),
        ("[[Watch]]", ["[watch]"]),
        ("Auf {network} teilen", ["auf facebook teilen", "Auf WhatsApp teilen:", "Auf VK teilen", "Auf E-Mail teilen"]),
        ("{number} mal geteilt", ["12 mal geteilt", "1.234 Mal geteilt", "1,2K mal geteilt", "3 万 mal geteilt", "٣ mal geteilt"]),
        ("Kommentare[ ({number})]", ["Kommentare", "Kommentare (3)", "Kommentare: (1,204)"]),
        ("By {name}", ["By Ada Stone", "BY ADA STONE", "By Ada van der Stone", "By O’Neill", "by Ирина Львова", "By 王小明"]),
        ("© {year} {site}", ["© 2014 Lantern Press", "© 2001–2014 lantern.example.org"]),
        ("Posted {date}", ["Posted 3 May 2012", "Posted May 3rd, 2012", "Posted 03/05/2012", "Posted Thursday, 3. Mai 2012",
                           "Posted 2012年5月3日", "Posted 3 de mayo de 2012", "Posted 3 мая 2012 г.", "Posted 2012. 5. 3.",
                           "Posted ٣ مايو ٢٠١٢"]),
        ("At {time}", ["At 10:15", "at 9.30 Uhr", "At 5:45 p.m.", "At 下午 3:20", "At 10:15 GMT"]),
        ("Visit {url}", ["Visit https://lantern.example.org/a?b=1", "Visit lantern.example.org", "Visit www.lantern.example"]),
        ("Mail {email}", ["Mail desk@lantern.example.org"]),
        ("Tel. {phone}", ["Tel. +49 30 1234567", "Tel. (030) 123-45-67"]),
        ("Read more about {rest}", ["Read more about the harbour, its ice and its keepers"]),
        ("Lire aussi [notre ]dossier", ["lire aussi dossier", "Lire aussi notre dossier"]),
    ],
)  # fmt: skip
def test_what_a_phrase_takes(phrase: str, lines: list[str]) -> None:
    assert [line for line in lines if not phrase_matches(phrase, line)] == []


@pytest.mark.parametrize(
    ("phrase", "lines"),
    [
        ("Teilen", ["Teilen?", "Teilen,", "Das Teilen", "Teilen (neu)", "Teilen und herrschen"]),
        ("By {name}", ["By the river", "By", "By Ada Stone, who had rowed all night", "By One Two Three Four Five"]),
        ("Auf {network} teilen", ["Auf dem Markt teilen", "Auf teilen"]),
        ("{number} mal geteilt", ["Zwölf mal geteilt", "12 mal geteilt und verlesen"]),
        ("Posted {date}", ["Posted 12", "Posted in May 2012 by the gate", "Posted on the wall of 1911"]),
        ("Read more about {rest}", ["Read more about", "Read more about " + "salt " * 40]),
        ("Mail {email}", ["Mail the desk"]),
        ("© {year} {site}", ["© 2014", "© 2014 " + "salt " * 6 + "salt"]),
    ],
)
def test_what_a_phrase_leaves(phrase: str, lines: list[str]) -> None:
    assert [line for line in lines if phrase_matches(phrase, line)] == []


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('"Teilen",', '"** (3) »",', "nothing is left of it"),
        ('"Teilen",', '"",', "nothing is left of it"),
        ('"Teilen",', '"[Teilen]",', "nothing is left of it"),
        ('"Teilen",', '"Teilen {netwrok}",', 'no slot {netwrok}. Write "network"'),
        ('"Teilen",', '"Teilen [jetzt",', "stands alone"),
        ('"Teilen",', '"Teilen jetzt]",', "stands alone"),
        ('"Teilen",', '"[a[b]] teilen",', "stands alone"),
        ('"Teilen",', '"Teilen {",', "stands alone"),
        ('"Teilen",', '"' + "[x ]" * 7 + 'Teilen",', "more than 6 optional texts"),
        ('"Teilen",', '"{rest} teilen",', "before its end"),
        ('"Teilen",', '"Teilen {rest}",', "after too little"),
        ('"Teilen",', '"{name}",', "takes any words"),
        ('"Teilen",', '"{name} - {site}",', "takes any words"),
        ('"Teilen",', '"Das Teilen fiel ihm schwer.",', "matches its near-miss"),
        ('"Teilen",', '"Tei\\nlen",', "not one line"),
        ('"Mehr dazu:"', '"ARTIKEL TEILEN"', "test/share has 'artikel teilen' already"),
        ("\nhits = [\"Auf Facebook teilen\", \"12 mal geteilt\"]", "", "has no hits"),
        ('hits = ["Auf Facebook teilen", ', "hits = [", "no hit shows what 'Auf {network} teilen' is for"),
        ('languages = ["de"]', 'case = "exact"', "without regard to case"),
        ('misses = ["Das Teilen fiel ihm schwer"]', "misses = []", "has no misses"),
        ('phrases = ["Teilen"', 'phrases = "Teilen"\nx = ["Teilen"', "must be a list"),
    ],
)  # fmt: skip
def test_a_broken_phrase_is_refused(old: str, new: str, told: str) -> None:
    assert old in PACK
    with pytest.raises(PackError) as caught:
        read_pack(PACK.replace(old, new, 1), "test", "my/test.toml")
    whole = f"{caught.value} {caught.value.hint}"
    assert told in whole
    assert str(caught.value).startswith("my/test.toml, rule")
    assert caught.value.hint


def test_a_phrase_may_stand_twice_for_other_languages_or_places() -> None:
    for old, new in [
        ('id = "more"', 'id = "more"\nlanguages = ["nl"]'),
        ('id = "more"', 'id = "more"\nwhere = "menu"'),
    ]:
        pack = PACK.replace('"Mehr dazu:"', '"Teilen"').replace(old, new)
        assert len(read_pack(pack, "test").entries) == 2


def test_an_entry_of_phrases_alone_needs_no_hits() -> None:
    pack = 'version = "1.0.0"\nsummary = "x"\n[[rule]]\nid = "a"\nsummary = "x"\nphrases = ["Teilen"]\nmisses = ["Teilen?"]\n'
    (entry,) = read_pack(pack, "test").entries
    assert entry.matches("• TEILEN (3)")
    assert entry.hits == ()


@pytest.mark.parametrize("name", sorted(SLOTS))
def test_slots_end_soon_and_take_no_line_as_a_whole_text(name: str) -> None:
    words = "one two " if name in ("name", "site", "rest") else ""
    pattern = template(f"{words}{{{name}}}").pattern or "x"
    assert shape(pattern).ways <= WAYS
    for seed in ("a", "A", "1", " ", "a ", "1 ", "A.", "1.", "1-", "(", "@a", "中"):
        assert re.fullmatch(pattern, words + (seed * 400)[:390] + "\x00") is None


@given(st.text(max_size=40))
def test_folding_twice_changes_nothing(line: str) -> None:
    assert plain(plain(line)) == plain(line)
    assert folded(folded(line)) == folded(line)


ALL = (*ENTRIES, *(entry for pack in builtin_packs() for entry in pack.entries))
INDEX = Index(ALL)
LITERALS = [phrase for entry in ALL for phrase in entry.phrases if not re.search(r"[\[{]", phrase)]
EXAMPLES = [line for entry in ALL for line in (*entry.hits, *entry.misses)] + LITERALS


def loop(line: str) -> list[str]:
    """What asking every entry finds."""
    if line.lstrip()[:1] == "#":
        return []
    return [entry.id for entry in ALL if line.strip() and entry.matches(line)]


def indexed(line: str) -> list[str]:
    return [entry.id for entry in INDEX.find([line]).get(0, ())]


_MARKS = st.sampled_from(["", "", "* ", "• ", "» ", "\u00a0", "► ", "\u3000"])
_ENDS = st.sampled_from(["", "", ":", " …", "!", " »", ".", " (12)", "[3]", " |", "\u00a0", " (1.2K)", "..."])
_CASES = st.sampled_from([str, str.upper, str.lower, str.title, str.swapcase])


@given(st.sampled_from(LITERALS), _MARKS, _ENDS, _CASES)
def test_a_decorated_phrase_is_found(phrase: str, mark: str, end: str, case: object) -> None:
    line = mark + case(phrase).replace(" ", "\u00a0 ", 1) + end  # type: ignore[operator]
    owner = next(entry.id for entry in ALL if phrase in entry.phrases)
    # Some letters have no way back from their capitals; a line with two colons is code.
    if folded(case(phrase)) == folded(phrase) and not is_code(line):  # type: ignore[operator]
        assert owner in indexed(line)


@given(
    st.one_of(
        st.sampled_from(EXAMPLES),
        st.sampled_from(EXAMPLES).map(str.swapcase),
        st.tuples(_MARKS, st.sampled_from(EXAMPLES), _ENDS).map("".join),
        st.text(max_size=40).map(lambda text: text.replace("\n", " ")),
        st.lists(st.sampled_from(["Teilen", "Auf", "Facebook", "Von", "Ada", "12", "mal", "geteilt", "Kommentare", "(3)", "More", "of", "this"])).map(" ".join),
    )
)  # fmt: skip
def test_the_index_finds_what_a_loop_over_all_entries_finds(line: str) -> None:
    if not is_code(line):
        assert indexed(line) == loop(line)


def test_the_index_does_not_depend_on_what_stands_around() -> None:
    lines = [line for line in EXAMPLES for line in (line, "")]
    found = INDEX.find(lines)
    for place, line in enumerate(lines):
        assert [entry.id for entry in found.get(place, ())] == indexed(line)


def test_phrases_act_by_language_and_place() -> None:
    rules = LineRules(ENTRIES)
    text = "Die Fähre kehrte mittags um.\n\nAuf Facebook teilen\n\nMehr dazu\n"
    assert [edit.by for edit in rules.edits(Document(text, language=Language("de")))] == ["test/share", "test/more"]
    assert [edit.by for edit in rules.edits(Document(text, language=Language("fr")))] == ["test/more"]


def test_the_command_shows_and_tests_phrases(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "test.toml"
    path.write_text(PACK, encoding="utf-8")
    assert command(["rules", "show", "test/share", "--rule", str(path)]) == 0
    assert "{number} mal geteilt" in capsys.readouterr().out
    assert command(["rules", "test", str(path)]) == 0
    assert "2 entries, 10 hits and 2 misses hold" in capsys.readouterr().out
    path.write_text(PACK.replace('"12 mal geteilt"]', '"Zwölf mal geteilt"]'), encoding="utf-8")
    assert command(["rules", "test", str(path)]) == 1
    assert "does not take its hit 'Zwölf mal geteilt'" in capsys.readouterr().out
