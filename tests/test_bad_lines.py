"""Line rules on bad input: long, empty, many, right to left; broken packs. Small here, the same shapes at any size."""

from __future__ import annotations

import pytest

from cleanse.document import Document, Language
from cleanse.errors import PackError, SettingsError
from cleanse.linerules import Entry, LineRules
from cleanse.packs import read_pack
from cleanse.pipeline import Pipeline
from cleanse.shipped import builtin_packs
from cleanse.spans import apply, ordered
from cleanse.transforms.glued import Glued

RULES = LineRules(tuple(entry for pack in builtin_packs() for entry in pack.entries))


def clean(text: str, tag: str = "en") -> str:
    return apply(text, ordered(RULES.edits(Document(text, language=Language(tag))), len(text)))


@pytest.mark.parametrize("unit", ["salt ", "Share ", "a(", "<a ", "1, ", '"', "* ", "\u200b", "[", "x" * 7 + "\t"])
def test_one_long_line_stays(unit: str) -> None:
    line = unit * 60_000
    assert clean(line) == line
    assert clean(f"Advertisement\n{line}\nAdvertisement\n") == f"{line}\n"
    assert list(Glued().edits(Document(line))) == []


@pytest.mark.parametrize("unit", ["\n", "   \n", "\u3000\n", "\u200b\n", "***\n", "```\n", "|||\n", "- \n", "#\n"])
def test_nothing_but_blanks_and_marks_stays(unit: str) -> None:
    assert clean(unit * 20_000) == unit * 20_000


@pytest.mark.parametrize(
    "unit",
    ["The tide was out.\nShare\n\nNews\n", "News\nSports\nShare\nHome\n", "Related articles\nSalt\n", "```\nshare\n"],
)
def test_many_lines_settle(unit: str) -> None:
    left = clean(unit * 3_000)
    assert clean(left) == left


def test_right_to_left_lines_go_and_stay_as_others_do() -> None:
    prose = "عادت العبّارة عند الظهر لأن الجليد كان أسمك من أن يشقه مقدمها."
    text = f"{prose}\n\nمشاركة\n\n{prose}\n"
    assert clean(text, "ar") == f"{prose}\n\n{prose}\n"


def test_a_page_of_furniture_alone_is_dropped_as_empty() -> None:
    outcome = Pipeline((RULES,)).run(Document("Share\nAdvertisement\n\nShare this article\n"))
    assert outcome.text == ""
    assert not outcome.verdict.kept


@pytest.mark.parametrize("match", ["'(a'", "'(?:a+)+b'", "'.*'", r"'(a)\1'", "'a{3}{4}{5}('"])
def test_a_pack_with_a_broken_pattern_is_refused_with_its_place(match: str) -> None:
    pack = f'version = "1.0.0"\nsummary = "x"\n[[rule]]\nid = "a"\nsummary = "x"\nmatch = {match}\nhits = ["ab"]\nmisses = ["c d"]\n'
    with pytest.raises(PackError, match=r"my/test\.toml, rule 1") as caught:
        read_pack(pack, "test", "my/test.toml")
    assert caught.value.hint


def test_two_packs_with_one_id_are_refused() -> None:
    one = Entry("ads/mark", "1.0.0", "Marks.", phrases=("Advertisement",))
    with pytest.raises(SettingsError, match="two entries are called ads/mark") as caught:
        LineRules((one, one))
    assert caught.value.hint
