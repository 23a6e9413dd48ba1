"""Control characters of ASCII, and the terminal's escape sequences."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from cleanse.document import Document
from cleanse.rule import RuleInfo
from cleanse.spans import Edit

# The escape sequences are those that ftfy removes. They go whole and first: without its ESC the rest
# of one would stay behind as text.
_DIRT = re.compile(r"(?:\x1b\[[\d;]*+[a-zA-Z]|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f])++")
_ANY = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_ENDS = frozenset(("", "\n", "\r"))
_PRINTED_BREAK = re.compile(r"[\x0b\x0c]")


@dataclass(frozen=True, slots=True)
class Controls:
    r"""Removes C0 controls and DEL, except tab, line feed and carriage return, and ANSI escape sequences.

    A form feed or vertical tab in the middle of a line is a line break and becomes one, so that the words
    around it stay two words; beside a line end or inside a word it is removed.

    >>> from cleanse.spans import apply
    >>> text = "\x1b[1mWarm\x1b[0m rain\x00.\n\x0cPage 2"
    >>> apply(text, Controls().edits(Document(text)))
    'Warm rain.\nPage 2'
    """

    info: ClassVar[RuleInfo] = RuleInfo(
        "text/controls", "1.0.0", "Control characters and terminal escape sequences are removed."
    )

    def edits(self, document: Document) -> Iterator[Edit]:
        """One edit for each run of controls."""
        text = document.text
        if not _ANY.search(text):
            return
        for match in _DIRT.finditer(text):
            start, end = match.span()
            before, after = text[start - 1 : start], text[end : end + 1]
            breaks = _PRINTED_BREAK.search(match[0]) and before not in _ENDS and after not in _ENDS
            inside_word = before.isalpha() and after.islower()
            yield Edit(start, end, "\n" if breaks and not inside_word else "", self.info.id)
