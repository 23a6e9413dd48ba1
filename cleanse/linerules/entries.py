"""Entries: patterns of lines, and all that is said about each."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from cleanse.linerules.folding import EDGE, plain
from cleanse.linerules.templates import template
from cleanse.patterns import LONGEST, compiled
from cleanse.rule import RuleInfo
from cleanse.tags import speaks


@dataclass(frozen=True, slots=True)
class Entry:
    """One pattern and all that is said about it.

    Attributes:
        id: ``pack/name``.
        version: ``major.minor.patch``.
        summary: one sentence.
        match: patterns in the syntax of `re`; each must match a whole stripped line.
        hits: lines that one of the patterns or phrases must match.
        misses: near-misses that none may match.
        where: ``any``; ``head``, the opening run of known, short or blank lines; ``tail``, the closing
            run; ``ends``, either; ``menu``, among `linerules.runs.MENU` or more known lines that stand close together.
        removes: ``line``; ``rest``, the heading of what follows the main content, which goes to the end;
            ``thread``, the heading of readers' comments, which go to the end though they are prose.
        languages: BCP 47 tags, ``("*",)`` for every language.
        case: ``ignore`` or ``exact``; of patterns only.
        safety: ``safe`` or ``doubtful``.
        phrases: whole lines, with optional text and slots (see `templates`), compared after folding (see `folding`).
    """

    id: str
    version: str
    summary: str
    match: tuple[str, ...] = ()
    hits: tuple[str, ...] = ()
    misses: tuple[str, ...] = ()
    where: Literal["any", "head", "tail", "ends", "menu"] = "any"
    removes: Literal["line", "rest", "thread"] = "line"
    languages: tuple[str, ...] = ("*",)
    case: Literal["ignore", "exact"] = "ignore"
    safety: Literal["safe", "doubtful"] = "safe"
    phrases: tuple[str, ...] = ()

    @property
    def info(self) -> RuleInfo:
        return RuleInfo(
            self.id,
            self.version,
            self.summary,
            self.languages,
            reads_language=self.languages != ("*",),
            safety=self.safety,
        )

    def compiled(self) -> tuple[re.Pattern[str], ...]:
        """The patterns, ready to be asked with `fullmatch`."""
        return tuple(compiled(pattern, self.case == "exact") for pattern in self.match)

    def matches(self, line: str) -> bool:
        """Whether a pattern or a phrase takes a line, wherever it stands.

        >>> Entry("ads/mark", "1.0.0", "Marks.", ("advertisement",)).matches("** Advertisement **")
        True
        >>> Entry("ads/mark", "1.0.0", "Marks.", phrases=("Sponsored[ by {name}]",)).matches("SPONSORED by Ada Stone:")
        True
        """
        bare = line.strip(EDGE)
        if len(bare) > LONGEST:
            return False
        if any(pattern.fullmatch(bare) for pattern in self.compiled()):
            return True
        return any(phrase_matches(phrase, line) for phrase in self.phrases)

    def speaks(self, tag: str) -> bool:
        """Whether it runs on documents of a language."""
        return speaks(self.languages, tag)


def phrase_matches(phrase: str, line: str) -> bool:
    """Whether a phrase takes a line."""
    return template(phrase).takes(plain(line))


Known = Mapping[int, Sequence[Entry]]
"""The entries that match a line, by its place; lines that none matches are left out."""
