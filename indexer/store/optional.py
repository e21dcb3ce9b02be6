"""Columns of numbers of which some documents have none: days, minutes, labels.

A document has one to a few bytes, since what is kept is how far a number lies above the least of the segment. Read,
they are arrays of int32.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from indexer.arrays import Array, Int32s
from indexer.schema import NO_DATE
from indexer.store.columns import Columns, ColumnsWriter

__all__ = ["DATE_COLUMNS", "read_dates", "read_numbers", "write_dates", "write_numbers"]

DATE_COLUMNS = ("date", "date_last", "minute")
_MOST = (1 << 31) - 1


def write_numbers(columns: ColumnsWriter, name: str, values: Array, *, none: int) -> dict[str, int]:
    """Write numbers that are `none` or greater; the scalars that belong to them."""
    above = values.astype(np.int64) - none
    stated = above[above > 0]
    origin = int(stated.min()) - 1 if len(stated) else 0
    columns.add(name, np.where(above > 0, above - origin, 0))
    return {f"{name}.origin": origin}


def read_numbers(columns: Columns, name: str, count: int, *, none: int) -> Int32s:
    """(count,) what was written; IndexCorrupt if it cannot be."""
    stored = columns.sized(name, count)
    origin = columns.scalar(f"{name}.origin")
    if count and none + origin + int(stored.max()) > _MOST:
        raise columns.corrupt(f"has a number in its column {name} that is too great")
    found = stored.astype(np.int64) + (none + origin)
    found[stored == 0] = none
    return found.astype(np.int32)


def write_dates(columns: ColumnsWriter, dates: Mapping[str, Array]) -> dict[str, int]:
    """Write DATE_COLUMNS of articles, NO_DATE for none; the scalars that belong to them."""
    first = dates["date"].astype(np.int64)
    columns.add("articles.days", np.where(first == NO_DATE, 0, dates["date_last"] - first))
    scalars = write_numbers(columns, "articles.date", first, none=NO_DATE)
    return scalars | write_numbers(columns, "articles.minute", dates["minute"], none=NO_DATE)


def read_dates(columns: Columns, count: int) -> dict[str, Int32s]:
    """The inverse of `write_dates`; IndexCorrupt if it cannot be."""
    first = read_numbers(columns, "articles.date", count, none=NO_DATE)
    last = first.astype(np.int64) + columns.sized("articles.days", count)
    if count and int(last.max()) > _MOST:
        raise columns.corrupt("has a date that ends after the last day")
    last[first == NO_DATE] = NO_DATE
    minutes = read_numbers(columns, "articles.minute", count, none=NO_DATE)
    return {"date": first, "date_last": last.astype(np.int32), "minute": minutes}
