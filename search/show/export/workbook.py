"""A workbook of Excel: texts as texts and never as formulas, days as days, a row at a time."""

from __future__ import annotations

import datetime as dt
import math
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

from indexer.article import PublicationDate
from indexer.errors import UsageError
from search.show.export.kinds import Cell
from search.show.export.table import MOST_IN_CELL, Table, is_long, printed, rows_of

__all__ = ["xlsx_pieces"]

_MOST_ROWS = 1_048_575  # below the names of the columns
_CHUNK = 1 << 20
_WIDE, _NARROW = 60, 14  # widths of columns, in characters
_FIRST_DAY = dt.date(1900, 3, 1)  # Excel has a 29 February in 1900


def xlsx_pieces(table: Table, items: Iterable[Any]) -> Iterator[bytes]:
    """The bytes of the file. Rows go to a temporary folder first: the file ends with what it begins with.

    UsageError if XlsxWriter is not installed.
    """
    library = _library()
    with tempfile.TemporaryDirectory(prefix="onrecord-") as folder:
        path = Path(folder, "answers.xlsx")
        book = library.Workbook(path, {"constant_memory": True, "tmpdir": folder})
        _fill(book, table, items)
        book.close()
        with path.open("rb") as file:
            while piece := file.read(_CHUNK):
                yield piece


def _library() -> ModuleType:
    try:
        import xlsxwriter
    except ImportError:
        raise UsageError(
            "xlsx needs XlsxWriter, which is not installed",
            hint="pip install 'XlsxWriter>=3.2,<4' (or onrecord[office]); --format csv --bom opens in Excel without",
        ) from None
    return xlsxwriter  # type: ignore[no-any-return]


def _fill(book: Any, table: Table, items: Iterable[Any]) -> None:
    bold = book.add_format({"bold": True})
    day = book.add_format({"num_format": "yyyy-mm-dd", "align": "left"})
    page, place = _page(book, table, bold), 0
    for item in rows_of(table, items):
        if place == _MOST_ROWS:
            page, place = _page(book, table, bold), 0
            table.written.sheets += 1
        place += 1
        for nth, cell in enumerate(table.cells(item)):
            _write(page, place, nth, cell, day, table)


def _page(book: Any, table: Table, bold: Any) -> Any:
    page = book.add_worksheet()
    for nth, column in enumerate(table.columns):
        page.set_column(nth, nth, _WIDE if column.wide else _NARROW)
        page.write_string(0, nth, column.name, bold)
    page.freeze_panes(1, 0)
    return page


def _write(page: Any, row: int, nth: int, cell: Cell, day: Any, table: Table) -> None:
    if isinstance(cell, PublicationDate) and cell.precision == "day":
        cell = cell.first
    if isinstance(cell, dt.date) and cell >= _FIRST_DAY:
        page.write_datetime(row, nth, dt.datetime(cell.year, cell.month, cell.day), day)
    elif isinstance(cell, int | float) and math.isfinite(cell):
        page.write_number(row, nth, cell)
    elif text := printed(cell):
        if is_long(text):
            table.written.long += 1
            table.written.cut = True
            text = text.encode("utf-16-le")[: (MOST_IN_CELL - 1) * 2].decode("utf-16-le", "ignore") + "…"
        page.write_string(row, nth, text)
