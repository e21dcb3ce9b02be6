"""Who is quoted: one row a person, whatever spellings of the name the articles print.

Spellings meet under `indexer.analysis.name_keys.speaker_key`. A surname alone, or with an initial, belongs to the
person whom it fits if the quotations that are counted name only one, and name that one about as often in full:
"Apple" is not "Taiwanese Apple", which was printed once. If it fits several, it belongs to the one who has nearly all
of their quotations. Otherwise, and more than a year away from those under the full name, it stays a row of its own.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.analysis.name_keys import speaker_key
from indexer.schema import NO_DATE
from indexer.store import Index
from search.results import SCHEMA

_NEARLY_ALL = 0.95  # of the quotations under full names of one surname: then the surname alone is whose these are
_A_WHILE = 366  # days before the first quotation under the full name, or after the last one
_AS_OFTEN = 0.5  # quotations under the full name for each under the surname alone, at the least, to be one person


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """A person, organisation or document that is quoted.

    `name` is the spelling printed most often at its fullest, `spellings` counts quotations by spelling,
    `outlets` counts distinct sources, `first` and `last` span the dated articles.
    """

    name: str
    spellings: dict[str, int]
    quotations: int
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


def tally(index: Index, quotations: NDArray[np.int32]) -> Tally:
    """The speakers of these quotations (n,), the most quoted first."""
    from indexer.quotes.lists import words  # with the whole extractor, which the prompt does without until then

    ordinals, names = index.labelled("speaker")
    crowds = words("nouns", "people")
    is_name = np.array([_is_name(name, crowds) for name in names] + [False], np.bool_)
    spoken = quotations[ordinals[quotations] >= 0]
    named = spoken[is_name[ordinals[spoken]]]
    of = ordinals[named]
    if not len(of):
        return Tally((), len(spoken), len(quotations) - len(spoken))
    ordinals_of, counts = np.unique(of, return_counts=True)
    persons = _persons({names[one]: count for one, count in zip(ordinals_of.tolist(), counts.tolist(), strict=True)})
    joined, own = np.array([persons.get(name, (-1, -1)) for name in names], np.int64).T
    days = index.dates()
    person = _of_their_time(joined[of], own[of], days[0][index.article_of(named)])
    order = np.argsort(person, kind="stable")
    named, of = named[order], of[order]
    starts = np.flatnonzero(np.diff(person[order], prepend=-1))
    groups = [slice(a, b) for a, b in zip(starts, [*starts[1:], len(of)], strict=True)]
    articles = index.article_of(named)
    sources = index.labelled("source")[0][articles]
    first, last = days[0][articles], days[1][articles]
    rows = [_speaker(names, of[g], articles[g], sources[g], first[g], last[g]) for g in groups]
    rows.sort(key=lambda row: (-row.quotations, row.name))
    return Tally(tuple(rows), len(spoken) - len(named), len(quotations) - len(spoken))


def _is_name(speaker: str, crowds: Collection[str]) -> bool:
    """Whether it is a name and no description: the company of one article is not that of the next.

    Nor are those of `crowds`, "Officials" and "Experts", whose capital is that of their sentence.
    """
    last = speaker.split()[-1]
    return not last[0].islower() and last.lower() not in crowds


def _persons(printed: Mapping[str, int]) -> dict[str, tuple[int, int]]:
    """For each spelling the number of its person, the same for all of one person, and the one that it has by itself.

    `printed` has the quotations of each spelling. The two numbers differ for a surname alone that is somebody's.
    """
    keys = {name: speaker_key(name) or name for name in printed}
    quoted: Counter[str] = Counter()
    for name, key in keys.items():
        quoted[key] += printed[name]
    fuller: dict[str, set[str]] = defaultdict(set)
    for key in quoted:
        surname, _, given = key.partition(" ")
        if len(given) > 1:
            fuller[surname].add(key)
            fuller[f"{surname} {given[0]}"].add(key)
    numbers: dict[str, int] = {}
    found = {}
    for name, key in keys.items():
        persons = fuller.get(key, set())
        whole = max(persons, key=quoted.__getitem__, default=key)
        one = quoted[whole] >= sum(quoted[person] for person in persons) * _NEARLY_ALL
        met = whole if one and quoted[whole] >= quoted[key] * _AS_OFTEN else key
        found[name] = (numbers.setdefault(met, len(numbers)), numbers.setdefault(key, len(numbers)))
    return found


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
        articles=len(np.unique(articles)),
        outlets=len(np.unique(sources[sources >= 0])),
        first=dt.date.fromordinal(int(first[dated].min())) if dated.any() else None,
        last=dt.date.fromordinal(int(last[dated].max())) if dated.any() else None,
    )
