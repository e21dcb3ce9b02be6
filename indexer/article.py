"""What the index is made of: articles and the quotations in them.

Both are frozen and validated at the door, so that nothing behind a reader has to ask
whether an offset lies in the text or a date exists.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Literal, get_args

DateBasis = Literal["stated", "page", "url", "path", "guess"]
Precision = Literal["day", "month", "year"]
Basis = Literal["cue", "pronoun", "nominal", "carried", "block", "unknown"]
AsideKind = Literal["boilerplate", "teaser"]

BASES: tuple[str, ...] = get_args(Basis)
_PARTIAL_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?\Z")


@dataclass(frozen=True, slots=True)
class PublicationDate:
    """A day, a month or a year, and what states it.

    `first` and `last` are the first and the last day that it may be. `time` is the time of that day where it is
    stated, with a zone if that is.
    """

    first: dt.date
    last: dt.date
    basis: DateBasis = "stated"
    time: dt.time | None = None

    @classmethod
    def parse(cls, text: str, *, basis: DateBasis = "stated") -> PublicationDate:
        """Read `2022`, `2022-03` or `2022-03-01`; ValueError if there is no such day."""
        found = _PARTIAL_DATE.match(text)
        if not found:
            raise ValueError(f"not an ISO date: {text!r}")
        year, month, day = (int(part) if part else None for part in found.groups())
        assert year is not None
        if month is None:
            return cls(dt.date(year, 1, 1), dt.date(year, 12, 31), basis)
        if day is None:
            first = dt.date(year, month, 1)
            return cls(first, dt.date(year, month, calendar.monthrange(year, month)[1]), basis)
        whole = dt.date(year, month, day)
        return cls(whole, whole, basis)

    @property
    def precision(self) -> Precision:
        if self.first == self.last:
            return "day"
        return "month" if self.first.month == self.last.month else "year"

    @property
    def clock(self) -> str | None:
        """`14:22`, or `14:22+02:00` where a zone is stated."""
        return self.time.isoformat("minutes") if self.time else None

    @property
    def minute(self) -> int | None:
        """Minutes from midnight of the day to when it was, in Greenwich where a zone is stated, else as printed."""
        if self.time is None:
            return None
        offset = self.time.utcoffset() or dt.timedelta()
        return self.time.hour * 60 + self.time.minute - offset // dt.timedelta(minutes=1)

    def __str__(self) -> str:
        """ISO 8601, cut at the precision."""
        return self.first.isoformat()[: {"day": 10, "month": 7, "year": 4}[self.precision]]


@dataclass(frozen=True, slots=True)
class Aside:
    """A piece of the file that is no part of the searchable body, kept to be shown apart.

    `before` is the code point of the body in front of which it stood (the body's length at its end).
    """

    kind: AsideKind
    text: str
    before: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One document. `source` and `date` are None when nothing states them."""

    id: str
    body: str
    title: str = ""
    source: str | None = None
    date: PublicationDate | None = None
    author: str | None = None
    url: str | None = None
    path: str = ""
    language: str | None = None
    asides: tuple[Aside, ...] = ()
    extra: Mapping[str, object] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.id or self.id != self.id.strip():
            raise ValueError(f"an article needs an id without space around it, not {self.id!r}")
        for aside in self.asides:
            if not 0 <= aside.before <= len(self.body):
                raise ValueError(f"aside outside the body of {self.id!r}")


@dataclass(frozen=True, slots=True, kw_only=True, init=False)
class Quotation:
    """Words set as somebody's: `text` is `body[start:end]`, without the outer marks.

    Offsets are code points. `speaker` is the name as it stands in the article at its fullest.
    `confidence` is the chance in 0..1 that the speaker is right; `rule` names what decided and
    `evidence` shows the words that it decided by.
    `utterance` is shared by the parts of one utterance that an attribution splits.
    """

    text: str
    start: int
    end: int
    speaker: str | None = None
    cue: str | None = None
    basis: Basis = "unknown"
    confidence: float = 0.0
    rule: str = ""
    evidence: str = ""
    utterance: int = 0

    def __init__(
        self,
        *,
        text: str,
        start: int,
        end: int,
        speaker: str | None = None,
        cue: str | None = None,
        basis: Basis = "unknown",
        confidence: float = 0.0,
        rule: str = "",
        evidence: str = "",
        utterance: int = 0,
    ) -> None:
        if not 0 <= start < end or end - start != len(text):
            raise ValueError(f"quotation offsets {start}..{end} do not fit {len(text)} code points")
        if basis not in BASES:
            raise ValueError(f"unknown basis {basis!r}")
        # An archive has millions of these: written into their slots they are made three times as fast as by the
        # __init__ of a frozen dataclass.
        _TEXT(self, text)
        _START(self, start)
        _END(self, end)
        _SPEAKER(self, speaker)
        _CUE(self, cue)
        _BASIS(self, basis)
        _CONFIDENCE(self, confidence)
        _RULE(self, rule)
        _EVIDENCE(self, evidence)
        _UTTERANCE(self, utterance)


_TEXT, _START, _END, _SPEAKER, _CUE, _BASIS, _CONFIDENCE, _RULE, _EVIDENCE, _UTTERANCE = [
    vars(Quotation)[one.name].__set__ for one in fields(Quotation)
]
