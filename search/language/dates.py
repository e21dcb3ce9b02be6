"""Dates of a query: `2022`, `2022-03`, `2022-03-01`, ranges `a..b`, `..b`, `a..`, and a few words of English.

A date is a period of days. Weeks begin on Monday; "last week", "last month" and "last year" are the
whole week, month or year before this one, "last 7 days" end today, "Monday" is the latest one. What day it is
is told by the clock and the time zone of the user's machine (TZ, else the system's), as `datetime.date.today` is.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re

from search.language.errors import shortened

__all__ = ["Days", "ImpossibleDate", "iso", "read_date"]

Days = tuple[dt.date | None, dt.date | None]
"""The first and the last day of a period, both included; None is an open end."""

FORMS = '2022, 2022-03, 2022-03-01, 2022-02-24..2022-03-15, ..2022, 2022.., unknown, today, "last month"'

_RANGE = re.compile(r"\.{2,3}|…")
_ISO = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_LOOSE_ISO = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})(?:[-/.]([0-9]{1,2}))?")
_COMPACT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_DAY_FIRST = re.compile(r"([0-9]{1,2})[-/.]([0-9]{1,2})[-/.]([0-9]{4})")
_YEARS = re.compile(r"([0-9]{4})[-–—/]([0-9]{4})")
_COMPARED = re.compile(r"([<>])=?(.*)")
_COUNTED = re.compile(r"(?:the )?(?:last|past) ([0-9]{1,5}) (day|week|month|year)s?")
_AGO = re.compile(r"([0-9]{1,5}) (day|week|month|year)s? ago")
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WEEKDAY = re.compile(rf"(last )?({'|'.join(_WEEKDAYS)})")
_NAMED = re.compile(r"(?:the )?(this|last|past) (week|month|year)")

# In English whatever the locale, which calendar.month_name follows.
_MONTH_NAMES = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_MONTHS = {name.lower(): number for number, name in enumerate(_MONTH_NAMES, 1)}
_MONTHS |= {name[:3]: number for name, number in _MONTHS.items()} | {"sept": 9}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_ENGLISH = (
    re.compile(rf"(?:(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)? )?(?P<month>{_MONTH})\.?,? (?P<year>[0-9]{{4}})"),
    re.compile(rf"(?P<month>{_MONTH})\.? (?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?,? (?P<year>[0-9]{{4}})"),
)


class ImpossibleDate(ValueError):
    """A date that cannot be read or does not exist: `start` and `length` are code points of the text given."""

    def __init__(self, message: str, *, start: int, length: int, hint: str) -> None:
        super().__init__(message)
        self.message = message
        self.start = start
        self.length = max(length, 1)
        self.hint = hint


def read_date(text: str, *, today: dt.date) -> Days | None:
    """The days that `text` stands for; None for `unknown`. Raises ImpossibleDate."""
    if text.strip().lower() in ("unknown", "none", "undated"):
        return None
    ends = list(_RANGE.finditer(text))
    if not ends:
        return _read_one(text, 0, today)
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
    first = _read_one(left, 0, today)[0] if left.strip() else None
    last = _read_one(right, ends[0].end(), today)[1] if right.strip() else None
    if first and last and first > last:
        raise ImpossibleDate(
            "This range of dates ends before it begins.",
            start=0,
            length=len(text),
            hint=f"turn it round: {shortened(right.strip())}..{shortened(left.strip())}",
        )
    return first, last


def is_day(text: str) -> bool:
    """Whether a text has the form of a day, a month or a year: `2022-03-01`, `2022-03`, `2022`."""
    return bool(_ISO.fullmatch(text))


def _read_one(text: str, offset: int, today: dt.date) -> tuple[dt.date, dt.date]:
    start = offset + len(text) - len(text.lstrip())
    text = text.strip()
    if found := _ISO.fullmatch(text):
        return _period(found, start)
    words = " ".join(text.lower().replace("_", " ").split())
    for pattern in _ENGLISH:
        if found := pattern.fullmatch(words):
            return _english(found, text, start)
    try:
        relative = _relative(words, today)
    except (OverflowError, ValueError):
        raise ImpossibleDate(
            f"{shortened(text)} is before the first day of the calendar.",
            start=start,
            length=len(text),
            hint="take fewer",
        ) from None
    if relative:
        return relative
    raise ImpossibleDate(
        f"{shortened(text)} is not a date.",
        start=start,
        length=len(text),
        hint=_mend(text) or f"write one of {FORMS}",
    )


def _period(found: re.Match[str], start: int) -> tuple[dt.date, dt.date]:
    """The year, month or day of an ISO date."""
    year = int(found[1])
    if not year:
        raise ImpossibleDate("There is no year 0000.", start=start, length=4, hint="years are 0001 to 9999")
    if found[2] is None:
        return dt.date(year, 1, 1), dt.date(year, 12, 31)
    month = int(found[2])
    if not 1 <= month <= 12:
        raise ImpossibleDate(
            f"There is no month {found[2]}.",
            start=start + found.start(2),
            length=2,
            hint=f"months are 01 to 12, as in {year:04}-03",
        )
    length = calendar.monthrange(year, month)[1]
    if found[3] is None:
        return dt.date(year, month, 1), dt.date(year, month, length)
    if not 1 <= int(found[3]) <= length:
        raise ImpossibleDate(
            f"{_MONTH_NAMES[month - 1]} {year} has no day {found[3]}.",
            start=start + found.start(3),
            length=2,
            hint=f"its days are 01 to {length}; the whole month is {year:04}-{month:02}",
        )
    day = dt.date(year, month, int(found[3]))
    return day, day


def _english(found: re.Match[str], text: str, start: int) -> tuple[dt.date, dt.date]:
    """`24 February 2022`, `Feb 24, 2022`, `February 2022`."""
    written = f"{found['year']}-{_MONTHS[found['month']]:02}" + (f"-{int(found['day']):02}" if found["day"] else "")
    same = _ISO.fullmatch(written)
    assert same is not None
    try:
        return _period(same, 0)
    except ImpossibleDate as error:
        raise ImpossibleDate(error.message, start=start, length=len(text), hint=error.hint) from None


def _relative(words: str, today: dt.date) -> tuple[dt.date, dt.date] | None:
    if words == "today":
        return today, today
    if words == "yesterday":
        return _back(today, 1, "day"), _back(today, 1, "day")
    if found := _NAMED.fullmatch(words):
        return _whole(today if found[1] == "this" else _back(_whole(today, found[2])[0], 1, "day"), found[2])
    if (found := _COUNTED.fullmatch(words)) and int(found[1]):
        return _back(today, int(found[1]), found[2]) + dt.timedelta(days=1), today
    if found := _WEEKDAY.fullmatch(words):
        since = (today.weekday() - _WEEKDAYS.index(found[2])) % 7
        day = _back(today, since or (7 if found[1] else 0), "day")
        return day, day
    if found := _AGO.fullmatch(words):
        return _whole(_back(today, int(found[1]), found[2]), found[2])
    return None


def _whole(day: dt.date, unit: str) -> tuple[dt.date, dt.date]:
    """The day, week, month or year that a day lies in."""
    if unit == "day":
        return day, day
    if unit == "week":
        monday = day - dt.timedelta(days=day.weekday())
        return monday, monday + dt.timedelta(days=6)
    if unit == "month":
        return day.replace(day=1), day.replace(day=calendar.monthrange(day.year, day.month)[1])
    return day.replace(month=1, day=1), day.replace(month=12, day=31)


def _back(day: dt.date, count: int, unit: str) -> dt.date:
    """`count` units before a day; the 31st becomes the last day of a shorter month."""
    if unit in ("day", "week"):
        return day - dt.timedelta(days=count * (7 if unit == "week" else 1))
    months = day.year * 12 + day.month - 1 - count * (12 if unit == "year" else 1)
    year, month = divmod(months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _mend(text: str) -> str:
    """What was probably meant by something that is no date; empty if there is no telling."""
    if found := _YEARS.fullmatch(text):
        return f"write {found[1]}..{found[2]} for the years from {found[1]} to {found[2]}"
    if found := _LOOSE_ISO.fullmatch(text) or _COMPACT.fullmatch(text):
        return "write " + "-".join(part if len(part) == 4 else f"{int(part):02}" for part in found.groups() if part)
    if found := _DAY_FIRST.fullmatch(text):
        first, second = int(found[1]), int(found[2])
        if first > 12 or second <= 12:
            return f"year, month, day: write {found[3]}-{second:02}-{first:02}"
        return f"year, month, day: write {found[3]}-{first:02}-{second:02}"
    if found := _COMPARED.fullmatch(text):
        return f"write {shortened(found[2])}.." if found[1] == ">" else f"write ..{shortened(found[2])}"
    if text.lower() in ("last", "this", "past"):
        return f'put the words in quotation marks: date:"{text.lower()} month"'
    if text[:1] in "[{":
        return "write a range as 2022-02-24..2022-03-15"
    return ""


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
