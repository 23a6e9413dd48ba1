"""A progress bar, and how many processes to use."""

from __future__ import annotations

import os
import time


def cores() -> int:
    """The processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class Bar:
    """A progress bar on a terminal, nothing elsewhere."""

    def __init__(self, task: str, *, shown: bool) -> None:
        self._name = task
        self._shown = shown
        self._documents = 0
        self._bytes = 0
        self._begun = time.perf_counter()

    def __enter__(self) -> Bar:
        if self._shown:
            from rich.console import Console
            from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

            self._bar = Progress(
                TextColumn("{task.description}"),
                BarColumn(),
                TextColumn("{task.percentage:>3.0f} %  {task.fields[rate]}"),
                TimeRemainingColumn(),
                console=Console(stderr=True),
                transient=True,
            )
            self._task = self._bar.add_task(self._name, total=None, rate="")
            self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._shown:
            self._bar.stop()

    def started(self, files: int, size: int) -> None:
        """Told how much there is to do."""
        if self._shown:
            self._bar.update(self._task, total=max(size, 1))

    def progress(self, stage: str, documents: int, size: int) -> None:
        """Told what has been done since the last call."""
        if not self._shown:
            return
        self._documents += documents
        self._bytes += size
        seconds = max(time.perf_counter() - self._begun, 1e-3)
        rate = f"{self._documents / seconds:,.0f} documents/s  {self._bytes / seconds / 1e6:.1f} MB/s"
        self._bar.update(self._task, description=stage, advance=size, rate=rate)
