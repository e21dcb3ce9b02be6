"""Who is quoted, as lines of a table."""

from __future__ import annotations

from collections.abc import Sequence

from search.answer.tally import Speaker, Tally
from search.engine import Space
from search.language.columns import columns
from search.show.terminal import Style, clipped, counted, safe

__all__ = ["looked_for", "speaker_lines", "total_of_speakers"]


def speaker_lines(speakers: Sequence[Speaker], *, width: int, style: Style) -> list[str]:
    """A table for people: quotations, name, dates, outlets, the doubtful ones, and the other spellings."""
    lines = []
    for speaker in speakers:
        span = f"{speaker.first} to {speaker.last}" if speaker.first else "undated"
        if speaker.first == speaker.last and speaker.first:
            span = str(speaker.first)
        outlets = counted(speaker.outlets, "outlet")
        others = ", ".join(name for name in speaker.spellings if name != speaker.name)
        told = f" (also {others})" if others else ""
        count = f"{speaker.quotations:>5} "
        name = clipped(safe(speaker.name), max(width - columns(count), 8))
        doubtful = f", {speaker.doubtful:,} doubtful" if speaker.doubtful else ""
        facts = clipped(safe(f"  {span}, {outlets}{doubtful}{told}"), max(width - columns(count) - columns(name), 0))
        lines.append(f"{count}{style.paint('speaker', name)}{style.paint('meta', facts)}")
    return lines


def total_of_speakers(tally: Tally, limit: int) -> str:
    """`20 of 312 speakers; 41 quotations are by somebody described, 17 by nobody known`."""
    total = len(tally.speakers)
    shown = f"{limit} of " if total > limit else ""
    line = f"{shown}{counted(total, 'speaker')}"
    rest = [
        f"{count:,} by {who}"
        for count, who in ((tally.described, "somebody described, not named"), (tally.unknown, "nobody known"))
        if count
    ]
    return f"{line}; of the other quotations {', '.join(rest)}" if rest else line


def looked_for(within: Space, articles: int, *, other: str) -> list[str]:
    """Where the words of a query were looked for; `other` is how to look for them in the `articles` that match."""
    if within == "articles":
        return [f"  quoted in {counted(articles, 'article')}, with whatever words"]
    where = "  looked for in what was said"
    return [f"{where}; who is quoted in the articles that match ({articles:,}): {other}" if articles else where]
