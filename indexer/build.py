"""From files to a committed index: what changed since last time is read again, the rest is left alone.

An article belongs to the file that it was last read from. When a file changes, the articles that
it no longer has are removed; when a file is gone, its articles stay until a build with `prune`.
Where two files state the same id, the one read later has it. Where two folders hold files of the
same name, so that their ids would be the same by accident, the second gets its folder's name in front.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path

from indexer import collecting
from indexer.article import Article
from indexer.crew import Crew
from indexer.quotes import find_quotes
from indexer.readers import Rejected, SourceFile, discover, iter_articles, tables_for
from indexer.store import FileState, IndexWriter
from indexer.stored import digest
from indexer.worker import FindQuotes, Written, named

PIPELINE_VERSION = 1
"""Raised when reading or extraction changes, so that files that did not change are read again."""

_TELL_SECONDS = 0.5  # how often a long file says how far it is
COMMIT_SECONDS = 20.0
"""How long a build may work before what it has is committed: what a killed build can lose."""

MEMORY = 1 << 30
"""Bytes that a build may take, all processes together, by default."""

_INTERPRETER = 100 << 20
_LEAST = 64 << 20
_BATCH = 1 << 19
_ALONE = 2 << 20
"""So many characters are worked on here before it is worth the while to start workers."""


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
    find: FindQuotes | None = find_quotes,
    workers: int | None = None,
    memory: int = MEMORY,
    on_progress: Callable[[Progress], None] = lambda _: None,
) -> BuildReport:
    """Bring the index at `index` up to date with the files at `paths`; it is made if it is not there.

    `find` None leaves quotations out; `workers` processes (default: the cores) find and invert, in about
    `memory` bytes altogether. Raises IndexLocked, IndexOutdated, IndexCorrupt, or WorkerDied, which names the
    file. A KeyboardInterrupt leaves the last commit.
    """
    begun = time.monotonic()
    report = BuildReport()
    files: list[SourceFile] = []
    for found in discover(paths):
        if isinstance(found, Rejected):
            report.rejected.append(found)
        else:
            files.append(found)
    if workers is None:
        workers = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    own = max(memory - _INTERPRETER, _LEAST)
    with collecting.seldom(), IndexWriter(index, memory=own) as writer, ExitStack() as stack:
        if not writer.generation:
            writer.commit({})  # whatever happens from here on, there is an index that opens
        intake = Intake(writer, report, find, workers, memory, stack)
        run = _Build(writer, intake, report, files, on_progress)
        run.read()
        if prune:
            run.prune([Path(path).resolve() for path in paths if path != "-"])
        run.finish()
    report.seconds = time.monotonic() - begun
    return report


class Intake:
    """Where articles go: into the writer, and after the first few megabytes to workers, whose segments it takes."""

    def __init__(
        self,
        writer: IndexWriter,
        report: BuildReport,
        find: FindQuotes | None,
        workers: int,
        memory: int,
        stack: ExitStack,
    ) -> None:
        """Workers are ended by `stack`."""
        self._writer = writer
        self._report = report
        self._find = find
        self._name = named(find)
        self._workers = workers
        self._memory = memory
        self._stack = stack
        self._crew: Crew | None = None
        self._characters = 0
        self._number = 0
        self._latest: dict[str, int] = {}
        self._waiting: list[Article] = []
        self._size = 0

    def put(self, article: Article) -> None:
        """Add an article, or replace the one with its id."""
        self._characters += len(article.body)
        if self._crew is None and (self._characters <= _ALONE or self._workers < 2 or self._name is None):
            quotations = self._find(article.body) if self._find else []
            self._report.count(self._writer.put(article, quotations))
            return
        self._latest[article.id] = self._number + len(self._waiting)
        self._waiting.append(article)
        self._size += len(article.body)
        if self._size > _BATCH:
            self._send()

    def settle(self) -> None:
        """Everything that was put is with the writer when this returns."""
        if self._crew is not None or self._waiting:
            self._send()
            assert self._crew is not None
            self._crew.finish()
            self._latest.clear()

    def _send(self) -> None:
        if self._crew is None:
            own = max((self._memory - _INTERPRETER * (self._workers + 1)) // self._workers, _LEAST)
            self._crew = self._stack.enter_context(
                Crew(
                    self._workers,
                    memory=own,
                    find=self._name or "",
                    new_path=self._writer.new_path,
                    on_written=self._written,
                )
            )
        waiting, self._waiting, self._size = self._waiting, [], 0
        self._number += len(waiting)
        if waiting:
            self._crew.send(self._number - len(waiting), waiting)

    def _written(self, segment: Written) -> None:
        documents = [(name, digest, self._latest.get(name) == number) for number, name, digest in segment.documents]
        for outcome in self._writer.take(segment.path, segment.table_crc32, documents):
            self._report.count(outcome)


class _Build:
    """One run: the ledger as it grows, and who owns which article."""

    def __init__(
        self,
        writer: IndexWriter,
        intake: Intake,
        report: BuildReport,
        files: list[SourceFile],
        on_progress: Callable[[Progress], None],
    ) -> None:
        self._writer = writer
        self._intake = intake
        self._report = report
        self._files = files
        self._on_progress = on_progress
        self._ledger = writer.ledger()
        self._owner = {article: name for name, state in self._ledger.items() for article in state.articles}
        self._bytes = sum(map(_size, files))
        self._bytes_done = 0
        self._articles = 0
        self._committed = self._told = time.monotonic()

    def read(self) -> None:
        """Read what has changed."""
        for done, file in enumerate(self._files):
            self._tell(done)
            known, stamp = self._ledger.get(_key(file)), _stamp(file)
            if known and known.complete and stamp and known.stamp == stamp:
                self._report.unchanged += len(known.articles)
            else:
                self._read(file, stamp, done)
            self._bytes_done += _size(file)

    def prune(self, places: Sequence[Path]) -> None:
        """Drop the articles of files that are gone from these places."""
        gone = [key for key in self._ledger if key != "-" and not Path(key).exists()]
        for key in gone:
            if any(Path(key).is_relative_to(place) for place in places):
                for article in self._ledger[key].articles:
                    self._remove(article, key)
                del self._ledger[key]

    def finish(self) -> None:
        """Commit what was read."""
        self._commit()
        self._tell(len(self._files))

    def _read(self, file: SourceFile, stamp: str, done: int) -> None:
        key = _key(file)
        before = self._ledger.get(key)
        earlier = set(before.articles) if before else set()
        found: dict[str, None] = {}
        unread = False
        rejected = len(self._report.rejected)
        for item in iter_articles(file):
            if isinstance(item, Rejected):
                self._report.rejected.append(item)
                unread |= item.line is None
                continue
            found[self._put(item, file, key)] = None
            if time.monotonic() - self._told > _TELL_SECONDS:
                self._tell(done)
            if time.monotonic() - self._committed > COMMIT_SECONDS:
                self._ledger[key] = FileState(stamp, tuple(found | dict.fromkeys(earlier)), complete=False)
                self._commit()
                self._tell(done)
        # What came from a pipe, or from a file that cannot be read this time, is not gone.
        if unread or file.is_stdin:
            found |= dict.fromkeys(earlier)
        for gone in earlier - found.keys():
            self._remove(gone, key)
        self._report.bytes_read += _size(file)
        # A file with records to mend is read again, so that they are told again.
        complete = len(self._report.rejected) == rejected
        self._ledger[key] = FileState(stamp, tuple(found), complete=complete)

    def _put(self, article: Article, file: SourceFile, key: str) -> str:
        if file.is_stdin and _named_by_path(article, file):
            # Each pipe begins with line 1 again: its articles are named by what they say.
            article = replace(article, id=f"stdin-{digest({'title': article.title, 'body': article.body})}")
        elif self._owner.get(article.id, key) != key and _named_by_path(article, file):
            article = replace(article, id=f"{file.root.name}/{article.id}")
            if self._owner.get(article.id, key) != key:
                article = replace(article, id=key + article.id.removeprefix(f"{file.root.name}/{file.name}"))
        self._intake.put(article)
        former = self._owner.get(article.id, key)
        if former != key:
            self._disown(article.id, former)
        self._owner[article.id] = key
        self._articles += 1
        return article.id

    def _disown(self, article: str, key: str) -> None:
        state = self._ledger[key]
        kept = tuple(other for other in state.articles if other != article)
        self._ledger[key] = FileState(state.stamp, kept, state.complete)

    def _remove(self, article: str, key: str) -> None:
        if self._owner.get(article) == key and self._writer.remove(article):
            del self._owner[article]
            self._report.removed += 1

    def _commit(self) -> None:
        self._intake.settle()
        self._report.generation = self._writer.commit(self._ledger)
        self._committed = time.monotonic()

    def _tell(self, done: int) -> None:
        self._told = time.monotonic()
        self._on_progress(Progress(done, len(self._files), self._bytes_done, self._bytes, self._articles))


def _key(file: SourceFile) -> str:
    """What the ledger knows a file by, from whichever folder it is reached."""
    return "-" if file.is_stdin else str(file.path.resolve())


def _size(file: SourceFile) -> int:
    try:
        return 0 if file.is_stdin else file.path.stat().st_size
    except OSError:
        return 0


def _stamp(file: SourceFile) -> str:
    """Changes when the file does, or the tables beside it; empty where a file must always be read."""
    if file.is_stdin:
        return ""
    parts = [str(PIPELINE_VERSION)]
    for path in (file.path, *tables_for(file)):
        try:
            facts = path.stat()
        except OSError:
            return ""
        parts.append(f"{facts.st_size}.{facts.st_mtime_ns}")
    return ":".join(parts)


def _named_by_path(article: Article, file: SourceFile) -> bool:
    return article.id == file.name or article.id.startswith(f"{file.name}#")


def rejected_by_place(rejected: Iterable[Rejected]) -> list[Rejected]:
    """In the order of path and line."""
    return sorted(rejected, key=lambda item: (item.path, item.line or 0))
