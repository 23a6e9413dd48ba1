"""What a file that is not the one on record looks like."""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections.abc import Callable
from hashlib import sha256

MAX_SIZE = 64 * 2**20
"""Larger files are not looked into."""

_BOM = b"\xef\xbb\xbf"
_POINTER = b"version https://git-lfs"
_NO_TEXT = "add `* -text` to .gitattributes."


def looks_like(found: bytes, size: int, digest: str) -> str:
    r"""A sentence about how ``found`` came from the bytes on record; ``""`` when nothing fits.

    Args:
        found: what was read.
        size: of the bytes on record.
        digest: sha256 of the bytes on record.

    >>> looks_like(b"tea\r\n", 4, sha256(b"tea\n").hexdigest())
    'The file is the CRLF form: add `* -text` to .gitattributes.'
    """
    if not found:
        return "The file is empty." if size else ""
    if found.startswith(_POINTER):
        named = re.search(rb"oid sha256:([0-9a-f]{64})", found[:1024])
        if named and named[1].decode() == digest:
            return "The file is the Git LFS pointer to the right one: run `git lfs pull`."
        return "The file is a Git LFS pointer: run `git lfs pull`."

    def fits(candidate: bytes) -> bool:
        return len(candidate) == size and sha256(candidate).hexdigest() == digest

    lf = found.replace(b"\r\n", b"\n")
    if fits(lf):
        return f"The file is the CRLF form: {_NO_TEXT}"
    if b"\r" not in found and fits(found.replace(b"\n", b"\r\n")):
        return f"The file is the LF form of one with CRLF: {_NO_TEXT}"
    if found.startswith(_BOM) and fits(found[3:]):
        return "A byte order mark was added at the start."
    if fits(_BOM + found):
        return "The byte order mark at the start is gone."
    if fits(found + b"\n"):
        return "The final newline is gone."
    if fits(found.rstrip(b"\r\n") + b"\n") or fits(found.rstrip(b"\r\n")):
        return "A newline was added at the end."
    if found.startswith(b"\x1f\x8b") and fits(_unpacked(found, size)):
        return "The file is the gzip form: unpack it."
    return _normal_form(found, fits) or _cut(found, size)


def _unpacked(found: bytes, size: int) -> bytes:
    try:
        return zlib.decompressobj(31).decompress(found, size + 1)
    except zlib.error:
        return b""


def _normal_form(found: bytes, fits: Callable[[bytes], bool]) -> str:
    try:
        text = found.decode()
    except UnicodeDecodeError:
        return ""
    if text.isascii():
        return ""
    if fits(unicodedata.normalize("NFC", text).encode()):
        return "The text is in the normal form NFD, on record is NFC: something rewrote it."
    if fits(unicodedata.normalize("NFD", text).encode()):
        return "The text is in the normal form NFC, on record is NFD: something rewrote it."
    return ""


def _cut(found: bytes, size: int) -> str:
    if len(found) == size and not found.strip(b"\x00"):
        return "The file holds nothing but zero bytes: the disk was full, or the machine stopped while it was written."
    return ""
