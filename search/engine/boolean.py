"""Conjunctions, exclusions and the binary queries of Whoosh, scored as Whoosh scores them.

A `Not` beside other clauses adds 1.0 to every document that it lets through, as in Whoosh: it is the same
for all of them, so it changes no order.
"""

from __future__ import annotations

from collections.abc import Sequence
from operator import attrgetter

import numpy as np

from search.engine.nodes import NOTHING, Mask, Matches, Node, TermNode, narrowed, spread
from search.engine.scope import Docs, Scope, Scores

_size = attrgetter("size")


class AndNode(Node):
    """Documents that match all the children; scores add up. At least two children."""

    __slots__ = ("children",)

    def __init__(self, scope: Scope, children: Sequence[Node]) -> None:
        self.children = sorted(children, key=_size)
        super().__init__(scope, self.children[0].size, positive=all(child.positive for child in children))

    def run(self) -> Matches:
        docs, scores, others = self._first()
        if not docs.size:
            return NOTHING
        extra = 0.0
        waiting: Mask | None = None
        for child in others:
            if child.flat:
                mask, constant = child.probe(docs)
                assert isinstance(constant, float)  # it is flat
                extra += constant
                waiting = mask if waiting is None else waiting & mask
                continue
            if waiting is not None:
                docs, scores = _left(docs, scores, waiting.nonzero()[0])
                waiting = None
            at, more = child.join(docs)
            docs, scores = _left(docs, scores, at)
            if not docs.size:
                return NOTHING
            if isinstance(more, float):
                extra += more
            else:
                scores = scores + more
        if waiting is not None:
            docs, scores = _left(docs, scores, waiting.nonzero()[0])
        return Matches(
            docs, scores + np.float32(extra) if extra and not isinstance(scores, float) else scores + extra
        )

    def _first(self) -> tuple[Docs, Scores | float, Sequence[Node]]:
        """The documents of the rarest child, their scores, and the other children; of two terms, of both."""
        first, second = self.children[:2]
        if not isinstance(first, TermNode) or not isinstance(second, TermNode):
            return *first.run(), self.children[1:]
        every = first.postings.docs
        at = second.postings.holds(every).nonzero()[0]
        docs = every.take(at)
        if not first.scored:
            return docs, 0.0, self.children[2:]
        # Of the documents that do not match, no weight is looked at.
        return docs, first.scores_in(docs, at) + second.scores_in(docs), self.children[2:]

    def probe(self, docs: Docs) -> tuple[Mask, Scores | float]:
        mask: Mask | None = None
        scores: Scores | float = 0.0
        for child in self.children:
            more, added = child.probe(docs)
            mask = more if mask is None else mask & more
            scores = scores + added
        assert mask is not None  # there are children
        return mask, scores


def _left(docs: Docs, scores: Scores | float, at: Docs) -> Matches:
    """The documents at some places among them."""
    if at.size == docs.size:
        return Matches(docs, scores)
    return Matches(docs.take(at), scores if isinstance(scores, float) else scores.take(at))


class NotNode(Node):
    """Live documents that the child does not match, each with score 1.0."""

    __slots__ = ("child",)

    def __init__(self, child: Node) -> None:
        super().__init__(child.scope, child.scope.space.live_count)
        self.child = child

    def run(self) -> Matches:
        flags = np.ones(self.scope.count, np.bool_) if self.scope.live is None else self.scope.live.copy()
        flags[self.child.run().docs] = False
        return Matches(flags.nonzero()[0], 1.0)

    def probe(self, docs: Docs) -> tuple[Mask, Scores | float]:
        return ~self.child.probe(docs)[0], 1.0

    def count(self) -> int:
        return self.size - self.child.count()


class AndNotNode(Node):
    """Documents of `scored` without those of `excluded`."""

    __slots__ = ("excluded", "scored")

    def __init__(self, scored: Node, excluded: Node) -> None:
        super().__init__(scored.scope, scored.size, positive=scored.positive)
        self.scored = scored
        self.excluded = excluded

    def run(self) -> Matches:
        docs, scores = self.scored.run()
        mask = ~self.excluded.probe(docs)[0]
        return Matches(docs[mask], narrowed(scores, mask))

    def probe(self, docs: Docs) -> tuple[Mask, Scores | float]:
        mask, scores = self.scored.probe(docs)
        return mask & ~self.excluded.probe(docs)[0], scores


class RequireNode(Node):
    """Documents of both, with the scores of the first."""

    __slots__ = ("required", "scored")

    def __init__(self, scored: Node, required: Node) -> None:
        super().__init__(scored.scope, min(scored.size, required.size), positive=scored.positive)
        self.scored = scored
        self.required = required

    def run(self) -> Matches:
        if self.required.size < self.scored.size:
            docs = self.required.run().docs
            mask, scores = self.scored.probe(docs)
        else:
            docs, scores = self.scored.run()
            mask = self.required.probe(docs)[0]
        return Matches(docs[mask], narrowed(scores, mask))

    def probe(self, docs: Docs) -> tuple[Mask, Scores | float]:
        mask, scores = self.scored.probe(docs)
        return mask & self.required.probe(docs)[0], scores


class AndMaybeNode(Node):
    """Documents of the first; the second adds its score where it matches."""

    __slots__ = ("optional", "required")

    def __init__(self, required: Node, optional: Node) -> None:
        super().__init__(required.scope, required.size, positive=required.positive and optional.positive)
        self.required = required
        self.optional = optional

    def run(self) -> Matches:
        docs, scores = self.required.run()
        return Matches(docs, self._raised(docs, scores))

    def probe(self, docs: Docs) -> tuple[Mask, Scores | float]:
        mask, scores = self.required.probe(docs)
        return mask, self._raised(docs, scores)

    def count(self) -> int:
        return self.required.count()

    def _raised(self, docs: Docs, scores: Scores | float) -> Scores | float:
        mask, more = self.optional.probe(docs)
        return scores + np.where(mask, spread(more, docs.size), np.float32(0.0)).astype(np.float32, copy=False)
