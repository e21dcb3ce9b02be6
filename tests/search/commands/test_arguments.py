"""Arguments of the shell as one query."""

from __future__ import annotations

import pytest

from indexer.errors import QuerySyntaxError
from search.commands.arguments import as_query
from search.language import parse


@pytest.mark.parametrize(
    ("arguments", "query"),
    [
        (["a OR b"], "a OR b"),
        (["a", "b OR c"], "a (b OR c)"),
        (["a OR b", "c OR d"], "(a OR b) (c OR d)"),
        (["peace", "OR", "war"], "peace OR war"),
        (["NOT", "a b"], "NOT (a b)"),
        (["who", "is", "she?"], "who is she?"),
        (['"held back"', "x"], '"held back" x'),
        (['the "wall', "a OR b"], "(the wall) (a OR b)"),
        (["a", 'b" c', "d"], "a (b c) d"),
        (["x", "section:world news"], "x (section:world news)"),
    ],
)
def test_groups(arguments: list[str], query: str) -> None:
    """One of several words is a group; single words, operators and signs stand side by side."""
    assert as_query(arguments) == query


def test_two_groups_are_read_as_each_by_itself() -> None:
    """`A 'B OR C'` is both of them."""
    assert parse(as_query(["a OR b", "c OR d"])).normal == "(a OR b) (c OR d)"


def test_an_error_has_its_place_in_its_argument() -> None:
    """What cannot be read is shown as it was typed."""
    with pytest.raises(QuerySyntaxError) as caught:
        as_query(["zika", "brazil OR"])
    assert (caught.value.query, caught.value.position) == ("brazil OR", 7)


def test_words_are_one_text() -> None:
    """With --plain nothing groups."""
    assert as_query(["a", "b OR c"], reading="words") == "a b OR c"
