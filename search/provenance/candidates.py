"""The articles that may carry a quotation, told by the postings of its words: no text is read.

Each word says as much as its idf in bits. The rarest ones are looked up first: an article needs a share of what they
say together. Then their places are compared, as in a Hough transform: a word that stands at position p in an article
and is the w-th of the quotation votes for the beginning p - w, and words that vote for beginnings near each other
stand together in the order of the quotation, whatever was put between or left out. At last all words vote, in the few
articles that are left, and these need some words in a row.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from indexer.analysis.tokenizer import tokens
from indexer.arrays import Int64s
from indexer.errors import UsageError
from search.engine import POSITION_BITS, Postings, Searcher, occurring
from search.engine.scope import Docs
from search.language.emphasis import FUNCTION_WORDS
from search.provenance.words import Words, compared

__all__ = ["MOST_WORDS", "Candidate", "Sought", "candidates"]

MOST_WORDS = 2_000
"""The longest quotation that is traced."""

_COMMON = 0.15  # of the articles: a word in more of them says little
_ENOUGH = 5_000  # articles; fewer do not tell which words are rare
_OF_FUNCTION_WORD, _OF_OTHER_WORD = 0.5, 0.004  # of the articles of news that have such a word
_RARE_FEW, _RARE_SHARE = 8, 3  # so many of the rarest words are looked up first, or a third of them
_LEAST_RARE = 3  # words; of a quotation of common words the rarest are taken, however common
_SHARE = 0.25  # of what the words say: with less an article carries nothing of the quotation
_MOST_HOLDING = 2_500  # articles that are looked into for where the words stand
_MOST_TOGETHER = 150  # articles in which all words are looked up
_ROW, _LEAST_ROW = 4, 2  # words in a row that an article needs; of a short quotation a third, but no fewer
_APART = 24  # words by which what stands between may shift the votes, and half of the quotation's length
_LOPSIDED = 16  # occurrences for each article asked for, beyond which each article is looked up among them
_PLACE_BITS, _WORD_BITS = 23, 12  # of a packed vote: an article has at most 2**22 characters


class Sought:
    """The words of a quotation as the index knows them."""

    def __init__(self, searcher: Searcher, text: str) -> None:
        """UsageError if the text has no word, or too many."""
        found = list(tokens(text))
        if not found:
            raise UsageError("there is no word in this quotation", hint="write the words that somebody said")
        if len(found) > MOST_WORDS:
            raise UsageError(
                f"a quotation of {len(found):,} words is too long to be traced",
                hint=f"at most {MOST_WORDS:,} words: a part of it will do",
            )
        self.text = text
        self.words = Words.made(found)
        self.stems = [token.stem for token in found]
        self.surfaces = [token.surface for token in found]
        self.live = searcher.space("articles").live_count
        self.articles = int(searcher.index.article_bases[-1])
        """Live articles, and all document numbers there are."""
        self.postings: dict[str, Postings | None] = {
            stem: occurring(searcher, "text", stem) for stem in dict.fromkeys(self.stems)
        }

    def __len__(self) -> int:
        return len(self.stems)

    def frequency(self, stem: str) -> int:
        """In how many articles a stem stands."""
        found = self.postings[stem]
        return found.size if found else 0

    @cached_property
    def bits(self) -> NDArray[np.float64]:
        """(words,) what each word says, in bits: log2(1 + articles / those that have it), see `says`."""
        return np.array([self.says[stem] for stem in self.stems])

    @cached_property
    def says(self) -> dict[str, float]:
        """What each stem says, in bits.

        Few articles do not tell which words are rare. So many more are assumed as make _ENOUGH, in which each word
        stands as often as one of its kind does in news.
        """
        assumed = max(_ENOUGH - self.live, 0)
        every = self.live + assumed
        return {
            stem: math.log2(1.0 + every / max(self.frequency(stem) + assumed * _usual(word), 1.0))
            for stem, word in zip(self.stems, self.words.compared, strict=True)
        }

    @cached_property
    def information(self) -> float:
        """What all words say, in bits."""
        return float(self.bits.sum())

    @cached_property
    def known(self) -> list[str]:
        """The distinct stems that some article has, the rarest first."""
        return sorted((stem for stem, found in self.postings.items() if found), key=self.frequency)

    def rarest(self) -> list[str]:
        """Those of `known` by which articles are looked for; in a small archive all."""
        known = self.known
        if self.live < _ENOUGH:
            return known
        few = [stem for stem in known if self.frequency(stem) <= _COMMON * self.live]
        return few[: max(_RARE_FEW, len(few) // _RARE_SHARE)] if len(few) >= _LEAST_RARE else known[: _LEAST_RARE + 1]


def _usual(word: str) -> float:
    """The part of the articles of news in which a word of its kind stands."""
    return _OF_FUNCTION_WORD if word in _FUNCTION_WORDS else _OF_OTHER_WORD


_FUNCTION_WORDS = frozenset(map(compared, FUNCTION_WORDS))


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


def candidates(sought: Sought) -> list[Candidate]:
    """The articles that may carry a quotation or a part of it, those that have most of it first.

    Those that have every word, together, are all among them, whatever bounds the number of the others.
    """
    rarest = sought.rarest()
    docs = _holding(sought, rarest)
    for stems, most in ((rarest, _MOST_TOGETHER), (sought.known, _MOST_TOGETHER)):
        if not docs.size:
            return []
        votes = _Votes(sought, stems, docs)
        found = votes.best(most)
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


def _holding(sought: Sought, stems: Sequence[str]) -> Docs:
    """The articles, ascending, in which enough of these words stand, wherever."""
    sums = np.zeros(sought.articles, np.float32)
    for stem in stems:
        if found := sought.postings[stem]:
            sums[found.docs] += np.float32(sought.says[stem])
    whole = 0.999 * sum(sought.says[stem] for stem in stems)
    docs = (sums >= _SHARE * whole).nonzero()[0]
    return _best_of(docs, sums[docs], whole, _MOST_HOLDING)


def _best_of(docs: Docs, sums: NDArray[np.floating], whole: float, most: int) -> Docs:
    """The `most` documents of the greatest sums, and all that have the whole, in the order given."""
    if docs.size <= most:
        return docs
    kept = sums >= whole
    kept[np.argpartition(-sums, most)[:most]] = True
    return docs[kept]


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

    def _places(self, postings: Postings) -> Int64s:
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

    def best(self, most: int) -> _Together:
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
        kept = last[bits[last] >= _SHARE * self._whole]
        kept = kept[_best_of(np.arange(kept.size), bits[kept], self._whole * 0.999, most)]
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
