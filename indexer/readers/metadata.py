"""A `metadata.csv` beside text files: what they do not say of themselves."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from indexer.article import PublicationDate
from indexer.dates import read_date
from indexer.readers.encoding import UndecodableError, decode
from indexer.readers.source import Rejected, SourceFile

FILE_NAME = "metadata.csv"
COLUMNS = ("file", "source", "date", "title", "author", "url", "language")
_MAX_BYTES = 256 << 20


@dataclass(frozen=True, slots=True)
class Row:
    """What one row states of one file."""

    title: str = ""
    source: str | None = None
    date: PublicationDate | None = None
    author: str | None = None
    url: str | None = None
    language: str | None = None
    extra: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Metadata:
    """A table: its rows by file, as the `file` column names it; the lines of these; and what is wrong with it."""

    rows: Mapping[str, Row]
    lines: Mapping[str, int]
    rejected: tuple[Rejected, ...] = ()


def iter_articles(source: SourceFile) -> Iterator[Rejected]:
    """The rows that are wrong: `metadata.csv` itself holds no article."""
    table = load(source.path)
    yield from table.rejected
    folder = source.path.parent
    for name, line in table.lines.items():
        if not (folder / name).is_file():
            yield Rejected(str(source.path), line, f"there is no file {name!r}", "name files as they stand under the folder of the table")


def tables_for(source: SourceFile) -> tuple[Path, ...]:
    """The tables that may speak of a file: in its folder and in those above it, up to the root; nearest first."""
    if source.is_stdin:
        return ()
    folders = [source.path.parent]
    while folders[-1] != source.root and folders[-1] != folders[-1].parent:
        folders.append(folders[-1].parent)
    return tuple(table for folder in folders if (table := folder / FILE_NAME).is_file())


def row_for(source: SourceFile) -> Row:
    """What the nearest table that names the file states of it; an empty row if none does."""
    for table in tables_for(source):
        row = load(table).rows.get(_key(source.path.relative_to(table.parent).as_posix()))
        if row is not None:
            return row
    return Row()


def load(path: Path) -> Metadata:
    """Read a table. It is kept until the file changes."""
    try:
        state = path.stat()
    except OSError as error:
        return _unreadable(path, error)
    return _load(path, state.st_mtime_ns, state.st_size)


@lru_cache(maxsize=64)
def _load(path: Path, _modified: int, _size: int) -> Metadata:
    try:
        with path.open("rb") as file:
            data = file.read(_MAX_BYTES)
        text = decode(data).text
    except OSError as error:
        return _unreadable(path, error)
    except UndecodableError as error:
        return Metadata({}, {}, (Rejected(str(path), None, str(error), "save it as CSV in UTF-8"),))
    return parse(text, path=str(path))


def _unreadable(path: Path, error: OSError) -> Metadata:
    return Metadata({}, {}, (Rejected(str(path), None, f"cannot be read: {error.strerror or error}"),))


def parse(text: str, *, path: str) -> Metadata:
    """Read a table out of `text`: comma, semicolon or tab between its columns, which its first row names."""
    first = text.lstrip("\ufeff\r\n").partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: dict[str, Row] = {}
    lines: dict[str, int] = {}
    rejected: list[Rejected] = []
    header: list[str] | None = None
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error as error:
            rejected.append(Rejected(path, line, f"not CSV: {error}", "put double quotes around a cell that holds commas, and double the quotes in it"))
            continue
        if cells is None:
            break
        if not any(cell.strip() for cell in cells):
            continue
        if header is None:
            header = [cell.strip().lower() if cell.strip().lower() in COLUMNS else cell.strip() for cell in cells]
            if "file" not in header or len(set(header)) < len(header):
                reason = "no column 'file' in the first row" if "file" not in header else "two columns of one name"
                return Metadata({}, {}, (Rejected(path, line, reason, f"the first row names the columns: {', '.join(COLUMNS)}"),))
            continue
        problem = _take(cells, header, rows, lines, line)
        if problem:
            rejected.append(Rejected(path, line, *problem))
    if header is None:
        rejected.append(Rejected(path, None, "no header row", f"the first row names the columns: {', '.join(COLUMNS)}"))
    return Metadata(rows, lines, tuple(rejected))


def _take(
    cells: list[str], header: list[str], rows: dict[str, Row], lines: dict[str, int], line: int
) -> tuple[str, str] | None:
    """Put one row into `rows`; what is wrong with it, if anything is."""
    if len(cells) != len(header):
        return f"{len(cells)} cells under {len(header)} columns", "put double quotes around a cell that holds commas"
    values = {name: cell.strip() for name, cell in zip(header, cells, strict=True) if cell.strip()}
    name = values.pop("file", "")
    if not name:
        return "names no file", "the column 'file' says which file a row speaks of"
    key = _key(name)
    if key in rows:
        return f"a second row for {name!r}", f"the first, on line {lines[key]}, stands"
    stated = values.pop("date", "")
    date = read_date(stated)
    known = {column: values.pop(column) for column in COLUMNS if column in values}
    extra: dict[str, object] = dict(values)
    if stated and date is None:
        extra["unread_date"] = stated
    rows[key] = Row(date=date, extra=extra, **known)
    lines[key] = line
    return None


def _key(name: str) -> str:
    """File names compare with slashes and composed letters: macOS stores them decomposed."""
    return unicodedata.normalize("NFC", name.replace("\\", "/").removeprefix("./"))
