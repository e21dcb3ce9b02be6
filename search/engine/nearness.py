"""A bonus for query words that stand near each other, for the best articles by BM25: a second phase of ranking.

    closeness = sum over occurrences of both words at most WINDOW apart of 1 / distance ** 2
    bonus     = SHARE * min(idf, idf') * closeness * (k1 + 1) / (closeness + k1 * (1 - b + b * length / average))

for every two words that follow each other in the query, after Rasolofo and Savoy, "Term Proximity Scoring for
Keyword-Based Retrieval Systems" (2003). That neighbours in the query say as much as all pairs, at a cost that
grows with its length only, is the sequential dependence of Metzler and Croft (2005).

What is guaranteed: the CANDIDATES best documents by BM25 are exact, with exact scores; among these the order is
exact for BM25 plus bonus; a document behind them by BM25 comes behind them. How many answers are asked for changes
no order, since the number of candidates does not depend on it.
"""

# mypy: untyped-calls-exclude="whoosh"

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.query import And, Or, Term

from indexer.schema import K1, TITLE_END
from search.engine.evaluation import Ranked, rank
from search.engine.opened import OpenedIndex, Space
from search.engine.postings import POSITION_BITS, Entry
from search.engine.scope import Docs, Holder, Scope
from search.engine.selection import ordered
from search.engine.synonyms import Synonyms, synonym_entry

__all__ = ["CANDIDATES", "SHARE", "WINDOW", "Neighbours", "bonuses", "neighbours", "rank_with_nearness"]

WINDOW = 5
"""Words further apart than this many places are not near."""

SHARE = 0.5
"""What two words next to each other all over a document can add, as a share of what the rarer one can add alone."""

CANDIDATES = 100
"""So many of the best documents by BM25 are looked at for nearness."""

MOST_PAIRS = 100
"""Pairs past these in a query have no bonus: what a query can cost is bounded."""

_FIELDS = frozenset({"text", "words", "title", "title_words", "body", "body_words", "quote", "quote_words"})
"""Fields with the places of words; those of articles share one numbering, and so do those of quotations."""

_POSITIONS = (1 << POSITION_BITS) - 1
"""What lies past this many words of a title shares one place, and is near nothing."""

Word = tuple[tuple[str, str], ...]
"""The field and the text of a term; several for the spellings of a name, which count as one."""


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Two words that follow each other in a query, in either order, `times` times."""

    first: Word
    second: Word
    times: int


def neighbours(query: Any, light: frozenset[str] = frozenset()) -> tuple[Neighbours, ...]:
    """The words of a query that follow each other, in any compound of it; stems that are `light` are passed over.

    Excluded words, and words inside phrases, nearness and quotation clauses, are in no pair.
    """
    pairs: Counter[tuple[Word, Word]] = Counter()
    for words in _sequences(query):
        heavy = [word for word in words if word[0][1] not in light]
        for a, b in pairwise(heavy):
            if a != b:
                pairs[(b, a) if (b, a) in pairs else (a, b)] += 1
    return tuple(Neighbours(*pair, times) for pair, times in list(pairs.items())[:MOST_PAIRS])


def _sequences(query: Any) -> Iterator[list[Word]]:
    if type(query) in (And, Or):
        yield [word for part in query.subqueries if (word := _word(part)) and word[0][0] in _FIELDS]
        for part in query.subqueries:
            yield from _sequences(part)


def _word(part: Any) -> Word:
    """The terms that stand for one word of a query; none where it is no word."""
    if type(part) is Term:
        return ((part.fieldname, part.text),)
    if type(part) is Synonyms:
        return tuple((name, text.decode()) for name, text in part.named())
    return ()


def _entry(held: Holder, word: Word) -> Entry:
    named = [(name, text.encode()) for name, text in word]
    found: Entry = held.entry(*named[0]) if len(named) == 1 else synonym_entry(held, named)
    return found


def rank_with_nearness(
    searcher: OpenedIndex, query: Any, pairs: Sequence[Neighbours], *, space: Space = "articles", limit: int = 10
) -> Ranked:
    """The `limit` best documents by BM25 plus bonus, as the module says; ties as in `rank`."""
    if not pairs:
        return rank(searcher, query, space=space, limit=limit)
    found = rank(searcher, query, space=space, limit=max(limit, CANDIDATES))
    if not found.docs.size:
        return found
    whole = searcher.space(space).whole
    assert whole is not None  # it has documents
    head = found.docs[:CANDIDATES]
    scores = found.scores.copy()
    recency = whole.newest().take(head)
    ascending = head.argsort()
    added = bonuses(whole, pairs, head.take(ascending).astype(np.intp))
    scores[ascending] += added.sum(axis=0, dtype=np.float32)
    order = ordered(scores[: head.size], recency, head.size)
    ranked = found.docs.copy()
    ranked[: head.size] = head.take(order)
    scores[: head.size] = scores.take(order)
    return Ranked(ranked[:limit], scores[:limit], found.total)


def bonuses(scope: Scope, pairs: Sequence[Neighbours], docs: Docs) -> NDArray[np.float32]:
    """What each pair adds to each of these ascending documents of a scope, float32 (pairs, docs)."""
    close = _closeness(scope, pairs, docs)
    weights = np.array([weight_of(scope.opened, pair) for pair in pairs])[:, None]
    norms = np.stack([_norms(scope, pair.first[0][0]).take(docs) for pair in pairs])
    added: NDArray[np.float32] = (weights * close * (K1 + 1.0) / (close + norms)).astype(np.float32)
    return added


def weight_of(held: Holder, pair: Neighbours) -> float:
    """What the bonus of a pair is measured in: the smaller idf, as often as the pair stands in the query."""
    return SHARE * pair.times * min(_entry(held, word).weight for word in (pair.first, pair.second))


def _norms(scope: Scope, name: str) -> NDArray[np.float32]:
    lengths = scope.space.fields[name].lengths
    assert lengths is not None  # a field with positions has them
    return scope.norms(name, lengths)


def _closeness(scope: Scope, pairs: Sequence[Neighbours], docs: Docs) -> NDArray[np.float64]:
    """For each pair and document the sum of 1 / distance ** 2 over occurrences at most WINDOW apart, (pairs, docs).

    All occurrences of all words in one ascending list: each is compared with the next one, with the one after
    that, and so on until nothing is near any more, which few steps do, as few places lie in a window.
    """
    words = list(dict.fromkeys(word for pair in pairs for word in (pair.first, pair.second)))
    pair_of = np.full((len(words), len(words)), -1)
    for number, pair in enumerate(pairs):
        first, second = words.index(pair.first), words.index(pair.second)
        pair_of[first, second] = pair_of[second, first] = number
    places = [_places(scope, word, docs) for word in words]
    keys = np.concatenate(places)
    order = keys.argsort(kind="stable")
    order = order[(keys.take(order) & _POSITIONS) != TITLE_END]
    keys = keys.take(order)
    word = np.repeat(np.arange(len(words)), [part.size for part in places]).take(order)
    cells, shares = [np.empty(0, np.intp)], [np.empty(0)]
    # So many places are in a window, and each has one occurrence of a term at most: what is more is made up.
    for step in range(1, min(keys.size, (WINDOW + 1) * sum(map(len, words)))):
        apart = keys[step:] - keys[:-step]
        near = (apart <= WINDOW).nonzero()[0]
        if not near.size:
            break
        number = pair_of[word.take(near), word.take(near + step)]
        apart = apart.take(near)
        kept = ((number >= 0) & (apart > 0)).nonzero()[0]  # a stem and a spelling of it share a place
        doc = docs.searchsorted(keys.take(near.take(kept)) >> POSITION_BITS)
        cells.append(number.take(kept) * docs.size + doc)
        shares.append(1.0 / np.square(apart.take(kept), dtype=np.float64))
    summed: NDArray[np.float64] = np.zeros(len(pairs) * docs.size)
    np.add.at(summed, np.concatenate(cells), np.concatenate(shares))
    return summed.reshape(len(pairs), docs.size)


def _places(scope: Scope, word: Word, docs: Docs) -> NDArray[np.int64]:
    """Where a word stands in these documents: ascending document << POSITION_BITS | position, int64."""
    postings = _entry(scope.opened, word).postings(scope)
    if postings is None:
        return np.empty(0, np.int64)
    keys = postings.keys(docs)
    # They may be those of other documents too.
    starts = keys.searchsorted(docs << POSITION_BITS)
    counts = keys.searchsorted((docs + 1) << POSITION_BITS) - starts
    within = np.arange(int(counts.sum())) - (counts.cumsum() - counts).repeat(counts)
    places: NDArray[np.int64] = keys.take(starts.repeat(counts) + within)
    return places
