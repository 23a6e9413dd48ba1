"""Names of files: how they are written in a manifest, which are safe to write, which are selected.

Names are kept as found. In a manifest, control characters, ``%`` and bytes that are not UTF-8 are
percent-escaped, so that a name is always printable text on one line and can be turned back.
"""

from __future__ import annotations

import os
import re
import sys
import unicodedata
from collections.abc import Sequence
from fnmatch import translate
from functools import lru_cache

_ESCAPED = re.compile("[\x00-\x1f\x7f-\x9f%\ud800-\udfff]")
_ESCAPE = re.compile("%([0-9A-F]{2})")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")
_DRIVE = re.compile("[A-Za-z]:")
_RESERVED = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|com[1-9¹²³]|lpt[1-9¹²³])(?: *\..*)?", re.IGNORECASE)
# Most names are plain: one look says so, and the reasons are sought for the others only.
_PART = "(?!\\.\\.?(?:/|\\Z))[^\x00-\x1f\x7f-\x9f%\ud800-\udfff/]+"
_PLAIN = re.compile(f"{_PART}(?:/{_PART})*").fullmatch
_DEVICE_STARTS = frozenset(("con", "prn", "aux", "nul", "com", "lpt"))


def escape_name(name: str) -> str:
    r"""The form of a name that stands in a manifest.

    Args:
        name: as the operating system gives it, undecodable bytes as surrogates (``os.fsdecode``).

    >>> escape_name("100%\n\udcff.txt")
    '100%25%0A%FF.txt'
    """
    return _ESCAPED.sub(_escape, name) if _ESCAPED.search(name) else name


def _escape(match: re.Match[str]) -> str:
    character = match[0]
    if "\udc80" <= character <= "\udcff":
        return f"%{ord(character) - 0xDC00:02X}"
    return "".join(f"%{byte:02X}" for byte in character.encode("utf-8", "surrogatepass"))


def unescape_name(path: str) -> str:
    r"""The name that `escape_name` made ``path`` from.

    >>> unescape_name("100%25%0A%FF.txt")
    '100%\n\udcff.txt'
    """
    if "%" not in path:
        return path
    data = bytearray()
    position = 0
    for match in _ESCAPE.finditer(path):
        data += path[position : match.start()].encode("utf-8", "surrogateescape")
        data.append(int(match[1], 16))
        position = match.end()
    data += path[position:].encode("utf-8", "surrogateescape")
    return data.decode("utf-8", "surrogateescape")


_UTF8 = os.name == "nt" or sys.getfilesystemencoding().lower().replace("-", "") == "utf8"


def to_system(name: str) -> str:
    """A name as this process must spell it, whatever its locale.

    Manifests name files by the UTF-8 reading of their bytes; a process may run in a locale that reads them otherwise.
    """
    return name if _UTF8 else os.fsdecode(name.encode("utf-8", "surrogateescape"))


def from_system(name: str) -> str:
    """The UTF-8 reading of a name that the operating system gave; the inverse of `to_system`."""
    return name if _UTF8 else os.fsencode(name).decode("utf-8", "surrogateescape")


def unsafe_reason(path: str, *, output: bool = True) -> str:
    r"""Why a path must not stand in a manifest; ``""`` when it may.

    A source may have any name its own file system allowed, as long as it stays below its root. An
    output must also be writable, and mean the same, on every common file system: no control
    characters, no bytes that are not UTF-8, no backslashes, drives or device names of Windows, no dot or
    blank at the end of a part. Marks such as ``?`` and ``:``, which crawlers put into names, may stay.

    Args:
        path: escaped, as in a manifest.
        output: true for the path of an output.

    >>> unsafe_reason("../etc/passwd")
    'a part is ".."'
    >>> unsafe_reason("logs/aux.txt"), unsafe_reason("logs/aux.txt", output=False)
    ('"aux.txt" is a device on Windows', '')
    """
    if _PLAIN(path):
        return _unwritable(path) if output else ""
    if path.startswith("/"):
        return "the path is absolute"
    for part in path.split("/"):
        if part in _DOTS:
            return f'a part is "{part}"' if part else "a part is empty"
    if "%" in path or _ESCAPED.search(path):
        name = unescape_name(path)
        if "\x00" in name:
            return "it holds a NUL"
        if escape_name(name) != path:
            return "it is not escaped in the one valid way"
        if name.count("/") != path.count("/"):
            return "it holds an escaped slash"
        if not output:
            return ""
        if _CONTROL.search(name):
            return "it holds a control character"
        if _ESCAPED.search(name.replace("%", "")):
            return "it holds bytes that are not UTF-8"
    return _unwritable(path) if output else ""


_DOTS = frozenset(("", ".", ".."))


def _unwritable(path: str) -> str:
    if "\\" in path:
        return "it holds a backslash"
    if _DRIVE.match(path):
        return "it names a drive"
    for part in path.split("/"):
        if part[-1] in ". ":
            return "a part ends in a dot or a blank"
        if part[:3].lower() in _DEVICE_STARTS and _RESERVED.fullmatch(part):
            return f'"{part}" is a device on Windows'
    if path[0] == "." and path.partition("/")[0].casefold() == ".cleanse":
        return '".cleanse" is where the manifest is kept'
    return ""


def fold(path: str) -> str:
    """What two names have in common when a file system without case or normal forms takes them for one.

    >>> fold("Stra\u00dfe/A.txt") == fold("STRASSE/a.TXT")
    True
    """
    if path.isascii():
        return path.lower()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", path).casefold())


def selected(path: str, include: Sequence[str], exclude: Sequence[str]) -> bool:
    """True when a pattern of ``include`` matches, or there is none, and none of ``exclude`` does.

    A pattern covers the whole path, part by part: ``*`` stands for any characters inside a part,
    ``?`` for one, ``[abc]`` and ``[!abc]`` for one of a set, and the part ``**`` for any number of
    parts, none included. A pattern that ends in ``/`` means everything below. Case counts. The
    time is bounded by the product of the lengths of pattern and path.

    Args:
        path: POSIX, below the source's root, without a label.

    >>> selected("news/2024/a.txt", ["**/*.txt"], ["old/**"])
    True
    >>> selected("old/a.txt", ["**/*.txt"], ["old/**"]), selected("news/a.txt", ["*.txt"], [])
    (False, False)
    """
    parts = path.split("/")
    return (not include or any(_matches(parts, pattern) for pattern in include)) and not any(
        _matches(parts, pattern) for pattern in exclude
    )


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> tuple[re.Pattern[str] | None, ...]:
    """A matcher per part, ``None`` for ``**``."""
    if pattern.endswith("/"):
        pattern += "**"
    # fnmatch writes stars as atomic groups, which never backtrack into one another.
    return tuple(None if part == "**" else re.compile(translate(part)) for part in pattern.split("/"))


def _matches(parts: Sequence[str], pattern: str) -> bool:
    """Greedy matching that goes back to the last ``**`` only: later ones make earlier choices irrelevant."""
    matchers = _compiled(pattern)
    if matchers == (None,):
        return True
    at = here = 0
    star = mark = -1
    while at < len(parts):
        if here < len(matchers) and (matcher := matchers[here]) is None:
            star, mark = here, at
            here += 1
        elif here < len(matchers) and matcher is not None and matcher.match(parts[at]):
            at += 1
            here += 1
        elif star >= 0:
            mark += 1
            at, here = mark, star + 1
        else:
            return False
    return all(matcher is None for matcher in matchers[here:])
