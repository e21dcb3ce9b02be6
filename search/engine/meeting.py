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

Keys = NDArray[np.int64]


class Met:
    """Some words in the documents of a segment that have all of them."""

    __slots__ = ("docs", "rows", "scope", "surfaces", "terms", "words")

    def __init__(self, scope: Scope, roots: Sequence[Root]) -> None:
        found = {root: scope.opened.docs(scope, root.field, root.term) for root in roots}
        self.scope = scope
        self.terms = sorted(found, key=lambda root: found[root].size)
        """The terms that meet, the rarest first."""
        self.words = [self.terms.index(root) for root in roots]
        """Which of the terms each word is."""
        self.surfaces = any(root.surface is not None for root in self.terms)
        """Whether the terms have other surfaces than the words."""
        self.docs, self.rows = _shared(scope, [found[root] for root in self.terms])
        """The documents (n,), and the place of each of them among those of each term."""

    def narrow(self, at: Docs) -> None:
        """Leave only the documents at these places."""
        self.docs = self.docs.take(at)
        self.rows = [rows.take(at) for rows in self.rows]

    def meeting(self, terms: int) -> tuple[Meeting, Keys]:
        """So many of the rarest terms in the documents; their occurrences, by term: the place of the document among
        those << POSITION_BITS | position."""
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


def _shared(scope: Scope, lists: Sequence[Int32s]) -> tuple[Docs, list[Docs]]:
    """The live documents that are in all the lists, of which the first is the shortest, and their places in each."""
    docs: Docs = lists[0].astype(np.intp)
    if scope.live is None:
        rows = [np.arange(docs.size)]
    else:
        rows = [scope.live.take(docs).nonzero()[0]]
        docs = docs.take(rows[0])
    for own in lists[1:]:
        if own.size < 8 * docs.size:
            ranks = scope.borrow_ranks()
            wide = own.astype(np.intp)
            ranks[wide] = np.arange(1, own.size + 1, dtype=np.int32)
            places = ranks.take(docs).astype(np.intp) - 1
            ranks[wide] = 0
            scope.give_back_ranks(ranks)
            at = (places >= 0).nonzero()[0]
        else:
            places = own.searchsorted(docs.astype(np.int32))
            at = (own.take(places, mode="clip") == docs).nonzero()[0]
        rows = [*(each.take(at) for each in rows), places.take(at)]
        docs = docs.take(at)
    return docs, rows


def side_by_side(words: Sequence[tuple[int, Keys]]) -> Keys:
    """Where words stand in a row, each at its number: where the row begins. No word may have a key twice."""
    every = np.concatenate([keys - number if number else keys for number, keys in words])
    every.sort(kind="stable")  # sorted runs, which are merged
    last = len(words) - 1
    found: Keys = every[last:][every[last:] == every[:-last]]
    return found
