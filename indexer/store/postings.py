"""Fields that have columns of their own: postings, codes, positions and marks, as they lie in the file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from indexer.arrays import Array, Bools, Bytes, Floats, Int32s, Int64s
from indexer.errors import IndexCorrupt
from indexer.schema import BODY_START
from indexer.store import delta, packing
from indexer.store.codes import Codes
from indexer.store.columns import Columns
from indexer.store.fields import BLOCK, ESCAPE, IMPACT_UNIT, Field, Root
from indexer.store.frame_of_reference import FrameOfReference
from indexer.store.positions import Positions
from indexer.store.terms import Terms

_REMEMBERED = 4096
"""Of so many terms it is remembered where their postings are."""
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


class StoredField(Field):
    """A class or plain field: what the columns hold."""

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
        place = int(self._frequent.searchsorted(self._frequent.dtype.type(term)))
        if place == len(self._frequent) or int(self._frequent[place]) != term:
            raise self._columns.corrupt(f"has a term of {self.name} without postings")
        size = int(self._frequent_sizes[place])
        first, last = self._blocks_of(place)
        if -(-size // BLOCK) != last - first or not self._first_block <= first <= last <= self._codes.blocks:
            raise self._columns.corrupt(f"has blocks of {self.name} that do not fit its postings")
        return size, first * BLOCK, place

    def _blocks_of(self, place: int) -> tuple[int, int]:
        """The first block of a frequent term, and the first of the next."""
        return int(self._block_starts[place]), int(self._block_starts[place + 1])

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

    def _frequent_between(self, low: int, high: int) -> tuple[int, int]:
        """Which of the frequent terms lie from `low` to `high - 1`."""
        return packing.before(self._frequent, low), packing.before(self._frequent, high)

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
        parts = []
        if some:
            parts.append(self._placed_by_term(terms[:some], rows[:some]))
        if some < len(terms):
            parts.append(self._placed_by_block(terms[some:], rows[some:]))
        codes, starts, counts = parts[0] if len(parts) == 1 else map(np.concatenate, zip(*parts, strict=True))
        if int(np.add.reduce(counts)) > sum([high - low for low, high in map(self.position_range, terms)]):
            raise self._columns.corrupt(f"has occurrences of {self.name} that do not fit its postings")
        return codes, starts, counts

    def _placed_by_term(self, terms: Sequence[int], rows: Sequence[Int64s]) -> tuple[Bytes, Int64s, Int64s]:
        """The same, all codes of each term being read."""
        spans, begun, wanted, origins, lows = [], [], [], [], []
        begin = 0
        for term, own in zip(terms, rows, strict=True):
            size, first, _ = self._list(term)
            block, end = first // BLOCK, -(-(first + size) // BLOCK)
            spans.append((block, end))
            begun.append(begin)
            origins.append(begin + first - block * BLOCK)
            wanted.append(own + origins[-1])
            lows.append(self.position_range(term)[0])
            begin += (end - block) * BLOCK
        codes = self._codes.of_spans(spans)
        at = np.concatenate(wanted) if len(wanted) > 1 else wanted[0]
        freqs = self._wide_freqs.take(codes)
        long = (codes == ESCAPE).nonzero()[0]
        if len(long):
            begins = np.array(begun)
            spanned = begins.searchsorted(long, "right") - 1
            freqs[long] = self._escape_of(0, long + (np.array(spans)[:, 0] * BLOCK - begins).take(spanned))
        before = np.empty(len(freqs) + 1, np.int64)
        before[0] = 0
        freqs.cumsum(out=before[1:])
        starts = before.take(at)
        shifts = [low - int(before[origin]) for low, origin in zip(lows, origins, strict=True)]
        starts.reshape(len(shifts), -1)[:] += np.array(shifts)[:, None]
        return codes.take(at), starts, freqs.take(at)

    def _placed_by_block(self, terms: Sequence[int], rows: Sequence[Int64s]) -> tuple[Bytes, Int64s, Int64s]:
        """The same for a few postings of frequent terms: only their blocks are read."""
        slots = [own + self._list(term)[1] for term, own in zip(terms, rows, strict=True)]
        every = np.concatenate(slots) if len(slots) > 1 else slots[0]
        blocks, within = every >> 7, every & (BLOCK - 1)
        codes = self._codes.of_blocks(blocks)
        freqs = self._wide_freqs.take(codes)
        long = (codes == ESCAPE).nonzero()
        if len(long[0]):
            freqs[long] = self._escape_of(0, blocks.take(long[0]) * BLOCK + long[1])
        within += np.arange(0, codes.size, BLOCK)
        counts = freqs.take(within)
        starts = freqs.cumsum(axis=1).take(within)
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

    @property
    def last_position(self) -> int:
        """No position in the field is greater."""
        return self._positions.last

    def pairs(self) -> dict[tuple[int, int], int]:
        """How many postings have each frequency and weight (in halves), those without a code left out."""
        seen = self._codes.counts()[:ESCAPE].tolist()
        rows = zip(self._code_freqs.tolist(), (self._code_weights * 2).tolist(), seen, strict=False)
        return {(freq, int(weight)): count for freq, weight, count in rows if count}

    def corrupt(self, what: str) -> IndexCorrupt:
        """The error that names the file."""
        return self._columns.corrupt(f"{what} ({self.name})")

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

    def max_impact(self, term: int) -> float:
        return float(self._max_impacts[term]) / IMPACT_UNIT

    def block_max(self, term: int) -> Floats | None:
        if self.doc_frequency(term) <= BLOCK:
            return None
        first, last = self._blocks_of(self._list(term)[2])
        found = self._block_max[first - self._first_block : last - self._first_block] / np.float32(IMPACT_UNIT)
        return np.asarray(found, np.float32)


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


def runs(starts: Int64s, counts: Int64s, begins: Int64s) -> Int64s:
    """The numbers from each of the starts on, as many as is said; those of each begin at `begins` in the result."""
    numbers: Int64s = (starts - begins).repeat(counts)
    numbers += np.arange(numbers.size)
    return numbers


def _merged(few: NDArray[np.int32], cuts: Sequence[int], many: Sequence[NDArray[np.int32]]) -> NDArray[np.int32]:
    """Put each of `many` where the list of the others is cut."""
    parts = [few[: cuts[0]]]
    for part, low, high in zip(many, cuts, [*cuts[1:], len(few)], strict=True):
        parts += [part, few[low:high]]
    return np.concatenate(parts)


def _cut(values: NDArray[np.int32], lows: Int64s, highs: Int64s) -> list[NDArray[np.int32]]:
    return [values[low:high] for low, high in zip(lows.tolist(), highs.tolist(), strict=True)]
