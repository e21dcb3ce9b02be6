"""Nine queries that stock Whoosh answers wrongly without a word, and what becomes of them here."""

from __future__ import annotations

import datetime as dt

import pytest
from whoosh.query import And, NumericRange, Phrase

from indexer.errors import QuerySyntaxError, UnknownField
from search.language import as_words, parse


def refused(query: str) -> QuerySyntaxError:
    with pytest.raises(QuerySyntaxError) as caught:
        parse(query)
    return caught.value


def test_reversed_range() -> None:
    """A range that ends before it begins is refused and turned round in the hint; Whoosh finds nothing."""
    error = refused("date:2022-03-15..2022-02-24")
    assert error.message == "This range of dates ends before it begins."
    assert "2022-02-24..2022-03-15" in error.hint
    assert (error.position, error.length) == (5, 22)


def test_day_range() -> None:
    """A range of days is these days and no others; Whoosh 2.7 takes the whole year."""
    first, last = dt.date(2022, 1, 5).toordinal(), dt.date(2022, 1, 8).toordinal()
    query = parse("date:2022-01-05..2022-01-08").query
    assert query == And([NumericRange("date", first, None), NumericRange("date_last", 1, last)])


def test_unknown_field() -> None:
    """A field that does not exist is refused with the one that was meant; Whoosh searches its name as a word."""
    error = refused("speeker:putin")
    assert isinstance(error, UnknownField)
    assert "speaker:" in error.hint
    assert (error.position, error.length) == (0, 7)


def test_unbalanced_parenthesis() -> None:
    """A parenthesis without its other half is refused where an operator depends on it, else it is text, and told;
    Whoosh finds nothing."""
    assert refused("war (peace OR talks").position == 4
    assert refused("war OR peace) talks").position == 12
    for query, sign in (("war (peace talks", "("), ("war peace) talks", ")")):
        assert parse(query).tree == parse("war peace talks").tree
        assert as_words(query, saved=dict) == (sign,)


def test_open_quote() -> None:
    """A quotation mark that is not closed is refused where syntax stands behind it, else the answer tells that the
    words are loose; Whoosh drops it without a word."""
    assert refused('war "stop the bombing OR talks').position == 4
    assert refused('war "stop the bombing source:bbc').position == 4
    assert as_words('war "stop the bombing', saved=dict) == ('"',)


def test_curly_phrase() -> None:
    """Words in curly, low or angle marks are the phrase that they are; Whoosh searches loose words."""
    phrase = Phrase("words", ["stop", "the", "bombing"])
    for pasted in (
        "“stop the bombing”",
        "„stop the bombing“",
        "«stop the bombing»",
        "«\u00a0stop the bombing\u00a0»",
    ):
        assert parse(pasted).query == phrase


def test_stop_word_phrase() -> None:
    """A phrase of stop words keeps every one of them; Whoosh drops them and finds everything or nothing."""
    assert parse('"to be or not to be"').query == Phrase("words", ["to", "be", "or", "not", "to", "be"])


def test_empty_query() -> None:
    """A query without anything in it is refused; Whoosh answers it with nothing."""
    for empty in ("", " ", "\n\t", "\u00a0", "\u200b"):
        assert refused(empty).message == "The query is empty."


def test_impossible_date() -> None:
    """A day that no calendar has is refused where it goes wrong; Whoosh searches it as words."""
    error = refused("date:2022-02-30")
    assert error.message == "February 2022 has no day 30."
    assert (error.position, error.length) == (13, 2)
