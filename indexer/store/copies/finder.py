"""The copies of the generation that is being made: found among what is new, kept of what was known."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from indexer.arrays import Array, Int64s
from indexer.store.copies.grouping import by_time, components, leads
from indexer.store.copies.overlaps import Copies, Kind, write_copies
from indexer.store.copies.sharing import candidates
from indexer.store.copies.shelf import Place, Shelf, docs_of, keys_of, numbers_of
from indexer.store.copies.together import compared_together

__all__ = ["CopyFinder"]


class CopyFinder:
    """Keeps pairs of articles by key, through segments that come, are merged and go."""

    def __init__(self, known: Copies, places: Sequence[Place]) -> None:
        """What the last generation knew, and its segments."""
        one, other, self._shared, self._kinds = known.pairs()
        self._one, self._other = _keys_of_documents(places, one), _keys_of_documents(places, other)
        self._settled = {place.number for place in places}
        self._whole = known.whole

    def settle(self, places: Sequence[Place]) -> None:
        """Compare the articles of the segments that are new with all others."""
        new = [place for place in places if place.number not in self._settled]
        if new:
            old = [place for place in places if place.number in self._settled]
            self._find(new, old)
            self._whole = self._whole and not old
            self._settled |= {place.number for place in new}

    def compare_all(self, places: Sequence[Place]) -> bool:
        """Compare all articles with all others, if they were compared as they came; whether that was to be done."""
        if self._whole and not any(place.deleted.any() for place in places):
            return False
        for name in ("_one", "_other", "_shared", "_kinds"):
            setattr(self, name, getattr(self, name)[:0])
        self._find(places, [])
        self._whole = True
        return True

    def _find(self, new: Sequence[Place], old: Sequence[Place]) -> None:
        shelf = Shelf([*new, *old])
        one, other = candidates(new, old, shelf)
        shared, kinds = compared_together(shelf, one, other)
        some = kinds > 0
        self._one = np.concatenate((self._one, one[some]))
        self._other = np.concatenate((self._other, other[some]))
        self._shared = np.concatenate((self._shared, shared[some]))
        self._kinds = np.concatenate((self._kinds, kinds[some]))

    def merged(self, group: Sequence[Place], numbers: Sequence[Array | int], into: Place) -> None:
        """Segments of one generation became one: `numbers` are the new numbers of the articles of each, -1 for none,
        or what is added to all."""
        moved = {place.number: number for place, number in zip(group, numbers, strict=True)}
        self._one, self._other = (_moved(keys, moved, into) for keys in (self._one, self._other))
        self._keep((self._one >= 0) & (self._other >= 0))
        self._settled = (self._settled - set(moved)) | {into.number}

    def _keep(self, some: Array) -> None:
        if not some.all():
            self._whole = False
            self._one, self._other, self._shared, self._kinds = (
                values[some] for values in (self._one, self._other, self._shared, self._kinds)
            )

    def write(self, path: Path, places: Sequence[Place]) -> int | None:
        """Write what there is, for the segments in this order; the CRC-32 of its table, None if there is nothing."""
        shelf = Shelf(places)
        self._keep(shelf.living(self._one) & shelf.living(self._other))
        if not len(self._one) and self._whole:
            return None
        counts = [len(place.deleted) for place in places]
        bases = {place.number: sum(counts[:nth]) for nth, place in enumerate(places)}
        one, other = shelf.numbered(self._one, bases), shelf.numbered(self._other, bases)
        return write_copies(
            path,
            documents=sum(counts),
            whole=self._whole,
            pairs=(one, other, self._shared, self._kinds),
            grouped=self._grouped(shelf, bases),
        )

    def _grouped(self, shelf: Shelf, bases: dict[int, int]) -> tuple[Int64s, Int64s, Int64s]:
        """Documents in groups, ascending, the lead of each, and that of its family."""
        tied = self._kinds < Kind.PARTIAL
        keys = np.unique(np.concatenate((self._one[tied], self._other[tied])))
        docs = shelf.numbered(keys, bases)
        keys, docs = keys[np.argsort(docs)], np.sort(docs)
        where = np.argsort(keys)
        order = by_time(shelf, keys)
        found = []
        for kinds in (self._kinds == Kind.COPY, tied):
            one, other = (
                where[np.searchsorted(keys, ends[kinds], sorter=where)] for ends in (self._one, self._other)
            )
            found.append(docs[leads(components(len(keys), one, other), order)])
        return docs, found[0], found[1]


def _keys_of_documents(places: Sequence[Place], docs: Int64s) -> Int64s:
    """Document numbers of the last generation as keys."""
    ends = np.cumsum([len(place.deleted) for place in places])
    which = np.searchsorted(ends, docs, "right")
    found = np.zeros(len(docs), np.int64)
    for nth, place in enumerate(places):
        here = which == nth
        found[here] = keys_of(place, docs[here] - (ends[nth] - len(place.deleted)))
    return found


def _moved(keys: Int64s, moved: dict[int, Array | int], into: Place) -> Int64s:
    found = keys.copy()
    for number, numbers in moved.items():
        here = np.flatnonzero(numbers_of(keys) == number)
        docs = docs_of(keys[here])
        new = docs + numbers if isinstance(numbers, int) else numbers[docs]
        found[here] = np.where(new < 0, -1, keys_of(into, np.maximum(new, 0)))
    return found
