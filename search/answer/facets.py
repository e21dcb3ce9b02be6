"""How an answer divides: its documents by outlet, speaker, author, month, year, text, or what articles state besides.

All documents of it are counted, and not a page.

Counted over numbers that the store keeps for each document; no article is read. Of authors it keeps folded words:
their names are written as names are, without the accents and inner capitals that an article may print.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Literal, get_args

import numpy as np

from indexer.arrays import Bools, Int32s, Int64s
from indexer.errors import UsageError
from search.engine.seam import BackEnd
from search.names.variants import printed
from search.provenance.buckets import first_day, numbered
from search.results import SCHEMA, Asked

__all__ = ["DEFAULT", "FACETS", "By", "Facet", "FacetValue", "Facets", "facets"]

Kind = Literal["source", "speaker", "author", "month", "year", "text"]
FACETS: tuple[Kind, ...] = get_args(Kind)
By = str
"""One of FACETS, or a field that articles of the archive state besides: `section`."""
DEFAULT: tuple[By, ...] = ("source", "speaker", "author", "month", "year")
SECTION = "section"
"""What an answer is divided by where nothing else is said, and with it where articles state it."""

_NAMED = 12  # fields of the archive that an error names


@dataclass(frozen=True, slots=True, kw_only=True)
class FacetValue:
    """A value and how many documents have it, and how many distinct texts those are.

    Of articles, a speaker counts those that quote them.
    """

    value: str
    count: int
    texts: int

    def to_dict(self) -> dict[str, Any]:
        return {"value": self.value, "count": self.count, "texts": self.texts}


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """The values of one kind: names with those of most documents first, months and years in order.

    `distinct` counts all values, of which `values` may be the first; `without` documents have none: no outlet is
    stated, nobody is quoted by name, the date is none or too long.
    """

    by: By
    values: tuple[FacetValue, ...]
    distinct: int
    without: int

    def rows(self) -> list[dict[str, Any]]:
        return [{"type": "facet", "schema": SCHEMA, "by": self.by, **value.to_dict()} for value in self.values]


@dataclass(frozen=True, slots=True, kw_only=True)
class Facets:
    """What was asked, and a facet for each kind, in the order asked for."""

    asked: Asked
    facets: tuple[Facet, ...]

    def summary(self) -> dict[str, Any]:
        return {
            "type": "summary",
            "schema": SCHEMA,
            **self.asked.to_dict(),
            "facets": {one.by: {"distinct": one.distinct, "without": one.without} for one in self.facets},
        }


def facets(searcher: BackEnd, docs: Int32s, *, asked: Asked, by: Sequence[By], limit: int) -> Facets:
    """The facets of the documents `docs` (n,) of the space that was asked; of names the `limit` most frequent.

    UsageError for what nothing is divided by.
    """
    for kind in by:
        if kind not in FACETS and kind not in (others := searcher.index.stated_names()):
            known = ", ".join((*FACETS, *list(others)[:_NAMED]))
            raise UsageError(f"there are no facets by {kind}", hint=f"by {known}, commas between")
    make = _Facets(searcher, docs, asked, limit)
    return Facets(asked=asked, facets=tuple(make.facet(kind) for kind in by))


class _Facets:
    """The documents of an answer, and what all their facets are counted by."""

    def __init__(self, searcher: BackEnd, docs: Int32s, asked: Asked, limit: int) -> None:
        self._searcher = searcher
        self._index = searcher.index
        self._docs = docs
        self._articles = docs if asked.space == "articles" else self._index.article_of(docs)
        self._space = asked.space
        self._limit = limit

    def facet(self, by: By) -> Facet:
        if by in ("month", "year"):
            return self._in_time("month" if by == "month" else "year")
        if by == "text":
            leads = self._index.leads[self._articles]
            return self._named(by, leads, self._articles, lambda found: self._index.ids(np.array(found, np.int32)))
        if by == "speaker":
            return self._speakers()
        if by not in ("source", "author"):
            return self._stated(by)
        ordinals, names = self._labels("source" if by == "source" else "author")
        of = ordinals[self._articles]
        if by == "source":
            return self._named(by, of, self._articles, lambda found: [names[one] for one in found])
        return self._named(by, of, self._articles, lambda found: [_as_written(names[one]) for one in found])

    def _labels(self, label: Literal["source", "speaker", "author"]) -> tuple[Int32s, list[str]]:
        """The values of a label for all documents, kept while they are in use."""

        def make() -> tuple[tuple[Int32s, list[str]], int]:
            ordinals, names = self._index.labelled(label)
            return (ordinals, names), ordinals.nbytes + sum(map(len, names)) + 64 * len(names)

        return self._searcher.kept(("facets", "labels", "of", label), make)

    def _speakers(self) -> Facet:
        ordinals, names = self._labels("speaker")
        if self._space == "quotations":
            of, articles = ordinals[self._docs], self._articles
        else:
            articles, of = self._quoting(ordinals, len(names))
        found = self._named("speaker", of, articles, lambda found: [names[one] for one in found])
        if self._space == "quotations":
            return found
        quoting = len(np.unique(articles))
        return Facet(by="speaker", values=found.values, distinct=found.distinct, without=len(self._docs) - quoting)

    def _stated(self, by: By) -> Facet:
        """A field that articles state besides, of which one may have several values."""
        stating, values, names = self._index.stated(by)
        times = np.bincount(self._articles, minlength=self._index.size("articles"))[stating]
        articles = np.repeat(stating, times)
        found = self._named(by, np.repeat(values, times), articles, lambda found: [names[one] for one in found])
        states = np.zeros(self._index.size("articles"), np.bool_)
        states[stating] = True
        return replace(found, without=int(np.count_nonzero(~states[self._articles])))

    def _quoting(self, ordinals: Int32s, many: int) -> tuple[Int32s, Int32s]:
        """Each article of the answer with each speaker whom it quotes, once: two arrays (m,)."""
        wanted = np.zeros(self._index.size("articles"), np.bool_)
        wanted[self._articles] = True
        of = self._index.article_of(np.arange(self._index.size("quotations"), dtype=np.int32))
        here = wanted[of] & (ordinals >= 0)
        pairs = _distinct(of[here].astype(np.int64) * many + ordinals[here])
        return (pairs // max(many, 1)).astype(np.int32), (pairs % max(many, 1)).astype(np.int32)

    def _named(self, by: By, values: Int32s, articles: Int32s, names: Callable[[list[int]], list[str]]) -> Facet:
        """The facet of `values` (m,), -1 where there is none, of documents in `articles` (m,)."""
        there = values >= 0
        found, counts, texts = self._counted(values[there], articles[there])
        first = np.flatnonzero(counts >= _least_of_first(counts, self._limit))
        rows = [
            FacetValue(value=name, count=count, texts=text)
            for name, count, text in zip(
                names(found[first].tolist()), counts[first].tolist(), texts[first].tolist(), strict=True
            )
        ]
        rows.sort(key=lambda row: (-row.count, row.value))
        return Facet(
            by=by,
            values=tuple(rows[: self._limit]),
            distinct=len(found),
            without=int(len(values) - np.count_nonzero(there)),
        )

    def _counted(self, values: Int32s, articles: Int32s) -> tuple[Int64s, Int64s, Int64s]:
        """The distinct values (d,) ascending, how many documents have each, and how many texts those are."""
        size = int(values.max()) + 1 if len(values) else 0
        counts = np.bincount(values, minlength=size)
        found = np.flatnonzero(counts)
        return found, counts[found], self._texts(values, articles, size)[found]

    def _texts(self, values: Int32s, articles: Int32s, size: int) -> Int64s:
        """(size,) how many distinct texts have each value."""
        leads = self._index.leads[articles]
        # A text that is one article's and has one of these documents need not be told apart from others.
        several = np.bincount(leads)[leads] > 1 if self._space == "quotations" else self._shared[articles]
        texts = np.bincount(values[~several], minlength=size)
        if several.any():
            every = np.int64(self._index.size("articles"))
            pairs = _distinct(values[several].astype(np.int64) * every + leads[several])
            texts += np.bincount(pairs // every, minlength=size)
        return texts

    @cached_property
    def _shared(self) -> Bools:
        """(articles of the index,) whether the answer has another article with the same text."""
        leads = self._index.leads
        return np.asarray((np.bincount(leads[self._articles], minlength=len(leads)) > 1)[leads])

    def _in_time(self, by: Literal["month", "year"]) -> Facet:
        first, last = self._index.dates()
        number, drawn = numbered(first[self._articles], last[self._articles], by)
        number, articles = number[drawn], self._articles[drawn]
        low = int(number.min()) if len(number) else 0
        found, counts, texts = self._counted((number - low).astype(np.int32), articles)
        length = 7 if by == "month" else 4
        rows = (
            FacetValue(value=first_day(at + low, by).isoformat()[:length], count=count, texts=text)
            for at, count, text in zip(found.tolist(), counts.tolist(), texts.tolist(), strict=True)
        )
        return Facet(by=by, values=tuple(rows), distinct=len(found), without=int(np.count_nonzero(~drawn)))


def _distinct(keys: Int64s) -> Int64s:
    """The distinct ones (d,) of some numbers (n,), ascending; `numpy.unique` hashes them, which takes longer."""
    keys = np.sort(keys)
    return keys[np.append(True, keys[1:] != keys[:-1])] if len(keys) else keys


def _least_of_first(counts: Int64s, limit: int) -> int:
    """The least of the `limit` greatest counts, 0 if there are no more."""
    if len(counts) <= limit:
        return 0
    so_many_or_more = np.bincount(counts)[::-1].cumsum()[::-1]
    return int(np.flatnonzero(so_many_or_more >= limit)[-1])


def _as_written(name: str) -> str:
    return " ".join(map(printed, name.split()))
