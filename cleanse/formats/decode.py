"""Bytes become text, with evidence and without losing one.

The order of trust: a byte order mark, the shape of UTF-16 and UTF-32, valid UTF-8, lines of UTF-8 beside lines of
another encoding, UTF-8 with some damage, then what the bytes look like, with a declaration as the tie-break. An
encoding that somebody forces goes before all of it. Every byte stays accounted for: the
*image* is a strict decoding in segments that encode back to the very bytes, and whatever is repaired or dropped
on the way to the text is an edit of that image.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping
from dataclasses import dataclass

from cleanse.document import Fact
from cleanse.encodings import codec_of, label_in
from cleanse.errors import DocumentError
from cleanse.formats.binary import mostly_controls, signature
from cleanse.formats.charset import EBCDIC, detect
from cleanse.formats.damage import BY, MOST_INVALID, Image, joined, patched, whole
from cleanse.formats.declaration import declaration
from cleanse.formats.mixed import Mixed, mixed
from cleanse.formats.utf8 import nearly_utf_8
from cleanse.formats.weighing import alternatives, chosen
from cleanse.formats.wide import wide_codec, wide_tail
from cleanse.spans import Edit, apply

BORNE = 16
"""Invalid bytes that a short text in UTF-8 may have, whatever their share."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_NEXT_LINE = re.compile("\x85")
_ISO_2022 = re.compile(rb"\x1b\$[@B]|\x1b\$\([CD]|\x1b\$\)C")
_HZ = re.compile(rb"~\{(?:[\x21-\x77][\x21-\x7e]){1,2000}~\}")


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text and how it came out of the bytes.

    Attributes:
        text: ``apply(image, edits)``.
        encoding: name of a Python codec; of most of the bytes when there are several.
        evidence: how the encoding was found: ``how``, and what speaks for it; see docs/manifest.md.
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

    @property
    def facts(self) -> dict[str, Fact]:
        """What goes on the record, under the id of the rule."""
        return {BY: {"encoding": self.encoding, **self.evidence}}


def decode(raw: bytes, declared: str | None = None, *, encoding: str | None = None) -> Decoded:
    """Decode bytes of unknown encoding.

    Args:
        raw: the bytes of a whole document.
        declared: what is said of the encoding outside: a label, or a ``Content-Type`` header with one. It is
            weighed, not believed. A declaration inside the page is found here.
        encoding: a label that is not weighed: the bytes are read so, and what is invalid in it is marked.

    Raises:
        DocumentError: ``binary`` when the bytes are no text, ``undecodable`` when no encoding fits, or the forced
            one cannot read them at all.
        LookupError: there is no such `encoding`.

    >>> found = decode("Grüße aus Köln, schöne Grüße".encode("latin-1"))
    >>> found.text, found.encoding
    ('Grüße aus Köln, schöne Grüße', 'cp1252')
    >>> decode(b"\\xef\\xbb\\xbfmild").edits
    (Edit(start=0, end=1, insert='', by='text/decode'),)
    """
    if encoding:
        return _forced(raw, encoding)
    marked = _by_mark(raw)
    if marked is not None:
        return marked
    kind = signature(raw)
    if kind:
        raise DocumentError("binary", f"the bytes are {kind}, not text.")
    if b"\0" in raw:
        start = wide_tail(raw)
        if start:
            return _with_tail(raw, start, declared)
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


def _forced(raw: bytes, label: str) -> Decoded:
    """Decoded as somebody said who knows better than the bytes."""
    codec = codec_of(label)
    if codec is None:
        raise LookupError(f"unknown encoding: {label}")
    kind = signature(raw)
    if kind:
        raise DocumentError("binary", f"the bytes are {kind}, not text.")
    image = patched(raw, codec, 1.0)
    if image is None:
        raise DocumentError("undecodable", f"the bytes cannot be read as {codec}, which was asked for.")
    return _decoded(image, codec, {"how": "forced"})


def _with_tail(raw: bytes, start: int, declared: str | None) -> Decoded:
    """Text of one byte a letter, decoded as such, with UTF-16 behind it."""
    codec = "utf-16-le"
    head = decode(raw[:start], declared)
    tail = patched(raw[start:], codec)
    if tail is None or not head.segments:
        raise DocumentError("undecodable", f"the bytes look like {codec} from byte {start} on, but cannot be decoded.")
    image = joined([Image(head.image, head.segments, head.edits), tail])
    evidence: dict[str, Fact] = {"how": "mixed", "mixed_with": codec, "lines": tail.text.count("\n")}
    if image.runs:
        evidence["invalid_runs"] = image.runs
    text = apply(image.text, image.edits)
    encoding = head.encoding if 2 * start >= len(raw) else codec
    return Decoded(text, encoding, evidence, image.text, image.segments, image.edits)


def _by_mark(raw: bytes) -> Decoded | None:
    """Decoded by a byte order mark; ``None`` without one, or when what follows denies it."""
    for mark, codec in _MARKS:
        if raw.startswith(mark):
            start = wide_tail(raw) if codec == "utf-8" and b"\0" in raw else 0
            if start:
                return _with_tail(raw, start, None)
            apart = mixed(raw, (), surely_utf_8=True) if codec == "utf-8" and not _valid(raw) else None
            if apart is not None:
                return _mixed(apart, {"bom": 1})
            image = patched(raw, codec)
            if image is not None:
                return _decoded(image, codec, {"how": "bom"})
    return None


def _valid(raw: bytes) -> bool:
    try:
        raw.decode()
    except UnicodeDecodeError:
        return False
    return True


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
    found = declaration(raw)
    labels = [label for label in (label_in(declared or ""), found.label) if label]
    said = [codec for codec in dict.fromkeys(map(codec_of, labels)) if codec]
    evidence: dict[str, Fact] = {"declared": labels[0][:40]} if labels else {}
    nearly = nearly_utf_8(raw)
    apart = mixed(raw, said, surely_utf_8=nearly)
    if apart is not None:
        return _mixed(apart, evidence)
    if nearly:
        image = patched(raw, "utf-8", max(MOST_INVALID, BORNE / len(raw)))
        if image is not None:
            return _decoded(image, "utf-8", evidence | {"how": "nearly-utf-8"})
    guesses = detect(raw, found.places)
    if not guesses:
        raise DocumentError("binary", "the bytes look like no text in any encoding.")
    choice = chosen(raw, guesses, said)
    if choice is None:
        raise DocumentError("undecodable", "no known encoding fits the bytes.")
    codec, image = choice
    confidence = next((guess.confidence for guess in guesses if guess.codec == codec), None)
    if confidence is not None:
        evidence["confidence"] = confidence
    others = alternatives(guesses, codec)
    if others:
        evidence["alternatives"] = others
    best = guesses[0].codec
    evidence["how"] = "detected" if codec == best else "declared" if codec in said else "likelier"
    return _decoded(image, codec, evidence)


def _mixed(found: Mixed, evidence: dict[str, Fact]) -> Decoded:
    """Lines of UTF-8 and of another encoding, in the name of the one that has more of the bytes."""
    evidence |= {"how": "mixed", "mixed_with": found.codec, "lines": found.lines}
    others = alternatives(found.guesses, found.codec)
    if others:
        evidence["alternatives"] = others
    return _decoded(found.image, found.codec if found.mostly else "utf-8", evidence)


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
