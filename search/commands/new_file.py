"""A file that is there whole or not at all, whatever ends the writing: an error, Ctrl-C, a kill."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from indexer.errors import UsageError

__all__ = ["new_file", "refuse_existing"]


def refuse_existing(path: Path, *, replace: bool, mend: str) -> None:
    """UsageError if there is such a file and it is not to be replaced; for what is no file in any case."""
    if path.is_dir() or (path.exists() and not path.is_file()):
        raise UsageError(f"{path} is no file", hint="name one in a folder of yours")
    if os.path.lexists(path) and not replace:
        raise UsageError(f"{path} is there already", hint=mend)


@contextmanager
def new_file(path: Path, *, replace: bool, mend: str) -> Iterator[BinaryIO]:
    """A file to write to, which gets its name when all is written; UsageError if it cannot be.

    Where the system can (O_TMPFILE), it has no name until then, so that not even a kill leaves anything.
    """
    refuse_existing(path, replace=replace, mend=mend)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        nameless = _nameless(path.absolute().parent)
        try:
            with open(part, "xb") if nameless is None else os.fdopen(nameless, "wb") as file:
                yield file
                file.flush()
                if nameless is not None:
                    _name(nameless, part)
            _move(part, path, replace=replace)
        finally:
            with contextlib.suppress(FileNotFoundError):
                part.unlink()
    except FileExistsError:
        raise UsageError(f"{path} is there already", hint=mend) from None
    except BrokenPipeError:
        raise
    except OSError as error:
        reason = error.strerror or str(error)
        raise UsageError(f"{path} cannot be written: {reason}", hint="name a file in a folder of yours") from error


def _nameless(folder: Path) -> int | None:
    """A file without a name in this folder, or None where there are none such."""
    flag = getattr(os, "O_TMPFILE", None)
    if flag is None or not os.path.isdir("/proc/self/fd"):
        return None
    try:
        return os.open(folder, flag | os.O_WRONLY, 0o666)
    except OSError:  # the file system has none; if the folder is at fault, opening by name says so
        return None


def _name(nameless: int, part: Path) -> None:
    # Only linkat follows the link in /proc, and os.link calls it where it is given a folder.
    os.link(f"/proc/self/fd/{nameless}", part, src_dir_fd=nameless, follow_symlinks=True)


def _move(part: Path, path: Path, *, replace: bool) -> None:
    if replace:
        os.replace(part, path)
        return
    try:
        os.link(part, path)  # which fails if somebody has made it meanwhile; a rename would not
    except FileExistsError:
        raise
    except OSError:  # a file system without links
        if os.path.lexists(path):
            raise FileExistsError(path) from None
        os.rename(part, path)
