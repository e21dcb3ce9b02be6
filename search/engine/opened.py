"""What the engine keeps for an opened index: its scopes, global statistics, decoded postings.

One `Opened` for each space (articles, quotations) of one generation. There is a scope for each segment, and one for
all of them, which queries are asked of where they can be. Statistics are of the whole index either way: every segment
ranks with the same idf and the same average length, so that documents of different segments can be compared.
"""

from __future__ import annotations

import threading
import weakref
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Literal, TypeVar

import numpy as np
from numpy.typing import NDArray
from whoosh.fields import NUMERIC

from search.engine.postings import Postings
from search.engine.scope import Scope
from search.engine.weighting import inverse_frequency
from search.engine.whole import Member, SharedTerm, WholeSegment

if TYPE_CHECKING:
    from indexer.store import Index
    from indexer.store.fields import Field

Space = Literal["articles", "quotations"]
T = TypeVar("T")

KEPT_LEAST, KEPT_MOST = 96 << 20, 512 << 20
"""Decoded postings kept for one space of one opened index, in bytes: a part of its size between these."""
KEPT_SHARE = 4


class Entry:
    """One term of the index: its idf, and its postings in all segments or in one, decoded when first asked for."""

    __slots__ = ("_fields", "_opened", "_ordinals", "_postings", "held", "kept", "used", "weight")

    def __init__(self, opened: Opened, name: str, term: bytes) -> None:
        self._opened = opened
        self._ordinals: list[int] = []
        self._postings: list[Postings | None] = [None] * (len(opened.scopes) + 1)
        self._fields: list[Field | None] = []
        n = 0
        scorable = False
        for scope in opened.scopes:
            field = scope.segment_space.fields.get(name)
            ordinal = -1 if field is None else field.terms.find(term)
            self._fields.append(field)
            self._ordinals.append(ordinal)
            if field is not None and ordinal >= 0:
                n += field.doc_frequency(ordinal)
                scorable = scorable or field.lengths is not None
        self.held = 256
        self.kept = self.used = True
        self.weight = inverse_frequency(n, opened.live_count) if scorable else 1.0

    def postings(self, scope: Scope) -> Postings | None:
        """The term's postings in a scope, or None where no live document has it."""
        found = self._postings[scope.number]
        if found is None:
            place = self._place(scope)
            if place is None:
                return None
            found = self._postings[scope.number] = Postings(scope, *place, self)
        return found if found.size else None

    def _place(self, scope: Scope) -> tuple[Field, int] | None:
        """The field and the ordinal that the term has in a scope."""
        if len(scope.parts) == 1:
            field, ordinal = self._fields[scope.number], self._ordinals[scope.number]
            return (field, ordinal) if field is not None and ordinal >= 0 else None
        members = [
            Member(field, ordinal, part.base, part.base + part.count)
            for part, field, ordinal in zip(scope.parts, self._fields, self._ordinals, strict=True)
            if field is not None and ordinal >= 0
        ]
        return (SharedTerm(scope.space.fields[members[0].field.name].lengths, members), 0) if members else None

    def hold(self, size: int) -> None:
        """Accounts for `size` more bytes that this entry keeps."""
        self.held += size
        if self.kept:
            self._opened.held += size


class Kept:
    """What is kept beside entries: the documents of a term of which nothing else is wanted, or all of a pattern's."""

    __slots__ = ("held", "kept", "used", "what")

    def __init__(self, what: Any, size: int) -> None:
        self.what = what
        self.held = 256 + size
        self.kept = self.used = True


class Opened:
    """One space of one generation of an index."""

    def __init__(self, index: Index, space: Space) -> None:
        self.space: Space = space
        # The index owns this object (through the weak mapping below), so it may not own the index.
        self._index = weakref.ref(index)
        bases = index.article_bases if space == "articles" else index.quotation_bases
        self.reader: Any = index.articles if space == "articles" else index.quotations
        self.schema = self.reader.schema
        self.numbers = frozenset(name for name, field in self.schema.items() if isinstance(field, NUMERIC))
        self.scopes: tuple[Scope, ...] = tuple(
            Scope(self, segment, getattr(segment, space), number=number, base=int(bases[number]))
            for number, segment in enumerate(index.segments)
        )
        self.whole = self._whole(index)
        """All segments as one; an index of a single one has that."""
        self.live_count = sum(scope.space.live_count for scope in self.scopes)
        self._averages: dict[str, float] = {}
        self._entries: dict[tuple[Any, ...], Entry | Kept] = {}
        self._lock = threading.Lock()
        self.budget = min(max(index.manifest.size() // KEPT_SHARE, KEPT_LEAST), KEPT_MOST)
        """How many bytes of decoded postings are kept; beyond it the oldest out of use go (CLOCK)."""
        self.held = 0

    def _whole(self, index: Index) -> Scope | None:
        if len(self.scopes) < 2:
            return self.scopes[0] if self.scopes else None
        segments = WholeSegment(index.segments)
        return Scope(
            self, segments, getattr(segments, self.space), number=len(self.scopes), base=0, parts=self.scopes
        )

    @property
    def sibling(self) -> Opened:
        """The other space of the same index."""
        index = self._index()
        assert index is not None  # the caller is evaluating a query on it
        return opened(index, "quotations" if self.space == "articles" else "articles")

    def average_length(self, name: str) -> float:
        """Mean number of tokens of a live document in the field; 1.0 when the field is empty everywhere."""
        average = self._averages.get(name)
        if average is None:
            average = self.reader.field_length(name) / (self.live_count or 1) or 1.0
            self._averages[name] = average
        return average

    def entry(self, name: str, term: bytes) -> Entry:
        """A term's entry, kept while it is in use."""
        entry: Any = self._entries.get((name, term))
        if entry is None:
            entry = self._keep((name, term), Entry(self, name, term))
        entry.used = True
        return entry  # type: ignore[no-any-return]  # keys of two parts are entries'

    def entry_by(self, key: bytes, make: Callable[[], Entry]) -> Entry:
        """An entry of several terms, kept like one under a key that no other entry of that kind has."""
        entry: Any = self._entries.get(("", key))
        if entry is None:
            entry = self._keep(("", key), make())
        entry.used = True
        return entry  # type: ignore[no-any-return]  # keys of two parts are entries'

    def docs(self, scope: Scope, field: Field, ordinal: int) -> NDArray[np.int32]:
        """The documents of a term of one segment, deleted ones included, kept like an entry."""
        key = (field.name, scope.number, ordinal)
        kept: Any = self._entries.get(key)
        if kept is None:
            docs = field.docs(ordinal)
            kept = self._keep(key, Kept(docs, docs.nbytes))
        kept.used = True
        return kept.what  # type: ignore[no-any-return]  # keys of three parts are documents'

    def made(self, key: tuple[Any, ...], make: Callable[[], tuple[T, int]]) -> T:
        """What `make` gives, with its size in bytes, kept under a key of four parts or more that says what it is."""
        kept: Any = self._entries.get(key)
        if kept is None:
            kept = self._keep(key, Kept(*make()))
        kept.used = True
        return kept.what  # type: ignore[no-any-return]  # as the key says

    def _keep(self, key: tuple[Any, ...], new: Entry | Kept) -> Entry | Kept:
        """Keeps one more, and throws out the oldest that were not used since they were last looked at."""
        with self._lock:
            other = self._entries.get(key)
            if other is not None:  # another thread was faster
                return other
            self.held += new.held
            while self.held > self.budget and self._entries:
                oldest = next(iter(self._entries))
                kept = self._entries.pop(oldest)
                if kept.used:
                    kept.used = False
                    self._entries[oldest] = kept
                else:
                    kept.kept = False
                    self.held -= kept.held
            self._entries[key] = new
        return new


_opened: weakref.WeakKeyDictionary[Index, dict[str, Opened]] = weakref.WeakKeyDictionary()


def opened(index: Index, space: Space) -> Opened:
    """What is kept for this space of this opened index, from the first query until the index is collected."""
    spaces = _opened.get(index)
    if spaces is None:
        spaces = _opened[index] = {}
    found = spaces.get(space)
    if found is None:
        found = spaces[space] = Opened(index, space)
    return found
