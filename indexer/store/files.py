"""The files of an index: which are ours, and how one is opened.

An index may come from a stranger. What lies under a name of ours is opened only if it is a regular file: no link is
followed, no pipe or device is waited for, and no more is read than the caller expects. A file is made anew or not at
all. Files are ours by their whole name, and only ours are ever removed.
"""

from __future__ import annotations

import errno
import os
import re
import stat
from collections.abc import Iterable
from pathlib import Path
from typing import IO

from indexer.errors import IndexCorrupt, UsageError

MANIFEST, PART, LOCK = "manifest.json", "manifest.part", "lock"
_NUMBERED = re.compile(r"[0-9]{6,20}-[0-9a-f]{6}\.(segment|deleted|ledger|copies|withheld)")
WAITING, WAITS = "waiting-", ".part"
"""Begin and end the name of what waits on disk: it has one for a moment, where the system has no files without."""
_OURS = re.compile(rf"{_NUMBERED.pattern}|{re.escape(PART)}|{WAITING}[0-9a-z_]{{8}}{re.escape(WAITS)}")
RESTORE = "restore the file from a copy, or build the index again in an empty folder"


def kind_of(name: str) -> str | None:
    """`segment`, `deleted`, `ledger`, `copies` or `withheld`, if a writer gives such a name to a file."""
    found = _NUMBERED.fullmatch(name)
    return found[1] if found else None


def open_regular(path: Path, *, flags: int = os.O_RDONLY) -> tuple[int, os.stat_result]:
    """A handle on a regular file, and what the system says of it. FileNotFoundError; IndexCorrupt for all else."""
    try:
        handle = os.open(path, flags | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY, 0o666)
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.ENXIO, errno.EISDIR, errno.ENODEV, errno.EMLINK):
            raise _irregular(path) from error
        raise
    status = os.fstat(handle)
    if not stat.S_ISREG(status.st_mode):
        os.close(handle)
        raise _irregular(path)
    return handle, status


def read_regular(path: Path, *, most: int) -> bytes:
    """The content of a regular file of at most `most` bytes. FileNotFoundError, IndexCorrupt."""
    handle, status = open_regular(path)
    with open(handle, "rb") as file:
        if status.st_size > most:
            raise IndexCorrupt(f"{path} is {status.st_size:,} bytes long, more than {most:,} can be", hint=RESTORE)
        return file.read(most)


def create(path: Path) -> IO[bytes]:
    """A new file to write to, in place of what has its name: a link is removed and not followed."""
    path.unlink(missing_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o666)
    return open(handle, "wb")


def _irregular(path: Path) -> IndexCorrupt:
    return IndexCorrupt(f"{path} is not a file of an index, but a link, a folder or a device", hint=RESTORE)


def claim(index: Path) -> None:
    """Make the folder of an index, if it is not there; UsageError if it holds what is not ours, and no index.

    A build that was ended before its first commit leaves only files of ours.
    """
    index.mkdir(parents=True, exist_ok=True)
    names = os.listdir(index)
    if MANIFEST in names:
        return
    for name in names:
        if not (_OURS.fullmatch(name) or name == LOCK):
            raise UsageError(
                f"{index} is no index, and there are other files in it: {name}",
                hint=f"name a new or an empty folder, such as {index / '.onrecord'}",
            )


def orphans(index: Path, named: Iterable[str]) -> list[str]:
    """The regular files in the folder that the store made and that are not named."""
    kept = set(named)
    with os.scandir(index) as entries:
        return sorted(
            entry.name
            for entry in entries
            if _OURS.fullmatch(entry.name) and entry.name not in kept and entry.is_file(follow_symlinks=False)
        )
