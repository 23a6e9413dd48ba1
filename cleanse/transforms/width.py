"""Full-width letters and half-width katakana, made those of usual width."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from cleanse.document import Document
from cleanse.rule import RuleInfo
from cleanse.spans import Edit

# Full-width digits and Latin letters, half-width katakana with its voice marks and Hangul.
_LETTERS = re.compile("[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\uff66-\uff9f\uffa1-\uffdc]+")
# Those and all signs of the block, and the ideographic space.
_ALL = re.compile(
    "[\u3000\uff01-\uffbe\uffc2-\uffc7\uffca-\uffcf\uffd2-\uffd7\uffda-\uffdc\uffe0-\uffe6\uffe8-\uffee]+"
)
# Half of the width of full-width punctuation is space: beside these characters it is the usual punctuation.
_WIDE = re.compile(
    "[\u1100-\u11ff\u2e80-\u2fff\u3001-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\ufe30-\ufe4f\U00020000-\U0003fffd]"
)


@dataclass(frozen=True, slots=True)
class Width:
    """Makes full-width and half-width forms those of usual width (UAX #11, and Unicode's compatibility decompositions).

    On request only. Letters, digits and katakana; punctuation is left, because in Chinese, Japanese and Korean the
    full-width comma is the comma.

    Attributes:
        punctuation: signs and the ideographic space too, in a document that has no character of those scripts.

    >>> from cleanse.spans import apply
    >>> text = "\\uff21\\uff22\\uff23\\uff0c\\uff76\\uff9e"
    >>> apply(text, Width().edits(Document(text))) == "ABC\\uff0c\\u30ac"
    True
    """

    punctuation: bool = True

    info: ClassVar[RuleInfo] = RuleInfo(
        "text/width", "1.0.0", "Full-width and half-width forms become those of usual width."
    )

    def edits(self, document: Document) -> Iterator[Edit]:
        """One edit for each run."""
        text = document.text
        if text.isascii():
            return
        narrow = self.punctuation and not _WIDE.search(text) and not re.search("[\uff66-\uff9f]", text)
        for match in (_ALL if narrow else _LETTERS).finditer(text):
            usual = unicodedata.normalize("NFKC", match[0])
            if usual != match[0]:
                yield Edit(match.start(), match.end(), usual, self.info.id)
