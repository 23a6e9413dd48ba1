"""C1 controls that no repair could read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from cleanse.document import Document
from cleanse.rule import RuleInfo
from cleanse.spans import Edit

_C1 = re.compile("[\x80-\x9f][\x80-\x9f]*+")


@dataclass(frozen=True, slots=True)
class C1Controls:
    r"""Removes the controls U+0080 to U+009F; a run that holds U+0085 (next line) becomes a line feed.

    It belongs after ``text/ftfy``, because C1 controls are half of many a garbled character. ftfy reads
    those that windows-1252 defines, U+0085 among them, as windows-1252. So where both rules run, only
    U+0081, U+008D, U+008F, U+0090 and U+009D are left, and they mean nothing. Where ftfy does not run,
    U+0085 is what Unicode says it is, a line end (UAX #14, class NL), and removing it would join two words.

    >>> from cleanse.spans import apply
    >>> text = "salt\x81 and\x85pepper"
    >>> apply(text, C1Controls().edits(Document(text)))
    'salt and\npepper'
    """

    info: ClassVar[RuleInfo] = RuleInfo("text/c1", "1.0.0", "C1 control characters are removed.")

    def edits(self, document: Document) -> Iterator[Edit]:
        """One edit for each run of C1 controls."""
        text = document.text
        if text.isascii():
            return
        for match in _C1.finditer(text):
            yield Edit(match.start(), match.end(), "\n" if "\x85" in match[0] else "", self.info.id)
