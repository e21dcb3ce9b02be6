"""A timeline and a trace as shapes of pictures, a lane an outlet: a bar a bucket, a dot an article.

Places across are percentages, so that a picture is as wide as its page; heights are pixels.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from search.provenance.lanes import Stop, TraceView
from search.provenance.timeline import Bucket, Timeline
from search.show.cards import NO_SOURCE
from search.show.terminal import counted
from search.show.timeline_lines import period
from search.show.trace_lines import how_printed

__all__ = ["Bar", "BarLane", "Dot", "DotLane", "Picture", "TracePicture", "picture", "trace_picture"]

TALL, LOW = 120, 26
"""Heights of the lane of all and of that of an outlet, in pixels."""
_OUTLETS = 8
_GAP = 0.16  # of a bucket's width is left free
_LEAST = 1.5  # pixels of a bar that is not nothing
_TICKS = 5
_DOT, _BASE = 13, 9  # pixels from dot to dot, and from the lowest one to the edge
_WRITTEN = 80  # per cent of the width, behind which no day begins


@dataclass(frozen=True, slots=True)
class Bar:
    """`x` and `width` in per cent, `y` and `height` in pixels; `told` is what it stands for."""

    x: float
    width: float
    y: float
    height: float
    told: str
    burst: bool


@dataclass(frozen=True, slots=True)
class BarLane:
    """`most` is the highest of its numbers, which its full height stands for."""

    name: str
    total: int
    most: int
    height: int
    bars: tuple[Bar, ...]
    described: str


@dataclass(frozen=True, slots=True)
class Picture:
    """The lane of all, those of the outlets with most, how many outlets have none, and the days below."""

    whole: BarLane
    outlets: tuple[BarLane, ...]
    more_outlets: int
    ticks: tuple[tuple[float, str], ...]


def picture(timeline: Timeline) -> Picture | None:
    """None for a timeline without buckets. The lanes of outlets have one scale, that of the highest of them."""
    buckets = timeline.buckets
    if not buckets:
        return None
    counts = [bucket.count for bucket in buckets]
    shown = timeline.outlets[:_OUTLETS]
    most = max((max(outlet.counts) for outlet in shown), default=1)
    return Picture(
        whole=_lane(timeline, "All outlets", counts, max(counts), TALL, bursts=True),
        outlets=tuple(_lane(timeline, outlet.name or NO_SOURCE, outlet.counts, most, LOW) for outlet in shown),
        more_outlets=len(timeline.outlets) - len(shown),
        ticks=tuple(_ticks(timeline)),
    )


def _lane(
    timeline: Timeline, name: str, counts: Sequence[int], most: int, height: int, *, bursts: bool = False
) -> BarLane:
    width = 100 / len(counts)
    bars = []
    for place, (count, bucket) in enumerate(zip(counts, timeline.buckets, strict=True)):
        if count:
            tall = max(count / most * height, _LEAST)
            bars.append(
                Bar(
                    x=round((place + _GAP / 2) * width, 3),
                    width=round(width * (1 - _GAP), 3),
                    y=round(height - tall, 2),
                    height=round(tall, 2),
                    told=_told(timeline, bucket, count, bursts),
                    burst=bursts and bucket.burst is not None,
                )
            )
    peak = timeline.buckets[max(range(len(counts)), key=counts.__getitem__)]
    noun = timeline.asked.noun
    described = (
        f"{counted(sum(counts), noun)} in {counted(len(counts), timeline.by)}, "
        f"most in the {timeline.by} of {period(peak, timeline.by)}: {max(counts):,}."
    )
    return BarLane(name, sum(counts), most, height, tuple(bars), described)


def _told(timeline: Timeline, bucket: Bucket, count: int, bursts: bool) -> str:
    told = f"{period(bucket, timeline.by)}: {counted(count, timeline.asked.noun)}"
    if not bursts:
        return told
    burst = f", a burst: {bucket.burst:.1f} times the usual {timeline.by}" if bucket.burst else ""
    return f"{told}, {bucket.share:.1%} of the archive{burst}"


def _ticks(timeline: Timeline) -> list[tuple[float, str]]:
    """The first days of some buckets at even distances, in per cent from the left; none where no room is to write."""
    size = len(timeline.buckets)
    step = max(-(-size // _TICKS), 1)
    places = range(0, size * _WRITTEN // 100 + 1, step)
    return [(round(at * 100 / size, 2), period(timeline.buckets[at], timeline.by)) for at in places]


@dataclass(frozen=True, slots=True)
class Dot:
    """An article at `x` per cent of the days, `y` pixels down; `verbatim` if it has every word and no other."""

    x: float
    y: int
    told: str
    verbatim: bool


@dataclass(frozen=True, slots=True)
class DotLane:
    """An outlet with its articles that have a day; those of one day stand above each other, from `base` pixels up."""

    name: str
    articles: int
    base: int
    dots: tuple[Dot, ...]
    described: str


@dataclass(frozen=True, slots=True)
class TracePicture:
    """The lanes of a trace, from its first day to its last."""

    lanes: tuple[DotLane, ...]
    first: str
    last: str


def trace_picture(trace: TraceView) -> TracePicture | None:
    """None where fewer than two articles have a day, or all have the same."""
    days = [day for lane in trace.lanes for stop in lane.stops if (day := _day(stop))]
    if len(set(days)) < 2:
        return None
    first, span = min(days), (max(days) - min(days)).days
    lanes = []
    for lane in trace.lanes:
        dated = [(day, stop) for stop in lane.stops if (day := _day(stop))]
        of_one_day = Counter(day for day, _ in dated)
        base = _DOT * max((*of_one_day.values(), 1)) - _DOT + _BASE
        below: Counter[dt.date] = Counter()
        dots = []
        for day, stop in dated:
            # A dot at the very edge would be cut in half.
            x = round(2 + 96 * (day - first).days / span, 2)
            dots.append(
                Dot(
                    x,
                    base - _DOT * below[day],
                    f"{day}, {how_printed(stop.carrier)}",
                    stop.carrier.rendering.verbatim,
                )
            )
            below[day] += 1
        described = "; ".join(dot.told for dot in dots) or "no article with a day"
        lanes.append(DotLane(lane.outlet or NO_SOURCE, len(lane.stops), base, tuple(dots), described))
    return TracePicture(tuple(lanes), str(first), str(max(days)))


def _day(stop: Stop) -> dt.date | None:
    date = stop.source.date
    return date.first if date and date.precision == "day" else None
