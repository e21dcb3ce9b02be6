"""The k best of many: by score with ties by recency, or by date alone.

Ties: newer first, undated last, then the smaller document number. Selection first finds a floor that
at least k scores reach, cheaply, and sorts only what reaches it.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from search.engine.postings import Docs, Scope, Scores, group_maxima

Sort = Literal["relevance", "newest", "oldest"]

_MANY = 512
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
        chosen = np.argpartition(scope.newest().take(docs), k - 1)[:k]
        return docs.take(chosen), scores
    groups = group_maxima(scores, _MANY) if docs.size > 4 * _MANY and k <= _MANY // 4 else scores
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
        level = level[np.argpartition(scope.newest().take(docs.take(level)), wanted - 1)[:wanted]]
    return np.concatenate((above, level))


def ordered(scores: Scores, recency: NDArray[np.int64], k: int) -> Docs:
    """The places of the k best, best first."""
    return np.lexsort((recency, -scores))[:k]


def by_date(scope: Scope, docs: Docs, k: int, sort: Literal["newest", "oldest"]) -> tuple[Docs, NDArray[np.int64]]:
    """The first k of these documents by date, in any order, and their sort keys."""
    keys = scope.newest().take(docs) if sort == "newest" else scope.oldest(docs)
    if docs.size > k:
        chosen = np.argpartition(keys, k - 1)[:k]
        return docs.take(chosen), keys.take(chosen)
    return docs, keys
