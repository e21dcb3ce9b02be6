"""A trace as a lane for each outlet: what each printed, when, and in which words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from indexer.article import PublicationDate

if TYPE_CHECKING:
    from search.provenance.carriers import Carrier, Silent, Trace
    from search.provenance.differences import Difference

__all__ = ["Lane", "Piece", "Source", "Stop", "TraceView", "trace_view"]


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
    """One article that carries the quotation; `first` if it had it first in print, or is one of several that had.

    `lead` is the carrier that leads its text, if that is another one; then `pieces` are there only if they are not
    those of the lead.
    """

    source: Source
    carrier: Carrier
    pieces: tuple[Piece, ...]
    first: bool
    lead: Carrier | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """The articles of one outlet, None where none is stated, in the order of time."""

    outlet: str | None
    stops: tuple[Stop, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TraceView:
    """The lanes of a trace, that of the outlet that had it first on top.

    `speakers` are those who are said to have said it, with the articles of each; `silent` are outlets that wrote of
    the same thing and did not carry it, None if nobody asked.
    """

    quote: str
    lanes: tuple[Lane, ...]
    carriers: int
    outlets: int
    texts: int
    speakers: Mapping[str, int]
    silent: tuple[Silent, ...] | None


def trace_view(trace: Trace, source_of: Callable[[str], Source]) -> TraceView:
    """The lanes of a trace; `source_of` gives the article with an id."""
    places = _places(trace)
    pieces = {one.id: tuple(_pieces(trace.quote, places, one.rendering.differences)) for one in trace.carriers}
    by_id = {one.id: one for one in trace.carriers}
    lanes: dict[str | None, list[Stop]] = {}
    for carrier in trace.carriers:
        lead = None if carrier.lead else by_id.get(carrier.group)
        stop = Stop(
            source=source_of(carrier.id),
            carrier=carrier,
            pieces=() if lead and pieces[lead.id] == pieces[carrier.id] else pieces[carrier.id],
            first=carrier.id in trace.first,
            lead=lead,
        )
        lanes.setdefault(carrier.source, []).append(stop)
    return TraceView(
        quote=trace.quote,
        lanes=tuple(Lane(outlet=outlet, stops=tuple(stops)) for outlet, stops in lanes.items()),
        carriers=len(trace.carriers),
        outlets=trace.outlets,
        texts=trace.texts,
        speakers=trace.speakers,
        silent=trace.silent,
    )


def _places(trace: Trace) -> list[int]:
    """Where in the quotation each of its words begins, and where the last one's neighbourhood ends."""
    places, at = [], 0
    for word in trace.words:
        at = trace.quote.index(word, at)
        places.append(at)
        at += len(word)
    return [*places, len(trace.quote)]


def _pieces(quote: str, places: Sequence[int], differences: Sequence[Difference]) -> Iterator[Piece]:
    """The quotation in pieces, each with the marks behind its words; none if all is printed, and nothing else."""
    at = 0
    for one in differences:
        if one.first > at:
            yield Piece(quote[places[at] : places[one.first]].rstrip(), "alike")
        if one.last > one.first:
            yield Piece(quote[places[one.first] : places[one.last]].rstrip(), "missing")
        if one.printed:
            yield Piece(one.printed, "added")
        at = one.last
    if differences and at < len(places) - 1:
        yield Piece(quote[places[at] :].rstrip(), "alike")
