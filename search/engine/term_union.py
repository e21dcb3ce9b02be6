"""The documents of many terms as one list: those of a prefix, a wildcard, a range of terms."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from search.engine.scope import Docs, Scope

_SPARSE = 64
"""With fewer than one of 64 documents a list of them is kept, else a flag for each document of the segment."""


class Union:
    """Live documents of one segment that have any of some terms. Immutable: it serves whoever asks for these
    terms."""

    __slots__ = ("_docs", "_flags", "_scope", "held", "size")

    def __init__(self, scope: Scope, lists: Sequence[NDArray[np.int32]]) -> None:
        """`lists` are the documents of the terms, deleted ones included, in any order."""
        flags = np.zeros(scope.count, np.bool_)
        for part in lists:
            flags[part] = True
        if scope.live is not None:
            flags &= scope.live
        self.size = int(np.count_nonzero(flags))
        sparse = self.size * _SPARSE < scope.count
        self._scope = scope
        self._docs: Docs | None = flags.nonzero()[0] if sparse else None
        self._flags: NDArray[np.bool_] | None = None if sparse else flags
        self.held = 128 + (self.size * 8 if sparse else flags.nbytes)
        """Bytes that it keeps."""

    def docs(self) -> Docs:
        """The documents, ascending."""
        if self._docs is not None:
            return self._docs
        assert self._flags is not None  # one of the two is there
        return self._flags.nonzero()[0]

    def holds(self, docs: Docs) -> NDArray[np.bool_]:
        """Which of these ascending documents are in it."""
        if self._flags is not None:
            return self._flags.take(docs)
        own = self.docs()
        if not own.size:
            return np.zeros(docs.size, np.bool_)
        return np.equal(own.take(own.searchsorted(docs), mode="clip"), docs)

    def newest(self, k: int) -> Docs | None:
        """The k newest (k <= size), in any order, by going back in time; None where that is no shorter than
        sorting."""
        flags = self._flags
        if flags is None or self.size <= 4 * k:
            return None
        newest = self._scope.by_recency()
        if newest is None:
            return None
        step = 2 * k * newest.size // self.size
        found: list[Docs] = []
        at = 0
        while k > 0:
            part = newest[at : at + step]
            part = part.take(flags.take(part).nonzero()[0][:k])
            found.append(part)
            k -= part.size
            at += step
        return found[0] if len(found) == 1 else np.concatenate(found)
