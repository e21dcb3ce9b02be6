"""Evaluates a whoosh.query tree over an index with numpy: the best documents, all of them, or their number.

    rank(index, query, limit=10)        the best articles, with scores and the number of all that match
    count(index, query)                 how many match
    matching(index, query)              which match, ascending

Queries are evaluated once, over all segments as if they were one (`search.engine.whole`). What the engine has no
arrays for runs on Whoosh's matchers over the same reader, one segment at a time, slower and with the same result.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from whoosh.query.compound import Or
from whoosh.query.terms import Term

from search.engine.compiler import compile_query
from search.engine.disjunction import Pruning
from search.engine.nodes import Node, spread
from search.engine.opened import Opened, Space, opened
from search.engine.selection import Sort, by_date, ordered
from search.engine.spaces import InArticle, InQuotation
from search.engine.synonyms import Synonyms
from search.engine.weighting import BM25
from search.engine.whole import SegmentBySegment

if TYPE_CHECKING:
    from indexer.store import Index

__all__ = [
    "BM25", "InArticle", "InQuotation", "Ranked", "Sort", "Space", "Synonyms", "count", "frequency", "matching",
    "rank",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Ranked:
    """The best documents, best first. Sorted by date, documents have no score: it is 0."""

    docs: NDArray[np.int32]
    """(k,) document numbers of the whole index."""
    scores: NDArray[np.float32]
    """(k,)."""
    total: int
    """How many documents match, of which these are the best."""


def rank(
    index: Index,
    query: Any,
    *,
    space: Space = "articles",
    limit: int = 10,
    sort: Sort = "relevance",
    pruning: Pruning = "auto",
) -> Ranked:
    """The `limit` best documents of a query.

    Equal scores: newer first, undated last, then the smaller number. `sort` by date: first day of the
    date, undated last. `pruning` chooses between two ways to the same answer, for tests and measurements.
    """
    held = opened(index, space)
    if limit <= 0:
        return _none(_count(held, query))
    return _by_score(held, query, limit, pruning) if sort == "relevance" else _by_date(held, query, limit, sort)


def count(index: Index, query: Any, *, space: Space = "articles") -> int:
    """How many documents match."""
    return _count(opened(index, space), query)


def frequency(index: Index, field: str, *terms: str, space: Space = "articles") -> int:
    """How many documents have one of some terms, those left out that were removed or replaced."""
    reader = index.articles if space == "articles" else index.quotations
    there = [(term, many) for term in terms if (many := int(reader.doc_frequency(field, term)))]
    if len(there) < 2 and not (there and reader.has_deletions()):
        return there[0][1] if there else 0
    return count(index, Or([Term(field, term) for term, _ in there]), space=space)


def matching(index: Index, query: Any, *, space: Space = "articles") -> NDArray[np.int32]:
    """All documents that match, ascending, int32."""
    compiled = _compiled(opened(index, space), query, scored=False)
    found = [node.run().docs + node.scope.base for node in compiled]
    return np.concatenate(found).astype(np.int32) if found else np.empty(0, np.int32)


def _count(held: Opened, query: Any) -> int:
    return sum(node.count() for node in _compiled(held, query, scored=False))


def _compiled(held: Opened, query: Any, *, scored: bool = True, pruning: Pruning = "auto") -> list[Node]:
    """What a query is in the whole index; where it has to be asked of each segment, what it is in each of them."""
    if held.whole is None:
        return []
    try:
        return [compile_query(query, held.whole, scored=scored, pruning=pruning)]
    except SegmentBySegment:
        return [compile_query(query, scope, scored=scored, pruning=pruning) for scope in held.scopes]


def _none(total: int) -> Ranked:
    return Ranked(np.empty(0, np.int32), np.empty(0, np.float32), total)


def _by_score(held: Opened, query: Any, limit: int, pruning: Pruning) -> Ranked:
    tops = []
    for node in _compiled(held, query, pruning=pruning):
        top = node.top(limit)
        if top.total:
            tops.append((node.scope, top))
    if not tops:
        return _none(0)
    if len(tops) == 1:
        scope, (docs, scores, total) = tops[0]
        if docs.size > 1:
            order = ordered(scores, scope.newest().take(docs), limit)
            docs = docs.take(order)
            scores = scores if isinstance(scores, float) else scores.take(order)
        return Ranked((docs + scope.base).astype(np.int32), spread(scores, docs.size), total)
    docs = np.concatenate([top.docs + scope.base for scope, top in tops])
    scores = np.concatenate([spread(top.scores, top.docs.size) for _, top in tops])
    order = ordered(scores, np.concatenate([scope.newest().take(top.docs) for scope, top in tops]), limit)
    return Ranked(docs.take(order).astype(np.int32), scores.take(order), sum(top.total for _, top in tops))


def _by_date(held: Opened, query: Any, limit: int, sort: Any) -> Ranked:
    total = 0
    docs, keys = [], []
    for node in _compiled(held, query, scored=False):
        found = node.run().docs
        total += found.size
        first, recency = by_date(node.scope, found, limit, sort)
        docs.append(first + node.scope.base)
        keys.append(recency)
    if not docs:
        return _none(0)
    order = np.concatenate(keys).argsort()[:limit]
    return Ranked(np.concatenate(docs).take(order).astype(np.int32), np.zeros(order.size, np.float32), total)
