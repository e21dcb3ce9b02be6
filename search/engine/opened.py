"""What the engine keeps for an opened index: its scopes, global statistics, decoded postings.

One `Opened` for each space (articles, quotations) of one generation. There is a scope for each segment, and one for
all of them, which queries are asked of where they can be. Statistics are of the whole index either way: every segment
ranks with the same idf and the same average length, so that documents of different segments can be compared.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, Literal, TypeVar

import numpy as np
from numpy.typing import NDArray
from whoosh.fields import NUMERIC

from indexer.store import Field, Index, UnitedSegments
from indexer.store import Space as SegmentSpace
from search.engine.postings import Entry
from search.engine.scope import Scope

Space = Literal["articles", "quotations"]
T = TypeVar("T")

KEPT_LEAST, KEPT_MOST = 96 << 20, 512 << 20
"""Decoded postings kept for one space of one opened index, in bytes: a part of its size between these."""
KEPT_SHARE = 4


class Kept:
    """What is kept beside entries: the documents of a term of which nothing else is wanted, or all of a pattern's."""

    __slots__ = ("held", "kept", "used", "what")

    def __init__(self, what: Any, size: int) -> None:
        self.what = what
        self.held = 256 + size
        self.kept = self.used = True


class Opened:
    """One space of one generation of an index."""

    def __init__(self, searcher: OpenedIndex, space: Space) -> None:
        self.space: Space = space
        self._searcher = searcher
        index = searcher.index
        bases = index.article_bases if space == "articles" else index.quotation_bases
        self.reader: Any = index.articles if space == "articles" else index.quotations
        self.schema = self.reader.schema
        self.numbers = frozenset(name for name, field in self.schema.items() if isinstance(field, NUMERIC))
        self.spaces: tuple[SegmentSpace, ...] = tuple(getattr(segment, space) for segment in index.segments)
        """Those of the segments, each with its dictionaries."""
        self.scopes: tuple[Scope, ...] = tuple(
            Scope(self, segment, self.spaces[number], number=number, base=int(bases[number]))
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
        segments = UnitedSegments(index.segments)
        return Scope(
            self, segments, getattr(segments, self.space), number=len(self.scopes), base=0, parts=self.scopes
        )

    @property
    def sibling(self) -> Opened:
        """The other space of the same index."""
        return self._searcher.space("quotations" if self.space == "articles" else "articles")

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


class OpenedIndex:
    """An opened index as the engine sees it: both spaces, and what is kept of each from query to query."""

    def __init__(self, index: Index) -> None:
        self.index = index
        self._spaces: dict[Space, Opened] = {}

    def space(self, name: Space) -> Opened:
        """What is kept of a space, from the first query of it on."""
        found = self._spaces.get(name)
        if found is None:
            found = self._spaces[name] = Opened(self, name)
        return found
