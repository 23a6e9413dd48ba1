"""What may be furniture because it recurs, in a corpus or in a document, and what recurs for other reasons."""

from __future__ import annotations

import re

from cleanse.linerules.prose import is_code

_FIELD = re.compile(r"[\w*\"'(][\w .()*/&'\"-]{0,40}:\s+\S")
_INSIDE = re.compile(r"\]\((?!https?:)|</?\w+[ /]*>|&[lg]t;|\d\.\d+\.\d|\*\*|\[\[")
"""Links to other pages of the same documents, tags, versions, stress: what manuals and release notes repeat."""

_MARKS = re.compile(r"#|>|<|\[!|\[[^\]]*\]:|\.\. |:[\w-]+[: ]|--- |\||@|\$|%|//|/\*|```|~~~")


def eligible(line: str) -> bool:
    """Whether a line that recurs may be furniture: no code, no mark-up, no field with its value, and mostly letters.

    A field (``Status: Final``) is what a document says of itself, though many say the same.
    """
    bare = line.strip()
    if is_code(line) or _MARKS.match(bare) or _FIELD.match(bare) or _INSIDE.search(bare):
        return False
    return 2 * sum(map(str.isalpha, bare)) >= len(bare) - bare.count(" ")
