"""Untrusted text on a terminal: what could move the cursor or turn the line around is written out."""

from __future__ import annotations

import re

# C0 and C1 controls, DEL, line and paragraph separators, bidirectional controls, zero width characters,
# the byte order mark, tag characters, lone surrogates.
_HARMFUL = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)


def printable(text: str) -> str:
    r"""A text on one line with nothing in it that a terminal obeys.

    >>> printable("a\x1b[31mb\n")
    'a\\x1b[31mb\\n'
    """
    return _HARMFUL.sub(lambda match: match[0].encode("unicode_escape").decode(), text)
