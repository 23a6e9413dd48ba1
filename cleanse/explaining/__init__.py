"""What a run did, told from its manifest and its sources: no rule runs, nothing is guessed.

A document becomes parts, kept and changed, each change with the rules behind it; a run becomes an
account of its rules with the lines they removed most and a few examples. What was removed can only
be shown where the source is at hand; the manifest alone gives its place, its size and its rule.
"""

from cleanse.explaining.accounts import Account, Dropped, Example, RuleAccount, Trouble, account_of
from cleanse.explaining.documents import Explanation, explain
from cleanse.explaining.parts import Changed
from cleanse.explaining.runs import FinishedRun

__all__ = [
    "Account",
    "Changed",
    "Dropped",
    "Example",
    "Explanation",
    "FinishedRun",
    "RuleAccount",
    "Trouble",
    "account_of",
    "explain",
]
