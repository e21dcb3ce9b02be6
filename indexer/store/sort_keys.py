"""An occurrence as one integer of 64 bits, and the postings by one sort of them.

From the high bits down: term, document, position, mark. numpy sorts machine words with vector
instructions (Blacher, Giesen and Kühne 2022, "Vectorized and performance-portable Quicksort"): ten
million in an eighth of a second.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from indexer.arrays import Array, Int64s, UInt64s
from indexer.store.stored_field import Run

RUN = 1 << 18
"""About how many occurrences are decoded at once, those of one term at least."""


class Keys:
    """How many bits each part takes, and where it stands."""

    def __init__(self, *, docs: int, positions: int, marks: int) -> None:
        """Each is one more than the greatest value."""
        self._mark_bits, self._position_bits, self._doc_bits = (
            max(top - 1, 0).bit_length() for top in (marks, positions, docs)
        )
        self._position_shift = np.uint64(self._mark_bits)
        self._doc_shift = np.uint64(self._mark_bits + self._position_bits)
        self._term_shift = np.uint64(self._mark_bits + self._position_bits + self._doc_bits)
        if self._term_shift > 60:
            raise ValueError(f"{docs} documents of up to {positions} positions are too many for one segment")
        self.most_terms = 1 << min(64 - int(self._term_shift), 40)
        """So many terms have room in the key beside the rest."""

    def put(self, keys: UInt64s, docs: Array, positions: Array) -> None:
        """Add document and position to keys, in place."""
        keys |= docs.astype(np.uint64) << self._doc_shift
        keys |= positions.astype(np.uint64) << self._position_shift

    def runs(self, keys: UInt64s, terms: Array, count: int) -> Iterator[Run]:
        """Sort occurrences into runs: `keys` of place and mark, used up, and `terms` (each below `count`)."""
        if count <= self.most_terms:
            keys |= self.heads(terms)
            yield from self.sorted_runs(keys, np.bincount(terms, minlength=count))
            return
        for low in range(0, count, self.most_terms):
            here = np.flatnonzero((terms >= low) & (terms < low + self.most_terms))
            part = terms[here] - low
            chosen = keys[here] | self.heads(part)
            yield from self.sorted_runs(chosen, np.bincount(part, minlength=min(self.most_terms, count - low)))

    def heads(self, terms: Array) -> UInt64s:
        """(n,) the part of a key that says the term."""
        return terms.astype(np.uint64) << self._term_shift

    def sorted_runs(self, keys: UInt64s, counts: Int64s) -> Iterator[Run]:
        """Sort whole keys, in place, into runs; `counts` says how many each term has."""
        keys.sort()
        ends = np.cumsum(counts)
        term = 0
        while term < len(counts):
            start = int(ends[term - 1]) if term else 0
            last = max(int(np.searchsorted(ends, start + RUN, "right")), term + 1)
            part = keys[start : int(ends[last - 1])]
            yield Run(
                counts[term:last],
                self._cut(part, self._doc_shift, self._doc_bits).astype(np.uint32),
                self._cut(part, self._position_shift, self._position_bits).astype(np.uint32),
                self._cut(part, np.uint64(0), self._mark_bits).astype(np.uint16),
            )
            term = last

    def many_docs(self, pieces: Iterable[UInt64s], most: int) -> bool:
        """Whether the occurrences of one term, by document, are in more than `most` documents."""
        found, last = 0, -1
        for keys in pieces:
            docs = self._cut(keys, self._doc_shift, self._doc_bits)
            found += int(np.count_nonzero(docs[1:] != docs[:-1])) + int(int(docs[0]) != last)
            last = int(docs[-1])
            if found > most:
                return True
        return False

    def last_document(self, keys: UInt64s) -> int:
        """Where, among occurrences of one term by document, those of the last document begin."""
        docs = self._cut(keys, self._doc_shift, self._doc_bits)
        return int(np.searchsorted(docs, docs[-1]))

    @staticmethod
    def _cut(keys: UInt64s, shift: np.uint64, bits: int) -> UInt64s:
        return (keys >> shift) & np.uint64((1 << bits) - 1)
