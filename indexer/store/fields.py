"""The fields of a segment as a reader sees them, whatever they are made of.

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
from typing import Literal, NamedTuple

import numpy as np

from indexer.arrays import Array, Floats, Int32s, Int64s
from indexer.store.terms import Terms

Kind = Literal["classes", "surfaces", "plain", "keyword"]

ESCAPE = 255
GAP_START = 128
"""Where positions are left out, if a field leaves any out: from here to where the body begins."""
BLOCK = 128
IMPACT_UNIT = 255
_KEPT = 16


@dataclass(frozen=True, slots=True)
class Posting:
    """All postings of a term: documents (n,), how often it stands in each, and the weight of it there."""

    docs: Int32s
    freqs: Int32s
    weights: Floats
    positions: Int32s | None = None
    """(m,) of all its occurrences, by document, where they were read on the way."""


class Root(NamedTuple):
    """What a term is told by in the file: a term of a stored field, or one surface of a class of several."""

    field: Field
    term: int
    surface: int | None = None


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
    """The average length with which `max_impact` and `blocks` were computed."""

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

    def weights_in(self, term: int, docs: Int32s) -> Floats:
        """(n,) the weight of a term in each of these documents, ascending, all of which have it."""
        return self.weights(term)[np.searchsorted(self.docs(term), docs)]

    def root(self, term: int) -> Root | None:
        """Where the term's own occurrences lie in the file; None if they are worked out of those of several."""
        return None

    def weights_at(self, term: int, rows: Int64s) -> Floats:
        """(n,) the weight of a term in the documents at these places of `docs`."""
        return self.weights(term).take(rows)

    def candidates(self, term: int) -> Int32s:
        """A superset of `docs`, at less cost where there is one."""
        return self.docs(term)

    def max_impact(self, term: int) -> float:
        """No posting's w / (w + k1 (1 - b + b length / average)) is greater (k1 = 1.2, b = 0.75)."""
        return 1.0

    def block_max(self, term: int) -> Floats | None:
        """`max_impact` for each run of `block` postings, (ceil(n / block),); None where it is not kept."""
        return None


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
