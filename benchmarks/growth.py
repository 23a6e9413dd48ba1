"""How cost grows: with the size of a corpus, with the number of documents, with workers, and on the worst input.

    python -m benchmarks.growth [--mb 1 10] [--documents 1000 10000] [--jobs 1 2] [--worst] [--json OUT]

Sizes and numbers that take minutes (100 MB, 100,000 documents) are run only when they are asked for. CPU
seconds and peaks are those of all processes of a run. For the worst documents each stage's cost for a MB
is taken at one size and at four times that size: `growth` is their ratio, 1 when cost is linear.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from benchmarks import corpus, measure
from cleanse.config import Settings
from cleanse.dedup.near import near_duplicates
from cleanse.dedup.signatures import sign
from cleanse.document import Document, Piece
from cleanse.errors import DocumentError
from cleanse.formats.decode import decode
from cleanse.formats.html import Html
from cleanse.formats.jsonl import Jsonl
from cleanse.language import letters
from cleanse.pipeline import Pipeline

TIMES_LARGER = 4
STEEP = 2.0
"""A stage that takes more than so many times the CPU for a MB of four times the input grows faster than it.
Quadratic cost would give 4; caches and allocation alone may give 1.5."""

WORST: Mapping[str, str] = {
    "mojibake in one line": "\u00e2",
    "spaces": " ",
    "line feeds": "\n",
    "spaces and line feeds": " \n",
    "carriage returns": "\r",
    "short boilerplate lines": "Share\n",
    "copyright lines": "\u00a9 2024 The Ferry Post\n",
    "half of an entity": "&amp",
    "control characters": "\x80\x81",
    "zero width": "\u200b\u00ad",
    "one word": "a",
    "one word again and again": "ferry ",
    "one letter and a space": "x ",
    "consonants": "bcdfghjkl",
    "dots": ".",
    "addresses without an end": "a@",
    "web addresses": "http://a.",
    "Chinese without a stop": "\u5b57",
    "combining marks": "e\u0301\u0301\u0301",
    "surrogate-sized signs": "\U0001f600",
    "twice garbled": "\u00c3\u00a2\u00e2\u201a\u00ac\u00e2\u201e\u00a2 ",
    "captions": "Photo: a harbour\n",
    "short lines": "a\n",
    "bars": "| ",
    "quotes": "\u201c",
}
"""Texts that are hard for some rule: a piece, repeated."""

HARD_BYTES: Mapping[str, bytes] = {
    "bytes 0x80 to 0xff": bytes(range(128, 256)),
    "zeros": b"\0",
    "ESC $ B": b"\x1b$B",
    "lines of two encodings": "\u00e9t\u00e9\n".encode() + b"\xe9t\xe9\n",
    "two encodings in one line": "\u00e9t\u00e9 ".encode() * 3 + b"\xe9t\xe9 ",
    "one line, mostly legacy": "\u00e9".encode() + b"\xe9t\xe9 " * 9,
    "surrogates in UTF-8": b"\xed\xa0\xbd\xed\xba\xa2",
    "halves of surrogates in UTF-8": b"\xed\xa0\xbd",
    "longer forms": b"\xc0\xaf",
}
"""Bytes that are hard to decode: a piece, repeated."""


def runs(sizes: Sequence[int], jobs: Sequence[int]) -> list[dict[str, object]]:
    """Whole runs over corpora of several sizes in bytes."""
    return [_run(size, 0, job) for size in sizes for job in jobs]


def many(numbers: Sequence[int], jobs: int = 1) -> list[dict[str, object]]:
    """Whole runs over so many short documents."""
    return [_run(0, number, jobs) for number in numbers]


def _run(size: int, documents: int, jobs: int) -> dict[str, object]:
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        if documents:
            source = folder / "rows.jsonl"
            with source.open("w", encoding="utf-8") as rows:
                for number in range(documents):
                    text = "\n".join(corpus.page(number).lines[:3]) + "\n"
                    rows.write(json.dumps({"id": number, "text": text}, ensure_ascii=False) + "\n")
            made = source.stat().st_size
        else:
            written = corpus.write(folder / "made", size)
            source, made, documents = folder / "made" / "corpus", written.size, written.documents
        cost = measure.command(
            measure.cleanse("run", str(source), "--out", str(folder / "out"), "--jobs", str(jobs), "-q")
        )
    return {
        "mb": made / measure.MB,
        "documents": documents,
        "jobs": jobs,
        "cpu_s": cost.cpu,
        "cpu_s_a_mb": cost.cpu / (made / measure.MB),
        "ms_a_document": 1000 * cost.cpu / documents,
        "peak_mb": cost.peak / measure.MB,
    }


def worst(size: int, shown: Callable[[str], object] = lambda _line: None) -> list[dict[str, object]]:
    """CPU seconds a MB of every stage on texts that are hard for it, at ``size`` bytes and at four times as many."""
    found = []
    for name, once in (*_texts(), *_pages(), *_many()):
        # What is loaded on first use is nobody's growth.
        once(1000)()
        costs = []
        for times in (1, TIMES_LARGER):
            work = once(size * times)
            costs.append(measure.cpu_of(work) / (size * times / measure.MB))
        growth = costs[1] / max(costs[0], 1e-4)
        found.append({"case": name, "s_a_mb": costs[1], "growth": growth})
        shown(f"{name}: {costs[1]:.3f} s/MB, growth {growth:.2f}")
    return found


def steep(found: Sequence[Mapping[str, object]]) -> list[str]:
    """The cases whose cost grows faster than their size; what costs next to nothing is not judged."""
    return [
        f"{row['case']}: {row['growth']:.1f} times the CPU for a MB"
        for row in found
        if float(str(row["growth"])) > STEEP and float(str(row["s_a_mb"])) > 0.05
    ]


Maker = Callable[[int], Callable[[], object]]


def _texts() -> list[tuple[str, Maker]]:
    from cleanse.assemble import assemble

    pipeline = assemble(Settings(duplicates="off")).pipeline
    made: list[tuple[str, Maker]] = []
    for name, piece in WORST.items():

        def text(size: int, piece: str = piece) -> str:
            return piece * (size // len(piece.encode()))

        made.append((f"pipeline, {name}", lambda size, text=text: _cleaned(pipeline, text(size))))  # type: ignore[misc]
        made.append((f"signature, {name}", lambda size, text=text: lambda: sign(text(size))))  # type: ignore[misc]
        made.append((f"decode, {name}", lambda size, text=text: _decoded(text(size).encode())))  # type: ignore[misc]
    for name, data in HARD_BYTES.items():
        made.append((f"decode, {name}", lambda size, data=data: _decoded(data * (size // len(data)))))  # type: ignore[misc]
    return made


def _pages() -> list[tuple[str, Maker]]:
    html, rows = Html(), Jsonl()

    def page(data: bytes) -> Callable[[], object]:
        return lambda: _tried(lambda: html.read(Piece(data, size=len(data))))

    def row(data: bytes) -> Callable[[], object]:
        return lambda: _tried(lambda: rows.read(Piece(data, 1, size=len(data))))

    return [
        ("html, nested tags", lambda size: page(b"<div>" * (size // 5))),
        ("html, open brackets", lambda size: page(b"<" * size)),
        ("html, one attribute", lambda size: page(b"<p a='" + b"x" * size)),
        ("html, half entities", lambda size: page(b"<p>" + b"&#" * (size // 2))),
        ("html, flat paragraphs", lambda size: page(b"<p>The ferry sails at noon.</p>" * (size // 31))),
        ("jsonl, nested lists", lambda size: row(b'{"a":' + b"[" * size)),
        ("jsonl, escapes", lambda size: row(b'{"text":"' + rb"\u0041" * (size // 6) + b'"}')),
        ("jsonl, keys", lambda size: row(b"{" + b'"a":1,' * (size // 6) + b'"text":""}')),
    ]


def _many() -> list[tuple[str, Maker]]:
    def forms(size: int) -> list[str]:
        frame = "The undersigned, {}, declares on day {} that the barge was seen at the lock and left no trace there. "
        return [(frame * 3).format(*[number, -number] * 3) for number in range(size // (3 * len(frame)))]

    def same(size: int) -> list[str]:
        return [f"Nothing to see here, number {number % 7}, come back tomorrow please." for number in range(size // 60)]

    return [
        ("duplicates, one form filled in", lambda size: lambda: near_duplicates(forms(size))),
        ("duplicates, seven texts", lambda size: lambda: near_duplicates(same(size))),
    ]


def _cleaned(pipeline: Pipeline, text: str) -> Callable[[], object]:
    def work() -> None:
        letters._rows.cache_clear()
        _tried(lambda: pipeline.run(Document(text)))

    return work


def _decoded(data: bytes) -> Callable[[], object]:
    return lambda: _tried(lambda: decode(data))


def _tried(work: Callable[[], object]) -> None:
    """A document may fail; it must not take long about it."""
    try:
        work()
    except DocumentError:
        return


def markdown(found: Sequence[Mapping[str, object]]) -> str:
    """Rows as a table."""
    return measure.table(tuple(found[0]), [tuple(row.values()) for row in found])


def main() -> None:
    """Measure from the command line."""
    parser = argparse.ArgumentParser(description="How the cost of cleanse grows.")
    parser.add_argument("--mb", type=float, nargs="*", default=[1.0, 10.0])
    parser.add_argument("--documents", type=int, nargs="*", default=[1000, 10_000])
    parser.add_argument("--jobs", type=int, nargs="*", default=[1, 2])
    parser.add_argument("--worst", action="store_true", help="the worst documents, instead of corpora")
    parser.add_argument("--worst-mb", type=float, default=0.25)
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    found: dict[str, object] = {}
    if given.worst:
        rows = worst(int(given.worst_mb * measure.MB), shown=lambda line: print(line, flush=True))
        found = {"worst": rows, "steep": steep(rows)}
        print("\n".join(steep(rows)) or "every stage grows with its input")
    else:
        by_size = runs([int(mb * measure.MB) for mb in given.mb], given.jobs)
        by_number = many(given.documents)
        found = {"sizes": by_size, "documents": by_number}
        print(markdown([*by_size, *by_number]))
    if given.json:
        measure.save(given.json, {"machine": measure.machine(), **found})


if __name__ == "__main__":
    main()
