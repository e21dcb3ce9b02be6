"""Phrases and nearness: which documents have words in the right places.

An occurrence is one number, document << 32 | position, so that "the next word" is "plus one" and whole
lists are compared at once. A phrase starts from its rarest word and keeps the occurrences whose
neighbours are there. The general case (slop, any order, nested) follows Whoosh's `SpanNear` and
`SpanNear2` span by span: a span is a first and a last occurrence.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from search.engine.meeting import Met, meetings, side_by_side
from search.engine.nodes import NOTHING, Mask, Matches, Node, spread
from search.engine.postings import POSITION_BITS, Postings
from search.engine.scope import Docs, Scope, Scores

Keys = NDArray[np.int64]

_SOME = 16
"""In more documents than this two words are looked for before the others of a phrase."""
_SINGLY = 512
"""Of so few occurrences the surfaces are all looked at, and not of those first that stand in a row."""
_MANY = 1024
"""Lists longer than this are long."""
_LOPSIDED = 16
"""Two long lists are merged, unless their lengths differ by this ratio: then the shorter is searched in the
longer."""


class Spans(NamedTuple):
    """First and last occurrences of spans, int64 (n,) each, ascending by the first."""

    first: Keys
    last: Keys


class PhraseNode(Node):
    """Words at consecutive positions (or each at most `slop` after the one before); scores as a conjunction of
    them."""

    __slots__ = ("factors", "postings", "scored", "slop")

    def __init__(
        self, scope: Scope, postings: Sequence[Postings], factors: Sequence[float], *, slop: int, scored: bool
    ) -> None:
        size = min([posting.size for posting in postings])
        super().__init__(scope, size, positive=scored and min(factors) > 0.0)
        self.postings = postings
        self.factors = factors
        self.slop = slop
        self.scored = scored

    def run(self) -> Matches:
        met = self._sparing()
        if met is not None:
            return met
        keys = self._places()
        if not keys.size:
            return NOTHING
        docs = documents(keys)
        return Matches(docs, self._scores(docs) if self.scored else 0.0)

    def _sparing(self) -> Matches | None:
        """The same without decoding more than is needed; None where all should be decoded."""
        met = meetings(self.scope, self.postings)
        if met is None:
            return None
        found = [NOTHING]
        for one in met:
            matches = self._meeting(one)
            if matches is None:
                return None
            found.append(matches)
        return found[-1] if len(found) < 3 else joined(found[1:])

    def _meeting(self, met: Met) -> Matches | None:
        """The same of a segment; None where it takes all occurrences."""
        if self.slop > 1:
            return None
        if len(met.terms) > 2 and met.docs.size > _SOME:
            meeting, keys = met.meeting(2)
            pair = [
                (met.words.index(term), keys[low:high]) for term, (low, high) in enumerate(pairwise(meeting.cuts))
            ]
            met.narrow(documents(side_by_side(pair)))
        met.gather(len(met.terms))
        if not met.docs.size:
            return NOTHING
        meeting, keys = met.meeting(len(met.terms))
        # In a title all words from the thousandth on share a place.
        if np.count_nonzero(keys[1:] == keys[:-1]):
            return None
        if met.surfaces and keys.size <= _SINGLY:
            at = np.arange(met.docs.size)
        else:
            at = documents(_in_a_row(met, keys, meeting.cuts))
        if not at.size:
            return NOTHING
        if not met.surfaces:
            return self._of(met, at, meeting.weights(at) if self.scored else None)
        told = meeting.told(at)
        keys = keys.take(told.places)
        others = (~told.meant).nonzero()[0]
        keys[others] = -1 - others << POSITION_BITS  # no two are next to each other
        found = documents(_in_a_row(met, keys, told.cuts))
        return self._of(met, found, told.weights.take(at.searchsorted(found), axis=1))

    def _of(self, met: Met, at: Docs, weights: Scores | None) -> Matches:
        """The documents at these places, in which the terms that meet weigh so much (terms, n)."""
        docs = met.docs.take(at)
        if self.scope is not met.scope:
            docs += met.scope.base
        if not self.scored or weights is None:
            return Matches(docs, 0.0)
        parts = self.postings[0].part_of(weights, docs)
        total: Scores = parts[met.words[0]] * np.float32(self.factors[0])
        for word, factor in zip(met.words[1:], self.factors[1:], strict=True):
            total += parts[word] * np.float32(factor)
        return Matches(docs, total)

    def _places(self) -> Keys:
        """The same with all occurrences decoded and kept."""
        return self._consecutive() if self.slop == 1 else self._chained()

    def _scores(self, docs: Docs) -> Scores:
        total = self.postings[0].parts_in(docs) * np.float32(self.factors[0])
        for posting, factor in zip(self.postings[1:], self.factors[1:], strict=True):
            total += posting.parts_in(docs) * np.float32(factor)
        return total

    def _consecutive(self) -> Keys:
        """Where the rarest word of the phrase stands in it."""
        postings = self.postings
        rarest, *others = sorted(range(len(postings)), key=[posting.size for posting in postings].__getitem__)
        keys = postings[rarest].keys()
        for number in others:
            if not keys.size:
                break
            theirs = postings[number].unfolded
            if theirs is None:
                theirs = postings[number].keys(documents(keys))
            else:
                keys = postings[number].shared(keys)
            if keys.size > _MANY and theirs.size < keys.size * _LOPSIDED:
                keys = common(keys, postings[rarest].shared(theirs) + (rarest - number))
            else:
                keys = present(keys, theirs, number - rarest)
        return keys

    def _chained(self) -> Keys:
        """Where the last word stands, each word 1 to `slop` positions after the one before."""
        ends = self.postings[0].keys()
        for posting in self.postings[1:]:
            keys = posting.keys() if posting.unfolded is not None else posting.keys(documents(ends))
            if not ends.size or not keys.size:
                return keys[:0]
            before = ends.searchsorted(keys)  # how many ends lie before each
            nearest = ends.take(before - 1)  # -1 wraps to the last end, which lies after and so fails below
            gap = keys - nearest
            ends = keys[(gap >= 1) & (gap <= self.slop)]
        return ends


class PairNode(PhraseNode):
    """Two words at most `slop` places apart, in either order or `ordered`; scores as a conjunction of them."""

    __slots__ = ("ordered",)

    def __init__(
        self,
        scope: Scope,
        postings: Sequence[Postings],
        factors: Sequence[float],
        *,
        slop: int,
        ordered: bool,
        scored: bool,
    ) -> None:
        super().__init__(scope, postings, factors, slop=slop, scored=scored)
        self.ordered = ordered

    def _meeting(self, met: Met) -> Matches | None:
        if met.surfaces:
            return None
        if not met.docs.size:
            return NOTHING
        meeting, keys = met.meeting(len(met.terms))
        first, second = (keys[meeting.cuts[term] : meeting.cuts[term + 1]] for term in met.words)
        if first.size <= second.size:
            keys = self._nearby(first, second, rarer_first=True)
        else:
            keys = self._nearby(second, first, rarer_first=False)
        at = documents(keys)
        return self._of(met, at, meeting.weights(at) if self.scored else None)

    def _places(self) -> Keys:
        first, second = self.postings
        rarer, other = (first, second) if first.size <= second.size else (second, first)
        keys = rarer.keys()
        theirs = other.unfolded
        if theirs is None:
            theirs = other.keys(documents(keys))
        else:
            keys = other.shared(keys)
        if keys.size > _MANY and theirs.size < keys.size * _LOPSIDED:
            theirs = rarer.shared(theirs)
        return self._nearby(keys, theirs, rarer_first=rarer is first)

    def _nearby(self, keys: Keys, theirs: Keys, *, rarer_first: bool) -> Keys:
        """Where the rarer word stands near the other one: the other's first place in reach of each of them
        decides."""
        slop = self.slop
        if not keys.size or not theirs.size or slop < 1:
            return keys[:0]
        if keys.size > _MANY and theirs.size < keys.size * _LOPSIDED:
            merged = self._merged(keys, theirs, rarer_first=rarer_first)
            if merged is not None:
                return merged
        begin, end = (-slop, slop) if not self.ordered else (1, slop) if rarer_first else (-slop, -1)
        reached = keys + begin
        # Past the end, "clip" gives the last one, which lies before: below 0, and as an unsigned number far away.
        ahead = theirs.take(theirs.searchsorted(reached), mode="clip")
        ahead -= reached
        found = (ahead.view(np.uint64) <= end - begin).nonzero()[0]
        if not self.ordered:
            found = self._apart(found, keys, theirs, ahead)
        return keys.take(found)

    def _apart(self, found: Docs, keys: Keys, theirs: Keys, ahead: Keys) -> Docs:
        """`found` without those that are near nothing but a word at their own place."""
        level = ahead.take(found) == self.slop
        if not np.count_nonzero(level):
            return found
        at = keys.take(found)
        behind = theirs.take(theirs.searchsorted(at, "right"), mode="clip") - at
        kept: Docs = found[~level | ((behind > 0) & (behind <= self.slop))]
        return kept

    def _merged(self, keys: Keys, theirs: Keys, *, rarer_first: bool) -> Keys | None:
        """The same for lists of about one length, as one list: of two words that are near, some two are next to
        each other in it. None where both words stand at one place, which hides others behind it."""
        both = np.empty(keys.size + theirs.size, np.int64)
        mine, its = both[: keys.size], both[keys.size :]
        np.left_shift(keys, 1, out=mine)
        np.left_shift(theirs, 1, out=its)
        later = its if rarer_first else mine
        later += 1  # the lowest bit tells the words apart
        both.sort(kind="stable")  # two runs: merged in one pass
        steps = both[1:] - both[:-1]
        near = (steps <= 2 * self.slop + 1).nonzero()[0]
        steps = steps.take(near)
        other = (steps & 1).nonzero()[0]  # from one word to the other
        near, steps = near.take(other), steps.take(other)
        at = both.take(near)
        word = at & 1
        gaps = (steps - 1 >> 1) + word
        if not gaps.all():
            return None
        held = gaps <= self.slop
        if self.ordered:
            held &= word == 0
        return at[held] >> 1


class NearNode(Node):
    """Documents of a conjunction that also have spans; the conjunction gives the scores."""

    __slots__ = ("conjunction", "spans")

    def __init__(self, conjunction: Node, spans: Callable[[Docs], Spans]) -> None:
        super().__init__(conjunction.scope, conjunction.size, positive=conjunction.positive)
        self.conjunction = conjunction
        self.spans = spans

    def run(self) -> Matches:
        docs, scores = self.conjunction.run()
        if not docs.size:
            return NOTHING
        found = documents(self.spans(docs).first)
        mask: Mask = np.isin(docs, found, assume_unique=True)
        return Matches(docs[mask], scores if isinstance(scores, float) else scores[mask])


def _in_a_row(met: Met, keys: Keys, cuts: Sequence[int]) -> Keys:
    """Where all the words stand side by side, of keys that are cut by term."""
    return side_by_side([(word, keys[cuts[term] : cuts[term + 1]]) for word, term in enumerate(met.words)])


def joined(parts: Sequence[Matches]) -> Matches:
    """The matches of segments, in order, as those of all."""
    docs = np.concatenate([part.docs for part in parts])
    return Matches(docs, np.concatenate([spread(part.scores, part.docs.size) for part in parts]))


def documents(keys: Keys) -> Docs:
    """The distinct documents of ascending occurrences."""
    docs = keys >> POSITION_BITS
    if docs.size < 2:
        return docs
    first = np.empty(docs.size, np.bool_)
    first[0] = True
    np.not_equal(docs[1:], docs[:-1], out=first[1:])
    return docs[first]


def common(some: Keys, others: Keys) -> Keys:
    """What two ascending lists have in common; numbers that stand twice in one list may come out though alone."""
    both = np.concatenate((some, others))
    both.sort(kind="stable")  # two runs: merged in one pass
    repeated = both[1:][both[1:] == both[:-1]]
    # Tokens past the end of the title share a position, so a list can hold a number twice by itself.
    return present(repeated, others, 0) if repeated.size else repeated


def present(keys: Keys, among: Keys, offset: int) -> Keys:
    """Those of `keys` that, plus `offset`, stand in the ascending list."""
    if not among.size:
        return keys[:0]
    wanted = keys + offset
    # Past the end, "clip" compares with the last one, which is less.
    found: Keys = keys[among.take(among.searchsorted(wanted), mode="clip") == wanted]
    return found


def points(keys: Keys) -> Spans:
    """Each occurrence as a span of its own; several at one position are one."""
    if keys.size > 1:
        first = np.empty(keys.size, np.bool_)
        first[0] = True
        np.not_equal(keys[1:], keys[:-1], out=first[1:])
        keys = keys[first]
    return Spans(keys, keys)


def united(parts: Sequence[Spans]) -> Spans:
    """The distinct spans of all the parts."""
    if len(parts) == 1:
        return parts[0]
    return distinct(np.concatenate([part.first for part in parts]), np.concatenate([part.last for part in parts]))


def distinct(first: Keys, last: Keys) -> Spans:
    """Spans in order, each once."""
    order = np.lexsort((last, first))
    first, last = first.take(order), last.take(order)
    if first.size > 1:
        new = np.empty(first.size, np.bool_)
        new[0] = True
        np.logical_or(first[1:] != first[:-1], last[1:] != last[:-1], out=new[1:])
        first, last = first[new], last[new]
    return Spans(first, last)


def near(some: Spans, others: Spans, *, slop: int, ordered: bool, mindist: int, reach: bool) -> Spans:
    """The spans over one of `some` and one of `others` that are mindist to slop apart.

    `ordered`: the other may not begin before. `reach`: others that begin more than `slop` before, but end
    nearer, count as well (they do for SpanNear, not for SpanNear2).
    """
    if not some.first.size or not others.first.size:
        return Spans(some.first[:0], some.last[:0])
    widest = int((others.last - others.first).max()) if reach else 0
    low = others.first.searchsorted(some.first if ordered else some.first - slop - widest)
    high = others.first.searchsorted(some.last + slop, side="right")
    counts = np.maximum(high - low, 0)
    total = int(counts.sum())
    mine = np.repeat(np.arange(counts.size), counts)
    theirs = np.repeat(low - (counts.cumsum() - counts), counts) + np.arange(total)
    first, last = some.first.take(mine), some.last.take(mine)
    other_first, other_last = others.first.take(theirs), others.last.take(theirs)
    # Spans that overlap are 0 apart; in another document they are 2**32 apart, less what the positions differ.
    apart = np.maximum(np.maximum(other_first - last, first - other_last), 0)
    fits = (apart >= mindist) & (apart <= slop) & (other_last >= first - slop)
    return distinct(np.minimum(first, other_first)[fits], np.maximum(last, other_last)[fits])
