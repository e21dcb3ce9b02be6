"""How an answer lies in time: its documents by day, week, month or year, beside all that the archive has there.

A text that several articles print counts once among `texts`: on the day of the first of them that matches. All is
counted over the columns of dates and outlets; no stored article is read.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from indexer.arrays import Bools, Int32s, Int64s
from indexer.errors import UsageError
from indexer.schema import NO_DATE
from search.engine.seam import BackEnd
from search.provenance.buckets import Unit, first_day, numbered, unit_for
from search.provenance.bursts import TIMES, beyond_chance, times_usual
from search.results import SCHEMA, Asked

__all__ = ["MOST", "Bucket", "Outlet", "Timeline", "timeline"]

MOST = 40_000
"""Buckets of a timeline: a hundred years of days."""
_DAY = dt.timedelta(days=1)


class Bucket(NamedTuple):
    """From `first` to `last`, both included: `count` documents of the answer out of `of` that the archive has there.

    `texts` are those of the answer of which the first document stands here, out of `of_texts` that the archive prints
    in these days.

    `burst` is how many times the usual share it has, if that is a burst (`search.provenance.bursts`). A tuple, since
    a timeline may have thousands.
    """

    first: dt.date
    last: dt.date
    count: int  # type: ignore[assignment]  # in place of the method of tuples, which nobody asks of a bucket
    of: int
    texts: int
    of_texts: int
    burst: float | None = None

    @property
    def share(self) -> float:
        """The part of all documents of the archive in these days, 0 to 1."""
        return self.count / self.of if self.of else 0.0

    @property
    def share_of_texts(self) -> float:
        return self.texts / self.of_texts if self.of_texts else 0.0

    def to_dict(self) -> dict[str, Any]:
        return {
            "type": "bucket",
            "schema": SCHEMA,
            "first": self.first.isoformat(),
            "last": self.last.isoformat(),
            "count": self.count,
            "of": self.of,
            "share": round(self.share, 6),
            "texts": self.texts,
            "of_texts": self.of_texts,
            "share_of_texts": round(self.share_of_texts, 6),
            "burst": None if self.burst is None else round(self.burst, 2),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """The documents of one outlet, None where none is stated: `counts` has one number a bucket."""

    name: str | None
    counts: tuple[int, ...]

    @property
    def total(self) -> int:
        return sum(self.counts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """The buckets from the first to the last that has a document of the answer, those without included.

    `undated` documents state no date, `imprecise` ones a date that is longer than a bucket; neither are in one.
    `texts` are all of the answer. `outlets` have the same buckets, those with most first.
    """

    asked: Asked
    by: Unit
    buckets: tuple[Bucket, ...]
    outlets: tuple[Outlet, ...]
    texts: int
    undated: int
    imprecise: int

    @property
    def drawn(self) -> int:
        """How many documents are in the buckets."""
        return self.asked.total - self.undated - self.imprecise

    def rows(self, *, outlets: bool = False) -> list[dict[str, Any]]:
        """The buckets as objects; with `outlets`, each with the numbers of those that have any there."""
        rows = [bucket.to_dict() for bucket in self.buckets]
        for place, row in enumerate(rows if outlets else ()):
            here = {outlet.name: outlet.counts[place] for outlet in self.outlets if outlet.counts[place]}
            row["unnamed"] = here.pop(None, 0)
            row["sources"] = here
        return rows

    def summary(self) -> dict[str, Any]:
        span = (
            (self.buckets[0].first.isoformat(), self.buckets[-1].last.isoformat()) if self.buckets else (None, None)
        )
        return {
            "type": "summary",
            "schema": SCHEMA,
            **self.asked.to_dict(),
            "by": self.by,
            "buckets": len(self.buckets),
            "first": span[0],
            "last": span[1],
            "drawn": self.drawn,
            "texts": self.texts,
            "undated": self.undated,
            "imprecise": self.imprecise,
        }


def timeline(searcher: BackEnd, docs: Int32s, *, asked: Asked, by: Unit | None = None) -> Timeline:
    """The documents `docs` (n,), ascending, of the space that was asked, in buckets.

    Without `by`, in the finest that can be taken in at a glance. UsageError if there were more than MOST.
    """
    index = searcher.index
    articles = docs if asked.space == "articles" else index.article_of(docs)
    first, last = (days[articles] for days in index.dates())
    dated = first != NO_DATE
    if by is None:
        by = unit_for(int(last[dated].max()) - int(first[dated].min()) + 1) if dated.any() else "day"
    number, drawn = numbered(first, last, by)
    kept = articles[drawn]
    own = number[drawn]
    undated = len(docs) - int(dated.sum())
    imprecise = len(docs) - undated - len(own)
    of_all = len(np.unique(index.leads[articles]))
    if not len(own):
        return Timeline(
            asked=asked, by=by, buckets=(), outlets=(), texts=of_all, undated=undated, imprecise=imprecise
        )
    low, high = int(own.min()), int(own.max())
    size = high - low + 1
    if size > MOST:
        raise UsageError(
            f"from the first to the last are {size:,} {by}s", hint=f"at most {MOST:,}: ask by a longer unit"
        )
    counts = np.bincount(own - low, minlength=size)
    texts = np.bincount(_once(index.leads[kept], first[drawn], own) - low, minlength=size)
    of, of_texts = _archive(searcher, asked, by, low, size)
    days = [first_day(at, by) for at in range(low, high + 2)]
    columns = (counts.tolist(), of.tolist(), texts.tolist(), of_texts.tolist(), _bursts(counts, of, texts, of_texts))
    return Timeline(
        asked=asked,
        by=by,
        buckets=tuple(map(Bucket, days[:-1], [day - _DAY for day in days[1:]], *columns)),
        outlets=_outlets(searcher, kept, own - low, size),
        texts=of_all,
        undated=undated,
        imprecise=imprecise,
    )


def _once(leads: Int32s, days: Int32s, number: Int64s) -> Int64s:
    """The buckets `number` (n,) of the first document of each text, by day; `leads` (n,) tell the texts apart."""
    order = np.argsort(days, kind="stable")
    return number[order[np.unique(leads[order], return_index=True)[1]]]


def _archive(searcher: BackEnd, asked: Asked, by: Unit, low: int, size: int) -> tuple[Int64s, Int64s]:
    """(size,) the documents of the whole archive in each bucket from `low` on, and the texts."""

    def make() -> tuple[tuple[Int64s, Int64s, Int64s], int]:
        every = _counted(searcher, asked, by)
        return every, sum(part.nbytes for part in every)

    numbers, counts, texts = searcher.kept(("timeline", "archive", "by", by), make, space=asked.space)
    start, end = np.searchsorted(numbers, (low, low + size))
    of, of_texts = np.zeros(size, np.int64), np.zeros(size, np.int64)
    of[numbers[start:end] - low] = counts[start:end]
    of_texts[numbers[start:end] - low] = texts[start:end]
    return of, of_texts


def _counted(searcher: BackEnd, asked: Asked, by: Unit) -> tuple[Int64s, Int64s, Int64s]:
    """The buckets (b,) in which the archive has any articles, ascending, with its documents and texts in each."""
    index = searcher.index
    articles = searcher.living()
    number, drawn = numbered(*index.dates(), by)
    articles = articles[drawn[articles]]
    numbers, place = np.unique(number[articles], return_inverse=True)
    text = np.unique(index.leads[articles].astype(np.int64) * len(numbers) + place) % max(len(numbers), 1)
    texts = np.bincount(text, minlength=len(numbers))
    if asked.space == "articles":
        return numbers, np.bincount(place, minlength=len(numbers)), texts
    of = index.article_of(searcher.living(space="quotations"))
    places = np.searchsorted(numbers, number[of[drawn[of]]])
    return numbers, np.bincount(places, minlength=len(numbers)), texts


def _bursts(counts: Int64s, of: Int64s, texts: Int64s, of_texts: Int64s) -> list[float | None]:
    times = times_usual(counts, of)
    burst: Bools = (times >= TIMES) & beyond_chance(texts, of_texts)
    return [value if marked else None for value, marked in zip(times.tolist(), burst.tolist(), strict=True)]


def _outlets(searcher: BackEnd, articles: Int32s, places: Int64s, size: int) -> tuple[Outlet, ...]:
    """The outlets of documents with these articles (n,) in these buckets (n,), those with most first."""
    ordinals, names = searcher.index.labelled("source")
    which, row = np.unique(ordinals[articles], return_inverse=True)
    table = np.bincount(row * size + places, minlength=len(which) * size).reshape(len(which), size)
    named = [(names[ordinal] if ordinal >= 0 else None) for ordinal in which.tolist()]
    order = sorted(range(len(which)), key=lambda at: (-int(table[at].sum()), named[at] is None, named[at] or ""))
    return tuple(Outlet(name=named[at], counts=tuple(table[at].tolist())) for at in order)
