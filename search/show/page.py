"""A report as one page of HTML: no script, and nothing that is fetched from elsewhere.

What articles say is text here and nothing else: it is escaped wherever it stands, controls and changes of direction
are replaced as at a terminal, and an address becomes a link if it is one of the web.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from search import __version__
from search.provenance.report import Report
from search.provenance.timeline import Timeline
from search.results import QuoteMatch
from search.show.attributions import attribution
from search.show.cards import NO_SOURCE, UNDATED
from search.show.links import web_address
from search.show.picture import picture, trace_picture
from search.show.terminal import counted, safe
from search.show.timeline_lines import not_drawn, period, without_runs
from search.show.trace_lines import how_printed, warnings

__all__ = ["page"]

_ENTRIES = 1_000  # articles of a receipt that are listed with their digests
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")


def page(report: Report) -> str:
    """The whole page, to be written as UTF-8."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_harmless,
        extensions=["jinja2.ext.loopcontrols"],
    )
    environment.filters |= {
        "attribution": attribution,
        "how_printed": how_printed,
        "language": _language,
        "link": web_address,
        "many": counted,
        "number": "{:,}".format,
        "period": period,
        "pieces": _pieces,
        "warnings": warnings,
    }
    timeline = report.timeline
    text = environment.get_template("report.html").render(
        report=report,
        picture=picture(timeline) if timeline else None,
        dots=trace_picture(report.trace) if report.trace else None,
        not_drawn="".join(not_drawn(timeline)).removeprefix("not drawn: ") if timeline else "",
        rows=list(without_runs([bucket.of for bucket in timeline.buckets])) if timeline else [],
        outlets=_outlets(timeline) if timeline else [],
        parts=list(_parts(report)),
        most_entries=_ENTRIES,
        no_source=NO_SOURCE,
        undated=UNDATED,
        version=__version__,
    )
    return text.encode("utf-8", "replace").decode("utf-8")


def _harmless(value: object) -> object:
    return safe(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _language(code: str | None) -> str | None:
    return code if code and _LANGUAGE.fullmatch(code) else None


def _pieces(quote: QuoteMatch) -> Iterator[tuple[str, bool]]:
    """The text of a quotation in pieces, and whether each is one of its matches."""
    at = 0
    for start, end in quote.marks:
        yield quote.text[at:start], False
        yield quote.text[start:end], True
        at = end
    yield quote.text[at:], False


def _outlets(timeline: Timeline) -> list[list[str]]:
    """For each bucket the outlets that have any in it, with their numbers, those with most in all first."""
    named = [(outlet.name or NO_SOURCE, outlet.counts) for outlet in timeline.outlets]
    places = range(len(timeline.buckets))
    return [[f"{name} {counts[place]:,}" for name, counts in named if counts[place]] for place in places]


def _parts(report: Report) -> Iterator[tuple[str, str]]:
    """The sections of the page, by the names of their places."""
    if report.asked:
        yield "time", "When and where"
        yield "speakers", "Who said what"
    if report.trace:
        yield "trace", "The trace"
    if report.asked and report.sources:
        yield "sources", "Sources"
    if report.receipts:
        yield "receipt", "Receipt"
