r"""Characters left as ``\u00e9`` or ``\xc3\xa9``, as programs write them in quotes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleanse.transforms.alignment import Change

# A backslash before would make the first one a plain character, and a letter with a colon a path.
_RUN = re.compile(r"(?<!\\)(?<!\b[A-Za-z]:)(?:\\u[0-9A-Fa-f]{4}|\\x[89A-Fa-f][0-9A-Fa-f])++(?!\\)")
_ONE = re.compile(r"\\u([0-9A-Fa-f]{4})|((?:\\x[0-9A-Fa-f]{2})++)")


def in_words(text: str) -> bool:
    r"""True when a word of the text goes on with an escape of a letter: the text was printed by a program.

    >>> in_words(r"caf\u00e9"), in_words(r"It is written \u00e9.")
    (True, False)
    """
    for match in _RUN.finditer(text):
        decoded = _decoded(match[0])
        if decoded[:1].isalpha() and _beside_letter(text, *match.span()):
            return True
    return False


def left_backslashes(line: str, *, printed: bool = False) -> Iterator[Change]:
    r"""Runs of escapes that touch a word, or stand where its quotation mark or dash would.

    ``\x`` escapes are bytes of UTF-8; a single one is a small letter of Latin-1. A run that is
    a word by itself is probably what the sentence is about. So it stays, unless all of the text was printed like
    that (`in_words`). Escapes of ASCII and of controls stay always.

    >>> list(left_backslashes(r"caf\u00e9, na\xc3\xafve, but not \u00e9 alone"))
    [(3, 9, 'é'), (13, 21, 'ï')]
    """
    if "\\" not in line:
        return
    for match in _RUN.finditer(line):
        start, end = match.span()
        text = _decoded(match[0])
        if text and (printed or _belongs(line, start, end, text)):
            yield start, end, text


def _decoded(run: str) -> str:
    """What a run stands for; empty when it is no text."""
    pieces: list[str] = []
    for match in _ONE.finditer(run):
        if match[1]:
            pieces.append(chr(int(f"0x{match[1]}", 0)))
            continue
        data = bytes.fromhex(match[2].replace("\\x", ""))
        if len(data) == 1 and not data.decode("latin-1").islower():
            return ""  # a capital is as likely the first half of something else
        try:
            pieces.append(data.decode("utf-8" if len(data) > 1 else "latin-1"))
        except UnicodeDecodeError:
            return ""
    try:
        text = "".join(pieces).encode("utf-16", "surrogatepass").decode("utf-16")
    except UnicodeDecodeError:
        return ""
    return (
        text
        if all(
            sign > "\x7f" and (sign.isprintable() or sign.isspace()) and not "\ue000" <= sign <= "\uf8ff"
            for sign in text
        )
        else ""
    )


def _belongs(line: str, start: int, end: int, text: str) -> bool:
    """True when a word goes on with the run, or the run is a word of some length, or a sign beside one."""
    if any(map(str.isalpha, text)):
        return _beside_letter(line, start, end) or len(text) > 3
    before, after = line[start - 1 : start], line[end : end + 1]
    return before.isalnum() or after.isalnum() or (before != "" and before in ",.!?") or before == after == " "


def _beside_letter(line: str, start: int, end: int) -> bool:
    return line[start - 1 : start].isalpha() or line[end : end + 1].isalpha()
