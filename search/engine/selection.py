"""The k best of many: by score with ties by recency, or by date alone.

Ties: newer first, undated last, then the smaller document number. Selection first finds a floor that
at least k scores reach, cheaply, and sorts only what reaches it.
"""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from search.engine.postings import group_maxima
from search.engine.scope import Docs, Scope, Scores

Sort = Literal["relevance", "newest", "oldest"]
Recency = NDArray[np.int64]

_MANY = 512
_FEW = 100
"""Up to so many, numpy's two-key sort is the fastest."""
_SLACK = np.float32(1.0 - 1e-6)
"""Parts that differ by less than this may become equal scores: a floor among parts is lowered by it."""


def kth_largest(values: NDArray[np.float32], k: int) -> np.float32:
    """The k-th largest of the values (1 <= k <= size)."""
    at = values.size - k
    kth: np.float32 = np.partition(values, at)[at]
    return kth


def floor_of(parts: Scores, k: int, peaks: NDArray[np.float32]) -> np.float32:
    """A value that at least k of these positive parts reach; `peaks` are the largest of disjoint groups of them."""
    return kth_largest(peaks if k <= peaks.size // 2 else parts, k) * _SLACK


def best(scope: Scope, docs: Docs, scores: Scores | float, k: int) -> tuple[Docs, Scores | float]:
    """At least the k best of these documents and few more, in any order."""
    if docs.size <= 4 * k or docs.size <= 64:
        return docs, scores
    if isinstance(scores, float):
        chosen = scope.newest().take(docs).argpartition(k - 1)[:k]
        return docs.take(chosen), scores
    groups = group_maxima(scores, _MANY) if docs.size > 8 * _MANY and k <= _MANY // 4 else scores
    chosen = (scores >= kth_largest(groups, k)).nonzero()[0]
    if chosen.size > 4 * k:
        chosen = _fewer(scope, docs, scores, chosen, k)
    return docs.take(chosen), scores.take(chosen)


def _fewer(scope: Scope, docs: Docs, scores: Scores, chosen: Docs, k: int) -> Docs:
    """Cuts a choice down when a floor left too many: the exact floor, then recency among those that just reach it."""
    few = scores.take(chosen)
    floor = kth_largest(few, k)
    above = chosen[few > floor]
    level = chosen[few == floor]
    wanted = k - above.size
    if level.size > wanted:
        level = level[scope.newest().take(docs.take(level)).argpartition(wanted - 1)[:wanted]]
    return np.concatenate((above, level))


def ordered(scores: Scores | float, recency: Recency, k: int) -> Docs:
    """The places of the k best, best first; `recency` as `Scope.newest` gives it."""
    if isinstance(scores, float):
        return recency.argsort()[:k]
    if scores.size <= _FEW:
        return np.lexsort((recency, -scores))[:k]
    # A float's bits, read as an integer, sort as the float does (flipped where it is negative).
    bits = (-scores).view(np.int32).astype(np.int64)
    bits ^= (bits >> 31) & 0x7FFFFFFF
    keys = (bits << 24) + (recency >> 32)
    order = keys.argsort()
    found = keys.take(order)
    same = found[1:] == found[:-1]
    if same.any():
        tied = np.zeros(order.size, np.bool_)
        tied[1:] = same
        tied[:-1] |= same
        places = order[tied]
        order[tied] = places[np.lexsort((recency.take(places), found[tied]))]
    return order[:k]


def by_date(scope: Scope, docs: Docs, k: int, sort: Literal["newest", "oldest"]) -> tuple[Docs, Recency]:
    """The first k of these documents by date, in any order, and their sort keys."""
    keys = scope.newest().take(docs) if sort == "newest" else scope.oldest(docs)
    if docs.size > k:
        chosen = keys.argpartition(k - 1)[:k]
        return docs.take(chosen), keys.take(chosen)
    return docs, keys


def heaviest(weights: NDArray[Any], most: int, *, whole: float) -> NDArray[np.bool_]:
    """(n,) whether each is one of the `most` greatest weights (n,), or has `whole`."""
    if weights.size <= most:
        return np.ones(weights.size, np.bool_)
    kept: NDArray[np.bool_] = weights >= whole
    kept[np.argpartition(-weights, most)[:most]] = True
    return kept
