"""Line ends: CRLF, CR and the separators of Unicode become LF."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from cleanse.document import Document
from cleanse.rule import RuleInfo
from cleanse.spans import Edit

_BREAK = re.compile("\r\n?|[\u2028\u2029]")
_RETURN = re.compile("\r\n?")
_ENDS = frozenset("\r\n")


@dataclass(frozen=True, slots=True)
class Newlines:
    r"""Turns CRLF, CR and the separators U+2028 and U+2029 into LF, and touches nothing else that ends a line.

    The separators mean nothing but a new line or paragraph (Unicode Standard, section 5.8) and are no part of a character
    that was decoded wrongly, as U+0085 is; beside another line end they are removed.

    Attributes:
        separators: U+2028 and U+2029 too.

    >>> from cleanse.spans import apply
    >>> text = "one\r\ntwo\rthree\x85four\u2028five"
    >>> apply(text, Newlines().edits(Document(text)))
    'one\ntwo\nthree\x85four\nfive'
    """

    separators: bool = True

    info: ClassVar[RuleInfo] = RuleInfo("text/newlines", "1.1.0", "CRLF, CR and line separators become LF.")

    def edits(self, document: Document) -> Iterator[Edit]:
        """One deletion for a CRLF, one replacement for a lone CR or a separator."""
        text = document.text
        if self.separators and not text.isascii():
            for match in _BREAK.finditer(text):
                start, end = match.span()
                if match[0][0] == "\r":
                    yield self._returned(match)
                else:
                    beside = text[start - 1 : start] in _ENDS or text[end : end + 1] in _ENDS
                    yield Edit(start, end, "" if beside else "\n", self.info.id)
        elif "\r" in text:
            yield from map(self._returned, _RETURN.finditer(text))

    def _returned(self, match: re.Match[str]) -> Edit:
        start = match.start()
        return Edit(start, start + 1, "" if match.end() - start > 1 else "\n", self.info.id)
