"""What is read from where, and what could not be."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

STDIN = Path("-")
METADATA_NAME = "metadata.csv"


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file to read.

    `name`, its path under `root` with slashes, is what the ids of its articles are made of. The name of a file
    that was given itself is its file name, and `root` is its folder, so that it has the same id whether it or its
    folder is given. `size` is in bytes. `stamp` changes when the file changes or a `metadata.csv` that may speak of
    it; it is empty for what cannot be read twice.
    """

    path: Path
    root: Path
    name: str
    size: int = 0
    stamp: str = ""

    @classmethod
    def of(cls, path: Path, *, root: Path | None = None) -> SourceFile:
        """The source file at `path`, found under `root` (its own folder if None), as it is now."""
        root = path.parent if root is None else root
        states = [_state(file) for file in (path, *metadata_tables(path, root))]
        return cls(
            path=path,
            root=root,
            name=path.relative_to(root).as_posix(),
            size=states[0][0] if states[0] else 0,
            stamp=",".join(f"{state[0]}-{state[1]}" for state in states if state) if states[0] else "",
        )

    @classmethod
    def standard_input(cls) -> SourceFile:
        """What is piped in."""
        return cls(path=STDIN, root=STDIN, name="-")

    @property
    def is_stdin(self) -> bool:
        return self.path == STDIN


def metadata_tables(path: Path, root: Path) -> tuple[Path, ...]:
    """The tables that may speak of a file: in its folder and in those above it, up to the root; nearest first."""
    folders = [path.parent]
    while folders[-1] != root and folders[-1] != folders[-1].parent:
        folders.append(folders[-1].parent)
    return tuple(table for folder in folders if (table := folder / METADATA_NAME).is_file())


def _state(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns


@dataclass(frozen=True, slots=True)
class Rejected:
    """A record, or a file (`line` is None), that cannot be read: why, and what to do about it.

    `path` is the file as it was reached, `line` is 1-based.
    """

    path: str
    line: int | None
    reason: str
    hint: str = ""

    @property
    def place(self) -> str:
        """`path:line`, or `path` for a file of one record."""
        return self.path if self.line is None else f"{self.path}:{self.line}"
