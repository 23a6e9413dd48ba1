"""Simplified or traditional: the two forms in which Chinese is written."""

from __future__ import annotations

from functools import lru_cache


def written_form(text: str) -> str:
    """``zh-Hans`` or ``zh-Hant``, by the characters that only one of the two has; ``zh-Hans`` when there are none.

    The character set of mainland China (GB 2312, 1980) holds the simplified forms and that of Taiwan (Big5, 1984)
    the traditional ones; what both hold says nothing. Both tables come with Python.

    >>> written_form("\u5f00\u5f80"), written_form("\u958b\u5f80")
    ('zh-Hans', 'zh-Hant')
    """
    return "zh-Hant" if sum(map(_leaning, text)) < 0 else "zh-Hans"


@lru_cache(maxsize=1 << 14)
def _leaning(character: str) -> int:
    """1 for a simplified character, -1 for a traditional one, 0 for what is either."""
    return _holds("gb2312", character) - _holds("big5", character)


def _holds(codec: str, character: str) -> bool:
    try:
        character.encode(codec)
    except UnicodeEncodeError:
        return False
    return True
