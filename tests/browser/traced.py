"""A trace as plain values, of the shape that a report takes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

QUOTE = "We are not taking the brakes off the river before the summer"


@dataclass(frozen=True, slots=True)
class Difference:
    """Words `first` to before `last` are not printed, `printed` are instead."""

    first: int
    last: int
    printed: str = ""


@dataclass(frozen=True, slots=True)
class Rendering:
    """How an article prints it."""

    kinds: tuple[str, ...] = ("exact",)
    differences: tuple[Difference, ...] = ()
    negation: bool = False


@dataclass(frozen=True, slots=True)
class Carrier:
    """An article that prints it."""

    id: str
    source: str | None
    lag_days: int | None
    rendering: Rendering
    speaker: str | None
    group: str
    speaks_of: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Silent:
    """An outlet that does not."""

    source: str
    articles: int


@dataclass(frozen=True, slots=True)
class Trace:
    """All of it."""

    quote: str
    words: Sequence[str]
    carriers: Sequence[Carrier]
    first: Sequence[str]
    texts: int
    speakers: Mapping[str, int]
    silent: Sequence[Silent] | None


def trace(*ids: str) -> Trace:
    """A trace through four articles: word for word, cut, with a negation gone, and a copy of the first."""
    one, two, three, four = ids
    carriers = (
        Carrier(one, "Harbour Post", 0, Rendering(), "Ada Quill", one),
        Carrier(two, "Skerry Times", 1, Rendering(("cut",), (Difference(9, 12),)), None, two, dt.date(2025, 5, 1)),
        Carrier(
            three, "Skerry Times", 2,
            Rendering(("changed", "negation"), (Difference(1, 3, "are <b>now</b>"),), negation=True), "Quill", three,
        ),
        Carrier(four, None, None, Rendering(), None, one),
    )  # fmt: skip
    return Trace(QUOTE, QUOTE.split(), carriers, (one,), 3, {"Ada Quill": 2}, (Silent("Halyard", 4),))
