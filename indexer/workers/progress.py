"""How far a build is, and when that is told."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from indexer.readers.meter import Meter

__all__ = ["Progress", "Teller"]

TELL_SECONDS = 0.1
"""After so long what has moved is told, however little."""
_STEPS = 200
"""A step is told at once."""
_LOOKS = 16
"""Whether there was a step is looked at so seldom: it asks the system where a file is read."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a build is. What workers have not done yet is not done.

    `bytes_done` counts what was skipped as well, which `bytes_skipped` is. `kept` are the articles of this run that
    the last commit has, which made `generation`; while one is being made, `saving` are those that it will have.
    """

    files_done: int
    files: int
    bytes_done: int
    bytes: int
    articles: int
    bytes_skipped: int = 0
    kept: int = 0
    generation: int = 0
    saving: int | None = None


@dataclass(slots=True)
class Teller:
    """Knows how far the reading is, of so many files and bytes, and tells how far the work is."""

    files: int
    bytes: int
    on_progress: Callable[[Progress], None]
    unfinished: Callable[[], tuple[int, int]] = lambda: (0, 0)
    """Articles that are read and not worked on yet, and the bytes that were read for them."""
    files_done: int = 0
    bytes_skipped: int = 0
    articles: int = 0
    """That were read."""
    kept: int = 0
    generation: int = 0
    saving: int | None = None
    meter: Meter | None = None
    """Of the file that is read."""
    _finished: int = 0
    _looks: int = 0
    _told: float = 0.0
    _last: Progress | None = field(default=None)

    @property
    def bytes_read(self) -> int:
        """Bytes of all files, up to where the reading is."""
        return self._finished + (self.meter.bytes if self.meter is not None else 0)

    def finished(self, size: int, *, skipped: bool) -> None:
        """A file of this size is behind us."""
        self.meter = None
        self.files_done += 1
        self._finished += size
        self.bytes_skipped += size if skipped else 0

    def look(self) -> None:
        """Tell, if it is time, or if there was a step, as is looked at now and then."""
        self._looks += 1
        if self._looks % _LOOKS == 0 or self._is_late():
            self.wait()

    def wait(self) -> None:
        """Tell, if it is time, or if there was a step: for who waits, and has nothing else to do."""
        now = self._now()
        before = self._last
        if before is None or (now.bytes_done - before.bytes_done) * _STEPS >= self.bytes or self._is_late():
            self._tell(now)

    def _is_late(self) -> bool:
        return time.monotonic() - self._told >= TELL_SECONDS

    def tell(self) -> None:
        """Tell in any case."""
        self._tell(self._now())

    def _tell(self, progress: Progress) -> None:
        self._told = time.monotonic()
        self._last = progress
        self.on_progress(progress)

    def _now(self) -> Progress:
        articles, read = self.unfinished()
        least = self._last.bytes_done if self._last is not None else 0
        return Progress(
            files_done=self.files_done,
            files=self.files,
            bytes_done=max(self.bytes_read - read, least),
            bytes=self.bytes,
            articles=self.articles - articles,
            bytes_skipped=self.bytes_skipped,
            kept=self.kept,
            generation=self.generation,
            saving=self.saving,
        )
