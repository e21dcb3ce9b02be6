"""What an index says of itself and of the files it was made from."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FileState:
    """A file as it was when it was read, and the ids of the articles that came from it.

    `stamp` changes when the file, or what was read along with it, does. `complete` is False while
    only a part of its records is committed.
    """

    stamp: str
    articles: tuple[str, ...]
    complete: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexFacts:
    """Counts of what is live in one generation; `first` and `last` span the dated articles."""

    articles: int
    quotations: int
    sources: int
    undated: int
    first: dt.date | None
    last: dt.date | None
    size_bytes: int
    generation: int
