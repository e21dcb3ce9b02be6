"""A `metadata.csv` beside files: what they do not say of themselves, by file or by address."""

from __future__ import annotations

import csv
import os
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from indexer.article import PublicationDate
from indexer.readers.encoding import UndecodableError, decode
from indexer.readers.source import Rejected, SourceFile, printable
from indexer.text.dates import read_date
from indexer.text.parts import normalize_line_ends

FILE_NAME = "metadata.csv"
COLUMNS = ("file", "source", "date", "title", "author", "url", "language")
MAX_BYTES = 64 << 20
_BY_ADDRESS = "url:"

# A quotation mark that is never closed would swallow the rest of the table.
_LONGEST_ROW = 50
_NAMES_COLUMNS = f"the first row names the columns: {', '.join(COLUMNS)}"


@dataclass(frozen=True, slots=True)
class Row:
    """What one row states of one file, and the line on which it begins."""

    line: int = 0
    title: str = ""
    source: str | None = None
    date: PublicationDate | None = None
    author: str | None = None
    url: str | None = None
    language: str | None = None
    extra: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Metadata:
    """A table: its rows by file, as the `file` column names it, or by address where there is no such column (then
    the key begins with `url:`), and what is wrong with the others."""

    rows: Mapping[str, Row]
    rejected: tuple[Rejected, ...] = ()


def iter_articles(source: SourceFile) -> Iterator[Rejected]:
    """The rows that are wrong: the table itself holds no article."""
    table = load(source.path)
    yield from table.rejected
    folder = source.path.parent
    composed: set[str] | None = None
    for name, row in table.rows.items():
        if name.startswith(_BY_ADDRESS) or os.path.isfile(folder / name):
            continue
        if composed is None:
            composed = {_key(path.relative_to(folder).as_posix()) for path in folder.rglob("*")}
        if name not in composed:
            hint = "name it as it stands, with its folder if that is below the one of the table"
            yield Rejected(printable(source.path), row.line, f"there is no file {name!r}", hint)


def tables_for(source: SourceFile) -> tuple[Path, ...]:
    """The tables that may speak of a file: in its folder and in those above it, up to the root; nearest first."""
    if source.is_stdin or source.path.name.lower() == FILE_NAME:
        return ()
    folders = [source.path.parent]
    while folders[-1] != source.root and folders[-1] != folders[-1].parent:
        folders.append(folders[-1].parent)
    return tuple(table for folder in folders if os.path.isfile(table := folder / FILE_NAME))


def row_for(source: SourceFile, *, url: str | None = None) -> Row:
    """What the nearest table that names the file, or its address, states of it; an empty row if none does."""
    for table in tables_for(source):
        rows = load(table).rows
        row = rows.get(_key(source.path.relative_to(table.parent).as_posix()))
        row = row or (rows.get(_address(url)) if url else None)
        if row is not None:
            return row
    return Row()


def load(path: Path) -> Metadata:
    """Read a table. It is kept until the file changes."""
    try:
        state = path.stat()
        return _load(path, state.st_mtime_ns, state.st_size)
    except OSError as error:
        return Metadata({}, (Rejected.unreadable(path, error),))


@lru_cache(maxsize=64)
def _load(path: Path, _modified: int, size: int) -> Metadata:
    shown = printable(path)
    if size > MAX_BYTES:
        return Metadata(
            {}, (Rejected(shown, None, f"longer than {MAX_BYTES >> 20} MiB", "one table for each folder"),)
        )
    with path.open("rb") as file:
        data = file.read(MAX_BYTES)
    try:
        return parse(decode(data).text, path=shown)
    except UndecodableError as error:
        return Metadata({}, (Rejected(shown, None, str(error), "save it as CSV in UTF-8"),))


def parse(text: str, *, path: str) -> Metadata:
    """Read a table out of `text`: commas, semicolons or tabs between its columns, which its first row names."""
    lines = [line + "\n" for line in normalize_line_ends(text).split("\n")]
    start = next((number for number, line in enumerate(lines) if line.strip()), None)
    if start is None:
        return Metadata({}, (Rejected(path, None, "an empty table", _NAMES_COLUMNS),))
    delimiter = max(",;\t", key=lines[start].count)
    rows: dict[str, Row] = {}
    rejected: list[Rejected] = []
    header: list[str] = []
    while start < len(lines):
        reader = csv.reader(lines[start : start + _LONGEST_ROW], delimiter=delimiter, strict=True)
        line = start + 1
        try:
            cells = [cell.strip() for cell in next(reader)]
        except csv.Error as error:
            hint = "put double quotes around a cell that holds commas, and double the quotes in it"
            rejected.append(Rejected(path, line, f"not CSV: {error}", hint))
            start += 1
            continue
        start += reader.line_num
        if not any(cells):
            continue
        if header:
            problem = _take(cells, header, rows, line)
        else:
            header, problem = _header(cells)
            if problem:
                return Metadata({}, (Rejected(path, line, *problem),))
        if problem:
            rejected.append(Rejected(path, line, *problem))
    return Metadata(rows, tuple(rejected))


Problem = tuple[str, str] | None


def _header(cells: list[str]) -> tuple[list[str], Problem]:
    header = [cell.lower() if cell.lower() in COLUMNS else cell for cell in cells]
    if "file" not in header and "url" not in header:
        return header, ("no column 'file' in the first row, and no 'url'", _NAMES_COLUMNS)
    named = [name for name in header if name]
    if len(set(named)) < len(named):
        return header, ("two columns of one name", _NAMES_COLUMNS)
    return header, None


def _take(cells: list[str], header: list[str], rows: dict[str, Row], line: int) -> Problem:
    """Put one row into `rows`; what is wrong with it, if anything is."""
    if len(cells) > len(header) and any(cells[len(header) :]):
        return f"{len(cells)} cells under {len(header)} columns", "put double quotes around a cell that holds commas"
    if len(cells) < len(header):
        return f"{len(cells)} cells under {len(header)} columns", "leave cells empty, but leave none out"
    values = {name: cell for name, cell in zip(header, cells, strict=False) if cell}
    name = values.pop("file", "")
    if not name and ("file" in header or "url" not in values):
        return "names no file", "the column 'file' says which file a row speaks of"
    key = _key(name) if name else _address(values["url"])
    name = name or values["url"]
    if key in rows:
        return f"a second row for {name!r}", f"the first, on line {rows[key].line}, stands"
    stated = values.pop("date", "")
    date = read_date(stated)
    known = {column: values.pop(column) for column in COLUMNS if column in values}
    extra: dict[str, object] = dict(values)
    if stated and date is None:
        extra["unread_date"] = stated
    rows[key] = Row(line=line, date=date, extra=extra, **known)
    return None


def _address(url: str) -> str:
    """Addresses compare without their scheme, www., a slash at the end and what is asked behind it."""
    bare = re.sub(r"\A(?:https?://)?(?:www\.)?", "", url.strip(), flags=re.IGNORECASE)
    return _BY_ADDRESS + re.split(r"[?#]", bare, maxsplit=1)[0].rstrip("/")


def _key(name: str) -> str:
    """File names compare with slashes and composed letters: macOS has decomposed them."""
    return unicodedata.normalize("NFC", name.replace("\\", "/").removeprefix("./"))
