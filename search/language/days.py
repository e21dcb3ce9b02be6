"""One date of a query as its days: `2022-03-01`, `25/03/2016`, `Q1 2016`, `24 February 2022`, `last month`.

Weeks begin on Monday; "last week", "last month" and "last year" are the whole week, month or year before this one,
"last 7 days" end today, "Monday" is the latest one. What day it is is told by the clock and the time zone of the
user's machine (TZ, else the system's), as `datetime.date.today` is.

A date in figures is read if it can be one day only: `01/03/2016` is two.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re

from search.language.errors import shortened

__all__ = ["MONTH", "Days", "ImpossibleDate", "english_parts", "read_days"]

Days = tuple[dt.date, dt.date]
"""The first and the last day."""

FORMS = '2022, 2022-03, 2022-03-01, 2022-Q1, 2022-02-24..2022-03-15, ..2022, "since 2022", unknown, "last month"'

_ISO = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_LOOSE_ISO = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})(?:[-/.]([0-9]{1,2}))?")
_COMPACT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_YEAR_LAST = re.compile(r"([0-9]{1,2})[-/.]([0-9]{1,2})[-/.]([0-9]{4})")
_QUARTER = re.compile(
    r"(?P<year>[0-9]{4})[- ]?q(?P<nth>[1-4])"
    r"|q(?P<nth_first>[1-4])[-/ ]?(?P<year_last>[0-9]{4})"
    r"|(?:the )?(?P<ordinal>first|second|third|fourth|1st|2nd|3rd|4th) quarter (?:of )?(?P<of_year>[0-9]{4})"
)
_ORDINALS = ("first", "second", "third", "fourth", "1st", "2nd", "3rd", "4th")
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
MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_ENGLISH = (
    re.compile(rf"(?:(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)? )?(?P<month>{MONTH})\.?,? (?P<year>[0-9]{{4}})"),
    re.compile(rf"(?P<month>{MONTH})\.? (?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?,? (?P<year>[0-9]{{4}})"),
)


class ImpossibleDate(ValueError):
    """A date that cannot be read or does not exist: `start` and `length` are code points of the text given."""

    def __init__(self, message: str, *, start: int, length: int, hint: str) -> None:
        super().__init__(message)
        self.message = message
        self.start = start
        self.length = max(length, 1)
        self.hint = hint


def read_days(text: str, *, today: dt.date, offset: int = 0) -> Days:
    """The days of one date; `offset` is where its text begins in what errors speak of. Raises ImpossibleDate."""
    start = offset + len(text) - len(text.lstrip())
    text = text.strip()
    if found := _ISO.fullmatch(text):
        return _period(found, start)
    words = " ".join(text.lower().replace("_", " ").split())
    if quarter := _quarter(words):
        return quarter
    if written := _in_iso(words):
        if len(written) > 1:
            raise ImpossibleDate(
                f"{shortened(text)} may be two days.",
                start=start,
                length=len(text),
                hint=f"write {written[0]} (the day first) or {written[1]} (the month first)",
            )
        return _written(written[0], text, start)
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


def english_parts(text: str) -> tuple[str, str]:
    """The month, of `5 march 2016`, and the year, also of `march 2016`; empty where it has none, or is otherwise."""
    words = " ".join(text.lower().split())
    for pattern in _ENGLISH:
        if found := pattern.fullmatch(words):
            return found["month"] if found["day"] else "", found["year"]
    return "", ""


def _period(found: re.Match[str], start: int) -> Days:
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


def _in_iso(words: str) -> tuple[str, ...]:
    """The ISO dates that a date in another spelling may be: none, one, or that with the day first and the other."""
    for pattern in _ENGLISH:
        if found := pattern.fullmatch(words):
            day = f"-{int(found['day']):02}" if found["day"] else ""
            return (f"{found['year']}-{_MONTHS[found['month']]:02}{day}",)
    if found := _LOOSE_ISO.fullmatch(words) or _COMPACT.fullmatch(words):
        return ("-".join(part if len(part) == 4 else f"{int(part):02}" for part in found.groups() if part),)
    if found := _YEAR_LAST.fullmatch(words):
        first, second = int(found[1]), int(found[2])
        orders = dict.fromkeys((month, day) for day, month in ((first, second), (second, first)))
        return tuple(f"{found[3]}-{month:02}-{day:02}" for month, day in orders if 1 <= month <= 12 and day)
    return ()


def _written(iso: str, text: str, start: int) -> Days:
    """The days of an ISO date that is written in another spelling."""
    found = _ISO.fullmatch(iso)
    assert found is not None
    try:
        return _period(found, 0)
    except ImpossibleDate as error:
        raise ImpossibleDate(error.message, start=start, length=len(text), hint=error.hint) from None


def _quarter(words: str) -> Days | None:
    found = _QUARTER.fullmatch(words)
    if not found:
        return None
    named = {name: value for name, value in found.groupdict().items() if value}
    year = int(next(value for name, value in named.items() if "year" in name))
    nth = int(named.get("nth") or named.get("nth_first") or _ORDINALS.index(named["ordinal"]) % 4 + 1)
    if not year:
        return None
    last = dt.date(year, 3 * nth, calendar.monthrange(year, 3 * nth)[1])
    return dt.date(year, 3 * nth - 2, 1), last


def _relative(words: str, today: dt.date) -> Days | None:
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


def _whole(day: dt.date, unit: str) -> Days:
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
    if found := _COMPARED.fullmatch(text):
        return f"write {shortened(found[2])}.." if found[1] == ">" else f"write ..{shortened(found[2])}"
    if text.lower() in ("last", "this", "past"):
        return f'put the words in quotation marks: date:"{text.lower()} month"'
    if text[:1] in "[{":
        return "write a range as 2022-02-24..2022-03-15"
    return ""
