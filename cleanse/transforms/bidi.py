"""Bidirectional controls: which of them are balanced, and which may deceive a reader.

Controls that reorder what is shown let a line of a program, or a name, read otherwise than it runs (Boucher and
Anderson, "Trojan Source: Invisible Vulnerabilities", 2021; CVE-2021-42574). The bidi algorithm (UAX #9) works
by the line: embeddings, overrides and isolates end with it at the latest.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from cleanse.document import Fact
from cleanse.transforms.verbatim import is_code

MARKS = "\u061c\u200e\u200f"
"""Marks: a direction without width."""
ORDERING = "\u202a-\u202e\u2066-\u2069"
"""Embeddings, overrides and isolates, and what ends them; as ranges of a class."""

_ORDERING = re.compile(f"[{ORDERING}]")
_OVERRIDE = re.compile("[\u202d\u202e]")
# Hebrew to Arabic Extended-A, their presentation forms, and the right-to-left blocks of the supplementary plane.
RIGHT_TO_LEFT = re.compile(
    "[\u05be-\u061b\u061d-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
_ISOLATES = frozenset("\u2066\u2067\u2068")
_POP_EMBEDDING, _POP_ISOLATE = "\u202c", "\u2069"


def overrides_nothing(line: str) -> bool:
    r"""True when a line holds an override and no letter that is written from right to left.

    >>> overrides_nothing("if access\u202e == 'user'"), overrides_nothing("\u202e\u05d0\u05d1\u202c")
    (True, False)
    """
    return bool(_OVERRIDE.search(line)) and not RIGHT_TO_LEFT.search(line)


def unbalanced(line: str) -> int:
    r"""How many controls of a line end nothing or are not ended (UAX #9, rules X1 to X8, without the limit of depth).

    >>> unbalanced("\u2067\u05d0\u2069 \u202b"), unbalanced("\u202c")
    (1, 1)
    """
    open: list[str] = []
    isolates = stray = 0
    for control in _ORDERING.findall(line):
        if control in _ISOLATES:
            isolates += 1
            open.append(control)
        elif control == _POP_EMBEDDING:
            if open and open[-1] not in _ISOLATES:
                open.pop()
            else:
                stray += 1
        elif control == _POP_ISOLATE and isolates:
            while open.pop() not in _ISOLATES:
                stray += 1
            isolates -= 1
        elif control == _POP_ISOLATE:
            stray += 1
        else:
            open.append(control)
    return stray + len(open)


def suspicions(text: str) -> Mapping[str, Fact]:
    r"""Counts of lines that a reader should look at; empty when there is none.

    ``overridden``: an override stands in it; ``unbalanced``: a control is not ended, or ends nothing; ``code``:
    it looks like a line of a program and something in it is reordered.

    >>> dict(suspicions("\u05d0\u202b\u05d1\nx = '\u2067\u05d0\u2069';\n"))
    {'code': 1, 'unbalanced': 1}
    """
    counts = {"code": 0, "overridden": 0, "unbalanced": 0}
    match = _ORDERING.search(text)
    while match:
        start = text.rfind("\n", 0, match.start()) + 1
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        line = text[start:end]
        counts["overridden"] += bool(_OVERRIDE.search(line))
        counts["unbalanced"] += unbalanced(line) > 0
        counts["code"] += is_code(_ORDERING.sub("", line))
        match = _ORDERING.search(text, end)
    return {name: count for name, count in counts.items() if count}
