"""The lone ``Â`` that is all that is left of a no-break space."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from cleanse.document import Document
from cleanse.mojibake.spaces import lost_spaces
from cleanse.rule import RuleInfo
from cleanse.spans import Edit


@dataclass(frozen=True, slots=True)
class LostNbsp:
    r"""Removes the ``Â`` of a lost no-break space, or puts a space where one is missing.

    Evidence is a place where no orthography has the letter: after a lower-case letter or a digit and not
    before a letter, or after the end of a clause. ``Â`` in capital words and lines, before lower-case letters, as
    a word of its own and in formulas stays. It comes after ``text/ftfy``, which repairs what still has its space.

    >>> from cleanse.spans import apply
    >>> text = "over four years.Â\nPÂINE DE CASĂ\nfrom 5Â000 copies"
    >>> print(apply(text, LostNbsp().edits(Document(text))))
    over four years.
    PÂINE DE CASĂ
    from 5 000 copies
    """

    info: ClassVar[RuleInfo] = RuleInfo("text/lost-nbsp", "1.0.0", "The Â left over from a no-break space is removed.")

    def edits(self, document: Document) -> Iterator[Edit]:
        """One edit for each remainder."""
        for start, end, insert in lost_spaces(document.text):
            yield Edit(start, end, insert, self.info.id)
