"""What a format is asked to write: rows of one kind, in these columns, and what it has to tell of it afterwards."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from indexer.article import PublicationDate
from indexer.errors import UsageError
from search.show.export.kinds import Cell, Column, Kind
from search.show.terminal import safe

__all__ = ["MOST_IN_CELL", "Remark", "Table", "Written", "plain", "printed", "rows_of", "table_for"]

MOST_IN_CELL = 32_767
"""UTF-16 units that a cell of Excel holds ("Excel specifications and limits")."""

_SURROGATES = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Remark:
    """What lines of JSON say beside the rows, in its place: the summary, an error."""

    object: dict[str, Any]


@dataclass(slots=True)
class Written:
    """What has been written so far."""

    rows: int = 0
    bytes: int = 0
    long: int = 0
    """Cells of more than MOST_IN_CELL."""
    cut: bool = False
    """Whether these were cut."""
    sheets: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows of a `kind` in `columns`; these were `picked` by name, or are the usual ones."""

    kind: Kind
    columns: tuple[Column, ...]
    picked: bool
    text: bool
    bom: bool
    written: Written = field(default_factory=Written)

    @property
    def excerpts(self) -> bool:
        """Whether one of the columns needs the answers' excerpts."""
        return any(column.excerpts for column in self.columns)

    def cells(self, row: Any) -> Iterator[Cell]:
        return (column.value(row) for column in self.columns)


def table_for(kind: Kind, *, fields: str | None = None, text: bool = False, bom: bool = False) -> Table:
    """A table with the usual columns, or those that `fields` names, commas between; with `text`, also the texts.

    UsageError for a column that there is not, and for texts of what has none.
    """
    if text and kind.text is None:
        raise UsageError(f"{kind.name} have no text", hint="leave --text out")
    also = (kind.text,) if text and kind.text else ()
    if fields is None:
        usual = tuple(column for column in kind.columns if column.usual)
        return Table(kind=kind, columns=(*usual, *also), picked=False, text=text, bom=bom)
    known = {column.name: column for column in (*kind.columns, *((kind.text,) if kind.text else ()))}
    names = [name.strip() for name in fields.split(",") if name.strip()]
    for name in names:
        if name not in known:
            raise UsageError(f"{kind.name} have no column {name}", hint=f"there are {', '.join(known)}")
    if not names:
        raise UsageError("--fields names no column", hint=f"there are {', '.join(known)}")
    names += [column.name for column in also]
    return Table(
        kind=kind, columns=tuple(known[name] for name in dict.fromkeys(names)), picked=True, text=text, bom=bom
    )


def rows_of(table: Table, items: Iterable[Any]) -> Iterator[Any]:
    """The rows among what there is to write, counted."""
    for item in items:
        if not isinstance(item, Remark):
            table.written.rows += 1
            yield item


def plain(cell: Cell) -> str | int | float | list[str] | None:
    """A cell as JSON has it."""
    if isinstance(cell, tuple):
        return list(cell)
    if isinstance(cell, dt.date):
        return cell.isoformat()
    return str(cell) if isinstance(cell, PublicationDate) else cell


def printed(cell: Cell) -> str:
    """A cell as text: lists with semicolons between, paragraphs kept, nothing that a terminal would obey."""
    if cell is None:
        return ""
    if isinstance(cell, tuple):
        return printed("; ".join(cell))
    if not isinstance(cell, str):
        return str(cell)
    text = cell.replace("\r\n", "\n").replace("\r", "\n")
    return _SURROGATES.sub("\ufffd", "\n".join(map(safe, text.split("\n"))))


def is_long(text: str) -> bool:
    """Whether a text is more than a cell of Excel holds."""
    return len(text) * 2 > MOST_IN_CELL and len(text.encode("utf-16-le")) // 2 > MOST_IN_CELL
