"""The outlets and speakers that completion offers, and how many articles there are, read in the background.

Typing never waits for it: until it is read there is an empty one, and a newer one replaces it whole.
"""

from __future__ import annotations

import threading
from bisect import bisect_left
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from indexer.analysis.tokenizer import folded
from indexer.errors import OnRecordError
from indexer.store import Place
from search.api import open_archive
from search.saved_queries import saved_path, saved_queries


@dataclass(frozen=True, slots=True)
class Names:
    """Names in the order of their frequency, found by the beginning of any of their words."""

    counts: dict[str, int] = field(default_factory=dict)
    _beginnings: list[tuple[str, int]] = field(default_factory=list)
    _ordered: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, counts: dict[str, int]) -> Names:
        """`counts` has the most frequent name first."""
        ordered = list(counts)
        beginnings = []
        for rank, name in enumerate(ordered):
            words = folded(name)
            beginnings += [(" ".join(words[nth:]), rank) for nth in range(len(words))]
        return cls(counts, sorted(beginnings), ordered)

    def beginning(self, text: str, *, most: int) -> list[str]:
        """Up to `most` names with words that begin like `text` (case and diacritics do not matter)."""
        wanted = " ".join(folded(text))
        if not wanted:
            return self._ordered[:most] if not text.strip() else []
        ranks: set[int] = set()
        for at in range(bisect_left(self._beginnings, (wanted, -1)), len(self._beginnings)):
            words, rank = self._beginnings[at]
            if not words.startswith(wanted):
                break
            ranks.add(rank)
        return [self._ordered[rank] for rank in sorted(ranks)[:most]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """What one generation holds; `articles` is None in the empty one."""

    generation: int = 0
    articles: int | None = None
    sources: Names = field(default_factory=Names)
    speakers: Names = field(default_factory=Names)
    stated: Mapping[str, Names] = field(default_factory=dict)
    """The values of each field that articles state besides those of the language."""


def read_vocabulary(place: Place) -> Vocabulary:
    """Through a reader of its own, so that the session's is never used by two threads at once."""
    with open_archive(place) as archive:
        sources, speakers = archive.sources(), archive.speakers()
        return Vocabulary(
            generation=archive.generation,
            articles=archive.statistics().articles,
            sources=Names.of(sources),
            speakers=Names.of(speakers),
            stated={name: Names.of(archive.values(name)) for name in archive.fields()},
        )


class Refresher:
    """Holds the newest vocabulary; `refresh` reads another in a thread and then calls `arrived`."""

    def __init__(self, place: Place, *, arrived: Callable[[], None]) -> None:
        self._place = place
        self._arrived = arrived
        self._running: threading.Thread | None = None
        self.vocabulary = Vocabulary()

    def refresh(self) -> None:
        """Begin to read, unless that is under way."""
        if self._running is None or not self._running.is_alive():
            self._running = threading.Thread(target=self._read, name="vocabulary", daemon=True)
            self._running.start()

    def _read(self) -> None:
        try:
            self.vocabulary = read_vocabulary(self._place)
        except (OnRecordError, OSError):
            return  # completion goes on with what it has; the next search says what is wrong
        self._arrived()


def saved_names() -> dict[str, str]:
    """The saved queries by name, read again when their file has changed; none if it cannot be read."""
    try:
        return _saved_at(saved_path().stat().st_mtime_ns)
    except (OSError, OnRecordError, RuntimeError):  # RuntimeError: there is no home
        return {}


@lru_cache(maxsize=1)
def _saved_at(_: int) -> dict[str, str]:
    return saved_queries()
