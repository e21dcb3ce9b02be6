"""What a query is evaluated over: a space of one segment, or of all segments together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from indexer.schema import K1, NO_DATE, B
from indexer.store import AnySegment, AnySpace, ClassField, Field, Space

Docs = NDArray[np.intp]
Scores = NDArray[np.float32]

BLOCK = 128
"""Documents of one block: arrays over all documents are padded to whole blocks, and have a maximum for each."""
_LATEST = 1 << 24
"""More than any day number (date.max is 3,652,059)."""


T = TypeVar("T")


class Holder(Protocol):
    """What scopes belong to: `search.engine.opened.Opened`, a space of an opened index and what is kept of it."""

    reader: Any
    schema: Any
    numbers: frozenset[str]
    spaces: tuple[Space, ...]
    scopes: tuple[Scope, ...]
    whole: Scope | None
    live_count: int
    held: int

    @property
    def sibling(self) -> Holder: ...
    def average_length(self, name: str) -> float: ...
    def entry(self, name: str, term: bytes) -> Any:
        """A `search.engine.postings.Entry`."""

    def entry_by(self, key: bytes, make: Callable[[], Any]) -> Any:
        """The same, of several terms."""

    def docs(self, scope: Scope, field: Field, ordinal: int) -> NDArray[np.int32]: ...
    def made(self, key: tuple[Any, ...], make: Callable[[], tuple[T, int]]) -> T: ...


class Scope:
    """One space of one segment, or of all of them, as the engine sees it.

    `base` is added to get document numbers of the whole index; `parts` are the scopes of its segments, in order.
    """

    __slots__ = (
        "_all_live",
        "_asked",
        "_by_recency",
        "_class_sizes",
        "_newest",
        "_norms",
        "_scratch",
        "_scratch_flags",
        "_scratch_ranks",
        "base",
        "count",
        "live",
        "number",
        "opened",
        "parts",
        "segment",
        "space",
        "width",
    )

    def __init__(
        self,
        opened: Holder,
        segment: AnySegment,
        space: AnySpace,
        *,
        number: int,
        base: int,
        parts: Sequence[Scope] = (),
    ) -> None:
        self.opened = opened
        self.parts: Sequence[Scope] = parts or (self,)
        self.segment = segment
        self.space = space
        self.number = number
        self.base = base
        self.count = space.count
        self.width = -(-space.count // BLOCK) * BLOCK
        self.live: NDArray[np.bool_] | None = space.live
        self._norms: dict[str, Scores] = {}
        self._newest: NDArray[np.int64] | None = None
        self._by_recency: Docs | None = None
        self._asked = False
        self._all_live: Docs | None = None
        self._scratch: list[Scores] = []
        self._scratch_flags: list[NDArray[np.bool_]] = []
        self._scratch_ranks: list[NDArray[np.int32]] = []
        self._class_sizes: dict[str, NDArray[np.int64]] = {}

    def across(self) -> Scope:
        """The quotations of these articles, or the articles of these quotations."""
        sibling = self.opened.sibling
        if self.number < len(sibling.scopes):
            return sibling.scopes[self.number]
        assert sibling.whole is not None  # both spaces have the same segments
        return sibling.whole

    @property
    def segment_space(self) -> Space:
        """The space, with its dictionaries, of a scope that is of one segment."""
        return self.opened.spaces[self.number]

    def norms(self, name: str, lengths: NDArray[np.uint32]) -> Scores:
        """k1 * (1 - b + b * length / average) of every document, float32 (count,)."""
        norms = self._norms.get(name)
        if norms is None:
            scaled = lengths * np.float32(K1 * B / self.opened.average_length(name))
            norms = self._norms[name] = (scaled + np.float32(K1 * (1.0 - B))).astype(np.float32)
        return norms

    def class_sizes(self, field: ClassField) -> NDArray[np.int64]:
        """How many surfaces each stem class of a field has."""
        sizes = self._class_sizes.get(field.name)
        if sizes is None:
            sizes = self._class_sizes[field.name] = np.diff(field.surface_starts.every())
        return sizes

    def all_live(self) -> Docs:
        """Every live document, ascending."""
        if self._all_live is None:
            self._all_live = np.arange(self.count) if self.live is None else self.live.nonzero()[0]
        return self._all_live

    def only_live(self, docs: Docs) -> Docs:
        """These documents without the deleted ones."""
        return docs if self.live is None else docs[self.live.take(docs)]

    def newest(self) -> NDArray[np.int64]:
        """Sort key of every document, int64 (count,): ascending is newest first, undated last, then by number."""
        if self._newest is None:
            dates = self.dates().astype(np.int64)
            dates[dates == NO_DATE] = 0
            self._newest = ((_LATEST - dates) << 32) + np.arange(self.base, self.base + self.count)
        return self._newest

    def by_recency(self) -> Docs | None:
        """Every document in the order of `newest`; None when it is first asked for, as one question is not worth
        it."""
        if self._by_recency is None and self._asked:
            self._by_recency = self.newest().argsort()
        self._asked = True
        return self._by_recency

    def oldest(self, docs: Docs) -> NDArray[np.int64]:
        """Sort key of these documents: ascending is oldest first, undated last, then by number."""
        dates = self.dates().take(docs).astype(np.int64)
        dates[dates == NO_DATE] = _LATEST
        return (dates << 32) + (docs + self.base)

    def dates(self) -> NDArray[np.int32]:
        """First day of every document (a quotation has its article's), int32 (count,), NO_DATE where none."""
        dates: NDArray[np.int32] = self.segment.articles.columns["date"]
        if self.space is self.segment.quotations:
            return dates.take(self.segment.quotation_articles)
        return dates

    def borrow(self) -> Scores:
        """A float32 array (width,) of zeros over all documents; give it back, zeroed, with `give_back`."""
        try:
            return self._scratch.pop()
        except IndexError:
            return np.zeros(self.width, np.float32)

    def give_back(self, scratch: Scores) -> None:
        """Takes an array of zeros that `borrow` gave."""
        self._scratch.append(scratch)

    def borrow_flags(self) -> NDArray[np.bool_]:
        """A bool array (count,), all False, as `borrow` does."""
        try:
            return self._scratch_flags.pop()
        except IndexError:
            return np.zeros(self.count, np.bool_)

    def give_back_flags(self, flags: NDArray[np.bool_]) -> None:
        """Takes an array, all False, that `borrow_flags` gave."""
        self._scratch_flags.append(flags)

    def borrow_ranks(self) -> NDArray[np.int32]:
        """An int32 array (count,) of zeros, as `borrow` does."""
        try:
            return self._scratch_ranks.pop()
        except IndexError:
            return np.zeros(self.count, np.int32)

    def give_back_ranks(self, ranks: NDArray[np.int32]) -> None:
        """Takes an array of zeros that `borrow_ranks` gave."""
        self._scratch_ranks.append(ranks)
