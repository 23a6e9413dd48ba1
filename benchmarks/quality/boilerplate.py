"""What ours and others take of labelled lines: one table, by set and by language, each part of ours switched on in turn.

    python -m benchmarks.quality.boilerplate LABELLED [--by-language] [--only ours] [--json FILE]

LABELLED is read by `cleanse.rulebook.read_labelled`: JSON lines (``{"id", "lang", "lines", "keep", "ignore"}``, and
``"set"`` if there are several), ``.lines`` files or a folder of these, such as ``seeds/labelled``. P, R, F1 of junk
lines over all lines; main: the share of main text's characters that is left; hurt: the share of documents that lose more
than 5 % of theirs; MB of UTF-8 a second of CPU time.

What is learned is learned of each set as of one corpus, from its texts alone; a row's ``source`` is its site.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.quality.peers import PEERS, Peer
from cleanse.config import PACKS
from cleanse.corpusrules import LearnedLines, Repeats
from cleanse.document import Document, Language
from cleanse.linerules import LineRules
from cleanse.pipeline import Pipeline
from cleanse.rule import Rule, RuleInfo
from cleanse.rulebook import Labelled, read_labelled
from cleanse.shipped import find_pack
from cleanse.transforms.repeated_captions import RepeatedCaptions
from cleanse.transforms.repeated_menus import RepeatedMenus
from cleanse.transforms.stray_headline import StrayHeadline

FLOOR = Path(__file__).parent / "floor.json"
HURT = 0.95

System = Callable[[Labelled], Sequence[bool]]
"""Which lines of a document stay."""


@dataclass(slots=True)
class Score:
    """What a system did to some documents."""

    documents: int = 0
    taken: int = 0
    wrong: int = 0
    left: int = 0
    main: int = 0
    kept: int = 0
    hurt: int = 0
    size: int = 0
    seconds: float = 0.0
    languages: dict[str, Score] = field(default_factory=dict)

    def count(self, labelled: Labelled, stays: Sequence[bool], seconds: float) -> None:
        """Take in a document."""
        main = kept = 0
        for line, keep, ignore, stay in zip(labelled.lines, labelled.keep, labelled.ignore, stays, strict=True):
            if ignore or not line.strip():
                continue
            if keep:
                main += len(line)
                kept += len(line) if stay else 0
                self.wrong += not stay
            else:
                self.taken += not stay
                self.left += stay
        self.documents += 1
        self.main += main
        self.kept += kept
        self.hurt += kept < HURT * main
        self.size += sum(len(line.encode()) + 1 for line in labelled.lines)
        self.seconds += seconds

    @property
    def figures(self) -> dict[str, float]:
        """P, R, F1, main %, hurt %, MB/s."""
        precision = self.taken / max(1, self.taken + self.wrong)
        recall = self.taken / max(1, self.taken + self.left)
        return {
            "P": precision,
            "R": recall,
            "F1": 2 * precision * recall / max(1e-9, precision + recall),
            "main": 100 * self.kept / max(1, self.main),
            "hurt": 100 * self.hurt / max(1, self.documents),
            "MB/s": self.size / 1e6 / max(1e-9, self.seconds),
        }


@dataclass(slots=True)
class Told:
    """A detector that says what the label says: languages are another benchmark's business."""

    tag: str = "und"
    info: RuleInfo = field(default_factory=lambda: RuleInfo("language/told", "1.0.0", "The label."))

    def detect(self, text: str) -> Language:
        return Language(self.tag, 1_000_000)


def ours(rules: Sequence[Rule]) -> System:
    """A pipeline of some rules."""
    told = Told()
    pipeline = Pipeline(tuple(rules), told)

    def stays(labelled: Labelled) -> list[bool]:
        told.tag = labelled.language
        text = "\n".join(labelled.lines)
        outcome = pipeline.run(Document(text))
        return left_of(labelled.lines, [(t.start, t.start + t.length) for t in outcome.tiling.tiles if t.insert == ""])

    return stays


def left_of(lines: Sequence[str], cuts: Iterable[tuple[int, int]]) -> list[bool]:
    """Which lines have a character left, of those that have one at all, after some spans are cut."""
    stays = []
    spans = sorted(cuts)
    place = start = 0
    for line in lines:
        end, at = start + len(line), start
        while place < len(spans) and spans[place][1] <= start:
            place += 1
        for first, last in spans[place:]:
            if first > at or at >= end:
                break
            at = max(at, last)
        stays.append(not line or at < end)
        start = end + 1
    return stays


def systems(documents: Sequence[tuple[str, Labelled]], only: str) -> Iterator[tuple[str, System]]:
    """Ours, part by part, and the others."""
    packs: list[Rule] = [LineRules(tuple(entry for name in PACKS for entry in find_pack(name).entries))]
    learned = learned_of(documents)
    in_document: list[Rule] = [RepeatedMenus(), RepeatedCaptions(), StrayHeadline()]
    parts: dict[str, list[Rule]] = {
        "ours: packs": packs,
        "ours: in the document": in_document,
        "ours: learned": [learned],
        "ours: packs, in the document": [*packs, *in_document],
        "ours: all": [*packs, learned, *in_document],
    }
    for name, rules in parts.items():
        if name.startswith(only):
            yield name, ours(rules)
    for name, peer in PEERS.items():
        if name.startswith(only):
            yield name, _of(peer)


def _of(peer: Peer) -> System:
    return lambda labelled: peer(labelled.lines, labelled.language)


def learned_of(documents: Sequence[tuple[str, Labelled]]) -> LearnedLines:
    """What recurs in the documents; of two extractions of a page (``page#one``, ``page#two``) one is looked at."""
    rule = Repeats()
    sketch, counts = rule.sketch(), rule.counts()
    pages = {labelled.id.partition("#")[0]: (site, labelled) for site, labelled in documents}
    seen = [rule.observe("\n".join(labelled.lines), labelled.id, site) for site, labelled in pages.values()]
    for one in seen:
        sketch.add(one)
    for one in seen:
        counts.add(one, sketch, rule.least)
    return rule.rule(rule.profile(counts))


def sets(path: Path) -> dict[str, list[tuple[str, Labelled]]]:
    """The documents of each set, with their sites."""
    names = _rows(path) if path.is_file() and path.suffix != ".lines" else iter(())
    found: dict[str, list[tuple[str, Labelled]]] = {}
    for labelled in read_labelled(path):
        name, site = next(names, ("all", ""))
        found.setdefault(name, []).append((site, labelled))
    return found


def _rows(path: Path) -> Iterator[tuple[str, str]]:
    with gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb") as stream:
        for line in stream:
            if line.strip():
                row = json.loads(line)
                yield row.get("set", "all"), row.get("source", "")


def measure(documents: Sequence[tuple[str, Labelled]], system: System) -> Score:
    """Run a system over documents."""
    score = Score()
    for _, labelled in documents:
        begin = time.process_time()
        stays = system(labelled)
        seconds = time.process_time() - begin
        score.count(labelled, stays, seconds)
        score.languages.setdefault(labelled.language, Score()).count(labelled, stays, seconds)
    return score


def floor_of(score: Score) -> dict[str, Any]:
    """What the gate of the tests compares: lines, not shares, so that it says the same on every machine."""
    return {
        "wrong": score.wrong,
        "wrong_by_language": {tag: one.wrong for tag, one in sorted(score.languages.items())},
        "taken_by_language": {tag: one.taken for tag, one in sorted(score.languages.items())},
    }


def line(name: str, score: Score) -> str:
    """A row of the table."""
    told = score.figures
    return (
        f"{name:30s} {score.documents:6d} {told['P']:7.3f} {told['R']:7.3f} {told['F1']:7.3f} {told['main']:8.2f}"
        f" {told['hurt']:7.2f} {told['MB/s']:7.1f}"
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("labelled", type=Path)
    parser.add_argument("--by-language", action="store_true", help="a table for each language")
    parser.add_argument("--set", default="", help="only this set")
    parser.add_argument("--only", default="", help="only systems whose name begins so")
    parser.add_argument("--json", type=Path, help="write the figures here")
    parser.add_argument("--floor", action="store_true", help=f"write the floor of the tests, {FLOOR.name}")
    arguments = parser.parse_args()
    if arguments.floor:
        documents = sets(arguments.labelled)["all"]
        _, system = next(systems(documents, "ours: all"))
        FLOOR.write_text(json.dumps(floor_of(measure(documents, system)), indent=1) + "\n", encoding="utf-8")
        return 0
    told: dict[str, object] = {}
    for name, documents in sets(arguments.labelled).items():
        if arguments.set not in {"", name}:
            continue
        scores = {title: measure(documents, system) for title, system in systems(documents, arguments.only)}
        told[name] = {title: asdict(score) for title, score in scores.items()}
        print(f"\n{name:30s} {'docs':>6s} {'P':>7s} {'R':>7s} {'F1':>7s} {'main %':>8s} {'hurt %':>7s} {'MB/s':>7s}")
        for title, score in scores.items():
            print(line(title, score))
        if arguments.by_language:
            for tag in sorted(next(iter(scores.values())).languages):
                print(f"\n{name}, {tag}")
                for title, score in scores.items():
                    print(line(title, score.languages[tag]))
    if arguments.json:
        arguments.json.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
