"""A minute's look, for CI: are the ratios those that are on record?

    python -m benchmarks.quick [--record] [--tolerance 0.4]

Compares ratios only, never seconds: each stage's CPU against that of finding the words of the same text, and the
script one writes today against the whole job. The least of three calls counts. A ratio that is more than
40 % worse than ``benchmarks/baseline.json`` is measured once more, and then it is a loss: exit status 1.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping
from pathlib import Path

from benchmarks import measure, stages, whole_job

BASELINE = Path(__file__).parent / "baseline.json"
TOLERANCE = 0.4
SIZE = 400_000
JOB_SIZE = 1_500_000
JUDGED = (
    "decode",
    "decode a JSON row",
    "text/mojibake",
    "line rules: all packs",
    "language",
    "pipeline: all of these until silent",
    "signatures",
    "candidates, exact checks, choice",
    "digests of image and output",
    "manifest records",
    "verify: books",
    "verify: hashes",
    "verify: replay",
)
"""Stages with enough work in them to be told from noise."""


def costs(times: int = 3) -> dict[str, float]:
    """Ratios, less is better: stages in multiples of finding words, and the whole job as a share of the script."""
    found = stages.measured(SIZE, times)
    ratios = {name: found[name]["times_yardstick"] for name in JUDGED}
    job = whole_job.compare(JOB_SIZE, times=2)
    ratios["whole job, as a share of the script"] = 1 / float(str(job["script_to_cleanse"]))
    return ratios


def losses(now: Mapping[str, float], before: Mapping[str, float], tolerance: float = TOLERANCE) -> list[str]:
    """What is clearly worse than it was.

    >>> losses({"decode": 15.0, "sign": 9.0, "new": 1.0}, {"decode": 10.0, "sign": 8.0})
    ['decode: 15 is 50 % more than the 10 on record']
    """
    return [
        f"{name}: {ratio:.3g} is {ratio / before[name] - 1:.0%} more than the {before[name]:.3g} on record".replace(
            "%", " %"
        )
        for name, ratio in now.items()
        if name in before and ratio > before[name] * (1 + tolerance)
    ]


def main() -> None:
    """Compare with the record, or make one."""
    parser = argparse.ArgumentParser(description="Compare ratios with benchmarks/baseline.json.")
    parser.add_argument("--record", action="store_true", help="write the baseline anew")
    parser.add_argument("--tolerance", type=float, default=TOLERANCE)
    given = parser.parse_args()
    now = costs()
    if given.record:
        measure.save(BASELINE, {"machine": measure.machine(), "ratios": now})
        return
    before = json.loads(BASELINE.read_text(encoding="utf-8"))["ratios"]
    found = losses(now, before, given.tolerance)
    if found:
        again = costs()
        now = {name: min(ratio, again[name]) for name, ratio in now.items()}
        found = losses(now, before, given.tolerance)
    rows = [(name, before.get(name, "none"), ratio) for name, ratio in now.items()]
    print(measure.table(("ratio, less is better", "on record", "now"), rows))
    for loss in found:
        print(loss, file=sys.stderr)
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
