"""Dates of a query, from a day that is known."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.language.dates import ImpossibleDate, iso, read_date

FRIDAY = dt.date(2022, 4, 15)
DATES = st.dates()


@pytest.mark.parametrize(
    ("text", "today", "first", "last"),
    [
        ("today", FRIDAY, "2022-04-15", "2022-04-15"),
        ("yesterday", dt.date(2022, 1, 1), "2021-12-31", "2021-12-31"),
        ("this week", FRIDAY, "2022-04-11", "2022-04-17"),
        ("last week", dt.date(2022, 4, 11), "2022-04-04", "2022-04-10"),
        ("last week", dt.date(2022, 4, 17), "2022-04-04", "2022-04-10"),
        ("this month", dt.date(2024, 2, 29), "2024-02-01", "2024-02-29"),
        ("last month", dt.date(2022, 3, 31), "2022-02-01", "2022-02-28"),
        ("last month", dt.date(2022, 1, 31), "2021-12-01", "2021-12-31"),
        ("this year", FRIDAY, "2022-01-01", "2022-12-31"),
        ("last year", FRIDAY, "2021-01-01", "2021-12-31"),
        ("last 7 days", FRIDAY, "2022-04-09", "2022-04-15"),
        ("last 1 day", FRIDAY, "2022-04-15", "2022-04-15"),
        ("past 2 weeks", FRIDAY, "2022-04-02", "2022-04-15"),
        ("the last 1 month", dt.date(2022, 3, 31), "2022-03-01", "2022-03-31"),
        ("last 3 months", FRIDAY, "2022-01-16", "2022-04-15"),
        ("last 1 year", dt.date(2024, 2, 29), "2023-03-01", "2024-02-29"),
        ("friday", FRIDAY, "2022-04-15", "2022-04-15"),
        ("last Friday", FRIDAY, "2022-04-08", "2022-04-08"),
        ("Saturday", FRIDAY, "2022-04-09", "2022-04-09"),
        ("last Thursday", FRIDAY, "2022-04-14", "2022-04-14"),
        ("2 days ago", FRIDAY, "2022-04-13", "2022-04-13"),
        ("1 month ago", dt.date(2022, 3, 31), "2022-02-01", "2022-02-28"),
        ("Last  Month", FRIDAY, "2022-03-01", "2022-03-31"),
        ("24 February 2022", FRIDAY, "2022-02-24", "2022-02-24"),
        ("24th Feb 2022", FRIDAY, "2022-02-24", "2022-02-24"),
        ("Sept. 1, 2021", FRIDAY, "2021-09-01", "2021-09-01"),
        ("May 2021", FRIDAY, "2021-05-01", "2021-05-31"),
        ("last month..today", FRIDAY, "2022-03-01", "2022-04-15"),
        ("2020-02", FRIDAY, "2020-02-01", "2020-02-29"),
        ("0001", FRIDAY, "0001-01-01", "0001-12-31"),
        ("9999", FRIDAY, "9999-01-01", "9999-12-31"),
    ],
)
def test_periods(text: str, today: dt.date, first: str, last: str) -> None:
    """A date is the days from its first to its last, counted from today where it is relative."""
    assert read_date(text, today=today) == (dt.date.fromisoformat(first), dt.date.fromisoformat(last))


@pytest.mark.parametrize("text", ["unknown", "Unknown", " undated "])
def test_unknown(text: str) -> None:
    """`unknown` is no period: it asks for what has no date."""
    assert read_date(text, today=FRIDAY) is None


@pytest.mark.parametrize(
    ("text", "start", "length", "hint"),
    [
        ("31 April 2022", 0, 13, "its days are 01 to 30"),
        ("2022-01-05..2022-13-01", 17, 2, "months are 01 to 12"),
        (" 2022-13", 6, 2, "months are 01 to 12"),
        ("2022-02-24..yester", 12, 6, "write one of"),
        ("13/02/2022", 0, 10, "2022-02-13"),
        ("02/13/2022", 0, 10, "2022-02-13"),
        ("<=2022", 0, 6, "write ..2022"),
        ("2021–2022", 0, 9, "2021..2022"),
    ],
)
def test_mends(text: str, start: int, length: int, hint: str) -> None:
    """What is no date is refused at its part that is wrong, with the date that was probably meant."""
    with pytest.raises(ImpossibleDate) as caught:
        read_date(text, today=FRIDAY)
    assert (caught.value.start, caught.value.length) == (start, length)
    assert hint in caught.value.hint


@given(st.one_of(st.none(), DATES), st.one_of(st.none(), DATES))
def test_periods_are_written_as_they_are_read(first: dt.date | None, last: dt.date | None) -> None:
    """Any period is written so that it is read as the same days."""
    if first is None and last is None:
        return
    if first and last and first > last:
        first, last = last, first
    assert read_date(iso(first, last), today=FRIDAY) == (first, last)


@given(st.text(alphabet="0123456789-./ .adefhklmnorstuwy", max_size=20), DATES)
def test_any_text_is_a_date_or_impossible(text: str, today: dt.date) -> None:
    """No text and no day make reading a date fail in another way than ImpossibleDate."""
    impossible = None
    try:
        read_date(text, today=today)
    except ImpossibleDate as error:
        impossible = error
    assert impossible is None or (0 <= impossible.start <= len(text) and impossible.hint)
