"""Pairs of articles are compared by several processes, where a build has them: its commits wait for nothing longer.

Each is forked for its part of the pairs and ends with it. What a process does not bring, this one does itself.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import pairwise

import numpy as np

from indexer.arrays import Array, Int64s
from indexer.store.copies.comparing import compared
from indexer.store.copies.shelf import Shelf

__all__ = ["compared_together", "processes"]

_LEAST = 500
"""Pairs that are worth a process."""
_processes = [1]


@contextmanager
def processes(count: int) -> Iterator[None]:
    """Within this, `compared_together` takes so many processes, this one among them."""
    _processes.append(count)
    try:
        yield
    finally:
        _processes.pop()


def compared_together(shelf: Shelf, one: Int64s, other: Int64s) -> tuple[Array, Array]:
    """What `compared` gives. A process is forked on Linux, while this one has no thread of Python's but one."""
    count = min(_processes[-1], len(one) // _LEAST)
    if count < 2 or sys.platform != "linux" or threading.active_count() > 1:
        return compared(shelf, one, other)
    read = np.cumsum(shelf.words(one) + shelf.words(other))
    cuts = np.searchsorted(read, np.linspace(0, int(read[-1]), count + 1)[1:-1]).tolist()
    (low, high), *others = pairwise([0, *cuts, len(one)])
    helpers: list[_Helper] = []
    try:
        for begin, end in others:
            helpers.append(_Helper(shelf, one[begin:end], other[begin:end]))
        found = [compared(shelf, one[low:high], other[low:high]), *(helper.result() for helper in helpers)]
    finally:
        for helper in helpers:
            helper.end()
    return np.concatenate([shared for shared, _ in found]), np.concatenate([kinds for _, kinds in found])


class _Helper:
    """A process that compares some pairs."""

    def __init__(self, shelf: Shelf, one: Int64s, other: Int64s) -> None:
        self._work = shelf, one, other
        self._answer, theirs = os.pipe()
        gc.freeze()
        try:
            with warnings.catch_warnings():
                # Python 3.12 counts the threads of OpenBLAS as well, which looks after itself when a process forks.
                warnings.simplefilter("ignore", DeprecationWarning)
                before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
                try:
                    self._pid = os.fork()
                    if not self._pid:
                        self._serve(theirs)
                finally:
                    signal.pthread_sigmask(signal.SIG_SETMASK, before)
        finally:
            gc.unfreeze()
            os.close(theirs)

    def _serve(self, answer: int) -> None:
        """What the child does; it never returns. Ctrl-C and errors are for the parent."""
        try:
            shared, kinds = compared(*self._work)
            with open(answer, "wb") as file:
                file.write(shared.tobytes() + kinds.tobytes())
        finally:
            os._exit(0)

    def result(self) -> tuple[Array, Array]:
        """What came of it; where nothing did, it is done here."""
        size = len(self._work[1])
        with open(self._answer, "rb", closefd=False) as file:
            found = file.read()
        if len(found) != 9 * size:
            return compared(*self._work)
        return np.frombuffer(found, np.float64, size), np.frombuffer(found, np.uint8, size, 8 * size)

    def end(self) -> None:
        """It is gone when this returns, whatever it was at."""
        os.close(self._answer)
        with suppress(ProcessLookupError):
            os.kill(self._pid, signal.SIGKILL)
        os.waitpid(self._pid, 0)
