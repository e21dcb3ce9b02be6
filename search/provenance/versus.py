"""Two queries side by side: how much there is of each, since when, in how many outlets, and in which words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from indexer.arrays import Int32s
from indexer.schema import NO_DATE
from search.engine.seam import BackEnd, Space
from search.language import Node, Parsed
from search.language.fields import info_of
from search.language.syntax import Field, Pattern, Phrase, Word, walk
from search.provenance.telling import TellingWord, telling_words
from search.results import SCHEMA, Asked

__all__ = ["Amounts", "Side", "Versus", "versus"]

_TOLD = 12  # telling words of each side


@dataclass(frozen=True, slots=True, kw_only=True)
class Amounts:
    """How much there is: articles, distinct texts of them, quotations, words, outlets."""

    articles: int
    texts: int
    quotations: int
    words: int
    outlets: int

    def to_dict(self) -> dict[str, int]:
        return {name: getattr(self, name) for name in ("articles", "texts", "quotations", "words", "outlets")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """What one query finds. `first` and `last` span the dated articles; `telling` are its words, strongest first."""

    asked: Asked
    amounts: Amounts
    first: dt.date | None
    last: dt.date | None
    telling: tuple[TellingWord, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Versus:
    """Two sides, what the whole archive has, and how many articles both sides find.

    `words_of` says whose words are counted and compared: those of the quotations found where both queries ask for
    quotations (by `speaker:`, `quote:`), else those of the articles.
    """

    sides: tuple[Side, Side]
    on: str
    archive: Amounts
    both: int
    words_of: Space

    def share(self, side: Side, name: str) -> float:
        """The part of the archive's articles, texts, quotations, words or outlets that a side has, 0 to 1."""
        every = getattr(self.archive, name)
        return getattr(side.amounts, name) / every if every else 0.0

    def rows(self) -> list[dict[str, Any]]:
        return [
            {
                "type": "side",
                "schema": SCHEMA,
                **side.asked.to_dict(),
                **side.amounts.to_dict(),
                "shares": {name: round(self.share(side, name), 6) for name in side.amounts.to_dict()},
                "first": side.first.isoformat() if side.first else None,
                "last": side.last.isoformat() if side.last else None,
                "telling": [word.to_dict() for word in side.telling],
            }
            for side in self.sides
        ]

    def summary(self) -> dict[str, Any]:
        return {
            "type": "summary",
            "schema": SCHEMA,
            "on": self.on,
            "both": self.both,
            "words_of": self.words_of,
            "archive": self.archive.to_dict(),
            "generation": self.sides[0].asked.generation,
        }


@dataclass(frozen=True, slots=True)
class _Found:
    """The articles and quotations of a side, ascending, and which of them are compared by their words."""

    articles: Int32s
    quotations: Int32s
    compared: Int32s


def versus(
    searcher: BackEnd,
    queries: Sequence[tuple[Asked, Parsed, Parsed]],
    *,
    on: str,
    asked_for: Sequence[Node],
) -> Versus:
    """Compare two queries, each read for articles and for quotations. `asked_for` are all trees of the question."""
    of_speech = all(_asks_for_quotations(parsed.tree) for _, parsed, _ in queries)
    space: Space = "quotations" if of_speech else "articles"
    found = [_find(searcher, articles, quotations, space) for _, articles, quotations in queries]
    telling = telling_words(
        searcher.index,
        space,
        (found[0].compared, found[1].compared),
        without=[word for tree in asked_for for word in _words(tree)],
        limit=_TOLD,
    )
    sides = [
        _side(searcher, asked, one, space, words)
        for (asked, *_), one, words in zip(queries, found, telling, strict=True)
    ]
    every = _Found(searcher.living(), searcher.living(space="quotations"), np.zeros(0, np.int32))
    return Versus(
        sides=(sides[0], sides[1]),
        on=on,
        archive=_amounts(searcher, every, space),
        both=len(np.intersect1d(found[0].articles, found[1].articles, assume_unique=True)),
        words_of=space,
    )


def _asks_for_quotations(tree: Node) -> bool:
    return any(isinstance(node, Field) and info_of(node.name).space == "quotations" for node in walk(tree))


def _words(tree: Node) -> list[str]:
    """The words that a query names, and its patterns: that a side has them more often tells nothing."""
    words: list[str] = []
    for node in walk(tree):
        if isinstance(node, Word):
            words.append(node.surface)
        elif isinstance(node, Phrase):
            words += node.surfaces
        elif isinstance(node, Pattern):
            words.append(node.glob)
    return words


def _find(searcher: BackEnd, articles: Parsed, quotations: Parsed, space: Space) -> _Found:
    index = searcher.index
    found = searcher.matching(articles.query)
    said = searcher.matching(quotations.query, space="quotations")
    # A text that many outlets print would say its words many times.
    docs = found if space == "articles" else index.article_of(said)
    _, first = np.unique(index.leads[docs], return_index=True)
    once = found[first] if space == "articles" else said[np.isin(docs, docs[first])]
    return _Found(found, said, once)


def _amounts(searcher: BackEnd, found: _Found, space: Space) -> Amounts:
    index = searcher.index
    outlets = index.labelled("source")[0][found.articles]
    counted = found.articles if space == "articles" else found.quotations
    return Amounts(
        articles=len(found.articles),
        texts=len(np.unique(index.leads[found.articles])),
        quotations=len(found.quotations),
        words=int(index.lengths(space)[counted].sum()),
        outlets=len(np.unique(outlets[outlets >= 0])),
    )


def _side(searcher: BackEnd, asked: Asked, found: _Found, space: Space, telling: tuple[TellingWord, ...]) -> Side:
    first, last = (days[found.articles] for days in searcher.index.dates())
    dated = first != NO_DATE
    return Side(
        asked=asked,
        amounts=_amounts(searcher, found, space),
        first=dt.date.fromordinal(int(first[dated].min())) if dated.any() else None,
        last=dt.date.fromordinal(int(last[dated].max())) if dated.any() else None,
        telling=telling,
    )
