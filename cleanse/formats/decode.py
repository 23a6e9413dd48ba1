"""Bytes become text, with evidence and without losing one.

The order of trust: a byte order mark, valid UTF-8, the shape of UTF-16 and UTF-32, UTF-8 with some damage,
then what the bytes look like, with a declaration as the tie-break. Every byte stays accounted for: the
*image* is a strict decoding in segments that encode back to the very bytes, and whatever is repaired or dropped
on the way to the text is an edit of that image.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice

from cleanse.document import Fact
from cleanse.errors import DocumentError
from cleanse.formats.binary import mostly_controls, signature
from cleanse.formats.charset import EBCDIC, Guess, codec_of, declaration, detect, in_place_of, twin_of
from cleanse.formats.damage import BY, Image, patched, whole
from cleanse.formats.wide import wide_codec
from cleanse.spans import Edit, apply

VALID_FOR_ONE = 3
"""Valid UTF-8 sequences wanted for each invalid run; in other encodings valid ones are rarer than invalid ones."""

MOSTLY_ASCII = 10
"""Where fewer than one code point in so many is not ASCII, two are enough: the single-byte encodings of such
languages hardly ever write one."""

PROBE, FEW_RUNS = 1 << 20, 64
"""Code points counted first, and the invalid runs in them from which on the rest need not be counted."""

RIVAL = 0.9
"""A declared encoding wins over a better guess when its confidence is at least this share of the best."""

SPARSE, SPARSE_RIVAL = 12, 0.3
"""Where so few bytes are not ASCII, detection is little more than chance, and this share is enough."""

TOLERATED = 1_000
"""Bytes for each invalid run that a guess is forgiven, beside one at the cut end."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_INVALID = re.compile("[\udc80-\udcff]+")
_NEXT_LINE = re.compile("\x85")
_HIGH = bytes(range(128, 256))
_MULTIBYTE = re.compile("[\x80-\ud7ff\ue000-\U0010ffff]")
_ISO_2022 = re.compile(rb"\x1b\$[@B]|\x1b\$\([CD]|\x1b\$\)C")
_HZ = re.compile(rb"~\{(?:[\x21-\x77][\x21-\x7e]){1,2000}~\}")


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text and how it came out of the bytes.

    Attributes:
        text: ``apply(image, edits)``.
        encoding: name of a Python codec; of most of the bytes when there are several.
        evidence: how the encoding was found, integers and words only.
        image: the strict decoding of the bytes by `segments`.
        segments: ``(bytes, codec)`` pairs that cover the bytes; empty when the codec does not give them back,
            and then the image is the text.
        edits: what leads from the image to the text, in the name of ``text/decode``.
    """

    text: str
    encoding: str
    evidence: Mapping[str, Fact]
    image: str
    segments: tuple[tuple[int, str], ...]
    edits: tuple[Edit, ...] = ()


def decode(raw: bytes, declared: str | None = None) -> Decoded:
    """Decode bytes of unknown encoding.

    Args:
        raw: the bytes of a whole document.
        declared: an encoding label from outside, such as a response header. A declaration inside the page is found here.

    Raises:
        DocumentError: ``binary`` when the bytes are no text, ``undecodable`` when no encoding fits.

    >>> found = decode("Grüße aus Köln, schöne Grüße".encode("latin-1"))
    >>> found.text, found.encoding
    ('Grüße aus Köln, schöne Grüße', 'cp1252')
    >>> decode(b"\\xef\\xbb\\xbfmild").edits
    (Edit(start=0, end=1, insert='', by='text/decode'),)
    """
    marked = _by_mark(raw)
    if marked is not None:
        return marked
    kind = signature(raw)
    if kind:
        raise DocumentError("binary", f"the bytes are {kind}, not text.")
    if b"\0" in raw:
        codec = wide_codec(raw)
        if codec is not None:
            return _decoded(patched(raw, codec), codec, {"how": "utf-16-pattern"})
    if mostly_controls(raw):
        raise DocumentError("binary", "most of the bytes are control characters, so this is not text.")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        return _damaged_or_legacy(raw, declared)
    escaped = _by_escapes(raw) if text.isascii() else None
    if escaped is not None:
        return escaped
    return Decoded(text, "utf-8", {"how": "utf-8"}, text, ((len(raw), "utf-8"),) if raw else ())


def _by_mark(raw: bytes) -> Decoded | None:
    """Decoded by a byte order mark; ``None`` without one, or when what follows denies it."""
    for mark, codec in _MARKS:
        if raw.startswith(mark):
            image = patched(raw, codec)
            if image is not None:
                return _decoded(image, codec, {"how": "bom"})
    return None


def _by_escapes(raw: bytes) -> Decoded | None:
    """Text in an encoding that writes everything in ASCII bytes: ISO 2022 or HZ."""
    names: tuple[str, ...] = ()
    if _ISO_2022.search(raw):
        names = ("iso2022_kr",) if b"\x1b$)C" in raw else ("iso2022_jp", "iso2022_jp_2", "iso2022_jp_ext")
    elif _HZ.search(raw):
        names = ("hz",)
    for name in names:
        try:
            text = raw.decode(name)
        except UnicodeDecodeError:
            continue
        return _decoded(whole(raw, text, name), name, {"how": "escapes"})
    return None


def _damaged_or_legacy(raw: bytes, declared: str | None) -> Decoded:
    """Bytes that are not valid UTF-8."""
    if _nearly_utf_8(raw):
        nearly = patched(raw, "utf-8")
        if nearly is not None:
            return _decoded(nearly, "utf-8", {"how": "nearly-utf-8"})
    found = declaration(raw)
    label = declared or found.label
    evidence: dict[str, Fact] = {"declared": label[:40]} if label else {}
    guesses = detect(raw, found.places)
    if not guesses:
        raise DocumentError("binary", "the bytes look like no text in any encoding.")
    choice = _chosen(raw, guesses, codec_of(label) if label else None)
    if choice is None:
        raise DocumentError("undecodable", "no known encoding fits the bytes.")
    codec, image = choice
    evidence |= {"detected": guesses[0].codec, "confidence": guesses[0].confidence}
    evidence["how"] = "declared" if label and codec == codec_of(label) != guesses[0].codec else "detected"
    if evidence["how"] == "detected" and codec != guesses[0].codec:
        evidence["how"] = "likelier"
    return _decoded(image, codec, evidence)


def _chosen(raw: bytes, guesses: list[Guess], declared: str | None) -> tuple[str, Image] | None:
    """The best guess that fits, or the declared encoding where it fits about as well."""
    order = [guess.codec for guess in guesses[:8]]
    usual = in_place_of(guesses)
    if usual:
        order.insert(0, usual)
    if declared is not None and declared != "utf-8":
        best = guesses[0]
        share = SPARSE_RIVAL if len(raw) - len(raw.translate(None, _HIGH)) <= SPARSE else RIVAL
        rival = next((guess.confidence for guess in guesses if guess.codec == declared), 0)
        if rival >= share * best.confidence or _same_text(raw, declared, best.codec):
            order.insert(0, declared)
    damaged: tuple[str, Image] | None = None
    for codec in order:
        codec = twin_of(codec, raw)  # noqa: PLW2901 - the same guess, seen more closely
        image = patched(raw, codec)
        if image is None:
            continue
        if image.runs <= 1 + len(raw) // TOLERATED:
            return codec, image
        if damaged is None or image.runs < damaged[1].runs:
            damaged = codec, image
    return damaged


def _nearly_utf_8(raw: bytes) -> bool:
    """True when valid sequences are so many more than invalid runs that chance is no explanation."""
    text = raw.decode("utf-8", "surrogateescape")
    runs, fits = _counted(text[:PROBE])
    if len(text) <= PROBE or (runs >= FEW_RUNS and not fits):
        return fits
    return _counted(text)[1]


def _counted(text: str) -> tuple[int, bool]:
    """The number of invalid runs, and whether there are enough valid sequences for them."""
    runs = sum(1 for _ in _INVALID.finditer(text))
    valid = sum(1 for _ in islice(_MULTIBYTE.finditer(text), max(VALID_FOR_ONE * runs, len(text) // MOSTLY_ASCII)))
    wanted = (2 if valid + runs < len(text) // MOSTLY_ASCII else VALID_FOR_ONE) * runs
    return runs, valid >= wanted


def _same_text(raw: bytes, one: str, other: str) -> bool:
    sample = raw[: 1 << 16]
    return sample.decode(one, "replace") == sample.decode(other, "replace")


def _decoded(image: Image | None, codec: str, evidence: dict[str, Fact]) -> Decoded:
    if image is None:
        raise DocumentError("undecodable", f"the bytes look like {codec}, but cannot be decoded.")
    if image.runs:
        evidence["invalid_runs"] = image.runs
    text, edits = image.text, list(image.edits)
    if codec in EBCDIC:
        edits += [Edit(match.start(), match.end(), "\n", BY) for match in _NEXT_LINE.finditer(text)]
    if text.startswith("\ufeff"):
        edits.insert(0, Edit(0, 1, "", BY))
    text = apply(text, edits)
    if not image.segments:
        return Decoded(text, codec, evidence, text, ())
    return Decoded(text, codec, evidence, image.text, image.segments, tuple(edits))
