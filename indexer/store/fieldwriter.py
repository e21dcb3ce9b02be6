"""The columns of a field, written from its occurrences in the order of term, document and position.

The occurrences come in runs of whole terms, so that neither inverting nor merging needs them all in
memory at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indexer.arrays import Array, Int64s
from indexer.schema import BODY_START, K1, B
from indexer.store import delta, packing
from indexer.store.codes import write_codes
from indexer.store.columns import ColumnsWriter, smallest_type
from indexer.store.fields import BLOCK, ESCAPE, GAP_START, IMPACT_UNIT
from indexer.store.frame_of_reference import write_frame_of_reference
from indexer.store.listwriter import ListWriter, Split, write_escapes
from indexer.store.openlists import OpenBlocks, OpenMarks
from indexer.store.packing import number_bytes, pack_numbers
from indexer.store.positions import write_positions
from indexer.store.sort_keys import RUN
from indexer.store.stored_field import Run
from indexer.store.terms import GrowingTerms, write_terms

_PAIR = 1 << 20


@dataclass(frozen=True, slots=True)
class Traits:
    """How a field is kept: bits of a position, and how many positions from GAP_START on are left out; weights, in
    halves, of an occurrence by where it stands."""

    position_bits: int = 8
    position_gap: int = 0
    plain: int = 2
    quoted: int = 2
    title: int = 2

    def usual(self) -> Int64s:
        """Frequencies and weights that go together, as one number each: few occurrences, few of them in titles."""
        found: dict[int, None] = {}
        for freq in range(1, 9):
            for titles in range(min(freq, 2) + 1):
                for quoted in range(min(freq - titles, 2) + 1):
                    weight = self.title * titles + self.quoted * quoted + self.plain * (freq - titles - quoted)
                    found[freq << 10 | weight] = None
        return np.array(list(found), np.int64)


TRAITS: Mapping[str, Traits] = {
    "articles.text": Traits(position_bits=12, position_gap=BODY_START - GAP_START, quoted=3, title=6),
    "articles.title": Traits(plain=6, quoted=6, title=6),
}


@dataclass(frozen=True, slots=True)
class Surfaces:
    """The surfaces of a class field.

    `words` sorted; `class_of` (s,) the term that each belongs to; `order` (s,) their ordinals by class and
    then by themselves, of which those from `starts[t]` (terms + 1,) on are of the class `t`.
    """

    words: Sequence[bytes] | GrowingTerms
    class_of: Int64s
    order: Int64s
    starts: Int64s


@dataclass(frozen=True, slots=True)
class _Postings:
    """Those of a run: `new` (occurrences,) which occurrences begin one, `first` (n,) their numbers; and of each
    posting (n,) the document, how many occurrences it has, and the sum of their weights in halves."""

    new: NDArray[np.bool_]
    first: Int64s
    docs: Array
    freqs: Int64s
    weights: Array


class FieldWriter:
    """Writes one class or plain field."""

    def __init__(
        self,
        columns: ColumnsWriter,
        prefix: str,
        *,
        lengths: Array,
        occurrences: int,
        quoted: bool = False,
        surfaces: Surfaces | None = None,
        pairs: Mapping[tuple[int, int], int] | None = None,
        surface_frequencies: Int64s | None = None,
    ) -> None:
        """`lengths` (documents,) tokens of each; `occurrences` no fewer than will come.

        `pairs` are how often frequencies and weights go together; without it the first run decides.
        `surface_frequencies` (surfaces,), in how many documents each stands, are counted where they are not known.
        """
        self._columns = columns
        self._prefix = prefix
        self._traits = TRAITS.get(prefix, Traits())
        self._quoted = quoted
        self._occurrences = occurrences
        self._surfaces = surfaces
        self._lengths = lengths
        self._total = int(lengths.sum(dtype=np.int64))
        average = max(self._total / len(lengths), 1e-9) if len(lengths) else 1.0
        self._norms = (K1 * (1 - B + B * lengths / average)).astype(np.float32)
        self._doc_bytes = number_bytes(len(lengths) - 1)
        self._docs = columns.spare("uint8")
        self._gaps = columns.spare("uint8")
        # Slots are filled up to whole blocks, by fewer than there are postings.
        number = smallest_type(2 * max(occurrences, 1 << 16))
        bits, gap = self._traits.position_bits, self._traits.position_gap
        last = BODY_START + int(lengths.max(initial=0))
        self._few, self._many = (
            ListWriter(columns, number=number, position_bits=bits, position_gap=gap, last_position=last)
            for _ in range(2)
        )
        self._code_of: NDArray[np.uint8] | None = None
        self._book: NDArray[np.int64] = np.zeros(0, np.int64)
        if pairs is not None:
            frequent = sorted(pairs, key=lambda pair: (-pairs[pair], pair))[:ESCAPE]
            self._set_book(np.array([freq << 10 | weight for freq, weight in frequent], np.int64))
        self._terms = 0
        self._frequent: list[Int64s] = []
        self._few_sizes: list[Int64s] = []
        self._few_counts: list[Int64s] = []
        self._few_marks: list[Int64s] = []
        self._many_sizes: list[Int64s] = []
        self._many_marks: list[Int64s] = []
        self._gap_sizes: list[Int64s] = []
        self._gap_bits: list[Array] = []
        self._max_impacts: list[Array] = []
        self._block_max: list[Array] = []
        self._block_counts: list[Int64s] = []
        self._known_frequencies = surface_frequencies
        self._surface_frequencies = np.zeros(len(surfaces.words) if surfaces else 0, np.int64)
        """By class and then by themselves, as `surfaces.order` has them."""

    def append(self, run: Run) -> None:
        """Add the postings of the terms that follow."""
        if len(run.counts) == 1 and len(run.docs) > RUN and self._code_of is not None:
            postings_of_one = 1 + int(np.count_nonzero(run.docs[1:] != run.docs[:-1]))
            if postings_of_one > BLOCK:
                self.append_long(_parts(run))
                return
        found = self._postings(run)
        docs, freqs, weights = found.docs, found.freqs, found.weights
        starts = np.cumsum(run.counts) - run.counts
        df = np.diff(np.append(np.searchsorted(found.first, starts), len(found.first)))
        frequent = np.flatnonzero(df > BLOCK)
        postings, occurrences = Split(frequent, df), Split(frequent, run.counts)
        self._add_docs(docs, postings)
        codes = self._codes_of(freqs, weights)
        (few_codes, many_codes), (few_freqs, many_freqs) = postings(codes), postings(freqs)
        few_weights, many_weights = postings(weights)
        self._few.add(few_codes, few_freqs, few_weights, None)
        self._many.add(many_codes, many_freqs, many_weights, postings.many_sizes)
        few, many = occurrences(run.positions)
        self._few.positions.append(few)
        self._many.positions.append(many)
        self._add_ceilings(self._units(docs, weights), freqs, df, frequent)
        if self._surfaces is not None:
            self._add_marks(run, self._surfaces, df, frequent)
            self._count_surfaces(run, self._surfaces, found.new, df)
        self._frequent.append(frequent + self._terms)
        self._few_sizes.append(postings.few_sizes)
        self._few_counts.append(occurrences.few_sizes)
        self._many_sizes.append(postings.many_sizes)
        self._terms += len(run.counts)

    def append_long(self, parts: Iterable[Run]) -> None:
        """Add the postings of the one term that follows; it stands in more than BLOCK documents.

        They come in parts of whole postings, so that a term need not be in memory at once.
        """
        many, surfaces = self._many, self._surfaces
        bits = 0
        if surfaces is not None:
            kinds = np.diff(surfaces.starts[self._terms : self._terms + 2]) << int(self._quoted)
            bits = int(packing.mark_bits(kinds)[0])
        blocks, marks = OpenBlocks(), OpenMarks(bits)
        docs: list[Array] = []
        for run in parts:
            if not len(run.docs):
                continue
            found = self._postings(run)
            docs.append(found.docs)
            many.add(self._codes_of(found.freqs, found.weights), found.freqs, found.weights, None)
            many.positions.append(run.positions)
            blocks.add(self._units(found.docs, found.weights), found.freqs)
            if surfaces is not None:
                many.marks.append(marks.add(run.marks))
                self._count_surfaces(run, surfaces, found.new, np.array([len(found.docs)]))
        many.fill()
        packed, size, gap_bits = delta.pack_one(docs)
        for piece in packed:
            self._gaps.append(piece)
        self._gap_sizes.append(np.array([size]))
        self._gap_bits.append(np.array([gap_bits], np.uint8))
        max_impacts, counts = blocks.finish()
        self._max_impacts.append(max_impacts.max(keepdims=True))
        self._block_max.append(max_impacts)
        self._block_counts.append(counts)
        none = np.zeros(1, np.int64)
        if surfaces is not None:
            many.marks.append(marks.rest())
            self._few_marks.append(none)
            self._many_marks.append(packing.mark_sizes(np.array([counts.sum()]), np.array([bits])))
        self._frequent.append(none + self._terms)
        self._few_sizes.append(none)
        self._few_counts.append(none)
        self._many_sizes.append(np.array([sum(map(len, docs))]))
        self._terms += 1

    def _postings(self, run: Run) -> _Postings:
        n = len(run.docs)
        new = np.empty(n, np.bool_)
        new[:1] = True
        np.not_equal(run.docs[1:], run.docs[:-1], out=new[1:])
        starts = np.cumsum(run.counts) - run.counts
        new[starts[run.counts > 0]] = True
        first = np.flatnonzero(new)
        freqs = np.diff(np.append(first, n))
        weights = np.add.reduceat(self._occurrence_weights(run), first, dtype=np.int64) if n else first
        return _Postings(new, first, run.docs[first], freqs, weights)

    def _add_docs(self, docs: Array, postings: Split) -> None:
        few, many = postings(docs)
        self._docs.append(pack_numbers(few, self._doc_bytes))
        packed, sizes, bits = delta.pack(many, postings.many_sizes)
        self._gaps.append(packed)
        self._gap_sizes.append(sizes)
        self._gap_bits.append(bits)

    def _occurrence_weights(self, run: Run) -> Array:
        traits = self._traits
        if traits.title == traits.plain and not (self._quoted and traits.quoted != traits.plain):
            return np.full(len(run.docs), traits.plain, np.uint32)
        weights = np.where(run.positions < BODY_START, np.uint32(traits.title), np.uint32(traits.plain))
        if self._quoted:
            weights[(run.marks & 1).astype(np.bool_)] = traits.quoted
        return weights

    def _codes_of(self, freqs: Int64s, weights: Array) -> NDArray[np.uint8]:
        """Frequency and weight together as a byte, for the most frequent pairs; the others are exceptions."""
        pairs = np.minimum(freqs, 1023) << 10 | np.minimum(weights, 1023)
        if self._code_of is None:
            seen = np.bincount(pairs, minlength=_PAIR)
            seen.reshape(1024, 1024)[1023] = 0
            seen.reshape(1024, 1024)[:, 1023] = 0
            book = np.flatnonzero(seen)
            book = book[np.argsort(-seen[book], kind="stable")]
            if 4 * len(pairs) < self._occurrences:
                # What has come may be of one word: what most words have gets a code as well.
                usual = self._traits.usual()
                book = np.concatenate((book, usual[~np.isin(usual, book)]))
            self._set_book(book[:ESCAPE])
            assert self._code_of is not None
        codes: NDArray[np.uint8] = self._code_of[pairs]
        return codes

    def _set_book(self, book: Int64s) -> None:
        self._book = book
        self._code_of = np.full(_PAIR, ESCAPE, np.uint8)
        self._code_of[book] = np.arange(len(book))

    def _units(self, docs: Array, weights: Array) -> NDArray[np.uint8]:
        """(n,) the bound of each posting, in parts of IMPACT_UNIT."""
        amount = weights.astype(np.float32) / np.float32(2)
        impact = amount / (amount + self._norms[docs])
        return np.minimum(np.ceil(impact * np.float32(IMPACT_UNIT * (1 + 1e-6))), IMPACT_UNIT).astype(np.uint8)

    def _add_ceilings(self, units: NDArray[np.uint8], freqs: Int64s, df: Int64s, frequent: Int64s) -> None:
        if not len(units):
            self._max_impacts.append(np.zeros(len(df), np.uint8))
            return
        starts = np.cumsum(df) - df
        some = df > 0
        max_impacts = np.zeros(len(df), np.uint8)
        max_impacts[some] = np.maximum.reduceat(units, starts[some])
        self._max_impacts.append(max_impacts)
        if not len(frequent):
            return
        blocks = -(-df[frequent] // BLOCK)
        number = np.arange(int(blocks.sum())) - np.repeat(np.cumsum(blocks) - blocks, blocks)
        heads = np.repeat(starts[frequent], blocks) + number * BLOCK
        # The postings between one frequent term and the next belong to no block: cut them off by a head of their own.
        cuts = np.union1d(heads, starts[frequent] + df[frequent])
        cuts = cuts[cuts < len(units)]
        mine = np.searchsorted(cuts, heads)
        self._block_max.append(np.maximum.reduceat(units, cuts)[mine])
        self._block_counts.append(np.add.reduceat(freqs, cuts)[mine])

    def _add_marks(self, run: Run, surfaces: Surfaces, df: Int64s, frequent: Int64s) -> None:
        low = self._terms
        sizes = np.diff(surfaces.starts[low : low + len(run.counts) + 1])
        bits = packing.mark_bits(sizes << int(self._quoted))
        packed, begins = packing.pack_marks(run.marks, run.counts, bits)
        split = Split(frequent, np.diff(begins, append=len(packed)))
        few, many = split(packed)
        self._few.marks.append(few)
        self._many.marks.append(many)
        self._few_marks.append(split.few_sizes)
        self._many_marks.append(split.many_sizes)

    def _count_surfaces(self, run: Run, surfaces: Surfaces, new: NDArray[np.bool_], df: Int64s) -> None:
        """A surface's document frequency: that of its class, or the distinct pairs of surface and posting."""
        if self._known_frequencies is not None:
            return
        begins = surfaces.starts[self._terms : self._terms + len(run.counts) + 1]
        low_slot = begins[:-1] - begins[0]
        alone = np.diff(begins) == 1
        found = np.zeros(int(begins[-1] - begins[0]), np.int64)
        found[low_slot[alone]] = df[alone]
        shared = np.flatnonzero(~np.repeat(alone, run.counts))
        posting = np.cumsum(new)[shared].astype(np.uint64)
        slot = np.repeat(low_slot, run.counts)[shared] + (run.marks[shared] >> int(self._quoted))
        pairs = (slot.astype(np.uint64) << np.uint64(32)) | posting
        pairs = pairs[_changes(pairs)]
        pairs.sort()
        slots = (pairs[_changes(pairs)] >> np.uint64(32)).astype(np.int64)
        found += np.bincount(slots, minlength=len(found))
        self._surface_frequencies[int(begins[0]) : int(begins[-1])] += found

    def finish(self, terms: Sequence[bytes] | GrowingTerms) -> dict[str, int]:
        """Write what remains, `terms` being all that the runs were of; returns what belongs to the file's scalars."""
        columns, prefix, traits = self._columns, self._prefix, self._traits
        few, many = self._few, self._many
        scalars = write_terms(columns, f"{prefix}.terms", terms)
        columns.add(f"{prefix}.lengths", self._lengths)
        columns.add(f"{prefix}.max_impacts", _joined(self._max_impacts))
        write_frame_of_reference(columns, f"{prefix}.starts", _starts(self._few_sizes))
        columns.join(f"{prefix}.docs", [self._docs])
        columns.add(f"{prefix}.frequent", _joined(self._frequent))
        columns.add(f"{prefix}.frequent_sizes", _joined(self._many_sizes))
        columns.join(f"{prefix}.gaps", [self._gaps])
        columns.add(f"{prefix}.gap_starts", _starts(self._gap_sizes))
        columns.add(f"{prefix}.gap_bits", _joined(self._gap_bits))
        write_codes(columns, f"{prefix}.codes", [few.codes, many.codes])
        begin = write_escapes(columns, prefix, few, many)
        columns.add(f"{prefix}.code_freqs", self._book >> 10)
        columns.add(f"{prefix}.code_weights", self._book & 1023)
        columns.add(f"{prefix}.block_starts", _starts([-(-_joined(self._many_sizes) // BLOCK)]) + begin)
        columns.add(f"{prefix}.block_max", _joined(self._block_max))
        write_frame_of_reference(columns, f"{prefix}.position_starts", _starts(self._few_counts))
        begin = write_positions(columns, prefix, few.positions, many.positions)
        write_frame_of_reference(columns, f"{prefix}.block_positions", _starts(self._block_counts) + begin)
        scalars[f"{prefix}.doc_bytes"] = self._doc_bytes
        scalars[f"{prefix}.total_length"] = self._total
        scalars[f"{prefix}.position_bits"] = traits.position_bits
        scalars[f"{prefix}.position_gap"] = traits.position_gap
        if self._surfaces is not None:
            scalars |= self._finish_surfaces(self._surfaces)
        return scalars

    def _finish_surfaces(self, surfaces: Surfaces) -> dict[str, int]:
        columns, prefix, traits = self._columns, self._prefix, self._traits
        self._many.marks.append(np.zeros(packing.SPARE, np.uint8))
        columns.join(f"{prefix}.marks", [self._few.marks, self._many.marks])
        write_frame_of_reference(columns, f"{prefix}.mark_starts", _starts(self._few_marks))
        columns.add(f"{prefix}.frequent_mark_starts", _starts(self._many_marks) + self._few.marks.count)
        write_frame_of_reference(columns, f"{prefix}.class_of", surfaces.class_of)
        write_frame_of_reference(columns, f"{prefix}.surfaces", surfaces.order)
        write_frame_of_reference(columns, f"{prefix}.surface_starts", surfaces.starts)
        frequencies = self._known_frequencies
        if frequencies is None:
            frequencies = np.empty(len(surfaces.words), np.int64)
            frequencies[surfaces.order] = self._surface_frequencies
        write_frame_of_reference(columns, f"{prefix}.surface_frequencies", frequencies)
        return write_terms(columns, f"{prefix}.words", surfaces.words) | {
            f"{prefix}.quoted": int(self._quoted),
            f"{prefix}.plain_weight": traits.plain,
            f"{prefix}.quoted_weight": traits.quoted,
            f"{prefix}.title_weight": traits.title,
        }


def write_keyword(
    columns: ColumnsWriter, prefix: str, terms: Sequence[bytes] | GrowingTerms, ordinals: Int64s
) -> dict[str, int]:
    """Write a keyword field: the value of each document as an ordinal into `terms` (sorted), or -1."""
    docs = np.flatnonzero(ordinals >= 0)
    return write_values(columns, prefix, terms, docs, ordinals[docs])


def write_values(
    columns: ColumnsWriter, prefix: str, terms: Sequence[bytes] | GrowingTerms, docs: Int64s, ordinals: Int64s
) -> dict[str, int]:
    """Write a keyword field of several values: documents (n,) ascending, each with the ordinal of a value (n,)."""
    columns.add(f"{prefix}.docs", docs[np.argsort(ordinals, kind="stable")])
    write_frame_of_reference(columns, f"{prefix}.starts", _starts([np.bincount(ordinals, minlength=len(terms))]))
    return write_terms(columns, f"{prefix}.terms", terms)


def surfaces_of(words: Sequence[bytes] | GrowingTerms, class_of: Int64s, classes: int) -> Surfaces:
    """The surfaces of `classes` classes, `words` being sorted."""
    order = np.argsort(class_of, kind="stable")
    return Surfaces(words, class_of, order, _starts([np.bincount(class_of, minlength=classes)]))


def members(surfaces: Surfaces) -> Int64s:
    """(s,) for each surface which one of its class it is."""
    which = np.empty(len(surfaces.class_of), np.int64)
    which[surfaces.order] = np.arange(len(which)) - surfaces.starts[surfaces.class_of[surfaces.order]]
    return which


def _parts(run: Run) -> Iterator[Run]:
    """A run of one term in parts of whole postings, of about RUN occurrences each."""
    low = 0
    while low < len(run.docs):
        high = len(run.docs)
        if low + RUN < high:
            high = int(np.searchsorted(run.docs, run.docs[low + RUN]))
            if high == low:
                high = int(np.searchsorted(run.docs, run.docs[low], "right"))
        yield Run(np.array([high - low]), run.docs[low:high], run.positions[low:high], run.marks[low:high])
        low = high


def _changes(values: Array) -> NDArray[np.bool_]:
    """(n,) whether a value differs from the one before it."""
    found = np.ones(len(values), np.bool_)
    np.not_equal(values[1:], values[:-1], out=found[1:])
    return found


def _joined(parts: Sequence[Array]) -> Array:
    return np.concatenate(parts) if parts else np.zeros(0, np.int64)


def _starts(counts: Sequence[Int64s]) -> Int64s:
    return np.concatenate(([0], np.cumsum(_joined(counts), dtype=np.int64)))
