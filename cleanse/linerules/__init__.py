"""Packs of line patterns, run together in one pass.

An entry is one pattern for a whole line of page furniture: "Share", "Advertisement", a copyright
notice. `LineRules` looks at every line once; the first characters of a line decide which few entries
are asked (see `patterns`). What is found goes with its line end, and blank lines close up, so that
paragraphs stay separated by what separated them.

Where an entry may act is decided by runs, never by counted lines from an end: a run that stops at
the first line of prose is the same before and after the cut, so a second pass finds nothing more.
"""

from __future__ import annotations

from cleanse.linerules.atlas import Atlas, atlas_from, atlas_of
from cleanse.linerules.cuts import removals
from cleanse.linerules.entries import Entry, phrase_matches
from cleanse.linerules.folding import EDGE, folded, plain
from cleanse.linerules.prepared import Prepared
from cleanse.linerules.prose import columns, ends_sentence, is_prose
from cleanse.linerules.templates import PhraseError, Template, template
from cleanse.linerules.together import LineRules

__all__ = [
    "EDGE",
    "Atlas",
    "Entry",
    "LineRules",
    "PhraseError",
    "Prepared",
    "Template",
    "atlas_from",
    "atlas_of",
    "columns",
    "ends_sentence",
    "folded",
    "is_prose",
    "phrase_matches",
    "plain",
    "removals",
    "template",
]
