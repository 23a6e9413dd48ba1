"""Which encoding the bytes look like, by a kept detector (chardet), and what is known of its weak spots.

A declaration is hidden from the detector, which would believe it; `weighing` weighs it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cleanse.encodings import codec_of

WINDOW = 1 << 14
"""Bytes that detection looks at, cut at a line end."""

STRETCH = 1 << 11
"""Bytes of the parts that are asked about by themselves when the whole fits nothing."""

UNSURE = 50_000
"""Confidence in millionths below which a guess is little more than what was left over."""

EBCDIC = frozenset(("cp037", "cp273", "cp424", "cp500", "cp875", "cp1026", "cp1140"))
"""Encodings of mainframes: a space is 40 and a line end is U+0085."""

LEAST_SPACES = 0.05
"""Share of spaces without which bytes are no EBCDIC text; the detector proposes it for much that fits nothing."""

_RARE = frozenset(
    ("hp-roman8", "iso8859-3", "iso8859-4", "iso8859-10", "iso8859-14", "iso8859-16", "mac-croatian", "mac-greek",
     "mac-iceland", "mac-latin2", "mac-romanian", "mac-turkish")
)  # fmt: skip
_REGIONAL = frozenset(("cp1250", "cp1257", "iso8859-2", "iso8859-13"))
RARE_RIVAL, REGIONAL_RIVAL = 0.8, 0.9
"""Windows-1252 wins over a rarer encoding of Latin letters when its confidence is at least this share. Detectors
know few of the languages written in it, and for the others these encodings come out by chance (measured on the
Universal Declaration of Human Rights in 69 languages)."""

_WINDOWS_ONLY = re.compile(rb"[\x80-\x9f]")
_YA_IN_WORD, _MAC_CAPITALS = re.compile(rb"[\xe0-\xfe]\xff|\xff[\xe0-\xfe]"), re.compile(rb"[\x80-\x9f][\xe0-\xfe]")
# The euro sign, or the letters that stand in the place of fractions and accents, in a word.
_LATIN_9 = re.compile(
    rb"\xa4|[A-Za-z\xc0-\xff][\xa6\xa8\xb4\xb8\xbc-\xbe]|[\xa6\xa8\xb4\xb8\xbc-\xbe][A-Za-z\xc0-\xff]"
)
_BOXES = "".join(f"\\x{byte:02x}" for byte in range(0xB0, 0xE0) if bytes((byte,)).decode("cp850").isalpha()).encode()
_BOX_IN_WORD = re.compile(rb"[A-Za-z][%b]|[%b][A-Za-z]" % (_BOXES, _BOXES))


@dataclass(frozen=True, slots=True)
class Guess:
    """A codec and how sure the detector is, in millionths."""

    codec: str
    confidence: int


def detect(raw: bytes, blank: Iterable[tuple[int, int]] = ()) -> list[Guess]:
    """The guesses of chardet for the start of ``raw``, best first, each codec once.

    A detector drops an encoding for one byte that is invalid in it. So when nothing fits well, the parts of the
    window are asked too, and the best answer counts: first its second half, then stretches of `STRETCH` bytes.

    Args:
        raw: not valid UTF-8.
        blank: ranges to hide, because chardet would believe a declaration.
    """
    window = _window(raw, blank)
    guesses = _guesses(window)
    half = window.find(b"\n", len(window) // 2) + 1
    for parts in ([window[half:]], _stretches(window)) if half else ():
        if not guesses or guesses[0].confidence >= UNSURE:
            break
        answers = [answer for answer in map(_guesses, parts) if answer]
        guesses = max([guesses, *answers], key=lambda answer: answer[0].confidence)
    return guesses


def _stretches(window: bytes) -> list[bytes]:
    """Parts of whole lines with something beyond ASCII, of some `STRETCH` bytes each."""
    parts: list[bytes] = []
    start = 0
    while start < len(window):
        end = window.find(b"\n", start + STRETCH) + 1 or len(window)
        if not window[start:end].isascii():
            parts.append(window[start:end])
        start = end
    return parts


def _guesses(window: bytes) -> list[Guess]:
    import chardet

    seen = set() if window.count(b"\x40") > LEAST_SPACES * len(window) else set(EBCDIC)
    guesses = []
    for found in chardet.detect_all(window, ignore_threshold=True, prefer_superset=False, compat_names=False):
        codec = codec_of(found["encoding"] or "")
        if codec and codec not in seen:
            seen.add(codec)
            guesses.append(Guess(codec, round(1_000_000 * found["confidence"])))
    return guesses


def in_place_of(guesses: Sequence[Guess]) -> str:
    """Windows-1252 when it should stand in for a rarer first guess, else ``""``."""
    best = guesses[0]
    share = RARE_RIVAL if best.codec in _RARE else REGIONAL_RIVAL if best.codec in _REGIONAL else 2.0
    usual = any(guess.codec == "cp1252" and guess.confidence >= share * best.confidence for guess in guesses)
    return "cp1252" if usual else ""


def twin_of(codec: str, raw: bytes) -> str:
    """The twin of an encoding that a telling byte speaks for, else the encoding itself.

    Byte A4 is the euro sign in ISO 8859-15 and a currency sign that nobody uses in windows-1252, whose own
    punctuation (80 to 9F) is missing in the former, and its fractions are letters there. A line of a box beside a letter is a letter of code page 850.
    Small letters of windows-1251 are those of Mac Cyrillic but for one: FF is a letter in the former, a euro sign in the latter.
    """
    if codec == "cp1252" and b"\xa4" in raw and not _WINDOWS_ONLY.search(raw):
        return "iso8859-15"
    if codec == "iso8859-15" and (_WINDOWS_ONLY.search(raw) or not _LATIN_9.search(raw)):
        return "cp1252"
    if codec == "mac-cyrillic" and _YA_IN_WORD.search(raw) and not _MAC_CAPITALS.search(raw):
        return "cp1251"
    if codec == "cp437" and _BOX_IN_WORD.search(raw):
        return "cp850"
    return codec


def _window(raw: bytes, blank: Iterable[tuple[int, int]]) -> bytes:
    window = bytearray(raw[:WINDOW])
    if len(raw) > WINDOW:
        cut = window.rfind(b"\n", WINDOW // 2)
        if cut >= 0:
            del window[cut + 1 :]
    for start, end in blank:
        window[start:end] = b" " * (end - start)
    # The detector takes any NUL for a sign of a binary file.
    return bytes(window).replace(b"\0", b" ")
