"""CPU time, memory and the machine: what every benchmark here measures with.

Only CPU time counts, never the clock: other work may run beside. Between machines only ratios
compare, so rates are given beside that of a yardstick over the same text.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

MB = 1_000_000
LIBRARIES = ("chardet", "datasketch", "ftfy", "langdetect", "lxml", "numpy", "trafilatura")
POLL = 0.02


@dataclass(frozen=True, slots=True)
class Cost:
    """What a command cost, all its processes together.

    Attributes:
        cpu: seconds, user and system.
        peak: bytes of resident memory, all processes at one moment; 0 where nobody can tell.
        status: exit status.
    """

    cpu: float
    peak: int
    status: int


def cpu_of(work: Callable[[], object]) -> float:
    """CPU seconds of this process for one call."""
    start = time.process_time()
    work()
    return time.process_time() - start


def best(work: Callable[[], object], times: int = 3) -> float:
    """The least of several calls: what disturbs only ever adds."""
    return min(cpu_of(work) for _ in range(times))


def command(argv: Sequence[str]) -> Cost:
    """Run a command to its end and count everything it started.

    Raises:
        RuntimeError: it was ended by a signal, or could not use its arguments.
    """
    process = subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    watch = _Memory(process.pid)
    watch.start()
    # Children that the command has waited for are in here too.
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    watch.stopped.set()
    watch.join()
    if process.returncode not in {0, 1}:
        raise RuntimeError(f"{argv[0]}: exit status {process.returncode}")
    return Cost(usage.ru_utime + usage.ru_stime, watch.peak, process.returncode)


def cleanse(*arguments: str) -> list[str]:
    """The command line of this interpreter's cleanse."""
    return [sys.executable, "-m", "cleanse", *arguments]


class _Memory(threading.Thread):
    """Adds up the resident memory of a process and its descendants, now and then."""

    def __init__(self, root: int) -> None:
        super().__init__(daemon=True)
        self.root = root
        self.peak = 0
        self.stopped = threading.Event()

    def run(self) -> None:
        while not self.stopped.wait(POLL):
            self.peak = max(self.peak, sum(map(_resident, _family(self.root))))


def _family(root: int) -> list[int]:
    found = [root]
    for pid in found:
        try:
            found += map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())
        except OSError:
            continue
    return found


def _resident(pid: int) -> int:
    """Its share of pages that several processes hold is counted once, where the system tells."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:")), 0)


def sha256_rate(size: int = 8 * MB) -> float:
    """MB of sha256 a CPU second, the yardstick of a machine."""
    data = bytes(range(256)) * (size // 256)
    return size / MB / best(lambda: hashlib.sha256(data).digest())


def machine() -> dict[str, object]:
    """Versions and machine, for the head of a table."""
    import cleanse as product

    versions = {"cleanse": product.__version__}
    for name in LIBRARIES:
        try:
            versions[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            versions[name] = "none"
    return {
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "processor": _processor(),
        "cores": os.cpu_count() or 1,
        "sha256_mb_s": round(sha256_rate()),
        "versions": versions,
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or "unknown"
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "unknown")


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table in Markdown; figures stand right."""
    cells = [[_cell(value) for value in row] for row in rows]
    rule = ["---", *("---:" for _ in head[1:])]
    return "\n".join("| " + " | ".join(row) + " |" for row in [list(head), rule, *cells]) + "\n"


def _cell(value: object) -> str:
    if isinstance(value, float):
        return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
    return f"{value:,}" if isinstance(value, int) else str(value)


def save(path: Path, value: Mapping[str, object]) -> None:
    """Write JSON, floats to four figures."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(_rounded(value), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _rounded(value: object) -> object:
    if isinstance(value, Mapping):
        return {str(key): _rounded(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(inner) for inner in value]
    return float(f"{value:.4g}") if isinstance(value, float) else value
