"""Who did not carry it: outlets that have articles in the days of an answer or a quotation, and none that is in it.

An outlet is silent on an answer whatever it wrote of. `expected` is how many of its articles would be in the
answer if it wrote of it as often as the outlets that did: one with few articles is silent by chance. It is silent
on a quotation if it wrote `about` the same thing and did not print it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from indexer.arrays import Int32s, Int64s
from indexer.schema import NO_DATE
from search.answer.similar import like
from search.engine.seam import BackEnd
from search.provenance.carriers import Silent
from search.provenance.reading import Found
from search.results import SCHEMA, Asked

__all__ = ["Silence", "SilentOutlet", "silent_on_answer", "silent_on_quotation"]

_LEAST_DAYS, _MOST_DAYS = 3, 14  # of a quotation, from the first carrier's day on
_LEADS = 3  # of the first carriers: what is like one of them is about the same thing


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


def silent_on_answer(searcher: BackEnd, docs: Int32s, *, asked: Asked) -> Silence:
    """The outlets that are silent on the articles `docs` (n,)."""
    starts, ends = searcher.index.dates()
    dated = docs[starts[docs] != NO_DATE]
    if not len(dated):
        carried = _by_outlet(searcher, docs) > 0
        return Silence(asked=asked, first=None, last=None, carried=int(carried.sum()), outlets=())
    first, last = int(starts[dated].min()), int(ends[dated].max())
    written = _by_outlet(searcher, _in_days(searcher, first, last))
    carried = _by_outlet(searcher, docs) > 0
    wrote = int(written[carried].sum())
    rate = int(_by_outlet(searcher, dated).sum()) / wrote if wrote else 0.0
    _, names = searcher.index.labelled("source")
    outlets = [
        SilentOutlet(source=names[at], articles=int(written[at]), expected=float(written[at] * rate))
        for at in np.flatnonzero(~carried & (written > 0)).tolist()
    ]
    return Silence(
        asked=asked,
        first=dt.date.fromordinal(first),
        last=dt.date.fromordinal(last),
        carried=int(carried.sum()),
        outlets=tuple(sorted(outlets, key=lambda outlet: (-outlet.articles, outlet.source))),
    )


def silent_on_quotation(searcher: BackEnd, found: Sequence[Found]) -> tuple[Silent, ...]:
    """The outlets that are silent on a quotation, those that wrote most of the same thing first.

    `found` are the carriers in the order of time; where none of them has a day, there are no outlets.
    """
    days = [
        one.article.date.first.toordinal()
        for one in found
        if one.article.date and one.article.date.precision == "day"
    ]
    if not days:
        return ()
    last = days[0] + min(max(days[-1] - days[0], _LEAST_DAYS - 1), _MOST_DAYS - 1)
    there = _in_days(searcher, days[0], last)
    alike = np.concatenate([like(searcher, one.doc, one.article).docs for one in found[:_LEADS]])
    written, about = _by_outlet(searcher, there), _by_outlet(searcher, there[np.isin(there, alike)])
    carried = {one.article.source for one in found}
    _, names = searcher.index.labelled("source")
    silent = [
        Silent(source=names[at], articles=int(written[at]), about=int(about[at]))
        for at in np.flatnonzero(about).tolist()
        if names[at] not in carried
    ]
    return tuple(sorted(silent, key=lambda one: (-one.about, -one.articles, one.source)))


def _in_days(searcher: BackEnd, first: int, last: int) -> Int32s:
    """The articles (n,) whose date may be in these days, ordinals, the last with them."""
    starts, ends = searcher.index.dates()
    every = searcher.living()
    found: Int32s = every[(starts[every] != NO_DATE) & (starts[every] <= last) & (ends[every] >= first)]
    return found


def _by_outlet(searcher: BackEnd, docs: Int32s) -> Int64s:
    """(outlets,) how many of some articles each outlet has."""
    ordinals, names = searcher.index.labelled("source")
    of = ordinals[docs]
    return np.bincount(of[of >= 0], minlength=len(names))
