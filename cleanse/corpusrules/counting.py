"""The exact count of the lines that a sketch proposes: in how many documents, where, in which company."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from cleanse.corpusrules.observation import ELIGIBLE, Observation
from cleanse.corpusrules.sketch import Sketch
from cleanse.linerules.places import CHAIN, body, chains

LEAST = 5
"""A line in fewer documents is no candidate, however small the corpus."""

ECHO = 0.8
"""A document of which more characters than this share recur elsewhere is a copy, and no evidence: all its lines recur."""

EXAMPLES = 3


@dataclass(slots=True)
class Tally:
    """What was counted of one line, in documents.

    Attributes:
        documents: that hold it.
        head: where it stands before the first line of prose.
        tail: where it stands behind the last.
        between: where it stands between the two.
        among: where it stands in a chain of lines that recur.
        sites: documents by site.
        seen: ``(path, text)`` of the first few documents, by path.
    """

    documents: int = 0
    head: int = 0
    tail: int = 0
    between: int = 0
    among: int = 0
    sites: Counter[str] = field(default_factory=Counter)
    seen: list[tuple[str, str]] = field(default_factory=list)

    def merge(self, other: Tally) -> None:
        """Add what was counted elsewhere."""
        self.documents += other.documents
        self.head += other.head
        self.tail += other.tail
        self.between += other.between
        self.among += other.among
        self.sites.update(other.sites)
        self.seen = sorted({*self.seen, *other.seen})[:EXAMPLES]


@dataclass(slots=True)
class Counts:
    """Counts over part of a corpus; parts merge in any order.

    Attributes:
        documents: looked at.
        echoes: of these, documents that are mostly made of lines that recur, and count for nothing.
        sites: documents that count, by site.
        lines: by the hash of the folded line.
    """

    documents: int = 0
    echoes: int = 0
    sites: Counter[str] = field(default_factory=Counter)
    lines: dict[int, Tally] = field(default_factory=dict)

    def add(self, observed: Observation, sketch: Sketch, least: int = LEAST) -> None:
        """Count the candidates of a document.

        Args:
            observed: the document.
            sketch: of the whole corpus.
            least: so many documents make a line a candidate.
        """
        self.documents += 1
        if not len(observed.hashes):
            return
        estimates = sketch.estimate(observed.hashes)
        recurring = int(observed.sizes[estimates >= 2].sum())
        if recurring > ECHO * int(observed.sizes.sum()):
            self.echoes += 1
            return
        self.sites[observed.site] += 1
        eligible = (observed.marks & ELIGIBLE) != 0
        asked = (eligible & (estimates >= min(least, 255))).tolist()
        if not any(asked):
            return
        marks = observed.marks.tolist()
        hashes = observed.hashes.tolist()
        first, last = body(marks, asked)
        company: set[int] = set()
        for chain in chains(marks, asked):
            if len({hashes[place] for place in chain}) >= CHAIN:
                company.update(chain)
        texts = iter(observed.texts)
        found: dict[int, Tally] = {}
        for place, is_eligible in enumerate(eligible.tolist()):
            text = next(texts) if is_eligible else ""
            if not asked[place]:
                continue
            tally = found.setdefault(hashes[place], Tally(1, sites=Counter({observed.site: 1})))
            if not tally.seen:
                tally.seen.append((observed.path, text))
            if first >= 0:
                tally.head |= place < first
                tally.tail |= place > last
                tally.between |= first < place < last
            tally.among |= place in company
        for key, tally in found.items():
            known = self.lines.get(key)
            if known is None:
                self.lines[key] = tally
            else:
                known.merge(tally)

    def merge(self, other: Counts) -> None:
        """Add the counts of another part of the corpus, made with the same sketch."""
        self.documents += other.documents
        self.echoes += other.echoes
        self.sites.update(other.sites)
        for key, tally in other.lines.items():
            self.lines.setdefault(key, Tally()).merge(tally)
