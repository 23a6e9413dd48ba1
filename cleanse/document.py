"""The nouns that flow through a run: Source, Document, Language, Verdict, Outcome."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeAlias

from cleanse.spans import Edit

if TYPE_CHECKING:
    from cleanse.tiling import Tiling

Fact: TypeAlias = "int | str | list[Fact] | dict[str, Fact]"
"""A value that may stand on a record: integers, text, and lists and tables of them. No floats."""

NO_FACTS: Mapping[str, Fact] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Source:
    """Bytes as they were found.

    Attributes:
        name: POSIX path below the source's root; ``""`` for text that came from no file.
        digest: sha256 of the bytes, lower-case hex; ``""`` when nobody asked.
        size: number of bytes.
        encoding: Python codec name.
        selector: ``(row,)`` for a row of a container, counted from 1.
    """

    name: str = ""
    digest: str = ""
    size: int = 0
    encoding: str = "utf-8"
    selector: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Piece:
    """The bytes of one document, as a format cuts them from a stream: a whole file, or a row.

    Attributes:
        data: the bytes; for a row without its line end.
        row: line number in a container, counted from 1; 0 for a file.
        offset: of `data` in the (plain) container.
        end: the bytes between this piece and the next, such as ``b"\\n"``.
        blank: true for what is no document and is carried over as it is.
        size: number of bytes, which is more than ``len(data)`` when the piece was too large to hold.
        digest: sha256 of a piece that was too large to hold; ``""`` otherwise.
        encoding: the Python codec that settings force; ``""`` when the bytes are to be asked.
    """

    data: bytes
    row: int = 0
    offset: int = 0
    end: bytes = b""
    blank: bool = False
    size: int = 0
    digest: str = ""
    encoding: str = ""


def read_as(piece: Piece, encoding: str) -> Piece:
    """The piece, to be read in an encoding whatever its bytes look like; ``""`` leaves it to them."""
    return replace(piece, encoding=encoding) if encoding else piece


@dataclass(frozen=True, slots=True)
class LanguageSpan:
    """A passage of a text in one language.

    Attributes:
        start: of the passage, in code points.
        end: behind its last code point.
        tag: BCP 47 language tag.
        score: confidence in millionths, 0 to 1_000_000.
    """

    start: int
    end: int
    tag: str
    score: int = 0


@dataclass(frozen=True, slots=True)
class Language:
    """What a detector says of a text.

    Attributes:
        tag: BCP 47 language tag, ``"und"`` when the detector abstains.
        score: confidence in millionths, 0 to 1_000_000.
        reason: why it abstained; ``""`` when it did not.
        spans: the passages in one language each, in order, when they were asked for.
    """

    tag: str
    score: int = 0
    reason: str = ""
    spans: tuple[LanguageSpan, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """Decoded text and its source.

    Attributes:
        source: where it comes from.
        text: the decoded image of the source, or what an earlier rule left of it.
        format: ``"plain"``, ``"markdown"``, ``"html"`` or ``"jsonl"``.
        language: set before the first rule that reads it; ``None`` until then.
        edits: what reading already proposes for `text` (a byte order mark, an invalid byte).
        facts: evidence for the record, one slot by rule id.
        segments: ``(bytes, codec)`` pairs that cover the source and decode to `text`; empty for plain UTF-8.
        opaque: the id of the rule that made `text` from the source in a way that cannot be mapped; ``""`` when none did.
    """

    text: str
    source: Source = Source()
    format: str = "plain"
    language: Language | None = None
    edits: tuple[Edit, ...] = ()
    facts: Mapping[str, Fact] = field(default_factory=lambda: NO_FACTS)
    segments: tuple[tuple[int, str], ...] = ()
    opaque: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Keep a document, or drop it and say who and why.

    Attributes:
        kept: false when it is dropped.
        by: the id of the filter that dropped it.
        kind: a word for machines: ``language``, ``exact``, ``near``, ``empty``.
        why: one sentence for people.
    """

    kept: bool = True
    by: str = ""
    kind: str = ""
    why: str = ""


KEEP = Verdict()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the pipeline made of one document.

    Attributes:
        document: as it came in.
        text: as it goes out.
        tiling: maps every code point of ``document.text`` to ``text`` or to the rules that removed it.
        language: of the text that goes out; ``None`` when no detector is set.
        verdict: keep or drop.
        facts: evidence for the record, one slot by rule id.
    """

    document: Document
    text: str
    tiling: Tiling
    language: Language | None = None
    verdict: Verdict = KEEP
    facts: Mapping[str, Fact] = field(default_factory=lambda: NO_FACTS)
