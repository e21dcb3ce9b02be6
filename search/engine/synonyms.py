"""Several terms that count as one: the spellings of a name.

A document has the sum of their weights, and the idf is that of their union, so that an article that writes
`Zelenskyy` ranks as if it wrote `Zelensky`, and a rare misspelling is not worth more than the name.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from whoosh.query.compound import Or
from whoosh.query.terms import Term

from indexer.store import Field, Floats, Int32s, Int64s, Posting
from search.engine.postings import Entry
from search.engine.scope import Holder
from search.engine.weighting import inverse_frequency

if TYPE_CHECKING:
    from indexer.store import Space

__all__ = ["SynonymEntry", "Synonyms", "synonym_entry"]

Named = tuple[str, bytes]
"""A field and a term in it."""


class Synonyms(Or):
    """Any of some terms, scored as one term. All are of one text: a field of stems and the field of its surfaces.

    To Whoosh's own matchers it is an Or.
    """

    def named(self) -> list[Named]:
        """The terms, each with its field."""
        terms = [term for term in self.subqueries if isinstance(term, Term)]
        return [(term.fieldname, term.text if isinstance(term.text, bytes) else term.text.encode()) for term in terms]


def synonym_entry(opened: Holder, terms: Sequence[Named]) -> Entry:
    """The entry of some terms taken as one."""
    joined = b"\xff".join(part for name, term in terms for part in (name.encode(), term))
    found: Entry = opened.entry_by(joined, lambda: SynonymEntry(opened, terms))
    return found


class SynonymEntry(Entry):
    """Some terms of the whole index as one: what `Entry` is for a single one."""

    __slots__ = ()

    def __init__(self, opened: Holder, terms: Sequence[Named]) -> None:
        self._opened = opened
        self._postings = [None] * (len(opened.scopes) + 1)
        self._fields = [_united(scope.segment_space, terms) for scope in opened.scopes]
        self._ordinals = [-1 if field is None else 0 for field in self._fields]
        n = sum(field.doc_frequency(0) for field in self._fields if field is not None)
        self.held = 256
        self.kept = self.used = True
        self.weight = inverse_frequency(n, opened.live_count)


def _united(space: Space, terms: Sequence[Named]) -> Field | None:
    """The terms as the only term of a field, None if the segment has none of them; one alone needs no uniting."""
    members = [(space.fields[name], space.fields[name].terms.find(term)) for name, term in terms]
    found = [member for member in members if member[1] >= 0]
    return UnitedField(found) if found else None


class UnitedField(Field):
    """A field with one term, 0, which stands wherever one of several terms of other fields does."""

    kind = "plain"

    def __init__(self, members: Sequence[tuple[Field, int]]) -> None:
        first = members[0][0]
        self.name = first.name
        self.lengths = first.lengths
        self.total_length = first.total_length
        self.bound_average = min(field.bound_average for field, _ in members)
        self._members = members

    @cached_property
    def _posting(self) -> Posting:
        if len(self._members) == 1:
            field, ordinal = self._members[0]
            return Posting(field.docs(ordinal), field.freqs(ordinal), field.weights(ordinal))
        lists = [field.docs(ordinal) for field, ordinal in self._members]
        docs = np.unique(np.concatenate(lists))
        freqs = np.zeros(len(docs), np.int32)
        weights = np.zeros(len(docs), np.float32)
        for (field, ordinal), own in zip(self._members, lists, strict=True):
            rows = np.searchsorted(docs, own)
            freqs[rows] += field.freqs(ordinal)
            weights[rows] += field.weights(ordinal)
        return Posting(docs, freqs, weights)

    def doc_frequency(self, term: int) -> int:
        return len(self._posting.docs)

    def docs(self, term: int) -> Int32s:
        return self._posting.docs

    def freqs(self, term: int) -> Int32s:
        return self._posting.freqs

    def weights(self, term: int) -> Floats:
        return self._posting.weights

    def occurrences(self, term: int, docs: Int32s | None = None) -> tuple[Int64s, Int32s]:
        asked = self._posting.docs if docs is None else docs
        parts = [field.occurrences(ordinal, asked) for field, ordinal in self._members]
        which = np.concatenate([part[0] for part in parts])
        positions = np.concatenate([part[1] for part in parts])
        order = np.lexsort((positions, which))
        return which[order], positions[order]

    def max_impact(self, term: int) -> float:
        # w / (w + c) of a sum is at most the sum of those of its parts.
        return min(1.0, sum(field.max_impact(ordinal) for field, ordinal in self._members))
