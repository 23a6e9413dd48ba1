"""A dirty corpus of any size, with the truth about its dirt.

    python -m benchmarks.corpus FOLDER [--mb 10] [--seed 1] [--rows-only]

Every word, line and sentence is made here from the lists in `benchmarks.words`. The same seed gives the
same files, byte for byte (packed files depend on the system's zlib), and document `n` is the same however
many there are. Formats: ``.txt``, ``.md``, ``.html``, ``.jsonl``, and some of each as ``.gz``.

``FOLDER/corpus`` holds the sources and ``FOLDER/truth.jsonl`` one line a document::

    {"path", "row"?, "language", "parent"?, "copy"?, "boiler": [[line, text]], "garbled": [[line, how, original]]}

Lines are counted from 0 in ``text.split("\\n")``; in pages of HTML, where there are none, `line` is -1.
`parent` is the number of the document it was copied from, `copy` is ``exact`` or ``near``. What is listed
was injected; the rest of the text is clean, but for line ends, trailing spaces and the like in some files.
"""

from __future__ import annotations

import argparse
import gzip
import html
import io
import json
import random
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO, cast

from benchmarks.words import BOILERPLATE, LANGUAGES, Words

FORMATS = ("txt", "txt", "txt", "txt", "md", "md", "html", "jsonl", "jsonl", "jsonl", "jsonl", "jsonl")
SHARD = 512
"""Documents from which the rows of one container are taken."""
PACKED = 16
"""One file in so many is gzipped."""
EXACT, NEAR = 0.03, 0.08
"""Shares of documents that copy an earlier one."""
BOILED, GARBLED = 0.35, 0.3
"""Shares of documents with injected boilerplate lines and with garbled ones."""
CHANGED = 80
"""A near-duplicate has one word in so many replaced."""


@dataclass(frozen=True, slots=True)
class Page:
    """One document with what was done to it.

    Attributes:
        number: in the corpus, from 0.
        language: of its words.
        title: its first line.
        lines: of its text; blank ones between paragraphs.
        parent: the number of the page it copies; -1 for none.
        copy: ``exact``, ``near`` or ``""``.
        boiler: injected lines: number and text.
        garbled: spoiled lines: number, how, what stood there.
    """

    number: int
    language: str
    title: str
    lines: tuple[str, ...]
    parent: int = -1
    copy: str = ""
    boiler: tuple[tuple[int, str], ...] = ()
    garbled: tuple[tuple[int, str, str], ...] = ()

    @property
    def text(self) -> str:
        """The lines, joined."""
        return "\n".join(self.lines) + "\n"

    def truth(self, path: str, row: int = 0) -> dict[str, object]:
        """Its line of the truth."""
        made: dict[str, object] = {"path": path, "language": self.language}
        if row:
            made["row"] = row
        if self.copy:
            made |= {"parent": self.parent, "copy": self.copy}
        return {**made, "boiler": list(map(list, self.boiler)), "garbled": list(map(list, self.garbled))}


def page(number: int, seed: int = 1) -> Page:
    """The page with this number: a fresh one, or a copy of an earlier one.

    >>> page(7) == page(7), page(7) == page(7, seed=2)
    (True, False)
    """
    rng = random.Random(f"{seed}/{number}")
    fate = rng.random()
    if number and fate < EXACT + NEAR:
        parent = rng.randrange(number)
        made = replace(page(parent, seed), number=number, parent=parent, copy="exact")
        if fate < EXACT:
            return made
        return replace(made, lines=_reworded(made, rng), copy="near")
    return _dirtied(_fresh(number, rng), rng)


def pages(size: int, seed: int = 1) -> Iterator[Page]:
    """Pages with at least ``size`` bytes of UTF-8 in all."""
    number = made = 0
    while made < size:
        one = page(number, seed)
        yield one
        made += len(one.text.encode())
        number += 1


def _fresh(number: int, rng: random.Random) -> Page:
    code = rng.choices(tuple(LANGUAGES), weights=[words.weight for words in LANGUAGES.values()])[0]
    words = LANGUAGES[code]
    lines: list[str] = []
    title = words.title(rng)
    lines += [title, ""]
    for _ in range(1 + min(40, int(rng.expovariate(1 / 7)))):
        lines += [words.join.join(words.sentence(rng) for _ in range(rng.randint(2, 7))), ""]
    return Page(number, code, title, tuple(lines[:-1]))


def _dirtied(clean: Page, rng: random.Random) -> Page:
    """Boilerplate first, so that the numbers of garbled lines hold."""
    lines = [(line, False) for line in clean.lines]
    if rng.random() < BOILED:
        for _ in range(rng.randint(1, 5)):
            place = rng.choices((0, len(lines), rng.randrange(len(lines) + 1)), weights=(3, 5, 1))[0]
            lines.insert(place, (boilerplate(clean.language, rng), True))
            if rng.random() < 0.5 and 0 < place < len(lines):
                lines.insert(place, ("", False))
    texts = [line for line, _ in lines]
    boiler = tuple((place, line) for place, (line, injected) in enumerate(lines) if injected)
    garbled: list[tuple[int, str, str]] = []
    if rng.random() < GARBLED:
        able = [place for place, line in enumerate(texts) if not line.isascii()]
        for place in sorted(rng.sample(able, min(len(able), rng.randint(1, 4)))):
            how = rng.choice(("cp1252", "cp1252", "latin-1", "cp1252 twice"))
            garbled.append((place, how, texts[place]))
            texts[place] = garble(texts[place], how)
    return replace(clean, lines=tuple(texts), boiler=boiler, garbled=tuple(garbled))


def boilerplate(code: str, rng: random.Random) -> str:
    """A line of page furniture, fixed or filled in."""
    words: Words = LANGUAGES[code]
    line = rng.choice(BOILERPLATE[code] if rng.random() < 0.7 else BOILERPLATE["en"])
    return line.format(
        name=rng.choice(words.names),
        place=rng.choice(words.places),
        year=rng.randint(1994, 2026),
        day=rng.randint(1, 28),
        month=rng.randint(1, 12),
        number=rng.randint(2, 9999),
        minute=rng.randint(10, 59),
    )


def garble(line: str, how: str) -> str:
    """UTF-8 read as another codec, once or twice; bytes that cp1252 lacks fall back to Latin-1.

    >>> garble("café", "cp1252")
    'cafÃ©'
    """
    codec, _, twice = how.partition(" ")
    for _ in range(2 if twice else 1):
        line = "".join(_misread(byte, codec) for byte in line.encode())
    return line


def _misread(byte: int, codec: str) -> str:
    try:
        return bytes((byte,)).decode(codec)
    except UnicodeDecodeError:
        return chr(byte)


def _reworded(parent: Page, rng: random.Random) -> tuple[str, ...]:
    """Words replaced here and there, in lines that nothing was injected into."""
    listed = {place for place, _ in parent.boiler} | {place for place, _, _ in parent.garbled}
    words = LANGUAGES[parent.language]
    lines = []
    for place, line in enumerate(parent.lines):
        parts = line.split(" ")
        if place not in listed:
            parts = [rng.choice(words.things) if part and not rng.randrange(CHANGED) else part for part in parts]
        lines.append(" ".join(parts))
    return tuple(lines)


@dataclass(slots=True)
class Written:
    """What was written: documents, and bytes of UTF-8 text before any packing."""

    documents: int = 0
    size: int = 0
    files: set[str] = field(default_factory=set)


def write(folder: Path, size: int, seed: int = 1, *, rows_only: bool = False) -> Written:
    """Write a corpus and its truth.

    Args:
        folder: is made; gets ``corpus/`` and ``truth.jsonl``.
        size: bytes of text, roughly.
        seed: of everything.
        rows_only: one JSON-lines file of all texts, for comparisons with tools that read nothing else.
    """
    corpus = folder / "corpus"
    corpus.mkdir(parents=True)
    done = Written()
    with ExitStack() as stack, (folder / "truth.jsonl").open("w", encoding="utf-8", newline="") as truth:
        shard: IO[bytes] | None = None
        name, row = "rows.jsonl", 0
        for one in pages(size, seed):
            format = "jsonl" if rows_only else FORMATS[one.number % len(FORMATS)]
            if format == "jsonl":
                block = 0 if rows_only else one.number // SHARD
                here = "rows.jsonl" if rows_only else f"rows/{block:05d}.jsonl" + (".gz" if block % 4 == 3 else "")
                if shard is None or here != name:
                    stack.close()
                    (corpus / here).parent.mkdir(exist_ok=True)
                    shard, name, row = _container(corpus / here, stack), here, 0
                row += 1
                shard.write(json.dumps({"id": one.number, "text": one.text}, ensure_ascii=False).encode() + b"\n")
                done.files.add(here)
                line = one.truth(here, row)
            else:
                packed = (one.number // len(FORMATS)) % PACKED == 0
                here = f"{format}/{one.number // 1000:04d}/{one.number:07d}.{format}" + (".gz" if packed else "")
                _write_file(corpus / here, _file(one, format), packed)
                done.files.add(here)
                line = one.truth(here)
            if format == "html":
                line |= {"boiler": [[-1, text] for _, text in one.boiler], "garbled": []}
            truth.write(json.dumps(line, ensure_ascii=False) + "\n")
            done.documents += 1
            done.size += len(one.text.encode())
    return done


def _container(path: Path, stack: ExitStack) -> IO[bytes]:
    if path.suffix != ".gz":
        return stack.enter_context(path.open("wb"))
    raw = stack.enter_context(path.open("wb"))
    packed = gzip.GzipFile("", "wb", 6, raw, 0)
    stack.callback(packed.close)
    return cast("IO[bytes]", packed)


def _write_file(path: Path, data: bytes, packed: bool) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if packed:
        buffer = io.BytesIO()
        with gzip.GzipFile("", "wb", 6, buffer, 0) as stream:
            stream.write(data)
        data = buffer.getvalue()
    path.write_bytes(data)


def _file(one: Page, format: str) -> bytes:
    """A page as a file, with the small dirt of its kind."""
    if format == "html":
        return _html(one)
    text = one.text
    if format == "md":
        text = f"# {text}"
    if one.number % 11 == 0:
        text = text.replace("\n", "\r\n")
    if one.number % 13 == 0:
        text = text.replace("\n\n", "  \n\n\n\n")
    if one.number % 17 == 0:
        text = "\ufeff" + text.replace(" ", "\u200b ", 3)
    return text.encode()


def _html(one: Page) -> bytes:
    escaped = [html.escape(line) for line in one.lines if line]
    furniture = {html.escape(line) for _, line in one.boiler}
    body = "\n".join(
        f'<div class="aside">{line}</div>' if line in furniture else f"<p>{line}</p>" for line in escaped[1:]
    )
    links = "".join(f'<li><a href="/{name}">{name}</a></li>' for name in LANGUAGES[one.language].things[:12])
    return (
        f'<!doctype html>\n<html lang="{one.language}"><head><meta charset="utf-8"><title>{escaped[0]}</title></head>\n'
        f"<body><nav><ul>{links}</ul></nav>\n<article><h1>{escaped[0]}</h1>\n{body}\n</article>\n"
        f"<footer><ul>{links}</ul></footer></body></html>\n"
    ).encode()


def main() -> None:
    """Write a corpus from the command line."""
    parser = argparse.ArgumentParser(description="Write a dirty corpus and the truth about it.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--mb", type=float, default=10.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rows-only", action="store_true")
    given = parser.parse_args()
    done = write(given.folder, int(given.mb * 1e6), given.seed, rows_only=given.rows_only)
    print(f"{done.documents} documents, {done.size / 1e6:.1f} MB of text, {len(done.files)} files")


if __name__ == "__main__":
    main()
