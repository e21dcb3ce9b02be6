"""Where several terms of one field stand in the documents that have all of them; nothing else is unpacked.

Numpy takes about as long to begin with an array as it takes for a thousand of its numbers, and of documents that have
all the words of a phrase there are few. So the terms are not read one by one: their occurrences there are numbered
and unpacked together.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from indexer.arrays import Bools, Floats, Int64s
from indexer.store.class_field import ClassField
from indexer.store.fields import Root
from indexer.store.occurrences import runs
from indexer.store.stored_field import StoredField


class Told(NamedTuple):
    """The occurrences of a meeting in some of its documents, and which are of the surface that is meant."""

    places: Int64s
    """(m,) their places among all occurrences of the meeting, by term."""
    cuts: list[int]
    """(terms + 1,) where those of each term begin."""
    meant: Bools
    """(m,)."""
    weights: Floats
    """(terms, documents) what the surface weighs in each of the documents."""


class Meeting:
    """Some terms of a field, and all their occurrences in some documents that have all of them."""

    def __init__(self, roots: Sequence[Root], rows: Sequence[Int64s]) -> None:
        """`rows` are the places of the documents (c,), at least one, among those of each root; no root stands in
        more documents than the next."""
        field = roots[0].field
        assert isinstance(field, StoredField)  # in which the occurrences of all lie
        self._field = field
        self._roots = roots
        self._rows = rows
        self._size = len(rows[0])
        self._codes, starts, self._counts = field.placed([root.term for root in roots], rows)
        ends = self._counts.cumsum()
        self._firsts = ends - self._counts
        self._numbers = runs(starts, self._counts, self._firsts)
        self.cuts = [0, *ends[self._size - 1 :: self._size].tolist()]
        """(terms + 1,) where the occurrences of each term begin among all."""
        self.positions: Int64s = field.places_at(self._numbers)
        """(m,) where the terms stand, by term, document and place."""

    def spread(self, values: Int64s) -> Int64s:
        """(m,) of each occurrence what `values` (c,) say of its document."""
        return np.concatenate([values] * len(self._roots)).repeat(self._counts)

    def weights(self, at: Int64s) -> Floats:
        """(terms, n) what each term weighs, with all its surfaces, in the documents at these places among all."""
        codes = self._codes.reshape(-1, self._size)
        return self._field.weights_of_several([root.term for root in self._roots], self._rows, codes, at)

    def told(self, at: Int64s) -> Told:
        """The occurrences in the documents at these places among all, at least one, by surface."""
        field = self._field
        assert isinstance(field, ClassField)  # no other has surfaces
        if at.size == self._size:
            begins, cuts = self._firsts, self.cuts
            places, numbers, positions = np.arange(self._numbers.size), self._numbers, self.positions
        else:
            each = (at + np.arange(0, self._counts.size, self._size)[:, None]).reshape(-1)
            counts = self._counts.take(each)
            ends = counts.cumsum()
            begins = ends - counts
            places = runs(self._firsts.take(each), counts, begins)
            cuts = [0, *ends[at.size - 1 :: at.size].tolist()]
            numbers, positions = self._numbers.take(places), self.positions.take(places)
        sizes = [high - low for low, high in pairwise(cuts)]
        members, quoted = field.marks_of([root.term for root in self._roots], numbers, sizes)
        meant = members == np.array([root.surface or 0 for root in self._roots]).repeat(sizes)
        weights = field.occurrence_weights(positions, quoted)
        weights *= meant
        return Told(places, cuts, meant, np.add.reduceat(weights, begins).reshape(-1, at.size))
