"""Tables of articles, a row each: CSV and TSV with a column of text, and the sheets of XLSX.

A table without text names addresses or files; it is passed over, with the mend: a `metadata.csv` joins its rows to
files.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from indexer.readers.document import Document
from indexer.readers.encoding import marked_encoding
from indexer.readers.jsonlines import RecordReader
from indexer.readers.keys import Keys, has_text
from indexer.readers.source import Made

__all__ = ["iter_articles", "iter_rows"]

_SAMPLE = 1 << 16
_LONGEST_CELL = 16 << 20
_MOST_COLUMNS = 2_000


def iter_articles(document: Document, keys: Keys) -> Iterator[Made]:
    """The articles of a table of text; its encoding is UTF-8, UTF-16 with a mark, or Windows-1252."""
    with document.open() as file:
        sample = file.read(_SAMPLE)
        encoding = _encoding(sample)
        delimiter = _delimiter(sample.decode(encoding, "replace"))
        file.seek(0)
        lines = io.TextIOWrapper(file, encoding=encoding, errors="replace", newline="")
        csv.field_size_limit(_LONGEST_CELL)
        rows = csv.reader((line.replace("\0", "") for line in lines), delimiter=delimiter)
        yield from iter_rows(document, _numbered(rows), keys)


def _numbered(rows: Iterator[list[str]]) -> Iterator[tuple[int, list[str] | str]]:
    number = 0
    while True:
        number += 1
        try:
            yield number, next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            yield number, f"not CSV: {error}"


def iter_rows(document: Document, rows: Iterable[tuple[int, Sequence[object] | str]], keys: Keys) -> Iterator[Made]:
    """The articles of some rows, the first of which names the columns; a text in the place of a row says what is
    wrong with it."""
    header: list[str] = []
    reader = RecordReader(document.as_source(), keys)
    for number, cells in rows:
        if isinstance(cells, str):
            yield document.rejected(
                cells, "put double quotes around a cell that holds commas or line ends", line=number
            )
            continue
        if not header:
            header = [str(cell or "").strip().lstrip("\ufeff") for cell in cells[:_MOST_COLUMNS]]
            if not has_text([*header, *(reader.keys.values())]):
                yield document.passed(
                    "table without text", "no column is a text: a list of articles, not the articles",
                    "name the column with --map text=COLUMN; rows that name files belong into a metadata.csv",
                )  # fmt: skip
                return
            continue
        record: dict[str, object] = {
            name: cell for name, cell in zip(header, cells, strict=False) if name and cell not in (None, "")
        }
        if record:
            yield reader.read(record, number)
    yield from reader.notes()


def _encoding(sample: bytes) -> str:
    marked = marked_encoding(sample)
    if marked:
        return {"utf-8": "utf-8-sig", "utf-16-le": "utf-16", "utf-16-be": "utf-16"}.get(marked[0], marked[0])
    try:
        sample[: max(len(sample) - 4, 1)].decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def _delimiter(sample: str) -> str:
    first = sample.lstrip().split("\n", 1)[0]
    return max(",;\t|", key=first.count)
