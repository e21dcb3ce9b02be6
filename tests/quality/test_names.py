"""Spellings of names on real articles: pairs that were judged by hand, from the vocabulary of these articles.

`pytest tests/quality/test_names.py -s` prints the figures and the pairs that fail.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.article import Article
from indexer.readers import discover, iter_articles
from indexer.readers.source import SourceFile
from indexer.store import Index, IndexWriter, open_index
from search.names.variants import NameBook
from tests.conftest import searcher, shared
from tests.quality.figures import measured

PAIRS = Path(__file__).with_name("name_pairs.tsv")
LEAST_RECALL, LEAST_PRECISION = 0.90, 0.95
Pair = tuple[str, str]


def pairs(verdict: str) -> list[Pair]:
    """The pairs of one verdict: `same`, or `different`."""
    rows = [line.split("\t") for line in PAIRS.read_text(encoding="utf-8").splitlines()]
    return [(one, other) for one, other, judged in rows if judged == verdict]


@pytest.fixture(scope="module")
def news(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    """All the news, without quotations, which names do not depend on."""
    source = shared("data", "news")
    path = tmp_path_factory.mktemp("news") / "index"
    with IndexWriter(path) as writer:
        for file in discover([str(source)]):
            assert isinstance(file, SourceFile)
            for article in iter_articles(file):
                if isinstance(article, Article):
                    writer.put(article, [])
        writer.commit({})
    with open_index(path) as index:
        yield index


def _milliseconds(book: NameBook, names: list[str]) -> float:
    took = []
    for name in names:
        begun = time.perf_counter()
        book.spellings(name)
        took.append(time.perf_counter() - begun)
    return statistics.median(took) * 1000


def met(book: NameBook, pair: Pair) -> bool:
    """Whether a search for one finds the other, either way."""
    one, other = pair
    return other in book.spellings(one) or one in book.spellings(other)


def test_spellings_of_a_name_meet_and_names_do_not(news: Index) -> None:
    """At least nine in ten of the spellings are found, and at least 95 of 100 that meet are spellings."""
    book = NameBook(searcher(news))
    same, different = pairs("same"), pairs("different")
    print(f"\nnames: {_milliseconds(book, [one for one, _ in same]):.2f} ms for a name not asked before (median)")
    assert len(same) >= 200
    assert len(different) >= 200
    assert all(book.articles(name) for pair in same + different for name in pair), "a pair does not occur"
    missed = [pair for pair in same if not met(book, pair)]
    wrong = [pair for pair in different if met(book, pair)]
    found = len(same) - len(missed)
    recall, precision = found / len(same), found / (found + len(wrong))
    print(f"names: {len(same)} pairs of spellings, recall {recall:.3f}; {len(different)} of others, ", end="")
    print(f"precision {precision:.3f}\nmissed: {missed}\nwrong: {wrong}")
    measured({"names.recall": recall, "names.precision": precision})
    assert recall >= LEAST_RECALL
    assert precision >= LEAST_PRECISION


@pytest.mark.parametrize("word", "may marks bush fire talks security guarantees reading said will polish".split())
def test_ordinary_words_are_not_widened(news: Index, word: str) -> None:
    """A word that is also a name, or sounds like one, stays alone."""
    assert NameBook(searcher(news)).spellings(word) == ()
