"""What langdetect computes, from arrays: the same answers to the last bit, several times faster.

Langdetect (N. Shuyo, "Language Detection Library for Java", 2010; in Python by M. Danilák) draws n-grams
of a text at random and multiplies the probabilities of its languages by a row of a table for each, in
loops of plain Python. Here the rows are a matrix and words met before are looked up whole. Everything
that decides a bit of the result is kept: the order of n-grams, the stream of random numbers, the order
of every multiplication, and ``sum`` over a list, which Python 3.12 made more exact.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

TRIALS = 7
BLOCK = 5
"""Steps between two looks at whether a trial has converged; the first look comes after one step."""

_LATIN = re.compile("[A-z]")
_NOT_LATIN = re.compile("[\u0300-\U0010ffff]")
_SPACES = re.compile("  +")


class Tables:
    """Langdetect's profiles as one matrix.

    Args:
        profiles: ``{"name", "freq", "n_words"}`` each, in an order that never changes: sums of floats depend on it.

    Attributes:
        names: of the languages, one a column.
        rows: probability of an n-gram in each language; row 0 belongs to none.
    """

    def __init__(self, profiles: Sequence[Mapping[str, Any]]) -> None:
        import numpy as np
        from langdetect.detector import Detector
        from langdetect.utils.ngram import NGram

        self.names: tuple[str, ...] = tuple(profile["name"] for profile in profiles)
        self._places: dict[str, int] = {}
        places = self._places
        for profile in profiles:
            for gram in profile["freq"]:
                places.setdefault(gram, len(places) + 1)
        self.rows: NDArray[np.float64] = np.zeros((len(places) + 1, len(profiles)))
        for column, profile in enumerate(profiles):
            sums, counts = profile["n_words"], profile["freq"]
            where = [places[gram] for gram in counts if len(gram) <= 3]
            self.rows[where, column] = [1.0 * count / sums[len(gram) - 1] for gram, count in counts.items() if len(gram) <= 3]
        self._signs = _Signs(NGram.normalize)
        self._words = _Words(places)
        self._vietnamese = NGram.normalize_vi
        self._addresses = (Detector.URL_RE, Detector.MAIL_RE)
        self._longest = 10_000

    def ngrams(self, text: str) -> list[int]:
        """The rows of a text's n-grams, in the order langdetect finds them."""
        for pattern in self._addresses:
            text = pattern.sub(" ", text)
        text = _SPACES.sub(" ", self._vietnamese(text)[: self._longest])
        if 2 * len(_LATIN.findall(text)) < len(_NOT_LATIN.findall(text)):
            text = _LATIN.sub("", text)
        words = text.translate(self._signs).split(" ")
        # Langdetect learns that a word has ended from the space behind it, which the last word lacks.
        last = words.pop()
        known = self._words
        result: list[int] = []
        for word in words:
            result += known[word]
        result += known.grams(" " + last)
        return result

    def scores(self, text: str, prior: Iterable[str], seed: int) -> list[tuple[str, float]]:
        """Languages with a probability above one in ten, in the order of `names`; empty when no letter is known.

        Args:
            text: any.
            prior: the languages to choose from; empty for all.
            seed: of the random draws.
        """
        from langdetect.detector import Detector

        grams = self.ngrams(text)
        if not grams:
            return []
        import numpy as np

        start = self._prior(tuple(prior))
        rows = self.rows[grams] if len(grams) < 1 << 14 else None
        total = np.zeros(len(self.names))
        stream = random.Random(seed)
        draw = range(len(grams))
        for _ in range(TRIALS):
            prob = start.copy()
            alpha = Detector.ALPHA_DEFAULT + stream.gauss(0.0, 1.0) * Detector.ALPHA_WIDTH
            weight = alpha / Detector.BASE_FREQ
            step, taken = 0, 1
            while True:
                drawn = [stream.choice(draw) for _ in range(taken)]
                factors = rows[drawn] if rows is not None else self.rows[[grams[place] for place in drawn]]
                factors += weight
                for factor in factors:
                    prob *= factor
                values = prob.tolist()
                size = sum(values)
                prob /= size
                # Division by one number keeps the order, so the largest quotient is that of the largest value.
                if max(values) / size > Detector.CONV_THRESHOLD or step >= Detector.ITERATION_LIMIT:
                    break
                step += BLOCK
                taken = BLOCK
            total += prob / TRIALS
        return [(name, p) for name, p in zip(self.names, total.tolist(), strict=True) if p > Detector.PROB_THRESHOLD]

    def _prior(self, languages: tuple[str, ...]) -> NDArray[np.float64]:
        import numpy as np

        count = len(self.names)
        if not languages:
            return np.full(count, 1.0 / count)
        share = 1 / len(languages)
        values = [share if name in languages else 0.0 for name in self.names]
        size = sum(values)
        return np.array([value / size for value in values])


class _Signs(dict[int, str]):
    """How langdetect writes a character: digits and signs are spaces, a script of syllables one of them."""

    def __init__(self, normalize: Any) -> None:
        self._normalize = normalize

    def __missing__(self, code: int) -> str:
        sign: str = self._normalize(chr(code))
        self[code] = sign
        return sign


class _Words(dict[str, list[int]]):
    """Rows of the n-grams of words met before, a space on either side; forgets all of them when it is full."""

    LIMIT = 1 << 16
    LONGEST = 40

    def __init__(self, places: Mapping[str, int]) -> None:
        self._get = places.get

    def __missing__(self, word: str) -> list[int]:
        if not word:
            return []
        found = self.grams(f" {word} ")
        # A run of a script without spaces comes once and may be long: not worth its memory.
        if len(word) <= self.LONGEST:
            if len(self) >= self.LIMIT:
                self.clear()
            self[word] = found
        return found

    def grams(self, word: str) -> list[int]:
        """Rows of the n-grams that end at each character but the first, shorter ones first; none inside capitals."""
        get = self._get
        found: list[int | None] = []
        before = " "
        for end in range(2, len(word) + 1):
            sign = word[end - 1]
            if sign.isupper() and before.isupper():
                before = sign
                continue
            if sign != " ":
                found.append(get(sign))
            found.append(get(word[end - 2 : end]))
            if end > 2:
                found.append(get(word[end - 3 : end]))
            before = sign
        return [place for place in found if place is not None]


@cache
def tables() -> Tables:
    """Langdetect's own profiles, by name.

    Its own loader takes them in the order of the folder, which differs between machines, and sums of floats
    with it.
    """
    from langdetect.detector_factory import PROFILES_DIRECTORY

    paths = sorted(path for path in Path(PROFILES_DIRECTORY).iterdir() if not path.name.startswith("."))
    return Tables([json.loads(path.read_bytes()) for path in paths if path.is_file()])
