"""Laws of the repair: settled, the same one by one and together, no worse on hostile text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cleanse.document import Document
from cleanse.mojibake.gate import gate, suspects_of
from cleanse.mojibake.line import LONGEST, repair_line
from cleanse.spans import apply, ordered
from cleanse.testing import check_rule, dirty_text
from cleanse.transforms.mojibake import Mojibake

ODD = st.text(alphabet=st.sampled_from("ÃÂâ€™œ\x9d\ufffd ?©Ð¡°Ñ€ï¿½aé漢 \nS'\"—ÃƒÐ°"), max_size=60)


def test_the_rule_keeps_the_laws_of_rules() -> None:
    check_rule(Mojibake())


@given(ODD | dirty_text())
def test_a_second_run_changes_nothing(text: str) -> None:
    once = apply(text, ordered(Mojibake().edits(Document(text)), len(text)))
    assert list(Mojibake().edits(Document(once))) == []


@given(st.lists(ODD, max_size=6))
def test_many_documents_together_are_as_one_by_one(texts: list[str]) -> None:
    documents = [Document(text) for text in texts]
    assert Mojibake().edits_many(documents) == [list(Mojibake().edits(document)) for document in documents]


@given(st.lists(ODD, max_size=6))
def test_lines_of_texts_together_are_suspected_as_apart(texts: list[str]) -> None:
    assert suspects_of(gate(), texts) == [gate().suspects(text) for text in texts]


@given(ODD)
def test_a_line_is_suspected_alone_as_it_is_in_a_text(text: str) -> None:
    lines = text.split("\n")
    assert gate().suspects(text) == [number for number, line in enumerate(lines) if gate().suspected(line)]


@given(ODD, st.integers(1, 4))
def test_a_text_may_be_of_any_length(text: str, times: int) -> None:
    line = text.replace("\n", " ") * (times * LONGEST // max(1, len(text)))
    repaired = repair_line(line)
    assert repaired.plans or repaired.text == line


def test_no_gap_is_left_between_chunks() -> None:
    clean = "Сад у реки. " * 9000
    text = clean + "cafÃ© Ð¡Ð°Ð´\n" + clean
    assert gate().suspects(text) == [0]
    assert apply(text, Mojibake().edits(Document(text))) == clean + "café Сад\n" + clean


def test_surrogates_are_no_trouble() -> None:
    text = "half \ud83d of a pair, cafÃ© and ÐŸÑ€Ð¸Ð²ÐµÑ‚ всем"
    assert list(Mojibake().edits(Document(text)))[0].insert == "é"
