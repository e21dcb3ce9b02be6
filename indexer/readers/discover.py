"""Which files there are to read."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Literal

from indexer.readers.source import STDIN, Passed, Rejected, SourceFile, printable

_OF_AN_INDEX = {"manifest.json", "lock"}
_SAVED = (
    "_files",
    "-Dateien",
    "_fichiers",
    "_archivos",
    "_ficheros",
    "_arquivos",
    "_bestanden",
    "_pliki",
    "_elemei",
    ".files",
)


def discover(paths: Iterable[str | Path]) -> Iterator[SourceFile | Rejected | Passed]:
    """The files under `paths`, those of a folder in order of their names, each file once.

    Left out are hidden files and folders (an index is one) and links to nothing. The folder of pictures that a
    browser saves beside a page is Passed over as one. A path that is given itself and cannot be read is Rejected, and
    so is all that cannot be looked at. Links are followed, except those to what is found without them. `-` is
    standard input.
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


Found = tuple[SourceFile | Rejected | Passed, str]
"""What is found, and its path without links."""


def _under(path: Path, folders: set[str]) -> Iterator[Found]:
    real = os.path.realpath(path)
    if path == STDIN:
        yield SourceFile.standard_input(), "-"
        return
    kind = _kind(path)
    if kind == "folder":
        yield from _walk(path, real, folders)
    elif kind == "file":
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
        names = {entry.name for entry in inside}
        if names >= _OF_AN_INDEX:
            yield Passed(printable(path), "index", "an index of onrecord", unread=True), real
            continue
        beside = _parts_of_pages(names)
        for entry in inside:
            if entry.name.startswith("."):
                continue
            if not _is(entry, "link"):
                if entry.name in beside and _is(entry, "folder"):
                    told = Passed(
                        printable(path / entry.name), "parts of a saved page", "pictures and scripts of a page"
                    )
                    yield told, os.path.join(real, entry.name)
                    continue
                stack.append((path / entry.name, os.path.join(real, entry.name)))
            elif not _found_without(target := os.path.realpath(entry.path), real_root) and _kind(target) != "nothing":
                stack.append((path / entry.name, target))


def _is(entry: os.DirEntry[str], kind: Literal["link", "folder"]) -> bool:
    """Whether an entry is of a kind; of one that cannot be looked at, it is a folder that will be told."""
    try:
        return entry.is_symlink() if kind == "link" else entry.is_dir()
    except OSError:
        return kind == "folder"


def _parts_of_pages(names: set[str]) -> set[str]:
    """The folders that browsers save beside a page: `Title_files` of `Title.html`, in any of their languages."""
    pages = {name.rpartition(".")[0] for name in names if name.lower().endswith((".html", ".htm", ".xhtml"))}
    return {f"{page}{end}" for page in pages for end in _SAVED}


def _found_without(real: str, real_root: str) -> bool:
    """Whether the walk under `real_root` comes by the real path anyway: it lies there, and nothing hides it."""
    if real == real_root:
        return True
    inside = os.path.join(real_root, "")
    if not real.startswith(inside):
        return False
    parts = real[len(inside) :].split(os.sep)
    return not any(part.startswith(".") for part in parts)
