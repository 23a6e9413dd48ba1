"""Which script a letter belongs to, and the language of scripts that one language has to itself."""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Mapping
from types import MappingProxyType

ALONE: Mapping[str, str] = MappingProxyType(
    {
        "Armn": "hy",
        "Beng": "bn",
        "Ethi": "am",
        "Geor": "ka",
        "Grek": "el",
        "Gujr": "gu",
        "Guru": "pa",
        "Hang": "ko",
        "Hebr": "he",
        "Khmr": "km",
        "Knda": "kn",
        "Laoo": "lo",
        "Mlym": "ml",
        "Mymr": "my",
        "Orya": "or",
        "Sinh": "si",
        "Taml": "ta",
        "Telu": "te",
        "Thaa": "dv",
        "Thai": "th",
        "Tibt": "bo",
    }
)
"""By ISO 15924 code, the language that nearly all text of a script is in: Yiddish in Hebrew letters is rare."""

DENSE_SCRIPTS = frozenset(("Hang", "Hani", "Kana"))
"""Scripts of which one character says as much as three letters of an alphabet."""

# First code points of ranges, and their scripts; "" is none of ours. Names and ranges are those of the Unicode
# Character Database (Scripts.txt), rounded to blocks.
_RANGES = (
    (0x0000, ""), (0x0041, "Latn"), (0x02C2, ""), (0x0370, "Grek"), (0x0400, "Cyrl"), (0x0530, "Armn"),
    (0x0590, "Hebr"), (0x0600, "Arab"), (0x0700, ""), (0x0750, "Arab"), (0x0780, "Thaa"), (0x07C0, ""),
    (0x08A0, "Arab"), (0x0900, "Deva"), (0x0980, "Beng"), (0x0A00, "Guru"), (0x0A80, "Gujr"), (0x0B00, "Orya"),
    (0x0B80, "Taml"), (0x0C00, "Telu"), (0x0C80, "Knda"), (0x0D00, "Mlym"), (0x0D80, "Sinh"), (0x0E00, "Thai"),
    (0x0E80, "Laoo"), (0x0F00, "Tibt"), (0x1000, "Mymr"), (0x10A0, "Geor"), (0x1100, "Hang"), (0x1200, "Ethi"),
    (0x13A0, ""), (0x1780, "Khmr"), (0x1800, ""), (0x1C80, "Cyrl"), (0x1C90, "Geor"), (0x1CC0, ""),
    (0x1D00, "Latn"), (0x1DC0, ""), (0x1E00, "Latn"), (0x1F00, "Grek"), (0x2000, ""), (0x2C60, "Latn"),
    (0x2C80, ""), (0x2D00, "Geor"), (0x2D30, ""), (0x2D80, "Ethi"), (0x2DE0, "Cyrl"), (0x2E00, ""),
    (0x3005, "Hani"), (0x3008, ""), (0x3041, "Kana"), (0x3100, ""), (0x3131, "Hang"), (0x3190, ""),
    (0x31F0, "Kana"), (0x3200, ""), (0x3400, "Hani"), (0x4DC0, ""), (0x4E00, "Hani"), (0xA000, ""),
    (0xA640, "Cyrl"), (0xA6A0, ""), (0xA722, "Latn"), (0xA800, ""), (0xA960, "Hang"), (0xA980, ""),
    (0xAB30, "Latn"), (0xAB70, ""), (0xAC00, "Hang"), (0xD800, ""), (0xF900, "Hani"), (0xFB00, "Latn"),
    (0xFB13, "Armn"), (0xFB1D, "Hebr"), (0xFB50, "Arab"), (0xFE00, ""), (0xFE70, "Arab"), (0xFEFF, ""),
    (0xFF21, "Latn"), (0xFF5B, ""), (0xFF66, "Kana"), (0xFFA0, "Hang"), (0xFFE0, ""), (0x20000, "Hani"),
    (0x32000, ""),
)  # fmt: skip
_FIRST = [first for first, _ in _RANGES]
_KANA = re.compile("[\u3041-\u30ff\u31f0-\u31ff\uff66-\uff9f]")
_CHINESE = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")


class _Scripts(dict[str, str]):
    """The script of a character; those asked for are kept, of which there are as many as people write with."""

    def __missing__(self, character: str) -> str:
        self[character] = script = _RANGES[bisect(_FIRST, ord(character)) - 1][1]
        return script


SCRIPTS: Mapping[str, str] = _Scripts()
"""By character: an ISO 15924 code, ``""`` for a script that no detector here knows.

>>> SCRIPTS["a"], SCRIPTS["\u0436"], SCRIPTS["\U0001f600"]
('Latn', 'Cyrl', '')
"""


def count_kana(text: str) -> int:
    """How many characters are kana, which only Japanese has."""
    return len(_KANA.findall(text))


def count_chinese(text: str) -> int:
    """How many are Chinese characters, which Chinese and Japanese have."""
    return len(_CHINESE.findall(text))
