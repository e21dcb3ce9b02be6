"""From a whoosh.query tree to ranked documents."""

from search.engine.evaluate import Ranked, Sort, Space, count, matching, rank
from search.engine.joins import InArticle, InQuotation
from search.engine.weighting import BM25

__all__ = ["BM25", "InArticle", "InQuotation", "Ranked", "Sort", "Space", "count", "matching", "rank"]
