"""The form in which lines and phrases are compared: what type and typing habits change is made one.

Two steps. `plain` makes one of spaces, quotes, dashes, full-width signs and letters that are written in
several ways, and strips the marks and counts around a line; upper and lower case stay. `folded` makes the
cases one as well. Neither depends on where the line stands, and both change nothing when asked twice.
"""

from __future__ import annotations

import re
import unicodedata

from cleanse.patterns import sought

EDGE = " \t\r\u00a0\u3000*#_|•·»«›‹►▸▶▼▲→←↑↓✉📷"
"""What is stripped from both ends of a line before it is matched: white space and the marks of lists and Markdown."""

CLOSERS = ".:!…»>›→|"
"""What is stripped from the end of a line as well before it is compared with phrases."""

_COUNT = re.compile(r"[(\[]\s?\d[\d.,' ]{0,11}\s?(?:[kKmM万萬만]\+?|\+)?\s?[)\]]\Z")
"""How often something was commented or shared, at the end of a line: ``(12)``, ``[1,234]``, ``(1.2K)``."""


def _same() -> dict[int, str]:
    """Characters that stand for others."""
    same = {ord(space): " " for space in "\t\r\u00a0\u1680\u202f\u205f\u3000"} | dict.fromkeys(
        range(0x2000, 0x200B), " "
    )
    # Signs without width, among them the non-joiner, which some write as a space and others leave out.
    same |= dict.fromkeys((0x00AD, 0x0640, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFE0E, 0xFE0F, 0xFEFF), "")
    same |= dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)), "")
    same |= {ord(quote): '"' for quote in "“”„‟″«»〝〞＂"} | {ord(quote): "'" for quote in "‘’‚‛′ʼʹ`´＇"}
    same |= {ord(dash): "-" for dash in "‐‑‒–—―−﹘﹣"}
    same |= {0x2026: "...", 0x00DF: "ss", 0x1E9E: "SS", 0x0130: "I"}
    # Full-width signs, letters and digits of East Asian keyboards.
    same |= {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F) if code not in same}
    # Greek capitals are written without accents; Persian letters are often typed on an Arabic keyboard.
    for accented in "άέήίόύώϊϋΐΰΆΈΉΊΌΎΏΪΫ":
        same[ord(accented)] = unicodedata.normalize("NFD", accented)[0]
    # Letters with a dot below have two encodings.
    same |= {code: unicodedata.normalize("NFD", chr(code)) for code in range(0x0958, 0x0960)}
    same |= {0x064A: "\u06cc", 0x0649: "\u06cc", 0x0643: "\u06a9"}
    return same


SAME = _same()
"""Signs that are written as others, for `str.translate`."""

_CLOSING = EDGE + CLOSERS + '"'


def plain(line: str) -> str:
    """A line bare of its marks and counts, in one way of writing; the case of its letters is kept.

    >>> plain("• Artikel\\u00a0drucken … (12)"), plain("“Read  more” »"), plain("評論（３）：")
    ('Artikel drucken', 'Read more', '評論')
    """
    # Marks go first: some of them are written like the quotes that stay inside.
    line = line.strip(EDGE)
    if not line.isascii():
        line = line.translate(SAME)
    line = " ".join(line.split())
    while True:
        bare = line.strip(EDGE + '"').rstrip(_CLOSING)
        if bare[-1:] in (")", "]"):
            bare = _COUNT.sub("", bare)
        if bare == line:
            return line
        line = bare


def folded(line: str) -> str:
    """A line in the form in which it is looked up: `plain`, in lower case.

    >>> folded("ΜΟΙΡΑΣΤΕΙΤΕ ΤΟ!") == folded("Μοιραστείτε το"), folded("SCHLIESSEN") == folded("schließen")
    (True, True)
    """
    return sought(plain(line))
