"""Rules that name languages run on these only, and nobody guesses for a text without one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import pytest

from cleanse.document import Document, Language
from cleanse.language.letters import Letters
from cleanse.linerules import LineRules
from cleanse.pipeline import Pipeline
from cleanse.rule import RuleInfo
from cleanse.shipped import builtin_packs
from cleanse.spans import Edit
from cleanse.tags import covers, speaks

PACKS = LineRules(tuple(entry for pack in builtin_packs() for entry in pack.entries))
GERMAN = "Der Hafenmeister zählte jedes Boot zweimal, und danach ging er nach Hause."
ENGLISH = "The harbour master counted every boat twice, and after that he went home."


@dataclass(frozen=True, slots=True)
class Umlauts:
    """A rule in Python that names languages and does not look at the document's."""

    languages: tuple[str, ...] = ("de",)

    @property
    def info(self) -> RuleInfo:
        return RuleInfo("test/umlauts", "1.0.0", "Writes umlauts.", self.languages)

    def edits(self, document: Document) -> Iterator[Edit]:
        at = document.text.find("ae")
        if at >= 0:
            yield Edit(at, at + 2, "ä", self.info.id)


@dataclass(frozen=True, slots=True)
class Says:
    tag: str
    info: ClassVar[RuleInfo] = RuleInfo("language/test", "1.0.0", "Says what it is told to.")

    def detect(self, text: str) -> Language:
        return Language(self.tag)


@pytest.mark.parametrize(
    ("languages", "tag", "runs"),
    [
        (("de",), "de", True),
        (("de",), "de-AT", True),
        (("de",), "en", False),
        (("de",), "und", False),
        (("und",), "und", False),
        (("*",), "und", True),
        (("*",), "en", True),
        (("en", "no"), "nb", True),
        (("nn",), "no", True),
        (("nn",), "nb", False),
        (("zh",), "zh-Hant", True),
        (("zh-Hans",), "zh-Hant", False),
    ],
)
def test_which_languages_a_rule_in_python_runs_on(languages: tuple[str, ...], tag: str, runs: bool) -> None:
    assert speaks(languages, tag) == runs
    changed = Pipeline((Umlauts(languages),), Says(tag)).run(Document("Der Kapitaen")).text
    assert changed == ("Der Kapitän" if runs else "Der Kapitaen")


def test_without_a_detector_only_neutral_rules_run() -> None:
    assert Pipeline((Umlauts(),)).run(Document("Kapitaen")).text == "Kapitaen"
    assert Pipeline((Umlauts(("*",)),)).run(Document("Kapitaen")).text == "Kapitän"


def test_real_detector_and_real_rules() -> None:
    pipeline = Pipeline((PACKS,), Letters())
    assert pipeline.run(Document(f"{ENGLISH}\n\n12 comments\n\nLeave a comment\n")).text == f"{ENGLISH}\n"
    german = f"{GERMAN}\n\nBut we were there: leave a comment\n"
    assert pipeline.run(Document(german)).text == german


def test_the_entries_that_run_on_a_language() -> None:
    for entry in PACKS.entries:
        assert entry.speaks("und") == (entry.languages == ("*",))
    english = next(entry for entry in PACKS.entries if entry.id == "prompts/newsletter")
    line = "Sign up for our newsletter"
    assert english.matches(line)
    for tag, gone in (("en", True), ("en-GB", True), ("de", False), ("und", False)):
        document = Document(f"{GERMAN}\n{line}\n", language=Language(tag))
        assert bool(list(LineRules((english,)).edits(document))) == gone


def test_covering_is_by_whole_subtags() -> None:
    assert covers("sr", "sr-Latn")
    assert not covers("s", "sr")
    assert not covers("sr-Latn", "sr")
