"""Processes that take documents apart which may take for ever, or all memory: web pages, PDF.

A document gets `SECONDS` and `MEMORY`. A process that needs more time is ended and the document refused; for one that
dies the document gets one more try, in a new process. Then it is refused with the reason; nothing else is lost. There
are no threads: answers are fetched by who waits for one, and every process has one document at a time.
"""

from __future__ import annotations

import importlib
import os
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from multiprocessing import Pipe
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

import orjson

from indexer.workers.process import Process, forked, way

__all__ = ["MEMORY", "SECONDS", "Extraction", "Unreadable", "extraction", "submit"]

SECONDS = 20.0
"""Wall time that a document may take."""
MEMORY = 1 << 30
"""Bytes of address space of one process."""
_TRIES = 2
_RUN = "import sys; from indexer.workers.extraction import serve; serve(int(sys.argv[1]))"


class Unreadable(ValueError):
    """Why a document could not be taken apart."""


@dataclass(eq=False, slots=True)
class Task:
    """One document, and what came of it: `answer` is JSON, or `failed` says why there is none."""

    request: bytes
    data: bytes
    tries: int = 0
    answer: bytes | None = None
    failed: str = ""


@dataclass(eq=False, slots=True)
class _Process:
    connection: Connection
    process: Process
    task: Task | None = None
    until: float = 0.0


@dataclass(eq=False)
class Extraction:
    """So many processes, started when there is work for them. A context manager."""

    processes: int
    _running: list[_Process] = field(default_factory=list)
    _waiting: deque[Task] = field(default_factory=deque)

    def submit(self, by: str, data: bytes, **known: object) -> Callable[[], dict[str, Any] | None]:
        """Have a function, named with its module, take a document apart; what this returns waits for the result.

        Unreadable, from there.
        """
        task = Task(orjson.dumps({"by": by} | known), data)
        self._waiting.append(task)
        self._attend(0.0)
        return lambda: self._result(task)

    def _result(self, task: Task) -> dict[str, Any] | None:
        while task.answer is None and not task.failed:
            self._attend(0.5)
        if task.failed:
            raise Unreadable(task.failed)
        assert task.answer is not None
        told = orjson.loads(task.answer)
        if "failed" in told:
            raise Unreadable(told["failed"])
        found: dict[str, Any] | None = told["found"]
        return found

    def _attend(self, seconds: float) -> None:
        """Hand out what waits, and take what is done, for at most so long."""
        self._hand_out()
        busy = {one.connection: one for one in self._running if one.task is not None}
        if busy:
            left = min(one.until for one in busy.values()) - time.monotonic()
            for connection in wait(list(busy), max(min(seconds, left), 0)):
                self._take(busy[connection])  # type: ignore[index]
            for one in busy.values():
                if one.task is not None and time.monotonic() > one.until:
                    self._give_up(one, f"took more than {SECONDS:.0f} seconds", tries=1)
        self._hand_out()

    def _hand_out(self) -> None:
        for one in self._running:
            if one.task is None and self._waiting:
                self._give(one, self._waiting.popleft())
        while self._waiting and len(self._running) < self.processes:
            one = _started()
            self._running.append(one)
            self._give(one, self._waiting.popleft())

    def _give(self, one: _Process, task: Task) -> None:
        one.task, task.tries = task, task.tries + 1
        one.until = (
            time.monotonic() + SECONDS + (10 if one.until == 0.0 else 0)
        )  # the first time it loads what it needs
        try:
            one.connection.send_bytes(task.request)
            one.connection.send_bytes(task.data)
        except OSError:
            self._give_up(one, "ended the process that read it")

    def _take(self, one: _Process) -> None:
        task = one.task
        assert task is not None
        try:
            task.answer = one.connection.recv_bytes()
            one.task = None
        except (EOFError, OSError):
            self._give_up(one, "ended the process that read it")

    def _give_up(self, one: _Process, why: str, *, tries: int = _TRIES) -> None:
        task, one.task = one.task, None
        self._running.remove(one)
        _ended(one)
        if task is not None:
            if task.tries < tries:
                self._waiting.appendleft(task)
            else:
                task.failed = why

    def __enter__(self) -> Extraction:
        return self

    def __exit__(self, *_: object) -> None:
        for one in self._running:
            _ended(one)
        self._running.clear()


def _started() -> _Process:
    ours, theirs = Pipe()
    with theirs:
        if way() == "fork":
            return _Process(ours, forked(theirs, partial(_forked, theirs)))
        process = subprocess.Popen(
            [sys.executable, "-P", "-c", _RUN, str(theirs.fileno())],
            pass_fds=[theirs.fileno()],
            env=os.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
    return _Process(ours, process)


def _ended(one: _Process) -> None:
    with suppress(OSError):
        one.connection.close()
    one.process.kill()
    one.process.wait()


_current: list[Extraction] = []


@contextmanager
def extraction(processes: int) -> Iterator[None]:
    """Within this, `submit` hands documents to so many processes."""
    with Extraction(processes) as made:
        _current.append(made)
        try:
            yield
        finally:
            _current.remove(made)


def submit(by: str, data: bytes, **known: object) -> Callable[[], dict[str, Any] | None]:
    """`Extraction.submit` of the one that was entered last; without one, a process for this document alone."""
    if _current:
        return _current[-1].submit(by, data, **known)

    def alone() -> dict[str, Any] | None:
        with Extraction(1) as made:
            return made.submit(by, data, **known)()

    return alone


# The other side.


def serve(handle: int) -> None:
    """Answer documents until there are no more, in an interpreter of its own."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _serve(Connection(handle), held=0)


def _forked(connection: Connection) -> None:
    """Answer documents until there are no more, in a fork: what its parent holds is not counted."""
    with open(os.devnull, "wb") as nowhere:
        os.dup2(nowhere.fileno(), 1)
        os.dup2(nowhere.fileno(), 2)
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    _serve(connection, held=pages * os.sysconf("SC_PAGE_SIZE"))


def _serve(connection: Connection, *, held: int) -> None:
    """Within `MEMORY` and what is held."""
    import resource

    with suppress(ValueError, OSError):  # macOS knows the name and refuses the limit; the time is limited there, too
        resource.setrlimit(resource.RLIMIT_AS, (held + MEMORY,) * 2)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    while True:
        try:
            request = orjson.loads(connection.recv_bytes())
            data = connection.recv_bytes()
        except (EOFError, OSError):
            return
        connection.send_bytes(_answer(request, data))


def _answer(request: dict[str, Any], data: bytes) -> bytes:
    module, _, name = request.pop("by").rpartition(".")
    try:
        read = getattr(importlib.import_module(module), name)
        return orjson.dumps({"found": read(data, **request)})
    except MemoryError:
        return orjson.dumps({"failed": f"takes more than {MEMORY >> 30} GiB of memory"})
    except RecursionError:
        return orjson.dumps({"failed": "is nested too deep"})
    except Exception as error:  # the boundary of the process: whatever a page does to a parser, it is one page
        return orjson.dumps({"failed": str(error) or type(error).__name__})
