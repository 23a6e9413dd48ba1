"""The rule that a profile is: lines that recur go where they recurred."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from cleanse.corpusrules.folding import LONGEST, fold
from cleanse.corpusrules.profile import Learned, Profile
from cleanse.document import Document
from cleanse.linerules import columns, ends_sentence, removals
from cleanse.linerules.furniture import eligible
from cleanse.linerules.places import CHAIN, body, chains, kind
from cleanse.linerules.prose import SHORT, WRAPPED
from cleanse.rule import RuleInfo
from cleanse.spans import Edit

INFO = RuleInfo(
    "learned/repeats",
    "1.0.0",
    "Lines that recur in many documents of the corpus go where they recur.",
    safety="doubtful",
)


_folded = lru_cache(maxsize=1 << 16)(fold)


@dataclass(frozen=True, slots=True)
class LearnedLines:
    """Lines of a profile go: at the ends of a text that has a body of prose, or in chains of `CHAIN` different ones.

    Each edit says in `how` which line of the profile it stands for. A document that would lose all its
    lines keeps them: it is a copy of others, or nothing but furniture, and other rules tell which.

    Attributes:
        profile: what was learned.

    >>> rule = LearnedLines(Profile(line=(Learned("more from the harbour", "tail"),)))
    >>> text = "The harbour froze over, and nobody sailed until the spring.\\n\\nMore from the Harbour\\n"
    >>> [(text[e.start : e.end], e.by) for e in rule.edits(Document(text))]
    [('\\nMore from the Harbour\\n', 'learned/repeats')]
    """

    profile: Profile
    _known: Mapping[str, Learned] = field(init=False, repr=False, compare=False, hash=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_known", {line.text: line for line in self.profile.line})

    @property
    def info(self) -> RuleInfo:
        return INFO

    def edits(self, document: Document) -> Iterator[Edit]:
        text = document.text
        lines = text.split("\n")
        if not lines[-1]:
            lines.pop()
        known = self._known
        found: dict[int, Learned] = {}
        for place, line in enumerate(lines):
            if len(line) <= LONGEST:
                learned = known.get(_folded(line))
                if learned is not None and eligible(line):
                    found[place] = learned
        if found:
            gone = _chosen(lines, found)
            for edit in removals(text, lines, {place: found[place].key for place in gone}):
                yield Edit(edit.start, edit.end, edit.insert, INFO.id, how=edit.by)


def _chosen(lines: list[str], found: Mapping[int, Learned]) -> set[int]:
    places = [place for place, line in enumerate(lines) if line.strip()]
    if len(found) == len(places):
        return set()
    asked = [place in found for place in places]
    marks = [kind(lines[place]) for place in places]
    gone: set[int] = set()
    for chain in chains(marks, asked):
        members = [places[member] for member in chain]
        if len({found[place].text for place in members}) >= CHAIN:
            gone.update(members)
    first, last = body(marks, asked)
    if first >= 0:
        for order, place in enumerate(places):
            learned = found.get(place)
            if learned is None or learned.where == "among":
                continue
            if (order < first and learned.where != "tail") or (order > last and learned.where != "head"):
                gone.add(place)
    return _whole_sentences(lines, gone)


def _whole_sentences(lines: list[str], gone: set[int]) -> set[int]:
    """Take back lines that run on from a line that stays, or into one: a paragraph goes whole or not at all."""
    torn = list(gone)
    while torn:
        place = torn.pop()
        before, after = place - 1, place + 1
        above = before >= 0 and before not in gone and _joined(lines[before], lines[place])
        below = after < len(lines) and after not in gone and _joined(lines[place], lines[after])
        if place in gone and (above or below):
            gone.discard(place)
            torn += [near for near in (before, after) if near in gone]
    return gone


def _joined(line: str, below: str) -> bool:
    """Whether a sentence may run over the end of a line: it is as wide as wrapped text and does not end there."""
    bare, next_bare = line.strip(), below.strip()
    if not next_bare or columns(bare) < WRAPPED or ends_sentence(bare):
        return False
    return next_bare[0].islower() or columns(bare) >= SHORT // 2
