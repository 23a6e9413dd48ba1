"""White space that nobody sees: at line ends, and blank lines too many."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from cleanse.document import Document
from cleanse.rule import RuleInfo
from cleanse.spans import Edit

BLANKS = " \t\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
"""Space, tab and the space separators of Unicode (general category Zs)."""

# One blank before a line end is looked for, and the run is measured backwards: a pattern for the run itself
# would try every inner run of spaces from each of its places, which is quadratic.
_LAST_BLANK = re.compile(rf"[{BLANKS}](?:\n|\Z)")
_MANY = re.compile(rf"\n(?:[{BLANKS}]*+\n){{3,}}+")


@dataclass(frozen=True, slots=True)
class TrailingSpace:
    r"""Removes white space at line ends.

    In Markdown two spaces or more at the end of a line of text, before another line of text, are a hard
    line break; they stay.

    >>> from cleanse.spans import apply
    >>> text = "warm rain \t\nfell  \nall night\xa0"
    >>> apply(text, TrailingSpace().edits(Document(text)))
    'warm rain\nfell\nall night'
    >>> apply(text, TrailingSpace().edits(Document(text, format="markdown")))
    'warm rain\nfell  \nall night'
    """

    info: ClassVar[RuleInfo] = RuleInfo("text/trailing-space", "1.0.0", "White space at line ends is removed.")

    def edits(self, document: Document) -> Iterator[Edit]:
        """One deletion for each line that ends in white space."""
        text = document.text
        markdown = document.format == "markdown"
        for match in _LAST_BLANK.finditer(text):
            end = match.start() + 1
            line = text.rfind("\n", 0, end) + 1
            start = line + len(text[line:end].rstrip(BLANKS))
            if markdown and start > line and text.endswith("  ", start, end) and _text_follows(text, end + 1):
                end = start + len(text[start:end].rstrip(" "))
            if start < end:
                yield Edit(start, end, "", self.info.id)


def _text_follows(text: str, start: int) -> bool:
    end = text.find("\n", start)
    return bool(text[start : end if end >= 0 else len(text)].strip(BLANKS))


@dataclass(frozen=True, slots=True)
class BlankLines:
    r"""Makes one blank line of three or more; removes blank lines at the start and at the end.

    Two blank lines stay, as programs and their documents use them. No line feed is added; the one that
    ends the last line of text stays.

    >>> from cleanse.spans import apply
    >>> text = "\n\nfirst\n\n\n\n\nsecond\n\n\nthird\n\n\n"
    >>> apply(text, BlankLines().edits(Document(text)))
    'first\n\nsecond\n\n\nthird\n'
    """

    info: ClassVar[RuleInfo] = RuleInfo(
        "text/blank-lines", "1.0.0", "Three or more blank lines become one; none stay at the start and the end."
    )

    def edits(self, document: Document) -> Iterator[Edit]:
        """Deletions only."""
        text, rule = document.text, self.info.id
        white = BLANKS + "\n"
        end = len(text.rstrip(white))
        if not end:
            if text:
                yield Edit(0, len(text), "", rule)
            return
        first = len(text) - len(text.lstrip(white))
        start = text.rfind("\n", 0, first) + 1
        if start:
            yield Edit(0, start, "", rule)
        for match in _MANY.finditer(text, start, end):
            yield Edit(match.start() + 1, match.end() - 1, "", rule)
        last = text.find("\n", end) + 1
        if 0 < last < len(text):
            yield Edit(last, len(text), "", rule)
