"""From the bytes of a source to the text on record, with nothing but the record to go by."""

from __future__ import annotations

from collections.abc import Mapping
from encodings.aliases import aliases
from functools import lru_cache
from hashlib import sha256
from typing import Any

from cleanse.tiling import apply_wire
from cleanse.verification.findings import MismatchError

# What is no charset: bytes to bytes, or a notation whose cost or meaning is not that of a text encoding.
_NO_CHARSETS = frozenset(
    [
        "base64_codec",
        "bz2_codec",
        "hex_codec",
        "idna",
        "mbcs",
        "oem",
        "punycode",
        "quopri_codec",
        "raw_unicode_escape",
        "rot_13",
        "undefined",
        "unicode_escape",
        "uu_codec",
        "zlib_codec",
    ]
)
# These have no alias in the standard library's table.
_UNALIASED = frozenset(
    [
        "cp720",
        "cp737",
        "cp856",
        "cp874",
        "cp875",
        "cp1006",
        "koi8_r",
        "koi8_t",
        "koi8_u",
        "mac_croatian",
        "mac_farsi",
        "utf_8_sig",
    ]
)
_CHARSETS = (frozenset(aliases.values()) | _UNALIASED) - _NO_CHARSETS


class OpaqueImageError(Exception):
    """The image cannot be derived from the source."""


@lru_cache(maxsize=64)
def known_codec(name: str) -> bool:
    """True when a codec of the standard library decodes text under this name.

    >>> known_codec("cp1252"), known_codec("latin-1"), known_codec("zlib")
    (True, True, False)
    """
    plain = name.lower().replace("-", "_").replace(" ", "_")
    return plain.isascii() and (aliases.get(plain, plain) in _CHARSETS)


def image_of(record: Mapping[str, Any], plain: bytes) -> bytes:
    """The UTF-8 image that the edits of a record count in.

    Args:
        record: whose ``t`` says how to decode.
        plain: the source's bytes, unpacked.

    Raises:
        OpaqueImageError: a stage made the image in a way that cannot be done again.
        MismatchError: ``E_REPLAY``: the source does not decode as the record says.
    """
    stages = record.get("t")
    if stages is None:
        return plain
    if stages[-1][0] == "opaque":
        raise OpaqueImageError
    pieces: list[bytes] = []
    position = 0
    for size, codec in stages[0][1]:
        segment = plain[position : position + size]
        position += size
        if not known_codec(codec):
            raise MismatchError("E_REPLAY", f"the codec {codec[:40]!r} is not one of the standard library's")
        try:
            text = segment.decode(codec)
            lossless = text.encode(codec) == segment
            pieces.append(text.encode())
        except (UnicodeError, LookupError):
            raise MismatchError("E_REPLAY", f"{size} bytes of the source do not decode as {codec}") from None
        if not lossless:
            raise MismatchError("E_REPLAY", f"{codec} does not give back the {size} bytes it decoded")
    return b"".join(pieces)


def text_of(record: Mapping[str, Any], image: bytes) -> bytes:
    """The text that the edits of a record make of an image.

    Raises:
        MismatchError: ``E_REPLAY``: an edit leaves the image or cuts a character in two.
    """
    edits = record.get("e")
    if edits is None:
        return image
    try:
        text = apply_wire(image, edits)
    except ValueError as error:
        raise MismatchError("E_REPLAY", str(error)) from None
    if not image.isascii():
        _whole_characters(image, edits)
    return text


def _whole_characters(image: bytes, edits: list[list[Any]]) -> None:
    try:
        image.decode()
    except UnicodeDecodeError as error:
        raise MismatchError(
            "E_REPLAY", f"the source is not UTF-8 at byte {error.start}, and no codec is on record"
        ) from None
    position, size = 0, len(image)
    for edit in edits:
        start = position + edit[0]
        position = start + edit[1]
        # Bytes 0x80 to 0xBF never start a character.
        if (start < size and image[start] & 0xC0 == 0x80) or (position < size and image[position] & 0xC0 == 0x80):
            raise MismatchError("E_REPLAY", f"the edit at byte {start} cuts a character in two")


def require(text: bytes, blob: Mapping[str, Any], what: str) -> None:
    """The text must be the one of ``{"len","sha256"}``.

    Raises:
        MismatchError: ``E_REPLAY`` when it is not.
    """
    if len(text) != blob["len"] or sha256(text).hexdigest() != blob["sha256"]:
        raise MismatchError("E_REPLAY", f"the edits do not lead from the source to the {what} on record")
