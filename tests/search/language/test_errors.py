"""How an error in a query is shown."""

from __future__ import annotations

import pytest

from indexer.errors import QuerySyntaxError
from search.language import parse, render_error


def shown(query: str, *, width: int = 78) -> list[str]:
    with pytest.raises(QuerySyntaxError) as caught:
        parse(query)
    return render_error(caught.value, width=width).splitlines()


def test_query_carets_message_mend() -> None:
    """An error is the query, carets under the place, the reason, and the mend."""
    assert shown("peace speeker:putin") == [
        "  peace speeker:putin",
        "        ^^^^^^^",
        "There is no field speeker.",
        "  did you mean speaker:? If the colon belongs to the text, put it in quotation marks",
    ]


def test_carets_under_wide_and_combining_characters() -> None:
    """Carets count columns: two for a wide character, none for a combining mark."""
    assert shown("中文 date:2022-13")[1] == " " * 17 + "^^"
    assert shown("Zoe\u0308 (a OR b")[1] == " " * 6 + "^"
    assert shown('"中文" ab~')[1] == " " * 9 + "^^^"


def test_tabs_and_line_breaks_are_one_column() -> None:
    """A tab or line break is shown as a space, so that the query stays one line and the caret in place."""
    assert shown("a\tb\n(c OR d")[:2] == ["  a b (c OR d", "      ^"]


def test_control_characters_do_not_reach_the_terminal() -> None:
    """Escape sequences and lone surrogates in a query are not printed."""
    lines = shown("\x1b[31m \ud800 (a OR b")
    assert all(line.isprintable() for line in lines)


def test_long_queries_are_cut_around_the_place() -> None:
    """Of a query wider than the screen the part around the place is shown, and the carets fit it."""
    line, carets, *_ = shown("word " * 100 + "foo:bar" + " word" * 100, width=60)
    assert len(line) <= 60
    assert line.startswith("  …")
    assert line.endswith("…")
    assert line[carets.index("^") : carets.rindex("^") + 1] == "foo"


def test_long_queries_keep_their_ends() -> None:
    """A place near either end is shown with that end, without a mark of something cut off there."""
    first = shown("foo:bar" + " word" * 100, width=60)
    assert first[0].startswith("  foo:bar")
    last = shown("word " * 100 + "foo:bar", width=60)
    assert last[0].endswith("foo:bar")
    assert last[0][last[1].index("^") :] == "foo:bar"


def test_a_place_longer_than_the_screen() -> None:
    """Carets under something longer than the screen end with the line."""
    line, carets, *_ = shown("ab" * 100 + ":x", width=60)
    assert len(carets) <= len(line) <= 60


def test_the_end_of_a_query() -> None:
    """An error about nothing at all still has its caret."""
    assert shown("")[:2] == ["  ", "  ^"]


def test_messages_are_short_and_printable() -> None:
    """However long or odd the piece in question, the reason names it on one short line."""
    message = shown("date:" + "x\x00" * 500)[2]
    assert len(message) < 60
    assert message.isprintable()


@pytest.mark.parametrize(
    ("query", "mend"),
    [
        ("since:2020 talks", 'date:"since 2020"'),
        ("after:2020-04-01", 'date:"after 2020-04-01"'),
        ("before:2020-04 talks", 'date:"before 2020-04"'),
        ("until:april", 'date:"until 2022"'),
    ],
)
def test_one_side_of_a_day_is_a_span(query: str, mend: str) -> None:
    """Other tools have fields for it; here it is a date with an open end, with the day as it was written."""
    assert shown(query)[-1].startswith(f"  did you mean {mend}? If")


def test_a_span_in_words_is_not_read_as_words() -> None:
    """`date:2020 to 2021` would ask for the first year and two words in it."""
    assert shown("talks date:2020-04-01 to 2020-04-05 rail") == [
        "  talks date:2020-04-01 to 2020-04-05 rail",
        "                        ^^^^^^^^^^^^^",
        "A span of days is written with two dots.",
        "  write date:2020-04-01..2020-04-05",
    ]
    assert shown("date:2020 – 2021")[-1] == "  write date:2020..2021"
    assert shown("date:2020 - 2021")[-1] == "  write date:2020..2021"
    assert parse("date:2020 to the moon").normal == "date:2020 to the moon"
    assert parse("date:2020 talks 2021").normal == "date:2020 talks 2021"
    assert parse("date:2020 to").normal == "date:2020 to"


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("a date:since 2020", "since 2020"),
        ("(date:march to may 2016) b", "march to may 2016"),
        ("date:Q1 2016 talks", "Q1 2016"),
        ("date:last month", "last month"),
        ("date:24 February 2022", "24 February 2022"),
    ],
)
def test_a_date_of_several_words_needs_marks(query: str, words: str) -> None:
    """A value ends at a space: where more of the query is a date, the mend is that date."""
    assert shown(query)[-1] == f'  put the words in quotation marks: date:"{words}"'


@pytest.mark.parametrize(
    ("query", "mend"),
    [
        ("source:cnn,bbc", "  for one of several write source:(cnn OR bbc)"),
        ("source:cnn;bbc;dw,", "  for one of several write source:(cnn OR bbc OR dw)"),
        ("source:cnn, bbc", "  for one of several write source:(cnn OR …), else leave it out"),
        ("speaker:=putin,trump", "  for one of several write speaker:(putin OR trump)"),
    ],
)
def test_the_mend_of_a_list(query: str, mend: str) -> None:
    """It can be copied."""
    assert shown(query)[-1] == mend
