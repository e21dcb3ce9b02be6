"""A whoosh tree, as `search.language` compiles it, as OpenSearch DSL over the index of `indexer.cluster.mapping`.

    asked = ArchiveQueries(expand=words.fitting, version=(3, 8))
    asked.articles(tree)                        DSL over articles: to count, to list, to rank (dfs_query_then_fetch)
    asked.rescore(pairs, rarity)                the `rescore` that adds the bonus for nearness; None for no pairs
    found = asked.quotations(tree)              found.articles(inner_hits={...}) finds articles and in each its
                                                quotations, found.counts() has aggregations that count them
    asked.quotations(tree, pairs, rarity)       the same with the bonus in the scores

`tree` is `weighed(parsed.query, light)` to rank, and `parsed.query` otherwise; `pairs` are
`neighbours(parsed.query, light)`. `expand` gives the surfaces of the archive that a Prefix, Wildcard or FuzzyTerm
fits, and is asked only where places matter; `rarity` gives the inverse document frequency of a word of a pair.

What has no exact form raises NotOnCluster, which names the construct; nothing is approximated.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from whoosh.query import Query

from indexer.errors import NotOnCluster
from search.cluster.queries.branches import Branch, QuotationQuery, branches_of
from search.cluster.queries.clause_counts import clauses_in
from search.cluster.queries.closeness import Word, bonuses, rescored
from search.cluster.queries.shapes import Expand
from search.cluster.queries.translating import Dialect, Translator
from search.engine.nearness import Neighbours

_SPARE = 24
"""Clauses that OpenSearch adds of its own."""
_FEW_WEIGHED = 64
"""Words of a pattern that are weighed where more would be too many."""
T = TypeVar("T")

__all__ = ["ArchiveQueries", "Branch", "QuotationQuery"]


class ArchiveQueries:
    """Translates the queries of one archive."""

    def __init__(self, *, expand: Expand, version: tuple[int, ...] = (3, 0), most_clauses: int = 1024) -> None:
        """`version` is that of the cluster, `most_clauses` its `indices.query.bool.max_clause_count`."""
        self._expand = expand
        self._dialect = Dialect(version)
        self._most_clauses = most_clauses - _SPARE

    def articles(self, tree: Query) -> dict[str, Any]:
        """DSL over articles."""
        return self._bounded(lambda translator: translator.query(tree), lambda body: body)

    def quotations(
        self, tree: Query, pairs: Sequence[Neighbours] = (), rarity: Callable[[Word], float] | None = None
    ) -> QuotationQuery:
        """DSL over quotations, in their articles."""
        closeness = bonuses(pairs, rarity) if rarity else ()
        return self._bounded(
            lambda translator: branches_of(tree, translator, closeness), lambda found: found.articles()
        )

    def rescore(self, pairs: Sequence[Neighbours], rarity: Callable[[Word], float]) -> dict[str, Any] | None:
        """What is added to the scores of the best articles."""
        return rescored(bonuses(pairs, rarity)) if pairs else None

    def _bounded(self, translate: Callable[[Translator], T], body: Callable[[T], dict[str, Any]]) -> T:
        """A translation with no more clauses than there may be: where the words of patterns are too many to be
        weighed, they are looked for only."""
        for most_weighed in (self._most_clauses, _FEW_WEIGHED, 0):
            found = translate(Translator(self._expand, self._dialect, most_weighed=most_weighed))
            if clauses_in(body(found)) <= self._most_clauses:
                return found
        raise NotOnCluster(
            "so many words in one query", hint="take fewer words, longer patterns or smaller distances"
        )
