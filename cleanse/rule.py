"""The contracts of rules, filters and detectors.

A rule is a frozen dataclass whose fields are its options, so that every option appears in its
fingerprint. It proposes edits and never applies them. There is nothing to inherit from.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO, Protocol, TypeVar, runtime_checkable

from cleanse.document import Document, Fact, Language, Piece, Verdict
from cleanse.spans import Edit

API = 1
"""The version of these contracts; a plug-in names the one it was written for."""


@dataclass(frozen=True, slots=True)
class RuleInfo:
    """What a rule says of itself.

    Attributes:
        id: ``pack/kebab-name``, such as ``text/mojibake``.
        version: of the rule's behaviour, ``major.minor.patch``.
        summary: one sentence.
        languages: BCP 47 tags it works on, ``("*",)`` for every language.
        reads_language: true when the rule looks at ``document.language``.
        safety: ``"safe"`` repairs or removes only what is surely dirt, ``"doubtful"`` may be held back by a guard.
        api: the version of the contract.
        parts: the rules it is made of, when it proposes edits in the name of several.
    """

    id: str
    version: str
    summary: str
    languages: tuple[str, ...] = ("*",)
    reads_language: bool = False
    safety: str = "safe"
    api: int = API
    parts: tuple[RuleInfo, ...] = ()


@runtime_checkable
class Rule(Protocol):
    """Proposes edits for a document; must be a pure function of ``text``, ``format`` and ``language``."""

    @property
    def info(self) -> RuleInfo: ...

    def edits(self, document: Document) -> Iterable[Edit]:
        """Edits over code points of ``document.text``: inside it, not overlapping, each with ``by`` set."""
        ...


@runtime_checkable
class Witness(Protocol):
    """What a rule may have beside `Rule`: something to say of the settled text for the record, without changing it."""

    @property
    def info(self) -> RuleInfo: ...

    def facts(self, document: Document) -> Mapping[str, Fact]:
        """Evidence for the rule's slot of the record; empty when there is nothing to say. Pure, as `Rule.edits` is."""
        ...


O_co = TypeVar("O_co", covariant=True)
S_co = TypeVar("S_co", covariant=True)
C = TypeVar("C")
P = TypeVar("P")


class CorpusRule(Protocol[O_co, S_co, C, P]):
    """Learns from a whole corpus, in the shape of map and reduce, so that a distributed engine can run it.

    Two looks: every document is observed (`observe`: pure, runs anywhere); a sketch takes in all observations and
    proposes; counts take in all observations beside the finished sketch. Sketches merge in any order, and so do counts.
    The profile is a file that a person reads and edits, and a rule.
    """

    @property
    def info(self) -> RuleInfo: ...

    def observe(self, text: str, path: str, site: str) -> O_co:
        """What is kept of a document."""
        ...

    def sketch(self) -> S_co:
        """An empty sketch, with ``add(observed)`` and ``merge(other)``."""
        ...

    def counts(self) -> C:
        """Empty counts, with ``add(observed, sketch)`` and ``merge(other)``."""
        ...

    def profile(self, counts: C, /) -> P:
        """What was learned."""
        ...

    def rule(self, profile: P, /) -> Rule:
        """The rule that a profile is."""
        ...


@runtime_checkable
class Filter(Protocol):
    """Judges a whole document after the rules have settled."""

    @property
    def info(self) -> RuleInfo: ...

    def judge(self, document: Document) -> Verdict: ...


@runtime_checkable
class Detector(Protocol):
    """Tells the language of a text; abstains with ``und`` and never raises."""

    @property
    def info(self) -> RuleInfo: ...

    def detect(self, text: str) -> Language: ...


@runtime_checkable
class Format(Protocol):
    """Turns the bytes of a file into documents, and documents into bytes.

    `pieces` runs where files are read and must hold no more than one piece at a time; `read` and
    `write` are pure and run in workers.
    """

    @property
    def name(self) -> str:
        """A word, such as ``jsonl``; it stands in ``Document.format``."""
        ...

    @property
    def suffixes(self) -> tuple[str, ...]:
        """Lower-case file name endings, such as ``(".html", ".htm")``."""
        ...

    @property
    def output_suffix(self) -> str:
        """What takes the suffix's place in the output's name; ``""`` when it stays."""
        ...

    @property
    def container(self) -> bool:
        """True when a file holds many documents."""
        ...

    def pieces(self, stream: BinaryIO, limit: int) -> Iterator[Piece]:
        """Cut a stream into documents of at most ``limit`` bytes; larger ones come without data."""
        ...

    def read(self, piece: Piece) -> Document:
        """Decode a piece.

        Raises:
            DocumentError: it cannot be read.
        """
        ...

    def write(self, piece: Piece, text: str) -> bytes:
        """The piece with its text replaced, without ``piece.end``."""
        ...
