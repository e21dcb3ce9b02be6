"""Two queries that cross between articles and quotations.

`InQuotation` finds articles by one of their quotations, `InArticle` finds quotations by their article.
Both are Whoosh queries: the engine evaluates them on whole arrays, and a plain Whoosh searcher over our
reader runs them through `matcher`.
"""

# mypy: untyped-calls-exclude="whoosh"

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from whoosh.matching.mcore import ListMatcher, Matcher
from whoosh.query.compound import And, AndMaybe, Or, Require
from whoosh.query.qcore import Query


class _Crossing(Query):
    """A query over one kind of document that holds a query over the other kind.

    To Whoosh it is a leaf: the terms inside belong to fields of another schema.
    """

    boost = 1.0

    def __init__(self, inner: Query) -> None:
        self.inner = inner

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.inner!r})"

    def __str__(self) -> str:
        return f"{type(self).__name__}({self.inner})"

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self.inner == other.inner and self.boost == other.boost

    def __hash__(self) -> int:
        return hash((type(self).__name__, self.inner, self.boost))

    def field(self) -> None:
        """It speaks of no one field."""

    def estimate_size(self, ixreader: Any) -> int:
        return int(ixreader.doc_count())

    def estimate_min_size(self, ixreader: Any) -> int:
        return 0

    def _inner_matches(self, searcher: Any, other: str, context: Any) -> tuple[Any, list[tuple[int, float]]]:
        """The leaf reader that is searched, and (document, score) of the inner query in the other space beside it."""
        from whoosh.searching import Searcher  # loaded already by whoever has one to give

        leaf = searcher.reader()
        across = Searcher(getattr(leaf.family, other), weighting=searcher.weighting, closereader=False)
        beside, _ = across.leaf_searchers()[leaf.number]
        matcher = self.inner.matcher(beside, context or searcher.context())
        found = []
        while matcher.is_active():
            found.append((matcher.id(), matcher.score()))
            matcher.next()
        return leaf, found


class InQuotation(_Crossing):
    """Over articles: has one quotation that satisfies `inner` (a query over quotations).

    The score is that of the best such quotation.
    """

    def matcher(self, searcher: Any, context: Any = None) -> Matcher:
        leaf, found = self._inner_matches(searcher, "quotations", context)
        best: dict[int, float] = {}
        for quotation, score in found:
            article = int(leaf.segment_data.quotation_articles[quotation])
            best[article] = max(best.get(article, score), score)
        ids = sorted(best)
        return ListMatcher(ids, weights=[best[article] * self.boost for article in ids])


class InArticle(_Crossing):
    """Over quotations: the article they stand in satisfies `inner` (a query over articles). Adds no score."""

    def matcher(self, searcher: Any, context: Any = None) -> Matcher:
        leaf, found = self._inner_matches(searcher, "articles", context)
        starts = leaf.segment_data.article_quotations
        ids = [quotation for article, _ in found for quotation in range(starts[article], starts[article + 1])]
        return ListMatcher(ids, weights=[0.0] * len(ids))


def quotation_clause(query: Query) -> Query | None:
    """Over quotations: any that a query over articles may have found its articles by; None if it asks for none."""
    clauses = [clause.inner for clause in _asked(query)]
    return Or(clauses) if clauses else None


def _asked(query: Query) -> Iterator[InQuotation]:
    """The clauses on quotations, save those that are excluded."""
    match query:
        case InQuotation():
            yield query
        case And() | Or():
            for part in query.subqueries:
                yield from _asked(part)
        case AndMaybe() | Require():
            yield from _asked(query.a)
            yield from _asked(query.b)
