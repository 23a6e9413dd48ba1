"""Small output folders, built with the writer itself and real files on disk."""

import gzip
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from cleanse.canonical import encode
from cleanse.digests import digest_bytes, digest_json, merkle_root
from cleanse.errors import ManifestError
from cleanse.manifest import Manifest, ManifestWriter
from cleanse.receipts import append_log, write_sha256_list
from cleanse.tally import Tally, file_leaf, tally
from cleanse.verification import Report, verify

RULES = ["dedup/exact", "dedup/near", "footer/copyright-line", "text/newlines", "text/spaces"]


def header(labels: list[str], scope: dict[str, Any]) -> dict[str, Any]:
    rules = [[name, "1.0.0", digest_bytes(name.encode()), "cleanse"] for name in RULES]
    return {
        "cleanse": "manifest/v1",
        "env": {"deps": [], "python": "3.11.7", "unicode": "14.0.0"},
        "packs": [],
        "pipeline": {"config": {"line_width": 72}, "sha256": digest_json([{"line_width": 72}, rules])},
        "rules": rules,
        "scope": {"exclude": [], "include": [], "sources": labels} | scope,
        "tool": {"name": "cleanse", "sha256": digest_bytes(b"tool"), "version": "0.1.0"},
    }


def blob(data: bytes) -> dict[str, Any]:
    return {"len": len(data), "sha256": digest_bytes(data)}


@dataclass
class Folder:
    """An output folder with its sources, and the means to tamper with it."""

    src: Path
    out: Path
    records: list[dict[str, Any]] = field(default_factory=list)

    @property
    def manifest(self) -> Path:
        return self.out / ".cleanse" / "manifest.jsonl"

    def verify(self, level: str = "replay") -> Report:
        return verify(self.out, self.src if level == "replay" else None, level)

    def codes(self, level: str = "replay") -> set[str]:
        return {finding.code for finding in self.verify(level).findings}

    def lines(self) -> list[bytes]:
        return self.manifest.read_bytes().split(b"\n")[:-1]

    def write(self, lines: list[bytes]) -> None:
        self.manifest.write_bytes(b"".join(line + b"\n" for line in lines))

    def forge(self, change: Callable[[list[dict[str, Any]]], object], *, footer: bool = True) -> None:
        """Change the records and make every figure of the footer again that still can be, as a careful forger would."""
        lines = self.lines()
        records = [json.loads(line) for line in lines[1:-1]]
        change(records)
        self.forge_lines([lines[0], *map(encode, records), lines[-1]], footer=footer)

    def forge_lines(self, lines: list[bytes], *, footer: bool = True) -> None:
        old = json.loads(lines[-1])
        books = Tally()
        inputs, outputs = [], []
        rules = len(RULES)
        sound = True
        for line in lines[1:-1]:
            try:
                record = json.loads(line)
                if "row" not in record:
                    inputs += [file_leaf(record["path"], record["in"])] if "in" in record else []
                    outputs += [file_leaf(record["out"]["path"], record["out"])] if "out" in record else []
                books.add(record, line, tally(record, rules))
            except (ManifestError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
                sound = False
        new = books.footer(digest_bytes(lines[0])) if sound and footer else old
        new |= {
            "header_sha256": digest_bytes(lines[0]),
            "records_root": merkle_root(lines[1:-1]),
            "inputs_root": merkle_root(inputs),
            "outputs_root": merkle_root(outputs),
        }
        self.write([*lines[:-1], encode(new)])

    def configure(self, config: dict[str, Any], name: str = "", rule: int = 1) -> None:
        """Change the settings of the run on record, and the name of a rule."""
        lines = self.lines()
        head = json.loads(lines[0])
        head["rules"][rule][0] = name or head["rules"][rule][0]
        head["pipeline"] = {"config": config, "sha256": digest_json([config, head["rules"]])}
        self.forge_lines([encode(head), *lines[1:]])

    def relist(self) -> None:
        """Write the list for sha256sum again."""
        with Manifest.open(self.out) as manifest, (self.out / ".cleanse/manifest-sha256.txt").open("wb") as stream:
            write_sha256_list(stream, manifest)


class Builder:
    """Collects documents and writes them out."""

    def __init__(self, root: Path) -> None:
        self.src = root / "src"
        self.out = root / "out"
        self.src.mkdir()
        (self.out / ".cleanse").mkdir(parents=True)
        self.records: list[dict[str, Any]] = []
        self.scope: dict[str, Any] = {}
        self.labels = [""]

    def _put(self, root: Path, path: str, data: bytes) -> None:
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)

    def same(self, path: str, data: bytes) -> None:
        self._put(self.src, path, data)
        self._put(self.out, path, data)
        self.records.append({"path": path, "st": "same", "in": blob(data), "out": blob(data) | {"path": path}})

    def edited(self, path: str, source: bytes, edits: list[Any], output: bytes, **more: Any) -> None:
        self._put(self.src, path, source)
        self._put(self.out, path, output)
        record = {"path": path, "st": "edited", "in": blob(source), "out": blob(output) | {"path": path}, **more}
        self.records.append(record | ({"e": edits} if edits else {}))

    def packed(self, path: str, source: bytes, edits: list[Any], output: bytes) -> None:
        before, after = gzip.compress(source, mtime=0), gzip.compress(output, mtime=0)
        self._put(self.src, path, before)
        self._put(self.out, path, after)
        self.records.append(
            {
                "path": path,
                "st": "edited",
                "e": edits,
                "in": blob(before) | {"plain": blob(source)},
                "out": blob(after) | {"path": path, "plain": blob(output)},
            }
        )

    def dropped(self, path: str, source: bytes, drop: dict[str, Any], text: bytes | None = None, **more: Any) -> None:
        self._put(self.src, path, source)
        judged = blob(source if text is None else text)
        self.records.append({"path": path, "st": "dropped", "in": blob(source), "drop": drop, "text": judged, **more})

    def skipped(self, path: str, source: bytes) -> None:
        self._put(self.src, path, source)
        self.records.append({"path": path, "st": "skipped", "in": blob(source), "why": ["binary", "it is no text."]})

    def jsonl(
        self, path: str, source: bytes, output: bytes | None, rows: list[dict[str, Any]], *, gz: bool = False
    ) -> None:
        def pack(data: bytes) -> bytes:
            return gzip.compress(data, mtime=0) if gz else data

        def describe(data: bytes) -> dict[str, Any]:
            return blob(pack(data)) | ({"plain": blob(data)} if gz else {})

        self._put(self.src, path, pack(source))
        box: dict[str, Any] = {"path": path, "box": "jsonl", "rows": len(rows), "in": describe(source)}
        if output is not None:
            self._put(self.out, path, pack(output))
            box["out"] = describe(output) | {"path": path}
        self.records += [box, *({"path": path} | row for row in rows)]

    def finish(self, *, log: bool = False) -> Folder:
        folder = Folder(self.src, self.out, self.records)
        self.records.sort(key=lambda record: (record["path"].encode(), record.get("row", 0)))
        with folder.manifest.open("wb") as stream:
            writer = ManifestWriter(stream, header(self.labels, self.scope))
            for record in self.records:
                writer.add(record)
            footer = writer.finish()
        if any("out" in record and "row" not in record for record in self.records):
            folder.relist()
        if log:
            digest = digest_bytes(folder.manifest.read_bytes())
            append_log(self.out / ".cleanse/log.jsonl", b"", digest, footer["outputs_root"])
        return folder


@pytest.fixture
def builder(tmp_path: Path) -> Builder:
    return Builder(tmp_path)


ROW_SOURCE = (
    b'{"id": 1, "text": "one\\r\\ntwo", "n": 1e400}\n'
    b"\n"
    b'{"text": "left alone", "text2": null}\r\n'
    b"this is no JSON\n"
    b'{"text": "left alone", "dup": true}\n'
)


def rows(path: str) -> tuple[bytes, list[dict[str, Any]]]:
    """Five lines: an edited row, a blank line, one that stays, one that failed, one that is dropped."""
    lines = ROW_SOURCE.splitlines(keepends=True)
    starts = [sum(map(len, lines[:at])) for at in range(len(lines))]
    old, new = b"one\r\ntwo", b"one\ntwo"
    alone = b"left alone"
    output = lines[0].replace(b'"one\\r\\ntwo"', b'"one\\ntwo"') + lines[1] + lines[2]
    records: list[dict[str, Any]] = [
        {"row": 1, "at": [18, 12], "st": "edited", "in": blob(old), "out": blob(new), "e": [[3, 1, "", 3]]},
        {"row": 3, "at": [starts[2] + 9, 12], "st": "same", "in": blob(alone), "out": blob(alone)},
        {"row": 4, "at": [starts[3], 15], "st": "failed", "in": blob(lines[3][:-1]), "why": ["not-json", "no JSON."]},
        {
            "row": 5,
            "at": [starts[4] + 9, 12],
            "st": "dropped",
            "in": blob(alone),
            "text": blob(alone),
            "drop": {"by": 0, "kind": "bytes", "of": [path, 3], "both": 1, "either": 1, "sizes": [1, 1]},
        },
    ]
    return output, records


NEAR = b"The ferry leaves the small harbour at nine, and the gulls follow it out to the grey point.\n"
NEARLY = b"The ferry leaves the small harbour at nine, and the gulls follow it out to the red point.\n"


def pair(kind: str, both: int, size: int, size_of: int) -> dict[str, Any]:
    """What a record says of its being a duplicate of near/one.txt."""
    either = size + size_of - both
    return {
        "by": int(kind not in {"bytes", "exact", "page"}),
        "kind": kind,
        "of": ["near/one.txt"],
        "both": both,
        "either": either,
        "sizes": [size, size_of],
    }


@pytest.fixture
def folder(builder: Builder) -> Folder:
    """One document of every sort."""
    builder.edited("a/crlf.txt", b"tea\r\ncake\r\n", [[3, 1, "", 3], [5, 1, "", 3]], b"tea\ncake\n")
    builder.edited(
        "a/latin.txt",
        b"caf\xe9  au lait\n",
        [[5, 1, "", [2, 4]]],
        "café au lait\n".encode(),
        t=[["decode", [[14, "cp1252"]]]],
    )
    builder.edited("a/quote.txt", "a – b\n".encode(), [[2, 3, "-", 4]], b"a - b\n", facts={"text/spaces": {"held": 1}})
    builder.edited(
        "a/opaque.html",
        b"<p>Good morning</p>",
        [[4, 1, "", 4]],
        b"Good morning\n",
        t=[["opaque", 2, 14, digest_bytes(b"Good  morning\n")]],
    )
    builder.same("b.txt", b"plain enough\n")
    builder.same("empty.txt", b"")
    builder.same("near/one.txt", NEAR)
    # 18 words make 14 shingles; the word that differs stands in two of them.
    builder.dropped("near/two.txt", NEARLY, pair("near", 12, 14, 14))
    builder.dropped("near/zwei.txt", NEAR, pair("bytes", 14, 14, 14))
    builder.packed("pack.txt.gz", b"one\r\n", [[3, 1, "", 3]], b"one\n")
    output, records = rows("rows.jsonl")
    builder.jsonl("rows.jsonl", ROW_SOURCE, output, records)
    output, records = rows("rows2.jsonl.gz")
    builder.jsonl("rows2.jsonl.gz", ROW_SOURCE, output, records, gz=True)
    builder.skipped("z.bin", b"\x00\x01")
    made = builder.finish()
    assert made.codes("books") | made.codes("hashes") == set()
    assert made.codes() == {"W_OPAQUE"}, made.verify().findings
    return made
