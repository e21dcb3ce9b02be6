"""Which quotations are shown under an article: those that the query asks for.

The query asked of quotations finds those that hold all of it (`speaker:merkel refugees`: she speaks of refugees).
An article that has none such was found because its words stand elsewhere; then the quotations are shown that its
clauses on quotations mean (she speaks).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from indexer.arrays import Int32s
from search.engine.seam import BackEnd, Holdings
from search.engine.spaces import quotation_clause
from search.language import Parsed, speaks_of_quotations

if TYPE_CHECKING:
    from search.language import Query

__all__ = ["Quoted"]


class Quoted:
    """The quotations to show under the articles that `parsed` finds, looked for once, when they are asked for.

    `of_quotations` gives the same query read for the space of quotations.
    """

    def __init__(self, searcher: BackEnd, parsed: Parsed, *, of_quotations: Callable[[], Query]) -> None:
        self._searcher = searcher
        self._parsed = parsed
        self._of_quotations = of_quotations
        self._asked_for = speaks_of_quotations(parsed.tree)

    def under(self, docs: Sequence[int]) -> dict[int, list[int]]:
        """For some of these articles, the places of the quotations to show, ascending; those without are left out."""
        if not docs or not self._asked_for:
            return {}
        index = self._searcher.index
        shown = _places(index, docs, self._searcher.under(self._with_all, docs))
        left = [doc for doc in docs if doc not in shown]
        if not left or self._meant is None:
            return shown
        return shown | _places(index, left, self._searcher.under(self._meant, left))

    @cached_property
    def _with_all(self) -> Query:
        return self._of_quotations()

    @cached_property
    def _meant(self) -> Query | None:
        return quotation_clause(self._parsed.query)


def _places(index: Holdings, docs: Sequence[int], found: Int32s) -> dict[int, list[int]]:
    """`found`, quotation numbers that ascend, as places within their articles, for those of `docs` that have any."""
    places: dict[int, list[int]] = {}
    own = list(map(index.quotations_of, docs))
    bounds = np.array([(one.start, one.stop) for one in own], np.int32)
    for doc, one, (low, high) in zip(docs, own, np.searchsorted(found, bounds).tolist(), strict=True):
        if low < high:
            places[doc] = [number - one.start for number in found[low:high].tolist()]
    return places
