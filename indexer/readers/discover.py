"""Which files there are to read."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from indexer.readers.metadata import FILE_NAME
from indexer.readers.source import STDIN, Rejected, SourceFile

SUFFIXES = (".txt", ".md", ".jsonl", ".jsonl.gz")


def discover(paths: Iterable[str | Path]) -> Iterator[SourceFile | Rejected]:
    """The files under `paths`, folders in order of their names, each file once.

    Hidden files and folders are passed over, and in folders files of kinds that are not read. A path that is given
    itself and cannot be read is Rejected. `-` is standard input.
    """
    seen: set[str] = set()
    for given in paths:
        for found in _under(Path(given)):
            if isinstance(found, SourceFile):
                real = "-" if found.is_stdin else os.path.realpath(found.path)
                if real in seen:
                    continue
                seen.add(real)
            yield found


def is_readable(name: str) -> bool:
    """Whether a file of this name is read: by its suffix, or because it is a `metadata.csv`."""
    lower = name.lower()
    return lower.endswith(SUFFIXES) or lower == FILE_NAME


def _under(path: Path) -> Iterator[SourceFile | Rejected]:
    if path == STDIN:
        yield SourceFile.standard_input()
    elif path.is_dir():
        yield from _walk(path, root=path, above=frozenset((os.path.realpath(path),)))
    elif not path.exists():
        yield Rejected(str(path), None, "no such file or folder", "check the spelling")
    elif not path.is_file():
        yield Rejected(str(path), None, "neither a file nor a folder")
    elif not is_readable(path.name):
        yield Rejected(str(path), None, "not a kind of file that is read", f"read are {', '.join(SUFFIXES)}")
    else:
        yield SourceFile.of(path)


def _walk(folder: Path, *, root: Path, above: frozenset[str]) -> Iterator[SourceFile | Rejected]:
    """The files under `folder`. A link to a folder that is being walked is not followed."""
    try:
        names = sorted(os.listdir(folder))
    except OSError as error:
        yield Rejected(str(folder), None, f"cannot be read: {error.strerror or error}")
        return
    for name in names:
        if name.startswith("."):
            continue
        path = folder / name
        if path.is_dir():
            real = os.path.realpath(path)
            if real not in above:
                yield from _walk(path, root=root, above=above | {real})
        elif is_readable(name) and path.is_file():
            yield SourceFile.of(path, root=root)
