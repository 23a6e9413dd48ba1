"""Where a page declares its own encoding."""

from __future__ import annotations

import re
from dataclasses import dataclass

HEAD = 4096
"""Bytes at the start in which a declaration may stand."""

_DECLARATION = re.compile(
    rb"""<meta\b[^<>]{0,400}?\bcharset\s{0,9}=\s{0,9}["']?\s{0,9}([A-Za-z0-9_.:-]{2,40})"""
    rb"""|<\?xml\b[^<>?]{0,200}?\bencoding\s{0,9}=\s{0,9}["']([A-Za-z0-9_.:-]{2,40})"""
    rb"""|@charset\s{1,9}["']([A-Za-z0-9_.:-]{2,40})""",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Declared:
    """What the head of a page says of its encoding.

    Attributes:
        label: as it stands there, lower case; ``""`` when nothing does.
        places: ``(start, end)`` of every label in the head.
    """

    label: str = ""
    places: tuple[tuple[int, int], ...] = ()


def declaration(raw: bytes) -> Declared:
    """The first declaration in the head of HTML, XML or CSS (WHATWG HTML, "prescan a byte stream").

    >>> declaration(b'<meta charset="koi8-r">').label
    'koi8-r'
    """
    places = [match.span(match.lastindex or 0) for match in _DECLARATION.finditer(raw[:HEAD])]
    if not places:
        return Declared()
    start, end = places[0]
    return Declared(raw[start:end].decode("ascii").lower(), tuple(places))
