"""Stage by stage: MB of text a CPU second, one core.

    python -m benchmarks.stages [--mb 2] [--times 3] [--profile] [--json OUT]

Every stage works on the same generated pages, in one process, best of several calls. The last column is
how many times the CPU of finding the text's words a stage takes: that figure compares between machines.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import re
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from benchmarks import corpus, measure
from cleanse.assemble import assemble, formats, header
from cleanse.cleaner import sums
from cleanse.config import CHARACTERS, PACKS, SPACES, Settings
from cleanse.corpus import roots, walk
from cleanse.dedup.decider import Decider, Policy
from cleanse.dedup.signatures import encoded, shingle_set, sign
from cleanse.document import Document, Outcome, Piece, Source
from cleanse.formats.decode import decode
from cleanse.formats.html import Html
from cleanse.formats.jsonl import Jsonl
from cleanse.language import letters
from cleanse.manifest import ManifestWriter
from cleanse.rule import Format, Rule
from cleanse.runner import run
from cleanse.spool import ROW, Line, Spool
from cleanse.streams import opened
from cleanse.tally import wire_edits
from cleanse.tiling import compose, identity, to_wire
from cleanse.verification import verify

PAGES_OF_HTML = 40
"""Extracting main text is two hundred times slower than the rest: a few pages tell enough."""


YARDSTICK = "finding words"
_words = re.compile(r"\w+").findall


@dataclass(frozen=True, slots=True)
class Stage:
    """Something to measure.

    Attributes:
        name: in the table.
        size: bytes that one call goes through.
        work: one call.
    """

    name: str
    size: int
    work: Callable[[], object]


class Bench:
    """What the stages work on, made once.

    Args:
        folder: empty; sources and outputs go there.
        size: bytes of text.
        seed: of the corpus.
    """

    def __init__(self, folder: Path, size: int, seed: int = 1) -> None:
        self.folder = folder
        self.settings = Settings()
        self.assembly = assemble(self.settings)
        pages = list(corpus.pages(size, seed))
        self.html = [corpus._html(one) for one in pages[:PAGES_OF_HTML]]
        self.texts = [one.text for one in pages]
        self.bytes = [text.encode() for text in self.texts]
        self.size = sum(map(len, self.bytes))
        self.documents = [
            Document(text, Source(f"{place}.txt", size=len(data)))
            for place, (text, data) in enumerate(zip(self.texts, self.bytes, strict=True))
        ]
        self.pieces = [
            Piece(json.dumps({"id": place, "text": text}, ensure_ascii=False).encode(), place + 1, end=b"\n")
            for place, text in enumerate(self.texts)
        ]

    @cached_property
    def outcomes(self) -> list[Outcome]:
        """The pages, cleaned."""
        return [self.assembly.pipeline.run(document) for document in self.documents]

    @cached_property
    def finished(self) -> tuple[Path, Path]:
        """A source folder of the same size, and the output of a run over it."""
        corpus.write(self.folder / "made", self.size)
        source, out = self.folder / "made" / "corpus", self.folder / "out"
        run([str(source)], out, self.settings, jobs=0)
        return source, out

    def records(self) -> Iterator[dict[str, Any]]:
        """The records of the cleaned pages, as rows of one container and in its order."""
        index = self.assembly.index
        yield {
            "box": "jsonl",
            "path": "rows.jsonl",
            "rows": len(self.texts),
            "in": sums(b""),
            "out": {**sums(b""), "path": "rows.jsonl"},
        }
        offset = 0
        for row, (data, outcome) in enumerate(zip(self.bytes, self.outcomes, strict=True), 1):
            edits = wire_edits(to_wire(outcome.tiling, outcome.document.text, index))
            text = outcome.text.encode()
            yield {
                "path": "rows.jsonl",
                "row": row,
                "at": [offset, len(data) + 2],
                "in": sums(data),
                "out": sums(text),
                "st": "edited" if text != data else "same",
                **({"e": edits} if edits else {}),
            }
            offset += len(data) + 3

    def stages(self) -> Iterator[Stage]:
        """All stages, in the order of a run."""
        # The yardstick is plain Python: sha256 runs five times faster where the processor has instructions for it.
        yield Stage(YARDSTICK, self.size, lambda: [len(_words(text)) for text in self.texts])
        yield Stage("sha256", self.size, lambda: [hashlib.sha256(data).digest() for data in self.bytes])
        yield from self._reading()
        yield from self._cleaning()
        yield from self._duplicates()
        yield from self._books()
        yield from self._verifying()

    def _reading(self) -> Iterator[Stage]:
        source, _ = self.finished
        given = formats(self.settings)
        on_disk = sum(path.stat().st_size for path in source.rglob("*") if path.is_file())
        yield Stage("read: walk, open, hash, cut", on_disk, lambda: _read(source, given))
        yield Stage("decode", self.size, lambda: [decode(data) for data in self.bytes])
        latin = [text.encode("cp1252", "replace") for text in self.texts if not text.isascii()][:100]
        yield Stage("decode, guessing cp1252", sum(map(len, latin)), lambda: [decode(data) for data in latin])
        rows = Jsonl()
        yield Stage("decode a JSON row", self.size, lambda: [rows.read(piece) for piece in self.pieces])
        page = Html()
        yield Stage(
            "main text of HTML",
            sum(map(len, self.html)),
            lambda: [page.read(Piece(data, size=len(data))) for data in self.html],
        )

    def _cleaning(self) -> Iterator[Stage]:
        for step in (*CHARACTERS, *SPACES, "captions/repeated", "related/stray-headline"):
            (rule,) = assemble(Settings(rules=(step,))).pipeline.rules
            yield Stage(step, self.size, self._asked(rule))
        (packs,) = assemble(Settings(rules=PACKS)).pipeline.rules
        yield Stage("line rules: all packs", self.size, self._asked(packs))
        detector = letters.Letters()

        def languages() -> None:
            letters._rows.cache_clear()
            for text in self.texts:
                detector.detect(text)

        yield Stage("language", self.size, languages)

        def pipeline() -> None:
            letters._rows.cache_clear()
            for document in self.documents:
                self.assembly.pipeline.run(document)

        yield Stage("pipeline: all of these until silent", self.size, pipeline)

    def _asked(self, rule: Rule) -> Callable[[], object]:
        return lambda: [list(rule.edits(document)) for document in self.documents]

    def _duplicates(self) -> Iterator[Stage]:
        yield Stage("signatures", self.size, lambda: [sign(text) for text in self.texts])
        signatures = [sign(text) for text in self.texts]

        def decided() -> None:
            with tempfile.TemporaryDirectory() as folder, Decider(Policy(), Path(folder)) as decider:
                for signature in signatures:
                    decider.add(signature)
                decider.decide(lambda index: shingle_set(encoded(self.texts[index])))

        yield Stage("candidates, exact checks, choice", self.size, decided)

    def _books(self) -> Iterator[Stage]:
        outcomes = self.outcomes
        index = self.assembly.index
        yield Stage(
            "tiling: compose with itself undone",
            self.size,
            lambda: [compose(one.tiling, identity(len(one.text))) for one in outcomes],
        )
        yield Stage(
            "tiling: wire form",
            self.size,
            lambda: [wire_edits(to_wire(one.tiling, one.document.text, index)) for one in outcomes],
        )
        yield Stage(
            "digests of image and output",
            self.size,
            lambda: [(sums(one.document.text.encode()), sums(one.text.encode())) for one in outcomes],
        )
        records = list(self.records())
        head = header(self.settings, self.assembly, [""])

        def booked() -> None:
            writer = ManifestWriter(io.BytesIO(), head)
            for record in records:
                writer.add(record)
            writer.finish()

        yield Stage("manifest records", self.size, booked)
        rows = Jsonl()

        def written() -> None:
            with tempfile.TemporaryDirectory() as folder:
                spool = Spool(Path(folder))
                for piece, one in zip(self.pieces, outcomes, strict=True):
                    spool.add(Line(ROW, {"path": "rows.jsonl"}), rows.write(piece, one.text))
                spool.close()

        yield Stage("write a JSON row and spool it", self.size, written)

    def _verifying(self) -> Iterator[Stage]:
        source, out = self.finished
        for level in ("books", "hashes"):
            yield Stage(f"verify: {level}", self.size, lambda level=level: _sound(out, None, level))  # type: ignore[misc]
        yield Stage("verify: replay", self.size, lambda: _sound(out, source, "replay"))


def _read(source: Path, given: tuple[Format, ...]) -> None:
    names = {format.name: format for format in given}
    for entry in walk(roots([str(source)]), given, ("**",), ()):
        with opened(entry) as stream:
            for _ in names[entry.format].pieces(stream.stream, 1 << 26):
                pass


def _sound(out: Path, source: Path | None, level: str) -> None:
    report = verify(out, source, level)
    if report.status:
        raise RuntimeError(f"{out}: {report.findings[:3]}")


def measured(size: int, times: int = 3, seed: int = 1) -> dict[str, dict[str, float]]:
    """MB/s and multiples of the yardstick's CPU, by stage."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        bench = Bench(Path(folder), size, seed)
        found: dict[str, dict[str, float]] = {}
        yardstick = 0.0
        for stage in bench.stages():
            stage.work()
            a_byte = measure.best(stage.work, times) / stage.size
            yardstick = yardstick or a_byte
            found[stage.name] = {"mb_s": 1 / a_byte / measure.MB, "times_yardstick": a_byte / yardstick}
    return found


def markdown(found: dict[str, dict[str, float]]) -> str:
    """The table of `measured`."""
    rows = [(name, figures["mb_s"], figures["times_yardstick"]) for name, figures in found.items()]
    return measure.table(("stage", "MB/s of CPU", "times finding words"), rows)


def main() -> None:
    """Measure from the command line."""
    parser = argparse.ArgumentParser(description="MB of text a CPU second, stage by stage.")
    parser.add_argument("--mb", type=float, default=2.0)
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--profile", action="store_true", help="the hottest functions of the whole job instead")
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    size = int(given.mb * measure.MB)
    if given.profile:
        from benchmarks.whole_job import profile

        profile(size)
        return
    found = measured(size, given.times)
    print(markdown(found))
    if given.json:
        measure.save(given.json, {"machine": measure.machine(), "stages": found})


if __name__ == "__main__":
    main()
