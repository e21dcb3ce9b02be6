"""`@name` in a query: what it stands for, and every way in which it can be wrong."""

from __future__ import annotations

import datetime as dt

import pytest

from indexer.errors import QuerySyntaxError
from search.language import as_words, parse

TODAY = dt.date(2025, 4, 8)
SAVED = {
    "oil": "crude OR petroleum",
    "sanctions": 'embargo OR "price cap" OR sanction*',
    "both": "@oil @sanctions",
    "not": "-@oil",
    "orlec": "speaker:orlec quote:table",
    "a": "@b x",
    "b": "y @c",
    "c": "@a",
    "self": "@self",
    "wrong": "(open OR",
    "gone": "@nobody",
    **{f"twice{n}": f"@twice{n + 1} @twice{n + 1}" for n in range(9)},
    "twice9": "x",
    **{f"deep{n}": f"@deep{n + 1}" for n in range(20)},
    "deep20": "x",
    "nested": "(" * 45 + "x" + ")" * 45,
}


def read(query: str, match: str = "all") -> str:
    """The normal form, which has to give the same tree again."""
    parsed = parse(query, today=TODAY, match="any" if match == "any" else "all", saved=lambda: SAVED)
    assert parse(parsed.normal, today=TODAY).tree == parsed.tree
    return parsed.normal


@pytest.mark.parametrize(
    ("query", "normal"),
    [
        ("@oil", "crude OR petroleum"),
        ("@OIL", "crude OR petroleum"),
        ("@oil date:2022 -gas", "(crude OR petroleum) date:2022 -gas"),
        ("-@oil gas", "-(crude OR petroleum) gas"),
        ("NOT @not", "crude OR petroleum"),
        ("@both", '(crude OR petroleum) (embargo OR "price cap" OR sanction*)'),
        ("(@oil)", "crude OR petroleum"),
        ("@oil NEAR/5 gas", "(crude OR petroleum) NEAR/5 gas"),
        ("said:(@orlec)", "said:(speaker:orlec quote:table)"),
        ('"@oil"', "=oil"),
        ("me@oil", '"me oil"'),
    ],
)
def test_what_it_stands_for(query: str, normal: str) -> None:
    """The tree of the other query as if it stood there in parentheses."""
    assert read(query) == normal


def test_a_saved_query_means_what_it_meant_when_it_was_saved() -> None:
    """Its own words are all required, also where the words beside it are alternatives."""
    saved = {"talks": "peace talks"}
    parsed = parse("@talks war", match="any", saved=lambda: saved)
    assert parsed.normal == "(peace talks) OR war"


@pytest.mark.parametrize(
    ("query", "message", "hint", "position"),
    [
        ("x @olt", "There is no saved query @olt.", "did you mean @oil", 2),
        ("@zzz", "There is no saved query @zzz.", "there are @oil", 0),
        ("x @self", "@self → @self", "take one of them out", 2),
        ("@a", "@a → @b → @c → @a", "take one of them out", 0),
        ("@wrong x", "In @wrong: OR has nothing behind it.", "write what follows", 0),
        ("@gone", "There is no saved query @nobody.", "leave the @ out", 0),
        ("@twice0", "too many saved queries", "at most", 0),
        ("@deep0", "too many saved queries", "at most", 0),
        ("((((((@nested))))))", "nested more than", "take out parentheses", 6),
        ("title:@oil", "cannot stand in title:", "outside", 6),
        ("title:(x @oil)", "cannot stand in title:", "outside", 9),
        ("said:(x @oil date:2022)", "date: is not about a quotation", "inside said", 13),
        ("@", "There is no letter or digit here.", "", 0),
        ("@zzz date:2022", "There is no saved query @zzz.", "there are @oil", 0),
        ("x OR @zzz", "There is no saved query @zzz.", "there are @oil", 5),
    ],
)
def test_what_is_refused(query: str, message: str, hint: str, position: int) -> None:
    """With the place in the query as typed, and the mend."""
    with pytest.raises(QuerySyntaxError) as raised:
        read(query)
    assert message in raised.value.message
    assert hint in raised.value.hint
    assert (raised.value.query, raised.value.position) == (query, position)


def test_a_name_among_words_is_a_word() -> None:
    """`@cnn` in a sentence asks for no saved query, if none is called so or much like it."""
    assert read("follow @cnn") == "follow cnn"
    assert as_words("follow @cnn", saved=lambda: SAVED) == ("@cnn",)
    assert as_words("follow @oil", saved=lambda: SAVED) == ()


def test_without_any_it_says_how_to_save_one() -> None:
    """The language by itself knows of none."""
    with pytest.raises(QuerySyntaxError, match="onrecord saved NAME QUERY"):
        parse("@oil")


def test_nothing_is_read_for_a_query_without_a_name() -> None:
    """The function is called for the first `@name` only."""
    assert parse("oil", saved=lambda: pytest.fail("was read")).normal == "oil"
