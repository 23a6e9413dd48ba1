"""The choice of an encoding: what the bytes look like, weighed against what is said of them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cleanse.document import Fact
from cleanse.formats.charset import Guess, in_place_of, twin_of
from cleanse.formats.damage import Image, patched
from cleanse.formats.familiar import usual_share

RIVAL = 0.9
"""A declared encoding wins over a better guess when its confidence is at least this share of the best."""

SPARSE, SPARSE_RIVAL = 12, 0.3
"""Where so few bytes are not ASCII, detection is little more than chance, and this share is enough."""

TOLERATED = 1_000
"""Bytes for each invalid run that a guess is forgiven, beside one at the cut end."""

LEAST, SCATTERED = 600, 50
"""Where so many bytes have no more than one in so many that is not ASCII, there is no language to detect in them."""

USUALLY, WESTERN_RIVAL = 0.9, 0.75
"""The share of usual signs that such a text must have, and that of the best guess's confidence."""

MOST_LONELY = 0.7
"""Share of the signs of an Asian encoding that may stand by themselves beside an ASCII letter."""

TRIED, TOLD = 8, 4
"""Guesses that are tried, and alternatives that go on record."""

# A quotation mark on the wrong side of a word, or a sign inside one.
_MISPLACED = re.compile("[A-Za-z][“‘«¿¡]|[”»][A-Za-z]|[A-Za-z][^\\w\x00-\x7f’–—·…][A-Za-z]")
_MULTIBYTE = frozenset(
    ("big5hkscs", "cp932", "cp949", "euc_jis_2004", "euc_jp", "gb18030", "johab", "shift_jis_2004", "shift_jisx0213")
)
_ALONE_IN_WORD = re.compile("(?<![^\x00-\x7f])(?:(?<=[A-Za-z])[^\x00-\x7f]|[^\x00-\x7f](?=[A-Za-z]))(?![^\x00-\x7f])")
_SAMPLE = 1 << 16
_HIGH, _ASCII = bytes(range(128, 256)), bytes(range(128))


def chosen(raw: bytes, guesses: Sequence[Guess], declared: Sequence[str] = ()) -> tuple[str, Image] | None:
    """The best guess that fits, or a declared encoding where it fits about as well.

    Args:
        raw: the bytes to decode.
        guesses: best first, at least one.
        declared: codecs that are said to be right, the most trusted first.

    Returns:
        The codec and the image; ``None`` when nothing fits.
    """
    damaged: tuple[str, Image] | None = None
    for codec in weighed(raw, guesses, declared):
        image = patched(raw, codec)
        if image is None:
            continue
        if image.runs <= 1 + len(raw) // TOLERATED:
            return codec, image
        if damaged is None or image.runs < damaged[1].runs:
            damaged = codec, image
    return damaged


def weighed(raw: bytes, guesses: Sequence[Guess], declared: Sequence[str] = ()) -> list[str]:
    """The codecs to try in order: declared ones that rival the best guess, then the guesses; see `chosen`."""
    order = [codec for codec in declared if codec != "utf-8" and _rivals(raw, guesses, codec)]
    order += [codec for codec in (_western(raw, guesses), in_place_of(guesses)) if codec]
    names = [guess.codec for guess in guesses[:TRIED]]
    order += sorted(names, key=lambda codec: codec in _MULTIBYTE and _lonely(raw, codec))
    return list(dict.fromkeys(twin_of(codec, raw) for codec in order))


def _western(raw: bytes, guesses: Sequence[Guess]) -> str:
    """Windows-1252 for text that is ASCII but for a few signs or names that any text may have, else ``""``.

    Of a name and a fraction in a file of code, a detector of languages makes anything; it must not be surer of
    another encoding than by chance.
    """
    sample = raw[:_SAMPLE]
    high = len(sample.translate(None, _ASCII))
    sure = next((guess.confidence for guess in guesses if guess.codec == "cp1252"), 0)
    if (
        len(sample) < LEAST
        or high > SPARSE
        or high * SCATTERED > len(sample)
        or sure < WESTERN_RIVAL * guesses[0].confidence
    ):
        return ""
    text = sample.decode("cp1252", "replace")
    return "cp1252" if usual_share(text) >= USUALLY and not _MISPLACED.search(text) else ""


def _lonely(raw: bytes, codec: str) -> bool:
    """Whether most signs of an Asian reading stand alone in words of ASCII letters, as accented letters do.

    A byte of windows-1252 and the letter behind it are one sign in such an encoding.
    """
    text = raw[:_SAMPLE].decode(codec, "replace")
    signs = sum(not char.isascii() for char in text)
    return sum(1 for _ in _ALONE_IN_WORD.finditer(text)) > MOST_LONELY * signs


def alternatives(guesses: Sequence[Guess], codec: str) -> list[Fact]:
    """The best of the other guesses as ``[codec, confidence in millionths]``, for the record."""
    others = [guess for guess in guesses if guess.codec != codec and guess.confidence]
    return [[guess.codec, guess.confidence] for guess in others[:TOLD]]


def _rivals(raw: bytes, guesses: Sequence[Guess], declared: str) -> bool:
    """Whether a declared codec fits about as well as the best guess."""
    best = guesses[0]
    share = SPARSE_RIVAL if len(raw) - len(raw.translate(None, _HIGH)) <= SPARSE else RIVAL
    rival = next((guess.confidence for guess in guesses if guess.codec == declared), 0)
    return rival >= share * best.confidence or _same_text(raw[:_SAMPLE], declared, best.codec)


def _same_text(sample: bytes, one: str, other: str) -> bool:
    return sample.decode(one, "replace") == sample.decode(other, "replace")
