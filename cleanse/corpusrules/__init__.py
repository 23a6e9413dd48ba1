"""Rules learned from the whole corpus in a first pass: lines that recur."""

from cleanse.corpusrules.counting import LEAST, Counts
from cleanse.corpusrules.learned import INFO, LearnedLines
from cleanse.corpusrules.observation import Observation, observe
from cleanse.corpusrules.profile import Learned, Profile, changes, load_profile, profile_of, read_profile
from cleanse.corpusrules.repeats import Repeats
from cleanse.corpusrules.sketch import Sketch

__all__ = [
    "INFO",
    "LEAST",
    "Counts",
    "Learned",
    "LearnedLines",
    "Observation",
    "Profile",
    "Repeats",
    "Sketch",
    "changes",
    "load_profile",
    "observe",
    "profile_of",
    "read_profile",
]
