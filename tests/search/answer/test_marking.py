"""What is marked in a text: only what makes it match."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.article import Article
from indexer.store import Index, IndexWriter, open_index
from search.answer.highlights import Marker
from search.language import parse

TITLE = "Gas and oil. Gas again"
BODY = (
    "Oil and gas fell on Monday. Prices of gas rose, the natural gas price most of all. Nobody knew why.\n"
    "The price of “oil. And” gas is a riddle. Gas went up " + "and up " * 30 + "with the price.\n"
    "Oil came last."
)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    path: Path = tmp_path_factory.mktemp("marks")
    with IndexWriter(path) as writer:
        writer.put(Article(id="a", title=TITLE, body=BODY), ())
        writer.commit({})
    with open_index(path) as opened:
        yield opened


def marked(index: Index, query: str) -> tuple[list[str], list[tuple[str, int]]]:
    """The marked pieces of the title, and those of the body with the number of the word they begin with."""
    marker = Marker(parse(query).highlights, index)
    title = [TITLE[start:end] for start, end in marker.spans("title", TITLE, beside=BODY)]
    body = marker.spans("body", BODY, beside=TITLE)
    return title, [(BODY[start:end], len(BODY[:start].split())) for start, end in body]


@pytest.mark.parametrize(
    ("query", "title", "body"),
    [
        ("oil SENT fell", [], [("Oil", 0), ("fell", 3)]),
        ("oil SENT gas", ["Gas", "oil", "Gas"], [("Oil", 0), ("gas", 2)]),
        ("title:(oil SENT gas)", ["Gas", "oil", "Gas"], []),
        ("price SENT gas SENT rose", [], [("Prices", 6), ("gas", 8), ("rose", 9), ("gas", 12), ("price", 13)]),
        ('"natural gas" SENT gas', [], [("gas", 8), ("natural gas", 11)]),
        ("nobody SENT price", [], []),
        ("nobody PARA fell", [], [("fell", 3), ("Nobody", 17)]),
        ("riddle PARA last", [], []),
        ("atleast2:riddle", [], []),
        ("atleast2:oil", ["oil"], [("Oil", 0), ("oil", 24), ("Oil", 95)]),
        ("body:(atleast4:oil)", [], []),
        ("title:(atleast2:gas)", ["Gas", "Gas"], []),
        ('atleast3:("natural gas" OR natural)', [], []),
        ("lead:oil", [], [("Oil", 0), ("oil", 24)]),
        ("lead:(atleast3:oil)", [], []),
        ("lead:last OR last", [], [("last", 97)]),
    ],
)
def test_only_what_makes_it_match(index: Index, query: str, title: list[str], body: list[tuple[str, int]]) -> None:
    """Words of a sentence, of the lead and counted ones are marked where the condition holds, and nowhere else."""
    assert marked(index, query) == (title, body)
