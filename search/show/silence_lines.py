"""The outlets that are silent, for people."""

from __future__ import annotations

from search.provenance.silence import Silence
from search.show.terminal import clipped, counted, safe

__all__ = ["silence_lines", "total_of_silence"]


def silence_lines(silence: Silence, *, width: int) -> list[str]:
    """A line an outlet: its articles in these days, and how many of them one would expect in the answer."""
    room = max((len(f"{outlet.articles:,}") for outlet in silence.outlets), default=1)
    lines = []
    for outlet in silence.outlets:
        noun = "article, " if outlet.articles == 1 else "articles,"
        figures = f"{outlet.articles:>{room},} {noun} {outlet.expected:5.1f} expected  "
        lines.append(figures + clipped(safe(outlet.source), max(width - len(figures), 8)))
    return lines


def total_of_silence(silence: Silence) -> str:
    """`2 outlets are silent, 5 are not, from 2025-02-11 to 2025-03-12: rail strike`."""
    if silence.first is None:
        return f"{counted(silence.asked.total, 'article')}, none with a date: {safe(silence.asked.parsed)}"
    many = len(silence.outlets)
    days = f"from {silence.first} to {silence.last}" if silence.first != silence.last else f"on {silence.first}"
    verb = "is" if many == 1 else "are"
    return f"{counted(many, 'outlet')} {verb} silent, {silence.carried:,} not, {days}: {safe(silence.asked.parsed)}"
