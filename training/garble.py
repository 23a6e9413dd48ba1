"""Clean lines made dirty in every way that a repair undoes, for training only."""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from cleanse.mojibake.doubles import DOUBLE
from cleanse.mojibake.legacy import DOUBLE as WIDE
from cleanse.mojibake.legacy import PAIRS
from cleanse.mojibake.tables import SINGLE, read_as

TWICE = ("cp1252", "latin-1", "mac-roman", "cp437", "cp1251", "cp1250")
SIGNS = re.compile("[°£©®«»€§·]")
QUOTES = "“”’‘–—…"
RUINS = ("â", "â€", "â€?", "â??", "â™")

ANY = (
    (0xA1, 0xC0), (0xC0, 0x100), (0xC0, 0x100), (0x100, 0x180), (0x180, 0x250), (0x370, 0x400), (0x400, 0x460),
    (0x5D0, 0x5EB), (0x620, 0x64B), (0x904, 0x93A), (0xE01, 0xE3B), (0x1E00, 0x1F00), (0x2010, 0x2045), (0x20A0, 0x20C0),
    (0x2100, 0x2150), (0x2190, 0x2200), (0x2200, 0x2300), (0x2300, 0x2400), (0x2500, 0x2800), (0x27E0, 0x2800),
    (0x3040, 0x3100), (0x4E00, 0xA000), (0xAC00, 0xD7A4), (0x1F300, 0x1F650), (0x1F300, 0x1F650), (0x1F680, 0x1F700),
    (0x1F900, 0x1FA00),
)  # fmt: skip
"""Ranges of characters that a text may have though the lines at hand have not: signs, emoji, rare letters."""


class Garbled(NamedTuple):
    """A garbled line, and its clean one where only what is new in it counts; ``""`` where all of it does."""

    text: str
    clean: str = ""


def families(clean: Sequence[str], seed: int, count: int) -> dict[str, list[Garbled]]:
    """Garbled lines by the way they were garbled, some ``count`` of each."""
    rng = random.Random(seed)
    found: dict[str, list[Garbled]] = defaultdict(list)
    for name, garbled in _ways(clean, [text for text in clean if not text.isascii()], rng, count):
        found[name].append(garbled)
    return dict(found)


def misread(raw: bytes, codec: str) -> str:
    """Bytes read with an encoding; what it leaves open is a C1 control, or is lost."""
    if codec in DOUBLE:
        return raw.decode(codec, "replace").replace("\ufffd", "")
    chars = _TABLES.setdefault(codec, read_as(codec))
    return "".join([chars[byte] for byte in raw])


_TABLES: dict[str, str] = {}


def _ways(clean: Sequence[str], lines: Sequence[str], rng: random.Random, count: int) -> Iterator[tuple[str, Garbled]]:
    def some(pool: Sequence[str], number: int) -> list[str]:
        return rng.sample(pool, min(number, len(pool)))

    for codec in (*SINGLE, "latin-1", *DOUBLE):
        for text in some(lines, count):
            yield f"once {codec}", Garbled(misread(text.encode(), codec))
    for codec in TWICE:
        for text in some(lines, count // 3):
            yield f"twice {codec}", Garbled(misread(misread(text.encode(), codec).encode(), codec))
    yield from _legacy(some(lines, len(lines)), count)
    for text in some(lines, 2 * count):
        yield "lost", _lost(text, rng)
    for text in some(clean, 2 * count):
        yield from _remains(text, rng)
    for codec in SINGLE:
        for text in some(clean, count):
            yield f"any {codec}", _any(text, codec, rng)
    quoted = [text for text in lines if any(char in text for char in QUOTES)]
    for text in some(quoted, 2 * count):
        yield "quotes", _quotes(text, rng)
    for text in some(quoted, count):
        read = text.encode("cp1252", "ignore").decode("latin-1")
        if read != text:
            yield "c1", Garbled(read, text)


def _legacy(lines: Sequence[str], count: int) -> Iterator[tuple[str, Garbled]]:
    """Bytes of one legacy encoding read as another."""
    for codec, others in PAIRS.items():
        for other in (*others, *(WIDE if codec == "cp1252" else ())):
            made = 0
            for text in lines:
                try:
                    raw = text.encode(other)
                except UnicodeEncodeError:
                    continue
                read = misread(raw, codec)
                if raw.isascii() or read == text:
                    continue
                yield f"legacy {other} as {codec}", Garbled(read, text)
                made += 1
                if made == count // 8:
                    break


def _lost(text: str, rng: random.Random) -> Garbled:
    clean = text.replace(" ", "\xa0", 1) if rng.random() < 0.5 else text
    sign = rng.choice(("", "", "?", "\ufffd", "\ufffd"))
    read = re.sub("[\x80-\x9f]", sign, misread(clean.encode(), "cp1252"))
    return Garbled(read.replace("\xa0", " ") if rng.random() < 0.7 else read, clean)


def _remains(text: str, rng: random.Random) -> Iterator[tuple[str, Garbled]]:
    words = text.split(" ")
    if len(words) > 2:
        at = rng.randrange(1, len(words))
        left = rng.choice(("Â ", "Â ", "Â", "Â\xa0", " Â "))
        yield "space", Garbled(" ".join(words[:at]) + left + " ".join(words[at:]), text)
    yield "mark", Garbled("ï»¿" + text, text)
    signs = [match.start() for match in SIGNS.finditer(text)]
    if signs:
        at = rng.choice(signs)
        yield "sign", Garbled(text[:at] + "Â" + text[at:], text)


def _any(text: str, codec: str, rng: random.Random) -> Garbled:
    low, high = rng.choice(ANY)
    char = chr(rng.randrange(low, high))
    at = rng.randrange(len(text) + 1) if char.isalpha() else text.find(" ", rng.randrange(len(text) + 1)) + 1
    read = misread(char.encode(), codec)
    after = "" if char.isalpha() else rng.choice(("", " ", read))
    return Garbled(text[:at] + read + after + text[at:], text)


def _quotes(text: str, rng: random.Random) -> Garbled:
    whole, ruin = rng.random() < 0.3, rng.choice(RUINS)
    read = text
    for quote in QUOTES:
        read = read.replace(quote, misread(quote.encode(), "cp1252") if whole else ruin)
    return Garbled(read, text)
