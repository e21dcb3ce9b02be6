"""Days, weeks, months and years as numbers in a row, so that dates are counted by whole arrays.

Weeks begin on Monday, as in ISO 8601. A date is a span of days: one that is not within a single bucket (a month is
within no day) has no number.
"""

from __future__ import annotations

import datetime as dt
from typing import Literal, get_args

import numpy as np

from indexer.arrays import Bools, Int32s, Int64s
from indexer.schema import NO_DATE

__all__ = ["UNITS", "Unit", "first_day", "numbered", "unit_for"]

Unit = Literal["day", "week", "month", "year"]
UNITS: tuple[Unit, ...] = get_args(Unit)

_EPOCH = dt.date(1970, 1, 1).toordinal()
_FEW = 60  # buckets that are taken in at a glance


def numbered(first: Int32s, last: Int32s, unit: Unit) -> tuple[Int64s, Bools]:
    """The bucket of each span of days (n,), and whether it has one: it is dated, and within the bucket.

    `first` and `last` are day ordinals, NO_DATE where there is none.
    """
    dated = first != NO_DATE
    number = _numbers(np.where(dated, first, _EPOCH), unit)
    within = number == _numbers(np.where(dated, last, _EPOCH), unit)
    return number, dated & within


def _numbers(days: Int32s, unit: Unit) -> Int64s:
    if unit == "day":
        return days.astype(np.int64)
    if unit == "week":
        return (days.astype(np.int64) - 1) // 7  # the first day of the calendar was a Monday
    dates = (days.astype(np.int64) - _EPOCH).astype("datetime64[D]")
    return dates.astype("datetime64[M]" if unit == "month" else "datetime64[Y]").astype(np.int64)


def first_day(number: int, unit: Unit) -> dt.date:
    """The first day of a bucket. The last one is the day before that of the next."""
    if unit == "day":
        return dt.date.fromordinal(number)
    if unit == "week":
        return dt.date.fromordinal(number * 7 + 1)
    if unit == "month":
        return dt.date(1970 + number // 12, number % 12 + 1, 1)
    return dt.date(1970 + number, 1, 1)


def unit_for(days: int) -> Unit:
    """The finest unit in which a span of days is taken in at a glance."""
    for unit, length in (("day", 1), ("week", 7), ("month", 30)):
        if days <= _FEW * length:
            return unit  # type: ignore[return-value]  # the literals are Units
    return "year"
