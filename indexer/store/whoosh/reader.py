"""The index as a whoosh.reading.IndexReader: a leaf for each segment, one reader over all of them.

A plain `whoosh.searching.Searcher` runs any query on it, sorts and facets by column. Document
frequencies and postings' statistics count deleted documents until a merge drops them, as everywhere in
Whoosh; lengths and their sums are of live documents only.
"""

# mypy: untyped-calls-exclude="whoosh"

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any, Literal

import numpy as np
from whoosh import columns, fields, reading

from indexer.schema import article_schema, quotation_schema
from indexer.store.fields import Field
from indexer.store.fuzzy import decoded, within
from indexer.store.segment import Segment, Space
from indexer.store.whoosh.matchers import PostingMatcher
from indexer.store.whoosh.numbers import NumberColumn, NumberField

SpaceName = Literal["articles", "quotations"]
_PIECE = 4096


class Family:
    """The two readers over the same segments; each finds the other here."""

    def __init__(self, segments: Sequence[Segment], generation: int) -> None:
        self.segments = tuple(segments)
        self.generation = generation

    @cached_property
    def articles(self) -> SegmentsReader:
        return SegmentsReader(self, "articles", article_schema())

    @cached_property
    def quotations(self) -> SegmentsReader:
        return SegmentsReader(self, "quotations", quotation_schema())


def readers(segments: Sequence[Segment], generation: int) -> Family:
    """The readers of a generation: `.articles` and `.quotations`, each made when first asked for."""
    return Family(segments, generation)


class SegmentReader(reading.IndexReader):
    """One space of one segment. Document numbers begin at 0 in each."""

    def __init__(self, family: Family, number: int, space: SpaceName, schema: fields.Schema) -> None:
        self.family = family
        self.number = number
        self.segment_data = family.segments[number]
        self.space: Space = getattr(self.segment_data, space)
        self.schema = schema
        self.is_closed = False
        self._numbers: dict[str, NumberField] = {}

    def close(self) -> None:
        """Nothing to do: the index that was opened owns the files."""
        self.is_closed = True

    def generation(self) -> int:
        return self.family.generation

    # Documents

    def doc_count_all(self) -> int:
        return self.space.count

    def doc_count(self) -> int:
        return self.space.live_count

    def has_deletions(self) -> bool:
        return self.space.live is not None

    def is_deleted(self, docnum: int) -> bool:
        # Whoosh's InverseMatcher asks for the number past the last as well.
        return self.space.live is not None and docnum < self.space.count and not self.space.live[docnum]

    def stored_fields(self, docnum: int) -> dict[str, Any]:
        """The article's id: under `id` in an article, under `article` in a quotation."""
        if self.space.name == "articles":
            return {"id": self._article_id(docnum)}
        return {"article": self._article_id(int(self.segment_data.quotation_articles[docnum]))}

    def _article_id(self, article: int) -> str:
        labels = self.segment_data.articles.labels["id"]
        return decoded(labels.names.at(int(labels.ordinals[article])))

    def has_vector(self, docnum: int, fieldname: str) -> bool:
        return False

    def vector(self, docnum: int, fieldname: str, format_: Any = None) -> Any:
        raise KeyError(f"no vectors are stored for field {fieldname!r}")

    # Lengths

    def _live_lengths(self, fieldname: str) -> Any:
        lengths = self.field(fieldname).lengths
        if lengths is None:
            return np.zeros(0, np.int64)
        return lengths if self.space.live is None else lengths[self.space.live]

    def field_length(self, fieldname: str) -> int:
        """Tokens of the field in live documents."""
        if self.space.live is None:
            return self.field(fieldname).total_length
        return int(self._live_lengths(fieldname).sum(dtype=np.int64))

    def min_field_length(self, fieldname: str) -> int:
        lengths = self._live_lengths(fieldname)
        return int(lengths.min()) if len(lengths) else 0

    def max_field_length(self, fieldname: str) -> int:
        lengths = self._live_lengths(fieldname)
        return int(lengths.max()) if len(lengths) else 0

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        lengths = self.field(fieldname).lengths
        return default if lengths is None else int(lengths[docnum])

    # Terms

    def field(self, fieldname: str) -> Field:
        """A field of the schema; TermNotFound if there is none of this name."""
        field = self.space.fields.get(fieldname)
        if field is not None:
            return field
        if fieldname not in self.schema:
            raise reading.TermNotFound(f"No field {fieldname!r}")
        number = self._numbers.get(fieldname)
        if number is None:
            column = self.space.columns[fieldname]
            number = self._numbers[fieldname] = NumberField(column, fieldname, self.schema[fieldname])
        return number

    def _place(self, fieldname: str, text: str | bytes) -> tuple[Field, int]:
        field = self.field(fieldname)
        ordinal = field.terms.find(self._text_to_bytes(fieldname, text))
        # A field that is derived shares its dictionary, so a term of it may stand in no document.
        return field, ordinal if ordinal >= 0 and field.doc_frequency(ordinal) else -1

    def __contains__(self, term: tuple[str, str | bytes]) -> bool:
        return term[0] in self.schema and self._place(*term)[1] >= 0

    def indexed_field_names(self) -> list[str]:
        return [name for name in sorted(self.schema.names()) if len(self.field(name).terms)]

    def all_terms(self) -> Iterator[tuple[str, bytes]]:
        for name in sorted(self.schema.names()):
            for term in self.lexicon(name):
                yield name, term

    def terms_from(self, fieldname: str, prefix: str | bytes) -> Iterator[tuple[str, bytes]]:
        """Terms from `prefix` on, of this field and then of those after it in the order of their names."""
        first = self.field(fieldname).terms.lower_bound(self._text_to_bytes(fieldname, prefix))
        for name in sorted(self.schema.names()):
            if name >= fieldname:
                for term in self._terms(name, first if name == fieldname else 0):
                    yield name, term

    def lexicon(self, fieldname: str) -> Iterator[bytes]:
        return self._terms(fieldname, 0)

    def _terms(self, fieldname: str, first: int, last: int | None = None) -> Iterator[bytes]:
        field = self.field(fieldname)
        last = len(field.terms) if last is None else last
        for start in range(first, last, _PIECE):
            for ordinal, term in enumerate(field.terms.slice(start, min(start + _PIECE, last)), start):
                if field.doc_frequency(ordinal):
                    yield term

    def expand_prefix(self, fieldname: str, prefix: str | bytes) -> Iterator[bytes]:
        terms = self.field(fieldname).terms
        return self._terms(fieldname, *terms.prefix(self._text_to_bytes(fieldname, prefix)))

    def term_info(self, fieldname: str, text: str | bytes) -> reading.TermInfo:
        field, ordinal = self._place(fieldname, text)
        if ordinal < 0:
            raise reading.TermNotFound(f"{fieldname}:{text!r}")
        docs, weights = field.docs(ordinal), field.weights(ordinal)
        lengths = np.ones(1, np.int64) if field.lengths is None else np.asarray(field.lengths)[docs]
        return reading.TermInfo(
            weight=float(weights.sum(dtype=np.float64)),
            df=field.doc_frequency(ordinal),
            minlength=int(lengths.min()),
            maxlength=int(lengths.max()),
            maxweight=float(weights.max()),
            minid=int(docs[0]),
            maxid=int(docs[-1]),
        )

    def doc_frequency(self, fieldname: str, text: str | bytes) -> int:
        field, ordinal = self._place(fieldname, text)
        return 0 if ordinal < 0 else field.doc_frequency(ordinal)

    def frequency(self, fieldname: str, text: str | bytes) -> Any:
        """Summed weight of the term's occurrences."""
        field, ordinal = self._place(fieldname, text)
        return 0.0 if ordinal < 0 else float(field.weights(ordinal).sum(dtype=np.float64))

    def terms_within(self, fieldname: str, text: str, maxdist: int, prefix: int = 0) -> list[str]:
        """Terms within `maxdist` edits (no transpositions) that share the first `prefix` characters."""
        terms = self.field(fieldname).terms
        return [decoded(terms.at(ordinal)) for ordinal in within(terms, text, distance=int(maxdist), prefix=prefix)]

    def cursor(self, fieldname: str, fieldobj: Any = None) -> Any:
        return TermCursor(self, fieldname)

    def postings(self, fieldname: str, text: str | bytes, scorer: Any = None, **kwargs: Any) -> PostingMatcher:
        field, ordinal = self._place(fieldname, text)
        if ordinal < 0:
            raise reading.TermNotFound(f"{fieldname}:{text!r}")
        term = (fieldname, self._text_to_bytes(fieldname, text))
        format_ = self.schema[fieldname].format
        return PostingMatcher(field, ordinal, live=self.space.live, term=term, format_=format_, scorer=scorer)

    # Columns

    def has_column(self, fieldname: str) -> bool:
        return fieldname in self.space.columns

    def column_reader(
        self, fieldname: str, column: Any = None, reverse: bool = False, translate: bool = True
    ) -> columns.ColumnReader:
        """KeyError for a field that has no column."""
        reader = NumberColumn(self.space.columns[fieldname], reverse=reverse)
        if not translate:
            return reader
        return columns.TranslatingColumnReader(reader, self.schema[fieldname].from_column_value)


class SegmentsReader(reading.MultiReader):
    """One space of all segments of a generation; numbers documents by segment, in order."""

    def __init__(self, family: Family, space: SpaceName, schema: fields.Schema) -> None:
        leaves: list[reading.IndexReader] = [
            SegmentReader(family, number, space, schema) for number in range(len(family.segments))
        ]
        super().__init__(leaves, generation=family.generation)
        self.family = family
        self.schema = schema

    def terms_within(self, fieldname: str, text: str, maxdist: int, prefix: int = 0) -> Iterable[str]:
        """As in the leaves; Whoosh's own would count a transposition as one edit here, and there as two."""
        return sorted({term for leaf in self.readers for term in leaf.terms_within(fieldname, text, maxdist, prefix)})

    def min_field_length(self, fieldname: str) -> int:
        return min((leaf.min_field_length(fieldname) for leaf in self.readers if leaf.doc_count()), default=0)

    def max_field_length(self, fieldname: str) -> int:
        return max((leaf.max_field_length(fieldname) for leaf in self.readers), default=0)


class TermCursor:
    """Walks the terms of a field, decoded, in order; it has the methods of whoosh.codec.base.FieldCursor."""

    def __init__(self, reader: SegmentReader, fieldname: str) -> None:
        self._reader = reader
        self._fieldname = fieldname
        self._terms = reader.field(fieldname).terms
        self._at = 0

    def first(self) -> Any:
        self._at = 0
        return self.text()

    def find(self, term: str | bytes) -> Any:
        """Goes to the first term that is not before this one."""
        self._at = self._terms.lower_bound(self._reader.schema[self._fieldname].to_bytes(term))
        return self.text()

    def next(self) -> Any:
        self._at += 1
        return self.text()

    def text(self) -> Any:
        """The term under the cursor, or None past the end."""
        if not self.is_valid():
            return None
        return self._reader.schema[self._fieldname].from_bytes(self._terms.at(self._at))

    def term_info(self) -> reading.TermInfo | None:
        if not self.is_valid():
            return None
        return self._reader.term_info(self._fieldname, self._terms.at(self._at))

    def is_valid(self) -> bool:
        return self._at < len(self._terms)


def article_reader(segments: Sequence[Segment], generation: int) -> SegmentsReader:
    """The articles of a generation."""
    return Family(segments, generation).articles


def quotation_reader(segments: Sequence[Segment], generation: int) -> SegmentsReader:
    """The quotations of a generation."""
    return Family(segments, generation).quotations
