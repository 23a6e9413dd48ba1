"""Language detection with langdetect, made repeatable and willing to abstain."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from typing import ClassVar

from cleanse.document import Language
from cleanse.language.probe import probe
from cleanse.language.profiles import tables
from cleanse.rule import RuleInfo

SEED = 0
"""Langdetect samples n-grams at random; every text starts from this seed, so order and process do not matter."""

WEIGHT = 3
"""Letters of an alphabet that say as much as one character of Chinese, Japanese or Korean."""

LEAST_KANA = 0.05
"""Kana for each Chinese character in Japanese; prose has more than one, headlines a tenth."""

_HANGUL = re.compile("[\u1100-\u11ff\u3131-\u318e\uac00-\ud7af]")
_KANA = re.compile("[\u3041-\u30ff\u31f0-\u31ff\uff66-\uff9f]")
_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_TAGS = {"zh-cn": "zh-Hans", "zh-tw": "zh-Hant"}


@dataclass(frozen=True, slots=True)
class LangDetect:
    """The language of the first thousand letters, one of 55.

    Attributes:
        least: score in millionths below which the answer is ``und``.
        margin: millionths by which the best must lead the second.

    >>> LangDetect().detect("The ferry to the island sails every morning at half past nine.").tag
    'en'
    >>> LangDetect().detect("1024 2048 4096")
    Language(tag='und', score=0, reason='too few letters', spans=())
    """

    least: int = 600_000
    margin: int = 300_000
    info: ClassVar[RuleInfo] = RuleInfo(
        "language/langdetect", f"1.0.0+langdetect.{version('langdetect')}", "Tells the language with langdetect."
    )

    def detect(self, text: str) -> Language:
        """The language, or ``und`` with a reason; never raises."""
        asked = probe(text)
        if asked.reason:
            return Language("und", reason=asked.reason)
        ranking = _ranking(asked.text, _prior(asked.text))
        if not ranking:
            return Language("und", reason="no known letters")
        (tag, score), *others = ranking
        if score < self.least:
            return Language("und", score, "not sure enough")
        if others and score - others[0][1] < self.margin:
            return Language("und", score, f"{tag} or {others[0][0]}")
        return Language(tag, score)


def _prior(words: str) -> tuple[str, ...]:
    """The languages that East Asian scripts leave open; empty for other scripts.

    Langdetect takes much traditional Chinese for Korean, though there is not one Korean letter in it.
    """
    if words.isascii():
        return ()
    hangul, kana, han = (len(pattern.findall(words)) for pattern in (_HANGUL, _KANA, _HAN))
    if WEIGHT * (hangul + kana + han) < len(words):
        return ()
    if hangul > kana + han // 2:
        return ("ko",)
    return ("ja",) if kana > LEAST_KANA * han else ("zh-cn", "zh-tw")


@lru_cache(maxsize=1 << 12)
def _ranking(words: str, prior: tuple[str, ...]) -> tuple[tuple[str, int], ...]:
    """Tags and scores in millionths, best first; empty when langdetect knows none of the letters."""
    scores = [(round(1_000_000 * share), _TAGS.get(name, name)) for name, share in tables().scores(words, prior, SEED)]
    return tuple((tag, score) for score, tag in sorted(scores, key=lambda one: (-one[0], one[1])))
