"""The checks that headers, records and footers of a manifest are made of.

Each raises the first thing it finds as a `ManifestError`; callers know the line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from cleanse.canonical import MAX_INT
from cleanse.errors import ManifestError
from cleanse.names import unsafe_reason

_OTHER_DIGESTS = frozenset(("alg", "algs", "algorithm", "md5", "sha1", "sha224", "sha384", "sha512", "blake2b", "xxh3"))
_DIGEST = re.compile("[0-9a-f]{64}")
_IS_DIGEST = _DIGEST.fullmatch

LEN_SHA = frozenset(("len", "sha256"))
FILE = frozenset(("len", "plain", "sha256"))
OUT = frozenset(("len", "path", "plain", "sha256"))


def schema(message: str) -> ManifestError:
    """An ``E_SCHEMA`` to raise."""
    return ManifestError("E_SCHEMA", message)


def require_keys(value: object, must: Iterable[str], allowed: frozenset[str], what: str) -> dict[str, Any]:
    """A table with the keys it must have and none it may not.

    Raises:
        ManifestError: ``E_SCHEMA``; ``E_ALG`` when the odd key names another digest algorithm.
    """
    if type(value) is not dict:
        raise schema(f"{what} is not a table")
    for key in value:
        if key not in allowed:
            if key in _OTHER_DIGESTS:
                raise ManifestError("E_ALG", f"{what} names {key}: digests are sha256 here")
            raise schema(f"{what} has a key that is not known: {key[:40]!r}")
    for key in must:
        if key not in value:
            raise schema(f"{what} lacks {key!r}")
    return value


def check_digest(value: object, what: str) -> None:
    """``E_ALG`` for anything but 64 lower-case hex digits."""
    if type(value) is not str:
        raise schema(f"{what} is not text")
    if not _IS_DIGEST(value):
        raise ManifestError("E_ALG", f"{what} is not a sha256 in lower-case hex: {value[:70]!r}")


def check_count(value: object, what: str) -> None:
    """``E_SCHEMA`` for anything but an integer from 0 to 2^53-1."""
    if type(value) is not int:
        raise schema(f"{what} is not an integer")
    if not 0 <= value <= MAX_INT:
        raise ManifestError("E_NUMBER", f"{what} is out of range: {str(value)[:40]}")


def check_text(value: object, what: str) -> None:
    if type(value) is not str:
        raise schema(f"{what} is not text")


def check_texts(value: object, what: str) -> None:
    if type(value) is not list or any(type(item) is not str for item in value):
        raise schema(f"{what} is not a list of texts")


def check_blob(value: object, allowed: frozenset[str], what: str) -> None:
    """``{"len","sha256"}``, perhaps with ``plain`` (the same of what is inside a .gz) and ``path``."""
    if type(value) is not dict:
        raise schema(f"{what} is not a table")
    if value.keys() != LEN_SHA:
        require_keys(value, ("path", "len", "sha256") if "path" in allowed else LEN_SHA, allowed, what)
        if "plain" in value:
            require_keys(value["plain"], LEN_SHA, LEN_SHA, f"{what}.plain")
            check_blob(value["plain"], LEN_SHA, f"{what}.plain")
    elif "path" in allowed:
        raise schema(f"{what} lacks 'path'")
    length, digest = value["len"], value["sha256"]
    if type(length) is not int or not 0 <= length <= MAX_INT:
        check_count(length, f"{what}.len")
    if type(digest) is not str or not _IS_DIGEST(digest):
        check_digest(digest, f"{what}.sha256")


def check_path(value: object, what: str, *, output: bool) -> None:
    """``E_PATH_UNSAFE`` for a path that must not stand there; see `names.unsafe_reason`."""
    if type(value) is not str:
        raise schema(f"{what} is not text")
    if reason := unsafe_reason(value, output=output):
        raise ManifestError("E_PATH_UNSAFE", f"{what} cannot be used: {reason}")


def check_rule(value: object, rules: int, what: str) -> None:
    """``E_ATTRIBUTION`` for a number that the header's table of rules does not have."""
    if type(value) is not int:
        raise schema(f"{what}: the number of a rule is not an integer")
    if not 0 <= value < rules:
        raise ManifestError("E_ATTRIBUTION", f"{what}: there is no rule {str(value)[:40]} in the header")
