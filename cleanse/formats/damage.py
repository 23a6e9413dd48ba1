"""Decoding that keeps account of invalid bytes.

Invalid runs stand in the image as the characters of latin-1, one for each byte, so that nothing is lost, and
an edit puts a character in their place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from cleanse.formats.utf8 import INVALID, PAIR, ZERO, has_writers, spelled
from cleanse.spans import Edit, apply

Reading = Callable[[str, int, int], str | None]
"""What the invalid run of a text from one place to another means; ``None`` when that is not known."""

BY = "text/decode"
"""The rule in whose name bytes are repaired."""

MOST_INVALID = 0.1
"""Share of invalid bytes above which an encoding does not fit."""

MOST_RUNS = 1_000_000
"""Invalid runs that are accounted for one by one; a text with more is marked, but not traced to its bytes."""

# Spellings of a character are set apart from other invalid bytes.
_SPELLED = re.compile(f"{PAIR}|{ZERO}|(?:(?!{PAIR}|{ZERO})[\udc80-\udcff])+")
_HALVES = re.compile(f"{PAIR}|{ZERO}|(?:(?!{PAIR}|{ZERO})[\ud800-\udfff])+")
_SURROGATES = re.compile("[\ud800-\udfff]+")
# Windows-1252 pasted into UTF-8, by its place: quotes that open or close a word, an apostrophe inside one,
# dashes and an ellipsis beside white space, a letter between letters. In other places the same bytes are more
# likely what is left of a longer sequence; so is E2 anywhere, with which most punctuation begins in UTF-8.
_PASTED = re.compile(
    r"(?:\A|(?<=[\s(\[]))[\udc91\udc93](?=\w)"
    r"|(?<=[\w.,;:!?%)])[\udc92\udc94](?=[\s.,;:!?)]|\Z)"
    r"|(?<=[A-Za-z])\udc92(?=[a-z])"
    r"|(?<= )[\udc96\udc97](?= )|(?<=[0-9])\udc96(?=[0-9])"
    r"|(?<=\w)\udc85(?=\s|\Z)"
    r"|(?<=[a-z])[\udce0\udce1\udce3-\udcf6\udcf8-\udcfc](?=[a-z])"
)


@dataclass(frozen=True, slots=True)
class Image:
    """A strict decoding in segments.

    Attributes:
        text: of all segments.
        segments: ``(bytes, codec)`` pairs; empty when they do not give the bytes back.
        edits: replacements for the invalid runs.
        runs: number of invalid runs.
    """

    text: str
    segments: tuple[tuple[int, str], ...]
    edits: tuple[Edit, ...] = ()
    runs: int = 0


def whole(raw: bytes, text: str, codec: str) -> Image:
    """An image of one segment, or of some where the codec would write a character otherwise.

    Without segments when it does not give the bytes back even so.
    """
    try:
        if text.encode(codec) == raw:
            return Image(text, ((len(raw), codec),) if raw else ())
        return _other_spellings(raw, text, codec) or Image(text, ())
    except UnicodeError:
        return Image(text, ())


def _other_spellings(raw: bytes, text: str, codec: str) -> Image | None:
    """Asian sets have some characters twice, and a codec writes one of the two: the other stands as bytes, with an edit.

    Raises:
        UnicodeError: the codec cannot write a character, or does not read one by itself.
    """
    pieces: list[str] = []
    segments: list[tuple[int, str]] = []
    edits: list[Edit] = []
    place = image = 0
    for line in text.splitlines(keepends=True):
        data = line.encode(codec)
        for part in (line,) if raw.startswith(data, place) else line:
            size = len(part.encode(codec))
            found = raw[place : place + size]
            same = found == part.encode(codec)
            if not same and (found.decode(codec) != part or not part):
                return None
            pieces.append(part if same else found.decode("latin-1"))
            _add(segments, size, codec if same else "latin-1")
            if not same:
                edits.append(Edit(image, image + size, part, BY))
            place, image = place + size, image + len(pieces[-1])
    return Image("".join(pieces), tuple(segments), tuple(edits)) if _give_back(raw, segments) else None


def _give_back(raw: bytes, segments: Sequence[tuple[int, str]]) -> bool:
    """Whether every segment by itself decodes and encodes to its bytes, and all of them cover these."""
    place = 0
    for size, codec in segments:
        part = raw[place : place + size]
        if part.decode(codec).encode(codec) != part:
            return False
        place += size
    return place == len(raw)


def patched(raw: bytes, codec: str, most: float = MOST_INVALID, read: Reading | None = None) -> Image | None:
    """Decode what is valid and account for the rest; linear in the number of bytes.

    Args:
        raw: the bytes.
        codec: the encoding of most of them.
        most: the share of invalid bytes that is borne.
        read: asked first what an invalid run may mean.

    Returns:
        ``None`` when more of the bytes are invalid, or they cannot be set apart.

    >>> patched(b"caf\\xc3\\xa9 \\xc3 noir", "utf-8")
    Image(text='café Ã noir', segments=((6, 'utf-8'), (1, 'latin-1'), (5, 'utf-8')), edits=(Edit(start=5, \
end=6, insert='\ufffd', by='text/decode'),), runs=1)
    """
    try:
        return whole(raw, raw.decode(codec), codec)
    except UnicodeDecodeError:
        pass
    wide = codec.startswith(("utf-16", "utf-32"))
    unit = int(codec[4:6]) // 8 if wide else 1
    try:
        text = raw[: len(raw) // unit * unit].decode(codec, "surrogatepass" if wide else "surrogateescape")
    except UnicodeDecodeError:
        return None
    return _pieced(raw, text, codec, int(most * len(raw)) + unit, read)


def joined(images: Sequence[Image]) -> Image:
    """Images of neighbouring stretches of bytes as one."""
    if any(image.text and not image.segments for image in images):
        return Image("".join(apply(image.text, image.edits) for image in images), (), (), sum(i.runs for i in images))
    segments: list[tuple[int, str]] = []
    edits: list[Edit] = []
    place = 0
    for image in images:
        for segment in image.segments:
            _add(segments, *segment)
        edits += [edit._replace(start=edit.start + place, end=edit.end + place) for edit in image.edits]
        place += len(image.text)
    return Image("".join(image.text for image in images), tuple(segments), tuple(edits), sum(i.runs for i in images))


def _add(segments: list[tuple[int, str]], size: int, codec: str) -> None:
    """Add a segment; neighbours of one codec are one."""
    if segments and segments[-1][1] == codec:
        segments[-1] = segments[-1][0] + size, codec
    else:
        segments.append((size, codec))


def _pieced(raw: bytes, text: str, codec: str, left: int, read: Reading | None) -> Image | None:
    """Valid text and invalid runs in turn.

    Args:
        raw: the bytes.
        text: decoded, with lone surrogates for invalid bytes.
        codec: of the valid text.
        left: how many bytes may be invalid.
        read: asked first what an invalid run may mean.
    """
    pieces: list[str] = []
    segments: list[tuple[int, str]] = []
    edits: list[Edit] = []
    runs = place = image = done = 0
    unit = int(codec[4:6]) // 8 if codec.startswith(("utf-16", "utf-32")) else 1
    pattern = _SURROGATES if unit > 1 else _SPELLED if codec == "utf-8" and has_writers(raw) else INVALID
    spans = (match.span() for match in pattern.finditer(text))
    for number, (start, end) in enumerate(chain(spans, [(len(text), len(text))])):
        if number > MOST_RUNS:
            return Image(pattern.sub(lambda match: spelled(match[0]) or "\ufffd", text), (), runs=number)
        valid = text[done:start]
        if valid:
            data = valid.encode(codec, "replace")
            if not raw.startswith(data, place):
                return Image(pattern.sub("\ufffd", text), (), runs=1)
            pieces.append(valid)
            _add(segments, len(data), codec)
            place, image = place + len(data), image + len(valid)
        size = (end - start) * unit if start < len(text) else len(raw) - place
        if not size:
            break
        same = spelled(text[start:end]) if codec == "utf-8" else None
        left -= size if same is None else 0
        if left < 0:
            return None
        pieces.append(raw[place : place + size].decode("latin-1"))
        _add(segments, size, "latin-1")
        insert = same or (read and read(text, start, end)) or _instead(text, start, end, codec)
        if insert is not None:
            edits.append(Edit(image, image + size, insert, BY))
            runs += same is None
        place, image, done = place + size, image + size, end
    return Image("".join(pieces), tuple(segments), tuple(edits), runs)


def repairs(text: str) -> Iterator[tuple[int, int, str]]:
    """What to put in place of the lone surrogates in a text: halves of pairs, and invalid bytes of UTF-8.

    Args:
        text: decoded with ``surrogateescape``, or read from escapes.
    """
    for match in _HALVES.finditer(text):
        start, end = match.span()
        yield start, end, spelled(match[0]) or _instead(text, start, end, "utf-8") or "\ufffd"


def _instead(text: str, start: int, end: int, codec: str) -> str | None:
    """What to put in place of an invalid run; ``None`` to leave its latin-1 characters."""
    if codec == "utf-8" and end - start == 1 and _PASTED.match(text, start):
        return text[start:end].encode("ascii", "surrogateescape").decode("cp1252", "replace")
    if codec.startswith("cp125") and max(text[start:end], default="\uffff") < "\udca0":
        # Bytes that a Windows code page leaves open are C1 controls, as in the WHATWG's tables.
        return None
    return "\ufffd"
