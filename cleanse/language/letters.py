"""The default detector: sequences of letters, weighed by a table for each script, in whole numbers.

A script that one language has to itself decides at once. For the others each word is cut into sequences of two to
four letters with its ends marked (W. B. Cavnar and J. M. Trenkle, "N-Gram-Based Text Categorization", 1994), and the
weights of a multinomial logistic regression are added up. Nothing is drawn at random and no float takes part, so the
answer is the same on every machine.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, repeat
from typing import ClassVar

from cleanse.document import Language
from cleanse.language.chinese import written_form
from cleanse.language.model import Table, load_table, model_digest
from cleanse.language.scripts import ALONE, DENSE_SCRIPTS, SCRIPTS, count_chinese, count_kana
from cleanse.language.words import words_of
from cleanse.rule import RuleInfo
from cleanse.tags import UND

OTHER, DENSE = 2, 3
"""Latin letters that say as much as one of another alphabet, and as one of Chinese, Japanese or Korean: names, brands
and page furniture in Latin letters stand in texts of all scripts, but hardly the other way round."""

LEAST_KANA = 20
"""Chinese characters for each kana up to which a text is Japanese: prose has one kana or more for each, headlines a tenth."""

PURE = 10
"""Chinese characters in a row of words with no kana to speak of from which a text is Chinese: no Japanese sentence."""

LONGEST = 40
"""Letters of the longest word that is looked at; longer ones are keys or noise."""

ENOUGH = 200
"""Characters of a text without spaces that are looked at."""

FEW = 8
"""Words that are added up before a first look at who leads."""

CLEAR = 500
"""Units of a lead after which no more words are looked at: 20 natural logarithms, where the score is a million."""

MILLION = 1_000_000

KEPT = 970_446
"""Millionths of its chance that a language keeps for each unit it is behind: three quarters of a unit's logarithm. Words
of a text depend on each other, which made-up ones do not; with this, of single words told with a score around one
half, half are right."""

# No language writes ten consonants in a row; keys, hashes and noise do.
_NOISE = re.compile("[bcdfghjklmnpqrstvwxz]{10}")
_NOT_LATIN = re.compile("[\u02c2-\u1cff\u1f00-\uffff\U00010000-\U0010ffff]")
# What a language has left of its chance by the units it is behind, in whole numbers: the same on every machine.
_LEFT = tuple(accumulate(repeat(KEPT, 999), lambda left, kept: left * kept // MILLION, initial=MILLION**3))


@dataclass(frozen=True, slots=True)
class Ranking:
    """What the letters of a text say.

    Attributes:
        tags: of the languages that its script is used for, in the order of the table.
        behind: units (`model.UNIT`) that each is behind the best.
        reason: why there is no ranking; ``""`` otherwise.
    """

    tags: tuple[str, ...] = ()
    behind: tuple[int, ...] = ()
    reason: str = ""

    @property
    def lead(self) -> int:
        """Units that the second is behind; 0 when there is none."""
        return sorted(self.behind)[1] if len(self.behind) > 1 else 0

    @property
    def best(self) -> str:
        """The first of the best; ``und`` when there is none."""
        return self.tags[self.behind.index(0)] if self.tags else UND

    def scores(self) -> dict[str, int]:
        """Chances in millionths, best first, of all that have any; they add up to a million but for rounding."""
        left = [(_LEFT[units], tag) for units, tag in zip(self.behind, self.tags, strict=True) if units < len(_LEFT)]
        left.sort(key=lambda one: -one[0])
        total = sum([chance for chance, _ in left])
        return {tag: MILLION * chance // total for chance, tag in left}


@dataclass(frozen=True, slots=True)
class Letters:
    """The language of some fifty words from the first 2,000 characters, one of 84.

    Attributes:
        least: score in millionths below which the answer is ``und``: of five such guesses four are wrong.
        margin: millionths by which the best must lead the second.

    >>> Letters().detect("The ferry to the island sails every morning at half past nine.").tag
    'en'
    >>> Letters().detect("1024 2048 4096")
    Language(tag='und', score=0, reason='too few letters', spans=())
    """

    least: int = 200_000
    margin: int = 0
    info: ClassVar[RuleInfo] = RuleInfo(
        "language/letters", f"1.0.0+model.{model_digest()[:16]}", "Tells the language from its sequences of letters."
    )

    def detect(self, text: str) -> Language:
        """The language, or ``und`` with a reason; never raises."""
        ranking = rank(text)
        if ranking.reason:
            return Language(UND, reason=ranking.reason)
        (tag, score), *others = ranking.scores().items()
        if score < self.least:
            return Language(UND, score, "not sure enough")
        if others and score - others[0][1] < self.margin:
            return Language(UND, score, f"{tag} or {others[0][0]}")
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
    return _weighed(script, chosen)


def _weighed(script: str, words: list[str]) -> Ranking:
    """Add up words, evenly from all of them, until one language is clearly first or there are no more."""
    table, rows = load_table(script), _rows(script)
    step = max(1, len(words) // FEW)
    total = 0
    for start in _starts(step):
        total += sum(map(rows.__getitem__, words[start::step]))
        ranking = _ranked(table, total)
        if ranking.lead >= CLEAR:
            break
    return ranking


@cache
def _starts(step: int) -> tuple[int, ...]:
    """0 to ``step`` in an order that goes over the whole of it early: halves, quarters, eighths."""
    bits = (step - 1).bit_length()
    turned = (int(f"{place:0{bits}b}"[::-1], 2) if bits else 0 for place in range(1 << bits))
    return tuple(place for place in turned if place < step)


def _main_script(words: list[str]) -> tuple[str, list[str]]:
    """The script with the most letters, and its words; kana and Chinese characters count as one."""
    if _NOT_LATIN.search(" ".join(words)) is None:
        return "Latn", words
    by_script: defaultdict[str, list[str]] = defaultdict(list)
    for word in words:
        script = SCRIPTS[word[0]]
        by_script["Hani" if script == "Kana" else script].append(word)
    by_script.pop("", None)
    if not by_script:
        return "", []
    letters = {script: sum(map(len, found)) * _worth(script) for script, found in by_script.items()}
    # The name decides between equals, not the order in the text.
    script = max(letters, key=lambda name: (letters[name], name))
    return script, by_script[script]


def _worth(script: str) -> int:
    return 1 if script == "Latn" else DENSE if script in DENSE_SCRIPTS else OTHER


def _east_asian(text: str) -> Ranking:
    text = text[:: -(-len(text) // ENOUGH)] if len(text) > ENOUGH else text
    kana = count_kana(text)
    chinese = count_chinese(text)
    if LEAST_KANA * kana > chinese:
        return Ranking(("ja",), (0,))
    if chinese >= PURE:
        return Ranking((written_form(text),), (0,))
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
    return Ranking(table.tags, tuple([best - weight for weight in weights]))


class _Rows(dict[str, int]):
    """Sums of the rows of words met before; forgets all of them when it is full."""

    LIMIT = 1 << 16

    def __init__(self, rows: Mapping[str, int]) -> None:
        self._get = rows.get

    def __missing__(self, word: str) -> int:
        if len(word) > LONGEST or _NOISE.search(word):
            return 0
        get = self._get
        marked = f"  {word} "
        # At each letter the longest sequence that ends there; its row holds those of the shorter ones too.
        total = sum(
            [
                get(marked[end - 4 : end])
                or get(marked[end - 3 : end])
                or get(marked[end - 2 : end])
                or get(marked[end - 1], 0)
                for end in range(4, len(marked) + 1)
            ],
            get(marked[1:3]) or get(marked[2], 0),
        )
        if len(self) >= self.LIMIT:
            self.clear()
        self[word] = total
        return total


@cache
def _rows(script: str) -> _Rows:
    return _Rows(load_table(script).rows)
