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
    # os.path rather than Path: its questions answer False where Path raises for a name too long or a closed folder.
    real = os.path.realpath(path)
    if path == STDIN:
        yield SourceFile.standard_input(), "-"
    elif os.path.isdir(path):
        yield from _walk(path, real, folders)
    elif os.path.isfile(path) and is_readable(path.name):
        yield SourceFile.of(path), real
    else:
        yield Rejected(printable(path), None, *_why_not(path)), real


def _why_not(path: Path) -> tuple[str, str]:
    if not os.path.lexists(path):
        return "no such file or folder", "check the spelling"
    if not os.path.isfile(path):
        return "neither a file nor a folder, or a link to nothing", ""
    return "not a kind of file that is read", f"read are {', '.join(SUFFIXES)}"


def _walk(root: Path, real_root: str, walked: set[str]) -> Iterator[Found]:
    """The files under `root`; the folders that were `walked` already, by their real paths, are not walked again."""
    stack = [(root, real_root)]
    while stack:
        path, real = stack.pop()
        if not os.path.isdir(path):
            if os.path.isfile(path):
                yield SourceFile.of(path, root=root), real
            continue
        if real in walked:
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
            if not entry.is_symlink():
                if is_readable(entry.name) or entry.is_dir():
                    stack.append((path / entry.name, os.path.join(real, entry.name)))
            elif not _found_without(target := os.path.realpath(entry.path), real_root) and (
                is_readable(entry.name) or os.path.isdir(target)
            ):
                stack.append((path / entry.name, target))


def _found_without(real: str, real_root: str) -> bool:
    """Whether the walk under `real_root` comes by the real path anyway: it lies there, and nothing hides it."""
    if real == real_root:
        return True
    inside = os.path.join(real_root, "")
    if not real.startswith(inside):
        return False
    parts = real[len(inside) :].split(os.sep)
    return not any(part.startswith(".") for part in parts) and (os.path.isdir(real) or is_readable(parts[-1]))
