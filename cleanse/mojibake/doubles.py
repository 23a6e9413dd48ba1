"""UTF-8 that was read as an encoding of two bytes a character: GBK, Shift-JIS, Big5, the Korean one.

Such a line is Chinese characters that make no sense. Read back, nearly all of its bytes must be UTF-8; a decoder
that met an odd byte may have dropped or replaced a few. In a text of Latin letters a single such character stands
where an accented letter was: ``Ver盲nderung``.
"""

from __future__ import annotations

import re
from functools import partial

from cleanse.mojibake.chains import STRANGE, Proposal
from cleanse.mojibake.model import BIT, model
from cleanse.mojibake.voices import UNIT, voices

DOUBLE = ("gbk", "cp932", "big5", "cp949")
"""Encodings of two bytes a character, likeliest first."""

LEAST = 30 * BIT
"""Gain of a whole line."""

VARIETY = 4
"""Different characters that a line has at least where it has no words in Latin letters: a thank-you in Chinese is two Cyrillic letters in UTF-8."""

LOST_EACH = 40
"""Characters for each that may be lost."""

LOSS = 12 * BIT
"""What a lost character costs."""

EAST = "\u3040-\u9fff\uac00-\ud7a3\uff61-\uff9f\ue000-\uf8ff"
_EAST = re.compile(f"[{EAST}]")
_IN_WORD = re.compile(f"(?<=[A-Za-z])[{EAST}]+|[{EAST}]+(?=[a-z])|(?<=[a-z] )[{EAST}](?= [a-z])")
_LATIN = re.compile("[\u00c0-\u017f\u0218-\u021b\u1e00-\u1eff]+")
EACH_IN_WORD, SURE_IN_WORD = 10 * UNIT, -4 * UNIT
"""Gain that each such letter has to bring in the language of the line; all of them together, where each stands inside
a word, as foreign names are spelled in any language."""

_INSIDE = re.compile(f"(?<=[a-z]{{2}})[{EAST}]{{1,3}}(?=[a-z])|(?<=[A-Za-z])[{EAST}]{{1,3}}(?=[a-z]{{2}})")
_PLAIN = re.compile("[A-Za-z]")


def undo(line: str) -> Proposal | None:
    """The line undone as a whole, or its words."""
    if not _EAST.search(line):
        return None
    found = whole(line)
    if found is not None and "\ufffd" not in found.text:
        return found
    return words(line) or found


def whole(line: str) -> Proposal | None:
    """The line undone as a whole."""
    if len(set(_EAST.findall(line))) < VARIETY and len(_PLAIN.findall(line)) < 2 * VARIETY:
        return None
    best: tuple[int, str, str] | None = None
    for codec in DOUBLE:
        try:
            raw = line.encode(codec)
        except UnicodeEncodeError:
            continue
        text = raw.decode("utf-8", "replace")
        lost = text.count("\ufffd")
        if STRANGE.search(text) or lost > len(text) // LOST_EACH:
            continue
        gain = model().weight(text.replace("\ufffd", "")) - LOSS * lost - model().weight(line)
        if gain > LEAST and (best is None or gain > best[0]):
            best = gain, text, codec
    return Proposal(best[1], best[0], f"{best[2]}>utf-8") if best else None


def words(line: str) -> Proposal | None:
    """Single characters beside Latin letters, as the accented letters they were."""
    best: tuple[int, str, str] | None = None
    before = voices().best(line)
    for codec in DOUBLE:
        text = _IN_WORD.sub(partial(_in_word, codec), line)
        count = len(_EAST.findall(line)) - len(_EAST.findall(text))
        if not count:
            continue
        gain = voices().best(text) - before
        if gain >= (SURE_IN_WORD if _all_inside(line) else EACH_IN_WORD * count) and (best is None or gain > best[0]):
            best = gain, text, codec
    return Proposal(best[1], best[0] * BIT // UNIT, f"{best[2]}>utf-8") if best else None


def _all_inside(line: str) -> bool:
    return sum(map(len, _INSIDE.findall(line))) == len(_EAST.findall(line))


def _in_word(codec: str, match: re.Match[str]) -> str:
    return _letters(match[0], codec)


def _letters(east: str, codec: str) -> str:
    """The Latin letters that were read with a codec as these characters; as they are when they were none."""
    try:
        text = east.encode(codec).decode("utf-8")
    except UnicodeError:
        return east
    return text if _LATIN.fullmatch(text) else east
