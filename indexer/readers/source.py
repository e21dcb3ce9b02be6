"""What is read from where, and what could not be."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from indexer.article import Article

STDIN = Path("-")
MAX_CHARACTERS = 4 << 20
"""Of an article. War and Peace has 3.2 million; what is longer holds many articles, and takes memory in
proportion."""
_HINTS = {
    errno.ENAMETOOLONG: "shorten the names of the folders that it lies in",
    errno.EIO: "check the disk",
    errno.ELOOP: "the link leads to itself",
}
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file to read.

    `name`, its path under `root` with slashes, is what the ids of its articles are made of. The name of a file
    that was given itself is its file name, and `root` is its folder, so that it has the same id whether it or its
    folder is given.
    """

    path: Path
    root: Path
    name: str

    @classmethod
    def of(cls, path: Path, *, root: Path | None = None) -> SourceFile:
        """The source file at `path`, found under `root` (its own folder if None)."""
        root = path.parent if root is None else root
        name = printable(path.relative_to(root).as_posix())
        # An id has no space around it, and `./ a.txt` is the same path as ` a.txt`.
        return cls(path=path, root=root, name=name if name == name.strip() else f"./{name}".rstrip())

    @classmethod
    def standard_input(cls) -> SourceFile:
        """What is piped in."""
        return cls(path=STDIN, root=STDIN, name="-")

    @property
    def is_stdin(self) -> bool:
        return self.path == STDIN


@dataclass(frozen=True, slots=True)
class Rejected:
    """A record, or a file (`line` is None), that cannot be read: why, and what to do about it.

    `path` is the file as it was reached, `line` is 1-based. `id` is what the record calls itself; None where that
    could not be read, as in a file of which the rest is lost: what else it states is not known then.
    """

    path: str
    line: int | None
    reason: str
    hint: str = ""
    id: str | None = None

    @property
    def place(self) -> str:
        """`path:line`, or `path` for a file of one record."""
        return self.path if self.line is None else f"{self.path}:{self.line}"

    @classmethod
    def unreadable(cls, path: Path | str, error: OSError) -> Rejected:
        """A file that the system does not give."""
        reason = f"cannot be read: {error.strerror or error}"
        return cls(printable(path), None, reason, _HINTS.get(error.errno or 0, "is it there, and yours to read?"))


@dataclass(frozen=True, slots=True)
class Passed:
    """A file, or a member of one, that holds no article that can be read: what kind it is, why, and the mend.

    Nothing is wrong with it, as with what is Rejected.
    """

    path: str
    kind: str
    reason: str
    hint: str = ""
    unread: bool = False
    """Whether its first bytes said so, and nothing more was read: it is looked at again in every run."""
    count: int = 1
    """How many of one kind, as of members that an earlier run met, the first of which `path` is."""


@dataclass(frozen=True, slots=True)
class Noted:
    """What a user should know of a file that was read, and the mend: told once a file."""

    path: str
    reason: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Reached:
    """How far the reading of a long file is: what lies before this byte, so many records, has been given."""

    offset: int
    records: int


Told = Article | Rejected | Passed | Noted
"""What is told of a file."""
Made = Told | Reached
"""What reading gives."""
ToldRow = tuple[str | int | None, ...]
NOTE = "note"
"""The kind of a row that is a note; that of one that was rejected is empty."""


def told_row(made: Rejected | Passed | Noted, file: SourceFile) -> ToldRow:
    """What was told of a file, to be kept and told again: kind, place in the file, line, reason, hint, id, number."""
    inside = made.path.removeprefix(printable(file.path))
    match made:
        case Rejected():
            return ("", inside, made.line, made.reason, made.hint, made.id, 1)
        case Passed():
            return (made.kind, inside, None, made.reason, made.hint, None, made.count)
        case Noted():
            return (NOTE, inside, None, made.reason, made.hint, None, 1)


def told_again(rows: Iterable[ToldRow], file: SourceFile) -> Iterator[Rejected | Passed | Noted]:
    """The inverse of `told_row`."""
    for kind, inside, line, reason, hint, name, count in rows:
        path = printable(file.path) + str(inside)
        if kind == "":
            at = line if isinstance(line, int) else None
            yield Rejected(path, at, str(reason), str(hint), name if isinstance(name, str) else None)
        elif kind == NOTE:
            yield Noted(path, str(reason), str(hint))
        else:
            yield Passed(path, str(kind), str(reason), str(hint), count=count if isinstance(count, int) else 1)


def summed_up(rows: Iterable[ToldRow]) -> tuple[ToldRow, ...]:
    """Rows of which those that were passed over for one reason are one, with their number, at the first's place."""
    found: dict[ToldRow, ToldRow] = {}
    for row in rows:
        kind, inside, line, reason, hint, name, count = row
        key = row if kind in ("", NOTE) else (kind, reason, hint)
        before = found.get(key)
        total = (count if isinstance(count, int) else 1) + (int(before[6] or 0) if before and key is not row else 0)
        found[key] = (kind, before[1] if before else inside, line, reason, hint, name, total)
    return tuple(found.values())


def too_long(characters: int) -> tuple[str, str]:
    """Why a text of so many characters is no article, and what to do about it."""
    reason = f"{characters:,} characters, and an article has at most {MAX_CHARACTERS:,}"
    return reason, "split it into its articles or chapters"


def printable(path: Path | str) -> str:
    """A path as text that can be stored and shown: bytes that are no UTF-8 as Windows-1252, no control characters."""
    text = str(path)
    try:
        text.encode()
    except UnicodeEncodeError:
        text = os.fsencode(text).decode("cp1252", errors="replace")
    return _CONTROL.sub("\ufffd", text)
