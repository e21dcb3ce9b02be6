"""Where the articles of a build go: to the writer, and after the first few megabytes to workers."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import ExitStack

from indexer.article import Article
from indexer.store import IndexWriter
from indexer.store.writer import Outcome
from indexer.workers.pool import WorkerPool
from indexer.workers.worker import FindQuotes, Written, named, prepared

__all__ = ["INTERPRETER", "LEAST", "Intake"]

INTERPRETER = 100 << 20
"""Bytes that a process takes before it has an article."""
LEAST = 64 << 20
"""Bytes that a batch may take at least."""
ALONE = 1 << 18 if sys.platform == "linux" else 2 << 20
"""So many characters are worked on here before it is worth the while to start workers: fewer where these are forked,
since nobody else works meanwhile."""
BATCH = 1 << 19
"""Characters that are handed to a worker at once."""


class Intake:
    """Takes articles, and the segments that workers make of them."""

    def __init__(
        self,
        writer: IndexWriter,
        find: FindQuotes | None,
        *,
        workers: int,
        memory: int,
        stack: ExitStack,
        on_outcome: Callable[[Outcome], None] = lambda _: None,
        read: Callable[[], int] = lambda: 0,
        on_wait: Callable[[], None] = lambda: None,
    ) -> None:
        """Workers are ended by `stack`. `read` says how many bytes were read until now; `on_wait` is called while
        workers are waited for."""
        self._writer = writer
        self._find = find
        self._name = named(find)
        self._workers = workers
        self._memory = memory
        self._stack = stack
        self._on_outcome = on_outcome
        self._read = read
        self._on_wait = on_wait
        self._pool: WorkerPool | None = None
        self._characters = 0
        self._number = 0
        self._latest: dict[str, int] = {}
        self._waiting: list[Article] = []
        self._size = 0
        self._sent = 0
        """Bytes that were read when a batch was last handed out."""

    def put(self, article: Article) -> None:
        """Add an article, or replace the one with its id."""
        self._characters += len(article.body)
        if self._pool is None and (self._workers < 2 or self._name is None or self._characters <= ALONE):
            self._on_outcome(self._writer.put(*prepared(article, self._find)))
            return
        if self._pool is None and not self._waiting:
            self._sent = self._read()
        self._latest[article.id] = self._number + len(self._waiting)
        self._waiting.append(article)
        self._size += len(article.body)
        if self._size > BATCH:
            self._send()

    def remove(self, article_id: str) -> bool:
        """Remove the article with this id; False if there is none."""
        if article_id in self._latest:
            self.settle()  # a worker has it yet
        return self._writer.remove(article_id)

    def unfinished(self) -> tuple[int, int]:
        """Articles that were put and are not worked on yet, and the bytes that were read for them."""
        articles, read = self._pool.unfinished() if self._pool is not None else (0, 0)
        if self._waiting:
            articles, read = articles + len(self._waiting), read + self._read() - self._sent
        return articles, read

    def settle(self) -> None:
        """Everything that was put is with the writer when this returns."""
        if self._pool is not None or self._waiting:
            self._send()
            assert self._pool is not None
            self._pool.finish()
            self._latest.clear()

    def _send(self) -> None:
        if self._pool is None:
            own = max((self._memory - INTERPRETER * (self._workers + 1)) // self._workers, LEAST)
            self._pool = self._stack.enter_context(
                WorkerPool(
                    self._workers,
                    memory=own,
                    find=self._name or "",
                    new_path=self._writer.new_path,
                    on_written=self._written,
                    on_wait=self._on_wait,
                )
            )
        waiting, self._waiting, self._size = self._waiting, [], 0
        before, self._sent = self._sent, self._read()
        self._number += len(waiting)
        if waiting:
            self._pool.send(self._number - len(waiting), waiting, read=self._sent - before)

    def _written(self, segment: Written) -> None:
        documents = [(name, digest, self._latest.get(name) == number) for number, name, digest in segment.documents]
        for outcome in self._writer.take(segment.path, segment.table_crc32, documents):
            self._on_outcome(outcome)
