"""Dates of a query: one date, a range `a..b`, `..b`, `a..`, and the spans that English has words for.

`since` and `until` take the days of their date in, `before` and `after` do not. A span takes the year, and where days
stand alone the month, from its end: `march to may 2016`, `3 to 5 march 2016`.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re

from search.language.days import MONTH, ImpossibleDate, english_parts, read_days
from search.language.errors import shortened

__all__ = ["ImpossibleDate", "Span", "is_date", "is_day", "iso", "read_date"]

Span = tuple[dt.date | None, dt.date | None]
"""The first and the last day of a period, both included; None is an open end."""

_LONGEST = 100
"""Characters of a span in words."""
_RANGE = re.compile(r"\.{2,3}|…")
_DAY = re.compile(r"[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?")
_OPEN = re.compile(r"\s*(since|from|after|before|until|till|through|up to)\s+(.*\S)\s*", re.IGNORECASE | re.DOTALL)
_BETWEEN = re.compile(r"\s*between\s+(.*\S)\s+and\s+(.*\S)\s*", re.IGNORECASE | re.DOTALL)
_JOINED = re.compile(
    r"\s*(?:from\s+)?(.*?\S)"
    # A hyphen may be inside a date: alone, between two years, two names of months, two days of one month.
    r"(?:\s+(?:to|till|until|through|-)\s+|\s*[–—]\s*"
    rf"|(?<=[0-9]{{4}})[-/](?=[0-9]{{4}}\s*\Z)|(?<=[a-z])-(?=[a-z])|(?<=[0-9])-(?=[0-9]{{1,2}}\s+(?:{MONTH})))"
    r"(\S.*?)\s*",
    re.IGNORECASE | re.DOTALL,
)
_DAY_ALONE = re.compile(r"[0-9]{1,2}(?:st|nd|rd|th)?", re.IGNORECASE)
_YEARLESS = re.compile(
    rf"(?:[0-9]{{1,2}}(?:st|nd|rd|th)?\s+)?(?:{MONTH})\.?|(?:{MONTH})\.?\s+[0-9]{{1,2}}(?:st|nd|rd|th)?",
    re.IGNORECASE,
)


def read_date(text: str, *, today: dt.date) -> Span | None:
    """The days that `text` stands for; None for `unknown`. Raises ImpossibleDate."""
    if text.strip().lower() in ("unknown", "none", "undated"):
        return None
    if ends := list(_RANGE.finditer(text)):
        return _range(text, ends, today)
    if len(text) > _LONGEST:
        return read_days(text, today=today)
    spaced = text.replace("_", " ")
    if found := _OPEN.fullmatch(spaced):
        joined = _JOINED.fullmatch(spaced) if found[1].lower() == "from" else None
        return _span(joined, today) if joined else _open_ended(found, today)
    if found := _BETWEEN.fullmatch(spaced) or _JOINED.fullmatch(spaced):
        return _span(found, today)
    return read_days(text, today=today)


def is_date(text: str, *, today: dt.date) -> bool:
    """Whether `text` can be read as a date."""
    try:
        read_date(text, today=today)
    except ImpossibleDate:
        return False
    return True


def is_day(text: str) -> bool:
    """Whether a text has the form of a day, a month or a year: `2022-03-01`, `2022-03`, `2022`."""
    return bool(_DAY.fullmatch(text))


def _range(text: str, ends: list[re.Match[str]], today: dt.date) -> Span:
    """Two dates with dots between them, or one."""
    if len(ends) > 1:
        raise ImpossibleDate(
            "A range of dates has two ends.", start=ends[1].start(), length=len(ends[1][0]), hint="write 2022..2023"
        )
    left, right = text[: ends[0].start()], text[ends[0].end() :]
    if not left.strip() and not right.strip():
        raise ImpossibleDate(
            "A range of dates needs at least one end.",
            start=0,
            length=len(text),
            hint="write 2022.., ..2022 or 2022..2023",
        )
    first = read_days(left, today=today)[0] if left.strip() else None
    last = read_days(right, offset=ends[0].end(), today=today)[1] if right.strip() else None
    if first and last and first > last:
        raise _reversed(text, hint=f"turn it round: {shortened(right.strip())}..{shortened(left.strip())}")
    return first, last


def _open_ended(found: re.Match[str], today: dt.date) -> Span:
    """`since 2020`, `before march 2020`."""
    first, last = read_days(found[2], today=today, offset=found.start(2))
    try:
        match found[1].lower():
            case "since" | "from":
                return first, None
            case "after":
                return last + dt.timedelta(days=1), None
            case "before":
                return None, first - dt.timedelta(days=1)
            case _:
                return None, last
    except OverflowError:
        raise ImpossibleDate(
            "The calendar has no such day.", start=0, length=len(found[0]), hint="years are 0001 to 9999"
        ) from None


def _span(found: re.Match[str], today: dt.date) -> Span:
    """`march to may 2016`: two dates, of which the first may leave to the second what they share."""
    left, right = found[1], found[2]
    until = read_days(right, today=today, offset=found.start(2))
    month, year = english_parts(right)
    shared = ""
    if year and _YEARLESS.fullmatch(left):
        shared = f" {year}"
    elif month and _DAY_ALONE.fullmatch(left):
        shared = f" {month} {year}"
    try:
        since = read_days(left + shared, today=today, offset=found.start(1))
    except ImpossibleDate as error:
        raise ImpossibleDate(
            error.message, start=error.start, length=min(error.length, len(left)), hint=error.hint
        ) from None
    if since[0] > until[1]:
        mend = f"turn it round: {right} to {left}"
        if shared:
            mend = f"write the year of both: {left} {int(year) - 1:04} to {right}"
        raise _reversed(found[0], hint=shortened(mend, most=78))
    return since[0], until[1]


def _reversed(text: str, *, hint: str) -> ImpossibleDate:
    return ImpossibleDate("This range of dates ends before it begins.", start=0, length=len(text), hint=hint)


def iso(first: dt.date | None, last: dt.date | None) -> str:
    """A period as this module reads it, in the fewest characters: `2022`, `2022-03..2022-05`, `..2022-03-15`."""
    years = (first is None or (first.month, first.day) == (1, 1)) and (
        last is None or (last.month, last.day) == (12, 31)
    )
    months = (first is None or first.day == 1) and (
        last is None or last.day == calendar.monthrange(last.year, last.month)[1]
    )
    cut = 4 if years else 7 if months else 10
    left = first.isoformat()[:cut] if first else ""
    right = last.isoformat()[:cut] if last else ""
    return left if left == right else f"{left}..{right}"
