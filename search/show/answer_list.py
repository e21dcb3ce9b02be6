"""Answers as a list: one line each, with what tells them apart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from search.language.columns import columns
from search.results import Hit, Mark, QuoteHit
from search.show.attributions import NO_SPEAKER, doubt
from search.show.cards import NO_SOURCE, UNDATED
from search.show.terminal import PLAIN, Style, clipped, marked_lines, safe

__all__ = ["answer_lines"]

_WITH_DATE, _WITH_OUTLET = 30, 40  # columns from which there is room for them
_LEAST_OUTLET = 10  # columns
_SHARE = 5  # an outlet takes at most so small a part of the line
_BEFORE = 24  # characters shown before a match that would not be seen


class _Part(NamedTuple):
    text: str
    marks: tuple[Mark, ...] = ()


def answer_lines(hits: Sequence[Hit | QuoteHit], *, width: int, style: Style) -> list[str]:
    """A line for each, of at most `width` columns: number, date, outlet, title or speaker and words, `+2` copies."""
    number = max((len(str(hit.rank)) for hit in hits), default=1)
    dates = [str(hit.article.date or UNDATED) for hit in hits]
    date = max(map(len, dates), default=0)
    outlets = [safe(hit.article.source or NO_SOURCE) for hit in hits]
    outlet = min(max(map(columns, outlets), default=0), max(_LEAST_OUTLET, width // _SHARE))
    lines = []
    for hit, day, name in zip(hits, dates, outlets, strict=True):
        head = f"{hit.rank:>{number}} "
        if width >= _WITH_DATE:
            head += style.paint("meta", f"{day:<{date}}") + "  "
        if width >= _WITH_OUTLET:
            cut = clipped(name, outlet)
            head += style.paint("meta", cut) + " " * (outlet - columns(cut) + 2)
        used = number + 1 + (date + 2) * (width >= _WITH_DATE) + (outlet + 2) * (width >= _WITH_OUTLET)
        lines.append(head + _said(hit, max(width - used, 8), style))
    return lines


def _said(hit: Hit | QuoteHit, room: int, style: Style) -> str:
    more = f" +{len(hit.copies)}" if hit.copies else ""
    room -= len(more)
    tail = style.paint("meta", more)
    if isinstance(hit, Hit):
        title, marks = _titled(hit)
        return _line(title, marks, room, style) + tail
    quote = hit.quote
    name = safe(doubt(quote) + (quote.speaker or NO_SPEAKER) + (" (disputed)" if quote.disputed else ""))
    name = clipped(name, max(room // 2, 8))
    text, marks = _from_match(quote.text, quote.marks, room - columns(name) - 4)
    said = _line(f"“{text}”", tuple((start + 1, end + 1) for start, end in marks), room - columns(name) - 2, style)
    return f"{style.paint('speaker', name)}: {said}{tail}"


def _titled(hit: Hit) -> _Part:
    """The title; of an article without one its id, with the beginning of its text."""
    if hit.article.title:
        marks = next((snippet.marks for snippet in hit.snippets if snippet.field == "title"), ())
        return _Part(hit.article.title, marks)
    return _Part(f"[{hit.article.id}] {' '.join(hit.article.body[:200].split())}")


def _from_match(text: str, marks: tuple[Mark, ...], room: int) -> _Part:
    """The text from its beginning, or from a little before its first match where that would be cut off."""
    if not marks or columns(text[: marks[0][1]]) + 1 <= room:
        return _Part(text, marks)
    start = text.find(" ", max(marks[0][0] - min(_BEFORE, max(room - (marks[0][1] - marks[0][0]), 0)), 0)) + 1
    start = start if 0 < start <= marks[0][0] else marks[0][0]
    shift = 2 - start
    return _Part("… " + text[start:], tuple((a + shift, b + shift) for a, b in marks if a >= start))


def _line(text: str, marks: tuple[Mark, ...], room: int, style: Style) -> str:
    """The text on one line of at most `room` columns, its marks painted."""
    extra = columns("".join(style.match)) if style is PLAIN else 0
    size = room
    while True:
        cut = clipped(text, size)
        kept = len(cut) - (cut != text)
        inside = [(start, end) for start, end in marks if end <= kept]
        if size <= 1 or columns(cut) + extra * len(inside) <= room:
            break
        size -= 1
    return next(iter(marked_lines(cut, inside, width=room + len(cut), style=style)), "")
