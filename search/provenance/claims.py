"""The claims of a file: a line each, or a row of a table.

A line is a claim; or a claim, a tab and who is said to have said it; or a JSON object with `claim`, and maybe
`speaker` and `id`. A file whose first line names a column `claim` is a table with commas. What cannot be read as a
claim is `UnreadableClaim`, and the lines after it are read on.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

from search.provenance.verdicts import Claim

__all__ = ["MOST_BYTES", "UnreadableClaim", "read_claims"]

MOST_BYTES = 1 << 20
"""A longer line is not read."""

_EXAMPLE = 'write {"id": "1", "claim": "the words", "speaker": "Ada Moreau"}'


@dataclass(frozen=True, slots=True)
class UnreadableClaim:
    """A line, from 1, that is no claim, and why."""

    line: int
    reason: str
    hint: str


def read_claims(lines: Iterable[bytes]) -> Iterator[Claim | UnreadableClaim]:
    """The claims of some lines of UTF-8; blank lines are passed over. A claim without an id is called by its line."""
    decoded = _decoded(lines)
    first = next(decoded, None)
    if first is None:
        return
    columns = _columns(first)
    if columns:
        yield from _from_table(columns, decoded)
        return
    for number, line in enumerate(chain([first], decoded), 1):
        if isinstance(line, UnreadableClaim):
            yield line
        elif line.lstrip().startswith("{"):
            yield _from_object(number, line)
        elif line.strip():
            text, _, speaker = line.partition("\t")
            yield _claim(number, text, speaker, None)


def _decoded(lines: Iterable[bytes]) -> Iterator[str | UnreadableClaim]:
    for number, raw in enumerate(lines, 1):
        if len(raw) > MOST_BYTES:
            yield UnreadableClaim(number, f"This line is longer than {MOST_BYTES:,} bytes.", "write one claim a line")
            continue
        try:
            yield raw.decode("utf-8-sig" if number == 1 else "utf-8").rstrip("\r\n")
        except UnicodeDecodeError as error:
            yield UnreadableClaim(number, f"This line is no UTF-8 (byte {error.start + 1}).", "save it as UTF-8")


def _columns(first: str | UnreadableClaim) -> list[str]:
    """The columns of a table, if the first line is its head; else none."""
    if isinstance(first, UnreadableClaim) or "\t" in first or first.lstrip().startswith("{"):
        return []
    columns = [name.strip().lower() for name in next(csv.reader([first]), [])]
    return columns if "claim" in columns else []


def _from_table(columns: list[str], lines: Iterator[str | UnreadableClaim]) -> Iterator[Claim | UnreadableClaim]:
    wrong: list[UnreadableClaim] = []

    def readable() -> Iterator[str]:
        for line in lines:
            if isinstance(line, UnreadableClaim):
                wrong.append(line)
            else:
                yield line + "\n"

    rows = csv.reader(readable())
    while True:
        try:
            row = next(rows)
        except StopIteration:
            break
        except csv.Error as error:
            yield UnreadableClaim(rows.line_num + 1, f"This row is no CSV ({error}).", "put such a cell in quotes")
            continue
        if any(cell.strip() for cell in row):
            named = dict(zip(columns, row, strict=False))
            yield _claim(rows.line_num + 1, named.get("claim", ""), named.get("speaker"), named.get("id"))
    yield from wrong


def _from_object(number: int, line: str) -> Claim | UnreadableClaim:
    try:
        record: Any = json.loads(line)
    except ValueError as error:
        return UnreadableClaim(number, f"This line is no JSON ({error}).", _EXAMPLE)
    except RecursionError:
        return UnreadableClaim(number, "This line is too deeply nested.", _EXAMPLE)
    text, speaker, name = (record.get(key) for key in ("claim", "speaker", "id"))
    if not isinstance(text, str) or not isinstance(speaker, str | None):
        return UnreadableClaim(number, "This object has no claim, or a speaker that is no text.", _EXAMPLE)
    if isinstance(name, bool) or not isinstance(name, str | int | None):
        return UnreadableClaim(number, "The id is neither a string nor a whole number.", _EXAMPLE)
    return _claim(number, text, speaker, None if name is None else str(name))


def _claim(number: int, text: str, speaker: str | None, name: str | None) -> Claim | UnreadableClaim:
    if not text.strip():
        return UnreadableClaim(number, "There is no claim in this line.", "write the words that somebody said")
    said = " ".join((speaker or "").split())
    return Claim(text=text.strip(), speaker=said or None, id=(name or "").strip() or str(number))
