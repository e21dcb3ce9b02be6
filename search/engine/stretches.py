"""NEAR of three parts or more: the stretches of text over one span of each part.

From stretch to stretch: a part is near a stretch over those before it, or inside. Where no span overlaps one of
another part, all is found on whole arrays in linear time. Where parts can be the same words (`gas NEAR/9 gas NEAR/9
gas`), what was chosen before is not free any more; the ways to choose are followed one by one, and there is a most of
them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from indexer.errors import UsageError
from search.engine.nodes import Mask
from search.engine.positional import NEVER, Find, Holds, clash, having, in_these, soonest
from search.engine.postings import POSITION_BITS
from search.engine.proximity import Keys, Spans, distinct
from search.engine.scope import Docs

_SPANS_AT_ONCE, _SAMPLE, _WAYS = 1 << 14, 1 << 17, 1 << 21


def around(parts: Sequence[Find], within: Sequence[int]) -> Find:
    """The stretches over one span of each part, as `search.engine.positional_queries.Around` wants them."""

    def found(docs: Docs) -> Spans:
        each = [in_these(part(docs), docs) for part in parts]
        if not clash(each):
            return _stretches(each, within)
        groups = [_chosen(group, within, _WAYS) for _, group in _grouped(docs, each)]
        return Spans(np.concatenate([part.first for part in groups]), np.concatenate([part.last for part in groups]))

    return found


def are_around(parts: Sequence[Find], within: Sequence[int]) -> Holds:
    """Where there is such a stretch at all: found in linear time where no two parts have the same words."""

    def holds(docs: Docs) -> Mask:
        each = [in_these(part(docs), docs) for part in parts]
        if not clash(each):
            return having(docs, _longest(each, within).first)
        found = [_are_chosen(some, group, within) for some, group in _grouped(docs, each)]
        return np.concatenate(found) if found else np.zeros(0, np.bool_)

    return holds


def _are_chosen(docs: Docs, each: Sequence[Spans], within: Sequence[int]) -> Mask:
    """Where there is such a stretch: a sample of the ways finds most, all ways are followed for what is left."""
    sampled, every = _sampled(each, within, _SAMPLE)
    mask = having(docs, sampled.first)
    if not every:
        left = docs[~mask]
        sampled, every = _sampled([in_these(spans, left) for spans in each], within, _WAYS)
        found = having(left, sampled.first)
        if not every and not found.all():
            raise _too_many()
        mask[~mask] = found
    return mask


def _grouped(docs: Docs, each: Sequence[Spans]) -> Iterator[tuple[Docs, list[Spans]]]:
    """So many documents at a time that what can be chosen of their spans finds room."""
    starts = sum((spans.first.searchsorted(docs << POSITION_BITS) for spans in each), np.zeros(docs.size, np.int64))
    cuts = np.flatnonzero(np.diff(starts // _SPANS_AT_ONCE)) + 1
    for some in np.split(docs, cuts):
        yield some, [in_these(spans, some) for spans in each]


def _longest(each: Sequence[Spans], within: Sequence[int]) -> Spans:
    """The stretches that no other one covers: what is near a stretch is near, or in, one that covers it."""
    stretch = _uncovered(each[0].first, each[0].last)
    for others, slop in zip(each[1:], within, strict=True):
        low = others.first.searchsorted(stretch.last, "right")
        high = others.first.searchsorted(stretch.last + slop, "right")
        behind = high > low
        ends = np.maximum.accumulate(others.last).take(high[behind] - 1)
        order = others.last.argsort(kind="stable")
        firsts, lasts = others.first.take(order), others.last.take(order)
        low = lasts.searchsorted(stretch.first - slop)
        before = lasts.searchsorted(stretch.first) > low
        begins = np.minimum.accumulate(firsts[::-1])[::-1].take(low[before])
        inside = _has_inside(stretch, others)
        stretch = _uncovered(
            np.concatenate((stretch.first[behind], begins, stretch.first[inside])),
            np.concatenate((ends, stretch.last[before], stretch.last[inside])),
        )
    return stretch


def _uncovered(first: Keys, last: Keys) -> Spans:
    order = np.lexsort((-last, first))
    first, last = first.take(order), last.take(order)
    kept = np.ones(first.size, np.bool_)
    kept[1:] = last[1:] > np.maximum.accumulate(last)[:-1]
    return Spans(first[kept], last[kept])


def _has_inside(stretch: Spans, others: Spans) -> Mask:
    """Which stretches have one of the others between their ends."""
    found: Mask = soonest(others).take(others.first.searchsorted(stretch.first, "right")) < stretch.last
    return found


def _stretches(each: Sequence[Spans], within: Sequence[int]) -> Spans:
    """All stretches over one span of each part, where no span overlaps one of another part.

    Of the stretches that begin at one place, only the longest before a span can stretch it first; so each place where
    one begins is paired with a span once, and likewise each where one ends.
    """
    stretch = distinct(each[0].first, each[0].last)
    for others, slop in zip(each[1:], within, strict=True):
        again = stretch.first[1:] == stretch.first[:-1]
        until = np.append(np.where(again, stretch.last[1:], NEVER), NEVER)[: stretch.last.size]
        low = others.first.searchsorted(stretch.last, "right")
        high = others.first.searchsorted(np.minimum(stretch.last + slop, until), "right")
        mine, theirs = _pairs(low, high)
        behind = stretch.first.take(mine), others.last.take(theirs)
        order = np.lexsort((stretch.first, stretch.last))
        first, last = stretch.first.take(order), stretch.last.take(order)
        since = np.append(-1, np.where(last[1:] == last[:-1], first[:-1], -1))[: first.size]
        order = others.last.argsort(kind="stable")
        firsts, lasts = others.first.take(order), others.last.take(order)
        mine, theirs = _pairs(lasts.searchsorted(np.maximum(first - slop, since)), lasts.searchsorted(first))
        before = firsts.take(theirs), last.take(mine)
        inside = _has_inside(stretch, others)
        stretch = distinct(
            np.concatenate((behind[0], before[0], stretch.first[inside])),
            np.concatenate((behind[1], before[1], stretch.last[inside])),
        )
    return stretch


def _chosen(each: Sequence[Spans], within: Sequence[int], most: int) -> Spans:
    """The stretches over one span of each part, none on the place of another; UsageError if too many."""
    found, every = _sampled(each, within, most)
    if not every:
        raise _too_many()
    return found


def _sampled(each: Sequence[Spans], within: Sequence[int], most: int) -> tuple[Spans, bool]:
    """Such stretches, and whether these are all: where there are more ways than `most`, some are followed."""
    stretch, chosen, every = each[0], [each[0]], True
    for others, slop in zip(each[1:], within, strict=True):
        low, high = _close(stretch, others, slop)
        ways = int((high - low).sum())
        if ways > most:
            some = np.arange(0, stretch.first.size, -(-ways // most))
            stretch, chosen, low, high = (
                _at(stretch, some),
                [_at(part, some) for part in chosen],
                low[some],
                high[some],
            )
            every = False
        mine, theirs = _pairs(low, high)
        other = _at(others, theirs)
        free = stretch.first.take(mine) - other.last <= slop
        for part in chosen:
            part_first, part_last = part.first.take(mine), part.last.take(mine)
            free &= (other.first > part_last) | (other.last < part_first)
        mine, other = mine[free], Spans(other.first[free], other.last[free])
        chosen = [*(_at(part, mine) for part in chosen), other]
        stretch = _at(stretch, mine)
        stretch = Spans(np.minimum(stretch.first, other.first), np.maximum(stretch.last, other.last))
    return distinct(*stretch), every


def _too_many() -> UsageError:
    return UsageError("NEAR of words that can be the same ones has too many ways to be met; take a smaller distance")


def _at(spans: Spans, places: NDArray[np.intp]) -> Spans:
    return Spans(spans.first.take(places), spans.last.take(places))


def _close(stretch: Spans, others: Spans, slop: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Between which of the others those lie that are at most `slop` places away; some before are further."""
    widest = int((others.last - others.first).max(initial=0))
    low = others.first.searchsorted(stretch.first - slop - widest)
    return low, others.first.searchsorted(stretch.last + slop, side="right")


def _pairs(low: NDArray[np.intp], high: NDArray[np.intp]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Each number of a range with the number of its range, one behind the other."""
    counts = np.maximum(high - low, 0)
    total = int(counts.sum())
    mine = np.repeat(np.arange(counts.size), counts)
    return mine, np.repeat(low - (counts.cumsum() - counts), counts) + np.arange(total)
