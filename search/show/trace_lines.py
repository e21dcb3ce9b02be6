"""A trace as lines: the quotation, a line for each article that carries it, and what is to be told of all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from search.language.columns import columns
from search.provenance.carriers import Carrier, Trace
from search.show.cards import NO_SOURCE, UNDATED
from search.show.terminal import Style, clipped, counted, marked_lines, safe
from search.show.word_differences import Extent, differing

__all__ = ["carrier_lines", "how_printed", "quoted_lines", "trace_lines", "trace_notes", "warnings"]

_WIDEST_SOURCE = 24  # columns
_KINDS = {
    "split": "split",
    "changed": "changed",
    "added": "added",
    "spelling": "spelt otherwise",
    "insertion": "with an insertion",
    "ellipsis": "with an ellipsis",
    "unmarked": "outside marks",
}
_NAMED = 3  # speakers
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def trace_lines(trace: Trace, carriers: Sequence[Carrier], *, width: int, style: Style, extent: Extent) -> list[str]:
    """The quotation with its speaker, and some of the carriers."""
    lines = quoted_lines(trace.quote, _said_by(trace), width=width, style=style)
    return [*lines, "", *carrier_lines(carriers, trace.words, width=width, style=style, extent=extent)]


def _said_by(trace: Trace) -> str:
    """`Ada Quill (9 of 11 articles)`, or `Ada Quill (7), Tomas Orlec (2)`; of one article the name alone."""
    total = len(trace.carriers)
    counts = list(trace.speakers.items())
    if total == 1 or not counts:
        return "".join(safe(name) for name, _ in counts)
    if len(counts) == 1:
        return f"{safe(counts[0][0])} ({counts[0][1]} of {counted(total, 'article')})"
    told = [f"{safe(name)} ({count})" for name, count in counts[:_NAMED]]
    return ", ".join(told) + (f" and {len(counts) - _NAMED} more" if len(counts) > _NAMED else "")


def quoted_lines(quote: str, speaker: str, *, width: int, style: Style) -> list[str]:
    """Words between marks, and behind them who says them."""
    lines = marked_lines(f"“{' '.join(quote.split())}”", (), width=width, style=style)
    if not speaker:
        return lines
    told = clipped(f"— {speaker}", width)
    if lines and columns(lines[-1]) + 1 + columns(told) <= width:
        return [*lines[:-1], f"{lines[-1]} {style.paint('speaker', told)}"]
    return [*lines, style.paint("speaker", told)]


def carrier_lines(
    carriers: Sequence[Carrier], words: Sequence[str], *, width: int, style: Style, extent: Extent
) -> Iterator[str]:
    """For each article date, outlet, how it has it, lag and id; below, what words differ and what to beware of."""
    dates = [_when(one) for one in carriers]
    sources = [clipped(safe(one.source or NO_SOURCE), _WIDEST_SOURCE) for one in carriers]
    hows = [how_printed(one) for one in carriers]
    lags = [f"+{counted(one.lag_days, 'day')}" if one.lag_days else "" for one in carriers]
    widths = [max(map(columns, cells), default=0) for cells in (dates, sources, hows, lags)]
    for one, *cells in zip(carriers, dates, sources, hows, lags, strict=True):
        date, source, how, lag = (
            cell + " " * (room - columns(cell)) for cell, room in zip(cells, widths, strict=True)
        )
        front = clipped(f"  {date}  {source}  {how}  ", width)
        room = width - columns(front)
        rest = f"{lag}  {_tail(safe(one.id), room - columns(lag) - 2)}"
        yield front + style.paint("meta", clipped(rest, room))
        told = []
        if one.rendering.differences:
            told.append(safe(differing(words, one.rendering.differences, extent=extent)))
        told += [f"! {warning}" for warning in warnings(one)]
        for line in told:
            yield from (f"      {part}" for part in marked_lines(line, (), width=max(width - 6, 8), style=style))


def _tail(name: str, width: int) -> str:
    """A name in at most `width` columns: ids of one collection differ at the end."""
    if columns(name) <= width:
        return name
    return "…" + name[len(name) - max(width - 1, 0) :] if width > 0 else ""


def _when(carrier: Carrier) -> str:
    if carrier.date is None:
        return UNDATED
    return f"{carrier.date} {carrier.time:%H:%M}" if carrier.time else str(carrier.date)


def how_printed(carrier: Carrier) -> str:
    """`whole, split`: how much of the quotation, and with what."""
    kinds = [told for kind, told in _KINDS.items() if kind in carrier.rendering.kinds]
    where = ["headline"] if carrier.headline else []
    return ", ".join([carrier.rendering.extent, *kinds, *where])


def warnings(carrier: Carrier) -> Iterator[str]:
    """What to beware of: a negation, several quotations taken for one, a date that cannot be."""
    if "negation" in carrier.rendering.kinds:
        yield "one of the two denies what the other says"
    elif carrier.rendering.negation:
        yield "a negation stands in what is missing"
    if carrier.rendering.joined:
        yield "its parts are several quotations there"
    if day := carrier.speaks_of:
        yield f"dated before {day}, the {_WEEKDAYS[day.weekday()]} that it speaks of"


def trace_notes(trace: Trace, *, shown: int) -> list[str]:
    """Counts and dates; who had it first; who did not carry it."""
    total = len(trace.carriers)
    if not total:
        return ["no article carries these words"]
    head = counted(total, "article") if shown >= total else f"{shown} of {counted(total, 'article')}"
    parts = [head, counted(trace.outlets, "outlet"), counted(trace.texts, "independent text"), *_span(trace)]
    notes = [f"{', '.join(parts)} ({trace.took_ms:.1f} ms)"]
    if trace.first:
        first = [one for one in trace.carriers if one.id in trace.first]
        outlets = [safe(name) for name in trace.first_outlets] or [NO_SOURCE]
        tie = f", {len(trace.first)} articles of one day" if len(trace.first) > 1 else ""
        doubt = "; its date cannot be right" if any(one.speaks_of for one in first) else ""
        notes.append(f"first in print: {', '.join(outlets)} ({safe(trace.first[0])}{tie}{doubt})")
    else:
        notes.append("first in print: unknown, none of them is dated")
    if trace.silent is not None:
        told = [f"{safe(one.source)} ({one.about} of {one.articles})" for one in trace.silent]
        notes.append(
            f"not carried by {counted(len(told), 'outlet')} that wrote of it in these days: {', '.join(told)}"
            if told
            else "no outlet that wrote of it in these days did not carry it"
        )
    return notes


def _span(trace: Trace) -> list[str]:
    dates = [one.date for one in trace.carriers if one.date]
    if not dates:
        return []
    return [str(dates[0]) if str(dates[0]) == str(dates[-1]) else f"{dates[0]} to {dates[-1]}"]
