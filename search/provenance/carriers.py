"""What a trace gives back: frozen values, with one `to_dict` each."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from indexer.article import PublicationDate
from search.provenance.renderings import Rendering
from search.results import SCHEMA

__all__ = ["Carrier", "Silent", "Trace"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Carrier:
    """An article that prints the quotation or a variant of it; `rank` from 1, in the order of time."""

    rank: int
    id: str
    title: str
    source: str | None
    date: PublicationDate | None
    time: dt.time | None
    """The time of day, where the source states one."""
    lag_days: int | None
    """Days since the first carrier that has a day; None where this one has none."""
    place: Literal["body", "title"]
    headline: bool
    """Whether the title has it, or a variant."""
    rendering: Rendering
    text: str
    """From the first to the last word of it in the article, with what stands between."""
    speaker: str | None
    """Who says it there, as it is printed."""
    person: str | None
    """The name that stands for the person in this trace."""
    group: str
    """The id of the article that leads the text; copies of one text have one."""
    speaks_of: dt.date | None = None
    """A day after its date that the article speaks of: then the date cannot be."""

    @property
    def lead(self) -> bool:
        """Whether the article leads its text."""
        return self.group == self.id

    def to_dict(self) -> dict[str, Any]:
        found = self.rendering
        return {
            "type": "carrier",
            "schema": SCHEMA,
            "rank": self.rank,
            "id": self.id,
            "title": self.title or None,
            "source": self.source,
            "date": str(self.date) if self.date else None,
            "date_precision": self.date.precision if self.date else None,
            "time": self.time.isoformat("minutes") if self.time else None,
            "lag_days": self.lag_days,
            "headline": self.headline,
            "speaker": self.speaker,
            "person": self.person,
            "place": self.place,
            "text": self.text,
            **found.to_dict(),
            "group": self.group,
            "lead": self.lead,
            **({"speaks_of": self.speaks_of.isoformat()} if self.speaks_of else {}),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Silent:
    """An outlet that did not carry it: its `articles` in these days, and how many are `about` the same thing."""

    source: str
    articles: int
    about: int

    def to_dict(self) -> dict[str, Any]:
        return {"source": self.source, "articles": self.articles, "about": self.about}


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """Where a quotation was printed, in the order of time."""

    quote: str
    words: tuple[str, ...]
    """The words of the quotation as they are written, to which the differences point."""
    carriers: tuple[Carrier, ...]
    first: tuple[str, ...]
    """The ids of those that had it first in print, several if they are tied."""
    silent: tuple[Silent, ...] | None
    """Outlets that did not carry it; None if nobody asked."""
    took_ms: float
    generation: int

    @property
    def outlets(self) -> int:
        """How many outlets carry it."""
        return len({one.source for one in self.carriers if one.source})

    @property
    def texts(self) -> int:
        """How many independent texts carry it: copies of one count once."""
        return len({one.group for one in self.carriers})

    @property
    def speakers(self) -> Mapping[str, int]:
        """Who says it, by how many carriers, most first; those that name nobody do not count."""
        return dict(Counter(one.person for one in self.carriers if one.person).most_common())

    @property
    def first_outlets(self) -> tuple[str, ...]:
        """The outlets of `first`, by name."""
        return tuple(sorted({one.source for one in self.carriers if one.source and one.id in self.first}))

    def summary(self) -> dict[str, Any]:
        return {
            "type": "summary",
            "schema": SCHEMA,
            "quote": self.quote,
            "carriers": len(self.carriers),
            "outlets": self.outlets,
            "texts": self.texts,
            "first": list(self.first),
            "first_outlets": list(self.first_outlets),
            "tie": len(self.first) > 1,
            "speakers": dict(self.speakers),
            **({} if self.silent is None else {"silent": [one.to_dict() for one in self.silent]}),
            "took_ms": round(self.took_ms, 3),
            "generation": self.generation,
        }
