"""What is written in bulk: gathered into parts, sent by threads, and sent again as long as the cluster is only busy.

Nothing is lost: `wait` comes back when every action was acknowledged, and raises otherwise. Nothing is done in a
wrong order: what concerns one document goes through one thread, no part has two actions for it, and a part is done
before the next one of its thread is sent. Only what a node took and held back while others went on may come late; a
version (`external_gte`) has that refused, and such a refusal is counted and is no error.
"""

from __future__ import annotations

import threading
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from queue import Empty, Full, Queue
from time import monotonic
from typing import Any, Self

import orjson

from indexer.cluster.answers import error_of
from indexer.cluster.client import Client, Pauses
from indexer.errors import ClusterBusy, ClusterError, ClusterRefused

__all__ = ["Bulk"]

_PART_BYTES = 4 << 20
_THREADS = 2
_TRIES = 6
"""So often is a part tried that meets an error of the cluster's own (500), as a node gives that is being stopped."""
_LOOK = 0.2
"""Seconds between two looks at whether a thread failed."""
_ANSWERED = "filter_path=errors,items.*.status,items.*.error.type,items.*.error.reason,items.*.error.caused_by"


@dataclass(frozen=True, slots=True)
class _Action:
    key: tuple[str, str]
    """The index and the id."""
    lines: bytes
    has_version: bool


class _Stopped(Exception):
    """There is nothing to be sent any more."""


class _Lane:
    """Parts of one thread: one is gathered, one waits, one is sent."""

    def __init__(self) -> None:
        self.gathered: dict[tuple[str, str], _Action] = {}
        self.size = 0
        self.queue: Queue[list[_Action] | None] = Queue(1)
        self.thread: threading.Thread | None = None


class Bulk:
    """Sends actions. An error of one is raised by whatever is called next, and nothing more is sent."""

    def __init__(
        self,
        client: Client,
        *,
        check: Callable[[], None] = lambda: None,
        part_bytes: int = _PART_BYTES,
        threads: int = _THREADS,
        patience: float = 300.0,
    ) -> None:
        """`check` is called before every request, and raises where nothing is to be sent any more. `patience` is how
        long (seconds) it is tried while nothing at all gets through."""
        self._client = client
        self._check = check
        self._part_bytes = part_bytes
        self._patience = patience
        self._lanes = [_Lane() for _ in range(threads)]
        self._error: BaseException | None = None
        self._stopped = threading.Event()
        self.outdated = 0
        """How many actions came after a later one for the same document."""
        self._mutex = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: object, at: object) -> None:
        self.close()

    def index(self, index: str, name: str, source: bytes, *, version: int | None = None) -> None:
        """Have a document (JSON on one line) in an index, instead of the one with its name."""
        self._add("index", index, name, version, source)

    def delete(self, index: str, name: str, *, version: int | None = None) -> None:
        """Have no document of this name in an index."""
        self._add("delete", index, name, version, None)

    def wait(self) -> None:
        """Until all is done."""
        for lane in self._lanes:
            self._hand_over(lane)
        for lane in self._lanes:
            lane.queue.join()
        self._raise()

    def close(self) -> None:
        """Send no more than is being sent; what was not waited for may be done or not."""
        self._stopped.set()
        for lane in self._lanes:
            if lane.thread is None:
                continue
            while lane.thread.is_alive():
                try:
                    lane.queue.get_nowait()
                    lane.queue.task_done()
                except Empty:
                    pass
                try:
                    lane.queue.put(None, timeout=_LOOK)
                    break
                except Full:
                    continue
            lane.thread.join()
            lane.thread = None

    def _add(self, what: str, index: str, name: str, version: int | None, source: bytes | None) -> None:
        told: dict[str, Any] = {"_index": index, "_id": name}
        if version is not None:
            told |= {"version": version, "version_type": "external_gte"}
        line = orjson.dumps({what: told})
        lines = b"%b\n%b\n" % (line, source) if source is not None else b"%b\n" % line
        action = _Action((index, name), lines, version is not None)
        lane = self._lanes[zlib.crc32(name.encode("utf-8", "surrogatepass")) % len(self._lanes)]
        if action.key in lane.gathered or (lane.gathered and lane.size + len(lines) > self._part_bytes):
            self._hand_over(lane)
        lane.gathered[action.key] = action
        lane.size += len(lines)

    def _hand_over(self, lane: _Lane) -> None:
        """Have what was gathered sent, once what was gathered before is taken."""
        self._raise()
        if not lane.gathered:
            return
        if lane.thread is None:
            lane.thread = threading.Thread(target=self._work, args=(lane.queue,), name="bulk", daemon=True)
            lane.thread.start()
        actions = list(lane.gathered.values())
        lane.gathered, lane.size = {}, 0
        while True:
            try:
                lane.queue.put(actions, timeout=_LOOK)
                return
            except Full:
                self._raise()

    def _raise(self) -> None:
        if self._error is not None:
            raise self._error
        if self._stopped.is_set():
            raise ValueError("nothing can be written in bulk after it was closed")

    def _work(self, queue: Queue[list[_Action] | None]) -> None:
        while (actions := queue.get()) is not None:
            try:
                if self._error is None and not self._stopped.is_set():
                    self._send(actions)
            except _Stopped:
                pass
            except BaseException as error:  # whatever it is, it is for who waits
                self._error = self._error or error
            finally:
                queue.task_done()

    def _may_go_on(self) -> None:
        if self._stopped.is_set() or self._error is not None:
            raise _Stopped
        self._check()

    def _send(self, actions: Sequence[_Action]) -> None:
        """Have a part done, whatever it takes."""
        parts = [list(actions)]
        pauses = self._pauses()
        own_errors = 0
        while parts:
            part = parts.pop()
            try:
                answer = self._client.request(
                    "POST",
                    f"/_bulk?{_ANSWERED}",
                    lines=b"".join(action.lines for action in part),
                    seconds=self._patience,
                    check=self._may_go_on,
                )
            except ClusterRefused as error:
                if error.status != 413:
                    raise
                parts += self._halves(part, error)
                continue
            left, busy = self._judged(part, answer)
            if busy is not None:
                own_errors += isinstance(busy, ClusterRefused)
                if len(left) < len(part):
                    pauses = self._pauses()
                if own_errors >= _TRIES or not pauses.wait():
                    raise busy
                parts.append(left)

    def _pauses(self) -> Pauses:
        return Pauses(self._client.settings, monotonic() + self._patience)

    def _halves(self, part: list[_Action], error: ClusterRefused) -> list[list[_Action]]:
        """What is too large in one, in two, the first of them last; parts to come are no larger than these."""
        size = sum(len(action.lines) for action in part)
        if len(part) == 1:
            raise ClusterRefused(
                f"{error.url}: it takes no document of {size:,} bytes: {part[0].key[1]}",
                url=error.url,
                status=413,
                kind=error.kind,
                hint="raise http.max_content_length of its nodes, or the limit of a proxy; or leave that article out",
            ) from error
        with self._mutex:
            self._part_bytes = min(self._part_bytes, max(size // 2, 1))
        half = len(part) // 2
        return [part[half:], part[:half]]

    def _judged(self, part: list[_Action], answer: Mapping[str, Any]) -> tuple[list[_Action], ClusterError | None]:
        """What of a part is to be sent again, and why. ClusterError for what will never be done."""
        if answer.get("errors") is False:
            return [], None
        url = ",".join(self._client.urls)
        items = answer.get("items", ())
        if len(items) != len(part):
            raise error_of(url, 200, {"message": f"{len(items)} answers to {len(part)} actions"})
        left: list[_Action] = []
        busy: ClusterError | None = None
        for action, item in zip(part, items, strict=True):
            (told,) = item.values()
            status, error = int(told["status"]), told.get("error")
            if status in (200, 201) or (status == 404 and not error):
                continue
            if status == 409 and action.has_version:
                with self._mutex:
                    self.outdated += 1
                continue
            wrong = error_of(url, status, {"error": error or ""}, action.key[1])
            if not isinstance(wrong, ClusterBusy) and status != 500:
                raise wrong
            left.append(action)
            busy = wrong
        return left, busy
