"""Worker processes, and those that take documents apart: how one is started, and what can be done to it.

A fork has everything loaded that its parent has, and works within a millisecond; an interpreter that starts anew
takes a third of a second of processor time. A process is forked on Linux while it has no thread of Python's but one,
and started anew elsewhere: the frameworks of macOS do not survive a fork, nor do locks that another thread holds.
"""

from __future__ import annotations

import gc
import mmap
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from typing import Literal, Protocol

from indexer.workers.worker import PLACE, work

__all__ = ["Process", "forked", "start", "way"]

_RUN = "from indexer.workers.worker import main; main()"
"""Run with -P: a folder in which somebody works may have an `indexer` of its own."""
_LOOK = 0.005  # seconds between two looks whether a process has ended


class Process(Protocol):
    """A running worker."""

    pid: int

    def kill(self) -> None: ...

    def wait(self, timeout: float | None = None) -> int | None:
        """The exit status, minus the signal if one ended it; None if it has not ended after `timeout` seconds."""
        ...


def way() -> Literal["fork", "anew"]:
    """How a worker is started here and now."""
    return "fork" if sys.platform == "linux" and threading.active_count() == 1 else "anew"


def start(connection: Connection, memory: int, maker: str, find: str) -> tuple[mmap.mmap, Process]:
    """A worker on the other end of `connection`, and the place where it says which article it is on."""
    if way() == "fork":
        place = mmap.mmap(-1, PLACE.size)
        return place, forked(connection, lambda: work(connection, place, memory, maker, find))
    with tempfile.TemporaryFile() as file:
        file.truncate(PLACE.size)
        place = mmap.mmap(file.fileno(), PLACE.size)
        handles = (connection.fileno(), file.fileno())
        return place, _Anew([*map(str, handles), str(memory), maker, find], handles)


def forked(connection: Connection, serve: Callable[[], None]) -> Process:
    """A fork of this process that does `serve` and keeps only `connection`; for where `way()` says so."""
    return _Forked(connection, serve)


class _Anew:
    """A worker in an interpreter of its own."""

    def __init__(self, arguments: list[str], handles: tuple[int, int]) -> None:
        with _uninterrupted():  # what is blocked stays so in the child: Ctrl-C while it imports is the parent's, too
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-c", _RUN, *arguments],
                pass_fds=handles,
                env=os.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
                stdin=subprocess.DEVNULL,
            )
        self.pid = self._process.pid
        self.kill = self._process.kill

    def wait(self, timeout: float | None = None) -> int | None:
        try:
            return self._process.wait(timeout)
        except subprocess.TimeoutExpired:
            return None


class _Forked:
    """A process forked from this one."""

    def __init__(self, connection: Connection, serve: Callable[[], None]) -> None:
        self._status: int | None = None
        # Frozen, nothing that was made before is ever looked through, or moved out of shared memory, by the child.
        gc.freeze()
        try:
            with _uninterrupted() as before, warnings.catch_warnings():
                # Python 3.12 counts the threads of OpenBLAS as well, which looks after itself when a process forks.
                warnings.simplefilter("ignore", DeprecationWarning)
                self.pid = os.fork()
                if not self.pid:
                    _serve(connection, serve, before)
        finally:
            gc.unfreeze()

    def kill(self) -> None:
        if self._status is None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)

    def wait(self, timeout: float | None = None) -> int | None:
        until = None if timeout is None else time.monotonic() + timeout
        while self._status is None:
            pid, status = os.waitpid(self.pid, 0 if until is None else os.WNOHANG)
            if pid:
                self._status = os.waitstatus_to_exitcode(status)
            elif until is not None and time.monotonic() > until:
                break
            else:
                time.sleep(_LOOK)
        return self._status


@contextmanager
def _uninterrupted() -> Iterator[set[int | signal.Signals]]:
    """Ctrl-C waits until this is left; gives what was blocked before."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield before
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _serve(connection: Connection, serve: Callable[[], None], mask: set[int | signal.Signals]) -> None:
    """What the child does; it never returns, so nothing of the parent's is cleaned up by it."""
    status = 1
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        _let_go(connection.fileno())
        serve()
        status = 0
    except BaseException:  # the boundary of the process: whatever it was is told, as an interpreter would
        sys.excepthook(*sys.exc_info())
    finally:
        with suppress(OSError, ValueError, AttributeError):
            sys.stderr.flush()
        os._exit(status)


def _let_go(kept: int) -> None:
    """Let go of the parent's files: its lock, and its connections with other workers, which have to end with it.

    Their numbers stay taken, lest an object of the parent's, thrown away here, closes a file that has its number.
    """
    null = os.open(os.devnull, os.O_RDWR)
    for name in os.listdir("/proc/self/fd"):
        if int(name) not in (1, 2, kept, null):
            with suppress(OSError):  # the handle that lists them is gone
                os.dup2(null, int(name), inheritable=False)
