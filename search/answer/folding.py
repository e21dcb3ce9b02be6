"""Answers folded by text: of articles that print one text, and of quotations in them with the same words, one is
shown, the earliest that matches, and the others are told beside it.

The order is that of the best of each text, or by date that of the one shown. Nothing is left out: `copies` has the
others, and the query asked with all copies has them as answers of their own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import islice

import numpy as np

from indexer.arrays import Bools, Floats, Int32s, Int64s
from indexer.schema import NO_DATE
from search.answer.ranking import best
from search.engine import Sort
from search.engine.seam import BackEnd, Holdings, Space
from search.language import Parsed
from search.results import Copy

__all__ = ["Folded", "TextGroups", "ranked_texts"]


@dataclass(frozen=True, slots=True)
class Folded:
    """The best texts, best first: of each the document that is shown, its score, and the `copies` that match too."""

    docs: Int32s
    scores: Floats
    total: int
    """How many documents match."""
    texts: int
    """How many texts they are."""
    independent: int
    """How many texts they are if excerpts and new tops of articles are counted with what they are of."""
    copies: Mapping[int, tuple[int, ...]] = field(default_factory=dict)


class TextGroups:
    """Which documents of an index are of one text, in both spaces."""

    def __init__(self, index: Holdings) -> None:
        self._index = index
        self._by_time: dict[Space, tuple[int, tuple[Int32s, Int32s, Int64s]]] = {}
        """With how many articles share a text: a back end may learn of more of them, as it meets them."""

    def _articles(self, grouped: Int32s) -> tuple[Int32s, Int64s]:
        """Articles that share a text with others, ascending, and the number of each one's text."""
        return _of_several(grouped, self._index.copies.leads(grouped).astype(np.int64))

    def _quotations(self, grouped: Int32s) -> tuple[Int32s, Int64s]:
        """The same for quotations: of one text are those with the same words in articles of one text. What has fewer
        words than `verbatim` asks for is of no text but its own."""
        articles, texts = self._articles(grouped)
        docs = [np.array(self._index.quotations_of(article), np.int32) for article in articles.tolist()]
        every = np.concatenate([np.zeros(0, np.int32), *docs])
        of = np.repeat(texts, [len(part) for part in docs]).tolist()
        numbers: dict[tuple[int, bytes], int] = {}
        kept = [
            (doc, numbers.setdefault((text, words), len(numbers)))
            for doc, text, words in zip(every.tolist(), of, self._index.verbatim(every), strict=True)
            if words
        ]
        found = np.array(kept, np.int64).reshape(-1, 2)
        return _of_several(found[:, 0].astype(np.int32), found[:, 1])

    def by_time(self, space: Space) -> tuple[Int32s, Int32s, Int64s]:
        """Of every document (documents,) its place among those that share a text with others, -1 if it shares none;
        these, text by text, those of one by time; and the text of each."""
        grouped = self._index.copies.grouped
        count, found = self._by_time.get(space, (-1, None))
        if found is None or count != len(grouped):
            docs, texts = self._articles(grouped) if space == "articles" else self._quotations(grouped)
            order = np.lexsort((self.earliest(docs, space), texts))
            places = np.full(self._index.size(space), -1, np.int32)
            places[docs[order]] = np.arange(len(docs), dtype=np.int32)
            found = places, docs[order], texts[order]
            self._by_time[space] = len(grouped), found
        return found

    def told(self, docs: tuple[int, ...], space: Space) -> tuple[Copy, ...]:
        """Documents as copies: the articles that they are, or stand in."""
        if not docs:
            return ()
        articles = np.array(docs, np.int32)
        articles = articles if space == "articles" else self._index.article_of(articles)
        named = zip(self._index.ids(articles), self._index.sources_of(articles), articles.tolist(), strict=True)
        return tuple(Copy(id=name, source=source, date=self._index.date_of(doc)) for name, source, doc in named)

    def earliest(self, docs: Int32s, space: Space) -> Int64s:
        """(docs,) the rank of each by time: a day before the month that it lies in, undated last."""
        articles = docs if space == "articles" else self._index.article_of(docs)
        first, last = (dates[articles].astype(np.int64) for dates in self._index.dates())
        minute = self._index.minutes()[articles]
        leads = self._index.copies.leads(articles) != articles
        order = np.lexsort((docs, leads, minute, minute == NO_DATE, last - first, last, last == NO_DATE))
        rank = np.empty(len(docs), np.int64)
        rank[order] = np.arange(len(docs))
        return rank


def ranked_texts(
    searcher: BackEnd, texts: TextGroups, parsed: Parsed, *, limit: int, sort: Sort = "relevance", fold: bool
) -> Folded:
    """The `limit` best texts of a query, in the space that it was read for; the best documents, if not `fold`."""
    total, found = searcher.copied(parsed.query, space=parsed.space)
    copies = _Copies(texts, found, parsed.space)
    many = total - copies.folded
    independent = many
    if parsed.space == "articles":
        copied = searcher.index.copies
        grouped = found[copied.is_grouped[found]]
        independent = total - len(grouped) + _distinct(copied.families(grouped))
    if not fold:
        ranked = best(searcher, parsed, limit=limit, sort=sort)
        return Folded(ranked.docs, ranked.scores, total, many, independent)
    rows = _rows(searcher, parsed, limit, sort, copies)
    return Folded(
        docs=np.array([doc for doc, _ in rows], np.int32),
        scores=np.array([score for _, score in rows], np.float32),
        total=total,
        texts=many,
        independent=independent,
        copies={doc: others for doc, _ in rows if (others := copies.of(doc)[1:])},
    )


class _Copies:
    """The texts that several documents of an answer are of."""

    def __init__(self, texts: TextGroups, found: Int32s, space: Space) -> None:
        self._places, self._docs, of = texts.by_time(space)
        places = self._places[found]
        self._here = np.sort(places[places >= 0])
        self._starts = np.flatnonzero(_begins(of[self._here]))
        self.folded = len(self._here) - len(self._starts)
        """How many of them stand behind another one."""

    def of(self, doc: int) -> tuple[int, ...]:
        """Those of the text of one of them, the earliest first."""
        place = self._places[doc]
        if place < 0:
            return (doc,)
        text = int(np.searchsorted(self._starts, np.searchsorted(self._here, place), "right"))
        own = self._here[self._starts[text - 1] : self._starts[text] if text < len(self._starts) else None]
        return tuple(self._docs[own].tolist())


def _rows(searcher: BackEnd, parsed: Parsed, limit: int, sort: Sort, copies: _Copies) -> list[tuple[int, float]]:
    """The documents that are shown, in the order of the best of each text, with their own scores."""
    asked = limit + min(copies.folded, limit)
    while True:
        ranked = best(searcher, parsed, limit=asked, sort=sort)
        own: dict[int, float] = dict(zip(ranked.docs.tolist(), ranked.scores.tolist(), strict=True))
        standing = ((doc, copies.of(doc)[0]) for doc in own)
        shown = dict.fromkeys(one for doc, one in standing if sort == "relevance" or one == doc)
        rows = list(islice(shown, limit))
        # Where the one shown is far behind another of its text, more have to be ranked to know its score.
        if len(ranked.docs) < asked or (len(rows) == limit and all(doc in own for doc in rows)):
            return [(doc, own[doc]) for doc in rows]
        asked *= 4


def _of_several(docs: Int32s, of: Int64s) -> tuple[Int32s, Int64s]:
    """Those documents whose text has another one among them, ascending, with the texts."""
    by_text = np.argsort(of, kind="stable")
    starts = np.flatnonzero(_begins(of[by_text]))
    counts = np.diff(starts, append=len(of))
    kept = np.sort(by_text[np.repeat(counts > 1, counts)])
    return docs[kept], of[kept]


def _distinct(values: Int32s) -> int:
    """How many values there are. `numpy.unique` would load the masked arrays, for which nobody should wait."""
    return int(np.count_nonzero(_begins(np.sort(values))))


def _begins(ordered: Int32s | Int64s) -> Bools:
    """(n,) where another value begins."""
    return np.concatenate((np.ones(min(len(ordered), 1), np.bool_), ordered[1:] != ordered[:-1]))
