"""The line that says how far a build is: a bar, articles, rate and time left, as much of it as the terminal has room
for."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from indexer.workers.progress import Progress
from search.show.about import human_size

__all__ = ["Pace", "progress_line"]

_WINDOW = 30.0
"""Seconds over which the rate is taken: files differ, and the first second of a build is like no other."""
_LEAST = 1.0
_WIDEST_BAR, _NARROWEST_BAR = 40, 8


@dataclass(slots=True)
class Pace:
    """How fast bytes are done, of late. What was skipped tells nothing of it."""

    _seen: deque[tuple[float, int]] = field(default_factory=deque)

    def rate(self, progress: Progress, seconds: float) -> float | None:
        """Bytes a second, of a progress so many seconds after the beginning; None while that is not known."""
        self._seen.append((seconds, progress.bytes_done - progress.bytes_skipped))
        while len(self._seen) > 2 and seconds - self._seen[1][0] > _WINDOW:
            self._seen.popleft()
        then, before = self._seen[0]
        done = self._seen[-1][1] - before
        return done / (seconds - then) if seconds - then >= _LEAST and done > 0 else None


def progress_line(progress: Progress, rate: float | None, *, width: int) -> str:
    """One line of at most so many columns."""
    done = min(progress.bytes_done / progress.bytes, 1.0) if progress.bytes else None
    articles = f"{progress.articles:,} articles"
    if done is None:  # a pipe does not say how much is to come
        return f"Indexing  {articles}"[:width]
    speed = f"{human_size(rate)}/s" if rate else ""
    left = "saving" if progress.saving is not None else f"{_clock(progress, rate)} left" if rate else ""
    percent = f"{done:4.0%}" if done < 1 else "100%"
    told = [part for part in (articles, speed, left) if part]
    for parts in (told, [part for part in told if part != speed], [left] if left else [], []):
        behind = "  ".join([percent, *parts])
        room = width - len(behind) - len("Indexing [] ")
        if room >= _NARROWEST_BAR:
            cells = min(room, _WIDEST_BAR)
            full = int(cells * done)
            return f"Indexing [{'#' * full}{'-' * (cells - full)}] {behind}"
    return percent.strip()[:width]


def _clock(progress: Progress, rate: float) -> str:
    seconds = round((progress.bytes - progress.bytes_done) / rate)
    hours, minutes = divmod(seconds // 60, 60)
    return f"{hours}:{minutes:02}:{seconds % 60:02}" if hours else f"{minutes}:{seconds % 60:02}"
