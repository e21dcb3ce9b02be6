"""Dates that cannot be: an article dated before the day that it speaks of.

"…, he said on Wednesday night" in an article dated a Tuesday speaks of the Wednesday six days before, unless others
that print the same words on Wednesday and Thursday say Wednesday too and nobody has them earlier. Then the date is
wrong, or that of another version. It takes two others, one of them from another outlet; what is not certain is not
said.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["Statement", "days_spoken_of", "weekday_beside"]

_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WEEKDAY = re.compile(rf"\b({'|'.join(_NAMES)})\b(?!\s+(?:last|after|before))", re.IGNORECASE)
_OTHER_WEEK = re.compile(r"\b(?:last|next|every|each|previous|following|coming|a)\s+\Z", re.IGNORECASE)
_BESIDE = 160  # code points around the words in which a day is looked for
_SENTENCE_ENDS = re.compile(r"[.!?]['”\"’]?\s|\n")
_OTHERS = 2
_SOON = dt.timedelta(days=1)  # after what they speak of, the others are dated at most
_EARLY = 2  # days before it that an article may be dated to be told
_WEEK = dt.timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Statement:
    """An article's outlet and day, and the weekday (Monday is 0) on which it says that the words were said."""

    source: str | None
    day: dt.date | None
    weekday: int | None


def weekday_beside(text: str, start: int, end: int, said: Sequence[tuple[int, int]]) -> int | None:
    """The one weekday that the sentences around `text[start:end]` name, outside of what is said.

    None if there is none, or several, or if it is one of another week.
    """
    before, behind = max(start - _BESIDE, 0), min(end + _BESIDE, len(text))
    for found in _SENTENCE_ENDS.finditer(text, before, start):
        before = found.end()
    if closing := _SENTENCE_ENDS.search(text, end, behind):
        behind = closing.start()
    named = set()
    for found in _WEEKDAY.finditer(text, before, behind):
        if any(first <= found.start() < last for first, last in said):
            continue
        if _OTHER_WEEK.search(text, before, found.start()):
            return None
        named.add(_NAMES.index(found[1].lower()))
    return named.pop() if len(named) == 1 else None


def days_spoken_of(statements: Sequence[Statement]) -> list[dt.date | None]:
    """For each article the day that it speaks of, if its date lies before that; None for all others."""
    return [_day_to_come(one, statements) for one in statements]


def _day_to_come(one: Statement, statements: Sequence[Statement]) -> dt.date | None:
    if one.day is None or one.weekday is None:
        return None
    day = one.day + dt.timedelta(days=(one.weekday - one.day.weekday() - 1) % 7 + 1)
    before = [other for other in statements if other.day and other.day < day]
    since = [other for other in statements if other.day and day <= other.day < day + _WEEK]
    soon = [other for other in since if other.weekday == one.weekday and other.day and other.day <= day + _SOON]
    certain = (
        (day - one.day).days <= _EARLY
        and all(other.weekday == one.weekday for other in before)
        and all(_last_such(other) in (None, day) for other in since)
        and len(soon) >= _OTHERS
        and any(other.source and other.source != one.source for other in soon)
    )
    return day if certain else None


def _last_such(one: Statement) -> dt.date | None:
    """The day that an article speaks of, if its date is right."""
    if one.day is None or one.weekday is None:
        return None
    return one.day - dt.timedelta(days=(one.day.weekday() - one.weekday) % 7)
