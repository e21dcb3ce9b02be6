"""Which files there are to read."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Literal

from indexer.readers.metadata import FILE_NAME
from indexer.readers.source import STDIN, Rejected, SourceFile, printable

SUFFIXES = (".txt", ".md", ".jsonl", ".jsonl.gz")


def discover(paths: Iterable[str | Path]) -> Iterator[SourceFile | Rejected]:
    """The files under `paths`, those of a folder in order of their names, each file once.

    Passed over are hidden files and folders (an index is one) and in folders files of kinds that are not read, and
    links to nothing. A path that is given itself and cannot be read is Rejected, and so is all that cannot be looked
    at. Links are followed, except those to what is found without them. `-` is standard input.
    """
    files: set[str] = set()
    folders: set[str] = set()
    for given in paths:
        for found, real in _under(Path(given), folders):
            if isinstance(found, SourceFile):
                if real in files:
                    continue
                files.add(real)
            yield found


def is_readable(name: str) -> bool:
    """Whether a file of this name is read: by its suffix, or because it is a `metadata.csv`."""
    lower = name.lower()
    return lower.endswith(SUFFIXES) or lower == FILE_NAME


Found = tuple[SourceFile | Rejected, str]
"""What is found, and its path without links."""


def _under(path: Path, folders: set[str]) -> Iterator[Found]:
    real = os.path.realpath(path)
    if path == STDIN:
        yield SourceFile.standard_input(), "-"
        return
    kind = _kind(path)
    if kind == "folder":
        yield from _walk(path, real, folders)
    elif kind == "file" and is_readable(path.name):
        yield SourceFile.of(path), real
    elif isinstance(kind, OSError):
        yield Rejected.unreadable(path, kind), real
    else:
        yield Rejected(printable(path), None, *_why_not(path, kind)), real


Kind = Literal["file", "folder", "other", "nothing"]


def _kind(path: str | Path) -> Kind | OSError:
    """What is there, links followed; the error if that cannot be known."""
    try:
        mode = os.stat(path).st_mode
    except (FileNotFoundError, NotADirectoryError):
        return "nothing"
    except OSError as error:
        return error
    return "folder" if stat.S_ISDIR(mode) else "file" if stat.S_ISREG(mode) else "other"


def _why_not(path: Path, kind: Kind) -> tuple[str, str]:
    if kind == "file":
        return "not a kind of file that is read", f"read are {', '.join(SUFFIXES)}"
    if kind == "nothing" and not os.path.lexists(path):
        return "no such file or folder", "check the spelling"
    return "neither a file nor a folder, or a link to nothing", ""


def _walk(root: Path, real_root: str, walked: set[str]) -> Iterator[Found]:
    """The files under `root`; the folders that were `walked` already, by their real paths, are not walked again."""
    stack = [(root, real_root)]
    while stack:
        path, real = stack.pop()
        kind = _kind(path)
        if kind == "file":
            yield SourceFile.of(path, root=root), real
        elif isinstance(kind, OSError):
            yield Rejected.unreadable(path, kind), real
        if kind != "folder" or real in walked:
            continue
        walked.add(real)
        try:
            with os.scandir(path) as entries:
                inside = sorted(entries, key=lambda entry: entry.name, reverse=True)
        except OSError as error:
            yield Rejected.unreadable(path, error), real
            continue
        for entry in inside:
            if entry.name.startswith("."):
                continue
            if not _is(entry, "link"):
                if is_readable(entry.name) or _is(entry, "folder"):
                    stack.append((path / entry.name, os.path.join(real, entry.name)))
            elif not _found_without(target := os.path.realpath(entry.path), real_root) and (
                is_readable(entry.name) or _leads_on(target)
            ):
                stack.append((path / entry.name, target))


def _is(entry: os.DirEntry[str], kind: Literal["link", "folder"]) -> bool:
    """Whether an entry is of a kind; of one that cannot be looked at, it is a folder that will be told."""
    try:
        return entry.is_symlink() if kind == "link" else entry.is_dir()
    except OSError:
        return kind == "folder"


def _leads_on(target: str) -> bool:
    """Whether a link leads to a folder, or to what is shut: that may be one, and is told."""
    kind = _kind(target)
    return kind == "folder" or isinstance(kind, PermissionError)


def _found_without(real: str, real_root: str) -> bool:
    """Whether the walk under `real_root` comes by the real path anyway: it lies there, and nothing hides it."""
    if real == real_root:
        return True
    inside = os.path.join(real_root, "")
    if not real.startswith(inside):
        return False
    parts = real[len(inside) :].split(os.sep)
    return not any(part.startswith(".") for part in parts) and (os.path.isdir(real) or is_readable(parts[-1]))
