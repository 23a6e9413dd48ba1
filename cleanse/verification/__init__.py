"""Verification: does an output folder hold what its manifest says, and does that follow from the sources?

Three levels, each with all of those before it:

``books``
    the manifest alone: form, order, safe names, roots, and books that balance;
``hashes``
    the bytes on disk are those on record, and nothing else is there;
``replay``
    every output byte follows from the sources and the edits on record, and the pairs that
    duplicates were dropped for hold.

Data is interpreted, nothing is run: the standard library is enough, and ``python -m
cleanse.verification OUT`` works where nothing but this package is installed.
"""

from cleanse.report import Finding, Report
from cleanse.verification.codes import STATUS, status_of
from cleanse.verification.command import main, render, to_json
from cleanse.verification.levels import LEVELS, verify

__all__ = ["LEVELS", "STATUS", "Finding", "Report", "main", "render", "status_of", "to_json", "verify"]
