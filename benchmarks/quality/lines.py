"""What the line rules remove of labelled lines, what they cost, and which entries are to blame.

    python benchmarks/quality/lines.py LABELLED.jsonl.gz [--set human] [--wrong 40] [--only ID]

Rows: ``{"id", "set", "lang", "lines", "keep", "ignore"}``, where ``keep[i]`` says that line i is main
text and ``ignore[i]`` that it is not scored. A line counts as gone when the tiling of the edits says
that none of its characters is left. Printed per set and language: precision, recall and F1 of
boilerplate lines, the share of main text's characters kept, the share of documents that lose more
than 5 % of it, MB of UTF-8 per second of CPU; then, per rule, the boilerplate and main lines it took.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

from cleanse.document import Document, Language
from cleanse.linerules import LineRules
from cleanse.pipeline import Pipeline
from cleanse.rule import RuleInfo
from cleanse.shipped import builtin_packs
from cleanse.transforms.repeated_captions import RepeatedCaptions
from cleanse.transforms.stray_headline import StrayHeadline


@dataclass(slots=True)
class Told:
    """A detector that says what the row says."""

    tag: str = "und"
    info: ClassVar[RuleInfo] = RuleInfo("language/told", "1.0.0", "The label.")

    def detect(self, text: str) -> Language:
        return Language(self.tag, 1_000_000)


@dataclass(slots=True)
class Score:
    taken: int = 0  # boilerplate lines gone
    hurt_lines: int = 0  # main lines gone
    left: int = 0  # boilerplate lines left
    main: int = 0  # characters of main text
    kept: int = 0
    documents: int = 0
    hurt: int = 0
    size: int = 0  # bytes
    seconds: float = 0.0
    by_language: dict[str, Score] = field(default_factory=dict)

    def row(self, name: str) -> str:
        precision = self.taken / max(1, self.taken + self.hurt_lines)
        recall = self.taken / max(1, self.taken + self.left)
        f1 = 2 * precision * recall / max(1e-9, precision + recall)
        speed = self.size / 1e6 / max(1e-9, self.seconds)
        return (
            f"{name:14s} {self.documents:6d} {precision:7.3f} {recall:7.3f} {f1:7.3f} "
            f"{100 * self.kept / max(1, self.main):8.3f} {100 * self.hurt / max(1, self.documents):7.2f} {speed:7.1f}"
        )


def rows(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as stream:
        yield from (json.loads(line) for line in stream)


def gone_lines(document: Document, pipeline: Pipeline) -> tuple[dict[int, str], float]:
    """The lines of which nothing is left, each with the rule that took it, and the CPU seconds it took."""
    begin = time.process_time()
    outcome = pipeline.run(document)
    seconds = time.process_time() - begin
    gone: dict[int, str] = {}
    tiles = iter(outcome.tiling.tiles)
    cut: list[tuple[int, int, str]] = [(t.start, t.start + t.length, t.rules[-1]) for t in tiles if t.insert == ""]
    position = place = 0
    for number, line in enumerate(document.text.split("\n")):
        end = position + len(line)
        at, by = position, ""
        while place < len(cut) and cut[place][1] <= position:
            place += 1
        for start, stop, rule in cut[place:]:
            if start > at or at >= end:
                break
            at, by = stop, by or rule
        if line and at >= end:
            gone[number] = by
        position = end + 1
    return gone, seconds


def measure(arguments: argparse.Namespace) -> None:
    entries = tuple(entry for pack in builtin_packs() for entry in pack.entries)
    detector = Told()
    pipeline = Pipeline((LineRules(entries), RepeatedCaptions(), StrayHeadline()), detector)
    scores: dict[str, Score] = {}
    blame: dict[str, Counter[str]] = defaultdict(Counter)
    wrong: list[str] = []
    for row in rows(arguments.labelled):
        if (arguments.set or row["set"], arguments.lang or row["lang"]) != (row["set"], row["lang"]):
            continue
        detector.tag = row["lang"]
        text = "\n".join(line.replace("\n", " ") for line in row["lines"])
        gone, seconds = gone_lines(Document(text), pipeline)
        score = scores.setdefault(row["set"], Score())
        for one in (score, score.by_language.setdefault(row["lang"], Score())):
            count(one, row, gone, len(text.encode()), seconds)
        for number, by in gone.items():
            if not row["ignore"][number]:
                blame[by]["main" if row["keep"][number] else "junk"] += 1
                if row["keep"][number]:
                    blame[by]["characters"] += len(row["lines"][number])
                    if by.startswith(arguments.only):
                        wrong.append(f"{by}\t{row['set']}\t{row['id'][:40]}:{number}\t{row['lines'][number][:160]}")
    report(scores, blame, arguments.by_language)
    for line in wrong[: arguments.wrong]:
        print(line)


def count(score: Score, row: dict[str, Any], gone: dict[int, str], size: int, seconds: float) -> None:
    score.documents += 1
    score.size += size
    score.seconds += seconds
    main = kept = 0
    for number, line in enumerate(row["lines"]):
        if row["ignore"][number] or not line.strip():
            continue
        if row["keep"][number]:
            main += len(line)
            kept += 0 if number in gone else len(line)
            score.hurt_lines += number in gone
        else:
            score.taken += number in gone
            score.left += number not in gone
    score.main += main
    score.kept += kept
    score.hurt += kept < 0.95 * main


def report(scores: dict[str, Score], blame: dict[str, Counter[str]], by_language: bool) -> None:
    print(f"{'set':14s} {'docs':>6s} {'P':>7s} {'R':>7s} {'F1':>7s} {'main%':>8s} {'hurt%':>7s} {'MB/s':>7s}")
    for name, score in sorted(scores.items()):
        print(score.row(name))
        if by_language:
            for tag, one in sorted(score.by_language.items()):
                print(one.row(f"  {tag}"))
    print(f"\n{'rule':40s} {'junk':>7s} {'main':>6s} {'main characters':>16s}")
    for by, counts in sorted(blame.items(), key=lambda item: (-item[1]["characters"], item[0])):
        print(f"{by:40s} {counts['junk']:7d} {counts['main']:6d} {counts['characters']:16d}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("labelled", type=Path)
    parser.add_argument("--set", default="", help="only rows of this set")
    parser.add_argument("--lang", default="", help="only rows of this language")
    parser.add_argument("--by-language", action="store_true", help="a row for each language")
    parser.add_argument("--wrong", type=int, default=0, help="print so many main lines that were taken")
    parser.add_argument("--only", default="", help="print them for rules whose id begins so")
    measure(parser.parse_args())
    return 0


if __name__ == "__main__":
    sys.exit(main())
