"""The words of a text that a detector of letters looks at, or the reason why there are none."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from cleanse.language.probe import without_addresses

READ = 2_000
"""Characters at the start of a text that are looked at."""

MOST = 48
"""Words that are looked at, evenly from those read: some 300 letters, from which on next to nothing is gained."""

LEAST_SHARE = 0.5
"""Share of letters among all that is not white space; prose has more than 0.7, tables and code less than this."""

# A run of letters and their marks. Not \w: that would take the vowel signs of India and Thailand out of their words.
_WORD = re.compile(
    "[^\x00-@\\[-`{-\xa9\xab-\xb4\xb6-\xb9\xbb-\xbf\xd7\xf7\u02c2-\u02df\u2000-\u200b\u200e-\u2bff\u2e00-\u2e7f"
    "\u3000-\u3004\u3008-\u3020\u30fb\ue000-\uf8ff\ufe10-\ufe6b\uff00-\uff20\uff3b-\uff40\uff5b-\uff65\uffe0-\uffff"
    "\U0001f000-\U000fffff]+"
)
# From its first digit on, a token of ASCII is a number, a key, a hash or a name of code.
_KEY = re.compile("[0-9][A-Za-z0-9+/_=-]*")
# What `_WORD` finds in lower-case ASCII.
_BLANKED = bytes(byte if chr(byte).islower() and byte < 128 else 32 for byte in range(256))
_WHITE = " \n\t\r"


@dataclass(frozen=True, slots=True)
class Words:
    """Words in lower case, or a reason.

    Attributes:
        found: in order; empty when there is nothing to look at.
        reason: why there is nothing; ``""`` otherwise.
    """

    found: list[str]
    reason: str = ""


def words_of(text: str) -> Words:
    """Words in lower case without addresses, numbers, keys and signs.

    >>> words_of("See https://example.org: 12 FERRIES sail at noon.").found
    ['see', 'ferries', 'sail', 'at', 'noon']
    >>> words_of("0x7f 0x80 -- 14:07:33").reason
    'too few letters'
    """
    start = without_addresses(text[:READ])
    signs = len(start) - sum(map(start.count, _WHITE))
    start = _KEY.sub(" ", start)
    if start.isascii():
        blanked = start.lower().encode().translate(_BLANKED).decode()
        letters = len(blanked) - blanked.count(" ")
        words = blanked.split()
    else:
        start = unicodedata.normalize("NFC", start.replace("\u0130", "i"))
        words = _WORD.findall(start.lower())
        letters = sum(map(len, words))
    if letters < 2 and not any(word > "\u02c2" for word in words):
        return Words([], "too few letters")
    if letters < LEAST_SHARE * signs:
        return Words([], "mostly signs and digits")
    return Words(words[:: -(-len(words) // MOST)] if len(words) > MOST else words)
