"""Queries about where in a text their words stand: in one sentence, in the lead, so many times.

To Whoosh they are leaves like `search.engine.spaces`; the engine evaluates them on whole arrays
(`search.engine.positional`), and a plain Whoosh searcher over our reader runs them through `matcher`, span by span.
"""

# mypy: untyped-calls-exclude="whoosh"

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise, product
from typing import Any

import numpy as np
from whoosh.matching.mcore import ListMatcher, Matcher
from whoosh.query.compound import And
from whoosh.query.qcore import Query

from indexer.schema import BODY_START
from indexer.store import Unit

__all__ = ["Around", "AtLeast", "InLead", "Placed", "Together"]

Span = tuple[int, int]
_JOINTS = {"sentence": " SENT ", "paragraph": " PARA "}


class Placed(Query):
    """Documents that match all of `parts`, in the right places; the score is that of the parts."""

    boost = 1.0

    def __init__(self, parts: Sequence[Query]) -> None:
        self.parts = tuple(parts)

    def __repr__(self) -> str:
        return f"{type(self).__name__}{self._key()!r}"

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self._key() == other._key() and self.boost == other.boost

    def __hash__(self) -> int:
        return hash((type(self).__name__, self._key(), self.boost))

    def _key(self) -> tuple[Any, ...]:
        return (self.parts,)

    def field(self) -> None:
        """It speaks of places, not of one field."""

    def estimate_size(self, ixreader: Any) -> int:
        return int(ixreader.doc_count())

    def estimate_min_size(self, ixreader: Any) -> int:
        return 0

    def matcher(self, searcher: Any, context: Any = None) -> Matcher:
        context = context or searcher.context()
        spans = [dict(_spans(part, searcher, context)) for part in self.parts]
        both = (self.parts[0] if len(self.parts) == 1 else And(list(self.parts))).matcher(searcher, context)
        ids, scores = [], []
        while both.is_active():
            doc = both.id()
            if all(doc in each for each in spans) and self.holds(
                searcher.reader(), doc, [each[doc] for each in spans]
            ):
                ids.append(doc)
                scores.append(both.score() * self.boost)
            both.next()
        return ListMatcher(ids, weights=scores)

    def holds(self, leaf: Any, doc: int, spans: list[list[Span]]) -> bool:
        """Whether the spans of the parts in a document stand as they should."""
        raise NotImplementedError


def _spans(part: Query, searcher: Any, context: Any) -> Iterator[tuple[int, list[Span]]]:
    """The documents of a query, each with the places of its first and last words."""
    inner = part.parts[0] if isinstance(part, InLead) else part
    matcher = inner.matcher(searcher, context)
    while matcher.is_active():
        doc = matcher.id()
        found = sorted({(span.start, span.end) for span in matcher.spans()})
        yield doc, [span for span in found if inner is part or _in_lead(searcher.reader(), doc, span)]
        matcher.next()


def _in_lead(leaf: Any, doc: int, span: Span) -> bool:
    return span[1] < BODY_START + int(leaf.segment_data.articles.sentences.leads(np.array([doc]))[0])


class Together(Placed):
    """All parts in one sentence or paragraph, none on the place of another. A title is one sentence."""

    def __init__(self, parts: Sequence[Query], unit: Unit) -> None:
        super().__init__(parts)
        self.unit = unit

    def _key(self) -> tuple[Any, ...]:
        return self.parts, self.unit

    def __str__(self) -> str:
        return f"({_JOINTS[self.unit].join(map(str, self.parts))})"

    def holds(self, leaf: Any, doc: int, spans: list[list[Span]]) -> bool:
        articles = "title" in leaf.schema
        segment = leaf.segment_data
        space, base = (segment.articles, BODY_START) if articles else (segment.quotations, 0)
        starts = [0] * articles + (space.sentences.starts(np.array([doc]), self.unit)[1] + base).tolist()
        for chosen in product(*spans):
            ends = {bisect_right(starts, place) for span in chosen for place in span}
            ordered = sorted(chosen)
            if len(ends) == 1 and all(a[1] < b[0] for a, b in pairwise(ordered)):
                return True
        return False


class Around(Placed):
    """Each part at most so many places from the stretch of text over those before it, or inside it, in any order.

    `within` has one number for each part but the first. Whoosh's own nearness looks outside the stretch only: it does
    not find `a NEAR/5 b NEAR/5 c` in "a c b".
    """

    def __init__(self, parts: Sequence[Query], within: Sequence[int]) -> None:
        super().__init__(parts)
        self.within = tuple(within)

    def _key(self) -> tuple[Any, ...]:
        return self.parts, self.within

    def __str__(self) -> str:
        joined = "".join(f" NEAR/{n} {part}" for n, part in zip(self.within, self.parts[1:], strict=True))
        return f"({self.parts[0]}{joined})"

    def holds(self, leaf: Any, doc: int, spans: list[list[Span]]) -> bool:
        found: list[tuple[Span, tuple[Span, ...]]] = [(span, (span,)) for span in spans[0]]
        for within, others in zip(self.within, spans[1:], strict=True):
            found = [
                ((min(reach[0], other[0]), max(reach[1], other[1])), (*chosen, other))
                for reach, chosen in found
                for other in others
                if other[0] - reach[1] <= within and reach[0] - other[1] <= within
                and all(other[0] > last or other[1] < first for first, last in chosen)
            ]  # fmt: skip
        return bool(found)


class AtLeast(Placed):
    """At least `times` matches of a query that do not overlap."""

    def __init__(self, inner: Query, times: int) -> None:
        super().__init__([inner])
        self.times = times

    def _key(self) -> tuple[Any, ...]:
        return self.parts, self.times

    def __str__(self) -> str:
        return f"at least {self.times} of {self.parts[0]}"

    def holds(self, leaf: Any, doc: int, spans: list[list[Span]]) -> bool:
        count, end = 0, -1
        for first, last in sorted(spans[0], key=lambda span: span[1]):
            if first > end:
                count, end = count + 1, last
        return count >= self.times


class InLead(Placed):
    """A query over the body, in the lead of it."""

    def __init__(self, inner: Query) -> None:
        super().__init__([inner])

    def __str__(self) -> str:
        return f"in the lead {self.parts[0]}"

    def holds(self, leaf: Any, doc: int, spans: list[list[Span]]) -> bool:
        return any(_in_lead(leaf, doc, span) for span in spans[0])
