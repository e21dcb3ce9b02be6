"""Which quotations are shown under an article: those that the query asks for.

The query asked of quotations finds those that hold all of it (`speaker:merkel refugees`: she speaks of refugees).
An article that has none such was found because its words stand elsewhere; then the quotations are shown that its
clauses on quotations mean (she speaks).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from indexer.store import Index
from search.engine import Searcher, matching
from search.engine.spaces import quotation_clause
from search.language import Parsed, speaks_of_quotations


def quotations_shown(
    searcher: Searcher, docs: Sequence[int], *, parsed: Parsed, of_quotations: Callable[[], Parsed]
) -> dict[int, list[int]]:
    """For articles found by `parsed`, the places of the quotations to show, ascending; articles without are left out.

    `of_quotations` gives the same query read for the space of quotations.
    """
    if not docs or not speaks_of_quotations(parsed.tree):
        return {}
    shown = _places(searcher.index, docs, matching(searcher, of_quotations().query, space="quotations"))
    left = [doc for doc in docs if doc not in shown]
    if left and (clause := quotation_clause(parsed.query)):
        shown |= _places(searcher.index, left, matching(searcher, clause, space="quotations"))
    return shown


def _places(index: Index, docs: Sequence[int], found: NDArray[np.int32]) -> dict[int, list[int]]:
    """`found`, quotation numbers that ascend, as places within their articles, for those of `docs` that have any."""
    places: dict[int, list[int]] = {}
    for doc in docs:
        own = index.quotations_of(doc)
        low, high = np.searchsorted(found, (own.start, own.stop)).tolist()
        if low < high:
            places[doc] = (found[low:high] - own.start).tolist()
    return places
