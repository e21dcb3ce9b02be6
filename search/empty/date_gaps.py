"""Which dates an archive has around a span of days in which it has none."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from search.engine.seam import BackEnd
from search.language import parse

__all__ = ["DateGap", "date_gap"]


@dataclass(frozen=True, slots=True)
class DateGap:
    """`before` and `after` are the nearest days of articles that lie wholly before and after the span.

    `coarser` articles have a date that covers days of the span and others (a month, a year); `coarser_span` covers
    the dates of all of these.
    """

    before: dt.date | None
    after: dt.date | None
    coarser: int = 0
    coarser_span: tuple[dt.date, dt.date] | None = None


def date_gap(searcher: BackEnd, first: dt.date | None, last: dt.date | None) -> DateGap:
    """The dates around the days from `first` to `last`, both included; None is an open end."""
    docs = searcher.matching(parse("-date:unknown").query)
    starts, ends = (days[docs] for days in searcher.index.dates())
    low = first.toordinal() if first else dt.date.min.toordinal()
    high = last.toordinal() if last else dt.date.max.toordinal()
    before, after = ends[ends < low], starts[starts > high]
    across = (starts <= high) & (ends >= low) & ((starts < low) | (ends > high))
    span = None
    if across.any():
        span = (dt.date.fromordinal(int(starts[across].min())), dt.date.fromordinal(int(ends[across].max())))
    return DateGap(
        before=dt.date.fromordinal(int(before.max())) if len(before) else None,
        after=dt.date.fromordinal(int(after.min())) if len(after) else None,
        coarser=int(across.sum()),
        coarser_span=span,
    )
