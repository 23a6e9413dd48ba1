"""The laws every rule must keep, and strategies that write dirty text: for authors of plug-ins.

Needs hypothesis: ``pip install "cleanse-text[testing]"``.

>>> from cleanse.testing import check_rule
>>> from cleanse.transforms.newlines import Newlines
>>> check_rule(Newlines())
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from hashlib import sha256
from io import BytesIO

from cleanse.document import Document, Language, Piece
from cleanse.errors import DocumentError, RuleError
from cleanse.guards import checked_edits, guarded_format, told
from cleanse.rule import API, Format, Rule
from cleanse.spans import Edit, apply, invert, ordered
from cleanse.tiling import from_edits

try:
    from hypothesis import HealthCheck, given, settings
    from hypothesis import strategies as st
except ImportError as error:  # pragma: no cover
    message = "cleanse.testing needs hypothesis: pip install 'cleanse-text[testing]'"
    raise ImportError(message) from error

DIRT = (
    "\u00c2", "\u00c2 ", "\u00c2\u00a0", "\u00e2\u20ac\u2122", "\u00c3\u00a9", "\u00e2\u20ac\u0153", "\u0085", "\u0091", "\x00", "\x07",
    "\x1b[31m", "\x1b[0m", "\r\n", "\r", "\n", "\n\n\n\n", " \n", "\t\n", "\u00a0\n", "\ufeff", "\u200b", "\u00ad", "\u200d", "\u202e",
    "\u2028", "\x0b", "\x0c", "&amp;", "&nbsp;", "<b>", "\ufffd", "\u0301", "\u05d0", "\u0639", "\u4e2d", "\U0001f468\u200d\U0001f469",
)  # fmt: skip
"""Pieces of dirt that crawled text is known to carry."""

BOILERPLATE = (
    "Share", "Advertisement", "Share on Facebook", "- AP", "Source: AFP", "Read more", "Related stories", "Editor's picks",
    "Copyright \u00a9 2019 Example Press. All rights reserved.", "Sign up for our newsletter", "12/03/2017 09:15 by admin",
    "Leave a comment", "Follow us on Twitter", "Most read", "Promoted Links", "3 Comments",
)  # fmt: skip
"""Lines that pages carry around their main content."""

PROSE = (
    "The harbour master said the ferry would sail again once the ice had gone.",
    "Nobody in the village remembered a winter as long as this one.",
    "\u00abLa digue a tenu\u00bb, explique le maire, \u00abmais \u00e0 quel prix ?\u00bb",
    "Die Br\u00fccke \u00fcber die Leine bleibt bis zum Fr\u00fchjahr gesperrt.",
    "\u041f\u043e\u0435\u0437\u0434 \u043f\u0440\u0438\u0431\u044b\u043b \u0432 \u043f\u043e\u043b\u043d\u043e\u0447\u044c, \u0438 \u043d\u0430 \u043f\u0435\u0440\u0440\u043e\u043d\u0435 \u043d\u0438\u043a\u043e\u0433\u043e \u043d\u0435 \u0431\u044b\u043b\u043e.",
    "\u6e2f\u306e\u706f\u53f0\u306f\u3001\u53bb\u5e74\u306e\u6625\u306b\u706f\u308a\u3092\u6d88\u3057\u305f\u3002",
    "She counted the boats twice and wrote the number in the book.",
)
"""Clean sentences in several scripts, written for this purpose."""


def clean_text() -> st.SearchStrategy[str]:
    """Paragraphs of clean prose with a final line feed: what no rule may change."""
    return st.lists(st.sampled_from(PROSE), min_size=1, max_size=8, unique=True).map(
        lambda lines: "\n\n".join(lines) + "\n"
    )


def dirty_text(max_pieces: int = 12) -> st.SearchStrategy[str]:
    """Prose, boilerplate lines and dirt in any order, and arbitrary characters between them.

    Args:
        max_pieces: of prose, boilerplate, dirt or noise.
    """
    noise = st.text(st.characters(codec="utf-8"), max_size=6)
    lines = st.sampled_from(PROSE + BOILERPLATE).map(lambda line: line + "\n")
    piece = st.one_of(lines, lines, st.sampled_from(DIRT), st.sampled_from(("\n", " ", "a", "The end.")), noise)
    return st.lists(piece, max_size=max_pieces).map("".join)


@st.composite
def edits_of(draw: st.DrawFn, text: str, by: str = "test/edit") -> list[Edit]:
    """Ordered edits that fit a text."""
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=10)))
    inserts = draw(st.lists(st.text(max_size=3), min_size=len(cuts) // 2, max_size=len(cuts) // 2))
    pairs = zip(cuts[0::2], cuts[1::2], inserts, strict=False)
    return ordered((Edit(start, end, insert, by) for start, end, insert in pairs), len(text))


def check_rule(rule: Rule, *, texts: Iterable[str] = (), examples: int = 60, language: str = "en") -> None:
    """Hold a rule against the laws; says which one it breaks.

    It must name an id, a version and an API that this cleanse speaks; propose edits that lie inside
    the text, do not overlap and carry a rule's id; propose the same when asked twice, and whatever it was
    asked before; leave no more to do once it has settled; and its edits must be undoable. What differs only
    between processes, such as the order of a set of texts, is not found here.

    Args:
        rule: an instance, with the options to be tested.
        texts: more texts to try, beside those that `dirty_text` and `clean_text` write.
        examples: how many texts to draw.
        language: the tag that documents carry.

    Raises:
        RuleError: a law is broken.
    """
    info = rule.info
    if info.api != API:
        raise RuleError(
            f"rule {info.id}: written for API {info.api}, this is {API}.", hint="Install a matching version."
        )
    if "/" not in info.id or not info.version or not info.summary:
        raise RuleError(f"rule {info.id or '(unnamed)'}: needs an id like pack/name, a version and a summary.")
    ids = {part.id for part in info.parts} or {info.id}
    fixed = (*texts, "", "\n", *PROSE, *BOILERPLATE, *DIRT)
    _check_order(rule, fixed, language)
    for text in fixed:
        _check_text(rule, text, ids, language)

    @settings(
        max_examples=examples, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck)
    )
    @given(st.one_of(dirty_text(), clean_text()))
    def holds(text: str) -> None:
        _check_text(rule, text, ids, language)

    holds()


def check_format(format: Format, samples: Iterable[bytes], *, examples: int = 60) -> None:
    """Hold a format against the laws; says which one it breaks.

    Its pieces must cover the stream and none may hold more bytes than the limit, nor may it read without a
    bound; `read` must give the same document whenever it is asked, with text, edits and segments that lead
    back to the bytes (or an ``opaque`` rule); `write` must give the text in UTF-8, or for the row of a
    container the same row when the text is the same and one that reads as the text when it is not; and
    damaged or hostile bytes may raise nothing but `DocumentError`.

    Args:
        format: an instance, with the options to be tested.
        samples: whole files that it must be able to read; damaged and cut ones are made from them. Of a
            container, files whose rows can all be read.
        examples: how many files to draw.

    Raises:
        RuleError: a law is broken.
        SettingsError: a part of the contract is missing, or was made for another API.

    >>> from cleanse.formats.plain import Plain
    >>> check_format(Plain(), [b"The ferry sails at noon.\\n"], examples=5)
    """
    kept = list(samples)
    if not kept:
        raise RuleError(f"format {format.name}: there is no sample.", hint="Give whole files that it must read.")
    if hasattr(format, "info"):
        guarded_format(format, format.name, f"the format {format.name!r}")
    for data in kept:
        _check_file(format, data, readable=True)
    for data in reversed([*kept, b"", *(piece.encode() for piece in DIRT)]):
        _check_file(format, data, readable=data in kept)

    @settings(
        max_examples=examples, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck)
    )
    @given(damaged(kept))
    def holds(data: bytes) -> None:
        _check_file(format, data, readable=False)

    holds()


@st.composite
def damaged(draw: st.DrawFn, samples: Sequence[bytes]) -> bytes:
    """Files made from samples: cut off, with bytes put in or taken out, or nothing but noise.

    Args:
        draw: given by hypothesis.
        samples: at least one.
    """
    data = draw(st.sampled_from(samples))
    for _ in range(draw(st.integers(0, 3))):
        start = draw(st.integers(0, len(data)))
        end = draw(st.integers(start, min(len(data), start + 40)))
        filling = st.one_of(st.binary(max_size=8), st.sampled_from([piece.encode() for piece in DIRT]))
        data = data[:start] + draw(filling) + data[end:]
    cut = data[: draw(st.integers(0, len(data)))]
    return draw(st.sampled_from((data, cut, draw(st.binary(max_size=60)))))


class _Bounded(BytesIO):
    """A stream that minds being read without a bound."""

    unbounded = False

    def read(self, size: int | None = -1, /) -> bytes:
        self.unbounded |= size is None or size < 0
        return super().read(size)

    def readline(self, size: int | None = -1, /) -> bytes:
        self.unbounded |= size is None or size < 0
        return super().readline(size)


def _check_file(format: Format, data: bytes, *, readable: bool) -> None:
    name = f"format {format.name}"
    for limit in (1 << 20, max(1, len(data) // 2)):
        for piece in _check_pieces(format, data, limit):
            if piece.digest or piece.blank:
                continue
            try:
                document = _read(format, piece)
            except DocumentError as error:
                if error.code == "format":
                    raise RuleError(f"{error.message} The file was {data[:80]!r}.") from error
                if readable:
                    raise RuleError(f"{name}: cannot read the sample {data[:80]!r}: {error.message}") from error
                continue
            _check_written(format, piece, document.text)


def _check_pieces(format: Format, data: bytes, limit: int) -> list[Piece]:
    name = f"format {format.name}"
    stream = _Bounded(data)
    try:
        pieces = list(format.pieces(stream, limit))
    except DocumentError:
        return []
    except Exception as error:
        raise RuleError(f"{name}: cutting {data[:80]!r} raised {told(error)}.") from error
    if stream.unbounded:
        raise RuleError(f"{name}: reads without a bound.", hint="Use cleanse.formats.plain.whole, or read(size).")
    place = 0
    for piece in pieces:
        part = data[place : place + piece.size]
        held = sha256(part).hexdigest() == piece.digest if piece.digest else piece.data == part
        end = data[place + piece.size : place + piece.size + len(piece.end)]
        if piece.offset != place or len(part) != piece.size or not held or end != piece.end:
            raise RuleError(f"{name}: its pieces do not cover {data[:80]!r} (at byte {place}).")
        if len(piece.data) > limit:
            raise RuleError(f"{name}: a piece holds {len(piece.data)} bytes, and the limit was {limit}.")
        place += piece.size + len(piece.end)
    if place != len(data) or (not format.container and len(pieces) != 1):
        raise RuleError(f"{name}: its pieces do not cover {data[:80]!r} ({place} of {len(data)} bytes).")
    return pieces


def _read(format: Format, piece: Piece) -> Document:
    """Read a piece twice, with another between; what is not `DocumentError` is a broken law."""
    name = f"format {format.name}"
    guarded = guarded_format(format, format.name, name) if hasattr(format, "info") else format
    answers: list[object] = []
    for data in (piece.data, piece.data[: len(piece.data) // 2], piece.data):
        asked = replace(piece, data=data, size=len(data))
        try:
            answers.append(guarded.read(asked))
        except DocumentError as error:
            answers.append((error.code, error.message))
            if data is piece.data and len(answers) == 3 and answers[0] == answers[2]:
                raise
        except Exception as error:
            raise RuleError(f"{name}: reading {data[:80]!r} raised {told(error)}, no DocumentError.") from error
    document = answers[0]
    if document != answers[2] or not isinstance(document, Document):
        raise RuleError(f"{name}: asked twice about {piece.data[:80]!r}, it reads differently.")
    try:
        checked_edits(document.edits, len(document.text), frozenset(edit.by for edit in document.edits))
        document.text.encode()
    except (RuleError, UnicodeEncodeError) as error:
        raise RuleError(f"{name}: what it proposes for {piece.data[:80]!r} cannot be done: {error}") from error
    return document


def _check_written(format: Format, piece: Piece, text: str) -> None:
    name = f"format {format.name}"
    for wanted in (text, text + "\u6e2f \U0001f6a2\n", PROSE[0]):
        data = format.write(piece, wanted)
        if not format.container and data != wanted.encode():
            raise RuleError(f"{name}: writes other bytes than the text in UTF-8.", hint="Return text.encode().")
        if format.container and wanted == text and data != piece.data:
            raise RuleError(f"{name}: a row of the same text is written differently: {data[:80]!r}.")
        if format.container and format.read(replace(piece, data=data, size=len(data))).text != wanted:
            raise RuleError(f"{name}: what it wrote reads differently: {data[:80]!r}.")


def _check_order(rule: Rule, texts: Sequence[str], language: str) -> None:
    """Ask about texts forwards and backwards: a rule that remembers answers differently."""
    tag = Language(language, 1_000_000)
    first = [list(rule.edits(Document(text, language=tag))) for text in texts]
    for text, proposed in zip(reversed(texts), reversed(first), strict=True):
        if list(rule.edits(Document(text, language=tag))) != proposed:
            raise RuleError(
                f"rule {rule.info.id}: its answer for {text!r} depends on what it was asked before.",
                hint="Keep nothing between documents.",
            )


def _check_text(rule: Rule, text: str, ids: set[str], language: str) -> None:
    for _ in range(4):
        document = Document(text, language=Language(language, 1_000_000))
        proposed = ordered(rule.edits(document), len(text))
        if ordered(rule.edits(document), len(text)) != proposed:
            raise RuleError(f"rule {rule.info.id}: asked twice about {text!r}, it answers differently.")
        strangers = {edit.by for edit in proposed} - ids
        if strangers:
            raise RuleError(f"rule {rule.info.id}: proposes edits in the name of {sorted(strangers)}.")
        result = apply(text, proposed)
        if apply(result, invert(text, proposed)) != text or from_edits(len(text), proposed).apply(text) != result:
            raise RuleError(f"rule {rule.info.id}: its edits of {text!r} cannot be undone.")
        if result == text:
            return
        text = result
    raise RuleError(
        f"rule {rule.info.id}: has not settled after four rounds.", hint="Match the thing, not one occurrence of it."
    )
