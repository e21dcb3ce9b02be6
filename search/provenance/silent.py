"""Who did not write of it: outlets that have articles in the days of an answer, and none that is in it.

An outlet with few articles is silent by chance. `expected` is how many of its articles would be in the answer if it
wrote of it as often as the outlets that did.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import numpy as np

from indexer.arrays import Int32s
from indexer.schema import NO_DATE
from search.engine import Searcher, living
from search.results import SCHEMA, Asked

__all__ = ["Silence", "SilentOutlet", "silent"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SilentOutlet:
    """An outlet with its `articles` in these days, of which one would expect so many in the answer."""

    source: str
    articles: int
    expected: float

    def to_dict(self) -> dict[str, Any]:
        return {
            "type": "silent",
            "schema": SCHEMA,
            "source": self.source,
            "articles": self.articles,
            "expected": round(self.expected, 2),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """The outlets without an article in the answer, those with most articles first; `carried` outlets have one.

    The days are those from `first` to `last`, of the answer's articles; None if none has a date.
    """

    asked: Asked
    first: dt.date | None
    last: dt.date | None
    carried: int
    outlets: tuple[SilentOutlet, ...]

    def summary(self) -> dict[str, Any]:
        return {
            "type": "summary",
            "schema": SCHEMA,
            **self.asked.to_dict(),
            "first": self.first.isoformat() if self.first else None,
            "last": self.last.isoformat() if self.last else None,
            "carried": self.carried,
            "silent": len(self.outlets),
        }


def silent(searcher: Searcher, docs: Int32s, *, asked: Asked) -> Silence:
    """The outlets that are silent on the articles `docs` (n,). An article counts if its date may be in the days."""
    index = searcher.index
    starts, ends = index.dates()
    dated = docs[starts[docs] != NO_DATE]
    ordinals, names = index.labelled("source")
    carried = np.bincount(ordinals[docs][ordinals[docs] >= 0], minlength=len(names)) > 0
    if not len(dated):
        return Silence(asked=asked, first=None, last=None, carried=int(carried.sum()), outlets=())
    first, last = int(starts[dated].min()), int(ends[dated].max())
    every = living(searcher)
    inside = every[(starts[every] != NO_DATE) & (starts[every] <= last) & (ends[every] >= first)]
    of = ordinals[inside]
    articles = np.bincount(of[of >= 0], minlength=len(names))
    wrote = int(articles[carried].sum())
    of_it = int(np.count_nonzero(ordinals[dated] >= 0))
    rate = of_it / wrote if wrote else 0.0
    outlets = [
        SilentOutlet(source=names[at], articles=int(articles[at]), expected=float(articles[at] * rate))
        for at in np.flatnonzero(~carried & (articles > 0)).tolist()
    ]
    outlets.sort(key=lambda outlet: (-outlet.articles, outlet.source))
    return Silence(
        asked=asked,
        first=dt.date.fromordinal(first),
        last=dt.date.fromordinal(last),
        carried=int(carried.sum()),
        outlets=tuple(outlets),
    )
