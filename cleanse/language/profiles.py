"""What langdetect computes, from arrays: the same answers to the last bit, several times faster.

Langdetect (N. Shuyo, "Language Detection Library for Java", 2010; in Python by M. Danilák) draws n-grams
of a text at random and multiplies the probabilities of its languages by a row of a table for each, in
loops of plain Python. Here the rows are a matrix and words met before are looked up whole. Everything
that decides a bit of the result is kept: the order of n-grams, the stream of random numbers, the order
of every multiplication, and ``sum`` over a list, which Python 3.12 made more exact.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cleanse.language.draws import Stream

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Row = NDArray[np.float64]

TRIALS = 7
BLOCK = 5
"""Steps between two looks at whether a trial has converged; the first look comes after one step."""
AHEAD = 8
"""Blocks whose rows are fetched at a time; a trial on plain prose takes some seventy."""

LONGEST = 10_000
"""Characters langdetect looks at."""

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
        grams = dict.fromkeys(gram for profile in profiles for gram in profile["freq"])
        places = dict(zip(grams, range(1, len(grams) + 1), strict=True))
        self.rows: NDArray[np.float64] = np.zeros((len(places) + 1, len(profiles)))
        for column, profile in enumerate(profiles):
            counts = profile["freq"]
            where = np.fromiter(map(places.__getitem__, counts), np.int64, len(counts))
            lengths = np.fromiter(map(len, counts), np.int64, len(counts))
            shares = np.fromiter(counts.values(), np.float64, len(counts))
            # Longer ones have a place and no share, as in langdetect, and no text has them.
            sums = np.array([math.inf, *profile["n_words"], math.inf])
            self.rows[where, column] = shares / sums[np.minimum(lengths, len(sums) - 1)]
        self._signs = _Signs(NGram.normalize)
        self._words = _Words(places)
        self._vietnamese = NGram.normalize_vi
        self._addresses = ((Detector.URL_RE, "://"), (Detector.MAIL_RE, "@"))

    def ngrams(self, text: str) -> list[int]:
        """The rows of a text's n-grams, in the order langdetect finds them."""
        # Each guard is what the expression behind it cannot do without.
        for pattern, sign in self._addresses:
            if sign in text:
                text = pattern.sub(" ", text)
        if not text.isascii():
            text = self._vietnamese(text)
        text = _SPACES.sub(" ", text[:LONGEST])
        if not text.isascii() and 2 * len(_LATIN.findall(text)) < len(_NOT_LATIN.findall(text)):
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

    def scores(self, text: str, prior: tuple[str, ...], seed: int) -> list[tuple[str, float]]:
        """Languages with a probability above one in ten, in the order of `names`; empty when no letter is known.

        Args:
            text: any.
            prior: the languages to choose from; empty for all.
            seed: of the random draws.
        """
        grams = self.ngrams(text)
        if not grams:
            return []
        import numpy as np
        from langdetect.detector import Detector

        places = np.array(grams)
        first = self._prior(prior)
        total = np.zeros(len(self.names))
        stream = Stream(seed, len(grams))
        for _ in range(TRIALS):
            alpha = Detector.ALPHA_DEFAULT + stream.gauss() * Detector.ALPHA_WIDTH
            total += self._trial(first, places, alpha / Detector.BASE_FREQ, stream) / TRIALS
        return [(name, p) for name, p in zip(self.names, total.tolist(), strict=True) if p > Detector.PROB_THRESHOLD]

    def _trial(self, prob: Row, places: NDArray[np.int64], weight: float, stream: Stream) -> Row:
        """Multiply by rows drawn at random until one language stands out.

        Rows are fetched for many steps at a time; steps that were not needed are not taken from the stream.
        """
        import numpy as np
        from langdetect.detector import Detector

        limit, enough = Detector.ITERATION_LIMIT, Detector.CONV_THRESHOLD
        product = np.multiply.reduce
        step = taken = lead = 0
        while True:
            # The first place of a block is for the product so far.
            chosen = np.zeros((AHEAD, BLOCK + 1), np.int64)
            if step:
                chosen[:, 1:] = places[stream.peek(AHEAD * BLOCK)].reshape(AHEAD, BLOCK)
            else:
                drawn = places[stream.peek((AHEAD - 1) * BLOCK + 1)]
                chosen[0, BLOCK] = drawn[0]
                chosen[1:, 1:] = drawn[1:].reshape(AHEAD - 1, BLOCK)
            factors = self.rows[chosen]
            factors += weight
            if not step:
                factors[0, :BLOCK] = 1.0
            for block in factors:
                block[0] = prob
                # Along the first axis: row by row, in order.
                prob = product(block)
                values = prob.tolist()
                size = sum(values)
                prob /= size
                # Only when no language has more than half can another than the leader have nearly all.
                if 2 * values[lead] <= size:
                    lead = values.index(max(values))
                if values[lead] / size > enough or step >= limit:
                    stream.take(step + 1 - taken)
                    return prob
                step += BLOCK
            # One step, then blocks of five.
            stream.take(step + 1 - BLOCK - taken)
            taken = step + 1 - BLOCK

    def _prior(self, languages: tuple[str, ...]) -> Row:
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
