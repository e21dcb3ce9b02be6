"""The index of a folder as a back end: what `search.engine.seam` asks, answered by the engine."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from indexer.arrays import Int32s
from indexer.store import Index
from search.engine import evaluation
from search.engine.capabilities import Capabilities
from search.engine.disjunction import Pruning
from search.engine.evaluation import Ranked
from search.engine.opened import OpenedIndex, Space
from search.engine.postings import Postings
from search.engine.selection import Sort

if TYPE_CHECKING:
    from search.answer.score_tree import Explanation
    from search.engine.nearness import Neighbours

T = TypeVar("T")


class Searcher(OpenedIndex):
    """Answers for one opened index; what it keeps is kept from question to question."""

    capabilities = Capabilities()

    def __init__(self, index: Index) -> None:
        super().__init__(index)
        self._under: tuple[tuple[Any, Int32s], ...] = ()

    def rank(
        self,
        query: Any,
        pairs: Sequence[Neighbours] = (),
        *,
        space: Space = "articles",
        limit: int = 10,
        sort: Sort = "relevance",
        pruning: Pruning = "auto",
    ) -> Ranked:
        if pairs:
            from search.engine.nearness import rank_with_nearness

            return rank_with_nearness(self, query, pairs, space=space, limit=limit)
        return evaluation.rank(self, query, space=space, limit=limit, sort=sort, pruning=pruning)

    def rank_by_words(self, weights: Mapping[str, float], *, limit: int) -> Ranked:
        return evaluation.rank_by_words(self, weights, limit=limit)

    def explained(
        self, query: Any, pairs: Sequence[Neighbours] = (), *, doc: int, space: Space = "articles"
    ) -> Explanation:
        from search.engine.explaining import explained

        return explained(self, query, pairs, doc=doc, space=space)

    def count(self, query: Any, *, space: Space = "articles") -> int:
        return evaluation.count(self, query, space=space)

    def matching(self, query: Any, *, space: Space = "articles") -> Int32s:
        return evaluation.matching(self, query, space=space)

    def copied(self, query: Any, *, space: Space = "articles") -> tuple[int, Int32s]:
        found = evaluation.matching(self, query, space=space)
        return len(found), found

    def under(self, query: Any, articles: Sequence[int]) -> Int32s:
        # Page after page asks the same, or the same two.
        for asked, found in self._under:
            if asked is query:
                return found
        found = evaluation.matching(self, query, space="quotations")
        self._under = (*self._under[-1:], (query, found))
        return found

    def living(self, *, space: Space = "articles") -> Int32s:
        return evaluation.living(self, space=space)

    def many(self, *, space: Space = "articles") -> int:
        return self.space(space).live_count

    def frequency(self, field: str, *terms: str, space: Space = "articles") -> int:
        return evaluation.frequency(self, field, *terms, space=space)

    def holding(self, field: str, value: str, *, space: Space = "articles") -> Int32s:
        return evaluation.holding(self, field, value, space=space)

    def in_a_row(self, field: str, terms: Sequence[str], *, space: Space = "articles") -> Int32s:
        return evaluation.in_a_row(self, field, terms, space=space)

    def holding_most(
        self, weights: Mapping[str, float], *, least: float, whole: float, most: int, among: Int32s | None = None
    ) -> Int32s:
        return evaluation.holding_most(self, weights, least=least, whole=whole, most=most, among=among)

    def occurring(self, field: str, term: str, *, space: Space = "articles") -> Postings | None:
        return evaluation.occurring(self, field, term, space=space)

    def kept(self, key: tuple[Hashable, ...], make: Callable[[], tuple[T, int]], *, space: Space = "articles") -> T:
        return self.space(space).made(key, make)
