"""What stands between a plug-in and the manifest: whatever it gives back is checked before it is used.

A rule, format or detector that breaks its contract costs the document it broke it on (``failed``, with a
sentence that names it), never the run and never the truth of a record. Built-in parts are held to the
same laws by their tests and run without a guard.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from io import BufferedReader
from typing import BinaryIO

from cleanse.canonical import check_values
from cleanse.digests import digest_bytes
from cleanse.document import Document, Fact, Language, Piece
from cleanse.errors import DocumentError, ManifestError, RuleError, SettingsError
from cleanse.rule import API, Detector, Format, Rule, RuleInfo
from cleanse.spans import Edit, ordered
from cleanse.streams import Tally
from cleanse.terminal import printable

DECODE_ID = "text/decode"
"""The rule of cleanse in whose name a format may pass on what decoding proposes."""

_SUFFIX = re.compile(r"\.[a-z0-9]{1,16}")
_VERSION = re.compile(r"[0-9A-Za-z][0-9A-Za-z.+-]*")
_LONGEST = 200


def checked_info(part: object, id: str, where: str) -> RuleInfo:
    """The `RuleInfo` of a plug-in's part.

    Args:
        part: a rule, format or detector.
        id: what its ``info.id`` has to be; ``""`` for any id.
        where: what messages call it.

    Raises:
        SettingsError: it is missing or wrong, or made for another version of the contracts.
    """
    try:
        info = getattr(part, "info", None)
    except Exception as error:
        raise SettingsError(f"{where} cannot say its info: {told(error)}.", hint="Mend the plug-in.") from error
    if not isinstance(info, RuleInfo):
        raise SettingsError(f"{where} has no info.", hint="Give it a class variable info = RuleInfo(...).")
    if info.api != API:
        raise SettingsError(
            f"{where} was written for version {info.api} of the contracts, and this cleanse speaks version {API}.",
            hint="Install a matching version of the plug-in.",
        )
    if id and info.id != id:
        raise SettingsError(
            f"{where} calls itself {info.id!r}.", hint="Give info.id and the entry point the same name."
        )
    for one in (info, *info.parts):
        texts = (one.id, one.version, one.summary)
        if not all(isinstance(text, str) and text.isprintable() and text for text in texts) or "/" not in one.id:
            raise SettingsError(
                f"{where} lacks an id like acme/shorten, a version or a summary.", hint="Complete its RuleInfo."
            )
        if not _VERSION.fullmatch(one.version):
            raise SettingsError(f"{where} has the version {one.version!r}.", hint='Write it like "1.0.0".')
    return info


@dataclass(frozen=True, slots=True)
class GuardedRule:
    """A plug-in's rule.

    Attributes:
        rule: what is asked.
        info: of the rule, as it was when the run began.
    """

    rule: Rule
    info: RuleInfo

    def edits(self, document: Document) -> list[Edit]:
        """The rule's edits.

        Raises:
            RuleError: it raised, or its edits cannot be applied or put on record.
        """
        try:
            return checked_edits(list(self.rule.edits(document)), len(document.text), ids(self.info))
        except RuleError as error:
            raise RuleError(printable(error.message)[:_LONGEST]) from error
        except MemoryError:
            raise
        except (Exception, SystemExit) as error:
            raise RuleError(f"rule {self.info.id} raised {told(error)}.") from error

    def facts(self, document: Document) -> dict[str, Fact]:
        """What the rule says of the settled text; nothing when it has nothing to say, or no such method.

        Raises:
            DocumentError: ``rule``: it raised, or what it says cannot be put on record.
        """
        tell = getattr(self.rule, "facts", None)
        if tell is None:
            return {}
        where = f"rule {self.info.id}"
        try:
            said = tell(document)
            facts = dict(said) if isinstance(said, Mapping) else None
        except MemoryError:
            raise
        except (Exception, SystemExit) as error:
            raise DocumentError("rule", f"{where} raised {told(error)} when it was asked for facts.") from error
        if facts is None:
            raise DocumentError("rule", f"{where} gave a {type(said).__name__} for facts.")
        try:
            check_values(facts, 3)
            writable = all(_encodable(value) for value in (*facts, *facts.values()))
        except (ManifestError, RecursionError) as error:
            raise DocumentError("rule", f"{where} gave facts that no record can hold: {told(error)}.") from error
        if not writable:
            raise DocumentError("rule", f"{where} gave facts with text that UTF-8 cannot hold.")
        if "plans" in facts:
            raise DocumentError("rule", f"{where} gave facts named plans, where the ways of its edits are counted.")
        return facts


@dataclass(frozen=True, slots=True)
class GuardedDetector:
    """A plug-in's language detector.

    Attributes:
        detector: what is asked.
        info: of the detector, as it was when the run began.
    """

    detector: Detector
    info: RuleInfo

    def detect(self, text: str) -> Language:
        """The detector's answer.

        Raises:
            DocumentError: ``detector``: it raised, or its answer cannot be put on record.
        """
        try:
            found = self.detector.detect(text)
        except MemoryError:
            raise
        except (Exception, SystemExit) as error:
            raise DocumentError("detector", f"detector {self.info.id} raised {told(error)}.") from error
        sound = (
            isinstance(found, Language)
            and type(found.tag) is str
            and bool(re.fullmatch(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*", found.tag))
            and type(found.score) is int
            and 0 <= found.score <= 1_000_000
            and type(found.reason) is str
            and found.reason.isprintable()
        )
        if not sound:
            raise DocumentError(
                "detector",
                f"detector {self.info.id} answered {printable(repr(found))[:_LONGEST]}, which is no Language.",
            )
        return found


@dataclass(frozen=True, slots=True)
class GuardedFormat:
    """A plug-in's format: a file is one document, and what goes out is its text in UTF-8.

    Attributes:
        format: what is asked.
        info: of the format.
        name: of the format.
        suffixes: of the files it reads.
        output_suffix: of those it writes.
        container: false; the rows of a container cannot be put on record for a plug-in.
    """

    format: Format
    info: RuleInfo
    name: str
    suffixes: tuple[str, ...]
    output_suffix: str
    container: bool = False

    def pieces(self, stream: BinaryIO, limit: int) -> Iterator[Piece]:
        """The one piece of a file.

        Raises:
            DocumentError: ``format``: it raised, or its piece is not the file.
        """
        tally = Tally(stream)
        found: list[Piece] = []
        try:
            for piece in self.format.pieces(BufferedReader(tally, 1 << 18), limit):
                found.append(piece)
                if len(found) > 1:
                    break
        except (DocumentError, OSError, EOFError, zlib.error, MemoryError):
            raise
        except (Exception, SystemExit) as error:
            raise self._wrong(f"raised {told(error)} while it cut a file.") from error
        tally.drain()
        if len(found) != 1 or not _is_whole(found[0], tally, limit):
            raise self._wrong("does not give a file as one piece; use cleanse.formats.plain.whole.")
        yield found[0]

    def read(self, piece: Piece) -> Document:
        """The document in a file.

        Raises:
            DocumentError: it cannot be read; ``format``: the format raised, or its document is not what is in the file.
        """
        try:
            document = self.format.read(piece)
        except DocumentError as error:
            raise DocumentError(
                printable(str(error.code))[:40] or "format",
                printable(str(error.message))[:_LONGEST],
                skipped=error.skipped is True,
            ) from error
        except MemoryError:
            raise
        except (Exception, SystemExit) as error:
            raise self._wrong(f"raised {told(error)}.") from error
        if not isinstance(document, Document):
            raise self._wrong(f"gave a {type(document).__name__}, no Document.")
        return replace(document, format=self.name, edits=self._edits(piece, document), facts=self._facts(document))

    def write(self, piece: Piece, text: str) -> bytes:
        """The text in UTF-8.

        Raises:
            DocumentError: ``format``: the format raised, or wants to write something else.
        """
        try:
            data = self.format.write(piece, text)
        except MemoryError:
            raise
        except (Exception, SystemExit) as error:
            raise self._wrong(f"raised {told(error)} while it wrote.") from error
        if data != text.encode():
            raise self._wrong("writes other bytes than the text in UTF-8.")
        return text.encode()

    def _edits(self, piece: Piece, document: Document) -> tuple[Edit, ...]:
        """The document's edits in order, when text, edits and account of the bytes fit together."""
        if type(document.text) is not str:
            raise self._wrong(f"gave a {type(document.text).__name__} for a text.")
        own = ids(self.info)
        try:
            image = document.text.encode()
            edits = checked_edits(document.edits, len(document.text), own | {DECODE_ID})
            if document.opaque:
                accounted = document.opaque in own | {DECODE_ID, "html/main-text"} and not document.segments
            else:
                accounted = _decodes(piece.data, document, image)
        except UnicodeEncodeError as error:
            raise self._wrong("gave a text with half of a surrogate pair.") from error
        except RuleError as error:
            raise self._wrong(f"proposes what cannot be done: {printable(error.message)[:_LONGEST]}") from error
        except (Exception, SystemExit) as error:
            raise self._wrong(f"gave a document that cannot be understood: {told(error)}.") from error
        if not accounted:
            raise self._wrong(
                "gave a text whose segments do not lead back to the bytes; set opaque to its info.id when it converts."
            )
        return tuple(edits)

    def _facts(self, document: Document) -> dict[str, Fact]:
        allowed = ids(self.info) | {DECODE_ID}
        if not isinstance(document.facts, Mapping):
            raise self._wrong(f"gave a {type(document.facts).__name__} for facts.")
        facts = dict(document.facts)
        try:
            check_values(facts, 2)
            writable = all(_encodable(value) for value in facts.values())
        except (ManifestError, RecursionError) as error:
            raise self._wrong(f"gave facts that no record can hold: {told(error)}.") from error
        if not writable or not set(facts) <= allowed:
            raise self._wrong("gave facts in another's name, or with text that UTF-8 cannot hold.")
        return facts

    def _wrong(self, what: str) -> DocumentError:
        return DocumentError("format", f"format {self.name} {what}")


def guarded_format(format: object, name: str, where: str) -> GuardedFormat:
    """A plug-in's format behind its guard.

    Raises:
        SettingsError: it lacks a part of the contract.
    """
    if not isinstance(format, Format):
        raise SettingsError(
            f"{where} is no format.", hint="Give it name, suffixes, output_suffix, container, pieces, read and write."
        )
    info = checked_info(format, "", where)
    if format.name != name:
        raise SettingsError(
            f"{where} calls itself {format.name!r}.", hint="Give its name and the entry point the same name."
        )
    if format.container:
        raise SettingsError(
            f"{where} holds many documents in a file.", hint="Give it container = False: one document a file."
        )
    suffixes = format.suffixes
    if not isinstance(suffixes, tuple) or not suffixes or not all(_is_suffix(suffix) for suffix in suffixes):
        raise SettingsError(f"{where} has the suffixes {suffixes!r}.", hint='Write them like (".srt",).')
    if format.output_suffix != "" and not _is_suffix(format.output_suffix):
        raise SettingsError(f"{where} has the output suffix {format.output_suffix!r}.", hint='Write it like ".txt".')
    return GuardedFormat(format, info, name, suffixes, format.output_suffix)


def checked_edits(edits: Sequence[Edit], length: int, allowed: frozenset[str]) -> list[Edit]:
    """Edits in order that can be applied and put on record.

    Raises:
        RuleError: they cannot.
    """
    for edit in edits:
        if not isinstance(edit, Edit) or type(edit.start) is not int or type(edit.end) is not int:
            raise RuleError(f"{edit!r} is no Edit with whole numbers for its place.")
        if type(edit.insert) is not str or not _encodable(edit.insert):
            raise RuleError(f"the edit {edit.start}:{edit.end} inserts what UTF-8 cannot hold.")
        if edit.by not in allowed:
            raise RuleError(f"the edit {edit.start}:{edit.end} is proposed in the name of {edit.by!r}.")
        if type(edit.how) is not str or not edit.how.isascii() or not edit.how.isprintable():
            raise RuleError(f"the edit {edit.start}:{edit.end} says how in other characters than printable ASCII.")
    return ordered(edits, length)


def ids(info: RuleInfo) -> frozenset[str]:
    """The ids in whose name a rule or format may propose edits."""
    return frozenset(part.id for part in info.parts) or frozenset((info.id,))


def told(error: BaseException) -> str:
    """An error in one printable line."""
    try:
        said = printable(str(error))[:_LONGEST].rstrip(".")
    except Exception:  # an exception of a plug-in may fail to say what it is  # noqa: BLE001
        said = ""
    return f"{type(error).__name__}: {said}" if said else type(error).__name__


def _is_whole(piece: object, tally: Tally, limit: int) -> bool:
    """True for a piece that is all of the file that was read through the tally."""
    if not isinstance(piece, Piece) or (piece.row, piece.offset, piece.end, piece.blank) != (0, 0, b"", False):
        return False
    if type(piece.data) is not bytes or piece.size != tally.size:
        return False
    digest = tally.sum()["sha256"]
    if piece.size > limit:
        return piece.data == b"" and piece.digest == digest
    return not piece.digest and digest_bytes(piece.data) == digest


def _decodes(data: bytes, document: Document, image: bytes) -> bool:
    """True when the segments cover the bytes and decode to the text."""
    if not document.segments:
        return image == data
    place = 0
    texts: list[str] = []
    for size, codec in document.segments:
        if type(size) is not int or size < 1:
            return False
        part = data[place : place + size]
        text = part.decode(codec)
        if text.encode(codec) != part:
            return False
        texts.append(text)
        place += size
    return place == len(data) and "".join(texts) == document.text


def _is_suffix(suffix: object) -> bool:
    return isinstance(suffix, str) and suffix != ".gz" and bool(_SUFFIX.fullmatch(suffix))


def _encodable(value: object) -> bool:
    """True when no text inside holds half of a surrogate pair."""
    if isinstance(value, str):
        try:
            value.encode()
        except UnicodeEncodeError:
            return False
    elif isinstance(value, Mapping):
        return all(_encodable(inner) for inner in value.values())
    elif isinstance(value, list | tuple):
        return all(_encodable(inner) for inner in value)
    return True
