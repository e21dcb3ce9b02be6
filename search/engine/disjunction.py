"""Disjunctions: sums and maxima over any of the children, and the k best without scoring everything.

A disjunction of many postings adds them up in an array over all documents. Where terms are common and
the archive is large, `top` prunes instead (MaxScore: Turtle and Flood 1995; block maxima: Ding and Suel
2011): terms are added from the largest bound down until the k-th best partial score exceeds what the
others can still add; then only documents that could still get there are looked up in the others. Either
way the k best are the same, and so are their scores, because those are summed in the order of the query.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, TypeGuard

import numpy as np
from numpy.typing import NDArray

from search.engine.nodes import Mask, Matches, Node, TermNode, Top, spread
from search.engine.postings import group_maxima
from search.engine.scope import BLOCK, Docs, Scope, Scores
from search.engine.selection import best, kth_largest

Pruning = Literal["auto", "always", "never"]

_SPARSE = 4
"""With fewer than one posting for 4 documents, going through postings twice beats going through all documents."""
_WORTH = 1 << 18
"""Postings that pruning must be able to spare before the search for a floor pays."""
_GROUPS = 512
_ROUNDING = 1.0 + 1e-5
"""Sums in another order may differ by this factor."""


class OrNode(Node):
    """Documents that match any of the children; scores add up. At least two children."""

    __slots__ = ("children", "pruning", "scored")

    def __init__(self, scope: Scope, children: Sequence[Node], *, scored: bool, pruning: Pruning = "auto") -> None:
        size = min(sum(child.size for child in children), scope.count)
        super().__init__(scope, size, positive=scored and all(child.positive for child in children))
        self.children = children
        self.scored = scored
        self.pruning = pruning

    def run(self) -> Matches:
        if not self.scored:
            return Matches(self._flags().nonzero()[0], 0.0)
        if not self.positive:
            docs = self._flags().nonzero()[0]
            return Matches(docs, self._among(docs))
        if self._sparse():
            docs, scores = self._gathered()
            docs, scores = docs[scores > 0.0], scores[scores > 0.0]
            order = docs.argsort()
            return Matches(docs.take(order), scores.take(order))
        total = self._summed()
        docs = (total > 0.0).nonzero()[0]
        scores = total.take(docs)
        self._give_back(total)
        return Matches(docs, scores)

    def probe(self, docs: Docs) -> tuple[Mask, Scores | float]:
        any_of = np.zeros(docs.size, np.bool_)
        total = np.zeros(docs.size, np.float32)
        for child in self.children:
            mask, scores = child.probe(docs)
            any_of |= mask
            if self.scored:
                total += np.where(mask, scores, np.float32(0.0))
        return any_of, total if self.scored else 0.0

    def top(self, k: int) -> Top:
        if not self.positive:
            return super().top(k)
        children = self.children
        always = self.pruning == "always"
        if self.pruning != "never" and (always or self._postings() > _WORTH) and _all_terms(children):
            return _pruned(self.scope, children, k, eager=always)
        if self._sparse():
            docs, scores = self._gathered()
            matching = int(np.count_nonzero(scores))
            if matching < k:
                matched = scores.nonzero()[0]
                return Top(docs.take(matched), scores.take(matched), matching)
            return Top(*best(self.scope, docs, scores, k), matching)
        total = self._summed()
        matching = int(np.count_nonzero(total > 0.0))
        docs = _reaching(total, k)
        scores = total.take(docs)
        self._give_back(total)
        return Top(*best(self.scope, docs, scores, k), matching)

    def count(self) -> int:
        return int(np.count_nonzero(self._flags()))

    def _among(self, docs: Docs) -> Scores:
        return spread(self.probe(docs)[1], docs.size)

    def _flags(self) -> Mask:
        flags = np.zeros(self.scope.count, np.bool_)
        for child in self.children:
            flags[child.run().docs if not isinstance(child, TermNode) else child.postings.docs] = True
        return flags

    def _postings(self) -> int:
        return sum(child.size for child in self.children)

    def _sparse(self) -> bool:
        return self._postings() * _SPARSE < self.scope.count

    def _gathered(self) -> tuple[Docs, Scores]:
        """The documents of all the children, with the sums of scores; a repeated one has 0."""
        total = self.scope.borrow()
        lists: list[Docs] = []
        last: Scores | None = None
        for child in self.children:
            docs, scores = child.run()
            if last is not None:
                total[lists[-1]] = last
            last = total.take(docs)
            last += scores
            lists.append(docs)
        assert last is not None  # there are children
        sums = [last]
        total[lists[-1]] = 0.0
        for docs in lists[-2::-1]:
            sums.append(total.take(docs))
            total[docs] = 0.0
        self.scope.give_back(total)
        return np.concatenate(lists[::-1]), np.concatenate(sums)

    def _summed(self) -> Scores:
        """The sum of the children over all documents, in a borrowed array."""
        total = self.scope.borrow()
        for child in self.children:
            _add(total, child)
        return total

    def _give_back(self, total: Scores) -> None:
        total.fill(0.0)
        self.scope.give_back(total)


class MaxNode(Node):
    """Documents that match any of the children; the highest score counts (DisjunctionMax)."""

    __slots__ = ("children", "scored")

    def __init__(self, scope: Scope, children: Sequence[Node], *, scored: bool) -> None:
        size = min(sum(child.size for child in children), scope.count)
        super().__init__(scope, size, positive=scored and all(child.positive for child in children))
        self.children = children
        self.scored = scored

    def run(self) -> Matches:
        flags = np.zeros(self.scope.count, np.bool_)
        for child in self.children:
            flags[child.run().docs] = True
        docs = flags.nonzero()[0]
        return Matches(docs, self.probe(docs)[1] if self.scored else 0.0)

    def probe(self, docs: Docs) -> tuple[Mask, Scores | float]:
        any_of = np.zeros(docs.size, np.bool_)
        highest = np.full(docs.size, -np.inf, np.float32)
        for child in self.children:
            mask, scores = child.probe(docs)
            any_of |= mask
            if self.scored:
                np.maximum(highest, scores, out=highest, where=mask)
        return any_of, highest if self.scored else 0.0


def _all_terms(children: Sequence[Node]) -> TypeGuard[Sequence[TermNode]]:
    return all(isinstance(child, TermNode) for child in children)


def _add(total: Scores, child: Node) -> None:
    """Adds a node's scores to an array over all documents."""
    if isinstance(child, TermNode) and child.postings.laid_out():
        total += child.postings.dense() * child.factor
        return
    docs, scores = child.run()
    total[docs] += scores


def _reaching(total: Scores, k: int) -> Docs:
    """The documents that reach the k-th highest of some totals over all documents; those above 0 if fewer have
    any."""
    floor = kth_largest(group_maxima(total, _GROUPS) if k <= _GROUPS // 4 else total, min(k, total.size))
    return ((total >= floor) if floor > 0.0 else (total > 0.0)).nonzero()[0]


def _pruned(scope: Scope, terms: Sequence[TermNode], k: int, *, eager: bool) -> Top:
    """The k best of a disjunction of terms; `eager` looks for a floor after every term, for tests."""
    bounds = [float(term.factor) * term.postings.max_impact() * _ROUNDING for term in terms]
    order = sorted(range(len(terms)), key=bounds.__getitem__, reverse=True)
    total = scope.borrow()
    floor = 0.0
    at = len(order)
    for done, number in enumerate(order, 1):
        _add(total, terms[number])
        rest = order[done:]
        if eager or sum(terms[other].size for other in rest) > _WORTH // 2:
            floor = _floor(total, k)
            if floor > sum(bounds[other] for other in rest):
                at = done
                break
    rest = order[at:]
    if not rest:
        floor = _floor(total, k)
    docs = _survivors(
        total, floor / _ROUNDING, [terms[number] for number in rest], [bounds[number] for number in rest]
    )
    matching = _union_size(total, [terms[number] for number in rest], scope)
    scores = np.zeros(docs.size, np.float32)
    for term in terms:
        scores += term.postings.among(docs)[1] * term.factor
    total.fill(0.0)
    scope.give_back(total)
    return Top(*best(scope, docs, scores, k), matching)


def _floor(total: Scores, k: int) -> float:
    """A partial score that at least k documents have, or 0."""
    if k > total.size:
        return 0.0
    return float(kth_largest(group_maxima(total, _GROUPS) if k <= _GROUPS // 4 else total, k))


def _survivors(total: Scores, floor: float, rest: Sequence[TermNode], bounds: Sequence[float]) -> Docs:
    """Documents whose partial score plus what the rest can add may reach the floor.

    For common terms what they can add is known for each block of documents, so most blocks fall away whole.
    """
    if floor <= 0.0:
        return (total > 0.0).nonzero()[0]
    blocks = total.reshape(-1, BLOCK)
    limits: NDArray[np.float32] = np.zeros(blocks.shape[0], np.float32)
    for term, bound in zip(rest, bounds, strict=True):
        limits += term.postings.ranges() * term.factor if term.postings.common() else np.float32(bound)
    needed = np.float32(floor) - limits * np.float32(_ROUNDING)
    # A document without any of the terms added so far cannot reach the floor: it exceeds what the rest adds.
    hopeful = (blocks.max(axis=1) >= needed).nonzero()[0]
    rows = blocks.take(hopeful, axis=0)
    row, column = (rows >= needed.take(hopeful)[:, None]).nonzero()
    docs: Docs = hopeful.take(row) * BLOCK + column
    return docs[total.take(docs) > 0.0]


def _union_size(total: Scores, rest: Sequence[TermNode], scope: Scope) -> int:
    flags = total > 0.0
    for term in rest:
        flags[term.postings.docs] = True
    return int(np.count_nonzero(flags))
