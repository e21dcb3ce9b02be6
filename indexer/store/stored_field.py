"""A field with columns of its own as a whole: runs of all occurrences, for merging, and what does not fit in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indexer.arrays import Bools, Int64s
from indexer.store import packing
from indexer.store.fields import BLOCK, ESCAPE
from indexer.store.occurrences import Occurrences

_MOST = (1 << 31) - 1


@dataclass(frozen=True, slots=True)
class Run:
    """All occurrences of a run of terms, ordered by term, document and position.

    `counts` (terms,) says how many each term has. Of each occurrence (n,): document, position, mark
    (which surface of the class; doubled, plus one where it is quoted, in a field with quotations).
    """

    counts: Int64s
    docs: NDArray[np.uint32]
    positions: NDArray[np.uint32]
    marks: NDArray[np.uint16]


class StoredField(Occurrences):
    """A class or plain field: what the columns hold."""

    def occurrence_counts(self) -> Int64s:
        """(terms,) how many occurrences each term has."""
        return self._counts(0, len(self.terms))

    def occurrences_among(self, wanted: Bools) -> Int64s:
        """(terms,) how many occurrences each term has in the documents that are `wanted` (documents,)."""
        few = self._few
        docs = packing.unpack_numbers(self._docs, self._doc_bytes, 0, few)
        at = np.flatnonzero(wanted[docs])
        terms = np.searchsorted(self._starts.between(0, len(self.terms) + 1), at, "right") - 1
        counts = np.bincount(terms, self._freqs_between(0, few)[at], len(self.terms)).astype(np.int64)
        for place, term in enumerate(self._frequent.tolist()):
            counts[term] = self.freqs(term)[wanted[self._many_docs(place)]].sum()
        return counts

    def _counts(self, low: int, high: int) -> Int64s:
        counts = np.diff(self._position_starts.between(low, high + 1))
        first, last = self._frequent_between(low, high)
        ends = self._block_positions.take(self._block_starts[first : last + 1].astype(np.int64) - self._first_block)
        counts[self._frequent[first:last].astype(np.int64) - low] = np.diff(ends)
        return counts

    def run(self, low: int, high: int) -> Run:
        """All occurrences of the terms `low` to `high - 1`."""
        first, last = self._starts[low], self._starts[high]
        start, end = self._position_starts[low], self._position_starts[high]
        docs = packing.unpack_numbers(self._docs, self._doc_bytes, first, last)
        freqs = self._freqs_between(first, last)
        counts = self._counts(low, high)
        positions = self._positions.between(start, end)
        begin, stop = self._frequent_between(low, high)
        if begin < stop:
            frequent = self._frequent[begin:stop].astype(np.int64)
            cuts = (self._starts.take(frequent) - first).tolist()
            sizes = self._frequent_sizes[begin:stop].astype(np.int64)
            blocks = self._block_starts[begin : stop + 1].astype(np.int64)
            slots = (blocks - blocks[0]) * BLOCK
            many = self._freqs_between(int(blocks[0]) * BLOCK, int(blocks[-1]) * BLOCK)
            docs = _merged(docs, cuts, [self._many_docs(place) for place in range(begin, stop)])
            freqs = _merged(freqs, cuts, _cut(many, slots[:-1], slots[:-1] + sizes))
            cuts = (self._position_starts.take(frequent) - start).tolist()
            ends = self._block_positions.take(blocks - self._first_block)
            many = self._positions.between(int(ends[0]), int(ends[-1]))
            positions = _merged(positions, cuts, _cut(many, ends[:-1] - ends[0], ends[1:] - ends[0]))
        total = int(counts.sum())
        fits = len(freqs) == len(docs) and int(freqs.sum(dtype=np.int64)) == len(positions) == total
        if not fits or (len(freqs) and freqs.min() < 1):
            raise self._columns.corrupt(f"has occurrences of {self.name} that do not fit its postings")
        spread = np.repeat(docs.view(np.uint32), freqs)
        return Run(counts, spread, positions.view(np.uint32), self._marks_between(low, high, counts))

    def parts(self, term: int, most: int) -> Iterator[Run]:
        """All occurrences of one term, in parts of whole postings that have about `most` occurrences each."""
        place = self._list(term)[2]
        if place < 0:
            yield self.run(term, term + 1)
            return
        docs = self._many_docs(place)
        begin, end = self._blocks_of(place)
        ends = self._block_positions.between(begin - self._first_block, end + 1 - self._first_block)
        low = 0
        while low < end - begin:
            high = max(int(np.searchsorted(ends, ends[low] + most, "right")) - 1, low + 1)
            here = docs[low * BLOCK : high * BLOCK]
            slot = (begin + low) * BLOCK
            freqs = self._freqs_between(slot, slot + len(here))
            positions = self._positions.between(int(ends[low]), int(ends[high]))
            if int(freqs.sum(dtype=np.int64)) != len(positions) or freqs.min() < 1:
                raise self.corrupt("has occurrences that do not fit its postings")
            marks = self._marks_of(term, range(int(ends[low] - ends[0]), int(ends[high] - ends[0])))
            spread = np.repeat(here.view(np.uint32), freqs)
            yield Run(np.array([len(positions)]), spread, positions.view(np.uint32), marks)
            low = high

    def pairs(self) -> dict[tuple[int, int], int]:
        """How many postings have each frequency and weight (in halves), those without a code left out."""
        seen = self._codes.counts()[:ESCAPE].tolist()
        rows = zip(self._code_freqs.tolist(), (self._code_weights * 2).tolist(), seen, strict=False)
        return {(freq, int(weight)): count for freq, weight, count in rows if count}

    def misfits(self) -> Iterator[str]:
        """What does not fit of where a single term has its postings; `run` sees the rest."""
        for name, places in (("escapes", self._escapes), ("position_escapes", self._positions.escapes)):
            if np.any(places[1:] <= places[:-1]):
                yield f"{name} are not in order"
        if not self._positions.fit():
            yield "positions do not fit their exceptions"
        for name in ("code_freqs", "code_weights", "escape_freqs", "escape_weights"):
            if int(self._columns[f"{self._prefix}.{name}"].max(initial=0)) > _MOST:
                yield "a term is counted more often than can be"
        if np.any(np.diff(self._starts.every()) < 0) or np.any(np.diff(self._position_starts.every()) < 0):
            yield "the places of terms are not in order"
        if np.any(self._frequent[1:] <= self._frequent[:-1]):
            yield "frequent terms are not in order"
        for term in self._frequent.tolist():
            first, last = self._blocks_of(self._list(term)[2])
            freqs = self.freqs(term)
            each = np.add.reduceat(freqs, np.arange(0, len(freqs), BLOCK), dtype=np.int64)
            ends = self._block_positions.between(first - self._first_block, last + 1 - self._first_block)
            if not np.array_equal(each, np.diff(ends)):
                yield "blocks do not fit the occurrences"

    def _marks_between(self, low: int, high: int, counts: Int64s) -> NDArray[np.uint16]:
        return np.zeros(int(counts.sum()), np.uint16)

    def _marks_of(self, term: int, chosen: range) -> NDArray[np.uint16]:
        """Of the occurrences of a term that have these numbers within it."""
        return np.zeros(len(chosen), np.uint16)


def _merged(few: NDArray[np.int32], cuts: Sequence[int], many: Sequence[NDArray[np.int32]]) -> NDArray[np.int32]:
    """Put each of `many` where the list of the others is cut."""
    parts = [few[: cuts[0]]]
    for part, low, high in zip(many, cuts, [*cuts[1:], len(few)], strict=True):
        parts += [part, few[low:high]]
    return np.concatenate(parts)


def _cut(values: NDArray[np.int32], lows: Int64s, highs: Int64s) -> list[NDArray[np.int32]]:
    return [values[low:high] for low, high in zip(lows.tolist(), highs.tolist(), strict=True)]
