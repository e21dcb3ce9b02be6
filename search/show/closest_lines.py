"""What comes nearest to words that nothing has, in words: each passage with what differs, who says it, where."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from search.results import Closest
from search.show.attributions import attribution
from search.show.cards import NO_SOURCE, UNDATED
from search.show.terminal import PLAIN, clipped, marked_lines, safe
from search.show.word_differences import passage

__all__ = ["closest_lines"]


def closest_lines(found: Sequence[Closest], *, width: int) -> list[str]:
    """`not verbatim; closest:` and the passages, the nearest first; no lines if there are none."""
    if not found:
        return []
    lines = ["not verbatim; closest:" if found[0].differences else "verbatim, but without a part of the query:"]
    indent, room = "  ", max(width - 2, 8)
    for one in found:
        lines += [indent + line for line in _lines(one, room)]
    return lines


def _lines(one: Closest, width: int) -> Iterator[str]:
    shown = passage(one.text, one.differences, start=one.start)
    yield from marked_lines(f"“{shown}”" if one.quote else shown, (), width=width, style=PLAIN)
    if one.negation:
        yield from marked_lines("! one of the two denies what the other says", (), width=width, style=PLAIN)
    if one.quote and one.quote.speaker:
        yield clipped(attribution(one.quote), width)
    article = one.article
    where = [
        article.source or NO_SOURCE,
        str(article.date or UNDATED),
        *(["headline"] if one.place == "title" else []),
    ]
    yield from marked_lines(safe(" · ".join([*where, article.id])), (), width=width, style=PLAIN)
    if one.without:
        yield from marked_lines(safe(f"without: {', '.join(one.without)}"), (), width=width, style=PLAIN)
