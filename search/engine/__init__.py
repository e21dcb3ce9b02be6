"""Evaluates a whoosh.query tree over an index with numpy: the best documents, all of them, or their number.

    searcher = Searcher(index)
    rank(searcher, query, limit=10)     the best articles, with scores and the number of all that match
    count(searcher, query)              how many match
    matching(searcher, query)           which match, ascending
    in_a_row(searcher, field, terms)    which have these words, one behind the other
    occurring(searcher, field, term)    the postings of one term: in which documents, and where in them
    living(searcher)                    all that there are

Queries are evaluated once, over all segments as if they were one (`indexer.store.united`). What the engine has no
arrays for runs on Whoosh's matchers over the same reader, one segment at a time, slower and with the same result.
"""

from __future__ import annotations

from search.engine.embedded import Searcher
from search.engine.evaluation import (
    Ranked,
    count,
    frequency,
    holding,
    in_a_row,
    living,
    matching,
    occurring,
    rank,
    rank_by_words,
)
from search.engine.opened import Space
from search.engine.postings import POSITION_BITS, Postings
from search.engine.selection import Sort
from search.engine.spaces import InArticle, InQuotation
from search.engine.synonyms import Synonyms
from search.engine.weighting import BM25

__all__ = [
    "BM25", "POSITION_BITS", "InArticle", "InQuotation", "Postings", "Ranked", "Searcher", "Sort", "Space",
    "Synonyms", "count", "frequency", "holding", "in_a_row", "living", "matching", "occurring", "rank",
    "rank_by_words",
]  # fmt: skip
