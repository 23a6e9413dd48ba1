"""Which script a letter belongs to, as far as wrong decoding mixes them up."""

from __future__ import annotations

from bisect import bisect_right

_STARTS = (
    (0x0000, "Latin"), (0x0250, ""), (0x0370, "Greek"), (0x0400, "Cyrillic"), (0x0530, ""), (0x0590, "Hebrew"),
    (0x0600, "Arabic"), (0x0780, ""), (0x0E00, "Thai"), (0x0E80, ""), (0x1100, "Hangul"), (0x1200, ""),
    (0x1E00, "Latin"), (0x1F00, "Greek"), (0x2000, ""), (0x3000, "Han"), (0xA000, ""), (0xAC00, "Hangul"),
    (0xD7A4, ""), (0xF900, "Han"), (0xFB00, "Latin"), (0xFB07, ""), (0xFF00, "Han"), (0xFFF0, ""), (0x20000, "Han"), (0x32000, ""),
)  # fmt: skip
_PLACES = [start for start, _ in _STARTS]


def script(char: str) -> str:
    """A rough script, ``""`` for all others; kana count as Han, with which they are written.

    >>> [script(char) for char in "aжλ漢か한"]
    ['Latin', 'Cyrillic', 'Greek', 'Han', 'Han', 'Hangul']
    """
    return _STARTS[bisect_right(_PLACES, ord(char)) - 1][1]
