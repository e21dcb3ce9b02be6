"""Articles like a given one: found by the words that tell it from others, as a query for them would.

The words are chosen by what they add to the article's own BM25 score, `idf * w / (w + k1)`: frequent in it, rare
elsewhere. That is the selection of Lucene's MoreLikeThis (tf * idf, a minimum of documents, a maximum of terms),
with the saturated frequency of Robertson and Zaragoza (2009) for the plain one. Each counts in the query by its
share, and an article's likeness is its score out of the one that the given article has itself.

Wire copy is printed by many outlets. How much of the given text an answer shares is the containment of runs of five
words (Broder, "On the Resemblance and Containment of Documents", 1997).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indexer.analysis.tokenizer import Token, surfaces, tokens
from indexer.article import Article
from indexer.schema import BODY_WEIGHT, K1, TITLE_WEIGHT
from search.engine.seam import BackEnd
from search.engine.weighting import inverse_frequency
from search.language import Highlights, Marks
from search.language.emphasis import FUNCTION_WORDS

__all__ = ["LEAST", "Likeness", "TellingWord", "highlights", "like", "shared", "telling_words"]

MOST_WORDS = 25
LEAST = 0.1
"""Articles less like the given one than this are not told: they have a word or two in common with it."""
_MOST = 1000  # articles
_LEAST_ARTICLES = 2  # a word that only this article has finds nothing
_RUN = 5  # words


@dataclass(frozen=True, slots=True)
class TellingWord:
    """A stem, how it is mostly written in the article, and what it counts."""

    stem: str
    surface: str
    weight: float


@dataclass(frozen=True, slots=True)
class Likeness:
    """Articles (n,) by number, the most alike first, how like the given one they are, and by which words."""

    docs: NDArray[np.int32]
    likeness: NDArray[np.float32]
    words: tuple[TellingWord, ...]

    @property
    def highlights(self) -> Highlights:
        return highlights(self.words)


def highlights(words: Sequence[TellingWord]) -> Highlights:
    """What to mark of articles that were found by these words."""
    return Highlights(text=Marks(stems=frozenset(word.stem for word in words)))


def telling_words(searcher: BackEnd, article: Article, *, most: int = MOST_WORDS) -> tuple[TellingWord, ...]:
    """The words that tell an article from others, the strongest first; equal ones by the alphabet."""
    weights: dict[str, float] = defaultdict(float)
    written: dict[str, Counter[str]] = defaultdict(Counter)
    for text, weight in ((article.title, TITLE_WEIGHT), (article.body, BODY_WEIGHT)):
        for token in tokens(text):
            if _tells(token):
                weights[token.stem] += weight
                written[token.stem][token.surface] += 1
    live = searcher.many()
    found = []
    frequencies = searcher.index.doc_frequencies("text", weights)
    for stem, weight in weights.items():
        articles = frequencies[stem]
        if articles >= _LEAST_ARTICLES:
            value = inverse_frequency(articles, live) * weight / (weight + K1)
            found.append(TellingWord(stem, written[stem].most_common(1)[0][0], value))
    return tuple(sorted(found, key=lambda word: (-word.weight, word.stem))[:most])


def _tells(token: Token) -> bool:
    return len(token.surface) > 1 and token.surface not in FUNCTION_WORDS


def like(searcher: BackEnd, doc: int, article: Article) -> Likeness:
    """The articles like the one with number `doc`, itself left out."""
    words = telling_words(searcher, article)
    ranked = searcher.rank_by_words({word.stem: word.weight for word in words}, limit=_MOST)
    own = ranked.scores[ranked.docs == doc]
    full = float(own[0]) if own.size else float(ranked.scores[0]) if ranked.scores.size else 1.0
    likeness = (ranked.scores / np.float32(full)).astype(np.float32)
    kept = (ranked.docs != doc) & (likeness >= LEAST)
    return Likeness(ranked.docs[kept], likeness[kept], words)


def shared(one: str, other: str) -> float:
    """The part of the shorter text that stands in the other one, 0 to 1, by runs of five words."""
    first, second = _runs(surfaces(one)), _runs(surfaces(other))
    shorter = min(len(first), len(second))
    return len(first & second) / shorter if shorter else 0.0


def _runs(words: Sequence[str]) -> set[tuple[str, ...]]:
    return {tuple(words[at : at + _RUN]) for at in range(len(words) - _RUN + 1)}
