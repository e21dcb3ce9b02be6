"""Who is quoted: one row a person, whatever spellings of the name the articles print.

Which names are one person's, `search.answer.persons` decides, by all the quotations of the archive, whichever are
counted. A surname alone that is more than a year away from those under the full name stays a row of its own.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.schema import NO_DATE
from search.answer.persons import Persons, surname_of
from search.engine.seam import Holdings
from search.results import SCHEMA

_A_WHILE = 366  # days before the first quotation under the full name, or after the last one


Merges = Collection[tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """A person, organisation or document that is quoted.

    `name` is the spelling printed most often at its fullest, `spellings` counts quotations by spelling,
    `doubtful` counts those whose speaker is not sure, `outlets` distinct sources, `first` and `last` span the dated
    articles.
    """

    name: str
    spellings: dict[str, int]
    quotations: int
    doubtful: int
    articles: int
    outlets: int
    first: dt.date | None
    last: dt.date | None

    def to_dict(self, rank: int) -> dict[str, Any]:
        return {
            "type": "speaker",
            "schema": SCHEMA,
            "rank": rank,
            "name": self.name,
            "quotations": self.quotations,
            "doubtful": self.doubtful,
            "articles": self.articles,
            "outlets": self.outlets,
            "first": self.first.isoformat() if self.first else None,
            "last": self.last.isoformat() if self.last else None,
            "spellings": self.spellings,
        }


@dataclass(frozen=True, slots=True)
class Tally:
    """The speakers that are named, and the numbers of quotations by somebody only described, and by nobody known."""

    speakers: tuple[Speaker, ...]
    described: int
    unknown: int


def tally(
    index: Holdings, quotations: NDArray[np.int32], *, doubtful: NDArray[np.int32], one: Merges = (), two: Merges = ()
) -> Tally:
    """The speakers of these quotations (n,), the most quoted first.

    `doubtful` (m,) are all quotations whose speaker is not sure; `one` and `two` as in Persons.
    """
    from indexer.quotes.lists import words  # with the whole extractor, which the prompt does without until then

    ordinals, names = index.labelled("speaker")
    crowds = words("nouns", "people")
    is_name = np.array([_is_name(name, crowds) for name in names] + [False], np.bool_)
    spoken = quotations[ordinals[quotations] >= 0]
    named = spoken[is_name[ordinals[spoken]]]
    of = ordinals[named]
    if not len(of):
        return Tally((), len(spoken), len(quotations) - len(spoken))
    persons = Persons(_printed(ordinals, names, is_name, np.unique(of)), one=one, two=two)
    joined, own = np.array([(persons.joined.get(name, -1), persons.own.get(name, -1)) for name in names], np.int64).T
    days = index.dates()
    person = _of_their_time(joined[of], own[of], days[0][index.article_of(named)])
    order = np.argsort(person, kind="stable")
    named, of = named[order], of[order]
    starts = np.flatnonzero(np.diff(person[order], prepend=-1))
    groups = [slice(a, b) for a, b in zip(starts, [*starts[1:], len(of)], strict=True)]
    articles = index.article_of(named)
    sources = index.labelled("source")[0][articles]
    first, last = days[0][articles], days[1][articles]
    unsure = np.isin(named, doubtful)
    rows = [_speaker(names, of[g], unsure[g], articles[g], sources[g], first[g], last[g]) for g in groups]
    rows.sort(key=lambda row: (-row.quotations, row.name))
    return Tally(tuple(rows), len(spoken) - len(named), len(quotations) - len(spoken))


def _printed(
    ordinals: NDArray[np.int32], names: Sequence[str], is_name: NDArray[np.bool_], counted: NDArray[np.int32]
) -> dict[str, int]:
    """The quotations in the whole archive of every name that may be one of those counted."""
    every = np.bincount(ordinals[ordinals >= 0], minlength=len(names))
    few = len(counted) * 4 < len(names)
    wanted = {surname_of(names[ordinal]) for ordinal in counted.tolist()} if few else set()
    return {
        names[ordinal]: int(every[ordinal])
        for ordinal in np.flatnonzero(is_name[:-1] & (every > 0)).tolist()
        if not few or surname_of(names[ordinal]) in wanted
    }


def _is_name(speaker: str, crowds: Collection[str]) -> bool:
    """Whether it is a name and no description: the company of one article is not that of the next.

    Nor are those of `crowds`, "Officials" and "Experts", whose capital is that of their sentence.
    """
    last = speaker.split()[-1]
    return not last[0].islower() and last.lower() not in crowds


def _of_their_time(joined: NDArray[np.int64], own: NDArray[np.int64], days: NDArray[np.int32]) -> NDArray[np.int64]:
    """The number of the person of each quotation (n,): `joined`, but `own` long before or after the full name's.

    A Spicer of 1987 is not the one who speaks in 2017. `days` (n,) are ordinals, NO_DATE among them.
    """
    full = (joined == own) & (days != NO_DATE)
    since = np.full(max(joined.max(), own.max()) + 1, np.iinfo(np.int32).max, np.int64)
    until = np.full(len(since), np.iinfo(np.int32).min, np.int64)
    np.minimum.at(since, joined[full], days[full])
    np.maximum.at(until, joined[full], days[full])
    near = (days >= since[joined] - _A_WHILE) & (days <= until[joined] + _A_WHILE)
    dateless = (days == NO_DATE) | (since[joined] > until[joined])
    return np.where((joined == own) | near | dateless, joined, own)


def _speaker(
    names: Sequence[str],
    of: NDArray[np.int32],
    unsure: NDArray[np.bool_],
    articles: NDArray[np.int32],
    sources: NDArray[np.int32],
    first: NDArray[np.int32],
    last: NDArray[np.int32],
) -> Speaker:
    ordinals, counts = np.unique(of, return_counts=True)
    spellings = {
        names[ordinal]: int(count) for ordinal, count in zip(ordinals.tolist(), counts.tolist(), strict=True)
    }
    spellings = dict(sorted(spellings.items(), key=lambda item: (-item[1], item[0])))
    dated = first != NO_DATE
    return Speaker(
        name=max(spellings, key=lambda name: (len(name.split()) > 1, spellings[name], -len(name))),
        spellings=spellings,
        quotations=len(of),
        doubtful=int(np.count_nonzero(unsure)),
        articles=len(np.unique(articles)),
        outlets=len(np.unique(sources[sources >= 0])),
        first=dt.date.fromordinal(int(first[dated].min())) if dated.any() else None,
        last=dt.date.fromordinal(int(last[dated].max())) if dated.any() else None,
    )
