r"""Words, shingles and their exact overlap: what two documents are compared by.

The standard library alone, one regular expression and sets of text: slow, plain, and the reference that
the fast code of `cleanse.dedup` and the verifier both answer to.

By default the words of a text are the matches of ``\w+`` in ``text.lower()``, and its shingles the set
of all runs of five consecutive words. A text of one to four words has one shingle, all of its words; a
text without a word has none and is in no pair. So letter case, spaces and punctuation are folded away,
and nothing else is normalised.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

MILLION = 1_000_000

UNITS = ("words", "scripts")
FOLDS = ("case", "punctuation")

# Scripts whose writers put no spaces between words: Thai, Lao, Tibetan, Myanmar, Khmer, Tai and their
# neighbours, Kana, Bopomofo, Han with its extensions and compatibility forms.
SPACELESS = (
    "\u0e00-\u0eff\u0f00-\u0fff\u1000-\u109f\u1780-\u17ff\u1950-\u19df\u1a20-\u1aaf"
    "\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3038-\u303b\u3040-\u312f\u31a0-\u31bf\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\ua9e0-\ua9ff\uaa60-\uaadf\uf900-\ufaff\uff66-\uff9f"
    "\U0001aff0-\U0001b16f\U00020000-\U0003ffff"
)


@dataclass(frozen=True, slots=True)
class Shingling:
    r"""How a text becomes a set of shingles.

    Attributes:
        size: words in a shingle, 1 to 32.
        unit: ``words``: every match of ``\w+`` is a word. ``scripts``: the same, but every character of a script
            without spaces (`SPACELESS`) is a word by itself, so that a shingle there is a run of characters.
        fold: what makes no difference: ``case``, ``punctuation``, both or neither. Where punctuation counts, every
            sign is a word by itself. Spaces never make a difference.
    """

    size: int = 5
    unit: str = "words"
    fold: tuple[str, ...] = FOLDS

    @property
    def name(self) -> str:
        """Short, stable, and different for different shinglings.

        >>> Shingling().name
        'words/5/case+punctuation'
        """
        return f"{self.unit}/{self.size}/{'+'.join(one for one in FOLDS if one in self.fold) or 'nothing'}"

    def pattern(self) -> str:
        """A regular expression whose matches are the words; to be asked of the folded text.

        >>> Shingling().pattern()
        '\\\\w+'
        """
        signs = "" if "punctuation" in self.fold else r"|[^\w\s]"
        if self.unit == "words":
            return r"\w+" + signs
        return rf"(?=\w)[{SPACELESS}]|[^\W{SPACELESS}]+" + signs

    def words(self, text: str) -> list[str]:
        """The words of a text, in order.

        >>> Shingling().words("The ferry, the FERRY_2!")
        ['the', 'ferry', 'the', 'ferry_2']
        >>> Shingling(unit="scripts").words("去年 in Kobe。")
        ['去', '年', 'in', 'kobe']
        >>> Shingling(fold=()).words("Wait, who?")
        ['Wait', ',', 'who', '?']
        """
        found: list[str] = _compiled(self.pattern()).findall(text.lower() if "case" in self.fold else text)
        return found

    def shingles(self, text: str) -> set[str]:
        """The set of runs of words, each joined by a space.

        >>> sorted(Shingling().shingles("One two three four five six."))
        ['one two three four five', 'two three four five six']
        >>> Shingling().shingles("Too short!"), Shingling().shingles("...")
        ({'too short'}, set())
        """
        words = self.words(text)
        if len(words) <= self.size:
            return {" ".join(words)} if words else set()
        return set(map(" ".join, zip(*(words[at:] for at in range(self.size)), strict=False)))

    def overlap(self, one: str, other: str) -> tuple[int, int]:
        """The sizes of the intersection and of the union of two texts' shingles.

        >>> Shingling().overlap("a b c d e f", "a b c d e f g")
        (2, 3)
        """
        left, right = self.shingles(one), self.shingles(other)
        both = len(left & right)
        return both, len(left) + len(right) - both


DEFAULT = Shingling()


def shingling_of(config: Mapping[str, Any]) -> Shingling:
    """The shingling that a manifest's settings name; the default where they name none.

    Raises:
        ValueError: a value is out of range.

    >>> shingling_of({"shingle_unit": "scripts"}).name
    'scripts/5/case+punctuation'
    """
    size = config.get("shingle_size", DEFAULT.size)
    unit = config.get("shingle_unit", DEFAULT.unit)
    fold = config.get("shingle_fold", list(DEFAULT.fold))
    if type(size) is not int or not 1 <= size <= 32 or unit not in UNITS:
        raise ValueError("shingles are of no known sort")
    if not isinstance(fold, list | tuple) or any(one not in FOLDS for one in fold):
        raise ValueError("shingles fold what is not known")
    return Shingling(size, unit, tuple(one for one in FOLDS if one in fold))


def reaches(part: int, whole: int, threshold_ppm: int) -> bool:
    """True when ``part / whole`` is at least the threshold; nothing in common never is.

    Args:
        part: such as the size of an intersection.
        whole: such as the size of a union.
        threshold_ppm: in millionths, 1 to 1_000_000.

    >>> reaches(4, 5, 800_000), reaches(0, 0, 800_000)
    (True, False)
    """
    return part > 0 and part * MILLION >= threshold_ppm * whole


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)
