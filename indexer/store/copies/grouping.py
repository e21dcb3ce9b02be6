"""Groups of articles that are tied by pairs (single link), and which of each leads."""

from __future__ import annotations

import numpy as np

from indexer.arrays import Int64s
from indexer.schema import NO_DATE
from indexer.store.copies.shelf import AnyShelf

__all__ = ["by_time", "components", "leads"]


def components(count: int, one: Int64s, other: Int64s) -> Int64s:
    """(count,) for each of so many things the smallest that it is tied to, by pairs of them (pairs,)."""
    found = np.arange(count)
    while True:
        least = np.minimum(found[one], found[other])
        before = found.copy()
        np.minimum.at(found, found[one], least)
        np.minimum.at(found, found[other], least)
        found = found[found]
        if np.array_equal(found, before):
            return found


def leads(groups: Int64s, order: Int64s) -> Int64s:
    """(things,) for each the one of its group that comes first in `order` (things,), a rank that no two share."""
    first = np.full(len(groups), len(groups))
    np.minimum.at(first, groups, order)
    by_rank = np.empty(len(groups), np.int64)
    by_rank[order] = np.arange(len(groups))
    found: Int64s = by_rank[first[groups]]
    return found


def by_time(shelf: AnyShelf, keys: Int64s) -> Int64s:
    """(keys,) the rank of each by date, a day before the month that it lies in, undated last; within a day by the
    time, if that is known; then by id."""
    last, first = shelf.last_days(keys), shelf.first_days(keys)
    minute = shelf.minutes(keys)
    by_id = np.empty(len(keys), np.int64)
    by_id[np.argsort(shelf.ids(keys), kind="stable")] = np.arange(len(keys))
    order = np.lexsort((by_id, minute, minute == NO_DATE, last - first, last, last == NO_DATE))
    rank = np.empty(len(keys), np.int64)
    rank[order] = np.arange(len(keys))
    return rank
