"""Lines that recur: the corpus rule that profiles come from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from cleanse.corpusrules.counting import LEAST, Counts
from cleanse.corpusrules.learned import INFO, LearnedLines
from cleanse.corpusrules.observation import Observation, observe
from cleanse.corpusrules.profile import Profile, profile_of
from cleanse.corpusrules.sketch import Sketch
from cleanse.rule import RuleInfo


@dataclass(frozen=True, slots=True)
class Repeats:
    """Lines that recur in many documents of a site, in the shape of `rule.CorpusRule`.

    Attributes:
        least: so many documents must hold a line.

    >>> from cleanse.document import Document
    >>> rule = Repeats(least=2)
    >>> words = ("harbour", "bell", "lamp")
    >>> pages = [f"The {word} was the last thing that they saw of the old {word}.\\n\\nAhoj z mora\\n" for word in words]
    >>> seen = [rule.observe(page, f"{place}.txt", "") for place, page in enumerate(pages)]
    >>> sketch, counts = rule.sketch(), rule.counts()
    >>> for one in seen: sketch.add(one)
    >>> for one in seen: counts.add(one, sketch, rule.least)
    >>> [(line.text, line.where, line.documents) for line in rule.profile(counts).line]
    [('ahoj z mora', 'tail', 3)]
    """

    least: int = LEAST
    info: ClassVar[RuleInfo] = INFO

    def observe(self, text: str, path: str, site: str) -> Observation:
        """What is kept of a document: pure, so it runs anywhere."""
        return observe(text, path, site)

    def sketch(self) -> Sketch:
        """An empty sketch; sketches merge in any order."""
        return Sketch()

    def counts(self) -> Counts:
        """Empty counts; counts made with one sketch merge in any order."""
        return Counts()

    def profile(self, counts: Counts) -> Profile:
        """What was learned of the whole corpus."""
        return profile_of(counts, self.least)

    def rule(self, profile: Profile) -> LearnedLines:
        """The rule that the profile is."""
        return LearnedLines(profile)
