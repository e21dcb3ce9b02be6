"""Queries that the engine has no arrays for: Whoosh's own matchers, over our reader, one segment at a time."""

# mypy: untyped-calls-exclude="whoosh"

from __future__ import annotations

from typing import Any

import numpy as np

from search.engine.nodes import ListNode, Matches
from search.engine.scope import Scope
from search.engine.weighting import BM25
from search.engine.whole import SegmentBySegment


def matched_by_whoosh(scope: Scope, query: Any, *, scored: bool) -> ListNode:
    """Steps through the query's Whoosh matcher; correct for every query that Whoosh knows, at Whoosh's speed.

    SegmentBySegment in the scope of more than one.
    """
    if len(scope.parts) > 1:
        raise SegmentBySegment
    from whoosh.searching import Searcher  # with its highlighter and collectors; few queries need it

    searcher = Searcher(scope.opened.reader, weighting=BM25(), closereader=False)
    leaf, _ = searcher.leaf_searchers()[scope.number]
    matcher = query.matcher(leaf, searcher.context() if scored else searcher.boolean_context())
    docs: list[int] = []
    scores: list[float] = []
    while matcher.is_active():
        docs.append(matcher.id())
        if scored:
            scores.append(matcher.score())
        matcher.next()
    return ListNode(scope, Matches(np.array(docs, np.intp), np.array(scores, np.float32) if scored else 0.0))
