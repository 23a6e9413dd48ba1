"""The whole job: ``cleanse run --jobs 1`` beside the script one writes today, and beside other pipelines.

    python -m benchmarks.whole_job [--mb 5] [--rows FILE.jsonl[.gz]] [--others] [--profile] [--json OUT]

Same text, same machine, same minute; CPU seconds of every process started, ratios between them.
cleanse does more (manifest, digests, exact checks of every pair); the script does a share of it. With
``--others`` datatrove and data-juicer are run where an interpreter that has them is named by
``BENCH_DATATROVE`` or ``BENCH_DATA_JUICER``; what is not installed is reported so.
"""

from __future__ import annotations

import argparse
import gzip
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks import corpus, measure

OTHERS = {
    "datatrove": (
        "BENCH_DATATROVE",
        """
import sys
from datatrove.executor.local import LocalPipelineExecutor
from datatrove.pipeline.dedup import MinhashDedupSignature
from datatrove.pipeline.dedup.minhash import (
    MinhashConfig, MinhashDedupBuckets, MinhashDedupCluster, MinhashDedupFilter,
)
from datatrove.pipeline.filters import C4QualityFilter, LanguageFilter
from datatrove.pipeline.formatters import FTFYFormatter
from datatrove.pipeline.readers import JsonlReader
from datatrove.pipeline.writers.jsonl import JsonlWriter
folder, work = sys.argv[1:]
config = MinhashConfig(n_grams=5, num_buckets=14, hashes_per_bucket=8)
def run(name, *steps, tasks=1):
    LocalPipelineExecutor(list(steps), tasks=tasks, workers=1, logging_dir=f"{work}/log-{name}").run()
rows = lambda: JsonlReader(f"{work}/clean")
run("clean", JsonlReader(folder), FTFYFormatter(), C4QualityFilter(filter_no_terminal_punct=False),
    JsonlWriter(f"{work}/clean"))
run("sign", rows(), MinhashDedupSignature(f"{work}/signatures", config=config))
run("buckets", MinhashDedupBuckets(f"{work}/signatures", f"{work}/buckets", config=config), tasks=14)
run("cluster", MinhashDedupCluster(f"{work}/buckets", f"{work}/remove", config=config))
run("filter", rows(), MinhashDedupFilter(f"{work}/remove"), JsonlWriter(f"{work}/out"))
""",
    ),
    "data-juicer": (
        "BENCH_DATA_JUICER",
        """
import subprocess, sys, pathlib, sysconfig
folder, work = sys.argv[1:]
recipe = pathlib.Path(work, "recipe.yaml")
recipe.write_text(f'''
dataset_path: {folder}/rows.jsonl
export_path: {work}/out.jsonl
np: 1
process:
  - fix_unicode_mapper:
  - clean_links_mapper:
  - whitespace_normalization_mapper:
  - remove_repeat_sentences_mapper:
  - document_minhash_deduplicator: {{tokenization: space, window_size: 5, num_permutations: 128, jaccard_threshold: 0.8}}
''')
subprocess.run([sysconfig.get_path("scripts") + "/dj-process", "--config", str(recipe)], check=True)
""",
    ),
}


def compare(
    size: int, seed: int = 1, rows: Path | None = None, *, times: int = 1, others: bool = False
) -> dict[str, object]:
    """Run everything on the same text.

    Args:
        size: bytes of text to make, when no rows are given.
        seed: of the corpus.
        rows: a file of JSON lines with the field ``text``.
        times: runs of each, of which the cheapest counts.
        others: try datatrove and data-juicer.

    Returns:
        CPU seconds, MB/s and peaks by name, and the ratio of the script's CPU time to that of cleanse.
    """
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        source = _rows(folder, size, seed, rows)
        megabytes = source.stat().st_size / measure.MB
        runs = {
            "cleanse run --jobs 1": measure.cleanse(
                "run", str(source), "--out", str(folder / "out"), "--jobs", "1", "-q"
            ),
            "script of today": [
                *(sys.executable, "-m", "benchmarks.script_today"),
                *(str(source), str(folder / "script.jsonl")),
            ],
        }
        costs: dict[str, measure.Cost] = {}
        # In turns, so that what else runs here disturbs both.
        for _ in range(times):
            for tool, argv in runs.items():
                shutil.rmtree(folder / "out", ignore_errors=True)
                cost = measure.command(argv)
                if tool not in costs or cost.cpu < costs[tool].cpu:
                    costs[tool] = cost
        ours, theirs = costs.values()
        found: dict[str, object] = {
            tool: {"cpu_s": cost.cpu, "mb_s": megabytes / cost.cpu, "peak_mb": cost.peak / measure.MB}
            for tool, cost in costs.items()
        }
        if others:
            for tool in OTHERS:
                found[tool] = _other(tool, source, folder, megabytes)
    return {"mb": megabytes, "runs": found, "script_to_cleanse": theirs.cpu / ours.cpu}


def _rows(folder: Path, size: int, seed: int, rows: Path | None) -> Path:
    if rows is None:
        corpus.write(folder, size, seed, rows_only=True)
        return folder / "corpus" / "rows.jsonl"
    target = folder / "corpus" / "rows.jsonl"
    target.parent.mkdir()
    # Unpacked for everyone, so that nobody pays for it.
    with gzip.open(rows) if rows.suffix == ".gz" else rows.open("rb") as packed, target.open("wb") as plain:
        shutil.copyfileobj(packed, plain)
    return target


def _other(tool: str, source: Path, folder: Path, megabytes: float) -> object:
    variable, code = OTHERS[tool]
    interpreter = os.environ.get(variable, sys.executable)
    module = tool.replace("-", "_")
    if subprocess.run([interpreter, "-c", f"import {module}"], capture_output=True, check=False).returncode:
        return "not installed"
    work = folder / tool
    work.mkdir()
    try:
        cost = measure.command([interpreter, "-c", code, str(source.parent), str(work)])
    except RuntimeError as error:
        return f"failed ({error})"
    if cost.status:
        return f"failed (exit status {cost.status})"
    return {"cpu_s": cost.cpu, "mb_s": megabytes / cost.cpu, "peak_mb": cost.peak / measure.MB}


def profile(size: int, seed: int = 1, rows: Path | None = None, shown: int = 40) -> None:
    """Print the functions in which the whole job spends its time, all in one process."""
    import cProfile
    import pstats

    from cleanse.config import Settings
    from cleanse.runner import run

    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        source = _rows(folder, size, seed, rows)
        profiler = cProfile.Profile()
        profiler.enable()
        run([str(source)], folder / "out", Settings(), jobs=0)
        profiler.disable()
        pstats.Stats(profiler).sort_stats("tottime").print_stats(shown)


def markdown(found: dict[str, object]) -> str:
    """The table of `compare`."""
    runs = found["runs"]
    assert isinstance(runs, dict)
    rows = [
        (tool, *(run[key] for key in ("cpu_s", "mb_s", "peak_mb"))) if isinstance(run, dict) else (tool, run, "", "")
        for tool, run in runs.items()
    ]
    text = measure.table((f"{found['mb']:.3g} MB of JSON lines", "CPU s", "MB/s of CPU", "peak MB"), rows)
    return f"{text}\nThe script takes {found['script_to_cleanse']:.2f} times the CPU of cleanse.\n"


def main() -> None:
    """Compare or profile from the command line."""
    parser = argparse.ArgumentParser(description="cleanse beside the script one writes today.")
    parser.add_argument("--mb", type=float, default=5.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rows", type=Path, help="JSON lines with a field text, perhaps gzipped")
    parser.add_argument("--others", action="store_true", help="datatrove and data-juicer too")
    parser.add_argument("--times", type=int, default=1)
    parser.add_argument("--profile", action="store_true")
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    size = int(given.mb * measure.MB)
    if given.profile:
        profile(size, given.seed, given.rows)
        return
    found = compare(size, given.seed, given.rows, times=given.times, others=given.others)
    print(markdown(found))
    if given.json:
        measure.save(given.json, {"machine": measure.machine(), "whole_job": found})


if __name__ == "__main__":
    main()
