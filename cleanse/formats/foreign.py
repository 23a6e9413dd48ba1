"""Which encoding the bytes have that are not UTF-8, in a file that has both."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from cleanse.formats.charset import WINDOW, Guess, detect
from cleanse.formats.familiar import Familiar, usual_share
from cleanse.formats.lines import Line, mostly_telling, telling
from cleanse.formats.utf8 import MULTIBYTE
from cleanse.formats.weighing import TRIED, weighed

KNOWN = 0.8
"""Share of the characters of a reading that the rest of the document must know."""

FEW = 3
"""Bytes beyond ASCII that are no piece of damage by their number."""

ENOUGH = 10
"""Bytes beyond ASCII from which on detection by itself is believed."""

LEARNED = 50
"""Characters beyond ASCII from which on the rest of the document is believed before detection."""

UNUSUAL, EQUAL = 3.0, 0.5
"""Surprise added for encodings that the script is not usually written in, and the difference that tells nothing."""

MOST_TORN = 0.2
"""Share of the letters beyond ASCII that may stand beside an ASCII letter, where they are not Latin."""

_SEAM = re.compile("[A-Za-z]([^\\W\\d_A-Za-z])|([^\\W\\d_A-Za-z])[A-Za-z]")
_LETTER = re.compile("[^\\W\\d_A-Za-z]")
_ASCII = "The ferry {1} ~ [2]\\\n"

# What text in a script is written in besides Unicode, the most usual first.
_OF_SCRIPT = {
    "LATIN": ("cp1252", "cp1250", "iso8859-2", "cp1254", "cp1257", "cp850", "mac-roman"),
    "CYRILLIC": ("cp1251", "koi8-r", "cp866", "iso8859-5"),
    "GREEK": ("cp1253",),
    "HEBREW": ("cp1255",),
    "ARABIC": ("cp1256",),
    "THAI": ("cp874",),
    "CJK": ("gb18030", "big5hkscs", "cp932"),
    "HIRAGANA": ("cp932", "euc_jp"),
    "HANGUL": ("cp949",),
}


def other_encoding(
    text: str, lines: Sequence[Line], context: Familiar, declared: Sequence[str], least: int
) -> tuple[str, Sequence[Guess]] | None:
    """The encoding of what is not UTF-8.

    What reads as the document's own letters is believed first, then the detector; where both are silent, a few
    signs that any Latin text may have.

    Args:
        text: of the file, decoded with ``surrogateescape``.
        lines: those with invalid bytes.
        context: what the rest of the file is written in.
        declared: codecs that the file is said to have.
        least: confidence in millionths that the detector must have.

    Returns:
        The codec, and the detector's guesses when they decided; ``None`` when there is not enough to tell.
    """
    sample = _sample(text, lines, context)
    high = len(sample.translate(None, bytes(range(128))))
    if not high:
        return None
    if not any(line.foreign for line in lines) and not mostly_telling(text, lines, context):
        return None
    if high < FEW and not any(telling(text, line, context) for line in lines[:ENOUGH]):
        return None
    guesses = detect(sample)
    best = _by_context(sample, context, declared, guesses)
    if best is not None and (high < ENOUGH or context.seen >= min(high, LEARNED)):
        return best, ()
    if high >= ENOUGH and guesses and guesses[0].confidence >= least:
        likeliest = weighed(sample, guesses, declared)[0]
        if readable(sample, likeliest) is not None:
            return likeliest, guesses
    if best is not None:
        return best, ()
    latin = readable(sample, "cp1252") if context.scripts() <= {"LATIN"} else None
    if latin is not None and usual_share(latin, context) >= KNOWN:
        return "cp1252", ()
    return None


def _sample(text: str, lines: Sequence[Line], context: Familiar) -> bytes:
    """What detection looks at: lines that are not UTF-8, and the same of other lines without their valid sequences."""
    window = bytearray()
    for line in lines:
        if line.foreign:
            window += line.bytes(text)
        elif telling(text, line, context):
            window += MULTIBYTE.sub(" ", line.text(text)).encode("utf-8", "surrogateescape")
        if len(window) >= WINDOW:
            break
    return bytes(window[: 2 * WINDOW])


def _by_context(sample: bytes, context: Familiar, declared: Sequence[str], guesses: Sequence[Guess]) -> str | None:
    """The encoding in which the sample has the characters of the rest; of equal ones the detector's first."""
    scripts = [script for script in _OF_SCRIPT if script in context.scripts()] or ["LATIN"]
    usual = [*declared, *(name for script in scripts for name in _OF_SCRIPT[script])]
    sure = {guess.codec: guess.confidence for guess in guesses}
    found: list[tuple[float, str, float]] = []
    likely = [guess.codec for guess in guesses[:TRIED] if guess.confidence >= guesses[0].confidence / 2]
    for name in dict.fromkeys((*usual, *likely)):
        reading = readable(sample, name)
        if reading is not None and context.share(reading) >= KNOWN:
            surprise = context.surprise(reading) + (0 if name in usual else UNUSUAL)
            found.append((surprise, name, usual_share(reading, context)))
    if not found:
        return None
    least = min(found)[0]
    equal = {name: (share, sure.get(name, 0)) for surprise, name, share in found if surprise < least + EQUAL}
    return max(equal, key=equal.__getitem__)


def readable(sample: bytes, codec: str) -> str | None:
    """The sample in an encoding that leaves ASCII as it is; ``None`` when it does not fit."""
    if not keeps_ascii(codec):
        return None
    text = sample.decode(codec, "replace")
    return None if text.count("\ufffd") > 1 + len(sample) // 1_000 or torn(text) else text


@lru_cache(maxsize=256)
def keeps_ascii(codec: str) -> bool:
    """Whether lines of an encoding can stand among lines of UTF-8: ASCII is ASCII in it."""
    try:
        return codec != "utf-8" and _ASCII.encode().decode(codec) == _ASCII
    except UnicodeDecodeError:
        return False


def torn(text: str) -> bool:
    """Whether words are torn between ASCII letters and those of another script, as no language writes them."""
    seams = [match[1] or match[2] for match in _SEAM.finditer(text)]
    if not seams:
        return False
    count = sum(not unicodedata.name(char, "LATIN").startswith("LATIN") for char in seams)
    return count > MOST_TORN * len(_LETTER.findall(text))
