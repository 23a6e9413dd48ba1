"""Clean lines set as pages set them: treebanks have few curly quotes, dashes without spaces, bullets or signs."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence

AROUND = ("“”", "‘’", "«»", "„“", "»«", "‹›", "『』", "「」", "（）", "【】", "\xa0\xa0")
BETWEEN = (
    "—",
    "–",
    "…",
    "\xa0",
    "’",
    "·",
    "/",
    "\xa0–\xa0",
    "—\xa0",
    " – ",
    " — ",
    " | ",
    " • ",
    " · ",
    " » ",
    " › ",
    "\u200b",
    "\u2009",
    "‑",
)
BEHIND = (
    " │",
    "│",
    " ×",
    "×",
    " ½",
    " ×2",
    "½ ",
    "\xad",
    " «",
    " »",
    " ®",
    " ©",
    " ™",
    " ²",
    "†",
    "‡",
    "*",
    "′",
    "″",
    " €",
    " £",
    "¹",
    "ª",
    "º",
    "®",
    "™",
    "©",
    "°",
    "²",
    "³",
    "½",
    "€",
    "£",
    "%",
    "…",
    "…”",
    ".”",
    ",”",
    "!”",
    "?»",
    "\xa0!",
    "\xa0?",
    "\xa0:",
    "\xa0;",
    "\xa0€",
    "’",
    "↑",
    "→",
)
BEFORE = (
    "│ ",
    "│",
    "─ ",
    "── ",
    "■ ",
    "● ",
    "▪ ",
    "◆ ",
    "□ ",
    "☆ ",
    "※",
    "× ",
    "½ ",
    "§ ",
    "\uf0b7 ",
    "\uf0d8 ",
    "\uf0a7 ",
    "\xad",
    "« ",
    "• ",
    "– ",
    "— ",
    "© ",
    "€",
    "£",
    "→ ",
    "» ",
    "★ ",
    "✓ ",
    "▶ ",
    "🙂 ",
    "❤️ ",
    "…",
    "\xa0",
    "·\xa0",
    "§\xa0",
    "№ ",
    "¿",
    "¡",
    "№",
)
MIXED = (
    "iPhone",
    "Google",
    "PDF",
    "km",
    "Facebook",
    "A",
    "x",
    "中文",
    "東京",
    "한국",
    "日本語",
    "Россия",
    "Москва",
    "Ελλάδα",
    "5\xa0000",
    "20\xa0°C",
)


def typeset(lines: Sequence[str], seed: int) -> Iterator[str]:
    """Each line once, with two or three changes of this kind."""
    rng = random.Random(seed)
    for text in lines:
        words = text.split(" ")
        for _ in range(rng.randrange(2, 4)):
            _change(words, rng)
        yield " ".join(words)


def _change(words: list[str], rng: random.Random) -> None:
    at = rng.randrange(len(words))
    kind = rng.randrange(6)
    if kind == 0:
        pair = rng.choice(AROUND)
        words[at] = pair[0] + words[at] + pair[1]
    elif kind == 1 and at + 1 < len(words):
        words[at : at + 2] = [words[at] + rng.choice(BETWEEN) + words[at + 1]]
    elif kind == 2:
        words[at] += rng.choice(BEHIND)
    elif kind == 3:
        words[at] = rng.choice(BEFORE) + words[at]
    elif kind == 4:
        words.insert(at, rng.choice(MIXED))
    else:
        words[at] += rng.choice(MIXED) if rng.random() < 0.3 else rng.choice(BEHIND) + rng.choice(("", ".", ","))


def titled(lines: Iterable[str]) -> Iterator[str]:
    """Lines in which each word begins with a capital."""
    for text in lines:
        yield " ".join(word[:1].upper() + word[1:] for word in text.split(" "))


def shouted(lines: Iterable[str]) -> Iterator[str]:
    """Lines in capitals."""
    for text in lines:
        yield text.replace("ß", "SS").upper()
