"""Line ends: CRLF and CR become LF."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from cleanse.document import Document
from cleanse.rule import RuleInfo
from cleanse.spans import Edit

_RETURN = re.compile("\r(\n?)")


@dataclass(frozen=True, slots=True)
class Newlines:
    r"""Turns CRLF and CR into LF, and touches nothing else that a Unicode library would call a line end.

    >>> from cleanse.spans import apply
    >>> text = "one\r\ntwo\rthree\x85four"
    >>> apply(text, Newlines().edits(Document(text)))
    'one\ntwo\nthree\x85four'
    """

    info: ClassVar[RuleInfo] = RuleInfo("text/newlines", "1.0.0", "CRLF and CR become LF.")

    def edits(self, document: Document) -> Iterator[Edit]:
        """One deletion for a CRLF, one replacement for a lone CR."""
        if "\r" not in document.text:
            return
        for match in _RETURN.finditer(document.text):
            start = match.start()
            yield Edit(start, start + 1, "" if match[1] else "\n", self.info.id)
