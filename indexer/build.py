"""From files to a committed index: what changed since last time is read again, the rest is left alone.

An article belongs to the file that it was last read from. When a file changes, the articles that
it no longer has are removed; when a file is gone, its articles stay until a build with `prune`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from indexer.article import Article, Quotation
from indexer.quotes import find_quotes
from indexer.readers import Rejected, SourceFile, discover, iter_articles
from indexer.store import FileState, IndexWriter

PIPELINE_VERSION = 1
"""Raised when reading or extraction changes, so that files that did not change are read again."""

COMMIT_SECONDS = 20.0
"""How long a build may work before what it has is committed: what a killed build can lose."""

FindQuotes = Callable[[str], list[Quotation]]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a build is; `bytes_done` counts what was skipped as well."""

    files_done: int
    files: int
    bytes_done: int
    bytes: int
    articles: int


@dataclass(slots=True)
class BuildReport:
    """What a build did, in articles. `rejected` says for each record why."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    removed: int = 0
    rejected: list[Rejected] = field(default_factory=list)
    bytes_read: int = 0
    generation: int = 0
    seconds: float = 0.0

    def count(self, outcome: str) -> None:
        setattr(self, outcome, getattr(self, outcome) + 1)


def build(
    index: Path,
    paths: Sequence[str],
    *,
    prune: bool = False,
    find: FindQuotes = find_quotes,
    on_progress: Callable[[Progress], None] = lambda _: None,
) -> BuildReport:
    """Bring the index at `index` up to date with the files at `paths`; it is made if it is not there.

    Raises IndexLocked, IndexOutdated or IndexCorrupt. A KeyboardInterrupt leaves the last commit.
    """
    begun = time.monotonic()
    report = BuildReport()
    files: list[SourceFile] = []
    for found in discover(paths):
        if isinstance(found, Rejected):
            report.rejected.append(found)
        else:
            files.append(found)
    with IndexWriter(index) as writer:
        _Build(writer, report, files, find, on_progress).run(prune=prune)
    report.seconds = time.monotonic() - begun
    return report


class _Build:
    """One run: the ledger as it grows, and who owns which article."""

    def __init__(
        self,
        writer: IndexWriter,
        report: BuildReport,
        files: list[SourceFile],
        find: FindQuotes,
        on_progress: Callable[[Progress], None],
    ) -> None:
        self._writer = writer
        self._report = report
        self._files = files
        self._find = find
        self._on_progress = on_progress
        self._ledger = writer.ledger()
        self._owner = {article: name for name, state in self._ledger.items() for article in state.articles}
        self._bytes = sum(file.size for file in files)
        self._bytes_done = 0
        self._articles = 0
        self._committed = time.monotonic()

    def run(self, *, prune: bool) -> None:
        for done, file in enumerate(self._files):
            self._tell(done)
            known = self._ledger.get(file.name)
            if known and known.complete and file.stamp and known.stamp == _stamp(file):
                self._report.unchanged += len(known.articles)
            else:
                self._read(file, done)
            self._bytes_done += file.size
        if prune:
            self._prune()
        self._report.generation = self._writer.commit(self._ledger)
        self._tell(len(self._files))

    def _read(self, file: SourceFile, done: int) -> None:
        before = self._ledger.get(file.name)
        earlier = set(before.articles) if before else set()
        found: dict[str, None] = {}
        for item in iter_articles(file):
            if isinstance(item, Rejected):
                self._report.rejected.append(item)
                continue
            self._put(item, file.name)
            found[item.id] = None
            if time.monotonic() - self._committed > COMMIT_SECONDS:
                self._ledger[file.name] = FileState(_stamp(file), tuple(found | dict.fromkeys(earlier)), complete=False)
                self._commit()
                self._tell(done)
        for gone in earlier - found.keys():
            self._remove(gone, file.name)
        self._report.bytes_read += file.size
        self._ledger[file.name] = FileState(_stamp(file), tuple(found))

    def _put(self, article: Article, name: str) -> None:
        self._report.count(self._writer.put(article, self._find(article.body)))
        former = self._owner.get(article.id)
        if former is not None and former != name:
            self._disown(article.id, former)
        self._owner[article.id] = name
        self._articles += 1

    def _disown(self, article: str, name: str) -> None:
        state = self._ledger[name]
        kept = tuple(other for other in state.articles if other != article)
        self._ledger[name] = FileState(state.stamp, kept, state.complete)

    def _remove(self, article: str, name: str) -> None:
        if self._owner.get(article) == name and self._writer.remove(article):
            del self._owner[article]
            self._report.removed += 1

    def _prune(self) -> None:
        for name in [name for name in self._ledger if not Path(name).exists()]:
            for article in self._ledger[name].articles:
                self._remove(article, name)
            del self._ledger[name]

    def _commit(self) -> None:
        self._writer.commit(self._ledger)
        self._committed = time.monotonic()

    def _tell(self, done: int) -> None:
        self._on_progress(Progress(done, len(self._files), self._bytes_done, self._bytes, self._articles))


def _stamp(file: SourceFile) -> str:
    return f"{PIPELINE_VERSION}:{file.stamp}"


def rejected_by_place(rejected: Iterable[Rejected]) -> list[Rejected]:
    """In the order of path and line."""
    return sorted(rejected, key=lambda item: (item.path, item.line or 0))
