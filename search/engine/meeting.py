"""The places of several words in the documents that have all of them, where nobody asked for the words before.

Once a word is asked for again, all its occurrences are decoded and kept (`search.engine.postings`). The first time
that would be work for thousands of documents of which a few can match: so here the documents come first, then all
that is wanted of them at once (`indexer.store.Meeting`).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from indexer.store import Int32s, Meeting, Root
from search.engine.postings import POSITION_BITS, Postings
from search.engine.scope import Docs, Scope

_TOO_MANY = 1 << 11
"""In so many documents of a segment it is less work to decode all occurrences."""

_WIDE = 1 << 9
"""In more documents the other words are looked for before the places of the two rarest."""

Keys = NDArray[np.int64]


class Met:
    """Some words in the documents of a segment that have the rarest of them, two at first."""

    __slots__ = ("docs", "rows", "scope", "surfaces", "terms", "words")

    def __init__(self, scope: Scope, roots: Sequence[Root]) -> None:
        frequencies = {root: root.field.doc_frequency(root.term) for root in roots}
        self.scope = scope
        self.terms = sorted(frequencies, key=frequencies.__getitem__)
        """The terms that meet, the rarest first."""
        self.words = [self.terms.index(root) for root in roots]
        """Which of the terms each word is."""
        self.surfaces = any(root.surface is not None for root in roots)
        """Whether the terms have other surfaces than the words."""
        docs: Docs = self._docs(0).astype(np.intp)
        if scope.live is None:
            rows = np.arange(docs.size)
        else:
            rows = scope.live.take(docs).nonzero()[0]
            docs = docs.take(rows)
        self.docs = docs
        """The documents (n,)."""
        self.rows = [rows]
        """The place of each of them among those of each term that they are known to have."""
        self.gather(2)
        if self.docs.size > _WIDE:
            self.gather(len(self.terms))

    def _docs(self, term: int) -> Int32s:
        root = self.terms[term]
        return self.scope.opened.docs(self.scope, root.field, root.term)

    def gather(self, terms: int) -> None:
        """Leave only the documents that have so many of the rarest terms."""
        for term in range(len(self.rows), min(terms, len(self.terms))):
            at, places = _shared(self.scope, self.docs, self._docs(term))
            self.narrow(at)
            self.rows.append(places)

    def narrow(self, at: Docs) -> None:
        """Leave only the documents at these places."""
        self.docs = self.docs.take(at)
        self.rows = [rows.take(at) for rows in self.rows]

    def meeting(self, terms: int) -> tuple[Meeting, Keys]:
        """So many of the rarest terms in the documents, which have them; their occurrences, by term: the place of the
        document among those << POSITION_BITS | position."""
        meeting = Meeting(self.terms[:terms], self.rows[:terms])
        keys = meeting.spread(np.arange(self.docs.size) << POSITION_BITS)
        keys += meeting.positions
        return meeting, keys


def meetings(scope: Scope, postings: Sequence[Postings]) -> list[Met] | None:
    """Some words in each segment in which they meet; None where their occurrences should be decoded and kept.

    So they should if all have been asked for before, and are where most of them would be wanted."""
    if not any(posting.spared() for posting in postings):
        return None
    found: list[tuple[Scope, list[Root]]] = []
    for part in scope.parts:
        try:
            roots = [posting.root(part) for posting in postings]
        except LookupError:
            continue
        told = [root for root in roots if root is not None]
        if len(told) < len(roots):
            return None
        found.append((part, told))
    for posting in postings:
        posting.met()
    met = [Met(part, told) for part, told in found]
    return met if all(one.docs.size <= _TOO_MANY for one in met) else None


def _shared(scope: Scope, docs: Docs, own: Int32s) -> tuple[Docs, Docs]:
    """Which of some ascending documents a term has, as places among them, and their places among its own."""
    if own.size < 8 * docs.size:
        ranks = scope.borrow_ranks()
        wide = own.astype(np.intp)
        ranks[wide] = np.arange(1, own.size + 1, dtype=np.int32)
        places: Docs = ranks.take(docs).astype(np.intp)
        ranks[wide] = 0
        scope.give_back_ranks(ranks)
        at = places.nonzero()[0]
        return at, places.take(at) - 1
    places = own.searchsorted(docs.astype(np.int32))
    at = (own.take(places, mode="clip") == docs).nonzero()[0]
    return at, places.take(at)


def side_by_side(words: Sequence[tuple[int, Keys]]) -> Keys:
    """Where words stand in a row, each at its number: where the row begins. No word may have a key twice."""
    every = np.concatenate([keys - number if number else keys for number, keys in words])
    every.sort(kind="stable")  # sorted runs, which are merged
    last = len(words) - 1
    found: Keys = every[last:][every[last:] == every[:-last]]
    return found
