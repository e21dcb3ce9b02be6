"""Pairs of articles that may share a text: those that share samples of it.

A run that many articles have over many days is what an outlet prints below everything it has: no sign of a copy.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from indexer.analysis.fast.runs import HASH_BITS, RUN, density
from indexer.arrays import Array, Bools, Int64s
from indexer.schema import NO_DATE
from indexer.store.copies.shelf import AnyShelf, Sampled, keys_of

__all__ = ["LONG", "OFTEN", "TOO_MANY", "candidates"]

OFTEN, LONG = 5, 10
"""A run that so many articles have, over so many days, is boilerplate."""
_MOST = 64
"""Of a run of more articles each is compared with the next in size only: copies of one text have about one size."""
TOO_MANY = 1 << 16
_LEAST, _LEAST_OF_FEW = 0.35, 0.25
"""What part of the samples of the shorter text two articles share at least, and of a text that has few: less than is
looked for, since samples tell it only about."""
_FEW, _ONE_IS_ENOUGH = 12, 4
"""A text of fewer samples has few; of fewer still a single one is enough."""
_PART = 1 << 17
"""About so many samples are joined at once."""


def candidates(new: Sequence[Sampled], old: Sequence[Sampled], shelf: AnyShelf) -> tuple[Int64s, Int64s]:
    """Pairs of articles, as keys, (pairs,) each, that may share half of the shorter text, one of them in `new`; the
    shelf knows those of both.

    It takes time for the samples of `new`, and for those articles of `old` that share some.
    """
    slices = sum(len(place.segment.samples) for place in new) // _PART + 1
    edges = np.linspace(0, 1 << HASH_BITS, slices + 1).astype(np.int64).tolist()
    parts = [_sharing(shelf, new, old, low, high) for low, high in pairwise(edges)]
    shelf.forget()
    one, other = (np.concatenate([part[nth] for part in parts]) for nth in (0, 1))
    order = np.lexsort((other, one))
    one, other = one[order], other[order]
    first = np.flatnonzero(_changes(one) | _changes(other))
    shared = np.diff(first, append=len(one))
    one, other = one[first], other[first]
    words = shelf.words(one), shelf.words(other)
    sampled = np.minimum(density(words[0]), density(words[1]))
    expected = np.maximum(np.minimum(*words) - RUN + 1, 1) * sampled
    least = np.where(expected < _FEW, _LEAST_OF_FEW, _LEAST) * expected
    enough = (shared >= least) & ((shared >= 2) | (expected < _ONE_IS_ENOUGH))
    return one[enough], other[enough]


def _sharing(
    shelf: AnyShelf, new: Sequence[Sampled], old: Sequence[Sampled], low: int, high: int
) -> tuple[Int64s, Int64s]:
    """Pairs of keys, the smaller one first, one for each sample that both have, with hashes in this range."""
    rows = [_living(place, *place.segment.samples.between(low, high)) for place in new]
    hashes = np.concatenate([np.zeros(0, np.int64), *(each for each, _ in rows)])
    asked = np.unique(hashes) if old else hashes
    rows += [_living(place, *place.segment.samples.of(asked)) for place in old]
    is_new = np.zeros(sum(len(each) for each, _ in rows), np.bool_)
    is_new[: len(hashes)] = True
    hashes = np.concatenate([np.zeros(0, np.int64), *(each for each, _ in rows)])
    keys = np.concatenate([np.zeros(0, np.int64), *(each for _, each in rows)])
    order = np.argsort(hashes, kind="stable")
    hashes, keys, is_new = hashes[order], keys[order], is_new[order]
    starts = np.flatnonzero(_changes(hashes))
    counts = np.diff(starts, append=len(hashes))
    kept = (counts > 1) & (counts <= TOO_MANY)
    kept[kept] = ~_boilerplate(shelf, keys, starts[kept], counts[kept])
    pairs = [*_all_pairs(starts, counts, kept & (counts <= _MOST)), *_neighbours(shelf, keys, starts, counts, kept)]
    one, other = (np.concatenate([np.zeros(0, np.int64), *(pair[nth] for pair in pairs)]) for nth in (0, 1))
    some = is_new[one] | is_new[other]
    one, other = keys[one[some]], keys[other[some]]
    return np.minimum(one, other), np.maximum(one, other)


def _living(place: Sampled, hashes: Int64s, docs: Int64s) -> tuple[Int64s, Int64s]:
    alive = ~place.deleted[docs]
    return hashes[alive], keys_of(place, docs[alive])


def _changes(values: Array) -> Bools:
    """(values,) where another value begins."""
    return np.concatenate((np.ones(min(len(values), 1), np.bool_), values[1:] != values[:-1]))


def _boilerplate(shelf: AnyShelf, keys: Int64s, starts: Int64s, counts: Int64s) -> Bools:
    """(runs,) whether the run that so many articles have, from `starts` on, stands in many over many days."""
    found = counts >= OFTEN
    often = np.flatnonzero(found)
    sizes = counts[often]
    heads = np.cumsum(sizes) - sizes
    places = np.repeat(starts[often] - heads, sizes) + np.arange(int(sizes.sum()))
    days = shelf.first_days(keys[places])
    dated = days != NO_DATE
    if len(often):
        first = np.minimum.reduceat(np.where(dated, days, np.iinfo(np.int64).max // 2), heads)
        last = np.maximum.reduceat(np.where(dated, days, -1), heads)
        found[often] = last - first >= LONG
    return found


def _all_pairs(starts: Int64s, counts: Int64s, kept: Bools) -> list[tuple[Int64s, Int64s]]:
    """Of runs of few articles, places of all pairs of them."""
    pairs = []
    for count in np.unique(counts[kept]).tolist():
        members = starts[kept & (counts == count)][:, None] + np.arange(count)
        one, other = np.triu_indices(count, 1)
        pairs.append((members[:, one].ravel(), members[:, other].ravel()))
    return pairs


def _neighbours(
    shelf: AnyShelf, keys: Int64s, starts: Int64s, counts: Int64s, kept: Bools
) -> list[tuple[Int64s, Int64s]]:
    """Of runs of many articles, places of each and the next longer one."""
    pairs = []
    for nth in np.flatnonzero(kept & (counts > _MOST)).tolist():
        members = np.arange(starts[nth], starts[nth] + counts[nth])
        members = members[np.lexsort((keys[members], shelf.words(keys[members])))]
        pairs.append((members[:-1], members[1:]))
    return pairs
