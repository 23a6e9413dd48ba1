"""What two lines have in common when they differ in case, spaces, numbers and dates only."""

from __future__ import annotations

import re

from cleanse.linerules import EDGE

LONGEST = 600
"""Lines of more characters are no page furniture that anybody would want to read in a profile."""

_DIGIT = re.compile(r"\d")
_NUMBER = re.compile(r"\d+(?:[.,:/'’\u202f-]\d+)*")
_LETTER = re.compile(r"[^\W\d_]")
_DATE = re.compile(r"0[.,]? ?[^\W\d_]{3,12}[.,]? ?0|\b[^\W\d_]{3,9}[.,]? 0,? 0")
_ROW = re.compile(r"0(?:[ ,.:|-]{1,3}0)+")


def fold(line: str) -> str:
    """A line as it is counted: ``""`` when nothing is left of it, or when it is too long to be furniture.

    White space runs become one space, letters small, numbers ``0``. A word between two numbers, or
    before two, goes into one ``0`` with them: that is a month, in any language.

    >>> fold("  Published 3 March 2021, 12:45 "), fold("PUBLISHED May 14, 2020 10:02")
    ('published 0', 'published 0')
    >>> fold("* Follow  us on Harbour Radio *")
    'follow us on harbour radio'
    """
    if len(line) > LONGEST:
        return ""
    folded = " ".join(line.casefold().split()).strip(EDGE)
    if _DIGIT.search(folded):
        before = ""
        while folded != before:
            before = folded
            folded = _ROW.sub("0", _DATE.sub("0", _NUMBER.sub("0", folded)))
    return folded if _LETTER.search(folded) else ""
