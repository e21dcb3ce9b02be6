"""The nodes of a cluster: asked in turn, left alone for a growing time when they fail, watched while they work.

A node that hangs (stopped, cut off) takes connections and never answers, and a node that works may take minutes for
one request. They are told apart by a sign of life: a request that has waited for long has its node asked, on another
connection, for anything at all. Who gives none is silent: all that waits for it is ended, and it comes off the bench
only when it answers again.
"""

from __future__ import annotations

import random
import socket
import threading
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, Literal

import urllib3

from indexer.cluster.settings import Settings

__all__ = ["Node", "Nodes", "Wait"]

_IDLE = 20.0
"""Seconds after which the thread that watches ends when there is nothing to watch."""
_SIGNS = urllib3.Retry(total=False, redirect=False)


@dataclass(eq=False, slots=True)
class Node:
    """A node, and how it fares."""

    url: str
    pool: urllib3.HTTPConnectionPool
    failures: int = 0
    """In a row."""
    is_benched: bool = False
    look_at: float = 0.0
    """When it is asked for a sign of life, if it is on the bench (of time.monotonic)."""


@dataclass(eq=False, slots=True)
class Wait:
    """A request that waits for a node, until a moment of time.monotonic. `ended` says why it was given up."""

    node: Node
    until: float
    heard: float = field(default_factory=time.monotonic)
    """When it began, or its node last gave a sign of life."""
    connection: Any = None
    ended: Literal["", "silent", "late"] = ""

    def end(self, why: Literal["silent", "late"]) -> None:
        self.ended = why
        if (sock := getattr(self.connection, "sock", None)) is not None:
            with suppress(OSError):
                # Not SSLSocket's own: that one takes the session away from the thread that reads from it.
                socket.socket.shutdown(sock, socket.SHUT_RDWR)


class Nodes:
    """Shared by threads. `pool` makes the connections of a URL; see `connections.pool_of`."""

    def __init__(
        self,
        urls: Sequence[str],
        settings: Settings,
        pool: Callable[[str, Callable[[Any], None]], urllib3.HTTPConnectionPool],
    ) -> None:
        self._settings = settings
        self._mutex = threading.Lock()
        self._of_thread = threading.local()
        self._waits: set[Wait] = set()
        self._watcher: threading.Thread | None = None
        self._closed = threading.Event()
        self._nodes = [Node(url, pool(url, self._note)) for url in urls]
        self._turn = random.randrange(len(urls))

    def __len__(self) -> int:
        return len(self._nodes)

    def next(self, tried: Collection[Node]) -> Node:
        """The next one that was not tried: of those that are well, else the one that is asked again the soonest."""
        with self._mutex:
            self._turn += 1
            turn = self._turn % len(self._nodes)
            order = [node for node in self._nodes[turn:] + self._nodes[:turn] if node not in tried]
            well = [node for node in order if not node.is_benched]
            return well[0] if well else min(order or self._nodes, key=lambda node: node.look_at)

    def is_any_well(self, tried: Collection[Node]) -> bool:
        """Whether there is a node that was not tried and is not on the bench."""
        with self._mutex:
            return any(not node.is_benched for node in self._nodes if node not in tried)

    def answered(self, node: Node) -> None:
        with self._mutex:
            node.failures, node.is_benched = 0, False

    def failed(self, node: Node) -> None:
        with self._mutex:
            self._bench(node)
            self._watch()

    @contextmanager
    def waiting(self, node: Node, until: float) -> Iterator[Wait]:
        """Have what this thread asks of a node watched: it is ended when the node is silent, or at `until`."""
        wait = Wait(node, until)
        with self._mutex:
            self._waits.add(wait)
            self._watch()
        self._of_thread.wait = wait
        try:
            yield wait
        finally:
            self._of_thread.wait = None
            with self._mutex:
                self._waits.discard(wait)

    def close(self) -> None:
        """End the thread that watches, and connections that nobody uses."""
        self._closed.set()
        for node in self._nodes:
            node.pool.close()

    def _note(self, connection: Any) -> None:
        """The connection that this thread uses, told by itself before it does anything that takes time."""
        if (wait := getattr(self._of_thread, "wait", None)) is not None:
            wait.connection = connection

    def _bench(self, node: Node) -> None:
        pause = min(self._settings.first_bench * 2 ** min(node.failures, 30), self._settings.longest_bench)
        node.failures += 1
        node.is_benched = True
        node.look_at = time.monotonic() + pause

    def _watch(self) -> None:
        if self._watcher is None and not self._closed.is_set():
            self._watcher = threading.Thread(target=self._go_round, name="nodes", daemon=True)
            self._watcher.start()

    def _go_round(self) -> None:
        tick = min(self._settings.silent_seconds / 4, self._settings.first_bench)
        busy = time.monotonic()
        while not self._closed.wait(tick):
            now = time.monotonic()
            with self._mutex:
                for wait in self._waits:
                    if now >= wait.until and not wait.ended:
                        wait.end("late")
                waited_for = {wait.node for wait in self._waits if now - wait.heard >= self._settings.silent_seconds}
                benched = {node for node in self._nodes if node.is_benched and now >= node.look_at}
                if self._waits or any(node.is_benched for node in self._nodes):
                    busy = now
                elif now - busy > _IDLE:
                    self._watcher = None
                    return
            for node in waited_for | benched:
                self._look_at(node)

    def _look_at(self, node: Node) -> None:
        """Ask for a sign of life: any answer is one."""
        timeout = urllib3.Timeout(connect=self._settings.connect_seconds, read=self._settings.silent_seconds)
        try:
            node.pool.urlopen("HEAD", "/", timeout=timeout, retries=_SIGNS, redirect=False)
            is_alive = True
        except urllib3.exceptions.HTTPError:
            is_alive = False
        with self._mutex:
            if is_alive:
                node.is_benched = False
            else:
                self._bench(node)
            for wait in self._waits:
                if wait.node is node and not wait.ended:
                    if is_alive:
                        wait.heard = time.monotonic()
                    else:
                        wait.end("silent")
