"""Train the tables of letters that `language/letters` reads: which sequences speak for which language.

    pip download --no-deps -d FOLDER lingua-language-detector==1.3.5
    python -m training.language FOLDER/lingua_language_detector-1.3.5-py3-none-any.whl

One table for each script that several languages share. Words are made up (see `made_words`), cut into sequences of
letters, and a multinomial logistic regression learns from bundles of one to eight words what each sequence says.
The model card, `docs/models/language.md`, has the sources, the licences and the digest of what came out.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import unicodedata
import zlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from zipfile import ZipFile

import numpy as np
from langdetect.detector_factory import PROFILES_DIRECTORY
from numpy.typing import NDArray
from scipy import sparse

from cleanse.language.model import FORMAT, PATH, UNIT
from training.made_words import letter_words, profile_words, sign_words

LINGUA = "7254696753c4ee8ce127190cfb985d8b4621690d355c55b278c883f5bb5e152b"
"""sha256 of the wheel that the shipped tables were made from."""
SEED = 0
WORDS = 40_000
"""Made up for each language."""
BARE = 0.06
"""Share of words written without their diacritics, as some people do; also what a careless export leaves."""
BATCH, STEPS, RATE = 2048, 700, 0.05
SIZES = (1, 1, 2, 4, 8)
"""Words in a bundle, each as often as the others."""
FLOOR = 1e-5
"""Added to the frequency of a sequence for the starting point: a tenth of what 40,000 words can show."""
START = 0.35
"""Share of the naive Bayes weights that training starts from: overlapping sequences say the same thing thrice."""

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Script:
    """What is trained for one script.

    Attributes:
        name: as in `cleanse.language.scripts`.
        tags: languages, and how common each is on the web next to the others; what is rare needs more proof.
        source: ``letters`` and ``signs`` are lingua's tables, ``profiles`` langdetect's.
        keep: sequences that are kept.
    """

    name: str
    tags: Mapping[str, float]
    source: str
    keep: int


COMMON = "af ca cs cy da de en es et fi fr hr hu id it lt lv nb nl pl pt ro sk sl so sq sv sw tl tr vi"
RARE = "az eu ga is lg mi sn st tn ts xh yo zu"
SCRIPTS = (
    Script(
        "Latn",
        dict.fromkeys(COMMON.split(), 1.0) | dict.fromkeys(RARE.split(), 0.5) | {"eo": 0.4, "nn": 0.2, "la": 0.15},
        "letters",
        32_000,
    ),
    Script("Cyrl", {"bg": 1, "mk": 1, "ru": 1, "uk": 1, "be": 0.5, "kk": 0.5, "mn": 0.5, "sr": 0.5}, "letters", 8_000),
    Script("Arab", {"ar": 1, "fa": 1, "ur": 1}, "letters", 4_000),
    Script("Deva", {"hi": 1, "mr": 1, "ne": 1}, "profiles", 3_000),
    Script("Hani", {"ja": 1, "zh": 2}, "signs", 4_000),
)
"""Bosnian is not told from Croatian, nor Malay from Indonesian: letters alone decide no better than a coin."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("lingua", type=Path, help="the wheel of lingua-language-detector 1.3.5")
    parser.add_argument("--out", type=Path, default=PATH)
    options = parser.parse_args()
    if hashlib.sha256(options.lingua.read_bytes()).hexdigest() != LINGUA:
        parser.error("this is not the wheel that the model card names")
    head: list[dict[str, object]] = []
    body: list[bytes] = []
    with ZipFile(options.lingua) as tables:
        for script in SCRIPTS:
            grams, weights = trained(script, tables)
            rows = rounded(folded(grams, weights))
            names = "\n".join(grams).encode()
            head.append({"script": script.name, "tags": list(script.tags), "bytes": len(names)})
            body += [names, rows.tobytes()]
    payload = json.dumps({"format": FORMAT, "tables": head}, sort_keys=True).encode() + b"\n" + b"".join(body)
    data = zlib.compress(payload, 9)
    options.out.write_bytes(data)
    print(f"libraries      numpy {np.__version__}, scipy {version('scipy')}, langdetect {version('langdetect')}")
    print(f"tables         {hashlib.sha256(payload).hexdigest()}, {len(payload)} bytes")
    print(f"{options.out.name}  {hashlib.sha256(data).hexdigest()}, {len(data)} bytes")


def trained(script: Script, tables: ZipFile) -> tuple[list[str], Floats]:
    """The sequences of a script and a weight for each in each language, in natural logarithms."""
    made = [_with_bare(_words(script.source, tag, tables)) for tag in script.tags]
    places = {word: place for place, word in enumerate(sorted(set().union(*made)))}
    grams, counts = _counted(places, script.name)
    size = (len(made), len(places))
    shares = sparse.lil_matrix(size, dtype=np.float64)
    for row, words in enumerate(made):
        total = sum(words.values())
        for word, number in words.items():
            shares[row, places[word]] = number / total
    share = shares.tocsr()
    frequency = np.asarray((share @ counts).todense()).T
    kept = _telling(frequency, script.keep)
    chosen = counts[:, kept].tocsr()
    start = np.log(frequency[kept] + FLOOR)
    start = START * (start - start.mean(1, keepdims=True))
    common = np.array(list(script.tags.values()))
    weights = _fitted(start.astype(np.float32), share, chosen, common / common.sum(), script.name)
    return [grams[place] for place in kept], weights


def folded(grams: Sequence[str], weights: Floats) -> Floats:
    """Each sequence with the weights of all that end where it ends, so that the longest one found says it all."""
    places = {gram: place for place, gram in enumerate(grams)}
    whole = weights.copy()
    for gram in sorted(grams, key=len):
        shorter = next((gram[start:] for start in range(1, len(gram)) if gram[start:] in places), None)
        if shorter is not None:
            whole[places[gram]] += whole[places[shorter]]
    return whole


def rounded(weights: Floats) -> NDArray[np.uint8]:
    """Whole units above the least of each row: what all languages share decides nothing."""
    units: Floats = np.rint(weights * (1_000_000 / UNIT))
    units -= units.min(1, keepdims=True)
    print(f"{(units > 255).mean():.4%} of the weights are cut to 255")
    whole: NDArray[np.uint8] = np.minimum(units, 255).astype(np.uint8)
    return whole


def _words(source: str, tag: str, tables: ZipFile) -> Counter[str]:
    if source == "profiles":
        profile = json.loads((Path(PROFILES_DIRECTORY) / tag).read_bytes())["freq"]
        return profile_words(profile, tag, WORDS, SEED)
    make = sign_words if source == "signs" else letter_words
    return make(tables, tag, WORDS, SEED)


def _with_bare(words: Counter[str]) -> Counter[str]:
    """Words of the Latin script once more without diacritics, with a small weight."""
    both: Counter[str] = Counter()
    for word, number in words.items():
        both[word] += number * 100
        parts = unicodedata.normalize("NFD", word)
        if "a" <= parts[0] <= "z" and not word.isascii():
            both["".join(sign for sign in parts if not unicodedata.combining(sign))] += round(number * 100 * BARE)
    return both


def _counted(words: Iterable[str], script: str) -> tuple[list[str], sparse.csr_matrix]:
    """All sequences, and how often each is in each word."""
    places: dict[str, int] = {}
    columns: list[int] = []
    ends = [0]
    for word in words:
        columns += [places.setdefault(gram, len(places)) for gram in sequences(word, script)]
        ends.append(len(columns))
    ones = np.ones(len(columns), np.float32)
    return list(places), sparse.csr_matrix(
        (ones, np.array(columns, np.int32), np.array(ends)), (len(ends) - 1, len(places))
    )


def sequences(word: str, script: str) -> list[str]:
    """What a word is known by: its sequences of two to four letters, a space for each end, and its single letters
    beyond ASCII; Chinese characters one by one.

    >>> sequences("a\u00f1o", "Latn")
    [' a', 'añ', 'ño', 'o ', ' añ', 'año', 'ño ', ' año', 'año ', 'ñ']
    """
    if script == "Hani":
        return list(word)
    marked = f" {word} "
    found = [marked[start : start + size] for size in (2, 3, 4) for start in range(len(marked) - size + 1)]
    return found + [letter for letter in word if letter > "\x7f"]


def _telling(frequency: NDArray[np.float64], keep: int) -> NDArray[np.int64]:
    """The sequences that tell most: sum over languages of frequency times its logarithm against the mean."""
    least = 2e-6
    mean = frequency.mean(1, keepdims=True)
    told = (frequency * np.log((frequency + least) / (mean + least))).sum(1)
    return np.sort(np.argsort(-told, kind="stable")[:keep])


def _fitted(
    weights: Floats, share: sparse.csr_matrix, counts: sparse.csr_matrix, common: NDArray[np.float64], name: str
) -> Floats:
    """Adagrad (J. Duchi, E. Hazan and Y. Singer, 2011) on bundles of words, with a rate that falls to nothing."""
    rng = np.random.default_rng(SEED)
    languages = len(common)
    known = [share.indices[share.indptr[row] : share.indptr[row + 1]] for row in range(languages)]
    reach = [np.cumsum(share.data[share.indptr[row] : share.indptr[row + 1]]) for row in range(languages)]
    squares = np.zeros_like(weights)
    for step in range(STEPS):
        right = rng.choice(languages, BATCH, p=common)
        bundle = np.repeat(np.arange(BATCH), rng.choice(SIZES, BATCH))
        words = _drawn(right[bundle], rng.random(len(bundle)), known, reach)
        sums = sparse.csr_matrix((np.ones(len(bundle), np.float32), (bundle, np.arange(len(bundle)))))
        seen = sums @ counts[words]
        logits = seen @ weights
        chances = np.exp(logits - logits.max(1, keepdims=True))
        chances /= chances.sum(1, keepdims=True)
        if step % 100 == 0:
            print(f"{name} {step:5} of {STEPS}: {(chances.argmax(1) == right).mean():.3f} right", flush=True)
        chances[np.arange(BATCH), right] -= 1
        columns = np.unique(seen.indices)
        slope = (seen[:, columns].T @ chances) / np.float32(BATCH) + np.float32(1e-6) * weights[columns]
        squares[columns] += slope * slope
        rate = np.float32(RATE * 0.5 * (1 + np.cos(np.pi * step / STEPS)))
        weights[columns] -= rate * slope / (np.sqrt(squares[columns]) + np.float32(1e-8))
    return weights


def _drawn(
    languages: NDArray[np.int64],
    chances: NDArray[np.float64],
    known: Sequence[NDArray[np.int32]],
    reach: Sequence[NDArray[np.float64]],
) -> NDArray[np.int64]:
    words = np.empty(len(languages), np.int64)
    for language in range(len(known)):
        mine = languages == language
        steps = reach[language]
        places = np.searchsorted(steps, chances[mine] * steps[-1])
        words[mine] = known[language][np.minimum(places, len(steps) - 1)]
    return words


if __name__ == "__main__":
    main()
