"""Keep only documents in the languages that were asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from cleanse.document import KEEP, Document, Verdict
from cleanse.rule import RuleInfo
from cleanse.tags import UND, covers


@dataclass(frozen=True, slots=True)
class OnlyLanguages:
    """Drops documents in other languages, and those whose language nobody can tell.

    Attributes:
        languages: BCP 47 tags; ``zh`` keeps ``zh-Hant`` too. ``und`` keeps what a detector abstains on.

    >>> from cleanse.document import Language
    >>> OnlyLanguages(("de",)).judge(Document("Guten Tag", language=Language("en", 990_000))).kept
    False
    """

    languages: tuple[str, ...]
    info: ClassVar[RuleInfo] = RuleInfo(
        "language/select", "1.0.0", "Drops documents in other languages than those asked for.", reads_language=True
    )

    def judge(self, document: Document) -> Verdict:
        """Keep or drop."""
        tag = document.language.tag if document.language else UND
        if any(covers(wanted, tag) for wanted in self.languages):
            return KEEP
        return Verdict(False, self.info.id, "language", f"its language is {tag}")
