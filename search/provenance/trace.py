"""A trace: every article that carries a quotation or a variant of it, in the order of time."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Collection, Sequence
from typing import Literal

import numpy as np

from indexer.article import Article
from indexer.errors import UsageError
from search.engine.seam import BackEnd
from search.provenance.candidates import candidates
from search.provenance.carriers import Carrier, Trace
from search.provenance.carrying import carries, may_carry
from search.provenance.people import People
from search.provenance.reading import Found, read, when
from search.provenance.renderings import MARKED, Rendering
from search.provenance.silence import silent_on_quotation
from search.provenance.sought import Sought
from search.provenance.stated_days import Statement, days_spoken_of, weekday_beside

__all__ = ["MOST_READ", "Only", "carriers_of", "trace"]

Only = Literal["whole", "marked"]
"""Leave out fragments; leave out what stands outside of quotation marks."""
MOST_READ = 2_000
"""Articles that a trace reads: where more may carry the words, these tell too little."""


def trace(
    searcher: BackEnd, people: People, text: str, *, only: Collection[Only] = (), silent: bool = False
) -> Trace:
    """Trace some words. UsageError if there are none, or too many, or if too many articles may carry them."""
    begun = time.perf_counter()
    sought = Sought(searcher, text)
    places = [place for place in candidates(sought) if may_carry(place, sought)]
    if len(places) > MOST_READ:
        raise UsageError(
            f"{len(places):,} articles have these words", hint="a trace needs more of them, or rarer ones"
        )
    found = [
        one
        for one in read(searcher.index, sought, places)
        if carries(one.best, sought) and _is_wanted(one.best, only)
    ]
    found.sort(key=lambda one: (*when(one.article), one.article.id))
    return Trace(
        quote=text,
        words=tuple(text[start:end] for start, end in zip(sought.words.starts, sought.words.ends, strict=True)),
        carriers=tuple(carriers_of(searcher, people, sought, found)),
        first=_first(found),
        silent=silent_on_quotation(searcher, found) if silent else None,
        took_ms=(time.perf_counter() - begun) * 1000,
        generation=searcher.index.generation,
    )


def _is_wanted(found: Rendering, only: Collection[Only]) -> bool:
    whole = "whole" not in only or found.extent != "fragment"
    return whole and ("marked" not in only or found.marked >= MARKED)


def _day_of(article: Article) -> dt.date | None:
    return article.date.first if article.date and article.date.precision == "day" else None


def _first(found: Sequence[Found]) -> tuple[str, ...]:
    """The ids of those that had it first in print: in marks, if anybody has it so; dated, if anybody is.

    Of those of one day the earliest, and those that do not say at what time.
    """
    printed = [one for one in found if one.best.marked >= MARKED] or list(found)
    dated = [one.article for one in printed if one.article.date]
    days = [one for one in dated if when(one)[:2] == when(dated[0])[:2]]
    minutes = {one.id: one.date.minute if one.date else None for one in days}
    least = min((minute for minute in minutes.values() if minute is not None), default=None)
    return tuple(name for name, minute in minutes.items() if minute in (None, least) or least is None)


def carriers_of(searcher: BackEnd, people: People, sought: Sought, found: Sequence[Found]) -> list[Carrier]:
    """The carriers, ranked in the order given."""
    index = searcher.index
    persons = people.names(one.speaker for one in found if one.speaker)
    groups = index.ids(index.leads[np.array([one.doc for one in found], np.int32)]) if found else []
    speak_of = days_spoken_of([_statement(one) for one in found])
    begun = min((day for one in found if (day := _day_of(one.article))), default=None)
    carriers = []
    for rank, (one, group, day) in enumerate(zip(found, groups, speak_of, strict=True), 1):
        article, own = one.article, _day_of(one.article)
        carriers.append(
            Carrier(
                rank=rank,
                id=article.id,
                title=article.title,
                source=article.source,
                date=article.date,
                time=article.date.time if article.date else None,
                lag_days=(own - begun).days if own and begun else None,
                place="title" if one.best is one.title else "body",
                headline=one.title is not None and carries(one.title, sought),
                rendering=one.best,
                text=one.best_text,
                speaker=one.speaker,
                person=persons[one.speaker] if one.speaker else None,
                group=group,
                speaks_of=day,
            )
        )
    return carriers


def _statement(found: Found) -> Statement:
    """What an article says of the day on which the words were said."""
    article, best = found.article, found.best
    said = [(one.start, one.end) for one in best.said]
    weekday = None if best is found.title else weekday_beside(article.body, best.start, best.end, said)
    return Statement(article.source, _day_of(article), weekday)
