"""Some occurrences of a term: those in the documents that a query has come down to."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from indexer.arrays import Array, Bytes, Floats, Int32s, Int64s
from indexer.store.fields import BLOCK, ESCAPE
from indexer.store.postings import PostingLists


class Occurrences(PostingLists):
    """Posting lists of which a few postings can be read without all the others."""

    def occurrences(self, term: int, docs: Int32s | None = None) -> tuple[Int64s, Int32s]:
        if docs is None:
            return np.repeat(np.arange(self.doc_frequency(term)), self.checked_freqs(term)), self.positions(term)
        which, numbers = self.numbered(term, docs)
        return which, self.positions_at(numbers + self.position_range(term)[0])

    def checked_freqs(self, term: int) -> Int32s:
        """`freqs`, which must sum to the number of its occurrences; else the file is damaged."""
        freqs = self.freqs(term)
        low, high = self.position_range(term)
        if int(freqs.sum(dtype=np.int64)) != high - low:
            raise self._columns.corrupt(f"has occurrences of {self.name} that do not fit its postings")
        return freqs

    def numbered(self, term: int, docs: Int32s) -> tuple[Int64s, Int64s]:
        """Occurrences in `docs`: which of `docs`, and the number of the occurrence within the term, both (m,)."""
        own = self.docs(term)
        if not len(own):
            return np.zeros(0, np.int64), np.zeros(0, np.int64)
        rows = own.searchsorted(docs)
        found = (own.take(rows, mode="clip") == docs).nonzero()[0]
        _, starts, counts = self.placed([term], [rows.take(found)])
        numbers = runs(starts - self.position_range(term)[0], counts, counts.cumsum() - counts)
        return found.repeat(counts), numbers

    def placed(self, terms: Sequence[int], rows: Sequence[Int64s]) -> tuple[Bytes, Int64s, Int64s]:
        """Of the postings of some terms, which stand in ever more documents, at these places in the list of each:
        codes, where the occurrences begin in the column, and how many those are."""
        most = len(rows[0]) * BLOCK
        some = len([term for term in terms if self._list(term)[0] <= most])
        parts = [self._placed_by_term(term, own) for term, own in zip(terms[:some], rows, strict=False)]
        if some < len(terms):
            parts.append(self._placed_by_block(terms[some:], rows[some:]))
        codes, starts, counts = parts[0] if len(parts) == 1 else map(np.concatenate, zip(*parts, strict=True))
        if int(np.add.reduce(counts)) > sum([high - low for low, high in map(self.position_range, terms)]):
            raise self._columns.corrupt(f"has occurrences of {self.name} that do not fit its postings")
        return codes, starts, counts

    def _placed_by_term(self, term: int, rows: Int64s) -> tuple[Bytes, Int64s, Int64s]:
        """The same of one term, all its codes being read."""
        low, high = self._slots(term)
        codes = self._codes.between(low, high)
        freqs = self._wide_freqs.take(codes)
        if len(self._escapes):
            long = (codes == ESCAPE).nonzero()[0]
            if len(long):
                freqs[long] = self._escape_of(0, long + low)
        starts = freqs.cumsum().take(rows)
        counts = freqs.take(rows)
        starts -= counts
        starts += self.position_range(term)[0]
        return codes.take(rows), starts, counts

    def _placed_by_block(self, terms: Sequence[int], rows: Sequence[Int64s]) -> tuple[Bytes, Int64s, Int64s]:
        """The same for a few postings of frequent terms: only their blocks are read."""
        slots = [own + self._list(term)[1] for term, own in zip(terms, rows, strict=True)]
        every = np.concatenate(slots) if len(slots) > 1 else slots[0]
        blocks, within = every >> 7, every & (BLOCK - 1)
        codes = self._codes.of_blocks(blocks).reshape(-1)
        freqs = self._wide_freqs.take(codes)
        if len(self._escapes):
            long = (codes == ESCAPE).nonzero()[0]
            if len(long):
                freqs[long] = self._escape_of(0, blocks.take(long >> 7) * BLOCK + (long & (BLOCK - 1)))
        within += np.arange(0, len(codes), BLOCK)
        starts = freqs.reshape(-1, BLOCK).cumsum(axis=1).take(within)
        counts = freqs.take(within)
        starts -= counts
        starts += self._block_positions.take(blocks - self._first_block)
        return codes.take(within), starts, counts

    def _escape_of(self, which: int, slots: Int64s) -> Array:
        """The frequencies (0) or weights (1) of postings without a code."""
        at = self._escapes.searchsorted(slots.astype(self._escapes.dtype))
        if not len(self._escapes) or np.count_nonzero(self._escapes.take(at, mode="clip") != slots):
            raise self._misfit()
        return self._escaped[which].take(at)

    def weights_at(self, term: int, rows: Int64s) -> Floats:
        low, high = self._slots(term)
        return self.weights_of(term, rows, self._codes.between(low, high).take(rows))

    def weights_of(self, term: int, rows: Int64s, codes: Bytes) -> Floats:
        """(n,) what the postings of a term at these places weigh, which have these codes."""
        weights = self._code_weights.take(codes)
        long = (codes == ESCAPE).nonzero()[0]
        if len(long):
            weights[long] = self._escape_of(1, rows.take(long) + self._list(term)[1]) / np.float32(2)
        return weights

    def weights_of_several(self, terms: Sequence[int], rows: Sequence[Int64s], codes: Bytes, at: Int64s) -> Floats:
        """(terms, n) the same of several terms that have equally many such places and (terms, places) codes, of those
        at `at` among them."""
        chosen = codes.take(at, axis=1)
        weights = self._code_weights.take(chosen)
        if np.count_nonzero(chosen == ESCAPE):
            for number, term in enumerate(terms):
                weights[number] = self.weights_of(term, rows[number].take(at), chosen[number])
        return weights


def runs(starts: Int64s, counts: Int64s, begins: Int64s) -> Int64s:
    """The numbers from each of the starts on, as many as is said; those of each begin at `begins` in the result."""
    numbers: Int64s = (starts - begins).repeat(counts)
    numbers += np.arange(numbers.size)
    return numbers
