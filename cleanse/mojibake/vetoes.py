"""What speaks against a repair that only one or two words of a line suggest.

People write capitals before quotes and signs (``ÂNCORA”``, ``VÄRI™``), raised eyebrows, brand names; read
backwards, some of these are UTF-8. Where little else is garbled, such a word stays.
"""

from __future__ import annotations

import itertools
import re

from cleanse.mojibake.scripts import script
from cleanse.mojibake.tables import Table

_C1 = re.compile("[\x80-\x9f]")

LEADS = frozenset("ÃÂãâÐÑØÙ")
"""Letters that begin sequences: beside one of them another garbled letter is likely."""

AFTER_WORDS = frozenset("”»’…—–®™©°²³·€“‘\xa0ªº΄´¨")
"""Signs that follow a word without a space."""

NEXT_TO_LATIN = "\u0250"
"""From here on letters are of other scripts than Latin, but for rare ones."""

USUAL = re.compile(
    "[\x00-\x7f\u00a1-\u0137\u0139-\u0148\u014a-\u017e\u01a0\u01a1\u01af\u01b0\u0218-\u021b\u0391-\u03ce\u0400-\u045f\u0490\u0491\u05d0-\u05ea"
    "\u0600-\u06ff\u0900-\u097f\u0e00-\u0e5b\u1e00-\u1eff\ufeff\ufb00-\ufb04\u200c\u200d\u2010-\u2026\u20ac\u2116\u2122\u3000-\u30ff\u4e00-\u9fff"
    "\uac00-\ud7a3\xa0\uff01-\uff5e]+"
)
"""Characters that weak evidence may bring: those of many languages, and plain punctuation."""


def _begins(text: str, by: Table) -> bool:
    """True when a text may begin with a sequence, whole or broken."""
    return by.codes.get(ord(text[0]), 0) >= 0xC2 and not (text[1:2].isascii() and text[1:2].isalpha())


def usual(text: str) -> bool:
    """True for text of many languages, and plain punctuation."""
    return USUAL.fullmatch(text) is not None


def plain(token: str) -> bool:
    """True for a word of usual characters in which no two scripts stand side by side, but for Chinese and Japanese."""
    kinds = [script(char) if char.isalpha() else "" for char in token]
    mixed = any(a != b and a and b and "Han" not in (a, b) for a, b in itertools.pairwise(kinds))
    return not mixed and usual(token)


def doubtful(token: str, by: Table) -> bool:
    """True when a word should stay although it reads better as UTF-8 that was read with an encoding.

    Args:
        token: a word with signs around it, as it stands.
        by: the encoding.
    """
    found = list(by.found(token))
    small = any(map(str.islower, token))
    whole = by.replaced(token)
    return any(_doubtful(token, small, whole, start, end, inner, by) for start, end, inner in found)


def _doubtful(token: str, small: bool, whole: str, start: int, end: int, inner: str, by: Table) -> bool:
    garbled, before, after = token[start:end], token[:start], token[end:]
    if _C1.search(garbled):
        return False  # nobody writes these
    capitals = sum(map(str.isupper, before))
    letter = inner[0]
    if letter.isalpha():
        beside = [char for char in before[-1:] if char.isalpha() and char not in LEADS]
        if after[:1].isalpha() and after[0] not in LEADS and not _begins(after, by):
            beside.append(after[0])
        if any(script(char) != script(letter) for char in beside):
            return True
        if letter.isupper() and before[-1:].islower():
            return True
        if letter > NEXT_TO_LATIN and script(letter) != "Latin":
            if (before[-1:].isalpha() and before[-1] < NEXT_TO_LATIN) or (after[:1].isascii() and after[:1].isalpha()):
                return True
            if sum(map(str.isalpha, whole)) < 3:
                return True  # a lone letter of another script
    # An apostrophe may stand inside a word, no other of these signs does.
    ends_like_a_word = garbled[-1] in AFTER_WORDS and (garbled[-1] == "’" or not after[:1].isalpha())
    if capitals and not small and (ends_like_a_word or not inner.isalpha()):
        return True
    if not garbled[0].isalpha() and len(garbled) < 3 and not (before[-1:].isalpha() or after[:1].isalpha()):
        return True  # signs such as √ × ├ between digits and signs
    if garbled[0] == "×" and (not before or before[-1].isdigit()):
        return True
    shouted = (capitals >= 2 and not any(map(str.islower, before))) or (
        not before and garbled[0].isupper() and after[:2].isupper()
    )
    if not small and len(before + after) > 1 and all(map(str.isupper, garbled)):
        return True  # two accented capitals in a word of capitals
    if shouted and (any(map(str.islower, inner)) or ends_like_a_word):
        return True
    if not usual(inner) and (letter.isalpha() or len(garbled) < 3 or not inner.isprintable()):
        return True
    if (
        len(garbled) < 3
        and script(garbled[0]) in ("Greek", "Cyrillic")
        and not inner.isalpha()
        and not any(map(str.isalpha, before + after))
    ):
        return True  # a capital and a sign, as numbers are written in Greek
    at_the_end = garbled[0].isalpha() and ends_like_a_word and not after and len(garbled) < 3
    return at_the_end and by.codec != "cp1252" and not (garbled[0].isupper() and before[-1:].islower())
