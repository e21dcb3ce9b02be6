"""Dates are read as they are written, and never guessed."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.text.dates import date_in_address, read_date

READ = [
    ("2022-02-26", "2022-02-26"),
    ("14:22 GMT, 26 February 2022", "2022-02-26"),
    ("2022-2-6", "2022-02-06"),
    (" 2022-02-26\n", "2022-02-26"),
    ("2022-02-26T10:00:00Z", "2022-02-26"),
    ("2022-02-26T23:30:00.123-05:00", "2022-02-26"),
    ("2022-02-26 10:00", "2022-02-26"),
    ("2022/02/26", "2022-02-26"),
    ("2022.02.26", "2022-02-26"),
    ("20220226", "2022-02-26"),
    ("20220226T100000Z", "2022-02-26"),
    ("2022-02", "2022-02"),
    ("2022/02", "2022-02"),
    ("2022", "2022"),
    ("Sat, 26 Feb 2022 10:00:00 +0000", "2022-02-26"),
    ("26 Feb 2022 10:00:00 GMT", "2022-02-26"),
    ("26-FEB-1987 15:01:01.79", "1987-02-26"),
    ("26 February 2022", "2022-02-26"),
    ("26th of February 2022", "2022-02-26"),
    ("Saturday 26 February 2022", "2022-02-26"),
    ("Feb. 26, 2022", "2022-02-26"),
    ("February 26 2022", "2022-02-26"),
    ("Sept. 3, 2021", "2021-09-03"),
    ("Saturday, February 26th, 2022 at 10:30 a.m. EST", "2022-02-26"),
    ("February 26, 2022, 10:30 AM", "2022-02-26"),
    ("Sat Feb 26 10:00:00 2022", "2022-02-26"),
    ("Sat Feb 26 10:00:00 +0000 2022", "2022-02-26"),
    ("February 2022", "2022-02"),
    ("26. Februar 2022", "2022-02-26"),
    ("1er mars 2022", "2022-03-01"),
    ("26 de febrero de 2022", "2022-02-26"),
    ("26 февраля 2022 г.", "2022-02-26"),
    ("26 лютого 2022 року", "2022-02-26"),
    ("lördag 26 februari 2022", "2022-02-26"),
    ("lørdag 26. februar 2022 kl. 10:15", "2022-02-26"),
    ("lauantaina 26. helmikuuta 2022", "2022-02-26"),
    ("26 Şubat 2022 Cumartesi", "2022-02-26"),
    ("26 ARALIK 2022", "2022-12-26"),
    ("sâmbătă, 26 februarie 2022", "2022-02-26"),
    ("26. února 2022", "2022-02-26"),
    ("26 Φεβρουαρίου 2022", "2022-02-26"),
    ("Sabtu, 26 Februari 2022", "2022-02-26"),
    ("السبت، 26 فبراير 2022", "2022-02-26"),
    ("٢٦ فبراير ٢٠٢٢", "2022-02-26"),
    ("26/02/2022", "2022-02-26"),
    ("02/26/2022", "2022-02-26"),
    ("26.02.2022 10:15", "2022-02-26"),
    ("03.06.2021", "2021-06-03"),
    ("3. 6. 2021", "2021-06-03"),
    ("12.25.2021", "2021-12-25"),
    ("04/04/2022", "2022-04-04"),
]

NOT_READ = [
    "",
    "03/04/2022",  # two days
    "26/02/22",  # which century
    "2022-02-30",
    "2022-13",
    "2022-13-01",
    "30 February 2022",
    "26 Smarch 2022",
    "February 26",  # no year
    "0001-01-01",  # a program's way to say none
    "yesterday",
    "1645869600",
    "2022-02-26 a headline",
    "x" * 5000,
    "1" * 5000,
]

ADDRESSES = [
    ("https://example.org/2022/02/26/dam-breaks", "2022-02-26"),
    ("https://example.org/news/2022-02-26/dam", "2022-02-26"),
    ("https://example.org/news/20220226-dam", "2022-02-26"),
    ("https://example.org/world/2022/feb/26/dam", "2022-02-26"),
    ("https://example.org/2022/02/dam-breaks", "2022-02"),
    ("2022/02/26/dam.txt", "2022-02-26"),
    ("2022-02-26-dam.txt", "2022-02-26"),
    ("dam_20220226.txt", "2022-02-26"),
    ("https://example.org/2022/dam", None),
    ("https://example.org/article/20221345", None),
    ("https://example.org/id/1202202261", None),
    ("https://example.org/2022/02/26/what-happened-on-2014-02-27", None),
    ("https://example.org/2022/02/26/dam?on=2022-02-26", "2022-02-26"),
    ("dam.txt", None),
]


@pytest.mark.parametrize(("text", "expected"), READ)
def test_reads_what_people_and_programs_write(text: str, expected: str) -> None:
    """A date in any usual form is the day, month or year that it names, with the basis `stated`."""
    date = read_date(text)
    assert date is not None
    assert str(date) == expected
    assert date.basis == "stated"


@pytest.mark.parametrize("text", NOT_READ)
def test_guesses_nothing(text: str) -> None:
    """What names no day, two days or a day that never was is no date."""
    assert read_date(text) is None


@pytest.mark.parametrize(("address", "expected"), ADDRESSES)
def test_dates_in_addresses(address: str, expected: str | None) -> None:
    """A day or month in a URL or path is a date; a bare year, an id, and two days that differ are none."""
    date = date_in_address(address, basis="url")
    assert (None if date is None else str(date)) == expected


@given(st.text(max_size=200))
def test_never_fails(text: str) -> None:
    """Any text at all is a date or none."""
    read_date(text)
    date_in_address(text, basis="path")


@given(st.dates(min_value=dt.date(1900, 1, 1), max_value=dt.date(2099, 12, 31)))
def test_every_day_survives_every_form(day: dt.date) -> None:
    """A day written in ISO, long English, RFC 2822 and path form is read back as itself."""
    for form in ("%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%d %B %Y", "%B %d, %Y", "%a, %d %b %Y 10:00:00 +0000"):
        assert str(read_date(day.strftime(form))) == str(day)
    assert str(date_in_address(day.strftime("a/%Y/%m/%d/b.txt"), basis="path")) == str(day)


TIMES = [
    ("2022-02-26T10:15:00Z", "10:15+00:00", 615),
    ("2022-02-26 10:15", "10:15", 615),
    ("2022-02-26T23:30:00-05:00", "23:30-05:00", 1710),
    ("2022-02-26T01:30:00.000+0200", "01:30+02:00", -30),
    ("20220226T101500Z", "10:15+00:00", 615),
    ("February 26, 2022 at 3 pm", "15:00", 900),
    ("Feb. 26, 2022 12:05 a.m.", "00:05", 5),
    ("26 février 2022 à 10h15", "10:15", 615),
    ("Published: 14:22 GMT, 26 February 2022", "14:22+00:00", 862),
    ("2022-02-26T00:00:00", None, None),
    ("26.02.2022", None, None),
    ("2022-02-26 25:10", None, None),
]


@pytest.mark.parametrize(("text", "clock", "minute"), TIMES)
def test_the_time_of_a_day_is_kept(text: str, clock: str | None, minute: int | None) -> None:
    """To the minute, with its zone; midnight is what programs write where they know none."""
    date = read_date(text)
    assert date is not None
    assert (str(date), date.clock, date.minute) == ("2022-02-26", clock, minute)
