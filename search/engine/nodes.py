"""Nodes of an evaluation: a query compiled for one segment.

A node can enumerate its documents (`run`), say which of some documents it matches (`probe`), give its
best documents (`top`) and count them (`count`). A conjunction runs its rarest member and probes the
others, so that no long list is read where a short one decides.

A compiled node belongs to one evaluation; where the compiler was told not to score, the scores are 0.0.
"""

from __future__ import annotations

from typing import ClassVar, NamedTuple

import numpy as np
from numpy.typing import NDArray

from search.engine.postings import NO_DOCS, NO_SCORES, Postings
from search.engine.scope import Docs, Scope, Scores
from search.engine.selection import best, floor_of
from search.engine.term_union import Union

Mask = NDArray[np.bool_]


HIGHEST = 2**31 - 1
"""No column holds more."""


class Matches(NamedTuple):
    """Ascending live documents of one segment, and the score of each, or one score for all."""

    docs: Docs
    scores: Scores | float


class Top(NamedTuple):
    """At least the k best documents of a segment in any order, their scores, and how many match in all."""

    docs: Docs
    scores: Scores | float
    total: int


NOTHING = Matches(NO_DOCS, 0.0)


def narrowed(scores: Scores | float, mask: Mask) -> Scores | float:
    """The scores of the documents that are left."""
    return scores if isinstance(scores, float) else scores[mask]


def spread(scores: Scores | float, count: int) -> Scores:
    """One score for each document."""
    return np.full(count, scores, np.float32) if isinstance(scores, float) else scores


class Node:
    """What a query is in one segment. `size` is at least the number of documents that match."""

    __slots__ = ("positive", "scope", "size")

    flat: ClassVar[bool] = False
    """Whether `probe` is a look into a column, with one score for all."""

    def __init__(self, scope: Scope, size: int, *, positive: bool = True) -> None:
        self.scope = scope
        self.size = size
        self.positive = positive
        """Whether every matching document scores above 0, so that a score says who matches."""

    def run(self) -> Matches:
        """All documents that match."""
        raise NotImplementedError(self.__class__.__name__)

    def probe(self, docs: Docs) -> tuple[Mask, Scores | float]:
        """Which of these ascending live documents match; their scores, undefined where they do not."""
        found, scores = self.run()
        if not found.size:
            return np.zeros(docs.size, np.bool_), 0.0
        at = found.searchsorted(docs)
        mask: Mask = found.take(at, mode="clip") == docs
        return mask, scores if isinstance(scores, float) else scores.take(at, mode="clip")

    def join(self, docs: Docs) -> Matches:
        """Those of these ascending live documents that match, as places among them, and their scores."""
        mask, scores = self.probe(docs)
        at = mask.nonzero()[0]
        return Matches(at, scores if isinstance(scores, float) else scores.take(at))

    def top(self, k: int) -> Top:
        """The k best, ties by recency."""
        docs, scores = self.run()
        return Top(*best(self.scope, docs, scores, k), docs.size)

    def count(self) -> int:
        """How many documents match."""
        return int(self.run().docs.size)


class Empty(Node):
    """Matches nothing."""

    __slots__ = ()

    def __init__(self, scope: Scope) -> None:
        super().__init__(scope, 0)

    def run(self) -> Matches:
        return NOTHING


class TermNode(Node):
    """One term; `factor` is its idf times the boost."""

    __slots__ = ("factor", "postings", "scored")

    def __init__(self, scope: Scope, postings: Postings, factor: float, *, scored: bool) -> None:
        super().__init__(scope, postings.size, positive=factor > 0.0)
        self.postings = postings
        self.factor = np.float32(factor)
        self.scored = scored

    def run(self) -> Matches:
        if not self.scored:
            return Matches(self.postings.docs, 0.0)
        return Matches(self.postings.docs, self.postings.parts() * self.factor)

    def probe(self, docs: Docs) -> tuple[Mask, Scores | float]:
        if not self.scored:
            return self.postings.holds(docs), 0.0
        mask, parts = self.postings.among(docs)
        parts *= self.factor
        return mask, parts

    def join(self, docs: Docs) -> Matches:
        # Of the documents that do not match, no weight is looked at.
        at = self.postings.holds(docs).nonzero()[0]
        if not self.scored:
            return Matches(at, 0.0)
        return Matches(at, self.scores_in(docs.take(at)))

    def scores_in(self, docs: Docs, rows: Docs | None = None) -> Scores:
        """Of documents that match, which are at these places among all that do, or anywhere."""
        return self.postings.parts_in(docs, rows) * self.factor

    def top(self, k: int) -> Top:
        postings = self.postings
        if not self.scored or not self.positive or postings.size < 4 * k:
            return super().top(k)
        parts = postings.parts()
        chosen = (parts >= floor_of(parts, k, postings.peaks())).nonzero()[0]
        found = best(self.scope, postings.docs.take(chosen), parts.take(chosen) * self.factor, k)
        return Top(*found, postings.size)

    def count(self) -> int:
        return self.size


class ListNode(Node):
    """Documents that are known already, with their scores."""

    __slots__ = ("matches",)

    def __init__(self, scope: Scope, matches: Matches, *, positive: bool = False) -> None:
        super().__init__(scope, matches.docs.size, positive=positive)
        self.matches = matches

    def run(self) -> Matches:
        return self.matches


class EveryNode(Node):
    """Every live document."""

    __slots__ = ("score",)
    flat = True

    def __init__(self, scope: Scope, score: float) -> None:
        super().__init__(scope, scope.space.live_count, positive=score > 0.0)
        self.score = score

    def run(self) -> Matches:
        return Matches(self.scope.all_live(), self.score)

    def probe(self, docs: Docs) -> tuple[Mask, Scores | float]:
        return np.ones(docs.size, np.bool_), self.score

    def count(self) -> int:
        return self.size


class RangeNode(Node):
    """Documents whose column lies in low..high, both included."""

    __slots__ = ("column", "high", "low", "score")
    flat = True

    def __init__(self, scope: Scope, column: NDArray[np.int32], low: int, high: int, score: float) -> None:
        # Half is a guess; it only says that a term goes first.
        super().__init__(scope, max(scope.count // 2, 1) if low <= high else 0, positive=score > 0.0)
        self.column = column
        self.low = low
        self.high = high
        self.score = score

    def _inside(self, values: NDArray[np.int32]) -> Mask:
        mask: Mask = values >= self.low
        if self.high < HIGHEST:
            mask &= values <= self.high
        return mask

    def run(self) -> Matches:
        mask = self._inside(self.column)
        if self.scope.live is not None:
            mask &= self.scope.live
        return Matches(mask.nonzero()[0], self.score)

    def probe(self, docs: Docs) -> tuple[Mask, Scores | float]:
        return self._inside(self.column.take(docs)), self.score


class ConstantNode(Node):
    """The documents of a node, each with the same score."""

    __slots__ = ("child", "score")

    def __init__(self, child: Node, score: float) -> None:
        super().__init__(child.scope, child.size, positive=score > 0.0)
        self.child = child
        self.score = score

    def run(self) -> Matches:
        return Matches(self.child.run().docs, self.score)

    def probe(self, docs: Docs) -> tuple[Mask, Scores | float]:
        return self.child.probe(docs)[0], self.score

    def count(self) -> int:
        return self.child.count()


class BoostNode(Node):
    """The documents of a node, their scores multiplied."""

    __slots__ = ("boost", "child")

    def __init__(self, child: Node, boost: float) -> None:
        super().__init__(child.scope, child.size, positive=child.positive and boost > 0.0)
        self.child = child
        self.boost = boost

    def run(self) -> Matches:
        docs, scores = self.child.run()
        return Matches(docs, self._times(scores))

    def probe(self, docs: Docs) -> tuple[Mask, Scores | float]:
        mask, scores = self.child.probe(docs)
        return mask, self._times(scores)

    def count(self) -> int:
        return self.child.count()

    def _times(self, scores: Scores | float) -> Scores | float:
        return scores * self.boost if isinstance(scores, float) else scores * np.float32(self.boost)


class UnionNode(Node):
    """Documents that have any of many terms, each with the same score (a prefix, a wildcard, a range of terms)."""

    __slots__ = ("score", "union")

    def __init__(self, scope: Scope, union: Union, score: float) -> None:
        super().__init__(scope, union.size, positive=score > 0.0)
        self.union = union
        self.score = score

    def run(self) -> Matches:
        return Matches(self.union.docs(), self.score)

    def probe(self, docs: Docs) -> tuple[Mask, Scores | float]:
        return self.union.holds(docs), self.score

    def top(self, k: int) -> Top:
        # All score the same: the best are the newest.
        newest = self.union.newest(k)
        return super().top(k) if newest is None else Top(newest, self.score, self.size)

    def count(self) -> int:
        return self.size


__all__ = [
    "NOTHING",
    "NO_SCORES",
    "BoostNode",
    "ConstantNode",
    "Empty",
    "EveryNode",
    "ListNode",
    "Mask",
    "Matches",
    "Node",
    "RangeNode",
    "TermNode",
    "Top",
    "UnionNode",
    "narrowed",
    "spread",
]
