"""The segments of an index as one, so that a query is evaluated once and not once for each of them.

Numpy takes microseconds to begin with an array of any length, so an index of nine segments would answer
several times as slowly as one of a single segment. Documents are numbered through: those of a segment begin at
its base. The postings of a term, and the columns, are those of the segments laid end to end when they are first
asked for. `AnySpace` and `AnySegment` are what a segment and all of them have in common; dictionaries only a
segment has.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from indexer.arrays import Floats, Int32s, Int64s
from indexer.store.fields import Field

if TYPE_CHECKING:
    from indexer.arrays import Array
    from indexer.store.fields import Kind
    from indexer.store.segment import Segment, Space
    from indexer.store.sentence_lengths import Unit

Docs = NDArray[np.signedinteger[Any]]

__all__ = ["AnyField", "AnySegment", "AnySentences", "AnySpace", "Member", "SharedTerm", "UnitedSegments"]


class AnyField(Protocol):
    """What can be said of a field without its terms."""

    @property
    def name(self) -> str: ...
    @property
    def kind(self) -> Kind: ...
    @property
    def lengths(self) -> Array | None:
        """(documents,) tokens, None for a keyword field."""


class AnySentences(Protocol):
    """Where the sentences of documents are: `indexer.store.sentence_lengths.Sentences`, or those of all segments."""

    def starts(self, docs: Docs, unit: Unit) -> tuple[Int64s, Int64s]:
        """Of ascending documents which (m,) has a sentence or paragraph that begins behind so many words (m,)."""

    def leads(self, docs: Docs) -> Int64s:
        """(n,) the words of the lead of each of these ascending documents."""


class AnySpace(Protocol):
    """A space of documents, articles or quotations: that of a segment, or that of all segments."""

    @property
    def name(self) -> str: ...
    @property
    def count(self) -> int:
        """Documents, deleted ones included."""

    @property
    def live_count(self) -> int: ...
    @property
    def live(self) -> NDArray[np.bool_] | None:
        """(count,), or None if nothing is deleted."""

    @property
    def fields(self) -> Mapping[str, AnyField]: ...
    @property
    def columns(self) -> Mapping[str, Array]: ...
    @property
    def sentences(self) -> AnySentences: ...


class AnySegment(Protocol):
    """Both spaces of a segment, or of all segments, and how they belong together."""

    @property
    def articles(self) -> AnySpace: ...
    @property
    def quotations(self) -> AnySpace: ...
    @property
    def article_quotations(self) -> NDArray[np.int32]:
        """(articles + 1,): the quotations of article `a` are those from `[a]` to before `[a + 1]`."""

    @property
    def quotation_articles(self) -> NDArray[np.int32]:
        """(quotations,) the article of each quotation."""


class Member(NamedTuple):
    """A term of one segment: its field, its ordinal there, and the number that the segment's documents begin at."""

    field: Field
    ordinal: int
    base: int
    end: int
    """The number that the next segment's documents begin at."""


def dealt_out(docs: Docs, spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int, Docs]]:
    """Ascending documents by segment, those without any left out.

    `spans` are the first number of each segment and the one behind its last. Of each: which segment it is, the
    place of its first document among all, and the numbers that its documents have in the segment.
    """
    for number, (base, end) in enumerate(spans):
        low, high = docs.searchsorted((base, end)).tolist()
        if low < high:
            yield number, low, docs[low:high] - docs.dtype.type(base)


class SharedTerm(Field):
    """A field with one term, 0: a term with its postings in all segments."""

    kind = "plain"

    def __init__(self, lengths: Array | None, members: Sequence[Member]) -> None:
        """`lengths` are those of the field in all segments; `members` ascend by base, and there is at least one."""
        first = members[0].field
        self.name = first.name
        self.lengths = lengths
        self.bound_average = 1.0 if lengths is None else min(one.field.bound_average for one in members)
        self._members = members
        self._spans = [(member.base, member.end) for member in members]

    def doc_frequency(self, term: int) -> int:
        return sum(one.field.doc_frequency(one.ordinal) for one in self._members)

    def docs(self, term: int) -> Int32s:
        return np.concatenate([one.field.docs(one.ordinal) + np.int32(one.base) for one in self._members])

    def freqs(self, term: int) -> Int32s:
        return np.concatenate([one.field.freqs(one.ordinal) for one in self._members])

    def weights(self, term: int) -> Floats:
        return np.concatenate([one.field.weights(one.ordinal) for one in self._members])

    def weights_in(self, term: int, docs: Int32s) -> Floats:
        found = [np.empty(0, np.float32)]
        for number, _, own in dealt_out(docs, self._spans):
            one = self._members[number]
            found.append(one.field.weights_in(one.ordinal, own))
        return np.concatenate(found)

    def occurrences(self, term: int, docs: Int32s | None = None) -> tuple[Int64s, Int32s]:
        if docs is None:
            counts = [one.field.doc_frequency(one.ordinal) for one in self._members]
            parts = [one.field.occurrences(one.ordinal) for one in self._members]
            firsts = [0, *accumulate(counts[:-1])]
        else:
            parts, firsts = [(np.empty(0, np.int64), np.empty(0, np.int32))], [0]
            for number, first, own in dealt_out(docs, self._spans):
                one = self._members[number]
                parts.append(one.field.occurrences(one.ordinal, own))
                firsts.append(first)
        which = np.concatenate([part + first for (part, _), first in zip(parts, firsts, strict=True)])
        return which, np.concatenate([positions for _, positions in parts])

    def max_impact(self, term: int) -> float:
        return max(one.field.max_impact(one.ordinal) for one in self._members)


class UnitedField:
    """What can be said of a field without its terms."""

    def __init__(self, fields: Sequence[Field]) -> None:
        self._fields = fields
        self.name = fields[0].name
        self.kind: Kind = fields[0].kind

    @cached_property
    def lengths(self) -> Array | None:
        """(documents,) tokens, None for a keyword field."""
        lengths = [field.lengths for field in self._fields if field.lengths is not None]
        return np.concatenate(lengths) if lengths else None


class _Fields(Mapping[str, UnitedField]):
    """The fields of all segments, which have the same ones, by name."""

    def __init__(self, spaces: Sequence[Space]) -> None:
        self._spaces = spaces
        self._made: dict[str, UnitedField] = {}

    def __getitem__(self, name: str) -> UnitedField:
        field = self._made.get(name)
        if field is None:
            field = self._made[name] = UnitedField([space.fields[name] for space in self._spaces])
        return field

    def __iter__(self) -> Iterator[str]:
        return iter(self._spaces[0].fields)

    def __len__(self) -> int:
        return len(self._spaces[0].fields)


class UnitedSpace:
    """The articles, or the quotations, of all segments: what `Space` is for one."""

    def __init__(self, spaces: Sequence[Space]) -> None:
        self.spaces = spaces
        self.name = spaces[0].name
        self.bases = [0, *np.cumsum([space.count for space in spaces]).tolist()]
        """(segments + 1,) the number of the first document of each, and of all."""
        self.count: int = self.bases[-1]
        self.live_count = sum(space.live_count for space in spaces)
        self.fields = _Fields(spaces)

    @cached_property
    def live(self) -> NDArray[np.bool_] | None:
        """(count,), or None if nothing is deleted."""
        if self.live_count == self.count:
            return None
        return np.concatenate(
            [np.ones(space.count, np.bool_) if space.live is None else space.live for space in self.spaces]
        )

    @cached_property
    def columns(self) -> Mapping[str, Array]:
        names = self.spaces[0].columns
        return {name: np.concatenate([space.columns[name] for space in self.spaces]) for name in names}

    @cached_property
    def sentences(self) -> UnitedSentences:
        return UnitedSentences(self)

    @property
    def spans(self) -> Iterator[tuple[int, int]]:
        """Of each segment the number of its first document, and of the one behind its last."""
        return pairwise(self.bases)


class UnitedSentences:
    """The sentences of the documents of all segments: what `Sentences` is for one."""

    def __init__(self, whole: UnitedSpace) -> None:
        self._united = whole

    def starts(self, docs: Docs, unit: Unit) -> tuple[Int64s, Int64s]:
        """As `Sentences.starts`, of ascending documents."""
        which, before = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
        for number, first, own in dealt_out(docs, self._united.spans):
            places, tokens = self._united.spaces[number].sentences.starts(own, unit)
            which.append(places + first)
            before.append(tokens)
        return np.concatenate(which), np.concatenate(before)

    def leads(self, docs: Docs) -> Int64s:
        """As `Sentences.leads`, of ascending documents."""
        found = [np.empty(0, np.int64)]
        for number, _, own in dealt_out(docs, self._united.spans):
            found.append(self._united.spaces[number].sentences.leads(own))
        return np.concatenate(found)


class UnitedSegments:
    """All segments: what `Segment` is for one."""

    def __init__(self, segments: Sequence[Segment]) -> None:
        self._segments = segments
        self.articles = UnitedSpace([segment.articles for segment in segments])
        self.quotations = UnitedSpace([segment.quotations for segment in segments])

    @cached_property
    def article_quotations(self) -> NDArray[np.int32]:
        """(articles + 1,): the quotations of article `a` are those from `[a]` to before `[a + 1]`."""
        parts = [
            segment.article_quotations[:-1] + np.int32(base)
            for segment, base in zip(self._segments, self.quotations.bases, strict=False)
        ]
        return np.concatenate([*parts, np.array([self.quotations.count], np.int32)])

    @cached_property
    def quotation_articles(self) -> NDArray[np.int32]:
        """(quotations,) the article of each quotation."""
        bases = self.articles.bases
        parts = [one.quotation_articles + np.int32(base) for one, base in zip(self._segments, bases, strict=False)]
        return np.concatenate(parts)
