"""Tabs and spaces of odd widths inside lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from cleanse.document import Document
from cleanse.rule import RuleInfo
from cleanse.spans import Edit

_ODD = re.compile("[\t\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_NO_BREAK = frozenset("\xa0\u2007\u202f")
# Scripts that use the ideographic space: Chinese characters and their punctuation, kana, Hangul, full-width forms.
_WIDE = re.compile(
    "[\u1100-\u11ff\u2e80-\u2fff\u3001-\u9fff\uac00-\ud7ff\uf900-\ufaff\ufe30-\ufe4f\uff01-\uffee\U00020000-\U0003fffd]"
)
_WRITTEN = re.compile(r"\S")
_OGHAM = re.compile("[\u1681-\u169c]")


@dataclass(frozen=True, slots=True)
class Spaces:
    r"""Makes plain spaces of the spaces of fixed width U+2000 to U+200A, U+205F and U+1680; on request only.

    What has a use stays: the no-break spaces of French, of units and of large numbers, unless asked for; the ideographic
    space in a document of Chinese, Japanese or Korean; U+1680 in Ogham; tabs, unless asked for.

    Attributes:
        fixed: spaces of fixed width, U+2007 excepted.
        no_break: U+00A0, U+202F and U+2007 too.
        tabs: tabs too, but for those at the start of a line, which are indentation.

    >>> from cleanse.spans import apply
    >>> text = "wide\u2003and thin\u2009spaces, 20\xa0km"
    >>> apply(text, Spaces().edits(Document(text)))
    'wide and thin spaces, 20\xa0km'
    """

    fixed: bool = True
    no_break: bool = False
    tabs: bool = False

    info: ClassVar[RuleInfo] = RuleInfo("text/spaces", "1.0.0", "Spaces of odd widths become plain spaces.")

    def edits(self, document: Document) -> Iterator[Edit]:
        """One edit for each space."""
        text = document.text
        ideographic, ogham = bool(_WIDE.search(text)), bool(_OGHAM.search(text))
        body = end = -1  # of the line: its first character that is no indentation, and its end
        for match in _ODD.finditer(text):
            at, sign = match.start(), match[0]
            if sign == "\t":
                if at > end:
                    end = text.find("\n", at)
                    end = len(text) if end < 0 else end
                    first = _WRITTEN.search(text, text.rfind("\n", 0, at) + 1, end)
                    body = first.start() if first else end
                wanted = self.tabs and at > body
            elif sign in _NO_BREAK:
                wanted = self.no_break
            else:
                used = (sign == "\u3000" and ideographic) or (sign == "\u1680" and ogham)
                wanted = self.fixed and not used
            if wanted:
                yield Edit(at, at + 1, " ", self.info.id)
