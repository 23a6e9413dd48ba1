"""What people use today on the lines of a text, each as a function from lines to a flag a line: does it stay?

The line rules of C4 and RefinedWeb are written after the papers; jusText and trafilatura are asked as libraries, with
every line in a paragraph of its own, which is all they can be told of text whose markup is gone.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

Peer = Callable[[Sequence[str], str], list[bool]]

_TERMINAL = (".", "!", "?", '"', "”", "。", "！", "？", "।", "؟")
_LITTLE_COUNTER = re.compile(
    r"\W*\d+(?:[.,]\d+)?[km]?\s+(?:likes?|shares?|comments?|retweets?|reposts?|quotes?|bookmarks?|upvotes?|downvotes?|downloads?|views?|followers?)\W*",
    re.IGNORECASE,
)
_HAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_PROMPT = re.compile(r"^(?:sign-in|sign in)|read more\.{0,3}$|items in cart", re.IGNORECASE)

JUSTEXT = {
    "en": "English", "sv": "Swedish", "fr": "French", "de": "German", "fi": "Finnish", "es": "Spanish", "el": "Greek",
    "pl": "Polish", "ru": "Russian", "hr": "Croatian", "pt": "Portuguese", "it": "Italian", "nl": "Dutch",
    "cs": "Czech", "da": "Danish", "nb": "Norwegian_Bokmal", "uk": "Ukrainian", "tr": "Turkish", "ar": "Arabic",
    "fa": "Persian", "he": "Hebrew", "hi": "Hindi", "ko": "Korean", "vi": "Vietnamese", "id": "Indonesian",
}  # fmt: skip
"""Languages whose stop words jusText has; without them its rule is asked with an empty list, as it advises."""


def _words(line: str) -> int:
    """Words between spaces; of writing without spaces, two characters count as one."""
    return len(line.split()) + len(_HAN.findall(line)) // 2


def c4(lines: Sequence[str], _language: str) -> list[bool]:
    """C4 (Raffel and others 2020, section 2.2): a line stays if it ends in a terminal mark, has five words and no JavaScript."""
    return [
        line.rstrip().endswith(_TERMINAL) and _words(line) >= 5 and "javascript" not in line.lower() for line in lines
    ]


def c4_fineweb(lines: Sequence[str], _language: str) -> list[bool]:
    """C4's line rules as FineWeb uses them (Penedo and others 2024): all but the one on terminal marks; three words."""
    return [_words(line) >= 3 and "javascript" not in line.lower() for line in lines]


def refinedweb(lines: Sequence[str], _language: str) -> list[bool]:
    """RefinedWeb (Penedo and others 2023, appendix G.2): capitals, numbers, counters, single words, short prompts go."""
    return [not _refinedweb_takes(line) for line in lines]


def _refinedweb_takes(line: str) -> bool:
    words = line.split()
    letters = [letter for letter in line if letter.isalpha()]
    if letters and sum(map(str.isupper, letters)) > 0.5 * len(letters):
        return True
    if not letters or _LITTLE_COUNTER.fullmatch(line) or len(words) == 1:
        return True
    return len(words) <= 10 and _PROMPT.search(line.strip()) is not None


def justext_lines(lines: Sequence[str], language: str) -> list[bool]:
    """jusText (Pomikálek 2011), its defaults."""
    import justext

    stop_words = justext.get_stoplist(JUSTEXT[language]) if language in JUSTEXT else frozenset()
    options = {} if stop_words else {"stopwords_low": 0, "stopwords_high": 0}
    found = justext.justext(_page(lines).encode(), stop_words, encoding="utf-8", **options)
    return _matched(lines, [paragraph.text for paragraph in found if not paragraph.is_boilerplate])


def trafilatura_lines(lines: Sequence[str], _language: str) -> list[bool]:
    """trafilatura (Barbaresi 2021), its defaults, with comments left out."""
    import trafilatura

    text = trafilatura.extract(_page(lines), include_comments=False) or ""
    return _matched(lines, text.split("\n"))


def _page(lines: Sequence[str]) -> str:
    body = "".join(f"<p>{html.escape(line)}</p>\n" for line in lines if line.strip())
    return f"<html><body>\n{body}</body></html>"


def _matched(lines: Sequence[str], left: Sequence[str]) -> list[bool]:
    """Which lines are among those that are left; of equal ones as many as are left."""
    stock = Counter(" ".join(line.split()) for line in left)
    kept = []
    for line in lines:
        key = " ".join(line.split())
        kept.append(stock[key] > 0)
        stock[key] -= kept[-1]
    return kept


PEERS: Mapping[str, Peer] = {
    "C4 lines": c4,
    "C4 as FineWeb": c4_fineweb,
    "RefinedWeb lines": refinedweb,
    "jusText": justext_lines,
    "trafilatura": trafilatura_lines,
}
