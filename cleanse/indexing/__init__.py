"""Sources on disk and an index of signatures.

::

    sources   documents of sources, named, cleaned, signed
    adding    build an index, add to it
    asking    look documents up
    proving   likely matches are read again, and exact similarity decides
    answers   matches as they are told
"""

from cleanse.indexing.adding import SKIPS, add, build, other_steps
from cleanse.indexing.answers import Answer
from cleanse.indexing.asking import query
from cleanse.indexing.sources import Tally, shown

__all__ = ["SKIPS", "Answer", "Tally", "add", "build", "other_steps", "query", "shown"]
