"""What a report tells of a question: when, where, who said what, from which articles, and the receipt of it all.

Values only; `search.show.page` makes a page of them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, Protocol

from indexer.article import Article
from indexer.errors import UsageError
from indexer.store import IndexStatistics
from search.answer.tally import Speaker, Tally
from search.provenance.buckets import Unit
from search.provenance.lanes import Source, TraceView, trace_view
from search.provenance.receipt import Receipt
from search.provenance.timeline import Timeline
from search.results import Asked, Hit, QuoteHit, QuoteMatch, Results

if TYPE_CHECKING:
    from search.provenance.carriers import Trace

__all__ = ["MOST_BUCKETS", "Report", "Said", "SpeakerPart", "report"]

MOST_BUCKETS = 400
"""Bars that can be told apart in a picture."""
_SPEAKERS = 12
_QUOTES = 4  # of each speaker
_LOOKED = 400  # quotations, the best first, of which those are taken
_SOURCES = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A quotation and the article that it stands in."""

    quote: QuoteMatch
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeakerPart:
    """Some of what is quoted: of a speaker, of those who are described and not named, or of nobody known.

    `speaker` is there only for `named`.
    """

    kind: Literal["named", "described", "unknown"]
    speaker: Speaker | None
    said: tuple[Said, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """`asked` and what is of it are None in a report on a trace alone; `sources` are the best of all articles.

    `speakers` counts all who are quoted in the answer, of whom `people` are the most quoted.
    """

    question: str
    asked: Asked | None
    timeline: Timeline | None
    people: tuple[SpeakerPart, ...]
    speakers: int
    sources: tuple[Source, ...]
    trace: TraceView | None
    receipts: tuple[Receipt, ...]
    archive: IndexStatistics

    @property
    def matched(self) -> bool:
        """Whether there is anything to tell."""
        return bool((self.asked and self.asked.total) or (self.trace and self.trace.carriers))


class Asker(Protocol):
    """What is asked: the methods of `search.api.Archive`."""

    @property
    def search(self) -> Callable[..., Results]: ...
    @property
    def timeline(self) -> Callable[..., Timeline]: ...
    @property
    def who_spoke(self) -> Callable[..., Tally]: ...
    @property
    def receipt(self) -> Callable[..., Receipt]: ...
    @property
    def show(self) -> Callable[[str], tuple[Article, Any] | None]: ...
    @property
    def trace(self) -> Callable[..., Trace]: ...
    @property
    def statistics(self) -> Callable[[], IndexStatistics]: ...


def report(asker: Asker, text: str | None, *, by: Unit | None, trace: str | None, **how: Any) -> Report:
    """A report on a query, on words that are traced, or on both. UsageError for neither, or for more than
    MOST_BUCKETS buckets."""
    view, receipts = None, []
    if trace is not None:
        view = trace_view(asker.trace(trace, silent=True), lambda name: _named(asker, name))
        receipts.append(asker.receipt("trace", trace, options={"silent": "told"}))
    archive = asker.statistics()
    if text is None:
        if view is None:
            raise UsageError("a report is on something", hint="write a query, or words to be traced")
        return Report(
            question=view.quote, asked=None, timeline=None, people=(), speakers=0, sources=_sources(view), trace=view,
            receipts=tuple(receipts), archive=archive,
        )  # fmt: skip
    timeline = asker.timeline(text, by=by, **how)
    if len(timeline.buckets) > MOST_BUCKETS:
        raise UsageError(
            f"{len(timeline.buckets):,} {timeline.by}s are too many for a picture",
            hint=f"at most {MOST_BUCKETS}: ask by a longer unit",
        )
    found = asker.search(text, limit=_SOURCES, passages=0, closest=0, **how)
    speakers, people = _people(asker, text, how)
    return Report(
        question=text,
        asked=timeline.asked,
        timeline=timeline,
        people=people,
        speakers=speakers,
        sources=tuple(_source(hit.article) for hit in found.hits if isinstance(hit, Hit)),
        trace=view,
        receipts=(asker.receipt("timeline", text, options=how | {"by": timeline.by}), *receipts),
        archive=archive,
    )


def _people(asker: Asker, text: str, how: dict[str, Any]) -> tuple[int, tuple[SpeakerPart, ...]]:
    """How many are quoted, and those most quoted with the quotations that answer best; nobody known last."""
    counted = asker.who_spoke(text, **{name: how[name] for name in ("match", "source", "since") if name in how})
    found = asker.search(text, space="quotations", limit=_LOOKED, closest=0, **how)
    told = [Said(quote=hit.quote, source=_source(hit.article)) for hit in found.hits if isinstance(hit, QuoteHit)]
    parts = []
    for speaker in counted.speakers[:_SPEAKERS]:
        own = [one for one in told if one.quote.speaker in speaker.spellings]
        parts.append(SpeakerPart(kind="named", speaker=speaker, said=_first(own)))
    named = {name for speaker in counted.speakers for name in speaker.spellings}
    described = [one for one in told if one.quote.speaker and one.quote.speaker not in named]
    parts.append(SpeakerPart(kind="described", speaker=None, said=_first(described)))
    unknown = [one for one in told if one.quote.speaker is None]
    parts.append(SpeakerPart(kind="unknown", speaker=None, said=_first(unknown)))
    return len(counted.speakers), tuple(part for part in parts if part.said)


def _first(told: list[Said]) -> tuple[Said, ...]:
    """The best of them, of those with the same words the first: copies of one text say the same."""
    distinct = list({one.quote.text: one for one in reversed(told)}.values())[::-1]
    return tuple(distinct[:_QUOTES])


def _sources(view: TraceView) -> tuple[Source, ...]:
    return tuple(stop.source for lane in view.lanes for stop in lane.stops)


def _source(article: Article) -> Source:
    return Source(
        id=article.id,
        title=article.title,
        outlet=article.source,
        date=article.date,
        url=article.url,
        language=article.language,
    )


def _named(asker: Asker, name: str) -> Source:
    shown = asker.show(name)
    if shown is None:
        return Source(id=name, title="", outlet=None, date=None, url=None)
    return _source(shown[0])
