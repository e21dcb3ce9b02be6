"""Which files there are to read."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from indexer.readers.metadata import FILE_NAME
from indexer.readers.source import STDIN, Rejected, SourceFile, printable

SUFFIXES = (".txt", ".md", ".jsonl", ".jsonl.gz")


def discover(paths: Iterable[str | Path]) -> Iterator[SourceFile | Rejected]:
    """The files under `paths`, those of a folder in order of their names, each file once.

    Passed over are hidden files and folders (an index is one) and in folders files of kinds that are not read.
    A path that is given itself and cannot be read is Rejected. Links are followed, except those to what is found
    without them. `-` is standard input.
    """
    files: set[str] = set()
    folders: set[str] = set()
    for given in paths:
        for found in _under(Path(given), folders):
            if isinstance(found, SourceFile):
                real = "-" if found.is_stdin else os.path.realpath(found.path)
                if real in files:
                    continue
                files.add(real)
            yield found


def is_readable(name: str) -> bool:
    """Whether a file of this name is read: by its suffix, or because it is a `metadata.csv`."""
    lower = name.lower()
    return lower.endswith(SUFFIXES) or lower == FILE_NAME


def _under(path: Path, folders: set[str]) -> Iterator[SourceFile | Rejected]:
    # os.path rather than Path: its questions answer False where Path raises for a name too long or a closed folder.
    if path == STDIN:
        yield SourceFile.standard_input()
    elif os.path.isdir(path):
        yield from _walk(path, folders)
    elif not os.path.lexists(path):
        yield Rejected(printable(path), None, "no such file or folder", "check the spelling")
    elif not os.path.isfile(path):
        yield Rejected(printable(path), None, "neither a file nor a folder, or a link to nothing")
    elif not is_readable(path.name):
        yield Rejected(printable(path), None, "not a kind of file that is read", f"read are {', '.join(SUFFIXES)}")
    else:
        yield SourceFile.of(path)


def _walk(root: Path, walked: set[str]) -> Iterator[SourceFile | Rejected]:
    """The files under `root`; the folders that were `walked` already, by their real paths, are not walked again."""
    real_root = os.path.realpath(root)
    stack = [root]
    while stack:
        path = stack.pop()
        linked = path != root and path.is_symlink()
        if linked and _found_without(os.path.realpath(path), real_root):
            continue
        if not os.path.isdir(path):
            if is_readable(path.name) and os.path.isfile(path):
                yield SourceFile.of(path, root=root)
            continue
        real = os.path.realpath(path)
        if real in walked:
            continue
        walked.add(real)
        try:
            names = sorted(os.listdir(path), reverse=True)
        except OSError as error:
            yield Rejected.unreadable(path, error)
            continue
        stack.extend(path / name for name in names if not name.startswith("."))


def _found_without(real: str, real_root: str) -> bool:
    """Whether the walk under `real_root` comes by the real path anyway: it lies there, and nothing hides it."""
    if real == real_root:
        return True
    inside = os.path.join(real_root, "")
    if not real.startswith(inside):
        return False
    parts = real[len(inside) :].split(os.sep)
    return not any(part.startswith(".") for part in parts) and (os.path.isdir(real) or is_readable(parts[-1]))
