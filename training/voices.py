"""One model for each of many languages: pairs of letters without case."""

from __future__ import annotations

import itertools
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

import numpy as np

from cleanse.mojibake.voices import DIGIT, LETTER, MAGIC, SIGN, UNIT, kind
from training.texts import Line

WITHOUT = frozenset(("hi", "ja", "ko", "zh"))
"""Treebanks whose scripts have too many characters for pairs to be learned from so little."""

DECLARED = frozenset(
    (
        "dan",
        "nob",
        "nno",
        "isl",
        "est",
        "lav",
        "slk",
        "slv",
        "als",
        "cat",
        "glg",
        "eus",
        "mlt",
        "cym",
        "gle",
        "gla",
        "fao",
        "mkd",
        "srp_cyrl",
        "srp_latn",
        "bos_latn",
        "bel",
        "kaz",
        "khk",
        "azj_latn",
        "azj_cyrl",
        "uzn_latn",
        "uzn_cyrl",
        "tuk_latn",
        "afr",
        "epo",
        "bul",
        "ell_monotonic",
        "hun",
        "heb",
        "ukr",
        "ltz",
        "oci_1",
        "ast",
        "bre",
        "cos",
        "fur",
        "fri",
        "nds",
        "roh",
        "hsb",
        "gsw1",
        "swh",
        "tgl",
        "hau_NG",
        "yor",
        "ibo",
        "wol",
        "plt",
        "tat",
        "bam",
        "lin",
        "kmr",
        "crh",
        "hat_popular",
        "ewe",
        "lug",
        "som",
        "urd",
        "pbu",
        "uig_arab",
        "kir",
        "tgk",
        "sah",
        "chv",
        "oss",
        "sme",
        "smo",
        "mri",
        "haw",
        "ton",
        "vie_han",
        "srd",
        "gug",
        "nav",
        "ydd",
        "src",
        "vec",
        "lij",
    )
)
"""Languages of which there is no treebank here: their Declaration is a model of its own."""

SAME = {"bul": "bg", "ell_monotonic": "el", "hun": "hu", "heb": "he", "ukr": "uk"}

OFTEN = 0.004
"""Share of letters from which on a letter belongs to the alphabet of a language."""

LATIN = 0.8
"""Share of Latin letters of the other languages that are pooled by their alphabet."""

LEAST = 3
"""Characters seen less often are not listed."""

UNSEEN = 0.02
LOWEST = -127


def train(lines: Iterable[Line]) -> bytes:
    """The models' bytes; the same for the same lines in the same order."""
    texts = _by_language(lines)
    names = sorted(texts)
    alone = {name: Counter[str]() for name in names}
    pairs = {name: Counter[str]() for name in names}
    for name in names:
        for text in texts[name]:
            read = " " + "".join(map(kind, text.lower())) + " "
            alone[name].update(read[1:])
            pairs[name].update(map("".join, itertools.pairwise(read)))
    totals: Counter[str] = Counter()
    for name in names:
        totals.update(alone[name])
    known = sorted(
        {char for char, count in totals.items() if count >= LEAST and _listed(char)} | {*" '", DIGIT, LETTER, SIGN}
    )
    place = {char: number for number, char in enumerate(known)}
    single = np.zeros((len(names), len(known)), "i1")
    back = np.zeros_like(single)
    seen: dict[tuple[int, int], int] = {}
    for row, name in enumerate(names):
        total = sum(alone[name].values())
        share = {char: (alone[name][char] or UNSEEN) / total for char in known}
        kinds = Counter(pair[0] for pair in pairs[name])
        firsts: Counter[str] = Counter()
        for pair, count in pairs[name].items():
            firsts[pair[0]] += count
        single[row] = [_units(share[char]) for char in known]
        back[row] = [_units(kinds[char] / (kinds[char] + firsts[char])) if firsts[char] else 0 for char in known]
        for pair, count in pairs[name].items():
            first, second = pair[0], pair[1]
            if first in place and second in place:
                types = kinds[first]
                weight = _units((count + types * share[second]) / (types + firsts[first]))
                seen[place[first] * len(known) + place[second], row] = weight
    codes = sorted({code for code, _ in seen})
    rank = {code: number for number, code in enumerate(codes)}
    entries = sorted((rank[code] * len(names) + row, weight) for (code, row), weight in seen.items())
    spelled = " ".join(names).encode()
    return b"".join(
        (
            MAGIC,
            np.array([len(names), len(known), len(codes), len(entries), len(spelled)], "<i4").tobytes(),
            spelled,
            np.array([ord(char) for char in known], "<u4").tobytes(),
            single.tobytes(),
            back.tobytes(),
            np.array(codes, "<u4").tobytes(),
            np.array([where for where, _ in entries], "<u4").tobytes(),
            np.array([weight for _, weight in entries], "i1").tobytes(),
        )
    )


def _by_language(lines: Iterable[Line]) -> Mapping[str, list[str]]:
    """Texts of each model: treebanks, Declarations, and Declarations pooled where their alphabets are the same."""
    texts: defaultdict[str, list[str]] = defaultdict(list)
    others: defaultdict[str, list[str]] = defaultdict(list)
    for line in lines:
        if line.treebank:
            if line.language not in WITHOUT:
                texts[line.language].append(line.text)
        elif line.language in DECLARED:
            texts[SAME.get(line.language, line.language)].append(line.text)
        else:
            others[line.language].append(line.text)
    pools: defaultdict[frozenset[str], list[str]] = defaultdict(list)
    for language, declared in others.items():
        letters = Counter(char for char in "".join(declared).lower() if char.isalpha())
        total = letters.total()
        if total and sum(count for char, count in letters.items() if _latin(char)) >= LATIN * total:
            pools[
                frozenset(char for char, count in letters.items() if char > "\x7f" and count >= OFTEN * total)
            ].append(language)
    for languages in pools.values():
        for language in languages:
            texts[f"x-{min(languages)}"] += others[language]
    return texts


def _latin(char: str) -> bool:
    return char < "\u0250" or "\u1e00" <= char < "\u1f00"


def _listed(char: str) -> bool:
    """False for characters of scripts that have too many of them; Thai is one that has not."""
    return char < "\u0900" or "\u0e00" <= char < "\u0e80" or "\u1e00" <= char < "\u2e80"


def _units(share: float) -> int:
    return max(LOWEST, min(0, round(UNIT * math.log2(share))))
