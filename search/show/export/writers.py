"""The table of formats: a name, the endings of its files, and the function that makes bytes of rows.

One protocol: `pieces(table, items)` takes rows as they come and gives bytes as soon as it can.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from indexer.errors import UsageError
from search.show.export.kinds import Kind
from search.show.export.table import Remark, Table, plain, rows_of, table_for
from search.show.formats import json_line

__all__ = ["FORMATS", "Format", "format_of"]

Pieces = Callable[[Table, Iterable[Any]], Iterator[bytes]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A format: `made_by` is the module and the function, so that none is loaded but the one that is asked for."""

    name: str
    endings: tuple[str, ...]
    made_by: tuple[str, str]
    columns: bool = True
    """Whether it has columns that can be picked."""
    bom: bool = False
    """Whether a byte order mark tells spreadsheets that it is UTF-8."""
    binary: bool = False
    cites: bool = False
    """Whether it is for what can be cited only."""
    excerpts: bool = False
    """Whether it shows the excerpts of an article."""

    def pieces(self, table: Table, items: Iterable[Any]) -> Iterator[bytes]:
        """The bytes of these rows, as they come."""
        module, name = self.made_by
        made: Pieces = getattr(import_module(module), name)
        return made(table, items)

    def table(self, kind: Kind, *, fields: str | None = None, text: bool = False, bom: bool = False) -> Table:
        """What is to be written in this format. UsageError for what it cannot have."""
        if self.cites and kind.cited is None:
            raise UsageError(f"{self.name} is for articles and quotations", hint="choose csv, xlsx or md")
        if fields is not None and not self.columns:
            raise UsageError(f"{self.name} has no columns to choose", hint="leave --fields out")
        if bom and not self.bom:
            raise UsageError(f"{self.name} has no byte order mark", hint="--bom is for csv and tsv")
        return table_for(kind, fields=fields, text=text, bom=bom)

    def needs_excerpts(self, table: Table) -> bool:
        """Whether the answers have to be read with excerpts, which takes most of the time."""
        return table.excerpts or (self.excerpts and not table.picked)


def jsonl_pieces(table: Table, items: Iterable[Any]) -> Iterator[bytes]:
    """One object a line, with all that there is to tell of a row, or what was picked; remarks where they come."""
    for item in items:
        if isinstance(item, Remark):
            row = item.object
        else:
            (row,) = rows_of(table, (item,))
            row = _object(table, row)
        yield json_line(row).encode("utf-8", "replace") + b"\n"


def _object(table: Table, row: Any) -> dict[str, Any]:
    whole = table.kind.to_dict(row)
    if table.picked:
        named = {name: whole[name] for name in ("type", "schema") if name in whole}
        return named | {column.name: plain(column.value(row)) for column in table.columns}
    also = table.kind.text if table.text else None
    return whole | ({also.name: plain(also.value(row))} if also else {})


_HERE = "search.show.export"

FORMATS = {
    made.name: made
    for made in (
        Format(
            name="jsonl", endings=(".jsonl", ".ndjson", ".json"), made_by=(f"{_HERE}.writers", "jsonl_pieces"),
            excerpts=True,
        ),
        Format(name="csv", endings=(".csv",), made_by=(f"{_HERE}.delimited", "csv_pieces"), bom=True),
        Format(name="tsv", endings=(".tsv", ".tab"), made_by=(f"{_HERE}.delimited", "tsv_pieces"), bom=True),
        Format(name="xlsx", endings=(".xlsx",), made_by=(f"{_HERE}.workbook", "xlsx_pieces"), binary=True),
        Format(
            name="ris", endings=(".ris",), made_by=(f"{_HERE}.bibliography", "ris_pieces"), columns=False, cites=True
        ),
        Format(
            name="bibtex", endings=(".bib", ".bibtex"), made_by=(f"{_HERE}.bibliography", "bibtex_pieces"),
            columns=False, cites=True,
        ),
        Format(
            name="md", endings=(".md", ".markdown"), made_by=(f"{_HERE}.markdown", "markdown_pieces"), excerpts=True
        ),
    )
}  # fmt: skip


def format_of(file: Path) -> Format:
    """The format that a file's ending asks for. UsageError with those that there are."""
    found = next((made for made in FORMATS.values() if file.suffix.lower() in made.endings), None)
    if found is None:
        endings = ", ".join(made.endings[0] for made in FORMATS.values())
        raise UsageError(f"{file} names no format", hint=f"let it end in one of {endings}")
    return found
