"""What an index says of itself and of the files it was made from."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

PIPE = "-"
"""The name of all that was piped in, which cannot be read again."""


@dataclass(frozen=True, slots=True)
class FileState:
    """A file as it was when it was read, and the ids that it states.

    `articles` are those that it has; `elsewhere` are those that another file, read later, has. `stamp` changes when
    the file, or what was read along with it, does. `complete` is False while it has to be read again. So many parts
    of its path as `depth` says are its name under the folder that was read; 0 if it was reached by a link. `told` is
    what else was told of it, rows for whoever reads files; of a file that was read in
    part, `reached` says where reading goes on: its stamp then, the byte, and the number of records before it.
    """

    stamp: str
    articles: tuple[str, ...]
    complete: bool = True
    elsewhere: tuple[str, ...] = ()
    depth: int = 0
    told: tuple[tuple[str | int | None, ...], ...] = ()
    reached: tuple[str, int, int] | None = None

    @property
    def stated(self) -> tuple[str, ...]:
        return self.articles + self.elsewhere


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexStatistics:
    """Counts of what is live in one generation; `first` and `last` span the dated articles."""

    articles: int
    quotations: int
    sources: int
    undated: int
    first: dt.date | None
    last: dt.date | None
    size_bytes: int
    generation: int
