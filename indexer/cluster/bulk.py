"""What is sent in bulk: gathered, sent by threads, and sent again as long as the cluster is only busy.

An action is sent under a version that is higher than that of every earlier one of this writer and of those before it
(`external_gte`): sent twice it is done once, and what comes late is refused. What is refused for its size is sent in
halves; of a request that was done in part, the rest is sent again.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from queue import Empty, Full, Queue
from typing import Any

import orjson

from indexer.cluster.client import Client
from indexer.errors import ClusterBusy, ClusterFull, ClusterRefused

__all__ = ["Bulk"]

_SIZE = 4 << 20
"""Bytes of a request, about."""
_THREADS = 2
_PATIENCE = 300.0
"""Seconds that a busy cluster is asked again and again."""
_LONGEST_PAUSE = 10.0
_BUSY = frozenset((429, 502, 503, 504))
_FAILED = "filter_path=errors,items.*.status,items.*.error.type,items.*.error.reason"


@dataclass(frozen=True, slots=True)
class _Action:
    lines: bytes
    name: str
    """What it is about, for a message."""


class Bulk:
    """Sends actions; in `wait` all that were added are done. An error of one is raised by whatever is called next."""

    def __init__(self, client: Client, *, check: Callable[[], None]) -> None:
        """`check` is called before every request, and raises where nothing is to be sent any more."""
        self._client = client
        self._url = ",".join(client.urls)
        self._check = check
        self._waiting: list[_Action] = []
        self._size = 0
        self._queue: Queue[list[_Action] | None] = Queue(_THREADS)
        self._error: BaseException | None = None
        self._threads: list[threading.Thread] = []

    def index(self, index: str, name: str, source: bytes, *, version: int | None = None) -> None:
        """Have a document in an index, instead of the one with its name."""
        self._add("index", index, name, version, source)

    def delete(self, index: str, name: str, *, version: int | None = None) -> None:
        """Have no document of this name in an index."""
        self._add("delete", index, name, version, None)

    def _add(self, what: str, index: str, name: str, version: int | None, source: bytes | None) -> None:
        told: dict[str, Any] = {"_index": index, "_id": name}
        if version is not None:
            told |= {"version": version, "version_type": "external_gte"}
        line = orjson.dumps({what: told})
        lines = b"%b\n%b\n" % (line, source) if source is not None else b"%b\n" % line
        self._waiting.append(_Action(lines, name))
        self._size += len(lines)
        if self._size >= _SIZE:
            self._hand_over()

    def _hand_over(self) -> None:
        self._raise()
        if not self._waiting:
            return
        if not self._threads:
            self._threads = [threading.Thread(target=self._work, name="bulk", daemon=True) for _ in range(_THREADS)]
            for thread in self._threads:
                thread.start()
        actions, self._waiting, self._size = self._waiting, [], 0
        while True:
            try:
                self._queue.put(actions, timeout=0.5)
                return
            except Full:
                self._raise()

    def wait(self) -> None:
        """Until all is done."""
        self._hand_over()
        if self._threads:
            self._queue.join()
        self._raise()

    def close(self) -> None:
        """Send no more than is being sent."""
        while True:
            try:
                self._queue.get_nowait()
                self._queue.task_done()
            except Empty:
                break
        for _ in self._threads:
            self._queue.put(None)
        for thread in self._threads:
            thread.join()
        self._threads = []

    def _raise(self) -> None:
        if self._error is not None:
            raise self._error

    def _work(self) -> None:
        while (actions := self._queue.get()) is not None:
            try:
                if self._error is None:
                    self._send(actions)
            except BaseException as error:  # whatever it is, it is for who waits
                self._error = error
            finally:
                self._queue.task_done()

    def _send(self, actions: list[_Action]) -> None:
        until = time.monotonic() + _PATIENCE
        pause = 0.1
        while actions:
            try:
                answer = self._client.request(
                    "POST",
                    f"/_bulk?{_FAILED}",
                    lines=b"".join(action.lines for action in actions),
                    seconds=_PATIENCE,
                    check=self._check,
                )
            except ClusterRefused as error:
                if error.status != 413:
                    raise
                if len(actions) == 1:
                    raise ClusterRefused(
                        f"{error.url} takes no document of {len(actions[0].lines):,} bytes: {actions[0].name}",
                        url=error.url,
                        status=413,
                        kind=error.kind,
                        hint="raise http.max_content_length of its nodes, or leave that article out",
                    ) from error
                half = len(actions) // 2
                self._send(actions[:half])
                actions = actions[half:]
                continue
            actions = _left(actions, answer, self._url)
            if actions:
                if time.monotonic() > until:
                    raise ClusterBusy(
                        f"{self._url} was too busy to take articles, for {_PATIENCE:.0f} seconds",
                        url=self._url,
                        hint="what was committed is kept; look at its load, and run it again",
                    )
                time.sleep(random.uniform(pause / 2, pause))
                pause = min(2 * pause, _LONGEST_PAUSE)


def _left(actions: list[_Action], answer: dict[str, Any], url: str) -> list[_Action]:
    """What is to be sent again. An action that came too late is done: a later one was before it."""
    if not answer.get("errors"):
        return []
    left = []
    for action, item in zip(actions, answer["items"], strict=True):
        (told,) = item.values()
        error = told.get("error", {})
        if told["status"] in (200, 201, 409) or (told["status"] == 404 and not error):
            continue
        reason = str(error.get("reason", ""))
        if error.get("type") == "cluster_block_exception" and "disk usage" in reason:
            raise ClusterFull(
                f"{url}: its disks are full: {reason}",
                url=url,
                hint="make room on its nodes or add one; what was committed is kept, run it again then",
            )
        if told["status"] not in _BUSY:
            raise ClusterRefused(
                f"{url} refuses {action.name}: {told['status']} {error.get('type')}: {reason}",
                url=url,
                status=int(told["status"]),
                kind=str(error.get("type")),
                hint="what was committed is kept",
            )
        left.append(action)
    return left
