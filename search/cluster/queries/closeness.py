"""The bonus for words that follow each other in the query and stand near each other in a text, on a cluster.

`search.engine.nearness` adds 1 / distance² over all places where two words are near, and saturates the sum. Lucene
counts the places where they are at most so far apart, and saturates each count: three such counts, weighed so that
they add up to about the same.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from search.cluster.queries.intervals import near_each_other
from search.cluster.queries.shapes import Cell
from search.cluster.queries.targets import target_of
from search.engine.nearness import CANDIDATES, SHARE, WINDOW, Neighbours

__all__ = ["Word", "bonuses", "rescored"]

Word = tuple[tuple[str, str], ...]
"""The field and the text of each term that stands for a word of the query."""
_TIERS = ((1, 1.3), (2, 0.62), (WINDOW, 0.14))
"""Within how many places, and what that adds at most, as a share of a pair's weight."""


def bonuses(pairs: Sequence[Neighbours], rarity: Callable[[Word], float]) -> list[dict[str, Any]]:
    """What to add to scores, as clauses; `rarity` is the inverse document frequency of a word."""
    found = []
    for pair in pairs:
        weight = SHARE * pair.times * min(rarity(pair.first), rarity(pair.second))
        field = target_of(pair.first[0][0]).places
        for within, share in _TIERS:
            found.append(
                near_each_other(field, _cell(pair.first), _cell(pair.second), within=within, boost=weight * share)
            )
    return found


def rescored(clauses: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The `rescore` of a search for articles: the best of each shard are looked at."""
    return {"window_size": CANDIDATES, "query": {"rescore_query": {"bool": {"should": list(clauses)}}}}


def _cell(word: Word) -> Cell:
    return Cell(frozenset(target_of(name).term(text) for name, text in word))
