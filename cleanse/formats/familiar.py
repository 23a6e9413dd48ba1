"""Which characters a text is written in: how surprising others would be in it.

A model of single characters, interpolated with their kinds (script and case), learned from the document at hand
and nothing else. It tells readings of the same bytes apart: the right one uses the characters that the rest uses.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from math import log

LEARNED = 1 << 16
"""Characters beyond ASCII that are learned from; a longer text tells nothing more."""

SEEN, KIND = 0.9, 0.0999
"""Weights of a character's own share and of its kind's; what is left goes to characters of kinds never seen."""

SMALL, LARGE = 200, 8_000
"""Characters in use of a kind: an alphabet or a set of signs, and Chinese or Hangul."""

ALL_SIGNS = 40_000
"""Characters of all kinds together."""

USUAL = frozenset("àâäçèéêëîïìñòóôöõùúûüßãáíåøæœÀÁÄÅÇÈÉÊÍÑÓÖØÜ“”‘’–—…•™€£¥§©®°±×µ«»·¹²³¼½¾ªº¿¡")
"""Characters that any text in Latin letters may have once: names, quotation marks, signs."""

_THREE = re.compile("[^\\W\\d_A-Za-z]{3}")
_LARGE_SCRIPTS = frozenset(("CJK", "HANGUL"))
_MANY_SIGNS = _LARGE_SCRIPTS | {"HIRAGANA", "KATAKANA"}
_BEYOND_ASCII = re.compile("[\x80-\ud7ff\ue000-\U0010ffff]")


class Familiar:
    """What is learned from texts.

    Args:
        texts: of the document; lone surrogates in them are passed over.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        self._counts: Counter[str] = Counter()
        self.seen = 0
        for text in texts:
            for start in range(0, len(text), LEARNED):
                found = _BEYOND_ASCII.findall(text[start : start + LEARNED])[: LEARNED - self.seen]
                self._counts.update(found)
                self.seen += len(found)
            if self.seen >= LEARNED:
                break
        self._kinds: Counter[tuple[str, str]] = Counter()
        for char, count in self._counts.items():
            self._kinds[_kind(char)] += count
        self._leads: set[int] = set()

    def scripts(self) -> set[str]:
        """The scripts of its letters, as Unicode's names begin: ``LATIN``, ``CYRILLIC``, ``CJK``.

        >>> sorted(Familiar(["Grüße, привет!"]).scripts())
        ['CYRILLIC', 'LATIN']
        """
        return {script for script, category in self._kinds if category.startswith("L")}

    def also(self, other: Familiar) -> Familiar:
        """What is learned from the texts of both."""
        both = Familiar(())
        both._counts = self._counts + other._counts
        both._kinds = self._kinds + other._kinds
        both.seen = self.seen + other.seen
        return both

    def leads(self, byte: int) -> bool:
        """Whether a character among them begins with that byte in UTF-8."""
        if not self._leads:
            self._leads = {char.encode()[0] for char in self._counts}
        return byte in self._leads

    def knows(self, char: str, before: str = "") -> bool:
        """Whether a character is among them, or at the start of a word its small letter is.

        Of scripts with many signs all are known when one is.

        Args:
            char: a single character.
            before: what stands before it.
        """
        if char in self._counts or (char.lower() in self._counts and not before.isalpha()):
            return True
        kind = _kind(char)
        return kind[0] in _MANY_SIGNS and kind in self._kinds

    def share(self, text: str) -> float:
        """The share of the characters beyond ASCII that are known; 0 when there are none."""
        places = [match.start() for match in _BEYOND_ASCII.finditer(text)]
        known = sum(self.knows(text[place], text[place - 1 : place]) for place in places)
        return known / len(places) if places else 0.0

    def surprise(self, text: str) -> float:
        """How unlikely the characters of a text beyond ASCII are here: minus the logarithm of their probability.

        >>> french = Familiar(["L'été dernier, à la fenêtre."])
        >>> french.surprise("élève") < french.surprise("Ã©lÃ¨ve")
        True
        """
        return sum(count * self._bits(char) for char, count in Counter(_BEYOND_ASCII.findall(text)).items())

    def _bits(self, char: str) -> float:
        kind = _kind(char)
        size = LARGE if kind[0] in _LARGE_SCRIPTS else SMALL
        own = SEEN * self._counts[char] + KIND * self._kinds[kind] / size
        return -log(own / max(self.seen, 1) + (1 - SEEN - KIND) / ALL_SIGNS)


def usual_share(text: str, context: Familiar | None = None) -> float:
    """The share of a text's characters beyond ASCII that are `USUAL`, or known to the rest of the document.

    0 when three such letters stand together, as no Latin alphabet has them but every other that is read as one.
    """
    if _THREE.search(text):
        return 0.0
    chars = _BEYOND_ASCII.findall(text)
    usual = sum(char in USUAL or (context is not None and context.knows(char)) for char in chars)
    return usual / len(chars) if chars else 0.0


@lru_cache(maxsize=1 << 14)
def _kind(char: str) -> tuple[str, str]:
    """Script and category of a letter; the category alone of other signs."""
    category = unicodedata.category(char)
    if category[0] not in "LM":
        return "", category
    return unicodedata.name(char, "?").split(" ", 1)[0], category
