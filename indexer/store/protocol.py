"""What a build, a deletion and a restoration ask of a writer, wherever the archive lies."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Literal, Protocol

from indexer.article import Article, Quotation
from indexer.store.statistics import FileState

__all__ = ["ArchiveWriter", "Elsewhere", "Outcome", "Place"]

Outcome = Literal["added", "updated", "unchanged"]


class ArchiveWriter(AbstractContextManager["ArchiveWriter", None], Protocol):
    """Adds, replaces and removes articles; readers see nothing of it before `commit`."""

    @property
    def maker(self) -> str:
        """`module:class` of the `indexer.workers.making.Maker` whose products it takes."""
        ...

    @property
    def generation(self) -> int:
        """The last committed generation, 0 before the first."""
        ...

    def ledger(self) -> dict[str, FileState]:
        """The files that were read, in their order, as of the last commit; a copy to change and to commit."""
        ...

    def withheld(self) -> dict[str, str]:
        """The articles that are not to come back, with the day on which each was deleted; a copy, to commit."""
        ...

    def articles(self, article_ids: Iterable[str]) -> Iterator[Article]:
        """The articles with these ids, as of the last commit."""
        ...

    def put_all(self, prepared: Sequence[tuple[Article, Sequence[Quotation]]]) -> list[Outcome]:
        """Add articles, or replace those with their ids, one after the other; an equal one is left alone."""
        ...

    def next_order(self) -> object:
        """What a worker is told of its next product."""
        ...

    def take(self, content: object, documents: Sequence[tuple[str, int, bool]]) -> list[Outcome]:
        """Take in what a worker made: id and digest of each document, and whether it counts.

        One that does not count was superseded by a later one, here or elsewhere. What comes of each is returned.
        """
        ...

    def remove_all(self, article_ids: Collection[str]) -> set[str]:
        """Remove the articles with these ids and their quotations; those that there were."""
        ...

    def commit(self, ledger: Mapping[str, FileState], *, withheld: Mapping[str, str] | None = None) -> int:
        """Make everything since the last commit visible; the new generation, the last one if nothing is new.

        `withheld` replaces the list of what is not to come back.
        """
        ...

    def optimize(self) -> int:
        """Make it small and fast to read, and drop what was deleted; the generation."""
        ...


class Elsewhere(Protocol):
    """An archive that is not in a folder."""

    def open_writer(self, *, create: bool) -> ArchiveWriter:
        """Its writer; where there is no such archive it is made, or IndexNotFound. IndexLocked, IndexOutdated."""
        ...


Place = Path | Elsewhere
"""Where an archive is that is written to."""
