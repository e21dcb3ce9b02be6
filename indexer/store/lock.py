"""One writer at a time, by a lock that the kernel drops with the process that holds it."""

from __future__ import annotations

import fcntl
import json
import os
import socket
import time
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

from indexer.errors import IndexCorrupt, IndexLocked
from indexer.store.files import LOCK, open_regular

_MOST = 4096
_BEGINS = b'{"pid": '
_LOOKING = 0.05  # seconds after which somebody who only looked whether there is a writer has let go


class WriterLock:
    """Held from construction to `close`; IndexLocked, naming the holder, if somebody else has it.

    IndexCorrupt if what has its name is not a lock: a link, or a file with other content, is never written to.
    """

    def __init__(self, index: Path) -> None:
        self._file, status = open_regular(index / LOCK, flags=os.O_RDWR | os.O_CREAT)
        try:
            if status.st_nlink > 1:
                raise _no_lock(index)
            if not _taken(self._file):
                time.sleep(_LOOKING)
                if not _taken(self._file):
                    raise IndexLocked(
                        f"{index} is being written to by {_holder(self._file, index)}",
                        hint="wait until it has ended, or end it",
                    )
            _holder(self._file, index)
            now = datetime.now(UTC).isoformat(timespec="seconds")
            told = json.dumps({"pid": os.getpid(), "host": socket.gethostname(), "since": now}).encode()
            os.ftruncate(self._file, 0)
            os.pwrite(self._file, told, 0)  # fails on a full disk: who cannot say who it is does not keep the lock
        except BaseException:
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


def writer_at(index: Path) -> str | None:
    """Who is writing to the index, None if nobody is. IndexCorrupt if the lock is none."""
    try:
        file = open_regular(index / LOCK)[0]
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        return None
    except BlockingIOError:
        return _holder(file, index)
    finally:
        os.close(file)


def _taken(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _holder(file: int, index: Path) -> str:
    """Who holds the lock, or held it last."""
    content = os.pread(file, _MOST, 0)
    if not content.startswith(_BEGINS) and not _BEGINS.startswith(content):  # cut short, where the disk was full
        raise _no_lock(index)
    try:
        holder = json.loads(content)
        return f"process {int(holder['pid'])} on {str(holder['host'])[:64]} (since {str(holder['since'])[:32]})"
    except (ValueError, KeyError, TypeError, RecursionError):
        return "another process"


def _no_lock(index: Path) -> IndexCorrupt:
    return IndexCorrupt(f"{index / LOCK} is not a lock of an index", hint="if nothing else needs the file, remove it")
