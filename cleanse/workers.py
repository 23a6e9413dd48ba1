"""Worker processes that do a job a document: results in order, and a death costs one document.

A worker says when it has finished each document, so when it dies the document it held is known.
That one has failed; the rest of its batch goes to the next worker. The parent only sends to a
worker that waits, and only reads otherwise, so neither can block the other.
"""

from __future__ import annotations

import multiprocessing
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Generic, Protocol, TypeVar

from cleanse.cleaner import Cleaned, Cleaner, Job
from cleanse.config import Settings
from cleanse.errors import CleanseError, DocumentError, UnfinishedError

BATCH_DOCUMENTS = 64
BATCH_BYTES = 1 << 20
AHEAD = 4
"""How many batches a worker may be ahead of the one that is written next."""


class Item(Protocol):
    """What passes through: something with a job, or without when there is nothing to clean."""

    @property
    def job(self) -> Job | None: ...


T = TypeVar("T", bound=Item)
R = TypeVar("R")

Craft = Callable[[Settings], Callable[[Job], R]]
"""Makes of settings what does the jobs; a function of a module, since a worker imports it by its name."""


def clean_all(settings: Settings, items: Iterable[T], count: int) -> Iterator[tuple[T, Cleaned | DocumentError | None]]:
    """Clean every document: `work_all` of `Cleaner.clean`."""
    return work_all(_cleaning, settings, items, count)


def work_all(
    craft: Craft[R], settings: Settings, items: Iterable[T], count: int
) -> Iterator[tuple[T, R | DocumentError | None]]:
    """Do the job of every item in ``count`` processes; results come in the order of the items.

    With no process, in this one: nothing stands between a document that kills and the run.
    Memory holds at most `AHEAD` batches a worker.

    Raises:
        CleanseError: a worker cannot start.
    """
    if not count:
        do = craft(settings)
        for item in items:
            yield item, do(item.job) if item.job is not None else None
        return
    crew: _Crew[T, R] = _Crew(craft, settings, count)
    try:
        yield from crew.run(items)
    finally:
        crew.stop()


def _cleaning(settings: Settings) -> Callable[[Job], Cleaned]:
    return Cleaner(settings).clean


@dataclass(slots=True)
class _Batch(Generic[T, R]):
    """Documents on their way: ``jobs`` holds what no worker has finished yet."""

    items: list[T] = field(default_factory=list)
    results: dict[int, R | DocumentError | None] = field(default_factory=dict)
    jobs: deque[tuple[int, Job]] = field(default_factory=deque)

    @property
    def finished(self) -> bool:
        return len(self.results) == len(self.items)


@dataclass(slots=True)
class _Worker(Generic[T, R]):
    process: BaseProcess
    connection: Connection
    batch: _Batch[T, R] | None = None
    ready: bool = False


class _Crew(Generic[T, R]):
    def __init__(self, craft: Craft[R], settings: Settings, count: int) -> None:
        self._craft = craft
        self._settings = settings
        # "spawn" gives every system the same clean worker, whatever threads the parent runs.
        self._context = multiprocessing.get_context("spawn")
        self._workers: list[_Worker[T, R]] = [self._start() for _ in range(count)]

    def run(self, items: Iterable[T]) -> Iterator[tuple[T, R | DocumentError | None]]:
        source: Iterator[_Batch[T, R]] = _batches(items)
        order: deque[_Batch[T, R]] = deque()
        waiting: deque[_Batch[T, R]] = deque()
        exhausted = False
        while True:
            while not exhausted and len(order) < AHEAD * len(self._workers):
                batch = next(source, None)
                if batch is None:
                    exhausted = True
                    break
                order.append(batch)
                if batch.jobs:
                    waiting.append(batch)
                self._dispatch(waiting)
            self._dispatch(waiting)
            while order and order[0].finished:
                batch = order.popleft()
                for place, item in enumerate(batch.items):
                    yield item, batch.results.pop(place)
            if order:
                self._receive(waiting)
            elif exhausted:
                return

    def stop(self) -> None:
        for worker in self._workers:
            worker.connection.close()
        for worker in self._workers:
            worker.process.join(0.2)
            if worker.process.is_alive():
                worker.process.terminate()
                worker.process.join()
            worker.process.close()
        self._workers.clear()

    def _start(self) -> _Worker[T, R]:
        ours, theirs = self._context.Pipe()
        process = self._context.Process(target=_serve, args=(theirs, self._craft, self._settings), daemon=True)
        with _no_interrupt():
            process.start()
        theirs.close()
        return _Worker(process, ours)

    def _dispatch(self, waiting: deque[_Batch[T, R]]) -> None:
        for worker in self._workers:
            if waiting and worker.batch is None and worker.ready:
                worker.batch = waiting.popleft()
                try:
                    worker.connection.send(list(worker.batch.jobs))
                except OSError:
                    # It died while it waited: no document is to blame, and `_receive` will bury it.
                    waiting.appendleft(worker.batch)
                    worker.batch = None
                    return

    def _receive(self, waiting: deque[_Batch[T, R]]) -> None:
        by_connection = {worker.connection: worker for worker in self._workers}
        for connection in wait(list(by_connection)):
            worker = by_connection[connection]  # type: ignore[index]
            try:
                while worker.connection.poll():
                    self._take(worker, worker.connection.recv())
            except (EOFError, ConnectionResetError, OSError):
                self._bury(worker, waiting)

    def _take(self, worker: _Worker[T, R], message: object) -> None:
        if isinstance(message, CleanseError) and not isinstance(message, DocumentError):
            raise message
        if message == "ready":
            worker.ready = True
            return
        batch = worker.batch
        if batch is not None and batch.jobs:
            place, _ = batch.jobs.popleft()
            batch.results[place] = message  # type: ignore[assignment]
            if not batch.jobs:
                worker.batch = None

    def _bury(self, worker: _Worker[T, R], waiting: deque[_Batch[T, R]]) -> None:
        worker.process.join()
        code = worker.process.exitcode
        worker.connection.close()
        worker.process.close()
        place_in_crew = self._workers.index(worker)
        if not worker.ready:
            del self._workers[place_in_crew]
            raise UnfinishedError(
                f"a worker process ended before it could start (exit {code}).",
                hint="Run with --jobs 0 to see why, in this process.",
            )
        batch = worker.batch
        if batch is not None and batch.jobs:
            place, _ = batch.jobs.popleft()
            how = f"signal {-code}" if code is not None and code < 0 else f"exit {code}"
            batch.results[place] = DocumentError("worker-died", f"the process that cleaned it ended ({how}).")
            if batch.jobs:
                waiting.appendleft(batch)
        self._workers[place_in_crew] = self._start()


@contextmanager
def _no_interrupt() -> Iterator[None]:
    """Holds Ctrl-C back while a worker starts; the worker inherits that, and leaves stopping to its parent."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    # The helper process of multiprocessing lifts the block when it starts, so it starts first.
    resource_tracker.ensure_running()
    pressed: list[int] = []
    main = threading.current_thread() is threading.main_thread()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    # The block holds for this thread alone; a thread of some library may take the signal, and Python would then
    # interrupt this one all the same. So it is only noted meanwhile.
    handler = signal.signal(signal.SIGINT, lambda number, _frame: pressed.append(number)) if main else None
    try:
        yield
    finally:
        if main:
            signal.signal(signal.SIGINT, handler)
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
    if pressed:
        raise KeyboardInterrupt


def _batches(items: Iterable[T]) -> Iterator[_Batch[T, R]]:
    batch: _Batch[T, R] = _Batch()
    size = 0
    for item in items:
        place = len(batch.items)
        batch.items.append(item)
        if item.job is None:
            batch.results[place] = None
        else:
            batch.jobs.append((place, item.job))
            size += len(item.job.piece.data)
        if len(batch.items) >= BATCH_DOCUMENTS or size >= BATCH_BYTES:
            yield batch
            batch, size = _Batch(), 0
    if batch.items:
        yield batch


def _serve(connection: Connection, craft: Craft[R], settings: Settings) -> None:
    """The life of a worker. It leaves stopping to its parent, and ends when the parent is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        try:
            do = craft(settings)
        except CleanseError as error:
            connection.send(error)
            return
        connection.send("ready")
        while True:
            for _, job in connection.recv():
                connection.send(do(job))
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return
