"""The shape of UTF-8 (RFC 3629): how much of the bytes is valid, and forms that some writers make of it.

CESU-8 (Unicode Technical Report 26) writes a supplementary character as two surrogates of three bytes each, and
the modified UTF-8 of Java writes NUL as C0 80. Both mean one character. Longer forms than needed, and lone
surrogates, mean none (RFC 3629, section 3).
"""

from __future__ import annotations

import re
from itertools import islice

VALID_FOR_ONE = 3
"""Valid UTF-8 sequences wanted for each invalid run; in other encodings valid ones are rarer than invalid ones."""

MOSTLY_ASCII = 10
"""Where fewer than one code point in so many is not ASCII, two are enough: the single-byte encodings of such
languages hardly ever write one."""

PROBE, FEW_RUNS = 1 << 20, 64
"""Code points counted first, and the invalid runs in them from which on the rest need not be counted."""

INVALID = re.compile("[\udc80-\udcff]+")
"""Invalid bytes in a text decoded with ``surrogateescape``."""

MULTIBYTE = re.compile("[\x80-\ud7ff\ue000-\U0010ffff]")
"""Valid sequences of several bytes in such a text."""

PAIR = "\udced[\udca0-\udcaf][\udc80-\udcbf]\udced[\udcb0-\udcbf][\udc80-\udcbf]"
"""A pair of surrogates as CESU-8 writes it, in such a text."""

ZERO = "\udcc0\udc80"
"""NUL as Java writes it, in such a text."""

_WRITERS = re.compile(f"{PAIR}|{ZERO}")
_FORMED = re.compile(
    "(?:[\udcc0\udcc1][\udc80-\udcbf]|\udce0[\udc80-\udc9f][\udc80-\udcbf]|\udced[\udca0-\udcbf][\udc80-\udcbf]"
    "|\udcf0[\udc80-\udc8f][\udc80-\udcbf]{2})++"
)

_FORMED_ALONE = re.compile(f"(?<![\udc80-\udcff])(?:{_FORMED.pattern})(?![\udc80-\udcff])")


def spelled(escaped: str) -> str | None:
    """The character that some writers spell so; ``None`` for other invalid bytes.

    Args:
        escaped: invalid bytes as ``surrogateescape`` decodes them.

    >>> spelled(b"\\xed\\xa0\\xbd\\xed\\xb8\\x80".decode("utf-8", "surrogateescape")) == chr(0x1F600)
    True
    """
    if len(escaped) == 6 and _WRITERS.fullmatch(escaped):
        high, low = (((ord(escaped[at + 1]) & 0x3F) << 6) | (ord(escaped[at + 2]) & 0x3F) for at in (0, 3))
        return chr(0x10000 + ((high & 0x3FF) << 10) + (low & 0x3FF))
    return "\0" if escaped == ZERO else None


def has_writers(raw: bytes) -> bool:
    """Whether the bytes may hold a spelling of `spelled`."""
    return b"\xed" in raw or b"\xc0\x80" in raw


def weights(text: str) -> tuple[int, int]:
    """Valid sequences of several bytes, and invalid bytes, in a text decoded with ``surrogateescape``.

    A spelling of `spelled` counts as valid; what has the form of UTF-8, though it is none, counts as neither.

    >>> weights(b"\\xc3\\xa9 \\xe9 \\xc0\\xaf".decode("utf-8", "surrogateescape"))
    (1, 1)
    """
    pairs = 0
    if "\udced" in text or "\udcc0" in text:
        text, pairs = _WRITERS.subn("", text)
    invalid = sum(len(run) for run in INVALID.findall(text) if not _FORMED.fullmatch(run))
    return pairs + len(MULTIBYTE.findall(text)), invalid


def nearly_utf_8(raw: bytes) -> bool:
    """True when valid sequences are so many more than invalid runs that chance is no explanation."""
    text = raw.decode("utf-8", "surrogateescape")
    runs, fits = _counted(text[:PROBE])
    if len(text) <= PROBE or (runs >= FEW_RUNS and not fits):
        return fits
    return _counted(text)[1]


def _counted(text: str) -> tuple[int, bool]:
    """The number of invalid runs, and whether there are enough valid sequences for them.

    What has the form of UTF-8, though it is none, speaks neither for UTF-8 nor against it; a pair of CESU-8 speaks for it.
    """
    pairs = 0
    if "\udced" in text or "\udcc0" in text:
        text, pairs = _WRITERS.subn("", text)
    runs = sum(1 for _ in INVALID.finditer(text)) - sum(1 for _ in _FORMED_ALONE.finditer(text))
    wanted = max(VALID_FOR_ONE * runs, len(text) // MOSTLY_ASCII)
    valid = pairs + sum(1 for _ in islice(MULTIBYTE.finditer(text), wanted))
    few = valid + runs < len(text) // MOSTLY_ASCII
    return runs, valid >= (2 if few else VALID_FOR_ONE) * runs
