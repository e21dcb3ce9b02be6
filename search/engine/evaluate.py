"""Evaluation by Whoosh's own matchers, document by document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from whoosh import query
from whoosh.matching import ListMatcher, Matcher, NullMatcher
from whoosh.searching import Searcher

from indexer.schema import NO_DATE
from indexer.store import Index
from search.engine.joins import InArticle, InQuotation
from search.engine.weighting import BM25

Space = Literal["articles", "quotations"]
Sort = Literal["relevance", "newest", "oldest"]


@dataclass(frozen=True, slots=True)
class Ranked:
    """The best documents: `docs` int32 (k,), `scores` float32 (k,), and how many match at all."""

    docs: NDArray[np.int32]
    scores: NDArray[np.float32]
    total: int


class _Given(query.Query):
    """Documents that were found already, with their scores."""

    def __init__(self, found: Mapping[int, float]) -> None:
        self.found = dict(sorted(found.items()))

    def is_leaf(self) -> bool:
        return True

    def estimate_size(self, ixreader: object) -> int:
        return len(self.found)

    def matcher(self, searcher: Searcher, context: object = None) -> Matcher:
        return ListMatcher(list(self.found), list(self.found.values())) if self.found else NullMatcher()


def _joined(index: Index, node: query.Query) -> query.Query:
    """Answer a node that spans both spaces; leave every other as it is."""
    if isinstance(node, InQuotation):
        best: dict[int, float] = {}
        for doc, score in _scores(index, node.inner, "quotations").items():
            article = int(index.article_of(np.array([doc], np.int32))[0])
            if article >= 0:
                best[article] = max(score, best.get(article, 0.0))
        return _Given(best)
    if isinstance(node, InArticle):
        articles = np.array(sorted(_scores(index, node.inner, "articles")), np.int32)
        docs = np.fromiter(index.quotations.all_doc_ids(), np.int32)
        inside = docs[np.isin(index.article_of(docs), articles)]
        return _Given(dict.fromkeys(inside.tolist(), 0.0))
    return node


def _replaced(index: Index, node: query.Query) -> query.Query:
    if isinstance(node, InQuotation | InArticle):
        return _joined(index, node)
    return node.apply(lambda child: _replaced(index, child))


def _scores(index: Index, tree: query.Query, space: Space) -> dict[int, float]:
    reader = index.articles if space == "articles" else index.quotations
    found: dict[int, float] = {}
    searcher = Searcher(reader, weighting=BM25())
    matcher = _replaced(index, tree).matcher(searcher, searcher.boolean_context().set(weighting=BM25()))
    while matcher.is_active():
        found[matcher.id()] = matcher.score()
        matcher.next()
    return found


def rank(index: Index, tree: query.Query, *, space: Space = "articles", limit: int, sort: Sort = "relevance") -> Ranked:
    """The `limit` best documents. Ties go to the newer article, the undated last, then to the earlier document."""
    found = _scores(index, tree, space)
    docs = np.array(list(found), np.int32)
    scores = np.array(list(found.values()), np.float32)
    days = index.dates()[0][docs if space == "articles" else index.article_of(docs)] if len(docs) else docs
    undated = days == NO_DATE
    newest = -days.astype(np.int64)
    keys: dict[Sort, tuple[NDArray[Any], ...]] = {
        "relevance": (docs, newest, undated, -scores),
        "newest": (docs, -scores, newest, undated),
        "oldest": (docs, -scores, -newest, undated),
    }
    order = np.lexsort(keys[sort])[:limit]
    return Ranked(docs[order], scores[order], len(docs))


def matching(index: Index, tree: query.Query, *, space: Space = "articles") -> NDArray[np.int32]:
    """All documents that match, ascending, int32."""
    return np.array(sorted(_scores(index, tree, space)), np.int32)


def count(index: Index, tree: query.Query, *, space: Space = "articles") -> int:
    """How many documents match."""
    return len(_scores(index, tree, space))
