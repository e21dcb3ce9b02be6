"""Who did not carry it: outlets that wrote of the same thing in the days when others carried it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from indexer.schema import NO_DATE
from search.answer.similar import like
from search.engine import Searcher
from search.provenance.carriers import Silent
from search.provenance.reading import Found

__all__ = ["silent_outlets"]

_LEAST_DAYS, _MOST_DAYS = 3, 14  # from the first carrier's day on
_LEADS = 3  # of the first carriers, each a text of its own: what is like one of them is about the same thing


def silent_outlets(searcher: Searcher, found: Sequence[Found]) -> tuple[Silent, ...]:
    """The outlets, those that wrote most of it first; none where no carrier has a day.

    `found` are the carriers in the order of time. What is like one of the first is about the same thing.
    """
    index = searcher.index
    days = [
        one.article.date.first.toordinal()
        for one in found
        if one.article.date and one.article.date.precision == "day"
    ]
    if not days:
        return ()
    end = days[0] + min(max(days[-1] - days[0] + 1, _LEAST_DAYS), _MOST_DAYS)
    first, last = index.dates()
    in_these = (first >= days[0]) & (last < end) & (first != NO_DATE)
    sources, names = index.labelled("source")
    live = np.fromiter(index.articles.all_doc_ids(), np.int64)
    there = live[in_these[live] & (sources[live] >= 0)]
    alike = np.unique(np.concatenate([like(searcher, one.doc, one.article).docs for one in found[:_LEADS]]))
    written = np.bincount(sources[there], minlength=len(names))
    about = np.bincount(sources[there[np.isin(there, alike)]], minlength=len(names))
    carried = {one.article.source for one in found}
    silent = [
        Silent(source=name, articles=int(written[number]), about=int(about[number]))
        for number, name in enumerate(names)
        if about[number] and name not in carried
    ]
    return tuple(sorted(silent, key=lambda one: (-one.about, -one.articles, one.source)))
