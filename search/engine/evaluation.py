"""Questions to an index, evaluated: see `search.engine`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.query.compound import Or
from whoosh.query.positional import Phrase
from whoosh.query.qcore import NullQuery
from whoosh.query.terms import Term

from search.engine.compiler import compile_query
from search.engine.disjunction import Pruning
from search.engine.nodes import Node, spread
from search.engine.opened import Opened, OpenedIndex, Space
from search.engine.postings import Postings
from search.engine.selection import Sort, by_date, heaviest, ordered


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
    searcher: OpenedIndex,
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
    held = searcher.space(space)
    if limit <= 0:
        return _none(_count(held, query))
    return _by_score(held, query, limit, pruning) if sort == "relevance" else _by_date(held, query, limit, sort)


def rank_by_words(searcher: OpenedIndex, weights: Mapping[str, float], *, limit: int) -> Ranked:
    """The best articles that have any of some stems, each counting by its weight (above 0)."""
    terms = [Term("text", stem, boost=weight) for stem, weight in weights.items()]
    return rank(searcher, Or(terms) if len(terms) > 1 else terms[0] if terms else NullQuery, limit=limit)


def count(searcher: OpenedIndex, query: Any, *, space: Space = "articles") -> int:
    """How many documents match."""
    return _count(searcher.space(space), query)


def frequency(searcher: OpenedIndex, field: str, *terms: str, space: Space = "articles") -> int:
    """How many documents have one of some terms, those left out that were removed or replaced."""
    reader = searcher.space(space).reader
    there = [(term, many) for term in terms if (many := int(reader.doc_frequency(field, term)))]
    if len(there) < 2 and not (there and reader.has_deletions()):
        return there[0][1] if there else 0
    return count(searcher, Or([Term(field, term) for term, _ in there]), space=space)


def matching(searcher: OpenedIndex, query: Any, *, space: Space = "articles") -> NDArray[np.int32]:
    """All documents that match, ascending, int32."""
    node = _compiled(searcher.space(space), query, scored=False)
    return node.run().docs.astype(np.int32) if node else np.empty(0, np.int32)


def living(searcher: OpenedIndex, *, space: Space = "articles") -> NDArray[np.int32]:
    """All documents that were neither removed nor replaced, ascending, int32."""
    whole = searcher.space(space).whole
    return whole.all_live().astype(np.int32) if whole else np.empty(0, np.int32)


def holding(searcher: OpenedIndex, field: str, value: str, *, space: Space = "articles") -> NDArray[np.int32]:
    """All documents with this value of a field, ascending, int32."""
    return matching(searcher, Term(field, value), space=space)


def in_a_row(
    searcher: OpenedIndex, field: str, terms: Sequence[str], *, space: Space = "articles"
) -> NDArray[np.int32]:
    """All documents in which these terms of a field stand in this order with nothing between, ascending, int32."""
    return matching(searcher, Phrase(field, list(terms)) if len(terms) > 1 else Term(field, terms[0]), space=space)


def holding_most(
    searcher: OpenedIndex,
    weights: Mapping[str, float],
    *,
    least: float,
    whole: float,
    most: int,
    among: NDArray[np.int32] | None = None,
) -> NDArray[np.int32]:
    """The articles, ascending, in which stems stand that weigh `least` together or more: the `most` of the greatest
    weight, and all that have `whole`; `among` (n,) leaves the others out."""
    size = searcher.index.size("articles")
    sums = np.zeros(size, np.float32)
    for stem, weight in weights.items():
        if found := occurring(searcher, "text", stem):
            sums[found.docs] += np.float32(weight)
    enough = sums >= least
    if among is not None:
        allowed = np.zeros(size, np.bool_)
        allowed[among] = True
        enough &= allowed
    docs = enough.nonzero()[0]
    return docs[heaviest(sums[docs], most, whole=whole)].astype(np.int32)


def occurring(searcher: OpenedIndex, field: str, term: str, *, space: Space = "articles") -> Postings | None:
    """The postings of a term over all segments, kept while they are in use; None where no live document has it.

    Document numbers are those of the whole index.
    """
    held = searcher.space(space)
    return held.entry(field, term.encode("utf-8", "surrogatepass")).postings(held.whole) if held.whole else None


def _count(held: Opened, query: Any) -> int:
    node = _compiled(held, query, scored=False)
    return node.count() if node else 0


def _compiled(held: Opened, query: Any, *, scored: bool = True, pruning: Pruning = "auto") -> Node | None:
    """What a query is in the whole index; None in one without segments."""
    return compile_query(query, held.whole, scored=scored, pruning=pruning) if held.whole else None


def _none(total: int) -> Ranked:
    return Ranked(np.empty(0, np.int32), np.empty(0, np.float32), total)


def _by_score(held: Opened, query: Any, limit: int, pruning: Pruning) -> Ranked:
    node = _compiled(held, query, pruning=pruning)
    if node is None:
        return _none(0)
    docs, scores, total = node.top(limit)
    if docs.size > 1:
        order = ordered(scores, node.scope.newest().take(docs), limit)
        docs = docs.take(order)
        scores = scores if isinstance(scores, float) else scores.take(order)
    return Ranked(docs.astype(np.int32), spread(scores, docs.size), total)


def _by_date(held: Opened, query: Any, limit: int, sort: Any) -> Ranked:
    node = _compiled(held, query, scored=False)
    if node is None:
        return _none(0)
    found = node.run().docs
    first, keys = by_date(node.scope, found, limit, sort)
    order = keys.argsort()[:limit]
    return Ranked(first.take(order).astype(np.int32), np.zeros(order.size, np.float32), found.size)
