"""CSV and TSV, which the csv module and spreadsheets read: what comes from strangers runs nothing there."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from typing import Any

from search.show.export.kinds import Cell
from search.show.export.table import Table, is_long, printed, rows_of

__all__ = ["csv_pieces", "tsv_pieces"]

_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]")


def csv_pieces(table: Table, items: Iterable[Any]) -> Iterator[bytes]:
    """A line of names, then a row each, in UTF-8 (RFC 4180, but with \\n between rows)."""
    return _pieces(table, items, delimiter=",")


def tsv_pieces(table: Table, items: Iterable[Any]) -> Iterator[bytes]:
    """The same with tabs between; what has a line end or a quotation mark is quoted as in CSV, as Excel has it."""
    return _pieces(table, items, delimiter="\t")


def _pieces(table: Table, items: Iterable[Any], *, delimiter: str) -> Iterator[bytes]:
    line = io.StringIO()
    writer = csv.writer(line, delimiter=delimiter, lineterminator="\n")

    def row(cells: Iterable[object]) -> bytes:
        writer.writerow(cells)
        written = line.getvalue().encode()
        line.seek(0)
        line.truncate()
        return written

    yield (b"\xef\xbb\xbf" if table.bom else b"") + row(column.name for column in table.columns)
    for item in rows_of(table, items):
        yield row(_harmless(cell, table) for cell in table.cells(item))


def _harmless(cell: Cell, table: Table) -> object:
    """Spreadsheets run a cell that begins with = + - or @ as a formula: an apostrophe goes before it.

    So OWASP advises ("CSV Injection").
    """
    if isinstance(cell, int | float):
        return cell
    text = printed(cell)
    table.written.long += is_long(text)
    return f"'{text}" if _FORMULA.match(text) else text
