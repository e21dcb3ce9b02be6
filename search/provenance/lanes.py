"""A trace as a lane for each outlet: what each printed, when, and in which words.

A trace comes in as what `Traced` says it has, so that a report needs to know nothing of how it was found.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from indexer.article import PublicationDate

__all__ = ["Lane", "Piece", "Source", "Stop", "TraceView", "Traced", "trace_view"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """An article as somebody who cites it names it; `url` as the article states it."""

    id: str
    title: str
    outlet: str | None
    date: PublicationDate | None
    url: str | None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of the quotation that are printed, or are missing, or words that are printed in it besides."""

    text: str
    kind: Literal["alike", "missing", "added"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """One article that carries the quotation, `lag` days after the first that has a day.

    `copy_of` is the article that leads its text, if that is another one. `speaks_of` is a day after its date that it
    speaks of: then the date cannot be.
    """

    source: Source
    lag: int | None
    pieces: tuple[Piece, ...]
    kinds: tuple[str, ...]
    speaker: str | None
    first: bool
    negation: bool
    copy_of: str | None
    speaks_of: dt.date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """The articles of one outlet, None where none is stated, in the order of time."""

    outlet: str | None
    stops: tuple[Stop, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TraceView:
    """A quotation and the lanes of those that print it, the outlet that had it first on top.

    `speakers` are those who are said to have said it, with the articles of each; `silent` are outlets that wrote of
    the same thing and did not carry it, with their articles, None if nobody asked.
    """

    quote: str
    lanes: tuple[Lane, ...]
    carriers: int
    texts: int
    speakers: Mapping[str, int]
    silent: Mapping[str, int] | None


class _Difference(Protocol):
    @property
    def first(self) -> int: ...
    @property
    def last(self) -> int: ...
    @property
    def printed(self) -> str: ...


class _Rendering(Protocol):
    @property
    def kinds(self) -> Sequence[str]: ...
    @property
    def differences(self) -> Sequence[_Difference]: ...
    @property
    def negation(self) -> bool: ...


class _Carrier(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def source(self) -> str | None: ...
    @property
    def lag_days(self) -> int | None: ...
    @property
    def rendering(self) -> _Rendering: ...
    @property
    def speaker(self) -> str | None: ...
    @property
    def group(self) -> str: ...
    @property
    def speaks_of(self) -> dt.date | None: ...


class _Silent(Protocol):
    @property
    def source(self) -> str: ...
    @property
    def articles(self) -> int: ...


class Traced(Protocol):
    """A trace: its carriers are in the order of time, differences are over `words`, those of the quotation."""

    @property
    def quote(self) -> str: ...
    @property
    def words(self) -> Sequence[str]: ...
    @property
    def carriers(self) -> Sequence[_Carrier]: ...
    @property
    def first(self) -> Sequence[str]: ...
    @property
    def texts(self) -> int: ...
    @property
    def speakers(self) -> Mapping[str, int]: ...
    @property
    def silent(self) -> Sequence[_Silent] | None: ...


def trace_view(trace: Traced, source_of: Callable[[str], Source]) -> TraceView:
    """The lanes of a trace; `source_of` gives the article with an id."""
    lanes: dict[str | None, list[Stop]] = {}
    for carrier in trace.carriers:
        found = carrier.rendering
        stop = Stop(
            source=source_of(carrier.id),
            lag=carrier.lag_days,
            pieces=tuple(_pieces(trace.words, found.differences)),
            kinds=tuple(found.kinds),
            speaker=carrier.speaker,
            first=carrier.id in trace.first,
            negation=found.negation,
            copy_of=carrier.group if carrier.group != carrier.id else None,
            speaks_of=carrier.speaks_of,
        )
        lanes.setdefault(carrier.source, []).append(stop)
    return TraceView(
        quote=trace.quote,
        lanes=tuple(Lane(outlet=outlet, stops=tuple(stops)) for outlet, stops in lanes.items()),
        carriers=len(trace.carriers),
        texts=trace.texts,
        speakers=dict(trace.speakers),
        silent=None if trace.silent is None else {one.source: one.articles for one in trace.silent},
    )


def _pieces(words: Sequence[str], differences: Sequence[_Difference]) -> Iterator[Piece]:
    at = 0
    for one in differences:
        if one.first > at:
            yield Piece(" ".join(words[at : one.first]), "alike")
        if one.last > one.first:
            yield Piece(" ".join(words[one.first : one.last]), "missing")
        if one.printed:
            yield Piece(one.printed, "added")
        at = one.last
    if at < len(words):
        yield Piece(" ".join(words[at:]), "alike")
