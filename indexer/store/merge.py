"""Many segments to one, without what is deleted.

Terms are merged a run at a time: their occurrences are read from all segments, numbered anew and
sorted as in inversion; a term of very many comes in parts, segment after segment, which is their order
already. So memory depends on the vocabulary and the number of documents, not on the text. Stored blocks
are copied as they are where nothing in the segment is deleted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from indexer.arrays import Array, Int64s
from indexer.schema import SCHEMA_VERSION
from indexer.store.class_field import ClassField
from indexer.store.columns import Columns, ColumnsWriter, smallest
from indexer.store.derived import KeywordField
from indexer.store.fields import BLOCK
from indexer.store.fieldwriter import FieldWriter, Surfaces, members, surfaces_of, write_keyword, write_values
from indexer.store.frame_of_reference import write_frame_of_reference
from indexer.store.nametable import bare_name, merge_names
from indexer.store.optional import DATE_COLUMNS, write_dates, write_numbers
from indexer.store.records import RecordsWriter
from indexer.store.samples import merge_samples
from indexer.store.segment import (
    CLASS_FIELDS,
    FORMAT,
    KEYWORD_FIELDS,
    LABELS,
    PLAIN_FIELDS,
    SEVERAL,
    Segment,
    Space,
)
from indexer.store.sentence_lengths import merge_sentences
from indexer.store.sort_keys import RUN, Keys
from indexer.store.stored_field import Run, StoredField
from indexer.store.terms import GrowingTerms, Terms, united, write_terms

MERGING, PER_TOKEN = 40 << 20, 1
"""Bytes of memory that merging takes, and for each token at most: tables of the distinct words, and of the
articles."""
_WORDS = 1 << 16
"""So many words of a segment are looked at at once."""

SpaceName = Literal["articles", "quotations"]


def merge(segments: Sequence[Segment], path: Path) -> int:
    """Write the living documents of the segments, in order, as one segment; the CRC-32 of its table.

    IndexCorrupt if a source is damaged: it would get new checksums, and nobody could tell any more.
    """
    for segment in segments:
        segment.file.check()
    columns = ColumnsWriter(path)
    try:
        return columns.close(_merge(segments, columns))
    except BaseException:
        columns.abandon()
        raise


def new_numbers(segments: Sequence[Segment]) -> list[Int64s | int]:
    """For each segment the number of each of its articles among the living of all, -1 for one that is deleted; or
    what is added to all."""
    return Parts([segment.articles for segment in segments], []).numbers


def _merge(segments: Sequence[Segment], columns: ColumnsWriter) -> dict[str, Any]:
    scalars: dict[str, Any] = {"format": FORMAT, "schema": SCHEMA_VERSION}
    _merge_records(segments, columns)
    spaces: tuple[SpaceName, ...] = ("articles", "quotations")
    for name in spaces:
        parts = Parts([getattr(segment, name) for segment in segments], [segment.file for segment in segments])
        scalars[name] = parts.count
        for field, surface in CLASS_FIELDS[name].items():
            assert surface
            merger = FieldMerger(columns, parts, parts.fields(field))
            scalars |= _merge_field(columns, f"{name}.{field}", parts, merger)
            if (name, field) == ("articles", "text"):
                scalars |= merge_names(columns, [segment.names for segment in segments], merger.gone_names())
            del merger
        for field in PLAIN_FIELDS[name]:
            merger = FieldMerger(columns, parts, parts.fields(field))
            scalars |= _merge_field(columns, f"{name}.{field}", parts, merger)
            del merger
        for field in KEYWORD_FIELDS[name]:
            if field in SEVERAL:
                scalars |= _merge_values(columns, f"{name}.{field}", parts, field)
                continue
            values = [_keyword_values(space, field) for space in parts.spaces]
            names, ordinals = parts.values(columns, values)
            scalars |= write_keyword(columns, f"{name}.{field}", names, ordinals)
            if field == "id":
                scalars |= write_numbers(columns, "articles.printed_id.ordinals", ordinals, none=-1)
        merge_sentences(
            columns, name, [space.sentences for space in parts.spaces], [space.live for space in parts.spaces]
        )
        for label in LABELS[name]:
            if label != "id":
                printed = [(space.labels[label].names, space.labels[label].ordinals) for space in parts.spaces]
                names, ordinals = parts.values(columns, printed)
                scalars |= write_terms(columns, f"{name}.printed_{label}.names", names)
                scalars |= write_numbers(columns, f"{name}.printed_{label}.ordinals", ordinals, none=-1)
        if name == "articles":
            dates = {column: parts.living([one.columns[column] for one in parts.spaces]) for column in DATE_COLUMNS}
            scalars |= write_dates(columns, dates)
            columns.add(
                "articles.generation", smallest(parts.living([one.columns["generation"] for one in parts.spaces]))
            )
            columns.add("articles.digests", parts.living([segment.digests for segment in segments]))
            sizes = parts.living([np.diff(segment.article_quotations) for segment in segments])
            write_frame_of_reference(columns, "articles.quotations", np.concatenate(([0], np.cumsum(sizes))))
            scalars |= merge_samples(columns, [segment.samples for segment in segments], parts.numbers, parts.count)
    return scalars


def _merge_records(segments: Sequence[Segment], columns: ColumnsWriter) -> None:
    writer = RecordsWriter()
    column = columns.grow("records.packed", "uint8")
    for segment in segments:
        live = segment.articles.live
        if live is None:
            writer.copy(segment.records, column)
            segment.file.forget()
            continue
        for doc in np.flatnonzero(live).tolist():
            writer.add(segment.records.raw(doc))
            writer.drain(column)
    writer.write(columns, column)


def _keyword_values(space: Space, name: str) -> tuple[Terms, Array]:
    """A keyword field the other way round: its terms, and the ordinal of each document's, or -1."""
    field = space.fields[name]
    assert isinstance(field, KeywordField)
    return field.terms, field.ordinals(space.count)


def _merge_values(columns: ColumnsWriter, prefix: str, parts: Parts, name: str) -> dict[str, int]:
    """A keyword field of which a document may have several values."""
    fields, docs, used = [], [], []
    for space, numbers in zip(parts.spaces, parts.numbers, strict=True):
        field = space.fields[name]
        assert isinstance(field, KeywordField)
        old, terms = field.pairs()
        if len(old) and int(old.max()) >= space.count:
            raise field.corrupt("names a document that it does not have")
        new = old + numbers if isinstance(numbers, int) else numbers[old]
        fields.append(field)
        docs.append((new[new >= 0], terms[new >= 0]))
        mask = np.zeros(len(field.terms), np.bool_)
        mask[docs[-1][1]] = True
        used.append(mask)
    names, maps = united([field.terms for field in fields], used, columns)
    parts.forget()
    every = np.concatenate([np.zeros(0, np.int64), *(new for new, _ in docs)])
    values = np.concatenate([np.zeros(0, np.int64), *(new[old] for new, (_, old) in zip(maps, docs, strict=True))])
    order = np.argsort(every, kind="stable")
    return write_values(columns, prefix, names, every[order], values[order])


class Parts:
    """One space of the segments that are merged, and where each document goes."""

    def __init__(self, spaces: Sequence[Space], files: Sequence[Columns]) -> None:
        self.spaces = spaces
        self._files = files
        self.count = sum(space.live_count for space in spaces)
        self.numbers: list[Int64s | int] = []
        """For each segment the new number of each document, -1 if it is deleted; or what to add to all."""
        base = 0
        for space in spaces:
            if space.live is None:
                self.numbers.append(base)
            else:
                self.numbers.append(np.where(space.live, np.cumsum(space.live) - 1 + base, -1))
            base += space.live_count

    def forget(self) -> None:
        """What was read of the segments so far is not needed again."""
        for file in self._files:
            file.forget()

    def living(self, columns: Sequence[Array]) -> Array:
        """The values of the documents that live, of all segments."""
        live = [space.live for space in self.spaces]
        kept = [column if mask is None else column[mask] for column, mask in zip(columns, live, strict=True)]
        return np.concatenate(kept) if kept else np.zeros(0, np.int32)

    def fields(self, name: str) -> list[StoredField]:
        found = [space.fields[name] for space in self.spaces]
        assert all(isinstance(field, StoredField) for field in found)
        return found  # type: ignore[return-value]  # what the assertion says

    def values(self, columns: ColumnsWriter, values: Sequence[tuple[Terms, Array]]) -> tuple[GrowingTerms, Int64s]:
        """Names and ordinals (all documents,) of a value that each document has one of, or none (-1)."""
        used = []
        for (terms, ordinals), space in zip(values, self.spaces, strict=True):
            kept = ordinals if space.live is None else ordinals[space.live]
            mask = np.zeros(len(terms) + 1, np.bool_)
            mask[kept] = True
            used.append(mask[:-1])
        names, maps = united([terms for terms, _ in values], used, columns)
        self.forget()
        renamed = [np.append(new, -1)[ordinals] for new, (_, ordinals) in zip(maps, values, strict=True)]
        return names, self.living(renamed).astype(np.int64)


def _merge_field(columns: ColumnsWriter, prefix: str, parts: Parts, merger: FieldMerger) -> dict[str, int]:
    writer = FieldWriter(
        columns,
        prefix,
        lengths=merger.lengths,
        occurrences=merger.occurrences,
        quoted=merger.quoted,
        surfaces=merger.surfaces,
        pairs=merger.pairs(),
        surface_frequencies=merger.surface_frequencies(),
    )
    for low, high in merger.stretches():
        if merger.long(low, high):
            writer.append_long(merger.parts(low))
        else:
            for run in merger.runs(low, high):
                writer.append(run)
        parts.forget()
    return writer.finish(merger.names)


class FieldMerger:
    """The occurrences of one field of several segments, under the terms and documents of the new one."""

    def __init__(self, columns: ColumnsWriter, parts: Parts, fields: Sequence[StoredField]) -> None:
        self._fields = fields
        self._numbers = parts.numbers
        self._forget = parts.forget
        self.lengths = parts.living([field.lengths for field in fields if field.lengths is not None])
        self.occurrences = sum(field.position_count for field in fields)
        self._documents = parts.count
        self._classes = [field for field in fields if isinstance(field, ClassField)]
        self.quoted = any(field.quoted for field in self._classes)
        used = [self._used(place) for place in range(len(fields))]
        self.names, self._terms = united([field.terms for field in fields], [terms for terms, _ in used], columns)
        self._used_surfaces = [surfaces for _, surfaces in used]
        self.surfaces: Surfaces | None = None
        self._surfaces: list[Int64s] = []
        if self._classes:
            self._unite_surfaces(columns, self._used_surfaces)
        parts.forget()
        self._reached = [np.maximum.accumulate(new) for new in self._terms]
        """Of each term of a segment the last new term up to there: what is used is in order in both."""
        self._sizes = np.zeros(len(self.names), np.int64)
        longest = 0
        for field, new in zip(fields, self._terms, strict=True):
            kept = new >= 0
            self._sizes[new[kept]] += field.occurrence_counts()[kept]
            longest = max(longest, field.last_position)
        kinds = int(np.diff(self.surfaces.starts).max(initial=1)) if self.surfaces else 1
        self._keys = Keys(docs=self._documents, positions=longest + 1, marks=kinds << int(self.quoted))

    def _used(self, place: int) -> tuple[NDArray[np.bool_] | None, NDArray[np.bool_] | None]:
        """Which terms and surfaces of a segment are left; None if all are, because nothing is deleted."""
        field, numbers = self._fields[place], self._numbers[place]
        if isinstance(numbers, int):
            return None, None
        terms = np.zeros(len(field.terms), np.bool_)
        surfaces = np.zeros(len(field.surface_terms) if isinstance(field, ClassField) else 0, np.bool_)
        for low, high in _stretches(np.concatenate(([0], np.cumsum(field.occurrence_counts()))), RUN):
            run = field.run(low, high)
            alive = numbers[run.docs] >= 0
            which = np.repeat(np.arange(low, high), run.counts)[alive]
            terms[which] = True
            if isinstance(field, ClassField):
                surfaces[field.surface_of(which, run.marks[alive])] = True
        return terms, surfaces

    def _unite_surfaces(self, columns: ColumnsWriter, used: Sequence[NDArray[np.bool_] | None]) -> None:
        words, self._surfaces = united([field.surface_terms for field in self._classes], used, columns)
        class_of = np.zeros(len(words), np.int64)
        for field, new, terms in zip(self._classes, self._surfaces, self._terms, strict=True):
            kept = new >= 0
            class_of[new[kept]] = terms[field.class_of.every()[kept]]
        self.surfaces = surfaces_of(words, class_of, len(self.names))
        self._members = members(self.surfaces)

    def gone_names(self) -> list[set[bytes]]:
        """Of each segment what its surfaces are names of that only deleted articles have."""
        found: list[set[bytes]] = [set() for _ in self._fields]
        for field, used, gone in zip(self._classes, self._used_surfaces, found, strict=True):
            if used is not None:
                gone.update(self._names_of(field, ~used))
                gone.difference_update(self._names_of(field, used))
        return found

    def _names_of(self, field: ClassField, some: NDArray[np.bool_]) -> Iterator[bytes]:
        for low in range(0, len(some), _WORDS):
            words = field.surface_terms.slice(low, low + _WORDS)
            yield from (bare_name(words[at]) for at in np.flatnonzero(some[low : low + _WORDS]).tolist())

    def surface_frequencies(self) -> Int64s | None:
        """(surfaces,) how many documents each stands in: the sum over the segments, unknown if something is
        deleted."""
        if self.surfaces is None or not all(isinstance(numbers, int) for numbers in self._numbers):
            return None
        total = np.zeros(len(self.surfaces.words), np.int64)
        for field, new in zip(self._classes, self._surfaces, strict=True):
            total[new] += field.surface_frequencies.every()
        return total

    def pairs(self) -> dict[tuple[int, int], int]:
        """How many postings have each frequency and weight (in halves), by the codes of the segments."""
        total: dict[tuple[int, int], int] = {}
        for field in self._fields:
            for pair, count in field.pairs().items():
                total[pair] = total.get(pair, 0) + count
        return total

    def stretches(self) -> Iterator[tuple[int, int]]:
        """Terms that are written together, from the first to before the second, in order."""
        return _stretches(np.concatenate(([0], np.cumsum(self._sizes))), RUN, self._keys.most_terms)

    def long(self, low: int, high: int) -> bool:
        """Whether a stretch is one term that should be written in parts."""
        if high - low > 1 or self._sizes[low] <= RUN:
            return False
        return sum(self._living_docs(place, low) for place in range(len(self._fields))) > BLOCK

    def _living_docs(self, place: int, term: int) -> int:
        numbers = self._numbers[place]
        first, last = self._range(place, term, term + 1)
        if first == last:
            return 0
        if isinstance(numbers, int):
            return self._fields[place].doc_frequency(first)
        return int(np.count_nonzero(numbers[self._fields[place].docs(first)] >= 0))

    def _range(self, place: int, low: int, high: int) -> tuple[int, int]:
        """Where in a segment the new terms `low` to `high - 1` stand; others there may be that are not used."""
        first, last = np.searchsorted(self._reached[place], [low, high])
        return int(first), int(last)

    def runs(self, low: int, high: int) -> Iterator[Run]:
        """All occurrences of the new terms `low` to `high - 1`."""
        found = [self._keyed(place, low, high) for place in range(len(self._fields))]
        made = np.concatenate([part for part, _ in found])
        return self._keys.runs(made, np.concatenate([terms for _, terms in found]), high - low)

    def parts(self, term: int) -> Iterator[Run]:
        """All occurrences of one new term, in parts: segments follow one another, as their documents do."""
        for place, field in enumerate(self._fields):
            first, last = self._range(place, term, term + 1)
            if first == last:
                continue
            # What stands behind the term in the range is of terms that are not used.
            for run in field.parts(first, RUN):
                moved = self._moved(place, np.full(len(run.docs), first), run)
                counts, docs = np.array([len(moved.docs)]), moved.docs.astype(np.uint32)
                yield Run(counts, docs, moved.positions, moved.marks.astype(np.uint16))
                self._forget()

    def _keyed(self, place: int, low: int, high: int) -> tuple[NDArray[np.uint64], Int64s]:
        """The occurrences in one segment of the new terms `low` to `high - 1`: keys, and terms counted from `low`."""
        first, last = self._range(place, low, high)
        if first == last:
            return np.zeros(0, np.uint64), np.zeros(0, np.int64)
        run = self._fields[place].run(first, last)
        moved = self._moved(place, np.repeat(np.arange(first, last), run.counts), run)
        made = moved.marks.astype(np.uint64)
        self._keys.put(made, moved.docs, moved.positions)
        return made, self._terms[place][moved.terms] - low

    def _moved(self, place: int, terms: Int64s, run: Run) -> _Moved:
        """Occurrences of one segment as they are in the new one, those of deleted documents left out."""
        field, numbers = self._fields[place], self._numbers[place]
        docs, positions, marks = run.docs.astype(np.int64), run.positions, run.marks
        if isinstance(numbers, int):
            docs += numbers
        else:
            docs = numbers[docs]
            alive = docs >= 0
            docs, terms, positions, marks = docs[alive], terms[alive], positions[alive], marks[alive]
        if len(docs) and int(docs.max()) >= self._documents:
            raise field.corrupt("names a document that it does not have")
        kinds = np.zeros(len(docs), np.int64)
        if isinstance(field, ClassField):
            slots, low = field.slots_of(terms, marks)
            which = self._surfaces[place][field.surface_order.between(low, int(slots.max(initial=-1)) + low + 1)]
            kinds = (self._members[which] << int(self.quoted))[slots]
            kinds |= marks & field.quoted
        return _Moved(terms, docs, positions, kinds)


@dataclass(frozen=True, slots=True)
class _Moved:
    """Occurrences, (n,) each: the old term, and what is new: document, position, mark."""

    terms: Int64s
    docs: Int64s
    positions: NDArray[np.uint32]
    marks: Int64s


def _stretches(starts: Int64s, most: int, most_terms: int = 1 << 40) -> Iterator[tuple[int, int]]:
    """Runs of terms of about `most` occurrences each, no fewer than one term; `starts` (terms + 1,)."""
    low, count = 0, len(starts) - 1
    while low < count:
        high = int(np.searchsorted(starts, int(starts[low]) + most, "right")) - 1
        high = min(max(high, low + 1), low + most_terms, count)
        yield low, high
        low = high
