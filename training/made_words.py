"""Words of a language made up from tables of its letters.

Lingua (P. M. Stahl, Apache-2.0) publishes for 75 languages how often a letter follows one to four others inside
words of news pages. From these shares follow how often a sequence opens a word (it occurs more often than with any
letter before it) and how often one closes it (nothing follows). So a walk from letter to letter makes words in the
proportions of real text: real ones where they are short and frequent, likely ones where they are long.
"""

from __future__ import annotations

import json
import random
from bisect import bisect
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from itertools import accumulate
from zipfile import ZipFile

ORDERS = ("unigrams", "bigrams", "trigrams", "quadrigrams", "fivegrams")
RAREST = 3e-8
"""Share of a sequence below which it is left out: one in thirty million letters is chance or a foreign word."""
LONGEST = 24
"""Letters after which a walk ends."""

Shares = Mapping[str, float]
Walk = Mapping[str, tuple[list[str], list[float]]]


def letter_words(tables: ZipFile, tag: str, count: int, seed: int) -> Counter[str]:
    """So many words of a language, with how often each came up.

    Args:
        tables: the wheel of lingua-language-detector 1.3.5.
        tag: a folder of its ``language-models``.
        count: of words.
        seed: the same words for the same seed, on any machine.
    """
    return _walked(_letter_walk(_shares(tables, tag)), 4, count, f"{seed}:{tag}")


def profile_words(profile: Mapping[str, int], tag: str, count: int, seed: int) -> Counter[str]:
    """The same from a profile of langdetect (N. Shuyo, Apache-2.0): counts of one to three signs, spaces among them."""
    found: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for gram, number in profile.items():
        if len(gram) == 3 or (len(gram) == 2 and gram[0] == " "):
            found[gram[:-1].replace(" ", "^")].append((gram[-1], number))
    walk = {before: _steps(after, sum(number for _, number in after)) for before, after in found.items()}
    return _walked(walk, 2, count, f"{seed}:{tag}")


def sign_words(tables: ZipFile, tag: str, count: int, seed: int) -> Counter[str]:
    """Single Chinese characters, as lingua's table of them has it."""
    shares = dict(one for one in _conditional(tables, tag, ORDERS[0]) if "\u3400" <= one[0] <= "\u9fff")
    signs = sorted(shares)
    return Counter(random.Random(f"{seed}:{tag}").choices(signs, [shares[sign] for sign in signs], k=count))


def _shares(tables: ZipFile, tag: str) -> list[dict[str, float]]:
    """Share of each sequence of no to five letters among all of its length."""
    found = [{"": 1.0}]
    for order in ORDERS:
        before, here = found[-1], {}
        for gram, share in _conditional(tables, tag, order):
            whole = before.get(gram[:-1], 0.0) * share
            if whole >= RAREST:
                here[gram] = whole
        found.append(here)
    return found


def _conditional(tables: ZipFile, tag: str, order: str) -> Iterator[tuple[str, float]]:
    name = f"lingua/language-models/{tag}/{order}.json.br"
    if name not in tables.namelist():
        return
    import brotli

    for fraction, grams in json.loads(brotli.decompress(tables.read(name)))["ngrams"].items():
        part, _, whole = fraction.partition("/")
        for gram in grams.split(" "):
            yield gram, int(part) / int(whole)


def _letter_walk(shares: list[dict[str, float]]) -> Walk:
    opening = [dict(grams) for grams in shares[:5]]
    for length in range(1, 5):
        for gram, share in shares[length + 1].items():
            if gram[1:] in opening[length]:
                opening[length][gram[1:]] -= share
    found: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for grams in opening[1:]:
        for gram, share in grams.items():
            if share > 0:
                found["^" + gram[:-1]].append((gram[-1], share))
    for gram, share in shares[5].items():
        found[gram[:-1]].append((gram[-1], share))
    walk = {}
    for before, after in found.items():
        known = sum(share for _, share in after)
        # What is missing to the whole is the share of words that end here.
        whole = shares[4].get(before, 0.0) if before[0] != "^" else opening[len(before) - 1].get(before[1:], 0.0)
        walk[before] = _steps(after, max(known, whole if before != "^" else known))
    return walk


def _steps(after: list[tuple[str, float]], whole: float) -> tuple[list[str], list[float]]:
    after = sorted(after)
    return [sign for sign, _ in after], list(accumulate(share / whole for _, share in after))


def _walked(walk: Walk, memory: int, count: int, seed: str) -> Counter[str]:
    draw = random.Random(seed).random
    made = Counter(_word(walk, memory, draw) for _ in range(count))
    del made[""]
    return made


def _word(walk: Walk, memory: int, draw: Callable[[], float]) -> str:
    word = ""
    while len(word) < LONGEST:
        signs, reach = walk.get(f"^{word}" if len(word) < memory else word[-memory:], ([], []))
        place = bisect(reach, draw())
        if place >= len(signs) or signs[place] == " ":
            break
        word += signs[place]
    return word
