"""The headline of another story, left over as the last line of an article."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from cleanse.document import Document
from cleanse.linerules import columns, ends_sentence, is_prose, removals
from cleanse.rule import RuleInfo
from cleanse.spans import Edit

_PARAGRAPHS = 5
_OPENING = 2  # lines at the head that may be a headline and a by-line
_WORDS = range(7, 19)
_NEITHER = re.compile(
    r"[@©|•#*_=<>\\\[\]{}/\t]|https?:|www\.|\.com\b|\d{4}[/.-]\d|\A[\W\d]"
    r"|\A(?:by|with|for|from|to|photos?|images?|pictures?|source|via|editing|reporting|written|compiled|translated|additional"
    r"|read|see|click|follow|visit|contact|watch|listen|copyright|posted|published|updated|edited|sent|this|these|here|i|my|we"
    r"|our|you|your|please|thanks?|note|email|call|or|and|but|tags?|filed|more|join|get|sign|subscribe|download|like|share"
    r"|von|foto|par|por|di|av|van)\b"
    r"|\b(?:is|was|are) (?:an?|the|our|his|her)\b|:\Z|: |\bat \w+ dot\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class StrayHeadline:
    """The last line of an article in prose, when it is shaped like a headline and like nothing else.

    All of this must hold: at least five paragraphs above it; each line but the first two is prose and
    ends as a sentence does; the last line stands after a blank line, is short, has seven to eighteen
    words, begins with a capital, does not end as a sentence, is written mostly in small letters, and
    does not look like a by-line, a credit, a contact, a list item or a prompt.

    >>> story = "The harbour froze over in the night, and no boat could leave the quay.\\n\\n" * 5
    >>> text = story + "Mountain villages wait for the first snow of the year\\n"
    >>> [text[edit.start : edit.end].strip() for edit in StrayHeadline().edits(Document(text))]
    ['Mountain villages wait for the first snow of the year']
    """

    info: ClassVar[RuleInfo] = RuleInfo(
        "related/stray-headline",
        "1.0.0",
        "The headline of another story as the last line of an article goes.",
        safety="doubtful",
    )

    def edits(self, document: Document) -> Iterator[Edit]:
        text = document.text
        tail = text[-4000:].rstrip()
        line = tail[tail.rfind("\n") + 1 :]
        if not _is_headline(line.strip()):
            return
        lines = text.split("\n")
        if not lines[-1]:
            lines.pop()
        last = len(lines) - 1
        while not lines[last].strip():
            last -= 1
        if last < 1 or lines[last - 1].strip():
            return
        above = [bare for bare in (line.strip() for line in lines[:last]) if bare]
        paragraphs = sum(map(_is_paragraph, above))
        if paragraphs >= _PARAGRAPHS and all(map(_is_paragraph, above[_OPENING:])):
            yield from removals(text, lines, {last: self.info.id})


def _is_paragraph(line: str) -> bool:
    return is_prose(line) and ends_sentence(line)


def _is_headline(line: str) -> bool:
    if not 30 <= columns(line) <= 120 or not line[0].isupper() or ends_sentence(line) or _NEITHER.search(line):
        return False
    words = line.split()
    small = sum(word[0].islower() for word in words)
    return len(words) in _WORDS and 2 * small >= len(words) and line.count(",") < 2
