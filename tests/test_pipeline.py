"""The loop: rules in order until nobody has more to say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import pytest
from hypothesis import given

from cleanse.document import Document, Language, Verdict
from cleanse.errors import DocumentError
from cleanse.pipeline import EMPTY, Pipeline
from cleanse.rule import RuleInfo
from cleanse.spans import Edit
from cleanse.testing import dirty_text


@dataclass(frozen=True, slots=True)
class Swap:
    """Replaces one word by another: enough to make rules agree, feed each other, or quarrel."""

    word: str
    by: str
    reads_language: bool = False

    @property
    def info(self) -> RuleInfo:
        return RuleInfo(f"test/{self.word or 'nothing'}", "1.0.0", "Swaps a word.", reads_language=self.reads_language)

    def edits(self, document: Document) -> Iterator[Edit]:
        if self.reads_language and (document.language is None or document.language.tag != "en"):
            return
        for match in re.finditer(re.escape(self.word), document.text):
            yield Edit(match.start(), match.end(), self.by, self.info.id)


@dataclass(frozen=True, slots=True)
class Raises:
    info: ClassVar[RuleInfo] = RuleInfo("test/raises", "1.0.0", "Raises.")

    def edits(self, document: Document) -> list[Edit]:
        return [Edit(0, 1, str(1 // len(document.text[:0])))]


@dataclass(frozen=True, slots=True)
class Overlaps:
    info: ClassVar[RuleInfo] = RuleInfo("test/overlaps", "1.0.0", "Overlaps.")

    def edits(self, document: Document) -> list[Edit]:
        return [Edit(0, 2, "", self.info.id), Edit(1, 3, "", self.info.id)]


@dataclass(frozen=True, slots=True)
class English:
    """A detector that counts its calls by what it is asked."""

    asked: list[str]
    info: ClassVar[RuleInfo] = RuleInfo("language/test", "1.0.0", "Says en.")

    def detect(self, text: str) -> Language:
        self.asked.append(text)
        return Language("en", 900_000)


@dataclass(frozen=True, slots=True)
class Short:
    info: ClassVar[RuleInfo] = RuleInfo("filters/short", "1.0.0", "Drops what is short.")

    def judge(self, document: Document) -> Verdict:
        return Verdict(len(document.text) > 3, self.info.id, "short")


def test_rules_feed_each_other_until_all_are_silent() -> None:
    pipeline = Pipeline((Swap("b", "c"), Swap("a", "b")))
    outcome = pipeline.run(Document("a-x"))
    assert outcome.text == "c-x"
    assert [change.rules for change in outcome.tiling.changes()] == [("test/a", "test/b")]


def test_rules_that_quarrel_fail_the_document() -> None:
    with pytest.raises(DocumentError) as caught:
        Pipeline((Swap("a", "b"), Swap("b", "a"))).run(Document("a"))
    assert caught.value.code == "unsettled"


@pytest.mark.parametrize("rule", [Raises(), Overlaps()])
def test_a_broken_rule_costs_the_document_and_names_itself(rule: Raises | Overlaps) -> None:
    with pytest.raises(DocumentError, match=rule.info.id) as caught:
        Pipeline((rule,)).run(Document("abcd"))
    assert caught.value.code == "rule"


def test_an_edit_that_changes_nothing_is_no_edit() -> None:
    outcome = Pipeline((Swap("a", "a"),)).run(Document("banana"))
    assert outcome.tiling.unchanged


def test_the_language_is_asked_once_for_each_text() -> None:
    detector = English([])
    outcome = Pipeline((Swap("x", ""), Swap("a", "b", reads_language=True)), detector).run(Document("xa"))
    assert outcome.text == "b"
    assert detector.asked == ["a", "b"]
    assert outcome.facts == {"language/test": {"tag": "en", "score": 900_000}}


def test_what_reading_proposes_is_part_of_the_tiling() -> None:
    document = Document("\ufeffabc", edits=(Edit(0, 1, "", "text/decode"),))
    outcome = Pipeline((Swap("b", ""),)).run(document)
    assert outcome.text == "ac"
    assert [change.rules[0] for change in outcome.tiling.changes()] == ["text/decode", "test/b"]


def test_filters_judge_the_settled_text() -> None:
    verdict = Pipeline((Swap("long", ""),), filters=(Short(),)).run(Document("longlongab")).verdict
    assert (verdict.kept, verdict.by) == (False, "filters/short")


def test_a_document_of_which_nothing_is_left_is_dropped() -> None:
    verdict = Pipeline((Swap("a", ""),)).run(Document("aaa")).verdict
    assert (verdict.kept, verdict.by, verdict.kind) == (False, EMPTY.id, "empty")


def test_map_is_lazy() -> None:
    def endless() -> Iterator[Document]:
        while True:
            yield Document("a")

    assert next(Pipeline((Swap("a", "b"),)).map(endless())).text == "b"


@given(dirty_text())
def test_the_tiling_is_the_whole_truth(text: str) -> None:
    outcome = Pipeline((Swap(" ", ""), Swap("a", "\n"))).run(Document(text))
    assert outcome.tiling.apply(text) == outcome.text


@dataclass(frozen=True, slots=True)
class Tells:
    """Says how it came to each edit, and counts what stays."""

    info: ClassVar[RuleInfo] = RuleInfo("test/tells", "1.0.0", "Tells.")

    def edits(self, document: Document) -> Iterator[Edit]:
        for place, char in enumerate(document.text):
            if char in "xy":
                yield Edit(place, place + 1, "", self.info.id, how=f"by {char}")

    def facts(self, document: Document) -> dict[str, int]:
        return {"left": len(document.text)} if document.text else {}


def test_ways_of_edits_and_what_rules_say_of_the_text_are_facts() -> None:
    outcome = Pipeline((Swap("a", "x"), Tells())).run(Document("axyxb"))
    assert outcome.text == "b"
    assert outcome.facts == {"test/tells": {"plans": {"by x": 3, "by y": 1}, "left": 1}}
    assert Pipeline((Swap("a", "x"),)).run(Document("a")).facts == {}
