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
        ("13/02/2022", FRIDAY, "2022-02-13", "2022-02-13"),
        ("02/13/2022", FRIDAY, "2022-02-13", "2022-02-13"),
        ("3.3.2022", FRIDAY, "2022-03-03", "2022-03-03"),
        ("2022/03/01", FRIDAY, "2022-03-01", "2022-03-01"),
        ("20220301", FRIDAY, "2022-03-01", "2022-03-01"),
        ("2016-Q1", FRIDAY, "2016-01-01", "2016-03-31"),
        ("q4 2016", FRIDAY, "2016-10-01", "2016-12-31"),
        ("2016Q2", FRIDAY, "2016-04-01", "2016-06-30"),
        ("the third quarter of 2016", FRIDAY, "2016-07-01", "2016-09-30"),
        ("march to may 2016", FRIDAY, "2016-03-01", "2016-05-31"),
        ("March–May 2016", FRIDAY, "2016-03-01", "2016-05-31"),
        ("mar-may 2016", FRIDAY, "2016-03-01", "2016-05-31"),
        ("from march 2016 to may 2017", FRIDAY, "2016-03-01", "2017-05-31"),
        ("between 3 march and 5 april 2016", FRIDAY, "2016-03-03", "2016-04-05"),
        ("3rd to 5th March 2016", FRIDAY, "2016-03-03", "2016-03-05"),
        ("3-5 march 2016", FRIDAY, "2016-03-03", "2016-03-05"),
        ("March 3 to April 5, 2016", FRIDAY, "2016-03-03", "2016-04-05"),
        ("Q1 2016 to Q3 2017", FRIDAY, "2016-01-01", "2017-09-30"),
        ("2021-2022", FRIDAY, "2021-01-01", "2022-12-31"),
        ("2021–2022", FRIDAY, "2021-01-01", "2022-12-31"),
        ("last_month_to_today", FRIDAY, "2022-03-01", "2022-04-15"),
    ],
)
def test_periods(text: str, today: dt.date, first: str, last: str) -> None:
    """A date is the days from its first to its last, counted from today where it is relative."""
    assert read_date(text, today=today) == (dt.date.fromisoformat(first), dt.date.fromisoformat(last))


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("since 2020", "2020-01-01", None),
        ("from march 2020", "2020-03-01", None),
        ("after march 2020", "2020-04-01", None),
        ("after 2019-12-31", "2020-01-01", None),
        ("before march 2020", None, "2020-02-29"),
        ("until 2019", None, "2019-12-31"),
        ("up to 5 May 2019", None, "2019-05-05"),
        ("Since  last Friday", "2022-04-08", None),
    ],
)
def test_open_ends(text: str, first: str | None, last: str | None) -> None:
    """`since` and `until` take their date in, `after` and `before` do not."""
    ends = tuple(day and dt.date.fromisoformat(day) for day in (first, last))
    assert read_date(text, today=FRIDAY) == ends


@given(DATES, DATES, st.sampled_from(["{} to {}", "from {} until {}", "between {} and {}", "{} – {}", "{} - {}"]))
def test_a_span_is_from_the_first_day_of_one_to_the_last_of_the_other(
    first: dt.date, last: dt.date, said: str
) -> None:
    """However it is said, of days, months in English, or quarters; and its normal form is read as the same."""
    first, last = sorted((first, last))
    for spelt in (dt.date.isoformat, lambda day: f"{day:%d %B} {day.year:04}", lambda day: f"{day:%B} {day.year:04}"):
        text = said.format(spelt(first), spelt(last))
        since, until = read_date(text, today=FRIDAY) or (None, None)
        assert since in (first, first.replace(day=1))
        assert until is not None
        assert until >= last
        assert read_date(iso(since, until), today=FRIDAY) == (since, until)


@given(DATES, st.sampled_from("/-."))
def test_a_date_in_figures_is_one_day_or_refused(day: dt.date, mark: str) -> None:
    """With the day or the month first it is read if only one of the two can be; else both are in the mend."""
    text = f"{day.day:02}{mark}{day.month:02}{mark}{day.year:04}"
    other = f"{day.month:02}{mark}{day.day:02}{mark}{day.year:04}"
    if day.day > 12 or day.day == day.month:
        assert read_date(text, today=FRIDAY) == read_date(other, today=FRIDAY) == (day, day)
        return
    for written in (text, other):
        with pytest.raises(ImpossibleDate) as caught:
            read_date(written, today=FRIDAY)
        assert day.isoformat() in caught.value.hint
        assert f"{day.year:04}-{day.day:02}-{day.month:02}" in caught.value.hint


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
        ("01/03/2016", 0, 10, "write 2016-03-01 (the day first) or 2016-01-03 (the month first)"),
        ("2016..01-03-2016", 6, 10, "2016-03-01 (the day first)"),
        ("since 1.3.2016", 6, 8, "2016-03-01 (the day first)"),
        ("30/02/2016", 0, 10, "its days are 01 to 29"),
        ("31/31/2016", 0, 10, "write one of"),
        ("november to february 2017", 0, 25, "november 2016 to february 2017"),
        ("2018 to 2017", 0, 12, "turn it round: 2017 to 2018"),
        ("march to mai 2016", 9, 8, "write one of"),
        ("30 to 31 february 2016", 6, 16, "its days are 01 to 29"),
        ("31 to 31 march 2016..", 0, 19, "write one of"),
        ("after 9999", 0, 10, "0001 to 9999"),
        ("before 0001-01-01", 0, 17, "0001 to 9999"),
        ("Q5 2016", 0, 7, "write one of"),
        ("<=2022", 0, 6, "write ..2022"),
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


@given(
    st.lists(
        st.one_of(
            st.sampled_from(
                "since from after before until to between and march may 3 2016 Q1 - – / .. last week".split()
            ),
            st.text(alphabet="0123456789-./ .adefhklmnorstuwy", max_size=20),
        ),
        max_size=7,
    ).map(" ".join),
    DATES,
)
def test_any_text_is_a_date_or_impossible(text: str, today: dt.date) -> None:
    """No text and no day make reading a date fail in another way than ImpossibleDate."""
    impossible = None
    try:
        read_date(text, today=today)
    except ImpossibleDate as error:
        impossible = error
    assert impossible is None or (0 <= impossible.start <= len(text) and impossible.hint)
