"""How files put together from two encodings, and damaged ones, come out.

    python benchmarks/quality/mixed.py ITEMS.jsonl.gz [--seed 1] [--show 5]

ITEMS as for `charset.py`, with ``"lang"``; their texts are cut into lines, which are mixed and damaged here:

* ``one line``: one line of a UTF-8 file is in a legacy encoding of its language.
* ``half``: so are about half of the lines, in turn.
* ``mostly legacy``: one line in ten is UTF-8.
* ``two languages``: the lines of another language, in its legacy encoding, stand among the lines of a UTF-8 file.
* ``in one line``: legacy and UTF-8 words stand in the same lines, as fields of a table.
* ``damaged``: UTF-8 in which one byte in 300 was lost, and one in 600 replaced.

``right`` is the share of lines beyond ASCII that come out as they were before, ``marked`` of those that lost
a character to U+FFFD, and ``wrong`` of those that come out otherwise: what must not happen.
"""

from __future__ import annotations

import argparse
import base64
import gzip
import json
import random
import re
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from cleanse.errors import DocumentError
from cleanse.formats.decode import decode

LEGACY = {
    "ar": "cp1256", "bg": "cp1251", "cs": "cp1250", "de": "cp1252", "el": "cp1253", "en": "cp1252", "es": "cp1252",
    "fi": "cp1252", "fr": "cp1252", "he": "cp1255", "hr": "cp1250", "hu": "iso8859-2", "it": "cp1252", "ja": "cp932",
    "ko": "cp949", "lt": "cp1257", "nl": "cp1252", "pl": "iso8859-2", "pt": "cp1252", "ro": "iso8859-2", "ru": "cp1251",
    "sv": "cp1252", "th": "cp874", "tr": "cp1254", "uk": "cp1251", "zh": "gb18030",
}  # fmt: skip
LINES = 20
SHORT = 60


def texts(path: Path) -> dict[str, list[str]]:
    """Lines of at most `SHORT` or so characters, by language, each line once."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            item = json.loads(line)
            if item["set"] in {"syn_1k", "syn_8k"} and item["lang"] in LEGACY and item["enc"][0].startswith("utf-8"):
                for sentence in base64.b64decode(item["b64"]).decode("utf-8", "ignore").replace("\n", " ").split(". "):
                    found[item["lang"]][sentence.strip()[:SHORT]] = None
    return {
        lang: [text for text in lines if len(text) > 3 and fits(text, LEGACY[lang])] for lang, lines in found.items()
    }


def fits(text: str, codec: str) -> bool:
    try:
        return text.encode(codec).decode(codec) == text
    except UnicodeEncodeError:
        return False


def cases(lines: dict[str, list[str]], draw: random.Random) -> Iterator[tuple[str, str, list[str], bytes]]:
    """Kind, language, the right lines, and the bytes."""
    for lang, known in sorted(lines.items()):
        codec = LEGACY[lang]
        if len(known) < 2 * LINES:
            continue
        for _ in range(8):
            right = draw.sample(known, LINES)
            place = draw.randrange(LINES)
            yield "one line", lang, right, joined(right, lambda n, codec=codec, at=place: codec if n == at else "utf-8")
            yield "half", lang, right, joined(right, lambda n, codec=codec: codec if n % 2 else "utf-8")
            yield "mostly legacy", lang, right, joined(right, lambda n, codec=codec: codec if n % 10 else "utf-8")
            other = draw.choice([name for name in sorted(lines) if name != lang and len(lines[name]) > LINES])
            both = [draw.choice(lines[other]) if n % 4 == 1 else line for n, line in enumerate(right)]
            yield (
                "two languages",
                lang,
                both,
                joined(both, lambda n, codec=LEGACY[other]: codec if n % 4 == 1 else "utf-8"),
            )
            words = [f"{right[n - 1][:20]};{line}" for n, line in enumerate(right)]
            yield (
                "in one line",
                lang,
                words,
                b"".join(
                    right[n - 1][:20].encode() + b";" + line.encode("utf-8" if n % 2 else codec) + b"\n"
                    for n, line in enumerate(right)
                ),
            )
            yield "damaged", lang, right, damaged(joined(right, lambda _: "utf-8"), draw)


def joined(lines: list[str], codec: object) -> bytes:
    return b"".join(line.encode(codec(n)) + b"\n" for n, line in enumerate(lines))  # type: ignore[operator]


def damaged(raw: bytes, draw: random.Random) -> bytes:
    """Bytes lost and replaced, line ends kept."""
    out = bytearray()
    for byte in raw:
        chance = draw.random()
        if byte == 10 or chance > 1 / 200:
            out.append(byte)
        elif chance < 1 / 600:
            out.append(draw.randrange(128, 256))
    return bytes(out)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("items", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", type=int, default=0, help="wrong lines to print for each kind")
    given = parser.parse_args()
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    seconds: dict[str, float] = defaultdict(float)
    shown: Counter[str] = Counter()
    for kind, lang, right, raw in cases(texts(given.items), random.Random(given.seed)):
        start = time.process_time()
        try:
            found = decode(raw)
        except DocumentError as error:
            counts[kind]["refused"] += 1
            print(kind, lang, error.message)
            continue
        finally:
            seconds[kind] += time.process_time() - start
        counts[kind]["files"] += 1
        plain = re.sub("\ufffd+", "\ufffd", raw.decode("utf-8", "replace")).split("\n")
        for line, expected, cut in zip(found.text.split("\n"), right, plain, strict=False):
            if expected.isascii() and line == expected:
                continue
            # A line that was damaged into other valid UTF-8 is nobody's fault.
            state = "right" if line == expected else "marked" if "\ufffd" in line or line == cut else "wrong"
            counts[kind][state] += 1
            if state == "wrong" and shown[kind] < given.show:
                shown[kind] += 1
                print(f"{kind} {lang} {dict(found.evidence)}\n  {line!r}\n  {expected!r}")
    print(f"{'kind':16}{'files':>7}{'lines':>8}{'right':>8}{'marked':>8}{'wrong':>8}{'ms':>8}")
    for kind, count in counts.items():
        lines = count["right"] + count["marked"] + count["wrong"]
        shares = "".join(f"{count[key] / max(lines, 1):8.1%}" for key in ("right", "marked", "wrong"))
        print(f"{kind:16}{count['files']:7}{lines:8}{shares}{1000 * seconds[kind] / max(count['files'], 1):8.2f}")


if __name__ == "__main__":
    main()
