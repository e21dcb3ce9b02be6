"""How the answers of a query are ranked: BM25F over the words as they weigh, then nearness among the best.

The one place where the parts meet: `search.language.emphasis` (what each word counts), `search.engine` (BM25F),
`search.engine.nearness` (the bonus). docs/ranking.md says why, with figures.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from search.engine import Ranked, Sort
from search.engine.nearness import neighbours
from search.language import Parsed, light_stems, weighed

if TYPE_CHECKING:
    from search.answer.score_tree import Explanation
    from search.engine.seam import BackEnd

__all__ = ["best", "explain"]


def best(searcher: BackEnd, parsed: Parsed, *, limit: int, sort: Sort = "relevance") -> Ranked:
    """The `limit` best answers of a query, in the space that it was read for."""
    if sort != "relevance":
        return searcher.rank(parsed.query, space=parsed.space, limit=limit, sort=sort)
    light = light_stems(parsed.tree, parsed.text)
    pairs = neighbours(parsed.query, light)
    return searcher.rank(weighed(parsed.query, light), pairs, space=parsed.space, limit=limit)


def explain(searcher: BackEnd, parsed: Parsed, doc: int) -> Explanation:
    """Why a document that the query finds has its score, nearness included (whether or not it is a candidate)."""
    light = light_stems(parsed.tree, parsed.text)
    return searcher.explained(
        weighed(parsed.query, light), neighbours(parsed.query, light), doc=doc, space=parsed.space
    )
