"""Fields that are kept by stem class, the surfaces of each class told apart by a mark of every occurrence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from indexer.arrays import Bools, Floats, Int32s, Int64s
from indexer.schema import BODY_START
from indexer.store import packing
from indexer.store.columns import Columns
from indexer.store.frame_of_reference import FrameOfReference
from indexer.store.stored_field import StoredField
from indexer.store.terms import Terms


class ClassField(StoredField):
    """A field kept by stem class: `text`, `title`, `quote`."""

    def __init__(self, columns: Columns, prefix: str, name: str, documents: int) -> None:
        super().__init__(columns, prefix, name, documents)
        count = len(self.terms)
        self.surface_terms = Terms.read(columns, f"{prefix}.words")
        surfaces = len(self.surface_terms)
        self.class_of = FrameOfReference(columns, f"{prefix}.class_of", surfaces)
        self.surface_order = FrameOfReference(columns, f"{prefix}.surfaces", surfaces)
        self.surface_starts = FrameOfReference(columns, f"{prefix}.surface_starts", count + 1)
        self.surface_frequencies = FrameOfReference(columns, f"{prefix}.surface_frequencies", surfaces)
        self._marks = columns[f"{prefix}.marks"]
        self._mark_starts = FrameOfReference(columns, f"{prefix}.mark_starts", count + 1)
        self._frequent_mark_starts = columns.sized(f"{prefix}.frequent_mark_starts", len(self._frequent) + 1)
        self.quoted = columns.scalar(f"{prefix}.quoted")
        if self.quoted > 1:
            raise columns.corrupt(f"does not say whether {name} has quotations")
        self._weights = np.array(
            [columns.scalar(f"{prefix}.{kind}_weight") / 2 for kind in ("plain", "quoted", "title")], np.float32
        )

    def classes(self, surfaces: Int64s | range) -> Int64s:
        """(n,) the class of each of these surfaces."""
        if isinstance(surfaces, range):
            found = self.class_of.between(surfaces.start, surfaces.stop)
        else:
            found = self.class_of.take(surfaces)
        if len(found) and not 0 <= int(found.min()) <= int(found.max()) < len(self.terms):
            raise self.corrupt("has a word without a class")
        return found

    def misfits(self) -> Iterator[str]:
        yield from super().misfits()
        sizes, order = np.diff(self.surface_starts.every()), self.surface_order.every()
        if np.any(sizes < 1) or int(sizes.sum()) != len(order) or len(order) != len(self.surface_terms):
            yield "there are words of no class"
        elif not np.array_equal(self.class_of.every()[order], np.repeat(np.arange(len(sizes)), sizes)):
            yield "words are not in their classes"

    def surfaces(self, term: int) -> Int32s:
        """(s,) the ordinals, in the surface field, of a class's surfaces."""
        return self.surface_order.between(self.surface_starts[term], self.surface_starts[term + 1]).astype(np.int32)

    def kinds(self, term: int) -> int:
        """How many kinds of occurrence its marks tell apart."""
        return (self.surface_starts[term + 1] - self.surface_starts[term]) << self.quoted

    def marks(self, term: int, where: Int64s | None = None) -> tuple[NDArray[np.uint16], NDArray[np.bool_]]:
        """Of its occurrences (those numbered `where`): which surface of the class, and whether it is quoted."""
        low, high = self.position_range(term)
        marks = self._marks_of(term, range(high - low) if where is None else where)
        members: NDArray[np.uint16] = (marks >> self.quoted).astype(np.uint16)
        return members, (marks & self.quoted).astype(np.bool_)

    def members(self, term: int) -> NDArray[np.uint16]:
        """(m,) which surface of the class each of its occurrences is."""
        low, high = self.position_range(term)
        members: NDArray[np.uint16] = self._marks_of(term, range(high - low))
        members >>= self.quoted
        return members

    def _marks_of(self, term: int, chosen: Int64s | range) -> NDArray[np.uint16]:
        bits = packing.mark_bits_of(self.kinds(term))
        return packing.unpack_marks(self._marks, bits, self._mark_start(term), chosen)

    def marks_of(self, terms: Sequence[int], numbers: Int64s, sizes: Sequence[int]) -> tuple[Int64s, Bools]:
        """The same of several terms at once: of the occurrences with these numbers in the column, `sizes` of each."""
        bits = [packing.mark_bits_of(self.kinds(term)) for term in terms]
        firsts = [
            (self._mark_start(term) << 3) - self.position_range(term)[0] * size
            for term, size in zip(terms, bits, strict=True)
        ]
        each, first, most = np.array([bits, firsts, [(1 << size) - 1 for size in bits]]).repeat(sizes, axis=1)
        marks = packing.unpack_bits(self._marks, numbers * each + first) & most
        return marks >> self.quoted, (marks & self.quoted).astype(np.bool_)

    def _mark_start(self, term: int) -> int:
        place = self._list(term)[2]
        return self._mark_starts[term] if place < 0 else int(self._frequent_mark_starts[place])

    def _marks_between(self, low: int, high: int, counts: Int64s) -> NDArray[np.uint16]:
        bits = packing.mark_bits(np.diff(self.surface_starts.between(low, high + 1)) << self.quoted)
        starts = self._mark_starts.between(low, high)
        first, last = self._frequent_between(low, high)
        starts[self._frequent[first:last].astype(np.int64) - low] = self._frequent_mark_starts[first:last]
        return packing.unpack_all_marks(self._marks, starts, counts, bits)

    def slots_of(self, terms: Int64s, marks: NDArray[np.uint16]) -> tuple[Int64s, int]:
        """(n,) where in `surface_order`, counted from the second result on, the surfaces of occurrences stand.

        `terms` ascend."""
        if not len(terms):
            return terms, 0
        first, last = int(terms[0]), int(terms[-1])
        starts = self.surface_starts.between(first, last + 1)
        low = int(starts[0])
        return (starts - low)[terms - first] + (marks >> self.quoted), low

    def surface_of(self, terms: Int64s, marks: NDArray[np.uint16]) -> Int64s:
        """(n,) the surfaces that occurrences are of: by the class and the mark of each."""
        return self.surface_order.take(self.surface_starts.take(terms) + (marks >> self.quoted))

    def occurrence_weights(self, positions: Int32s | Int64s, quoted: NDArray[np.bool_]) -> Floats:
        """The weight of each occurrence, by where it stands."""
        plain, inside, title = self._weights
        weights: Floats = np.where(quoted, inside, plain)
        if title != plain:
            weights[positions < BODY_START] = title
        return weights
