"""`check_format` passes what keeps the laws, and names the law that a format breaks."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any, BinaryIO, ClassVar

import pytest

from cleanse.document import Document, Piece
from cleanse.errors import RuleError, SettingsError
from cleanse.formats.html import Html
from cleanse.formats.jsonl import Jsonl
from cleanse.formats.plain import MARKDOWN, Plain, whole
from cleanse.rule import Rule, RuleInfo
from cleanse.spans import Edit
from cleanse.testing import check_format, check_rule

SAMPLE = b"The tide was low.\nNobody came.\n"


@dataclass(frozen=True)
class Lists:
    """A sound format, to be broken."""

    info: ClassVar[RuleInfo] = RuleInfo("acme/lst", "1.0.0", "A format of a test.")
    name: str = "lst"
    suffixes: tuple[str, ...] = (".lst",)
    output_suffix: str = ""
    container: bool = False

    def pieces(self, stream: BinaryIO, limit: int) -> Iterator[Piece]:
        yield whole(stream, limit)

    def read(self, piece: Piece) -> Document:
        return replace(Plain().read(piece), format=self.name)

    def write(self, piece: Piece, text: str) -> bytes:
        return text.encode()


def test_formats_that_keep_the_laws() -> None:
    check_format(Lists(), [SAMPLE], examples=20)
    check_format(Plain(), [SAMPLE, "caf\u00e9".encode("cp1252"), b""], examples=20)
    check_format(MARKDOWN, [b"# Tide\n\nLow.  \n"], examples=10)
    check_format(Jsonl(), [b'{"a": 1.0, "text": "low\\u0020tide"}\n\n{"text": ""}\r\n', b'\xef\xbb\xbf{"text":"x"}'])


def test_a_format_that_converts() -> None:
    page = "<html><body><article><h1>Tide</h1><p>It was low at noon, and nobody came.</p></article></body></html>"
    check_format(Html(), [page.encode()], examples=5)


@dataclass(frozen=True)
class Unbounded(Lists):
    def pieces(self, stream: BinaryIO, limit: int) -> Iterator[Piece]:
        data = stream.read()
        yield Piece(data, size=len(data))


@dataclass(frozen=True)
class Greedy(Lists):
    def pieces(self, stream: BinaryIO, limit: int) -> Iterator[Piece]:
        yield whole(stream, limit * 100)


@dataclass(frozen=True)
class Leaving(Lists):
    def pieces(self, stream: BinaryIO, limit: int) -> Iterator[Piece]:
        stream.read(1)
        yield whole(stream, limit)


@dataclass(frozen=True)
class Cutting(Lists):
    def pieces(self, stream: BinaryIO, limit: int) -> Iterator[Piece]:
        yield whole(stream, int("tide"))


@dataclass(frozen=True)
class Fragile(Lists):
    def read(self, piece: Piece) -> Document:
        return Document(piece.data.decode())


@dataclass(frozen=True)
class Random(Lists):
    chance: random.Random = field(default_factory=lambda: random.Random(0))

    def read(self, piece: Piece) -> Document:
        return Document(str(self.chance.random()), opaque=self.info.id)


@dataclass(frozen=True)
class Inventing(Lists):
    def read(self, piece: Piece) -> Document:
        return Document("another text")


@dataclass(frozen=True)
class Wide(Lists):
    def write(self, piece: Piece, text: str) -> bytes:
        return text.encode("utf-16")


@pytest.mark.parametrize(
    ("kind", "says"),
    [
        (Unbounded, "reads without a bound"),
        (Greedy, "the limit was"),
        (Leaving, "do not cover"),
        (Cutting, "raised ValueError"),
        (Fragile, "raised UnicodeDecodeError"),
        (Random, "reads differently"),
        (Inventing, "do not lead back"),
        (Wide, "other bytes than the text"),
    ],
)
def test_the_broken_law_is_named(kind: Any, says: str) -> None:
    with pytest.raises(RuleError, match=says):
        check_format(kind(), [SAMPLE])


def test_samples_must_be_read() -> None:
    with pytest.raises(RuleError, match="there is no sample"):
        check_format(Lists(), [])
    with pytest.raises(RuleError, match="cannot read the sample"):
        check_format(Jsonl(), [b"no row\n"])


def test_another_api_is_refused() -> None:
    class Old(Lists):
        info: ClassVar[RuleInfo] = RuleInfo("acme/lst", "1.0.0", "A format of a test.", api=0)

    with pytest.raises(SettingsError, match="version 0 of the contracts"):
        check_format(Old(), [SAMPLE])


@dataclass(frozen=True)
class Remembers:
    """Removes the first letter of a text that it has not seen."""

    seen: set[str] = field(default_factory=set)
    info: ClassVar[RuleInfo] = RuleInfo("acme/remembers", "1.0.0", "A rule of a test.")

    def edits(self, document: Document) -> Iterator[Edit]:
        if len(self.seen) > 40 and document.text.startswith("Share"):
            yield Edit(0, 5, by=self.info.id)
        self.seen.add(document.text)


@dataclass(frozen=True)
class Chance:
    chance: random.Random = field(default_factory=lambda: random.Random(0))
    info: ClassVar[RuleInfo] = RuleInfo("acme/chance", "1.0.0", "A rule of a test.")

    def edits(self, document: Document) -> Iterator[Edit]:
        if document.text and self.chance.random() < 0.5:
            yield Edit(0, 1, by=self.info.id)


@pytest.mark.parametrize(
    ("rule", "says"), [(Remembers(), "depends on what it was asked"), (Chance(), "depends on|answers differ")]
)
def test_rules_that_are_not_pure_are_found(rule: Rule, says: str) -> None:
    with pytest.raises(RuleError, match=says):
        check_rule(rule)
