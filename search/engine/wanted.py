"""Documents ranked by weighted words, any of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from whoosh.query import NullQuery, Or, Term

from search.engine import Ranked, rank

if TYPE_CHECKING:
    from indexer.store import Index

__all__ = ["rank_by_words"]


def rank_by_words(index: Index, weights: Mapping[str, float], *, limit: int) -> Ranked:
    """The best articles that have any of some stems, each counting by its weight (above 0)."""
    terms = [Term("text", stem, boost=weight) for stem, weight in weights.items()]
    query = Or(terms) if len(terms) > 1 else terms[0] if terms else NullQuery
    return rank(index, query, limit=limit)
