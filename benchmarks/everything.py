"""All benchmarks in one table: ``make bench``.

    python -m benchmarks.everything [--mb 5] [--growth-mb 1 5] [--out benchmarks/results]

Writes ``latest.md`` and ``latest.json`` with versions and machine.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from benchmarks import growth, measure, stages, whole_job

RESULTS = Path(__file__).parent / "results"


def main() -> None:
    """Measure everything, within some minutes."""
    parser = argparse.ArgumentParser(description="All benchmarks, in Markdown and JSON.")
    parser.add_argument("--mb", type=float, default=5.0)
    parser.add_argument("--growth-mb", type=float, nargs="*", default=[1.0, 5.0])
    parser.add_argument("--documents", type=int, nargs="*", default=[1000, 4000])
    parser.add_argument("--out", type=Path, default=RESULTS)
    given = parser.parse_args()
    size = int(given.mb * measure.MB)
    machine = measure.machine()
    job = whole_job.compare(size, others=True)
    by_stage = stages.measured(min(size, 2 * measure.MB))
    sizes = growth.runs([int(mb * measure.MB) for mb in given.growth_mb], [1, 2]) + growth.many(given.documents)
    worst = growth.worst(100_000)
    steep = growth.steep(worst)
    measure.save(
        given.out / "latest.json",
        {
            "machine": machine,
            "whole_job": job,
            "stages": by_stage,
            "growth": sizes,
            "worst": worst,
            "steep": steep,
        },
    )
    versions = ", ".join(f"{name} {version}" for name, version in dict(_mapping(machine["versions"])).items())
    head = (
        f"Python {machine['python']}, {machine['system']}, {machine['processor']}, {machine['cores']} cores, "
        f"sha256 {machine['sha256_mb_s']} MB/s. {versions}. CPU time; the text is made by `benchmarks.corpus`.\n"
    )
    text = "\n".join(
        (
            "# Benchmarks\n",
            head,
            "## The whole job\n",
            whole_job.markdown(job),
            "## Stages\n",
            stages.markdown(by_stage),
            "## Growth\n",
            growth.markdown(sizes),
            "## The worst documents, dearest first\n",
            growth.markdown(sorted(worst, key=lambda row: -float(str(row["s_a_mb"])))[:20]),
            "\n".join(f"* {line}" for line in steep) or "Every stage grows with its input.",
            "",
        )
    )
    (given.out / "latest.md").write_text(text, encoding="utf-8")
    print(text)


def _mapping(value: object) -> dict[str, object]:
    assert isinstance(value, dict)
    return value


if __name__ == "__main__":
    main()
