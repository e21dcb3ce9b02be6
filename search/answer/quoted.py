"""Which quotations are shown under an article: those that the query asks for.

The query asked of quotations finds those that hold all of it (`speaker:merkel refugees`: she speaks of refugees).
An article that has none such was found because its words stand elsewhere; then the quotations are shown that its
clauses on quotations mean (she speaks).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property

import numpy as np

from indexer.arrays import Int32s
from indexer.store import Index
from search.engine import Searcher, matching
from search.engine.spaces import quotation_clause
from search.language import Parsed, speaks_of_quotations

__all__ = ["Quoted"]


class Quoted:
    """The quotations to show under the articles that `parsed` finds, looked for once, when they are asked for.

    `of_quotations` gives the same query read for the space of quotations.
    """

    def __init__(self, searcher: Searcher, parsed: Parsed, *, of_quotations: Callable[[], Parsed]) -> None:
        self._searcher = searcher
        self._parsed = parsed
        self._of_quotations = of_quotations
        self._asked_for = speaks_of_quotations(parsed.tree)

    def under(self, docs: Sequence[int]) -> dict[int, list[int]]:
        """For some of these articles, the places of the quotations to show, ascending; those without are left out."""
        if not docs or not self._asked_for:
            return {}
        index = self._searcher.index
        shown = _places(index, docs, *self._with_all)
        left = [doc for doc in docs if doc not in shown]
        return shown | _places(index, left, *self._meant) if left else shown

    @cached_property
    def _with_all(self) -> tuple[Int32s, Int32s]:
        found = matching(self._searcher, self._of_quotations().query, space="quotations")
        return _by_article(self._searcher.index, found)

    @cached_property
    def _meant(self) -> tuple[Int32s, Int32s]:
        clause = quotation_clause(self._parsed.query)
        found = matching(self._searcher, clause, space="quotations") if clause else np.zeros(0, np.int32)
        return _by_article(self._searcher.index, found)


def _by_article(index: Index, found: Int32s) -> tuple[Int32s, Int32s]:
    """Some quotations (n,) and the article of each, in the order of these."""
    articles = index.article_of(found)
    order = np.argsort(articles, kind="stable")
    return found[order], articles[order]


def _places(index: Index, docs: Sequence[int], found: Int32s, articles: Int32s) -> dict[int, list[int]]:
    """The quotations `found` (n,) as places within their articles, for those of `docs` that have any."""
    wanted = np.array(docs, np.int32)
    starts, ends = (np.searchsorted(articles, wanted, side).tolist() for side in ("left", "right"))
    return {
        doc: np.searchsorted(np.asarray(index.quotations_of(doc)), found[start:end]).tolist()
        for doc, start, end in zip(docs, starts, ends, strict=True)
        if start < end
    }
