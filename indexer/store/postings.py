"""Fields that have columns of their own: postings, codes, positions and marks, as they lie in the file."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from indexer.errors import IndexCorrupt
from indexer.schema import BODY_START
from indexer.store import packing
from indexer.store.columns import Array, Columns, gaps
from indexer.store.derived import SurfaceField
from indexer.store.fields import BLOCK, CEILING_UNIT, ESCAPE, GAP_START, Field, Floats, Int32s, Int64s
from indexer.store.terms import Terms


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
        self.kind = "classes" if f"{prefix}.surface_starts" in columns else "plain"
        self.starts = columns.sized(f"{prefix}.starts", count + 1)
        self._docs = columns[f"{prefix}.docs"]
        self._codes = columns.sized(f"{prefix}.codes", len(self._docs))
        if self.starts[-1] != len(self._docs) or self._docs.dtype not in (np.uint8, np.uint16, np.uint32):
            raise columns.corrupt(f"has postings of {name} that do not fit its terms")
        code_freqs = columns[f"{prefix}.code_freqs"]
        code_weights = columns.sized(f"{prefix}.code_weights", len(code_freqs))
        if len(code_freqs) > ESCAPE:
            raise columns.corrupt(f"has too many codes for {name}")
        self._code_freqs = np.zeros(ESCAPE + 1, np.int32)
        self._code_freqs[: len(code_freqs)] = code_freqs
        self._code_weights = np.zeros(ESCAPE + 1, np.float32)
        self._code_weights[: len(code_weights)] = code_weights / np.float32(2)
        self._escapes = columns[f"{prefix}.escapes"]
        self.lengths = columns.sized(f"{prefix}.lengths", documents)
        self.total_length = columns.fact(f"{prefix}.total_length")
        self.bound_average = max(self.total_length / documents, 1e-9) if documents else 1.0
        self.position_starts = columns.sized(f"{prefix}.position_starts", count + 1)
        self.position_bits = columns.fact(f"{prefix}.position_bits")
        self.position_gap = columns.fact(f"{prefix}.position_gap")
        self._positions = columns[f"{prefix}.positions"]
        self.position_count = int(self.position_starts[-1])
        if self.position_bits not in packing.POSITION_BITS or (
            len(self._positions) != packing.packed_size(self.position_count, self.position_bits)
        ):
            raise columns.corrupt(f"has positions of {name} that do not fit its terms")
        self._ceilings = columns.sized(f"{prefix}.ceilings", count)

    # What the columns say, cut lazily: a query touches few of them.

    @cached_property
    def _escaped(self) -> tuple[Array, Array]:
        size = len(self._escapes)
        return (
            self._columns.sized(f"{self._prefix}.escape_freqs", size),
            self._columns.sized(f"{self._prefix}.escape_weights", size),
        )

    @cached_property
    def _position_escapes(self) -> tuple[Array, Array]:
        places = self._columns[f"{self._prefix}.position_escapes"]
        return places, self._columns.sized(f"{self._prefix}.escape_positions", len(places))

    @cached_property
    def _blocked(self) -> tuple[Array, Array, Array, Array]:
        terms = self._columns[f"{self._prefix}.blocked"]
        starts = self._columns.sized(f"{self._prefix}.block_starts", len(terms) + 1)
        total = int(starts[-1])
        ceilings = self._columns.sized(f"{self._prefix}.block_ceilings", total)
        return terms, starts, ceilings, self._columns.sized(f"{self._prefix}.block_positions", total)

    def doc_frequency(self, term: int) -> int:
        return int(self.starts[term + 1]) - int(self.starts[term])

    def _range(self, term: int) -> tuple[int, int]:
        return int(self.starts[term]), int(self.starts[term + 1])

    def docs(self, term: int) -> Int32s:
        low, high = self._range(term)
        part = self._docs[low:high]
        return part.view(np.int32) if part.dtype == np.uint32 else part.astype(np.int32)

    def freqs(self, term: int) -> Int32s:
        low, high = self._range(term)
        freqs = self._code_freqs.take(self._codes[low:high])
        first, last = packing.exceptions_in(self._escapes, low, high)
        if first < last:
            freqs[self._escapes[first:last].astype(np.int64) - low] = self._escaped[0][first:last]
        return freqs

    def weights(self, term: int) -> Floats:
        low, high = self._range(term)
        weights = self._code_weights.take(self._codes[low:high])
        first, last = packing.exceptions_in(self._escapes, low, high)
        if first < last:
            weights[self._escapes[first:last].astype(np.int64) - low] = self._escaped[1][first:last] / np.float32(2)
        return weights

    def position_range(self, term: int) -> tuple[int, int]:
        """The numbers of its first occurrence and of the first of the next term."""
        return int(self.position_starts[term]), int(self.position_starts[term + 1])

    def positions(self, term: int) -> Int32s:
        """(m,) the positions of all its occurrences, by document."""
        low, high = self.position_range(term)
        found = self._shifted(packing.unpack_range(self._positions, self.position_bits, low, high))
        places, values = self._position_escapes
        first, last = packing.exceptions_in(places, low, high)
        if first < last:
            found[places[first:last].astype(np.int64) - low] = values[first:last]
        return found

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
        rows = np.searchsorted(own, docs)
        rows[rows == len(own)] = 0
        found = np.flatnonzero(own[rows] == docs)
        rows = rows[found]
        freqs, starts = self._placed(term, rows, len(own))
        total = int(freqs.sum(dtype=np.int64))
        low, high = self.position_range(term)
        if total > high - low:
            raise self._columns.corrupt(f"has occurrences of {self.name} that do not fit its postings")
        numbers = np.repeat(starts - (np.cumsum(freqs) - freqs), freqs) + np.arange(total)
        return np.repeat(found, freqs), numbers

    def _placed(self, term: int, rows: Int64s, count: int) -> tuple[Int64s, Int64s]:
        """How many occurrences the given postings of a term have, and the number of the first of each."""
        if count > BLOCK and len(rows) * BLOCK < count:
            return self._placed_by_block(term, rows)
        freqs = self.freqs(term)
        ends = np.cumsum(freqs, dtype=np.int64)
        chosen = freqs[rows].astype(np.int64)
        return chosen, ends[rows] - chosen

    def _placed_by_block(self, term: int, rows: Int64s) -> tuple[Int64s, Int64s]:
        """The same for a few postings of a frequent term: only their blocks are read."""
        terms, starts, _, positions = self._blocked
        at = int(np.searchsorted(terms, terms.dtype.type(term)))
        low, _ = self._range(term)
        blocks = rows // BLOCK
        within = rows - blocks * BLOCK
        grid = (low + blocks * BLOCK)[:, None] + np.arange(BLOCK)
        grid = np.minimum(grid, low + rows[:, None])
        freqs = self._code_freqs.take(self._codes[grid]).astype(np.int64)
        if len(self._escapes):
            flat, where = freqs.reshape(-1), grid.reshape(-1)
            found = np.searchsorted(self._escapes, where.astype(self._escapes.dtype))
            found[found == len(self._escapes)] = 0
            hit = self._escapes[found] == where
            flat[hit] = self._escaped[0][found[hit]]
        own = freqs[np.arange(len(rows)), within]
        before = np.where(np.arange(BLOCK) < within[:, None], freqs, 0).sum(axis=1)
        return own, positions[int(starts[at]) + blocks].astype(np.int64) + before

    def _shifted(self, positions: Int32s) -> Int32s:
        """Positions as they are, of positions as they are kept; in place."""
        if self.position_gap:
            positions[positions >= GAP_START] += self.position_gap
        return positions

    def positions_at(self, numbers: Int64s) -> Int32s:
        """(m,) the positions of the occurrences with these numbers."""
        found = self._shifted(packing.unpack_at(self._positions, self.position_bits, numbers))
        packing.patch(found, numbers, *self._position_escapes)
        return found

    def run(self, low: int, high: int) -> Run:
        """All occurrences of the terms `low` to `high - 1`."""
        first, last = int(self.starts[low]), int(self.starts[high])
        freqs = self._code_freqs.take(self._codes[first:last])
        escaped = slice(*packing.exceptions_in(self._escapes, first, last))
        freqs[self._escapes[escaped].astype(np.int64) - first] = self._escaped[0][escaped]
        start, end = int(self.position_starts[low]), int(self.position_starts[high])
        if int(freqs.sum(dtype=np.int64)) != end - start or (len(freqs) and int(freqs.min()) < 1):
            raise self._columns.corrupt(f"has occurrences of {self.name} that do not fit its postings")
        positions = self._shifted(packing.unpack_range(self._positions, self.position_bits, start, end))
        places, values = self._position_escapes
        escaped = slice(*packing.exceptions_in(places, start, end))
        positions[places[escaped].astype(np.int64) - start] = values[escaped]
        counts = gaps(self.position_starts[low : high + 1])
        docs = np.repeat(self._docs[first:last].astype(np.uint32), freqs)
        return Run(counts, docs, positions.view(np.uint32), self._marks_between(low, high, counts))

    @property
    def last_position(self) -> int:
        """No position in the field is greater."""
        escaped = self._position_escapes[1]
        return int(max((1 << self.position_bits) - 1 + self.position_gap, escaped.max() if len(escaped) else 0))

    def pairs(self) -> dict[tuple[int, int], int]:
        """How many postings have each frequency and weight (in halves), those without a code left out."""
        seen = np.bincount(self._codes, minlength=ESCAPE + 1)[:ESCAPE].tolist()
        rows = zip(self._code_freqs.tolist(), (self._code_weights * 2).tolist(), seen, strict=False)
        return {(freq, int(weight)): count for freq, weight, count in rows if count}

    def corrupt(self, what: str) -> IndexCorrupt:
        """The error that names the file."""
        return self._columns.corrupt(f"{what} ({self.name})")

    def _marks_between(self, low: int, high: int, counts: Int64s) -> NDArray[np.uint16]:
        return np.zeros(int(counts.sum()), np.uint16)

    def ceiling(self, term: int) -> float:
        return float(self._ceilings[term]) / CEILING_UNIT

    def blocks(self, term: int) -> Floats | None:
        if self.doc_frequency(term) <= BLOCK:
            return None
        terms, starts, ceilings, _ = self._blocked
        at = int(np.searchsorted(terms, term))
        found = ceilings[int(starts[at]) : int(starts[at + 1])] / np.float32(CEILING_UNIT)
        return np.asarray(found, np.float32)


class ClassField(StoredField):
    """A field kept by stem class: `text`, `title`, `quote`."""

    def __init__(self, columns: Columns, prefix: str, name: str, documents: int) -> None:
        super().__init__(columns, prefix, name, documents)
        count = len(self.terms)
        self.surface_terms = Terms.read(columns, f"{prefix}.words")
        surfaces = len(self.surface_terms)
        self.class_of = columns.sized(f"{prefix}.class_of", surfaces)
        self.surface_order = columns.sized(f"{prefix}.surfaces", surfaces)
        self.surface_starts = columns.sized(f"{prefix}.surface_starts", count + 1)
        self.surface_frequencies = columns.sized(f"{prefix}.surface_frequencies", surfaces)
        self._marks = columns[f"{prefix}.marks"]
        self._mark_starts = columns.sized(f"{prefix}.mark_starts", count + 1)
        self.quoted = columns.fact(f"{prefix}.quoted")
        if self.quoted > 1:
            raise columns.corrupt(f"does not say whether {name} has quotations")
        self._weights = np.array(
            [columns.fact(f"{prefix}.{kind}_weight") / 2 for kind in ("plain", "quoted", "title")], np.float32
        )
        self.sister: SurfaceField

    def surfaces(self, term: int) -> Int32s:
        """(s,) the ordinals, in the surface field, of a class's surfaces."""
        low, high = int(self.surface_starts[term]), int(self.surface_starts[term + 1])
        return self.surface_order[low:high].astype(np.int32)

    def kinds(self, term: int) -> int:
        """How many kinds of occurrence its marks tell apart."""
        size = int(self.surface_starts[term + 1]) - int(self.surface_starts[term])
        return size << self.quoted

    def marks(self, term: int, where: Int64s | None = None) -> tuple[NDArray[np.uint16], NDArray[np.bool_]]:
        """Of its occurrences (those numbered `where`): which surface of the class, and whether it is quoted."""
        bits = int(packing.mark_bits(np.array([self.kinds(term)]))[0])
        low, high = self.position_range(term)
        chosen = range(high - low) if where is None else where
        marks = packing.unpack_marks(self._marks, bits, int(self._mark_starts[term]), chosen)
        members: NDArray[np.uint16] = (marks >> self.quoted).astype(np.uint16)
        return members, (marks & self.quoted).astype(np.bool_)

    def _marks_between(self, low: int, high: int, counts: Int64s) -> NDArray[np.uint16]:
        sizes = gaps(self.surface_starts[low : high + 1])
        bits = packing.mark_bits(sizes << self.quoted)
        return packing.unpack_all_marks(self._marks, self._mark_starts[low:high].astype(np.int64), counts, bits)

    def surface_of(self, terms: Int64s, marks: NDArray[np.uint16]) -> Int64s:
        """(n,) the surfaces that occurrences are of: by the class and the mark of each."""
        return self.surface_order[self.surface_starts[terms].astype(np.int64) + (marks >> self.quoted)].astype(np.int64)

    def occurrence_weights(self, positions: Int32s, quoted: NDArray[np.bool_]) -> Floats:
        """The weight of each occurrence, by where it stands."""
        plain, inside, title = self._weights
        weights: Floats = np.where(quoted, inside, plain)
        if title != plain:
            weights[positions < BODY_START] = title
        return weights
