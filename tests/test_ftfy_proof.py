"""What is looked for before ftfy is asked is in every text that ftfy changes, whatever ftfy is installed."""

from __future__ import annotations

import re
from collections.abc import Iterator

import ftfy
import pytest
from ftfy import badness, chardata
from ftfy.badness import BADNESS_RE
from hypothesis import given
from hypothesis import strategies as st

from cleanse.document import Document
from cleanse.spans import apply
from cleanse.transforms import ftfy_proof, ftfy_repair
from cleanse.transforms.ftfy_pattern import START, UnreadPatternError, charset, members_of, rows
from cleanse.transforms.ftfy_proof import prove
from cleanse.transforms.ftfy_repair import FtfyRepair

CONFIG = FtfyRepair().config()
ROWS = rows(BADNESS_RE.pattern)
STAND_INS = {r"\s": " ", r"\w": "a", ".": "x", START.text: ""}


@pytest.fixture
def fresh() -> Iterator[None]:
    """Nothing that was proved is remembered, before or afterwards."""
    for cached in (prove, ftfy_repair._library):
        cached.cache_clear()
    yield
    for cached in (prove, ftfy_repair._library):
        cached.cache_clear()


def repaired(text: str, rule: FtfyRepair = FtfyRepair()) -> str:  # noqa: B008
    return apply(text, list(rule.edits(Document(text))))


def test_the_installed_tables_are_understood() -> None:
    assert prove(CONFIG).refused == ""
    assert FtfyRepair().facts(Document("Blåbær\n")) == {}


def test_every_character_of_every_class_is_found_where_ftfy_finds_it() -> None:
    stops = prove(CONFIG).stops
    tried = 0
    for row in ROWS:
        samples = [min(item.members) if item.members else STAND_INS.get(item.text, "1") for item in row]
        for place, item in enumerate(row):
            for sign in item.members or (samples[place],):
                text = "".join((*samples[:place], sign, *samples[place + 1 :]))
                assert BADNESS_RE.search(text), text
                assert stops.search(text), text
                tried += 1
    assert tried > 3000


@given(
    st.lists(
        st.sampled_from(sorted({sign for row in ROWS for item in row for sign in item.members or "1"})), max_size=9
    )
)
def test_no_run_is_missed(signs: list[str]) -> None:
    text = "".join(signs)
    assert prove(CONFIG).stops.search(text) or not BADNESS_RE.search(text)


@pytest.mark.parametrize(
    "text",
    [
        "Élodie a mangé à l’île « œuvre »",
        "Ähren, Öfen und Straßen – „überall“",
        "“¡El niño cantó!” said José’s father",
        "Паром «Нева» идёт в порт",
        "旧码头在这里“很远”",
        "Đường đến bến cũ Ở Đông",
        "THUYỀN ĐÃ VỀ BẾN CŨ ĐÃ LÂU",
        "Η γέφυρα άνοιξε «χθες»",
        "السفينة في الميناء",
    ],
)
def test_ordinary_prose_is_proved_clean(text: str) -> None:
    assert list(prove(CONFIG).suspects(text)) == []


@given(st.lists(st.text(st.sampled_from("aé\u0301\n"), max_size=12), max_size=6), st.integers(1, 7))
def test_segments_are_those_of_ftfy(pieces: list[str], limit: int) -> None:
    text = "".join(pieces)
    config = CONFIG._replace(max_decode_length=limit, normalization="NFC", fix_encoding=False)
    made = "".join(
        ftfy.fix_text(text[start:end], config)
        for start, end in ftfy_proof.Proof(re.compile("(?!)"), re.compile("(?!)"), "", limit, refused="asked").suspects(
            text
        )
    )
    assert made == ftfy.fix_text(text, config)
    done, result = 0, []
    for start, end in prove(config).suspects(text):
        result += [text[done:start], ftfy.fix_text(text[start:end], config)]
        done = end
    assert "".join((*result, text[done:])) == made


@given(st.lists(st.sampled_from(["â€™", "Ã ", "plain ", "\n", "Â ", "œ", "1"]), max_size=14), st.integers(1, 9))
def test_long_lines_are_cut_where_ftfy_cuts_them(pieces: list[str], limit: int) -> None:
    text = "".join(pieces)
    config = CONFIG._replace(max_decode_length=limit)
    done, result = 0, []
    for start, end in prove(config).suspects(text):
        result += [text[done:start], ftfy.fix_text(text[start:end], config)]
        done = end
    assert "".join((*result, text[done:])) == ftfy.fix_text(text, config)


def test_another_version_is_asked_about_every_line(fresh: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ftfy, "__version__", "7.0.0")
    text = "One é.\nTwo.\nThe cafÃ©.\n"
    assert list(prove(CONFIG).suspects(text)) == [(0, 7), (7, 12), (12, 23)]
    assert repaired(text) == "One é.\nTwo.\nThe café.\n"
    assert FtfyRepair().facts(Document(text)) == {"unproved": "ftfy 7.0.0 is not a version that was read"}


@pytest.mark.parametrize(
    "pattern", ["§+", "(§)", r"§\b", "§{2}", "§ |", r"[\d]§", r"a[a-z]", r"[^\s]", "§$", "§ ?", "§??"]
)
def test_an_expression_that_is_not_understood_is_refused(
    fresh: None, monkeypatch: pytest.MonkeyPatch, pattern: str
) -> None:
    text = "Blåbær §.\nThe cafÃ©.\n"
    monkeypatch.setattr(badness, "BADNESS_RE", re.compile(pattern, re.VERBOSE))
    assert "is not understood" in prove(CONFIG).refused
    assert repaired(text) == ftfy.fix_text(text, CONFIG)


def test_another_expression_gives_another_proof(fresh: None, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "Blå§å bær.\nÃ©Ã©\n"
    monkeypatch.setattr(badness, "BADNESS_RE", re.compile("[åä] § å | Ã©Ã © # more", re.VERBOSE))
    assert prove(CONFIG).refused == ""
    assert list(prove(CONFIG).suspects(text)) == [(0, 11), (11, 16)]
    assert repaired(text) == ftfy.fix_text(text, CONFIG)
    assert list(prove(CONFIG).suspects("The cafÃ©.\n")) == []


def test_a_table_of_another_shape_is_refused(fresh: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chardata, "HTML_ENTITY_RE", re.compile("%[a-z]+%"))
    assert "begin otherwise" in prove(CONFIG._replace(unescape_html=True)).refused


@given(st.frozensets(st.characters(), min_size=1, max_size=20), st.text(max_size=20))
def test_a_class_holds_its_characters_and_no_others(members: frozenset[str], text: str) -> None:
    found = re.findall(charset(members), text + "".join(members))
    assert found == [sign for sign in text + "".join(members) if sign in members]


@given(st.frozensets(st.characters(), min_size=1, max_size=20))
def test_a_class_is_read_as_it_was_written(members: frozenset[str]) -> None:
    assert members_of(charset(members)) == members


@given(
    st.lists(
        st.sampled_from(
            ["[a-c]", "[^b]", r"\s", r"\w", ".", "b", "?", "|", " ", "\n", "^", "# b\n", r"\x62", r"[\x61-b]", r"\|"]
        ),
        max_size=8,
    ),
    st.text(st.sampled_from("abc |^#\n"), max_size=5),
)
def test_what_a_pattern_finds_its_rows_find(pieces: list[str], text: str) -> None:
    pattern = "".join(pieces)
    try:
        read = rows(pattern)
        compiled = re.compile(pattern, re.VERBOSE)
    except (UnreadPatternError, re.error):
        return
    simple = re.compile("|".join("".join(item.text for item in row) for row in read))
    assert simple.search(text) or not compiled.search(text)
    if "^" not in pieces:
        assert compiled.search(text) or not simple.search(text)
