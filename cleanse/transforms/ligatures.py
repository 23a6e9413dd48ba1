"""Typographic ligatures, taken apart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from cleanse.document import Document
from cleanse.rule import RuleInfo
from cleanse.spans import Edit

# Unicode's decompositions (type <compat>), one step.
_TYPOGRAPHIC = {
    "\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi", "\ufb04": "ffl", "\ufb05": "\u017ft", "\ufb06": "st",
}  # fmt: skip
_DIGRAPHS = {
    "\u0132": "IJ", "\u0133": "ij", "\u0149": "\u02bcn", "\u01c4": "D\u017d", "\u01c5": "D\u017e", "\u01c6": "d\u017e",
    "\u01c7": "LJ", "\u01c8": "Lj", "\u01c9": "lj", "\u01ca": "NJ", "\u01cb": "Nj", "\u01cc": "nj", "\u01f1": "DZ",
    "\u01f2": "Dz", "\u01f3": "dz",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Ligatures:
    """Takes apart the ligatures U+FB00 to U+FB06, which fonts make and no one writes; on request only.

    Letters such as æ and œ are no ligatures in this sense and stay.

    Attributes:
        digraphs: also the digraphs that are one character for the sake of old codes, such as U+01C6 and U+0133.

    >>> from cleanse.spans import apply
    >>> text = "the \\ufb01rst \\ufb02ood"
    >>> apply(text, Ligatures().edits(Document(text)))
    'the first flood'
    """

    digraphs: bool = False

    info: ClassVar[RuleInfo] = RuleInfo("text/ligatures", "1.0.0", "Typographic ligatures are taken apart.")

    def edits(self, document: Document) -> Iterator[Edit]:
        """One edit for each ligature."""
        text = document.text
        if text.isascii():
            return
        apart = _TYPOGRAPHIC | _DIGRAPHS if self.digraphs else _TYPOGRAPHIC
        for match in re.finditer(f"[{''.join(apart)}]", text):
            yield Edit(match.start(), match.end(), apart[match[0]], self.info.id)
