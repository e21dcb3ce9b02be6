"""A timeline for people: a line a bucket with its number, its share and a bar, and what is not drawn."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from search.language.columns import columns
from search.provenance.buckets import Unit
from search.provenance.timeline import Bucket, Timeline
from search.show.cards import NO_SOURCE
from search.show.terminal import Style, clipped, counted, safe

__all__ = [
    "Measure",
    "Scale",
    "not_drawn",
    "outlet_lines",
    "period",
    "timeline_lines",
    "total_of_timeline",
    "without_runs",
]

Measure = Literal["documents", "texts"]
"""What is counted: every article or quotation, or every text once."""
Scale = Literal["number", "share"]
"""What a bar is as long as."""

_EIGHTHS = " ▏▎▍▌▋▊▉█"
_LEAST_BAR = 8  # columns
_WIDEST = 6  # columns for each document: a single one is no peak
_EMPTY_RUN = 3  # buckets without any that are still drawn one by one
_OUTLET = 14  # columns for the name of an outlet


def timeline_lines(timeline: Timeline, *, measure: Measure, scale: Scale, width: int, style: Style) -> list[str]:
    """A head and a line a bucket, the longest bar as wide as `width` allows; runs of empty buckets are one line.

    Where the archive has nothing, there is no share.
    """
    if not timeline.buckets:
        return []
    numbers = [bucket.count if measure == "documents" else bucket.texts for bucket in timeline.buckets]
    shares = [bucket.share if measure == "documents" else bucket.share_of_texts for bucket in timeline.buckets]
    lengths: Sequence[float] = shares if scale == "share" else numbers
    noun = f"{timeline.asked.noun}s" if measure == "documents" else "texts"
    first = len(period(timeline.buckets[0], timeline.by))
    second = max(len(noun), len(f"{max(numbers):,}"))
    told = [_burst(bucket, timeline) for bucket in timeline.buckets]
    figures = first + second + len("     99.9 %  ")
    room = width - figures - _beside(told)
    if room < _LEAST_BAR:
        told = [f"{bucket.burst:.1f}×" if bucket.burst else "" for bucket in timeline.buckets]
        room = max(width - figures - _beside(told), 1)
    if scale == "number":
        room = min(room, max(numbers) * _WIDEST)
    lines = [style.paint("meta", f"{'':{first}}  {noun:>{second}}    share")]
    for place in without_runs(numbers):
        if isinstance(place, range):
            lines.append(style.paint("meta", f"{'⋮':<{first}}  {counted(len(place), timeline.by)} without"))
            continue
        bar = _bar(lengths[place], max(lengths), room)
        mark = f"{' ' * (room - columns(bar))}  {style.paint('title', told[place])}" if told[place] else ""
        share = f"{shares[place] * 100:5.1f} %" if timeline.buckets[place].of else f"{'—':>5}  "
        row = f"{numbers[place]:>{second},}  {share}"
        lines.append(f"{period(timeline.buckets[place], timeline.by)}  {row}  {bar}{mark}".rstrip())
    return lines


def _beside(told: Sequence[str]) -> int:
    """Columns for what stands behind the bars."""
    longest = max(map(len, told))
    return longest + 2 if longest else 0


def outlet_lines(timeline: Timeline, *, width: int, style: Style) -> list[str]:
    """A table of numbers, a column an outlet; those for which there is no room are counted together."""
    outlets = timeline.outlets
    if not outlets:
        return []
    first = len(period(timeline.buckets[0], timeline.by))
    fit = max((width - first) // (_OUTLET + 2), 1)
    shown = outlets if len(outlets) <= fit else outlets[: fit - 1]
    rest = [sum(outlet.counts[at] for outlet in outlets[len(shown) :]) for at in range(len(timeline.buckets))]
    heads = [clipped(safe(outlet.name or NO_SOURCE), _OUTLET) for outlet in shown]
    table = [list(outlet.counts) for outlet in shown]
    if len(shown) < len(outlets):
        heads.append(f"{len(outlets) - len(shown)} others")
        table.append(rest)
    head = "".join(f"  {' ' * (_OUTLET - columns(name))}{name}" for name in heads)
    lines = [style.paint("meta", f"{'':{first}}{head}")]
    for place in without_runs([bucket.count for bucket in timeline.buckets]):
        if isinstance(place, range):
            lines.append(style.paint("meta", f"{'⋮':<{first}}  {counted(len(place), timeline.by)} without"))
            continue
        cells = "".join(f"  {f'{counts[place]:,}' if counts[place] else '·':>{_OUTLET}}" for counts in table)
        lines.append(f"{period(timeline.buckets[place], timeline.by)}{cells}")
    return lines


def period(bucket: Bucket, by: Unit) -> str:
    """A bucket by its first day, as short as its length allows: `2025`, `2025-03`, `2025-03-10`."""
    return bucket.first.isoformat()[: {"year": 4, "month": 7}.get(by, 10)]


def total_of_timeline(timeline: Timeline) -> str:
    """`31 articles, 6 texts, in 12 weeks from 2025-01-06 to 2025-03-30: rail strike`."""
    asked = timeline.asked
    line = counted(asked.total, asked.noun)
    if timeline.texts < asked.total and asked.space == "articles":
        line += f", {counted(timeline.texts, 'text')}"
    if timeline.buckets:
        first, last = timeline.buckets[0].first, timeline.buckets[-1].last
        line += f", in {counted(len(timeline.buckets), timeline.by)} from {first} to {last}"
    return f"{line}: {safe(asked.parsed)}" if asked.parsed else line


def not_drawn(timeline: Timeline) -> list[str]:
    """What is in no bucket, as at most one line."""
    parts = []
    if timeline.undated:
        parts.append(f"{timeline.undated:,} without a date")
    if timeline.imprecise:
        parts.append(f"{timeline.imprecise:,} with a date longer than a {timeline.by}")
    return [f"not drawn: {', '.join(parts)}"] if parts else []


def _burst(bucket: Bucket, timeline: Timeline) -> str:
    return f"burst: {bucket.burst:.1f} times the usual {timeline.by}" if bucket.burst else ""


def _bar(value: float, top: float, room: int) -> str:
    """A bar in eighths of a column; what is more than nothing is seen."""
    eighths = round(value / top * room * 8) if top else 0
    if value and not eighths:
        eighths = 1
    whole, part = divmod(eighths, 8)
    return "█" * whole + (_EIGHTHS[part] if part else "")


def without_runs(numbers: Sequence[int]) -> Iterator[int | range]:
    """The places of the numbers, but for runs of zeros, which come as runs of places if they are long."""
    start = 0
    for place, number in enumerate([*numbers, 1]):
        if not number:
            continue
        if place - start > _EMPTY_RUN:
            yield range(start, place)
        else:
            yield from range(start, place)
        if place < len(numbers):
            yield place
        start = place + 1
