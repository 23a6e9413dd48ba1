"""Bytes that are no text: known file signatures, and too many control characters."""

from __future__ import annotations

import re

SAMPLE = 1 << 16
"""Bytes at the start that are looked at."""

MOST_CONTROLS = 0.3
"""Share of control bytes above which bytes are not text; text damaged in transfer stays far below."""

FEW_NULS, MOST_NULS = 8, 0.05
"""NUL bytes that are no reason for alarm, and the share above which they are."""

_SIGNATURES = (
    (b"\x89PNG\r\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"%PDF-", "a PDF file"),
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"PK\x05\x06", "an empty ZIP archive"),
    (b"\x1f\x8b\x08", "a gzip file"),
    (b"\xfd7zXZ\x00", "an xz file"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"\x28\xb5\x2f\xfd", "a zstandard file"),
    (b"\x04\x22\x4d\x18", "an lz4 file"),
    (b"\x7fELF", "a program"),
    (b"\xca\xfe\xba\xbe", "a Java class or a program"),
    (b"\xcf\xfa\xed\xfe", "a program"),
    (b"\x00asm", "a WebAssembly module"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an office document"),
    (b"SQLite format 3\x00", "a SQLite database"),
    (b"\x1a\x45\xdf\xa3", "a video"),
    (b"\x00\x00\x01\x00", "an icon"),
    (b"II*\x00", "a TIFF image"),
    (b"MM\x00*", "a TIFF image"),
)
# These are words of ASCII; they count only where other bytes show that no text follows.
_WORDY_SIGNATURES = (
    (b"GIF87a", "a GIF image"),
    (b"GIF89a", "a GIF image"),
    (b"RIFF", "a sound, a video or an image"),
    (b"OggS", "a sound or a video"),
    (b"ID3", "a sound"),
    (b"fLaC", "a sound"),
    (b"BZh", "a bzip2 file"),
    (b"Rar!", "a RAR archive"),
    (b"MZ", "a program"),
    (b"!<arch>\n", "a library archive"),
    (b"PAR1", "a Parquet file"),
    (b"wOFF", "a font"),
    (b"wOF2", "a font"),
)
# Tab, line feed, form feed, carriage return, and ESC, which begins escape sequences of terminals and of ISO 2022.
_CONTROLS = bytes(code for code in range(32) if code not in b"\t\n\f\r\x1b") + b"\x7f"
_NOT_TEXT = re.compile(rb"[\x00-\x08\x0e-\x1a]")


def signature(raw: bytes) -> str:
    """What kind of file begins like this; ``""`` when no signature is known.

    >>> signature(b"%PDF-1.7")
    'a PDF file'
    """
    for prefix, what in _SIGNATURES:
        if raw.startswith(prefix):
            return what
    for prefix, what in _WORDY_SIGNATURES:
        if raw.startswith(prefix) and _NOT_TEXT.search(raw, 0, 1024):
            return what
    return ""


def mostly_controls(raw: bytes) -> bool:
    """True when the start of ``raw`` has more control bytes than any text.

    A few NUL bytes in a text are no reason; ``text/controls`` removes them.
    """
    sample = raw[:SAMPLE]
    count = len(sample) - len(sample.translate(None, _CONTROLS))
    nuls = sample.count(0)
    return count > MOST_CONTROLS * len(sample) or nuls > max(FEW_NULS, MOST_NULS * len(sample))
