"""A worker process: takes articles, finds quotations, inverts, and writes segments for the committer.

It talks over one connection. In: batches of articles with their numbers, paths to write to, and a
word to write what it holds. Out: how many batches are done, and each segment that is written. It
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
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from pathlib import Path
from queue import SimpleQueue
from typing import Any, Protocol

from indexer.article import Article, Quotation
from indexer.store.heap import give_back
from indexer.store.invert import Inverter, record_of
from indexer.store.lexicon import Lexicon
from indexer.store.writer import LEXICON_SHARE
from indexer.text.languages import language_of
from indexer.workers import garbage
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
class NextSegment:
    """Where the next segment is to be written."""

    path: Path


@dataclass(frozen=True, slots=True)
class Finish:
    """Write what is held, and say so."""


@dataclass(frozen=True, slots=True)
class Done:
    """A batch is taken in."""


@dataclass(frozen=True, slots=True)
class Finished:
    """All that was held is written."""


@dataclass(frozen=True, slots=True)
class Written:
    """A segment: its path, the CRC-32 of its table, and (number, id, digest) of each of its documents."""

    path: Path
    table_crc32: int
    documents: list[tuple[int, str, int]]


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


def prepared(article: Article, find: FindQuotes | None) -> tuple[Article, list[Quotation]]:
    """An article with its language, if its words tell one, and its quotations."""
    if article.language is None and (language := language_of(article.body)):
        article = replace(article, language=language)
    return article, find(article.body, language=article.language) if find else []


class Worker:
    """The loop of one worker; `place` is shared with the parent and says which article it is on."""

    def __init__(self, connection: Connection, place: mmap.mmap, memory: int, find: FindQuotes | None) -> None:
        self._connection = connection
        self._place = place
        self._memory = memory
        self._find = find
        self._lexicon = Lexicon()
        self._inverter = Inverter()
        self._documents: list[tuple[int, str, int]] = []
        self._paths: list[Path] = []
        self._folder = Path()

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
            self._connection.send(_failed(error, self._folder))
            while inbox.get() is not None:  # who ends while the parent sends is taken for dead
                pass

    def _serve(self, inbox: SimpleQueue[object]) -> None:
        while (message := inbox.get()) is not None:
            if isinstance(message, Batch):
                for number, packed in enumerate(message.packed_articles, message.first):
                    self._take(number, unpacked(packed))
                self._connection.send(Done())
            elif isinstance(message, NextSegment):
                self._paths.append(message.path)
                self._folder = message.path.parent
                if not len(self._inverter):
                    self._inverter = Inverter(self._lexicon, folder=message.path.parent)
            elif isinstance(message, Finish):
                self._write()
                self._connection.send(Finished())
            if self._inverter.held > self._memory and self._paths and not self._inverter.spill():
                self._write()

    def _receive(self, inbox: SimpleQueue[object]) -> None:
        try:
            while True:
                inbox.put(self._connection.recv())
        except (EOFError, OSError):
            inbox.put(None)

    def _take(self, number: int, article: Article) -> None:
        PLACE.pack_into(self._place, 0, number)
        article, quotations = prepared(article, self._find)
        record, digest = record_of(article, quotations)
        if self._inverter.find(article.id) is not None:
            self._inverter.kill(article.id)
        self._inverter.add(article, quotations, record, digest)
        self._documents.append((number, article.id, digest))

    def _write(self) -> None:
        if not len(self._inverter):
            return
        documents, self._documents = self._documents, []
        path = self._paths.pop(0)
        self._connection.send(Written(path, self._inverter.write(path, memory=self._memory), documents))
        self._lexicon = self._lexicon.within(self._memory // LEXICON_SHARE, self._inverter.seen)
        self._inverter = Inverter(self._lexicon, folder=path.parent)
        give_back()


def _failed(error: Exception, folder: Path) -> Failed:
    trace = "".join(traceback.format_exception(error))
    if isinstance(error, OSError):
        return Failed(error.errno, error.strerror or str(error), str(error.filename or folder), trace)
    return Failed(None, f"{type(error).__name__}: {error}", "", trace)


def main() -> None:
    """What a worker process runs that is started anew, with the arguments that `indexer.workers.pool` gives it."""
    connection, place, memory, find = sys.argv[1:]
    shared = mmap.mmap(int(place), PLACE.size)
    os.close(int(place))
    work(Connection(int(connection)), shared, int(memory), find)


def work(connection: Connection, place: mmap.mmap, memory: int, find: str) -> None:
    """Work until the connection ends; `find` is what `named` gives."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to answer
    with garbage.seldom(), suppress(BrokenPipeError, ConnectionResetError):  # the parent is gone
        Worker(connection, place, memory, resolved(find)).run()
