"""The fields of a segment, read: postings, weights and occurrences of a term.

A *class* field (`text`) is kept by stem class, with the positions of all its surfaces together; the
*surface* field over it (`words`) is that of its sister, sorted out by the mark of each occurrence.
A *plain* field (`speaker`) has positions and no stems, a *keyword* field documents only. `body` and
`body_words` are `text` and `words` without the title.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from indexer.schema import BODY_START
from indexer.store import packing
from indexer.store.columns import Array, Columns
from indexer.store.terms import Terms

Kind = Literal["classes", "surfaces", "plain", "keyword"]
Int32s = NDArray[np.int32]
Int64s = NDArray[np.int64]
Floats = NDArray[np.float32]

ESCAPE = 255
BLOCK = 128
CEILING_UNIT = 65535
K1, B = 1.2, 0.75
_KEPT = 16


@dataclass(frozen=True, slots=True)
class Posting:
    """All postings of a term: documents (n,), how often it stands in each, and the weight of it there."""

    docs: Int32s
    freqs: Int32s
    weights: Floats


class Field(ABC):
    """One indexed field of one segment. Terms are named by their ordinal in `terms`.

    Arrays that come out may be views of the file or kept for the next caller: never write into them.
    Document frequencies and lengths count deleted documents until a merge drops them.
    """

    kind: Kind
    name: str
    terms: Terms
    lengths: Array | None
    """(documents,) unsigned: the tokens of each document; None for a keyword field."""
    total_length: int
    block = BLOCK
    bound_average: float
    """The average length with which `ceiling` and `blocks` were computed."""

    @abstractmethod
    def doc_frequency(self, term: int) -> int:
        """In how many documents the term stands."""

    @abstractmethod
    def docs(self, term: int) -> Int32s:
        """(n,) the documents of a term, ascending."""

    @abstractmethod
    def freqs(self, term: int) -> Int32s:
        """(n,) how often it stands in each."""

    @abstractmethod
    def weights(self, term: int) -> Floats:
        """(n,) the summed weights of its occurrences in each."""

    @abstractmethod
    def occurrences(self, term: int, docs: Int32s | None = None) -> tuple[Int64s, Int32s]:
        """Where a term stands in the given documents (ascending; default: its own).

        Two arrays (m,): which of `docs`, ascending, and the position there, ascending within each.
        """

    def candidates(self, term: int) -> Int32s:
        """A superset of `docs`, at less cost where there is one."""
        return self.docs(term)

    def ceiling(self, term: int) -> float:
        """No posting's w / (w + k1 (1 - b + b length / average)) is greater (k1 = 1.2, b = 0.75)."""
        return 1.0

    def blocks(self, term: int) -> Floats | None:
        """`ceiling` for each run of `block` postings, (ceil(n / block),); None where it is not kept."""
        return None


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
        found = packing.unpack_range(self._positions, self.position_bits, low, high)
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
        at = int(np.searchsorted(terms, term))
        low, _ = self._range(term)
        blocks = rows // BLOCK
        within = rows - blocks * BLOCK
        grid = (low + blocks * BLOCK)[:, None] + np.arange(BLOCK)
        grid = np.minimum(grid, low + rows[:, None])
        freqs = self._code_freqs.take(self._codes[grid]).astype(np.int64)
        if len(self._escapes):
            flat, where = freqs.reshape(-1), grid.reshape(-1)
            found = np.searchsorted(self._escapes, where)
            found[found == len(self._escapes)] = 0
            hit = self._escapes[found] == where
            flat[hit] = self._escaped[0][found[hit]]
        own = freqs[np.arange(len(rows)), within]
        before = np.where(np.arange(BLOCK) < within[:, None], freqs, 0).sum(axis=1)
        return own, positions[int(starts[at]) + blocks].astype(np.int64) + before

    def positions_at(self, numbers: Int64s) -> Int32s:
        """(m,) the positions of the occurrences with these numbers."""
        found = packing.unpack_at(self._positions, self.position_bits, numbers)
        packing.patch(found, numbers, *self._position_escapes)
        return found

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
        self._surfaces = columns.sized(f"{prefix}.surfaces", surfaces)
        self._surface_starts = columns.sized(f"{prefix}.surface_starts", count + 1)
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
        low, high = int(self._surface_starts[term]), int(self._surface_starts[term + 1])
        return self._surfaces[low:high].astype(np.int32)

    def kinds(self, term: int) -> int:
        """How many kinds of occurrence its marks tell apart."""
        size = int(self._surface_starts[term + 1]) - int(self._surface_starts[term])
        return size << self.quoted

    def marks(self, term: int, where: Int64s | None = None) -> tuple[NDArray[np.uint16], NDArray[np.bool_]]:
        """Of its occurrences (those numbered `where`): which surface of the class, and whether it is quoted."""
        bits = int(packing.mark_bits(np.array([self.kinds(term)]))[0])
        low, high = self.position_range(term)
        chosen = range(high - low) if where is None else where
        marks = packing.unpack_marks(self._marks, bits, int(self._mark_starts[term]), chosen)
        return marks >> self.quoted, (marks & self.quoted).astype(np.bool_)

    def occurrence_weights(self, positions: Int32s, quoted: NDArray[np.bool_]) -> Floats:
        """The weight of each occurrence, by where it stands."""
        plain, inside, title = self._weights
        weights = np.where(quoted, inside, plain)
        return weights if title == plain else np.where(positions < BODY_START, title, weights)


class SurfaceField(Field):
    """The surfaces of a class field: `words`, `title_words`, `quote_words`."""

    kind = "surfaces"

    def __init__(self, sister: ClassField, name: str) -> None:
        self.name = name
        self.sister = sister
        self.terms = sister.surface_terms
        self.lengths = sister.lengths
        self.total_length = sister.total_length
        self.bound_average = sister.bound_average
        self._kept = Kept(self._posting)

    def stem(self, term: int) -> int:
        """The ordinal of its class in the sister field."""
        return int(self.sister.class_of[term])

    def _place(self, term: int) -> tuple[int, int, int]:
        """Its class, which surface of the class it is, and how many those are."""
        stem = self.stem(term)
        members = self.sister.surfaces(stem)
        return stem, int(np.searchsorted(members, term)), len(members)

    def doc_frequency(self, term: int) -> int:
        return int(self.sister.surface_frequencies[term])

    def candidates(self, term: int) -> Int32s:
        return self.sister.docs(self.stem(term))

    def docs(self, term: int) -> Int32s:
        stem, _, size = self._place(term)
        return self.sister.docs(stem) if size == 1 else self._kept[term].docs

    def freqs(self, term: int) -> Int32s:
        stem, _, size = self._place(term)
        return self.sister.freqs(stem) if size == 1 else self._kept[term].freqs

    def weights(self, term: int) -> Floats:
        stem, _, size = self._place(term)
        return self.sister.weights(stem) if size == 1 else self._kept[term].weights

    def _posting(self, term: int) -> Posting:
        stem, member, _ = self._place(term)
        members, quoted = self.sister.marks(stem)
        mine = np.flatnonzero(members == member)
        rows = np.repeat(np.arange(self.sister.doc_frequency(stem)), self.sister.checked_freqs(stem))[mine]
        low, _ = self.sister.position_range(stem)
        weights = self.sister.occurrence_weights(self.sister.positions_at(mine + low), quoted[mine])
        return gathered(self.sister.docs(stem), rows, weights)

    def occurrences(self, term: int, docs: Int32s | None = None) -> tuple[Int64s, Int32s]:
        stem, member, size = self._place(term)
        if size == 1:
            return self.sister.occurrences(stem, docs)
        which, numbers = self.sister.numbered(stem, self.docs(term) if docs is None else docs)
        mine = self.sister.marks(stem, numbers)[0] == member
        return which[mine], self.sister.positions_at(numbers[mine] + self.sister.position_range(stem)[0])

    def ceiling(self, term: int) -> float:
        return self.sister.ceiling(self.stem(term))

    def blocks(self, term: int) -> Floats | None:
        stem, _, size = self._place(term)
        return self.sister.blocks(stem) if size == 1 else None


class BodyField(Field):
    """A text field without its title: `body` of `text`, `body_words` of `words`."""

    def __init__(self, whole: ClassField | SurfaceField, title: Field, name: str) -> None:
        self.name = name
        self.kind = whole.kind
        self.terms = whole.terms
        self._whole = whole
        self._title = title
        self.total_length = whole.total_length - title.total_length
        self.bound_average = 1.0
        self.sister: BodyField
        self._kept = Kept(self._posting)

    @cached_property
    def lengths(self) -> Array:  # type: ignore[override]
        assert self._whole.lengths is not None
        assert self._title.lengths is not None
        return self._whole.lengths.astype(np.uint32) - self._title.lengths

    def surfaces(self, term: int) -> Int32s:
        assert isinstance(self._whole, ClassField)
        return self._whole.surfaces(term)

    def stem(self, term: int) -> int:
        assert isinstance(self._whole, SurfaceField)
        return self._whole.stem(term)

    def _posting(self, term: int) -> Posting:
        docs, freqs, weights = self._whole.docs(term), self._whole.freqs(term), self._whole.weights(term)
        also = self._title.terms.find(self.terms.at(term))
        if also < 0:
            return Posting(docs, freqs, weights)
        rows = np.searchsorted(docs, self._title.docs(also))
        freqs, weights = freqs.copy(), weights.copy()
        freqs[rows] -= self._title.freqs(also)
        weights[rows] -= self._title.weights(also)
        left = freqs > 0
        return Posting(docs[left], freqs[left], weights[left])

    def doc_frequency(self, term: int) -> int:
        return len(self._kept[term].docs)

    def docs(self, term: int) -> Int32s:
        return self._kept[term].docs

    def freqs(self, term: int) -> Int32s:
        return self._kept[term].freqs

    def weights(self, term: int) -> Floats:
        return self._kept[term].weights

    def candidates(self, term: int) -> Int32s:
        return self._whole.candidates(term)

    def occurrences(self, term: int, docs: Int32s | None = None) -> tuple[Int64s, Int32s]:
        which, positions = self._whole.occurrences(term, self.docs(term) if docs is None else docs)
        body = positions >= BODY_START
        return which[body], positions[body]


class KeywordField(Field):
    """A field of whole values: `id`, `url`, `basis`. No lengths, no positions, every weight 1."""

    kind = "keyword"
    lengths = None
    total_length = 0
    bound_average = 1.0

    def __init__(self, columns: Columns, prefix: str, name: str) -> None:
        self.name = name
        self.terms = Terms.read(columns, f"{prefix}.terms")
        self._starts = columns.sized(f"{prefix}.starts", len(self.terms) + 1)
        self._docs = columns.sized(f"{prefix}.docs", int(self._starts[-1]))

    def doc_frequency(self, term: int) -> int:
        return int(self._starts[term + 1]) - int(self._starts[term])

    def docs(self, term: int) -> Int32s:
        return self._docs[int(self._starts[term]) : int(self._starts[term + 1])].astype(np.int32)

    def freqs(self, term: int) -> Int32s:
        return np.ones(self.doc_frequency(term), np.int32)

    def weights(self, term: int) -> Floats:
        return np.ones(self.doc_frequency(term), np.float32)

    def occurrences(self, term: int, docs: Int32s | None = None) -> tuple[Int64s, Int32s]:
        return np.zeros(0, np.int64), np.zeros(0, np.int32)


class ArticleField(Field):
    """`article` of a quotation: the id of the article that it stands in."""

    kind = "keyword"
    name = "article"
    lengths = None
    total_length = 0
    bound_average = 1.0

    def __init__(self, ids: Field, article_quotations: Int32s) -> None:
        self.terms = ids.terms
        self._ids = ids
        self._starts = article_quotations

    def docs(self, term: int) -> Int32s:
        parts = [np.arange(self._starts[doc], self._starts[doc + 1], dtype=np.int32) for doc in self._ids.docs(term)]
        return np.concatenate(parts) if parts else np.zeros(0, np.int32)

    def doc_frequency(self, term: int) -> int:
        return len(self.docs(term))

    def freqs(self, term: int) -> Int32s:
        return np.ones(self.doc_frequency(term), np.int32)

    def weights(self, term: int) -> Floats:
        return np.ones(self.doc_frequency(term), np.float32)

    def occurrences(self, term: int, docs: Int32s | None = None) -> tuple[Int64s, Int32s]:
        return np.zeros(0, np.int64), np.zeros(0, np.int32)


class Kept:
    """The last few derived postings: a query asks for documents, frequencies and weights in turn."""

    def __init__(self, make: Callable[[int], Posting]) -> None:
        self._make = make
        self._last: OrderedDict[int, Posting] = OrderedDict()

    def __getitem__(self, term: int) -> Posting:
        found = self._last.pop(term, None)
        if found is None:
            found = self._make(term)
        self._last[term] = found
        while len(self._last) > _KEPT:
            self._last.popitem(last=False)
        return found


def gathered(docs: Int32s, rows: Int64s, weights: Floats) -> Posting:
    """Postings of occurrences: `rows` (m,) ascending into `docs`, with the weight of each."""
    if not len(rows):
        return Posting(np.zeros(0, np.int32), np.zeros(0, np.int32), np.zeros(0, np.float32))
    first = np.flatnonzero(np.concatenate(([True], rows[1:] != rows[:-1])))
    freqs = np.diff(np.append(first, len(rows))).astype(np.int32)
    return Posting(docs[rows[first]], freqs, np.add.reduceat(weights, first))
