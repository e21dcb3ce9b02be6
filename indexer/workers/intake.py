"""Where the articles of a build go: to the writer, and after the first few megabytes to workers."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection
from contextlib import ExitStack

from indexer.article import Article
from indexer.store.protocol import ArchiveWriter, Outcome
from indexer.workers.making import Product
from indexer.workers.pool import WorkerPool
from indexer.workers.worker import FindQuotes, named, prepared

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
FEW = 1 << 13
"""Characters that are worked on here at once."""


class Intake:
    """Takes articles, and what workers make of them."""

    def __init__(
        self,
        writer: ArchiveWriter,
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
        if not self._waiting:
            self._sent = self._read()
        self._latest[article.id] = self._number + len(self._waiting)
        self._waiting.append(article)
        self._size += len(article.body)
        if self._size > (FEW if self._is_alone() else BATCH):
            self._send()

    def _is_alone(self) -> bool:
        return self._pool is None and (self._characters <= ALONE or self._workers < 2 or self._name is None)

    def remove(self, article_ids: Collection[str]) -> int:
        """Remove the articles with these ids; how many there were."""
        if not self._latest.keys().isdisjoint(article_ids):
            self.settle()  # a worker has it yet
        return len(self._writer.remove_all(article_ids))

    def unfinished(self) -> tuple[int, int]:
        """Articles that were put and are not worked on yet, and the bytes that were read for them."""
        articles, read = self._pool.unfinished() if self._pool is not None else (0, 0)
        if self._waiting:
            articles, read = articles + len(self._waiting), read + self._read() - self._sent
        return articles, read

    def settle(self) -> None:
        """Everything that was put is with the writer when this returns."""
        if self._waiting:
            self._send()
        if self._pool is not None:
            self._pool.finish()
        self._latest.clear()

    def _send(self) -> None:
        if self._is_alone():
            self._work_here()
            return
        if self._pool is None:
            own = max((self._memory - INTERPRETER * (self._workers + 1)) // self._workers, LEAST)
            self._pool = self._stack.enter_context(
                WorkerPool(
                    self._workers,
                    memory=own,
                    maker=self._writer.maker,
                    find=self._name or "",
                    next_order=self._writer.next_order,
                    on_made=self._made,
                    on_wait=self._on_wait,
                )
            )
        waiting, self._waiting, self._size = self._waiting, [], 0
        before, self._sent = self._sent, self._read()
        self._number += len(waiting)
        self._pool.send(self._number - len(waiting), waiting, read=self._sent - before)

    def _work_here(self) -> None:
        waiting, self._waiting, self._size = self._waiting, [], 0
        self._latest.clear()
        for outcome in self._writer.put_all([prepared(article, self._find) for article in waiting]):
            self._on_outcome(outcome)

    def _made(self, product: Product) -> None:
        documents = [(name, digest, self._latest.get(name) == number) for number, name, digest in product.documents]
        for outcome in self._writer.take(product.content, documents):
            self._on_outcome(outcome)
