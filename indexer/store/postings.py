"""The posting lists of a field with columns of its own: what they say of each document of a term."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from indexer.arrays import Array, Bytes, Floats, Int32s, Int64s
from indexer.errors import IndexCorrupt
from indexer.store import delta, packing
from indexer.store.codes import Codes
from indexer.store.columns import Columns
from indexer.store.fields import BLOCK, ESCAPE, IMPACT_UNIT, Field, Root
from indexer.store.frame_of_reference import FrameOfReference
from indexer.store.positions import Positions
from indexer.store.terms import Terms

_REMEMBERED = 4096
"""Of so many terms it is remembered where their postings are."""


class PostingLists(Field):
    """The terms of a field, and of each its documents, how often it stands in them, its weights and positions."""

    def __init__(self, columns: Columns, prefix: str, name: str, documents: int) -> None:
        self.name = name
        self._columns = columns
        self._prefix = prefix
        self._documents = documents
        self.terms = Terms.read(columns, f"{prefix}.terms")
        count = len(self.terms)
        self.kind = "classes" if f"{prefix}.quoted" in columns.scalars else "plain"
        self._starts = FrameOfReference(columns, f"{prefix}.starts", count + 1)
        self._doc_bytes = columns.scalar(f"{prefix}.doc_bytes")
        self._docs = columns[f"{prefix}.docs"]
        self._few = few = self._starts[count]
        if not 1 <= self._doc_bytes <= 4 or len(self._docs) != few * self._doc_bytes:
            raise self._misfit()
        self._frequent = columns[f"{prefix}.frequent"]
        self._frequent_sizes = columns.sized(f"{prefix}.frequent_sizes", len(self._frequent))
        self._block_starts = columns.sized(f"{prefix}.block_starts", len(self._frequent) + 1)
        self._first_block = int(self._block_starts[0])
        self._codes = Codes(columns, f"{prefix}.codes")
        if self._first_block != -(-few // BLOCK) or int(self._block_starts[-1]) != self._codes.blocks:
            raise self._misfit()
        code_freqs = columns[f"{prefix}.code_freqs"]
        code_weights = columns.sized(f"{prefix}.code_weights", len(code_freqs))
        if len(code_freqs) > ESCAPE:
            raise columns.corrupt(f"has too many codes for {name}")
        self._code_freqs = np.zeros(ESCAPE + 1, np.int32)
        self._code_freqs[: len(code_freqs)] = code_freqs
        self._wide_freqs = self._code_freqs.astype(np.int64)
        self._code_weights = np.zeros(ESCAPE + 1, np.float32)
        self._code_weights[: len(code_weights)] = code_weights / np.float32(2)
        self._escapes = columns[f"{prefix}.escapes"]
        self.lengths = columns.sized(f"{prefix}.lengths", documents)
        self.total_length = columns.scalar(f"{prefix}.total_length")
        self.bound_average = max(self.total_length / documents, 1e-9) if documents else 1.0
        self._position_starts = FrameOfReference(columns, f"{prefix}.position_starts", count + 1)
        blocks = self._codes.blocks - self._first_block
        self._block_positions = FrameOfReference(columns, f"{prefix}.block_positions", blocks + 1)
        self._last = self._block_positions[blocks]
        """Occurrences, and the few that fill up a byte."""
        self._positions = Positions(columns, prefix, name, self._last)
        self.position_count = self._position_starts[count] + self._block_positions[blocks] - self._block_positions[0]
        self._max_impacts = columns.sized(f"{prefix}.max_impacts", count)
        self._lists: dict[int, tuple[int, int, int]] = {}
        self._ranges: dict[int, tuple[int, int]] = {}

    def _misfit(self) -> IndexCorrupt:
        return self._columns.corrupt(f"has postings of {self.name} that do not fit its terms")

    # What the columns say, cut lazily: a query touches few of them.

    @cached_property
    def _escaped(self) -> tuple[Array, Array]:
        size = len(self._escapes)
        return (
            self._columns.sized(f"{self._prefix}.escape_freqs", size),
            self._columns.sized(f"{self._prefix}.escape_weights", size),
        )

    @cached_property
    def _gaps(self) -> tuple[Array, memoryview, memoryview]:
        count = len(self._frequent)
        starts = self._columns.sized(f"{self._prefix}.gap_starts", count + 1)
        bits = self._columns.sized(f"{self._prefix}.gap_bits", count)
        packed = self._columns.sized(f"{self._prefix}.gaps", int(starts[-1]))
        return packed, starts.data, bits.data

    @cached_property
    def _block_max(self) -> Array:
        return self._columns.sized(f"{self._prefix}.block_max", self._codes.blocks - self._first_block)

    def _list(self, term: int) -> tuple[int, int, int]:
        """How many documents a term has, the first of its slots, and which frequent term it is, -1 if none."""
        found = self._lists.get(term)
        if found is None:
            low, high = self._starts[term], self._starts[term + 1]
            if not low <= high <= self._few:
                raise self._misfit()
            found = (high - low, low, -1) if high > low else self._frequent_list(term)
            if len(self._lists) >= _REMEMBERED:
                self._lists.clear()
            self._lists[term] = found
        return found

    def _frequent_list(self, term: int) -> tuple[int, int, int]:
        place = packing.before(self._frequent, term)
        if place == len(self._frequent) or self._frequent.item(place) != term:
            raise self._columns.corrupt(f"has a term of {self.name} without postings")
        size = self._frequent_sizes.item(place)
        first, last = self._blocks_of(place)
        if -(-size // BLOCK) != last - first or not self._first_block <= first <= last <= self._codes.blocks:
            raise self._columns.corrupt(f"has blocks of {self.name} that do not fit its postings")
        return size, first * BLOCK, place

    def _blocks_of(self, place: int) -> tuple[int, int]:
        """The first block of a frequent term, and the first of the next."""
        return self._block_starts.item(place), self._block_starts.item(place + 1)

    def _frequent_between(self, low: int, high: int) -> tuple[int, int]:
        """Which of the frequent terms lie from `low` to `high - 1`."""
        return packing.before(self._frequent, low), packing.before(self._frequent, high)

    def root(self, term: int) -> Root:
        return Root(self, term)

    def doc_frequency(self, term: int) -> int:
        return self._list(term)[0]

    def _slots(self, term: int) -> tuple[int, int]:
        """Where the postings of a term stand among the codes."""
        size, first, _ = self._list(term)
        return first, first + size

    def docs(self, term: int) -> Int32s:
        size, first, place = self._list(term)
        if place >= 0:
            return self._many_docs(place)
        found = packing.unpack_numbers(self._docs, self._doc_bytes, first, first + size)
        if np.any(found[1:] <= found[:-1]) or found[0] < 0 or found[-1] >= self._documents:
            raise self._misfit()
        return found

    def rare_docs(self, low: int, high: int) -> Int32s:
        """The documents of those of the terms `low` to `high - 1` that are not frequent, term by term."""
        return packing.unpack_numbers(self._docs, self._doc_bytes, self._starts[low], self._starts[high])

    def frequent_between(self, low: int, high: int) -> Array:
        """Those of the terms `low` to `high - 1` that are frequent: that stand in more than BLOCK documents."""
        first, last = self._frequent_between(low, high)
        return self._frequent[first:last]

    def _many_docs(self, place: int) -> Int32s:
        packed, starts, bits = self._gaps
        size: int = bits[place]
        if size not in delta.BITS:
            raise self._columns.corrupt(f"has gaps of {self.name} of a size that there is not")
        found = delta.unpack(packed[starts[place] : starts[place + 1]], size)
        if not len(found) or len(found) != int(self._frequent_sizes[place]) or int(found[-1]) >= self._documents:
            raise self._columns.corrupt(f"has documents of {self.name} that do not fit its postings")
        return found.astype(np.int32, copy=False)

    def freqs(self, term: int) -> Int32s:
        return self._freqs_between(*self._slots(term))

    def _freqs_between(self, low: int, high: int) -> Int32s:
        return self._freqs_of(self._codes.between(low, high), low)

    def _freqs_of(self, codes: Bytes, low: int) -> Int32s:
        """The frequencies of the postings in the slots from `low` on, which have these codes."""
        freqs = self._code_freqs.take(codes)
        first, last = packing.exceptions_in(self._escapes, low, low + len(codes))
        if first < last:
            freqs[self._escapes[first:last].astype(np.int64) - low] = self._escaped[0][first:last]
        return freqs

    def weights(self, term: int) -> Floats:
        low, high = self._slots(term)
        weights = self._code_weights.take(self._codes.between(low, high))
        first, last = packing.exceptions_in(self._escapes, low, high)
        if first < last:
            weights[self._escapes[first:last].astype(np.int64) - low] = self._escaped[1][first:last] / np.float32(2)
        return weights

    def position_range(self, term: int) -> tuple[int, int]:
        """The numbers of its first occurrence and of the first of the next term."""
        found = self._ranges.get(term)
        if found is None:
            if len(self._ranges) >= _REMEMBERED:
                self._ranges.clear()
            found = self._ranges[term] = self._position_range(term)
        return found

    def _position_range(self, term: int) -> tuple[int, int]:
        place = self._list(term)[2]
        if place < 0:
            low, high = self._position_starts[term], self._position_starts[term + 1]
        else:
            first, last = self._blocks_of(place)
            low = self._block_positions[first - self._first_block]
            high = self._block_positions[last - self._first_block]
        if not low <= high <= self._last:
            raise self._misfit()
        return low, high

    def positions(self, term: int) -> Int32s:
        """(m,) the positions of all its occurrences, by document."""
        return self._positions.between(*self.position_range(term))

    def places_at(self, numbers: Int64s) -> Int64s:
        """(m,) the positions of the occurrences with these numbers."""
        return self._positions.at(numbers)

    def positions_at(self, numbers: Int64s) -> Int32s:
        """The same in half the memory."""
        return self._positions.at(numbers).astype(np.int32)

    @property
    def last_position(self) -> int:
        """No position in the field is greater."""
        return self._positions.last

    def max_impact(self, term: int) -> float:
        return float(self._max_impacts[term]) / IMPACT_UNIT

    def block_max(self, term: int) -> Floats | None:
        if self.doc_frequency(term) <= BLOCK:
            return None
        first, last = self._blocks_of(self._list(term)[2])
        found = self._block_max[first - self._first_block : last - self._first_block] / np.float32(IMPACT_UNIT)
        return np.asarray(found, np.float32)

    def corrupt(self, what: str) -> IndexCorrupt:
        """The error that names the file."""
        return self._columns.corrupt(f"{what} ({self.name})")
