"""Which documents have their words in one sentence or paragraph, in the lead, or so many times: on whole arrays.

Candidates are the documents that have all the words. Of these alone the sentences are unpacked
(`indexer.store.sentence_lengths`), as keys like those of occurrences (see `search.engine.proximity`); a span belongs
to the sentence whose key is the last not after it, found by bisection.

Parts whose words cannot be the same ones only have to meet in a sentence. Where they can (`gas SENT gas`), each needs
a place of its own: for every set of parts, the earliest word at which they can all have ended one behind the other
follows from the sets with one part fewer (Held and Karp 1962), for all sentences at once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from indexer.schema import BODY_START
from indexer.store import Unit
from search.engine.nodes import NOTHING, Mask, Matches, Node, narrowed
from search.engine.postings import POSITION_BITS
from search.engine.proximity import Keys, Spans
from search.engine.scope import Docs, Scope, Scores

Find = Callable[[Docs], Spans]
"""The spans of a part of a query in some ascending documents, and maybe in others."""

Holds = Callable[[Docs], Mask]
"""Which of some ascending documents that have all the words have them in the right places."""

NEVER = np.int64(2**63 - 1)


class PlacedNode(Node):
    """Documents of a conjunction in which the places are right; the conjunction gives the scores."""

    __slots__ = ("conjunction", "holds")

    def __init__(self, conjunction: Node, holds: Holds) -> None:
        super().__init__(conjunction.scope, conjunction.size, positive=conjunction.positive)
        self.conjunction = conjunction
        self.holds = holds

    def run(self) -> Matches:
        docs, scores = self.conjunction.run()
        if not docs.size:
            return NOTHING
        mask = self.holds(docs)
        return Matches(docs[mask], narrowed(scores, mask))

    def probe(self, docs: Docs) -> tuple[Mask, Scores | float]:
        mask, scores = self.conjunction.probe(docs)
        candidates = docs[mask]
        if candidates.size:
            mask = mask.copy()
            mask[mask] = self.holds(candidates)
        return mask, scores


def in_these(spans: Spans, docs: Docs) -> Spans:
    """The spans that lie in these ascending documents."""
    low = spans.first.searchsorted(docs << POSITION_BITS)
    high = spans.first.searchsorted((docs + 1) << POSITION_BITS)
    counts = high - low
    total = int(counts.sum())
    if total == spans.first.size:
        return spans
    at = np.repeat(low - (counts.cumsum() - counts), counts) + np.arange(total)
    first = spans.first.take(at)
    return Spans(first, first if spans.last is spans.first else spans.last.take(at))


def having(docs: Docs, keys: Keys) -> Mask:
    """Which of these ascending documents have one of the keys."""
    starts = keys.searchsorted(docs << POSITION_BITS)
    ends = keys.searchsorted((docs + 1) << POSITION_BITS)
    found: Mask = ends > starts
    return found


def in_lead(scope: Scope, find: Find) -> Find:
    """The spans of a part over the body that lie in the lead."""

    def found(docs: Docs) -> Spans:
        spans = in_these(find(docs), docs)
        ends = (docs << POSITION_BITS) + BODY_START + scope.space.sentences.leads(docs)
        kept = spans.last < ends.take(docs.searchsorted(spans.first >> POSITION_BITS))
        first = spans.first[kept]
        return Spans(first, first if spans.last is spans.first else spans.last[kept])

    return found


def often(find: Find, times: int) -> Holds:
    """At least so many spans that do not overlap."""

    def holds(docs: Docs) -> Mask:
        spans = in_these(find(docs), docs)
        if spans.last is spans.first or not (spans.last > spans.first).any():
            starts = spans.first.searchsorted(docs << POSITION_BITS)
            enough: Mask = spans.first.searchsorted((docs + 1) << POSITION_BITS) - starts >= times
            return enough
        earliest = soonest(spans)
        left = np.arange(docs.size)
        ends = (docs << POSITION_BITS) - 1
        for _ in range(times):
            # The next match is the one that ends first of those that begin behind the last.
            ends = earliest.take(spans.first.searchsorted(ends, "right"))
            inside = (ends >> POSITION_BITS) == docs.take(left)
            left, ends = left[inside], ends[inside]
        mask = np.zeros(docs.size, np.bool_)
        mask[left] = True
        return mask

    return holds


def soonest(spans: Spans) -> Keys:
    """(n + 1,) the earliest last word of the spans from each on; never behind the last of them."""
    return np.minimum.accumulate(np.append(spans.last, NEVER)[::-1])[::-1]


def together(scope: Scope, parts: Sequence[Find], unit: Unit) -> Holds:
    """All parts in one sentence or paragraph, each at a place of its own."""

    def holds(docs: Docs) -> Mask:
        starts = _starts(scope, docs, unit)
        meeting = np.zeros(starts.size, np.uint8)
        found: list[tuple[Spans, NDArray[np.intp]]] = []
        for part in parts:
            spans, units = _within(in_these(part(docs), docs), starts)
            found.append((spans, units))
            here = np.zeros(starts.size, np.bool_)
            here[units] = True
            meeting += here
        common = meeting == len(parts)
        kept = [_of(spans, common[units]) for spans, units in found]
        if clash(kept):
            common[common] = _apart(kept, starts, common)
        return having(docs, starts[common])

    return holds


def _starts(scope: Scope, docs: Docs, unit: Unit) -> Keys:
    """Where the sentences or paragraphs of these documents begin; a title is one."""
    which, before = scope.space.sentences.starts(docs, unit)
    base = docs << POSITION_BITS
    if scope.space is not scope.segment.articles:
        return base.take(which) + before
    starts = np.concatenate((base, base.take(which) + before + BODY_START))
    starts.sort(kind="stable")
    return starts


def _within(spans: Spans, starts: Keys) -> tuple[Spans, NDArray[np.intp]]:
    """The spans that lie in one unit, and the number of it."""
    units = starts.searchsorted(spans.first, "right") - 1
    if spans.last is spans.first:
        return spans, units
    inside = starts.searchsorted(spans.last, "right") - 1 == units
    return _of(spans, inside), units[inside]


def _of(spans: Spans, mask: Mask) -> Spans:
    first = spans.first[mask]
    return Spans(first, first if spans.last is spans.first else spans.last[mask])


def clash(parts: Sequence[Spans]) -> bool:
    """Whether spans of different parts overlap anywhere."""
    first = np.concatenate([spans.first for spans in parts])
    last = np.concatenate([spans.last for spans in parts])
    part = np.repeat(np.arange(len(parts)), [spans.first.size for spans in parts])
    order = np.lexsort((last, first))
    first, last, part = first.take(order), last.take(order), part.take(order)
    reach = np.maximum.accumulate(last)[:-1]
    over = first[1:] <= reach
    # Spans of one part may overlap each other: nearness has such. It is asked again, exactly, by `_apart`.
    return bool(over.any()) and bool((part[1:] != part[0]).any())


def _apart(parts: Sequence[Spans], starts: Keys, common: Mask) -> Mask:
    """In which of the common units every part has a place of its own."""
    chosen = common.nonzero()[0]
    limits = np.append(starts, NEVER).take(chosen + 1)
    earliest = [soonest(spans) for spans in parts]
    ends: dict[int, Keys] = {0: starts.take(chosen) - 1}
    for members in range(1, 1 << len(parts)):
        best = np.full(chosen.size, NEVER)
        for number, spans in enumerate(parts):
            if members >> number & 1:
                before = ends[members & ~(1 << number)]
                after = earliest[number].take(spans.first.searchsorted(before, "right"))
                np.minimum(best, after, out=best)
        best[best >= limits] = NEVER
        ends[members] = best
    found: Mask = ends[(1 << len(parts)) - 1] != NEVER
    return found
