"""The articles that may carry a quotation, told by the postings of its words: no text is read.

Each word says as much as its idf in bits. The rarest ones are looked up first: an article needs a share of what they
say together. Then their places are compared, as in a Hough transform: a word that stands at position p in an article
and is the w-th of the quotation votes for the beginning p - w, and words that vote for beginnings near each other
stand together in the order of the quotation, whatever was put between or left out. At last all words vote, in the few
articles that are left, and these need some words in a row.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from indexer.arrays import Int32s, Int64s
from search.engine import POSITION_BITS
from search.engine.scope import Docs
from search.engine.seam import Occurring
from search.engine.selection import heaviest
from search.provenance.sought import Sought

__all__ = ["Candidate", "candidates"]

_SHARE = 0.25  # of what the words say: with less an article carries nothing of a quotation
_MOST_HOLDING, _HOLDING_SHARE = 2_500, 40  # articles looked into for where the words stand; one of 40 if that is more
_MOST_TOGETHER, _TOGETHER_SHARE = 150, 500  # the same of those in which all words are looked up
_ROW, _LEAST_ROW = 4, 2  # words in a row that an article needs; of a short quotation a third, but no fewer
_APART = 24  # words by which what stands between may shift the votes, and half of the quotation's length
_LOPSIDED = 16  # occurrences for each article asked for, beyond which each article is looked up among them
_PLACE_BITS, _WORD_BITS = 23, 12  # of a packed vote: an article has at most 2**22 characters


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An article, and the position in it at or behind which the quotation would begin, give or take `slack` words.

    `words` of the quotation stand together there, which say `bits`; `row` is how many stand in a row in the article.
    """

    doc: int
    position: int
    slack: int
    words: int
    bits: float
    row: int


def candidates(sought: Sought, *, least: float = _SHARE, among: Int32s | None = None) -> list[Candidate]:
    """The articles that may carry a quotation or a part of it, those that have most of it first.

    Those that have every word, together, are all among them, whatever bounds the number of the others. An article
    needs `least` of what the words say; `among`, the documents of some articles, leaves the rest out.
    """
    rarest = sought.rarest()
    docs = _holding(sought, rarest, least, among)
    most = max(_MOST_TOGETHER, sought.live // _TOGETHER_SHARE)
    for stems in (rarest, sought.known):
        if not docs.size:
            return []
        votes = _Votes(sought, stems, docs)
        found = votes.best(least, most)
        docs = np.sort(docs[found.rank])
    rows = votes.longest()[found.rank]
    enough = rows >= min(_ROW, max(_LEAST_ROW, len(sought) // 3), len(sought))
    order = np.lexsort((found.rank, -found.bits))
    return [
        Candidate(
            doc=int(docs[n]),
            position=int(found.start[n]),
            slack=votes.width,
            words=int(found.words[n]),
            bits=float(found.bits[n]),
            row=int(rows[n]),
        )
        for n in order[enough[order]].tolist()
    ]


def _holding(sought: Sought, stems: Sequence[str], least: float, among: Int32s | None) -> Docs:
    """The articles, ascending, in which enough of these words stand, wherever."""
    weights = {stem: sought.says[stem] for stem in stems}
    whole = 0.999 * sum(weights.values())
    most = max(_MOST_HOLDING, sought.live // _HOLDING_SHARE)
    return sought.holding_most(weights, least=least * whole, whole=whole, most=most, among=among).astype(np.intp)


def _distinct(numbers: Int64s) -> Int64s:
    """Each number once, ascending; `numpy.unique` hashes, which takes five times as long."""
    numbers.sort()
    return numbers[np.flatnonzero(np.diff(numbers, prepend=-1))]


@dataclass(frozen=True, slots=True)
class _Together:
    """Of articles (n,) by their rank among those asked for: where the words vote that say most together."""

    rank: Int64s
    start: Int64s
    words: Int64s
    bits: NDArray[np.float64]


class _Votes:
    """The votes of some words in some articles."""

    def __init__(self, sought: Sought, stems: Sequence[str], docs: Docs) -> None:
        self.docs = docs
        self.width = _APART + len(sought) // 2
        self._sought = sought
        self._length = len(sought)
        wanted: dict[str, list[int]] = {stem: [] for stem in stems}
        for number, stem in enumerate(sought.stems):
            if stem in wanted:
                wanted[stem].append(number)
        self._whole = sum(sought.says[stem] * len(numbers) for stem, numbers in wanted.items())
        packed = [np.empty(0, np.int64)]
        for stem, numbers in wanted.items():
            found = sought.postings[stem]
            if found is not None:
                places = self._places(found)
                packed += [((places - number) << _WORD_BITS) | number for number in numbers]
        self.packed = _distinct(np.concatenate(packed))
        """Ascending: rank of the article, place at which the quotation would begin, and word, in one number."""

    def _places(self, postings: Occurring) -> Int64s:
        """Where a term stands in the articles: rank << PLACE_BITS | position, moved so that no beginning is
        negative."""
        keys = postings.keys(self.docs)
        if keys.size > _LOPSIDED * self.docs.size:
            low = keys.searchsorted(self.docs << POSITION_BITS)
            counts = keys.searchsorted((self.docs + 1) << POSITION_BITS) - low
            rank = np.repeat(np.arange(self.docs.size), counts)
            keys = keys.take(np.repeat(low - (counts.cumsum() - counts), counts) + np.arange(rank.size))
        else:
            numbered = self._ranks.take(keys >> POSITION_BITS)
            mine = numbered.nonzero()[0]
            keys, rank = keys.take(mine), numbered.take(mine) - 1
        return (rank << _PLACE_BITS) + (keys & ((1 << POSITION_BITS) - 1)) + self._length

    @cached_property
    def _ranks(self) -> Int64s:
        """For every article of the index its rank among these, from 1; 0 where it is none of them."""
        ranks = np.zeros(self._sought.articles, np.int64)
        ranks[self.docs] = np.arange(1, self.docs.size + 1)
        return ranks

    def best(self, least: float, most: int) -> _Together:
        """The articles in which the words that stand together say enough, at most so many, but all that have every
        word."""
        ranks, starts, counts, sums = [], [], [], []
        for shift in (0, self.width // 2):
            word = self.packed & ((1 << _WORD_BITS) - 1)
            place = self.packed >> _WORD_BITS
            rank = place >> _PLACE_BITS
            stretch = ((place & ((1 << _PLACE_BITS) - 1)) + shift) // self.width
            votes = _distinct((((rank << _PLACE_BITS) | stretch) << _WORD_BITS) | word)
            group = votes >> _WORD_BITS
            first = np.flatnonzero(np.diff(group, prepend=-1))
            if first.size:
                sums.append(np.add.reduceat(self._sought.bits[votes & ((1 << _WORD_BITS) - 1)], first))
                counts.append(np.diff(np.append(first, votes.size)))
                ranks.append(group[first] >> _PLACE_BITS)
                starts.append((group[first] & ((1 << _PLACE_BITS) - 1)) * self.width - shift - self._length)
        if not ranks:
            nothing = np.empty(0, np.int64)
            return _Together(nothing, nothing, nothing, np.empty(0))
        rank, start, words, bits = map(np.concatenate, (ranks, starts, counts, sums))
        order = np.lexsort((bits, rank))
        last = order[np.flatnonzero(np.diff(rank[order], append=-1))]
        kept = last[bits[last] >= least * self._whole]
        kept = kept[heaviest(bits[kept], most, whole=self._whole * 0.999)]
        return _Together(rank[kept], start[kept], words[kept], bits[kept])

    def longest(self) -> Int64s:
        """(articles,) how many words of the quotation stand in a row in each, as stems."""
        found = np.zeros(self.docs.size, np.int64)
        if self.packed.size:
            # Words in a row vote for one beginning, and their numbers follow on each other.
            first = np.flatnonzero(np.diff(self.packed, prepend=-2) != 1)
            lengths = np.diff(np.append(first, self.packed.size))
            np.maximum.at(found, self.packed[first] >> (_WORD_BITS + _PLACE_BITS), lengths)
        return found
