"""UTF-16 and UTF-32 without a byte order mark, told by their shape."""

from __future__ import annotations

import unicodedata
from codecs import getincrementaldecoder

SAMPLE = 4096
"""Bytes looked at; a multiple of four."""

MOST_STRANGE = 0.02
"""Share of unassigned, private and control characters that a text may have."""

SOME = 8
"""UTF-8 with fewer control characters than one byte in so many is text of one byte a letter: half of wide text are."""

_CONTROLS = bytes(set(range(32)) - set(b"\t\n\r\x1b"))

_SPACES = frozenset(" \n\r\t\u3000\u3001\u3002\uff0c")
"""Every text has some of these; no reading in the wrong byte order has many."""


def wide_codec(raw: bytes) -> str | None:
    """The codec of UTF-16 or UTF-32 text without a mark; ``None`` for other bytes.

    In the right byte order the high halves of the code units are few (one script) and the low halves many; in
    the wrong one it is the other way round.

    >>> wide_codec("Guten Morgen".encode("utf-16-be")), wide_codec(b"one\\0two")
    ('utf-16-be', None)
    """
    sample = raw[:SAMPLE]
    if len(sample) - len(sample.translate(None, _CONTROLS)) < len(sample) // SOME and _is_utf8(sample):
        return None
    for codec in ("utf-32-le", "utf-32-be"):
        if len(raw) % 4 == 0 and _plausible(sample, codec):
            return codec
    best: tuple[float, str] | None = None
    for codec in ("utf-16-le", "utf-16-be"):
        text = _plausible(sample[: len(sample) // 2 * 2], codec)
        if text:
            spread = len({ord(char) >> 8 for char in text}) / len({ord(char) & 0xFF for char in text})
            if spread < 1 and (best is None or spread < best[0]):
                best = spread, codec
    return best[1] if best else None


def wide_tail(raw: bytes) -> int:
    """Where UTF-16 begins behind text of one byte a letter; 0 when it does not.

    Some shells of Windows append to any file in UTF-16 LE: the file changes its encoding at the start of a line. The first
    NUL of such a file is the second byte of a line. In UTF-16 from the start it is on the first line, or
    the other half of a line feed.

    >>> wide_tail(b"one\\n" + "two, three\\r\\n".encode("utf-16-le"))
    4
    """
    first = raw.find(b"\0")
    start = raw.rfind(b"\n", 0, max(first, 0)) + 1
    if not start or first != start + 1 or wide_codec(raw[start : start + SAMPLE]) != "utf-16-le":
        return 0
    return start


def _is_utf8(sample: bytes) -> bool:
    """Whether bytes are UTF-8, but for a character cut short at their end."""
    try:
        getincrementaldecoder("utf-8")().decode(sample)
    except UnicodeDecodeError:
        return False
    return True


def _plausible(sample: bytes, codec: str) -> str:
    """The sample as text when it may be one, else ``""``."""
    text = sample.decode(codec, "replace")
    strange = sum(char not in _SPACES and unicodedata.category(char) in ("Cn", "Co", "Cc", "Cs") for char in text)
    strange += text.count("\ufffd")
    if not text or strange > MOST_STRANGE * len(text) + (len(text) > 40):
        return ""
    spaced = any(char in _SPACES for char in text)
    return text if spaced or len({ord(char) >> 8 for char in text}) == 1 else ""
