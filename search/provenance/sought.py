"""The words that are looked for, as the index knows them: their postings, and what each of them says in bits."""

from __future__ import annotations

import math
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from indexer.analysis.tokenizer import tokens
from indexer.errors import UsageError
from search.engine.seam import BackEnd, Occurring
from search.language.emphasis import FUNCTION_WORDS
from search.provenance.words import Words, compared

__all__ = ["MOST_WORDS", "Sought"]

MOST_WORDS = 2_000
"""The longest quotation that is looked for."""

_COMMON = 0.15  # of the articles: a word in more of them says little
_ENOUGH = 5_000  # articles; fewer do not tell which words are rare
_OF_FUNCTION_WORD, _OF_OTHER_WORD = 0.5, 0.004  # of the articles of news that have such a word
_RARE_FEW, _RARE_SHARE = 8, 3  # so many of the rarest words are looked up first, or a third of them
_LEAST_RARE = 3  # words; of a quotation of common words the rarest are taken, however common
_FUNCTION_WORDS = frozenset(map(compared, FUNCTION_WORDS))


class Sought:
    """The words of a quotation as the index knows them."""

    def __init__(self, searcher: BackEnd, text: str) -> None:
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
        self.holding_most = searcher.holding_most
        self.live = searcher.many()
        self.articles = searcher.index.size("articles")
        """Live articles, and all document numbers there are."""
        self.postings: dict[str, Occurring | None] = {
            stem: searcher.occurring("text", stem) for stem in dict.fromkeys(self.stems)
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
