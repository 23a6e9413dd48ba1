"""The one-byte encodings that text is wrongly read with, as tables both ways.

Bytes that an encoding leaves open are the C1 controls of the same number, as in the WHATWG's tables. Decoders
differ there, so undoing takes more than reading gives: in the code pages of Windows and in ISO 8859 a C1 control
always stands for its byte.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

SINGLE = (
    "cp1252", "mac-roman", "cp437", "cp1250", "iso8859-2", "cp1251", "cp1253", "cp1254", "cp1257", "cp850", "koi8-r",
    "cp866", "iso8859-15",
)  # fmt: skip
"""Encodings that UTF-8 is wrongly read with; latin-1 is within cp1252."""

LOST = " ?\ufffd\xa0"
"""What may stand in the place of a byte that was lost."""

SMART = {byte: bytes((byte,)).decode("cp1252", "ignore") or chr(byte) for byte in range(0x80, 0xA0)}
"""C1 controls as windows-1252 reads their bytes, by code point."""

_CESU = re.compile(b"\xed[\xa0-\xaf][\x80-\xbf]\xed[\xb0-\xbf]")
"""A character beyond the basic plane as CESU-8 writes it, its surrogates one by one (Unicode Technical Report 26)."""

_C1_IS_ITS_BYTE = ("cp125", "iso8859")


class Sequence(NamedTuple):
    """A well-formed sequence of UTF-8 in a text that was read wrongly: its place, and the text it stands for."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """One encoding.

    Attributes:
        codec: its name in Python.
        chars: the character of each byte, 256 of them.
        codes: the byte of each character, by code point.
        sequences: finds well-formed sequences of UTF-8 that were read with this encoding; neighbours in one word
            are found as one.
        leads: the characters that may begin one.
        follows: the characters that may stand second in one.
    """

    codec: str
    chars: str
    codes: Mapping[int, int]
    sequences: re.Pattern[str]
    leads: frozenset[str] = frozenset()
    follows: frozenset[str] = frozenset()

    def may_find(self, chars: set[str]) -> bool:
        """False when a text of these characters has no sequence."""
        return not (chars.isdisjoint(self.leads) or chars.isdisjoint(self.follows))

    def undo(self, text: str) -> str:
        """The text whose UTF-8 was read with this encoding.

        Raises:
            UnicodeError: there is none.
        """
        raw = codecs.charmap_encode(text, "strict", self.codes)[0]
        try:
            return raw.decode("utf-8")
        except UnicodeDecodeError:
            if not _CESU.search(raw):
                raise
            return raw.decode("utf-8", "surrogatepass").encode("utf-16-le", "surrogatepass").decode("utf-16-le")

    def undone(self, text: str) -> str | None:
        """As `undo`; ``None`` where there is none."""
        try:
            return self.undo(text)
        except UnicodeError:
            return None

    def found(self, text: str) -> Iterator[Sequence]:
        """Well-formed sequences from left to right."""
        for match in self.sequences.finditer(text):
            inner = self.undone(match[0])
            if inner is not None:
                yield Sequence(match.start(), match.end(), inner)

    def replaced(self, text: str) -> str:
        """The text with its well-formed sequences undone, all else as it is.

        >>> table("cp1252").replaced("thÃ© vert Ã")
        'thé vert Ã'
        """
        pieces: list[str] = []
        position = 0
        for start, end, inner in self.found(text):
            pieces += (text[position:start], inner)
            position = end
        pieces.append(text[position:])
        return "".join(pieces)

    def between(self, low: int, high: int) -> str:
        """A class of a regular expression: the characters that bytes from ``low`` to ``high`` are read as."""
        return one_of(chr(char) for char, byte in self.codes.items() if low <= byte <= high)


def one_of(chars: Iterable[str]) -> str:
    """A class of a regular expression."""
    return "[" + "".join(re.escape(char) for char in sorted(set(chars))) + "]"


def read_as(codec: str) -> str:
    """The character of each byte; a byte that the codec leaves open is a C1 control.

    >>> read_as("cp1252")[0x80:0x83]
    '€\\x81‚'
    """
    chars = []
    for byte in range(256):
        try:
            chars.append(bytes((byte,)).decode(codec))
        except UnicodeDecodeError:
            chars.append(chr(byte))
    return "".join(chars)


@cache
def table(codec: str) -> Table:
    """The table of a codec."""
    chars = read_as(codec)
    codes: dict[int, int] = {}
    for byte, char in enumerate(chars):
        codes.setdefault(ord(char), byte)
    if codec.startswith(_C1_IS_ITS_BYTE):
        for byte in range(0x80, 0xA0):
            codes.setdefault(byte, byte)
    bare = Table(codec, chars, codes, re.compile(""))
    follow = bare.between(0x80, 0xBF)
    two, three, four = bare.between(0xC2, 0xDF), bare.between(0xE0, 0xEF), bare.between(0xF0, 0xF4)
    # One class first, so that the engine runs to the next candidate in one loop.
    strict = f"{bare.between(0xC2, 0xF4)}(?:(?<={two}){follow}|(?<={three}){follow}{{2}}|(?<={four}){follow}{{3}})"
    return Table(
        codec,
        chars,
        codes,
        re.compile(f"{strict}(?:[\\x21-\\x7e]*+{strict})*"),
        frozenset(chr(char) for char, byte in codes.items() if 0xC2 <= byte <= 0xF4),
        frozenset(chr(char) for char, byte in codes.items() if 0x80 <= byte <= 0xBF),
    )


@cache
def tables() -> tuple[Table, ...]:
    """The tables of `SINGLE`."""
    return tuple(map(table, SINGLE))
