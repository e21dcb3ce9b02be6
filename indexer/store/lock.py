"""One writer at a time, by a lock that the kernel drops with the process that holds it."""

from __future__ import annotations

import fcntl
import json
import os
import socket
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

from indexer.errors import IndexLocked

LOCK_NAME = "lock"


class WriterLock:
    """Held from construction to `close`; IndexLocked, naming the holder, if somebody else has it."""

    def __init__(self, index: Path) -> None:
        self._file = os.open(index / LOCK_NAME, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = _holder(os.read(self._file, 4096))
            os.close(self._file)
            raise IndexLocked(
                f"{index} is being written to by {holder}", hint="wait until it has ended, or end it"
            ) from None
        now = datetime.now(UTC).isoformat(timespec="seconds")
        facts = json.dumps({"pid": os.getpid(), "host": socket.gethostname(), "since": now}).encode()
        try:
            os.ftruncate(self._file, 0)
            os.pwrite(self._file, facts, 0)
        except OSError:  # the disk is full: who cannot say who it is does not keep the lock
            self.close()
            raise

    def close(self) -> None:
        """Give the lock up; the file stays, since removing it would let two writers in."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    def __enter__(self) -> WriterLock:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _holder(content: bytes) -> str:
    try:
        facts = json.loads(content)
        return f"process {int(facts['pid'])} on {facts['host']} (since {facts['since']})"
    except (ValueError, KeyError, TypeError):
        return "another process"
