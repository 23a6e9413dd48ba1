"""The default detector: sequences of letters, weighed by a table for each script, in whole numbers.

A script that one language has to itself decides at once. For the others each word is cut into sequences of two to
four letters with its ends marked (W. B. Cavnar and J. M. Trenkle, "N-Gram-Based Text Categorization", 1994), and the
weights of a multinomial logistic regression are added up. Nothing is drawn at random and no float takes part, so the
answer is the same on every machine.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from math import exp
from typing import ClassVar

from cleanse.document import Language
from cleanse.language.chinese import written_form
from cleanse.language.model import UNIT, Table, load_table, model_digest
from cleanse.language.scripts import ALONE, DENSE, SCRIPTS, count_chinese, count_kana
from cleanse.language.words import words_of
from cleanse.rule import RuleInfo

WEIGHT = 3
"""Letters of an alphabet that say as much as one character of Chinese, Japanese or Korean."""

LEAST_KANA = 20
"""Chinese characters for each kana up to which a text is Japanese: prose has one kana or more for each, headlines a tenth."""

LONGEST = 40
"""Letters of the longest word that is looked at; longer ones are keys or noise."""

ENOUGH = 200
"""Characters of a text without spaces that are looked at."""

MILLION = 1_000_000

# No language writes ten consonants in a row; keys, hashes and noise do.
_NOISE = re.compile("[bcdfghjklmnpqrstvwxz]{10}")
# What a language has left of its chance when it is so many units behind, in millionths of a millionth.
_LEFT = [round(exp(-units * UNIT / MILLION) * MILLION * MILLION) for units in range(700)]


@dataclass(frozen=True, slots=True)
class Ranking:
    """What the letters of a text say.

    Attributes:
        tags: of the languages that its script is used for, best first.
        behind: units (`model.UNIT`) that each is behind the first.
        reason: why there is no ranking; ``""`` otherwise.
    """

    tags: tuple[str, ...] = ()
    behind: tuple[int, ...] = ()
    reason: str = ""

    def scores(self) -> tuple[int, ...]:
        """Chances in millionths, best first; they add up to a million but for rounding."""
        left = [_LEFT[units] if units < len(_LEFT) else 0 for units in self.behind]
        return tuple(MILLION * one // sum(left) for one in left)


@dataclass(frozen=True, slots=True)
class Letters:
    """The language of the first hundred words or so, one of 75.

    Attributes:
        least: score in millionths below which the answer is ``und``.
        margin: millionths by which the best must lead the second.

    >>> Letters().detect("The ferry to the island sails every morning at half past nine.").tag
    'en'
    >>> Letters().detect("1024 2048 4096")
    Language(tag='und', score=0, reason='too few letters', spans=())
    """

    least: int = 0
    margin: int = 0
    info: ClassVar[RuleInfo] = RuleInfo(
        "language/letters", f"1.0.0+model.{model_digest()[:16]}", "Tells the language from its sequences of letters."
    )

    def detect(self, text: str) -> Language:
        """The language, or ``und`` with a reason; never raises."""
        ranking = rank(text)
        if ranking.reason:
            return Language("und", reason=ranking.reason)
        tag, *others = ranking.tags
        score, *rest = ranking.scores()
        if score < self.least:
            return Language("und", score, "not sure enough")
        if rest and score - rest[0] < self.margin:
            return Language("und", score, f"{tag} or {others[0]}")
        return Language(tag, score)


def rank(text: str) -> Ranking:
    """The languages of the script that most of a text is in.

    >>> rank("\u03ba\u03b1\u03bb\u03b7\u03bc\u03ad\u03c1\u03b1").tags
    ('el',)
    """
    words = words_of(text)
    if words.reason:
        return Ranking(reason=words.reason)
    script, chosen = _main_script(words.found)
    if script in ALONE:
        return Ranking((ALONE[script],), (0,))
    if script == "Hani":
        return _east_asian("".join(chosen))
    if not script:
        return Ranking(reason="no known letters")
    return _ranked(load_table(script), sum(map(_rows(script).__getitem__, chosen)))


def sequences(word: str, script: str) -> list[str]:
    """What the tables of a script know a word by: its sequences of two to four letters, a space for each end, and
    its single letters beyond ASCII; Chinese characters one by one.

    >>> sequences("a\u00f1o", "Latn")
    [' a', 'añ', 'ño', 'o ', ' añ', 'año', 'ño ', ' año', 'año ', 'ñ']
    """
    if script == "Hani":
        return list(word)
    marked = f" {word} "
    found = [marked[start : start + size] for size in (2, 3, 4) for start in range(len(marked) - size + 1)]
    if not word.isascii():
        found += [letter for letter in word if letter > "\x7f"]
    return found


def _main_script(words: list[str]) -> tuple[str, list[str]]:
    """The script with the most letters, and its words; kana and Chinese characters count as one."""
    if "".join(words).isascii():
        return "Latn", words
    by_script: defaultdict[str, list[str]] = defaultdict(list)
    for word in words:
        script = SCRIPTS[word[0]]
        by_script["Hani" if script == "Kana" else script].append(word)
    by_script.pop("", None)
    if not by_script:
        return "", []
    letters = {
        script: sum(map(len, found)) * (WEIGHT if script in DENSE else 1) for script, found in by_script.items()
    }
    # The name decides between equals, not the order in the text.
    script = max(letters, key=lambda name: (letters[name], name))
    return script, by_script[script]


def _east_asian(text: str) -> Ranking:
    text = text[:: -(-len(text) // ENOUGH)] if len(text) > ENOUGH else text
    kana = count_kana(text)
    if LEAST_KANA * kana > count_chinese(text):
        return Ranking(("ja",), (0,))
    table = load_table("Hani")
    ranking = _ranked(table, sum(table.rows.get(sign, 0) for sign in text))
    form = written_form(text)
    if ranking.reason:
        return Ranking((form,), (0,))
    return Ranking(tuple(form if tag == "zh" else tag for tag in ranking.tags), ranking.behind)


def _ranked(table: Table, total: int) -> Ranking:
    if not total:
        return Ranking(reason="no known letters")
    weights = table.unpacked(total)
    best = max(weights)
    # Equals stand in the order of the table.
    order = sorted(range(len(weights)), key=lambda place: -weights[place])
    return Ranking(tuple(table.tags[place] for place in order), tuple(best - weights[place] for place in order))


class _Rows(dict[str, int]):
    """Sums of the rows of words met before; forgets all of them when it is full."""

    LIMIT = 1 << 15

    def __init__(self, script: str) -> None:
        self._get = load_table(script).rows.get
        self._script = script

    def __missing__(self, word: str) -> int:
        if len(word) > LONGEST or _NOISE.search(word):
            return 0
        get = self._get
        if len(self) >= self.LIMIT:
            self.clear()
        self[word] = total = sum([get(one, 0) for one in sequences(word, self._script)])
        return total


@cache
def _rows(script: str) -> _Rows:
    return _Rows(script)


