"""What of a text speaks for its language: its first words, cleaned, or the reason why there are none."""

from __future__ import annotations

import re
from dataclasses import dataclass

READ = 16_000
"""Characters at the start of a text that are looked at."""

LONGEST = 1_200
"""Characters a probe holds at most, about 1,000 letters; detectors gain nothing from more than 600."""

FEWEST = 20
"""Letters below which detectors are right too seldom (langdetect: 65 % on single words, 94 % from 20 letters).
A character of Chinese, Japanese or Korean counts three."""

LEAST_SHARE = 0.5
"""Share of letters among all that is not white space; prose has more than 0.7, tables and hashes less than this."""

# Bounded, so that a text without spaces costs no more than another one.
_OF_WEB = r"(?:https?://|www\.)[^\s<>\"']{1,2000}"
_OF_MAIL = r"[A-Za-z0-9_.+-]{1,64}@[A-Za-z0-9_.-]{1,255}"
_WEB, _MAIL, _ADDRESSES = re.compile(_OF_WEB), re.compile(_OF_MAIL), re.compile(f"{_OF_WEB}|{_OF_MAIL}")
# A long token with digits in it is a key, a hash or a path.
_KEYS = re.compile(r"[A-Za-z0-9+/_=-]{12,}")
# Not \W: that would take the vowel signs of India and Thailand out of their words. The punctuation of
# Chinese and Japanese stays, because langdetect has learned it.
_NO_WORD = re.compile(
    "[\x00-@\\[-`{-\xa9\xab-\xb4\xb6-\xb9\xbb-\xbf\xd7\xf7\u02c2-\u02df\u2000-\u200b\u200e-\u2bff\u2e00-\u2e7f"
    "\ue000-\uf8ff\ufe10-\ufe6b\uffe0-\uffff"
    "\U0001f000-\U000fffff]+"
)
# No language writes ten consonants in a row or words of fifty letters; keys, hashes and noise do.
_NOISE = re.compile(r"\b[A-Za-z]*[bcdfghjklmnpqrstvwxz]{10}[A-Za-z]*\b|\b[A-Za-z]{50,}\b", re.IGNORECASE)
_CAPITALS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ"
# Without regard to case, ASCII letters are these as well.
_FOLDED = "\u0130\u0131\u017f\u212a"
# Consonants, other letters, everything else.
_KINDS = bytes(
    ord("c" if chr(byte) in "bcdfghjklmnpqrstvwxzBCDFGHJKLMNPQRSTVWXZ" else "l" if chr(byte) in "aeiouyAEIOUY" else " ")
    for byte in range(256)
)
_SIGNS = re.compile("[\u3000-\u3004\u3008-\u3020\uff00-\uff20\uff3b-\uff40\uff5b-\uff65]")
_DENSE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\U00020000-\U0003ffff]")


@dataclass(frozen=True, slots=True)
class Probe:
    """Words with single spaces, or a reason.

    Attributes:
        text: what a detector is shown; ``""`` when there is nothing to show.
        reason: why there is nothing; ``""`` otherwise.
    """

    text: str
    reason: str = ""


def probe(text: str) -> Probe:
    """The first words of a text without addresses, digits and signs; lower case where capitals are the rule.

    Only the start is looked at, so that an edit of the tail changes nothing and a long text costs no more.

    >>> probe("See https://example.org: 12 ferries sail at noon, on Sundays.")
    Probe(text='See ferries sail at noon on Sundays', reason='')
    >>> probe("0x7f 0x80 -- 14:07:33").reason
    'too few letters'
    """
    start = without_addresses(text[:READ])
    start = _KEYS.sub(_blank_key, start)
    words = _NO_WORD.sub(" ", start)
    if _may_hold_noise(words):
        words = _NOISE.sub(" ", words)
    words = " ".join(words.split())
    letters = len(words) - words.count(" ") - (0 if words.isascii() else len(_SIGNS.findall(words)))
    if letters + 2 * len(_DENSE.findall(words[:FEWEST])) < FEWEST:
        return Probe("", "too few letters")
    if letters < LEAST_SHARE * sum(map(len, start.split())):
        return Probe("", "mostly signs and digits")
    if len(words) > LONGEST:
        words = words[:LONGEST].rpartition(" ")[0] or words[:LONGEST]
    return Probe(words.lower() if _mostly_capitals(words) else words)


def without_addresses(text: str) -> str:
    """A blank for each address of the web or of mail."""
    web = "://" in text or "www." in text
    if "@" in text:
        return (_ADDRESSES if web else _MAIL).sub(" ", text)
    return _WEB.sub(" ", text) if web else text


def _mostly_capitals(words: str) -> bool:
    if words.isascii():
        data = words.encode()
        others = len(data.translate(None, _CAPITALS))
        # Nothing but letters and spaces is left in a probe of ASCII.
        return len(data) - others > others - data.count(b" ")
    return sum(map(str.isupper, words)) > sum(map(str.islower, words))


def _may_hold_noise(words: str) -> bool:
    """False when `_NOISE` finds nothing for certain: a look at the bytes costs a twentieth of the expression."""
    if not words.isascii() and any(letter in words for letter in _FOLDED):
        return True
    kinds = words.encode("utf-8", "surrogatepass").translate(_KINDS)
    return b"c" * 10 in kinds or b"l" * 50 in kinds.replace(b"c", b"l")


def _blank_key(match: re.Match[str]) -> str:
    return " " if sum(map(str.isdigit, match[0])) > 1 else match[0]
