"""How often the encoding of files comes out right that are no prose: code, tables, subtitles, pages, a few signs.

    python -m benchmarks.quality.kinds ITEMS.jsonl.gz [--seed 2] [--show 10]

ITEMS as for `mixed.py`: its lines, in the usual legacy encoding of their language, are put into files that
are ASCII for the most part. ``signs`` are English text and code with a few names and signs in windows-1252.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from benchmarks.quality.mixed import LEGACY, texts
from cleanse.errors import DocumentError
from cleanse.formats.decode import decode

CODE = 'for (i = 0; i < 10; i++) { total += price[i]; }\nif (found == NULL) return -1;\nprintf("%d items\\n", total);\n'
PROSE = "The harbour office closes at four, said the clerk, and opens when the fog has gone.\n"
CELL = '<tr><td class="a"><a href="/index.html?id=12">'
SIGNS = [
    "café",
    "naïve",
    "résumé",
    "Zoë",
    "Müller",
    "£5",
    "20°C",
    "©",
    "–",
    "“quoted”",
    "don’t",
    "año",
    "São",
    "Ångström",
    "½",
    "±5",
    "€",
    "…",
    "§",
    "«oui»",
    "Hergé",
    "señor",
    "Malmö",
    "Århus",
    "fiancée",
    "façade",
    "piñata",
    "rôle",
    "coöperate",
    "µm",
    "5×3",
    "ñandú",
    "über",
    "™",
    "•",
    "Gödel",
]


def files(lines: dict[str, list[str]], draw: random.Random) -> Iterator[tuple[str, str, str]]:
    """Kind, codec and text."""
    for lang, known in sorted(lines.items()):
        some = [line for line in known if not line.isascii()]
        for _ in range(12 if len(some) > 20 else 0):
            drawn = draw.sample(some, 20)
            yield "code, one comment", LEGACY[lang], CODE + "// " + drawn[0] + "\n" + CODE
            yield "code, six comments", LEGACY[lang], "".join(f"{CODE}// {line}\n{CODE}" for line in drawn[:6])
            yield "page", LEGACY[lang], "<html>\n" + "".join(f"{CELL}{line[:25]}</a></td></tr>\n" for line in drawn)
            yield (
                "subtitles",
                LEGACY[lang],
                "".join(
                    f"{n}\n00:00:{n:02},000 --> 00:00:{n + 2:02},500\n{line[:35]}\n\n" for n, line in enumerate(drawn)
                ),
            )
            yield (
                "table",
                LEGACY[lang],
                "".join(
                    f"{n};2024-01-{n + 1:02};{line.split()[0]};{line.split()[-1]}\n" for n, line in enumerate(drawn)
                ),
            )
    for number in (1, 2, 5) * 100:
        text = (PROSE if draw.random() < 0.5 else CODE) * draw.choice((8, 20, 60))
        words = text.split(" ")
        for sign in draw.sample(SIGNS, number):
            words.insert(draw.randrange(len(words)), sign)
        yield f"signs, {number}", "cp1252", " ".join(words)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("items", type=Path)
    parser.add_argument("--seed", type=int, default=2)
    parser.add_argument("--show", type=int, default=0, help="the most frequent mistakes to print")
    given = parser.parse_args()
    count: Counter[str] = Counter()
    right: Counter[str] = Counter()
    mistakes: Counter[tuple[str, str, str]] = Counter()
    for kind, codec, text in files(texts(given.items), random.Random(given.seed)):
        if text.isascii():
            continue
        count[kind] += 1
        try:
            found = decode(text.encode(codec))
        except DocumentError as error:
            mistakes[kind, codec, error.code] += 1
            continue
        right[kind] += found.text == text
        if found.text != text:
            mistakes[kind, codec, found.encoding] += 1
    for kind in count:
        print(f"{kind:20}{count[kind]:6}{right[kind] / count[kind]:8.1%}")
    for (kind, codec, encoding), number in mistakes.most_common(given.show):
        print(f"{number:5}  {kind}: {codec} taken for {encoding}")


if __name__ == "__main__":
    main()
