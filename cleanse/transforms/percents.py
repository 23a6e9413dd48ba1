"""Words left percent-encoded, outside of addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleanse.transforms.alignment import Change

_RUN = re.compile(r"(?:%[89A-Fa-f][0-9A-Fa-f]){2,}+")
_BLANK = re.compile(r"\s")
_ADDRESS = re.compile(r"[/?=&#@\\]|\w[.:]\w|%[0-7][0-9A-Fa-f]|[+_]")
REACH = 80
"""Characters looked at on either side for the ends of a word; what is longer is no word."""


def left_percents(line: str) -> Iterator[Change]:
    """Runs of percent-encoded bytes that are UTF-8 of characters beyond ASCII (RFC 3986, section 2.1).

    What they stand in, from blank to blank, must not look like an address, a path, a query or a file's name.

    >>> list(left_percents("The caf%C3%A9 at example.org/caf%C3%A9 is open."))
    [(7, 13, 'é')]
    """
    if "%" not in line:
        return
    for match in _RUN.finditer(line):
        start, end = match.span()
        try:
            text = bytes.fromhex(match[0].replace("%", "")).decode()
        except UnicodeDecodeError:
            continue
        if all(sign.isprintable() or sign.isspace() for sign in text) and not _in_address(line, start, end):
            yield start, end, text


def _in_address(line: str, start: int, end: int) -> bool:
    before = _BLANK.split(line[max(0, start - REACH) : start])[-1]
    after = _BLANK.split(line[end : end + REACH], maxsplit=1)[0]
    return len(before) == REACH or len(after) == REACH or bool(_ADDRESS.search(f"{before}x{after.rstrip('.,;:!?')}"))
