r"""What a regular expression says of the lines it can match, without running it.

A line pattern is read by a small parser of its own into a tree; from the tree come four answers:
how long a match can be, how it can begin, which text it must hold, and how many ways there are to
try it. The first three let `linerules` skip nearly every line without asking the pattern; the last
one refuses patterns that backtrack, on any machine and without a stopwatch.

The syntax is that of `re` less back-references, conditionals and named characters (``\N{...}``).
"""

from __future__ import annotations

from cleanse.patterns.backtracking import WAYS
from cleanse.patterns.parser import PatternSyntaxError
from cleanse.patterns.prefixes import PREFIX
from cleanse.patterns.shapes import Shape, known_shape, openings, shape
from cleanse.patterns.tree import LONGEST, compiled, ending, fold, sought

__all__ = [
    "LONGEST",
    "PREFIX",
    "WAYS",
    "PatternSyntaxError",
    "Shape",
    "compiled",
    "ending",
    "fold",
    "known_shape",
    "openings",
    "shape",
    "sought",
]
