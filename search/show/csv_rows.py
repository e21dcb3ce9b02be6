"""Rows of CSV for spreadsheets: what comes from strangers runs nothing there."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable

from search.show.terminal import safe

__all__ = ["csv_row"]

_FORMULA = re.compile(r"\s*[=+\-@\t\r]")


def csv_row(values: Iterable[object]) -> str:
    """A row as one line; None is an empty cell.

    Spreadsheets run a cell that begins with = + - or @ as a formula, and names come from strangers: an apostrophe
    goes before it, as OWASP advises ("CSV Injection").
    """
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow("" if value is None else _harmless(value) for value in values)
    return line.getvalue()


def _harmless(value: object) -> str:
    if isinstance(value, int | float):
        return str(value)
    text = safe(str(value))
    return f"'{text}" if _FORMULA.match(text) else text
