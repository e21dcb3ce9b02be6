"""Rows on their way out: to stdout as they come, or to a file that is there whole or not at all."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from indexer.errors import UsageError
from search.commands.console import print_pieces, tell
from search.show.terminal import counted

if TYPE_CHECKING:
    from search.results import Hit, QuoteHit, Results
    from search.show.export.kinds import Kind
    from search.show.export.table import Table
    from search.show.export.writers import Format

__all__ = ["ALL", "Limit", "Output"]

ALL = "all"
Limit = int | str | None
"""How many answers are asked for: a number, ALL, or None where nothing is said."""

_REPLACE = "--force replaces it"
_BETWEEN = 0.2  # seconds between two states of the progress


@dataclass(frozen=True)
class Output:
    """The form of an answer and where it goes: `form` is None for the one that people read, `file` for stdout."""

    form: str | None = None
    fields: str | None = None
    text: bool = False
    bom: bool = False
    file: Path | None = None
    force: bool = False
    replaced_by: str = _REPLACE
    """What a user has to write so that a file which is there is replaced."""

    @cached_property
    def format(self) -> Format | None:
        """The format, by its name or by the file's ending; None for text. UsageError for what it cannot have."""
        if self.form == "text" or (self.form is None and self.file is None):
            self._refuse_as_text()
            return None
        from search.show.export.writers import FORMATS, format_of

        if self.form is not None:
            return FORMATS[self.form]
        assert self.file is not None
        return format_of(self.file)

    def _refuse_as_text(self) -> None:
        for given, option in ((self.fields, "--fields"), (self.text, "--text"), (self.bom, "--bom")):
            if given:
                raise UsageError(f"{option} is not for text", hint="choose a --format: jsonl, csv, tsv, xlsx, md …")
        if self.file is not None:
            raise UsageError("text is for the screen", hint="choose another --format for a file: md, csv …")

    @property
    def as_json(self) -> bool:
        """Whether lines of JSON are asked for, which say all that is to be told."""
        return self.format is not None and self.format.name == "jsonl"

    def most(self, limit: Limit, *, usual: int) -> int | None:
        """How many answers are meant; None for all, as for a file where nothing is said."""
        if limit is None:
            return usual if self.file is None else None
        return None if limit == ALL else int(limit)

    def table(self, kind: str | Kind) -> Table | None:
        """What is to be written of rows of this kind, None for text. UsageError before anything is asked."""
        if self.format is None:
            return None
        if isinstance(kind, str):
            from search.show.export.kinds import KINDS

            kind = KINDS[kind]
        if self.file is not None:
            from search.commands.new_file import refuse_existing

            refuse_existing(self.file, replace=self.force, mend=self.replaced_by)
        elif self.format.binary and sys.stdout.isatty():
            name = self.format.name
            raise UsageError(f"{name} is not for a terminal", hint=f"write it to a file: -o answers.{name}")
        return self.format.table(kind, fields=self.fields, text=self.text, bom=self.bom)

    def deliver_answers(
        self, table: Table, hits: Iterable[Hit | QuoteHit], results: Callable[[], Results], *, rows: int
    ) -> list[str]:
        """The same for the answers to a query as they come, of which the `results` are known when all have come."""
        from search.show.export.table import Remark

        def items() -> Iterator[Any]:
            yield from hits
            yield Remark(results().summary())

        return self.deliver(table, items(), rows=rows)

    def deliver_all(self, table: Table, rows: Sequence[Any], summary: dict[str, Any]) -> list[str]:
        """The same for rows that are all there, with the summary behind them in lines of JSON."""
        from search.show.export.table import Remark

        return self.deliver(table, (*rows, Remark(summary)), rows=len(rows))

    def deliver(self, table: Table, items: Iterable[Any], *, rows: int | None = None) -> list[str]:
        """Write them all, of which there are `rows`; what there is to tell of it, in lines."""
        assert self.format is not None
        made = self.format.pieces(table, items)
        if self.file is None:
            print_pieces(made)
            return _told(table)
        self._to_file(self.file, made, table, rows)
        from search.show.about import human_size

        written = table.written
        return [f"{self.file}: {counted(written.rows, 'row')}, {human_size(written.bytes)}", *_told(table)]

    def _to_file(self, path: Path, made: Iterator[bytes], table: Table, rows: int | None) -> None:
        from search.commands.new_file import new_file

        written = table.written
        try:
            with (
                new_file(path, replace=self.force, mend=self.replaced_by) as file,
                closing(_Progress(path.name, rows)) as progress,
            ):
                for piece in _closed(made):
                    file.write(piece)
                    written.bytes += len(piece)
                    progress.at(written.rows)
        except KeyboardInterrupt:
            tell(f"{path}: stopped at {counted(written.rows, 'row')}; nothing was written")
            raise


def _closed(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The same, and what makes them is ended with the loop over them: it may have files of its own."""
    try:
        yield from pieces
    finally:
        close = getattr(pieces, "close", None)
        if close is not None:
            close()


def _told(table: Table) -> list[str]:
    """What a reader of the table should know of it."""
    from search.show.export.table import MOST_IN_CELL

    written = table.written
    lines = []
    if written.long:
        cut = "; they were cut" if written.cut else "; Excel cuts them, other programs do not"
        many = f"{written.long:,} cells have" if written.long > 1 else "1 cell has"
        lines.append(f"{many} more than the {MOST_IN_CELL:,} characters that one of Excel holds{cut}")
    if written.sheets > 1:
        lines.append(f"a table has 1,048,575 rows below its head: there are {written.sheets} sheets")
    return lines


class _Progress:
    """How many rows are written, on a line of a terminal that is taken away at the end."""

    def __init__(self, name: str, rows: int | None) -> None:
        self._shown = sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
        self._name = name
        self._rows = rows
        self._next = 0.0
        self._width = 0

    def at(self, row: int) -> None:
        if not self._shown or not row or time.monotonic() < self._next:
            return
        self._next = time.monotonic() + _BETWEEN
        of = f" of {self._rows:,}" if self._rows is not None else ""
        self._draw(f"{self._name}: {row:,}{of} rows")

    def close(self) -> None:
        if self._width:
            self._draw("")

    def _draw(self, line: str) -> None:
        sys.stderr.write(f"\r{line:<{self._width}}\r")
        sys.stderr.flush()
        self._width = len(line)
