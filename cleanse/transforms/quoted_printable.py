r"""Text of mail left quoted-printable: ``caf=C3=A9``, and lines that end in ``=``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleanse.transforms.alignment import Change

_RUN = re.compile(r"(?<!=)(?:=[89A-F][0-9A-F]){2,}+")
_SOFT = re.compile(r"(?<=[^\n=])=\n(?=[^\n])")
_ASCII = re.compile(r"=(?:3D|20(?=\n|\Z)|09(?=\n|\Z))")
SEVERAL = 2
"""So many runs that are UTF-8 make a text quoted-printable; then its soft line breaks and ``=3D`` go, too."""
LONGEST = 76
"""Characters of a line with its ``=`` (RFC 2045, section 6.7)."""


def left_quoted(text: str) -> Iterator[Change]:
    r"""Runs of encoded bytes that are UTF-8 of characters beyond ASCII; with several of them the rest of the encoding.

    A soft break goes only from a line that is not longer than such lines may be. A single run must touch a word.

    >>> list(left_quoted("Das Caf=C3=A9 =\n=C3=B6ffnet um neun."))
    [(7, 13, 'é'), (14, 22, 'ö')]
    """
    if "=" not in text:
        return
    found = [(*match.span(), decoded) for match in _RUN.finditer(text) if (decoded := _decoded(match[0]))]
    if len(found) < SEVERAL:
        yield from (change for change in found if _touches_word(text, *change))
        return
    found += [(*match.span(), bytes.fromhex(match[0][1:]).decode()) for match in _ASCII.finditer(text)]
    for match in _SOFT.finditer(text):
        start, end = match.span()
        if start - text.rfind("\n", 0, start) <= LONGEST:
            found.append((start, end, ""))
    yield from _joined(sorted(found))


def _joined(changes: list[Change]) -> Iterator[Change]:
    """Neighbours that touch are made one."""
    start, end, inserts = changes[0][0], changes[0][0], [""]
    for first, last, insert in changes:
        if first > end:
            yield start, end, "".join(inserts)
            start, inserts = first, []
        end = max(end, last)
        inserts.append(insert)
    yield start, end, "".join(inserts)


def _decoded(run: str) -> str:
    try:
        text = bytes.fromhex(run.replace("=", "")).decode()
    except UnicodeDecodeError:
        return ""
    return text if all(sign.isprintable() or sign.isspace() for sign in text) else ""


def _touches_word(text: str, start: int, end: int, decoded: str) -> bool:
    return decoded.isalpha() and text[start - 1 : start].isalpha() and not text[end : end + 1].isdigit()
