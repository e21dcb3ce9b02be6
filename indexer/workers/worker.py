"""A worker process: takes articles, finds quotations, and makes of them what the writer takes (`making`).

It talks over one connection. In: batches of articles with their numbers, what the writer says of the next
product, and a word to make what there is. Out: how many batches are done, and each product. It
ends when the connection does, so it never outlives the process that started it by more than a batch.
"""

from __future__ import annotations

import importlib
import mmap
import os
import signal
import struct
import sys
import threading
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from pathlib import Path
from queue import SimpleQueue
from typing import Any, Protocol

from indexer.article import Article, Quotation
from indexer.text.languages import language_of
from indexer.workers import garbage
from indexer.workers.making import Maker, Product
from indexer.workers.wire import unpacked


class FindQuotes(Protocol):
    """What finds the quotations of an article."""

    def __call__(self, text: str, /, *, language: str | None) -> list[Quotation]:
        """The quotations of a text in this language, if it is known."""
        ...


PLACE = struct.Struct("<q")


@dataclass(frozen=True, slots=True)
class Batch:
    """Articles in a row, as `indexer.workers.wire` packs them; the number of the first."""

    first: int
    packed_articles: Sequence[tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Next:
    """What the writer says of the next product: where it is to be written, for one."""

    order: object


@dataclass(frozen=True, slots=True)
class Finish:
    """Make a product of what is held, and say so."""


@dataclass(frozen=True, slots=True)
class Done:
    """A batch is taken in."""


@dataclass(frozen=True, slots=True)
class Finished:
    """All that was held is made."""


@dataclass(frozen=True, slots=True)
class Failed:
    """Nothing more comes: an error of the system with its number, or another; what it says, and where it was."""

    errno: int | None
    reason: str
    place: str
    trace: str


def named(find: FindQuotes | None) -> str | None:
    """A name under which another process finds the same function; "" for none, None if there is no such name."""
    if find is None:
        return ""
    name = f"{getattr(find, '__module__', '')}:{getattr(find, '__qualname__', '')}"
    try:
        return name if resolved(name) is find else None
    except (ImportError, AttributeError, ValueError):
        return None


def resolved(name: str) -> FindQuotes | None:
    """The inverse of `named`."""
    if not name:
        return None
    module, _, function = name.partition(":")
    found: FindQuotes = getattr(importlib.import_module(module), function)
    return found


def resolved_maker(name: str) -> Callable[[int], Maker]:
    """The maker that a writer names, to be made with the bytes that it may take."""
    module, _, made = name.partition(":")
    found: Callable[[int], Maker] = getattr(importlib.import_module(module), made)
    return found


def prepared(article: Article, find: FindQuotes | None) -> tuple[Article, list[Quotation]]:
    """An article with its language, if its words tell one, and its quotations."""
    if article.language is None and (language := language_of(article.body)):
        article = replace(article, language=language)
    return article, find(article.body, language=article.language) if find else []


class Worker:
    """The loop of one worker; `place` is shared with the parent and says which article it is on."""

    def __init__(self, connection: Connection, place: mmap.mmap, maker: Maker, find: FindQuotes | None) -> None:
        self._connection = connection
        self._place = place
        self._maker = maker
        self._find = find

    def run(self) -> None:
        """Work until the connection ends, or until something fails, which is told."""
        inbox: SimpleQueue[object] = SimpleQueue()
        # Read ahead in a thread: a parent that sends must never wait for a worker that sends.
        threading.Thread(target=self._receive, args=(inbox,), daemon=True).start()
        try:
            self._serve(inbox)
        except (BrokenPipeError, ConnectionResetError):
            raise
        except Exception as error:  # whatever it is, it is the parent's to tell
            self._connection.send(_failed(error, self._maker.folder))
            while inbox.get() is not None:  # who ends while the parent sends is taken for dead
                pass

    def _serve(self, inbox: SimpleQueue[object]) -> None:
        while (message := inbox.get()) is not None:
            if isinstance(message, Batch):
                for number, packed in enumerate(message.packed_articles, message.first):
                    self._take(number, unpacked(packed))
                self._connection.send(Done())
            elif isinstance(message, Next):
                self._maker.begin(message.order)
            elif isinstance(message, Finish):
                self._send(self._maker.made())
                self._connection.send(Finished())
            if self._maker.is_full():
                self._send(self._maker.made())

    def _receive(self, inbox: SimpleQueue[object]) -> None:
        try:
            while True:
                inbox.put(self._connection.recv())
        except (EOFError, OSError):
            inbox.put(None)

    def _take(self, number: int, article: Article) -> None:
        PLACE.pack_into(self._place, 0, number)
        self._maker.take(number, *prepared(article, self._find))

    def _send(self, products: Iterator[Product]) -> None:
        for product in products:
            self._connection.send(product)


def _failed(error: Exception, folder: Path) -> Failed:
    trace = "".join(traceback.format_exception(error))
    if isinstance(error, OSError):
        return Failed(error.errno, error.strerror or str(error), str(error.filename or folder), trace)
    return Failed(None, f"{type(error).__name__}: {error}", "", trace)


def main() -> None:
    """What a worker process runs that is started anew, with the arguments that `indexer.workers.pool` gives it."""
    connection, place, memory, maker, find = sys.argv[1:]
    shared = mmap.mmap(int(place), PLACE.size)
    os.close(int(place))
    work(Connection(int(connection)), shared, int(memory), maker, find)


def work(connection: Connection, place: mmap.mmap, memory: int, maker: str, find: str) -> None:
    """Work until the connection ends; `maker` is what the writer names, `find` is what `named` gives."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to answer
    with garbage.seldom(), suppress(BrokenPipeError, ConnectionResetError):  # the parent is gone
        Worker(connection, place, resolved_maker(maker)(memory), resolved(find)).run()
