"""One document from bytes to bytes, with its record: what a worker does."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from cleanse.assemble import Assembly, assemble
from cleanse.config import Settings
from cleanse.document import Document, Outcome, Piece
from cleanse.errors import DocumentError
from cleanse.formats.jsonl import Jsonl
from cleanse.streams import packed
from cleanse.tally import wire_edits
from cleanse.tiling import to_wire


@dataclass(frozen=True, slots=True)
class Job:
    """One document to clean.

    Attributes:
        piece: its bytes.
        format: the name of its format.
        packed: true when the output is to be gzipped.
    """

    piece: Piece
    format: str
    packed: bool = False


@dataclass(frozen=True, slots=True)
class Cleaned:
    """What became of a job.

    Attributes:
        record: the manifest's record but for ``path``, and for a file ``in`` and ``out.path``.
        output: the bytes of the file or row that goes out; ``None`` when none does.
        signature: for finding duplicates; ``None`` when nobody looks for them, or the document does not stay.
        size: bytes of the cleaned text.
    """

    record: dict[str, object]
    output: bytes | None = None
    signature: bytes | None = None
    size: int = 0


class Cleaner:
    """Cleans one document after the other; makes the same of the same bytes, always.

    Args:
        settings: of the run.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.assembly: Assembly = assemble(settings)

    def clean(self, job: Job) -> Cleaned:
        """Clean one document; what goes wrong with it is in the record."""
        try:
            return self._clean(job)
        except DocumentError as error:
            return Cleaned({**_place(job.piece, self._row(job)), **why(error)})
        except (MemoryError, RecursionError) as error:
            too_much = DocumentError("too-complex", f"it takes more memory than there is ({type(error).__name__}).")
            return Cleaned({**_place(job.piece, self._row(job)), **why(too_much)})

    def outcome(self, job: Job) -> tuple[Document, Outcome]:
        """The document as it was read, and what the pipeline made of it.

        Raises:
            DocumentError: it cannot be read or cleaned.
        """
        if job.piece.digest:
            raise DocumentError(
                "too-large",
                f"it has {job.piece.size} bytes, more than the {self.settings.max_document_bytes} of --max-document-bytes.",
                skipped=True,
            )
        document = self.assembly.formats[job.format].read(job.piece)
        return document, self.assembly.pipeline.run(document)

    def _clean(self, job: Job) -> Cleaned:
        document, outcome = self.outcome(job)
        format = self.assembly.formats[job.format]
        index = self.assembly.index
        image = outcome.document.text.encode()
        text = outcome.text.encode()
        record: dict[str, object] = {}
        if isinstance(format, Jsonl):
            record["at"] = list(format.place(job.piece))
            record["row"] = job.piece.row
            record["in"] = sums(image)
            if format.codec(job.piece) != "utf-8":
                record["codec"] = format.codec(job.piece)
        stages = _stages(document, image, index)
        if stages:
            record["t"] = stages
        edits = to_wire(outcome.tiling, document.text, index)
        if edits:
            record["e"] = wire_edits(edits)
        if outcome.facts:
            record["facts"] = dict(outcome.facts)
        if not outcome.verdict.kept:
            drop: dict[str, object] = {"by": index[outcome.verdict.by], "kind": outcome.verdict.kind}
            if outcome.verdict.kind == "language" and outcome.language is not None:
                drop["tag"] = outcome.language.tag
            return Cleaned({**record, "st": "dropped", "drop": drop, "text": sums(text)})
        output = format.write(job.piece, outcome.text)
        same = text == (image if self._row(job) else job.piece.data)
        record["st"] = "same" if same else "edited"
        if self._row(job):
            record["out"] = sums(text)
        elif job.packed:
            output = packed(text)
            record["out"] = {**sums(output), "plain": sums(text)}
        else:
            record["out"] = sums(output)
        return Cleaned(record, output, self._sign(outcome.text), len(text))

    def _sign(self, text: str) -> bytes | None:
        if self.settings.duplicates == "off":
            return None
        from cleanse.dedup.signatures import sign

        return sign(text, self.settings.shingling).data

    def _row(self, job: Job) -> bool:
        return self.assembly.formats[job.format].container


def sums(data: bytes) -> dict[str, object]:
    """``{"len", "sha256"}`` of bytes."""
    return {"len": len(data), "sha256": hashlib.sha256(data).hexdigest()}


def why(error: DocumentError) -> dict[str, object]:
    """The part of a record that says why a document was not cleaned."""
    return {"st": "skipped" if error.skipped else "failed", "why": [error.code, error.message]}


def _place(piece: Piece, row: bool) -> dict[str, object]:
    """Where a row that was not cleaned stands, and the digest of its whole line."""
    if not row:
        return {}
    found = {"len": piece.size, "sha256": piece.digest} if piece.digest else sums(piece.data)
    return {"at": [piece.offset, piece.size], "row": piece.row, "in": found}


def _stages(document: Document, image: bytes, index: Mapping[str, int]) -> list[object]:
    """How the source became the image."""
    if document.opaque:
        return [["opaque", index[document.opaque], len(image), hashlib.sha256(image).hexdigest()]]
    if document.segments:
        return [["decode", [list(segment) for segment in document.segments]]]
    return []
