"""The worker processes of a build, seen from the one that reads the files and commits.

Reading takes a few per cent of the time that finding quotations and inverting take, so one process
reads and hands out batches; each worker makes products of its own, segments for one, which the writer takes in.
"""

from __future__ import annotations

import signal
from collections import deque
from collections.abc import Callable, Sequence
from multiprocessing import Pipe
from multiprocessing.connection import wait
from types import TracebackType
from typing import Literal

from indexer.article import Article
from indexer.errors import WorkerDied
from indexer.workers.making import Product
from indexer.workers.process import start
from indexer.workers.wire import packed, unpacked
from indexer.workers.worker import PLACE, Batch, Done, Failed, Finish, Finished, Next

_WAITING = 2
"""Batches that a worker may have before it: one to work on, one to go on with."""
_ENDING = 5.0
_WAIT = 0.02
"""Seconds that one waits for a message before `on_wait` is called again."""


class Member:
    """One worker process."""

    def __init__(self, memory: int, maker: str, find: str) -> None:
        """`maker` is what the writer names, `find` is what `indexer.workers.worker.named` gives."""
        self.connection, theirs = Pipe()
        self._batches: deque[tuple[Batch, int]] = deque()
        self._place, self.process = start(theirs, memory, maker, find)
        theirs.close()
        self.finishing = False

    @property
    def waiting(self) -> int:
        return len(self._batches)

    def send(self, message: object, *, read: int = 0) -> None:
        """Of a batch, so many bytes were read for it."""
        if isinstance(message, Batch):
            self._batches.append((message, read))
        self.connection.send(message)

    def unfinished(self) -> tuple[int, int]:
        """Articles that it has before it, and the bytes that were read for them."""
        on: int = PLACE.unpack_from(self._place, 0)[0]
        articles = bytes_read = 0
        for batch, read in self._batches:
            size = len(batch.packed_articles)
            left = size - min(max(on - batch.first, 0), size)
            articles += left
            bytes_read += read * left // size
        return articles, bytes_read

    def done(self) -> None:
        self._batches.popleft()

    def on(self) -> Article | None:
        """The article that it was on when it was last heard of."""
        number: int = PLACE.unpack_from(self._place, 0)[0]
        for batch, _ in self._batches:
            if batch.first <= number < batch.first + len(batch.packed_articles):
                return unpacked(batch.packed_articles[number - batch.first])
        return unpacked(self._batches[0][0].packed_articles[0]) if self._batches else None

    def end(self) -> None:
        self.connection.close()
        if self.process.wait(_ENDING) is None:
            self.process.kill()
            self.process.wait()
        self._place.close()


class WorkerPool:
    """Some workers. `next_order` is what the writer says of each product, `on_made` takes it, in this process."""

    def __init__(
        self,
        count: int,
        *,
        memory: int,
        maker: str,
        find: str,
        next_order: Callable[[], object],
        on_made: Callable[[Product], None],
        on_wait: Callable[[], None] = lambda: None,
    ) -> None:
        """`memory` is that of one worker's batch, in bytes. `on_wait` is called while workers are waited for."""
        self._on_wait = on_wait
        self._next_order = next_order
        self._on_made = on_made
        self._members: list[Member] = []
        try:
            for _ in range(count):
                member = Member(memory, maker, find)
                self._members.append(member)
                member.send(Next(next_order()))
        except BaseException:
            self._end(how="now")
            raise

    def send(self, first: int, articles: Sequence[Article], *, read: int = 0) -> None:
        """Hand out a batch, whose first article has the number `first` and for which so many bytes were read; waits
        while all have enough."""
        while True:
            member = min(self._members, key=lambda member: member.waiting)
            if member.waiting < _WAITING:
                break
            self._hear(_WAIT)
        self._tell(member, Batch(first, [packed(article) for article in articles]), read=read)
        self._hear(0)

    def unfinished(self) -> tuple[int, int]:
        """Articles that were handed out and are not worked on yet, and the bytes that were read for them."""
        left = [member.unfinished() for member in self._members]
        return sum(articles for articles, _ in left), sum(read for _, read in left)

    def finish(self) -> None:
        """Wait until everything that was handed out is made, and taken in."""
        for member in self._members:
            member.finishing = True
            self._tell(member, Finish())
        while any(member.finishing for member in self._members):
            self._hear(_WAIT)

    def _tell(self, member: Member, message: object, *, read: int = 0) -> None:
        try:
            member.send(message, read=read)
        except (BrokenPipeError, ConnectionResetError):
            raise _death(member) from None

    def _hear(self, timeout: float) -> None:
        if timeout:
            self._on_wait()
        by_connection = {member.connection: member for member in self._members}
        for connection in wait(list(by_connection), timeout):
            member = by_connection[connection]  # type: ignore[index]  # only what was given comes back
            try:
                message = member.connection.recv()
            except (EOFError, ConnectionResetError):
                raise _death(member) from None
            if isinstance(message, Done):
                member.done()
            elif isinstance(message, Finished):
                member.finishing = False
            elif isinstance(message, Failed):
                raise _failure(member, message)
            elif isinstance(message, Product):
                self._tell(member, Next(self._next_order()))
                self._on_made(message)

    def __enter__(self) -> WorkerPool:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end(how="now" if kind else "at ease")

    def _end(self, *, how: Literal["now", "at ease"]) -> None:
        if how == "now":
            for member in self._members:
                member.process.kill()
        for member in self._members:
            member.end()


def _death(member: Member) -> WorkerDied:
    status = member.process.wait()
    assert status is not None  # nothing but a time limit ends the waiting before
    how = signal.Signals(-status).name if status < 0 else f"exit status {status}"
    return _died(member, f"died ({how})")


def _failure(member: Member, failed: Failed) -> Exception:
    """What failed in a worker as if it had failed here; its own trace is a note of it."""
    error: Exception
    if failed.errno is not None:
        error = OSError(failed.errno, failed.reason, failed.place)
    elif failed.reason.startswith(MemoryError.__name__):
        error = _died(member, "ran out of memory")
    else:
        error = RuntimeError(f"{failed.reason}{_where(member)}")
    error.add_note(failed.trace)
    return error


def _died(member: Member, how: str) -> WorkerDied:
    hint = "what was committed before is kept; leave the file out, or give it more --memory"
    return WorkerDied(f"a worker process {how}{_where(member)}", hint=hint)


def _where(member: Member) -> str:
    article = member.on()
    return f" while it was on {article.path or article.id} ({article.id})" if article else ""
