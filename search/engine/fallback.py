"""Queries that the engine has no arrays for: Whoosh's own matchers, over our reader, one segment at a time."""

# mypy: untyped-calls-exclude="whoosh"

from __future__ import annotations

from typing import Any

import numpy as np

from search.engine.nodes import ListNode, Matches
from search.engine.scope import Scope
from search.engine.weighting import BM25


def matched_by_whoosh(scope: Scope, query: Any, *, scored: bool) -> ListNode:
    """Steps through the query's Whoosh matcher; correct for every query that Whoosh knows, at Whoosh's speed."""
    from whoosh.searching import Searcher  # with its highlighter and collectors; few queries need it

    searcher = Searcher(scope.opened.reader, weighting=BM25(), closereader=False)
    leaves = searcher.leaf_searchers()
    docs: list[int] = []
    scores: list[float] = []
    for part in scope.parts:
        leaf, _ = leaves[part.number]
        matcher = query.matcher(leaf, searcher.context() if scored else searcher.boolean_context())
        while matcher.is_active():
            docs.append(matcher.id() + part.base - scope.base)
            if scored:
                scores.append(matcher.score())
            matcher.next()
    return ListNode(scope, Matches(np.array(docs, np.intp), np.array(scores, np.float32) if scored else 0.0))
