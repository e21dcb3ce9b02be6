"""Who is quoted: one row a person, whatever spellings of the name the articles print.

Spellings meet under `indexer.names.speaker_key`. A surname alone belongs to the person of that
surname if the quotations that are counted name only one; otherwise it stays a row of its own.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import click
import numpy as np
from numpy.typing import NDArray

from indexer.errors import EXIT_MATCHED, EXIT_NOTHING
from indexer.names import speaker_key
from indexer.schema import NO_DATE
from indexer.store import Index
from search.api import Archive
from search.console import print_lines
from search.formats import json_line
from search.results import SCHEMA
from search.terminal import Style, clipped, columns, safe


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


def tally(index: Index, quotations: NDArray[np.int32]) -> list[Speaker]:
    """The speakers of these quotations (n,), the most quoted first; quotations without a speaker are left out."""
    ordinals, names = index.labelled("speaker")
    named = quotations[ordinals[quotations] >= 0]
    of = ordinals[named]
    if not len(of):
        return []
    persons = _persons([names[ordinal] for ordinal in np.unique(of).tolist()])
    person_of = np.array([persons.get(name, -1) for name in names], np.int64)
    order = np.argsort(person_of[of], kind="stable")
    named, of = named[order], of[order]
    starts = np.flatnonzero(np.diff(person_of[of], prepend=-1))
    groups = [slice(a, b) for a, b in zip(starts, [*starts[1:], len(of)], strict=True)]
    articles = index.article_of(named)
    sources, dates = index.labelled("source")[0][articles], index.dates()
    first, last = dates[0][articles], dates[1][articles]
    rows = [_speaker(names, of[g], articles[g], sources[g], first[g], last[g]) for g in groups]
    return sorted(rows, key=lambda row: (-row.quotations, row.name))


def _persons(names: Sequence[str]) -> dict[str, int]:
    """A number for each spelling, the same for those of one person."""
    keys = {name: speaker_key(name) or name for name in names}
    full = defaultdict(set)
    for key in keys.values():
        surname, _, initial = key.partition(" ")
        if initial:
            full[surname].add(key)
    numbers: dict[str, int] = {}
    found = {}
    for name, key in keys.items():
        persons = full.get(key, set())
        met = next(iter(persons)) if len(persons) == 1 else key
        found[name] = numbers.setdefault(met, len(numbers))
    return found


def _speaker(
    names: Sequence[str],
    of: NDArray[np.int32],
    articles: NDArray[np.int32],
    sources: NDArray[np.int32],
    first: NDArray[np.int32],
    last: NDArray[np.int32],
) -> Speaker:
    ordinals, counts = np.unique(of, return_counts=True)
    spellings = {names[ordinal]: int(count) for ordinal, count in zip(ordinals.tolist(), counts.tolist(), strict=True)}
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


def speaker_lines(speakers: Sequence[Speaker], *, width: int, style: Style) -> list[str]:
    """A table for people: quotations, outlets, dates, name, and the other spellings."""
    lines = []
    for speaker in speakers:
        span = f"{speaker.first} to {speaker.last}" if speaker.first else "undated"
        if speaker.first == speaker.last and speaker.first:
            span = str(speaker.first)
        outlets = f"{speaker.outlets} outlet{'' if speaker.outlets == 1 else 's'}"
        others = ", ".join(name for name in speaker.spellings if name != speaker.name)
        told = f" (also {others})" if others else ""
        count = f"{speaker.quotations:>5} "
        name = clipped(safe(speaker.name), max(width - columns(count), 8))
        facts = clipped(safe(f"  {span}, {outlets}{told}"), max(width - columns(count) - columns(name), 0))
        lines.append(f"{count}{style.paint('speaker', name)}{style.paint('meta', facts)}")
    return lines


def list_speakers(archive: Archive, query: str, *, limit: int, as_json: bool, width: int, style: Style) -> int:
    """Print the most quoted; 0 if there are any, 1 if not."""
    found = archive.who_spoke(query or None)
    if as_json:
        print_lines(json_line(speaker.to_dict(rank)) for rank, speaker in enumerate(found[:limit], 1))
        summary = {"type": "summary", "schema": SCHEMA, "query": query, "total": len(found)}
        print_lines([json_line(summary | {"generation": archive.generation})])
    else:
        print_lines(speaker_lines(found[:limit], width=width, style=style))
        shown = f"{limit} of " if len(found) > limit else ""
        click.echo(f"{shown}{len(found):,} speaker{'' if len(found) == 1 else 's'}", err=True)
    return EXIT_MATCHED if found else EXIT_NOTHING
