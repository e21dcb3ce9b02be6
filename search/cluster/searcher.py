"""An archive on a cluster as a back end: `search.engine.seam.BackEnd`, answered by OpenSearch."""

# mypy: untyped-calls-exclude="whoosh"

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

import numpy as np
from whoosh.query import NullQuery, Or, Phrase, Term

from indexer.arrays import Int32s
from indexer.cluster.cells import written
from indexer.errors import NotOnCluster
from search.answer.score_tree import Explanation
from search.cluster.holdings import ClusterHoldings
from search.cluster.occurrences import Occurrences, Texts
from search.cluster.queries import ArchiveQueries, QuotationQuery
from search.cluster.shelf import FIELDS
from search.cluster.snapshot import MOST_AT_ONCE, Snapshot
from search.engine.capabilities import Capabilities
from search.engine.evaluation import Ranked
from search.engine.nearness import Neighbours
from search.engine.seam import Space
from search.engine.selection import Sort
from search.engine.weighting import inverse_frequency

__all__ = ["ClusterSearcher"]

_DIRECTION = {"newest": "desc", "oldest": "asc"}
_IN_QUOTES: Mapping[str, Any] = {"size": MOST_AT_ONCE, "_source": False, "docvalue_fields": ["quotes.n"]}
_ONLY_NUMBERS: Mapping[str, Any] = {"_source": False, "docvalue_fields": list(FIELDS)}
_QUOTING = 500
"""Articles of which the quotations are read at once."""
_KEPT_FREQUENCIES = 4096
_IDS = 10_000
"""Ids in one query."""
_CAPABILITIES = Capabilities(
    refused=(
        "why an answer has its score (explain)",
        "which articles of the whole archive share parts (copies without an id, --pairs)",
        "nearness of four or more words with groups inside",
        "patterns among words of speakers, authors and outlets, where places matter",
    )
)
T = TypeVar("T")
Word = tuple[tuple[str, str], ...]
Hits = Iterator[dict[str, Any]]


class ClusterSearcher:
    """Answers for one generation."""

    capabilities = _CAPABILITIES

    def __init__(self, snapshot: Snapshot, holdings: ClusterHoldings, *, version: tuple[int, ...]) -> None:
        self._snapshot = snapshot
        self.index = holdings
        self._queries = ArchiveQueries(expand=holdings.vocabulary.fitting, version=version)
        self._texts = Texts(holdings)
        self._frequencies: dict[tuple[str, tuple[str, ...], Space], int] = {}

    # Counting

    def count(self, query: Any, *, space: Space = "articles") -> int:
        if query == NullQuery:
            return 0
        if space == "articles":
            return self._snapshot.count(self._queries.articles(query))
        found = self._queries.quotations(query)
        if not found.branches:
            return 0
        answer = self._snapshot.search({"size": 0, "aggs": found.counts(), "track_total_hits": True})
        return found.counted(answer["aggregations"])

    def many(self, *, space: Space = "articles") -> int:
        return self.index.size(space)

    def frequency(self, field: str, *terms: str, space: Space = "articles") -> int:
        key = (field, terms, space)
        if len(self._frequencies) > _KEPT_FREQUENCIES:
            self._frequencies.clear()
        if key not in self._frequencies:
            every = [Term(field, term) for term in terms]
            self._frequencies[key] = (
                self.count(Or(every) if len(every) > 1 else every[0], space=space) if every else 0
            )
        return self._frequencies[key]

    # Finding

    def matching(self, query: Any, *, space: Space = "articles") -> Int32s:
        if query == NullQuery:
            return np.empty(0, np.int32)
        if space == "articles":
            return self._met(self._queries.articles(query))
        return self._quoted(self._queries.quotations(query))

    def _met(self, *filters: Any) -> Int32s:
        return np.sort(self.index.shelf.meet({"bool": {"filter": list(filters)}}))

    def _quoted(self, found: QuotationQuery, *filters: Any) -> Int32s:
        """The quotations, ascending, in the articles that some filters find."""
        query = {"bool": {"filter": [found.articles(inner_hits=_IN_QUOTES), *filters]}}
        hits = self._snapshot.every(query, size=_QUOTING, **_ONLY_NUMBERS)
        return np.sort(np.fromiter((doc for doc, _ in self._in_hits(hits, found)), np.int32))

    def _in_hits(self, hits: Any, found: QuotationQuery) -> Iterator[tuple[int, float]]:
        """The quotations in some hits, by number, with their scores."""
        for hit in hits:
            (article,) = self.index.shelf.put([hit]).tolist()
            start = self.index.quotations_of(article).start
            for inner in found.found_in(hit):
                yield start + inner["fields"]["quotes.n"][0], inner["_score"] or 0.0

    def copied(self, query: Any, *, space: Space = "articles") -> tuple[int, Int32s]:
        total = self.count(query, space=space)
        if not total or not self.index.shelf.copied:
            return total, np.empty(0, np.int32)
        if space == "articles":
            asked = self._queries.articles(query)

            def find(*filters: Any) -> Int32s:
                return self._met(asked, *filters)
        else:
            quoting = self._queries.quotations(query)

            def find(*filters: Any) -> Int32s:
                return self._quoted(quoting, *filters)

        found = [find({"term": {"copied": True}})]
        articles = found[0] if space == "articles" else self.index.article_of(found[0])
        shelf = self.index.shelf
        leads = np.unique(np.concatenate((shelf.lead[articles], shelf.family[articles])))
        names = [shelf.ids[lead] for lead in np.setdiff1d(leads, articles).tolist()]
        found += [find({"terms": {"id": names[low : low + _IDS]}}) for low in range(0, len(names), _IDS)]
        return total, np.unique(np.concatenate(found)).astype(np.int32)

    def under(self, query: Any, articles: Sequence[int]) -> Int32s:
        if query == NullQuery:
            return np.empty(0, np.int32)
        names = [self.index.shelf.ids[doc] for doc in articles]
        return self._quoted(self._queries.quotations(query), {"terms": {"id": names}})

    def living(self, *, space: Space = "articles") -> Int32s:
        self.index.shelf.meet_all()
        return np.arange(self.index.size(space), dtype=np.int32)

    def holding(self, field: str, value: str, *, space: Space = "articles") -> Int32s:
        return self.matching(Term(field, value), space=space)

    def in_a_row(self, field: str, terms: Sequence[str], *, space: Space = "articles") -> Int32s:
        return self.matching(Phrase(field, list(terms)) if len(terms) > 1 else Term(field, terms[0]), space=space)

    def holding_most(
        self, weights: Mapping[str, float], *, least: float, whole: float, most: int, among: Int32s | None = None
    ) -> Int32s:
        words = [
            {"constant_score": {"filter": {"term": {"rank": written(stem)}}, "boost": weight}}
            for stem, weight in weights.items()
        ]
        asked: dict[str, Any] = {"should": words, "minimum_should_match": 1}
        if among is not None and len(among) <= _IDS:
            asked["filter"] = [{"terms": {"id": [self.index.shelf.ids[doc] for doc in among.tolist()]}}]
        allowed = None if among is None else set(among.tolist())
        found: list[int] = []
        for hit in self._by_score({"bool": asked}, min_score=least, **_ONLY_NUMBERS):
            if len(found) >= most and hit["_score"] < whole:
                break
            (doc,) = self.index.shelf.put([hit]).tolist()
            if allowed is None or doc in allowed:
                found.append(doc)
        return np.sort(np.array(found, np.int32))

    def occurring(self, field: str, term: str, *, space: Space = "articles") -> Occurrences | None:
        assert (field, space) == ("text", "articles")
        found = Occurrences(self._texts, term)
        return found if found.size else None

    # Ranking

    def rank(
        self,
        query: Any,
        pairs: Sequence[Neighbours] = (),
        *,
        space: Space = "articles",
        limit: int = 10,
        sort: Sort = "relevance",
    ) -> Ranked:
        if query == NullQuery:
            return Ranked(np.empty(0, np.int32), np.empty(0, np.float32), 0)
        if limit <= 0:
            return Ranked(np.empty(0, np.int32), np.empty(0, np.float32), self.count(query, space=space))
        rank = self._rank_articles if space == "articles" else self._rank_quotations
        return rank(query, pairs, limit, sort)

    def _rank_articles(self, query: Any, pairs: Sequence[Neighbours], limit: int, sort: Sort) -> Ranked:
        asked = self._queries.articles(query)
        body: dict[str, Any] = {"query": asked, "track_total_hits": True, **_ONLY_NUMBERS}
        if sort != "relevance":
            body["sort"] = _by_date(sort)
        elif rescore := self._queries.rescore(pairs, self._rarity("articles")):
            body["rescore"] = rescore
        first = self._snapshot.search({**body, "size": min(limit, MOST_AT_ONCE)}, ranked=sort == "relevance")
        hits = list(first["hits"]["hits"])
        total = int(first["hits"]["total"]["value"])
        if len(hits) < min(limit, total):
            hits += self._further(asked, {hit["_id"] for hit in hits}, sort, min(limit, total) - len(hits))
        docs = self.index.shelf.put(hits)
        return self._in_order(docs, docs, [hit["_score"] or 0.0 for hit in hits], total, sort, limit)

    def _further(self, asked: Any, seen: set[str], sort: Sort, most: int) -> list[dict[str, Any]]:
        """The answers behind those that one answer of OpenSearch has."""
        order = _by_date(sort) if sort != "relevance" else [{"_score": "desc"}, {"id": "asc"}]
        body: dict[str, Any] = {
            "query": asked, "sort": order, "size": MOST_AT_ONCE, "track_scores": True, "track_total_hits": False,
            **_ONLY_NUMBERS,
        }  # fmt: skip
        found: list[dict[str, Any]] = []
        while len(found) < most:
            hits = self._snapshot.search(body, ranked=True)["hits"]["hits"]
            found += [hit for hit in hits if hit["_id"] not in seen]
            if len(hits) < MOST_AT_ONCE:
                break
            body["search_after"] = hits[-1]["sort"]
        return found[:most]

    def _rank_quotations(self, query: Any, pairs: Sequence[Neighbours], limit: int, sort: Sort) -> Ranked:
        found = self._queries.quotations(query, pairs, self._rarity("quotations"))
        total = self.count(query, space="quotations")
        if not total:
            return self._in_order(*self._told((), found), 0, sort, limit)
        if sort != "relevance" or limit > _QUOTING:
            # All of them: by date their order follows from their articles.
            hits = self._scored(found) if sort == "relevance" else self._all(found)
            return self._in_order(*self._told(hits, found), total, sort, limit)
        inner = {**_IN_QUOTES, "size": limit}
        body = {"query": found.articles(inner_hits=inner), "size": limit, "track_total_hits": False, **_ONLY_NUMBERS}
        hits = self._snapshot.search(body, ranked=True)["hits"]["hits"]
        return self._in_order(*self._told(hits, found), total, sort, limit)

    def _all(self, found: QuotationQuery) -> Hits:
        return self._snapshot.every(found.articles(inner_hits=_IN_QUOTES), size=_QUOTING, **_ONLY_NUMBERS)

    def _scored(self, found: QuotationQuery) -> Hits:
        """All articles with such quotations, which have their scores."""
        return self._by_score(found.articles(inner_hits=_IN_QUOTES), ranked=True, **_ONLY_NUMBERS)

    def _by_score(self, query: Any, *, ranked: bool = False, **more: Any) -> Hits:
        """All articles that a query finds, those of the greatest score first."""
        order = [{"_score": "desc"}, {"id": "asc"}]
        body: dict[str, Any] = {"query": query, "sort": order, "size": _QUOTING, "track_total_hits": False, **more}
        while True:
            hits = self._snapshot.search(body, ranked=ranked)["hits"]["hits"]
            yield from hits
            if len(hits) < _QUOTING:
                return
            body["search_after"] = hits[-1]["sort"]

    def _told(self, hits: Any, found: QuotationQuery) -> tuple[Int32s, Int32s, list[float]]:
        """The quotations in some hits, their articles, and their scores."""
        docs, scores = _apart(self._in_hits(hits, found))
        return docs, self.index.article_of(docs), scores

    def _in_order(
        self, docs: Int32s, articles: Int32s, scores: Sequence[float], total: int, sort: Sort, limit: int
    ) -> Ranked:
        """Equal ones: newer first, undated last."""
        first = self.index.shelf.first[articles].astype(np.int64)
        undated = first == np.iinfo(np.int32).min
        values = np.array(scores, np.float32)
        if sort == "relevance":
            order = np.lexsort((docs, -first, undated, -values))
        else:
            order = np.lexsort((docs, first if sort == "oldest" else -first, undated))
            values = np.zeros(len(docs), np.float32)
        order = order[:limit]
        return Ranked(docs[order], values[order], total)

    def _rarity(self, space: Space) -> Callable[[Word], float]:
        many = self.many(space=space)

        def rarity(word: Word) -> float:
            (field, _), *_ = word
            return inverse_frequency(self.frequency(field, *(text for _, text in word), space=space), many)

        return rarity

    def rank_by_words(self, weights: Mapping[str, float], *, limit: int) -> Ranked:
        terms = [Term("text", stem, boost=weight) for stem, weight in weights.items()]
        return self.rank(Or(terms) if len(terms) > 1 else terms[0] if terms else NullQuery, limit=limit)

    def explained(
        self, query: Any, pairs: Sequence[Neighbours] = (), *, doc: int, space: Space = "articles"
    ) -> Explanation:
        raise NotOnCluster("why an answer has its score", hint="ask an index in a folder")

    def kept(self, key: tuple[Hashable, ...], make: Callable[[], tuple[T, int]], *, space: Space = "articles") -> T:
        # What is made of the articles that were met is another when more are.
        return make()[0]


def _by_date(sort: Sort) -> list[Any]:
    return [{"date": {"order": _DIRECTION[sort], "missing": "_last"}}, {"id": "asc"}]


def _apart(found: Iterator[tuple[int, float]]) -> tuple[Int32s, list[float]]:
    pairs = list(found)
    return np.array([doc for doc, _ in pairs], np.int32), [score for _, score in pairs]
