"""The queries of a batch: lines of a file, each with a name and a place.

A line is a query; or a name, a tab and a query; or a JSON object with `id` and `text`. A query without a name is
called by the number of its line. What cannot be read as one is `Unreadable`, and the lines after it are read on.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, AnyStr

from indexer.errors import UsageError
from search.commands.console import standard_input

__all__ = ["MOST_BYTES", "Question", "Unreadable", "bounded_lines", "lines_of", "read_questions"]

_PASSED = 1 << 16

MOST_BYTES = 4 << 20
"""A longer line is not read; a query in a JSON object may take six bytes a character."""


@dataclass(frozen=True, slots=True)
class Question:
    """One query of a batch; `line` counts from 1."""

    line: int
    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A line that is no query, and why."""

    line: int
    reason: str
    hint: str


def lines_of(file: Path, *, most: int, what: str) -> Iterator[bytes]:
    """The lines of a file, or of standard input for `-`, none longer than `most` bytes and one; UsageError."""
    if str(file) == "-":
        yield from bounded_lines(standard_input(), most=most)
        return
    try:
        with file.open("rb") as lines:
            yield from bounded_lines(lines, most=most)
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}", hint=f"name a file of {what}, or -") from error


def bounded_lines(stream: IO[AnyStr], *, most: int) -> Iterator[AnyStr]:
    """The lines of a stream; of one that is longer than `most` the first `most` + 1, which tell that it is."""
    while line := stream.readline(most + 1):
        rest = line
        while rest and rest[-1:] not in ("\n", b"\n"):
            rest = stream.readline(_PASSED)
        yield line


def read_questions(lines: Iterable[bytes]) -> Iterator[Question | Unreadable]:
    """The queries of some lines of UTF-8; blank lines are passed over, a name that was used before is refused."""
    used: dict[str, int] = {}
    for number, raw in enumerate(lines, 1):
        if len(raw) > MOST_BYTES:
            yield Unreadable(number, f"This line is longer than {MOST_BYTES:,} bytes.", "write one query on a line")
            continue
        try:
            line = raw.decode("utf-8-sig" if number == 1 else "utf-8").strip("\r\n")
        except UnicodeDecodeError as error:
            yield Unreadable(number, f"This line is no UTF-8 (byte {error.start + 1}).", "save the file as UTF-8")
            continue
        if not line.strip():
            continue
        found = _from_object(number, line) if line.lstrip().startswith("{") else _from_text(number, line)
        if isinstance(found, Question):
            first = used.setdefault(found.id, number)
            if first != number:
                found = Unreadable(number, f"Line {first} has the id {found.id!r} too.", "give each query its own id")
        yield found


def _from_text(number: int, line: str) -> Question:
    name, tab, text = line.partition("\t")
    return Question(number, name.strip() or str(number), text) if tab else Question(number, str(number), line)


def _from_object(number: int, line: str) -> Question | Unreadable:
    try:
        record = json.loads(line)
    except ValueError as error:
        return Unreadable(number, f"This line is no JSON ({error}).", 'write {"id": "1", "text": "a query"}')
    except RecursionError:
        return Unreadable(number, "This line is too deeply nested.", 'write {"id": "1", "text": "a query"}')
    text, name = record.get("text"), record.get("id", number)
    if not isinstance(text, str):
        return Unreadable(number, "This object has no text.", 'write {"id": "1", "text": "a query"}')
    if isinstance(name, bool) or not isinstance(name, str | int):
        return Unreadable(number, "The id is neither a string nor a whole number.", 'write {"id": "1", "text": "…"}')
    return Question(number, str(name) or str(number), text)
