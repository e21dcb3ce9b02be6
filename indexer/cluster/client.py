"""Asks a cluster: one way for every request, which ends in an answer or in one error, within a bounded time.

Nodes are asked in turn (`nodes.py`). One that gives no answer is followed by the next at once; a cluster that is busy
is asked again after a growing pause, chance in it so that many who wait do not come back together. Every request may
therefore be made more than once: what is asked has to be such that it does no harm, or say `lost="told"`.
"""

from __future__ import annotations

import gzip
import random
import threading
import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Literal, NamedTuple, Self

import orjson
import urllib3

from indexer.cluster.answers import Answer, check_whole, error_of, read_answer, refuse_unsuitable
from indexer.cluster.connections import pool_of, trust
from indexer.cluster.faults import Fault, fault_of, unreachable
from indexer.cluster.location import is_loopback
from indexer.cluster.nodes import Node, Nodes
from indexer.cluster.settings import Settings, read_settings
from indexer.cluster.signing import signer_of
from indexer.errors import ClusterBusy, ClusterError, ClusterPartial, ClusterRefused

__all__ = ["Client", "Pauses"]

_PACKED_FROM = 4096
"""Bytes from which a body is worth packing."""
_TRIES = 4
"""So often is an answer asked for that was not whole, or an error of the cluster's own (500)."""
_NO_RETRIES = urllib3.Retry(total=False, redirect=False)


class _Raw(NamedTuple):
    status: int
    headers: Mapping[str, str]
    data: bytes


class Pauses:
    """How long to wait before something is tried again: longer each time, up to an end (of time.monotonic)."""

    def __init__(self, settings: Settings, until: float) -> None:
        self._next = settings.first_pause
        self._longest = settings.longest_pause
        self._until = until

    def wait(self, *, at_least: float = 0.0) -> bool:
        """Sleep; False, at once, if the time would be over by then."""
        pause = max(random.uniform(self._next / 2, self._next), at_least)
        self._next = min(2 * self._next, self._longest)
        if time.monotonic() + pause >= self._until:
            return False
        time.sleep(pause)
        return True


class Client:
    """Asks the cluster at some URLs; threads may share it."""

    def __init__(self, urls: Sequence[str], settings: Settings | None = None) -> None:
        """UsageError if the settings (None: those of the environment) do not do. Nothing is asked yet."""
        self.urls = tuple(urls)
        self.settings = read_settings(urls) if settings is None else settings
        self._signer = signer_of(self.settings)
        context = trust(self.settings)
        self._nodes = Nodes(urls, self.settings, lambda url, note: pool_of(url, self.settings, context, note))
        self._packs = self.settings.gzip
        if self._packs is None:
            self._packs = not all(map(is_loopback, urls))
        self._first = threading.Lock()
        self._is_known = False
        self._was_reached = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: object, at: object) -> None:
        self.close()

    def close(self) -> None:
        self._nodes.close()

    def request(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        lines: bytes | None = None,
        accept: Collection[int] = (200, 201),
        seconds: float | None = None,
        lost: Literal["again", "told"] = "again",
        check: Callable[[], None] | None = None,
    ) -> Answer:
        """The answer to a request with a JSON `body`, or `lines` of it. ClusterError.

        It ends within `seconds` (`Settings.patience`). Where it was sent and the answer got lost it is made again, or
        with `lost="told"` ClusterUnreachable is raised. `check` is called before each time that it is made, and may
        raise.
        """
        until = time.monotonic() + (self.settings.patience if seconds is None else seconds)
        self._make_known(until)
        return self._asked(method, path, body, lines, accept, until, lost, check)

    def search(self, index: str, body: Mapping[str, Any], *, seconds: float | None = None) -> Answer:
        """The whole answer of a search in an index, or of one in a point in time, for which `index` is empty."""
        path = f"{f'/{index}' if index else ''}/_search?allow_partial_search_results=false"
        return self.request("POST", path, body, seconds=seconds)

    def searches(
        self, asked: Iterable[tuple[str, Mapping[str, Any]]], *, seconds: float | None = None
    ) -> list[Answer]:
        """The whole answers of many searches, made in one request; those that the cluster was too busy for are made
        again, without the others."""
        lines = [_search_lines(index, body) for index, body in asked]
        until = time.monotonic() + (self.settings.patience if seconds is None else seconds)
        pauses = Pauses(self.settings, until)
        found: dict[int, Answer] = {}
        partials = 0
        while left := [number for number in range(len(lines)) if number not in found]:
            answer = self.request(
                "POST", "/_msearch", lines=b"".join(lines[n] for n in left), seconds=until - time.monotonic()
            )
            responses = answer.get("responses", ())
            url = ",".join(self.urls)
            error: ClusterError | None = None
            if len(responses) != len(left):
                raise error_of(url, answer.status, {"message": f"{len(responses)} answers to {len(left)} searches"})
            for number, response in zip(left, responses, strict=True):
                try:
                    found[number] = _one_of_many(response, url)
                except (ClusterBusy, ClusterPartial) as passing:
                    error = passing
            if error is not None:
                partials += isinstance(error, ClusterPartial)
                if partials >= _TRIES or not pauses.wait():
                    raise error
        return [found[number] for number in range(len(lines))]

    def _make_known(self, until: float) -> None:
        """Before anything else, that it is an OpenSearch that will do: once."""
        if self._is_known:
            return
        with self._first:
            if not self._is_known:
                # Who may read an index need not be allowed to ask for the version (403); a wrong password is told.
                answer = self._asked("GET", "/", None, None, (200, 403), until, "again", None)
                if answer.status == 200:
                    refuse_unsuitable(answer, ",".join(self.urls))
                self._is_known = True

    def _asked(
        self,
        method: str,
        path: str,
        body: object,
        lines: bytes | None,
        accept: Collection[int],
        until: float,
        lost: Literal["again", "told"],
        check: Callable[[], None] | None,
    ) -> Answer:
        data = lines if lines is not None else b"" if body is None else orjson.dumps(body)
        headers = self._headers(data, is_lines=lines is not None)
        if headers.get("Content-Encoding"):
            data = gzip.compress(data, 1, mtime=0)
        pauses = Pauses(self.settings, until)
        faults: dict[str, Fault] = {}
        tried: set[Node] = set()
        rounds = own_errors = 0
        error: ClusterError | None = None
        while True:
            if check is not None:
                check()
            node = self._nodes.next(tried)
            tried.add(node)
            at_least = 0.0
            raw = self._sent(node, method, path, headers, data, until)
            if isinstance(raw, Fault):
                self._nodes.failed(node)
                if time.monotonic() >= until:
                    raise error or unreachable({node.url: raw} | faults)  # what an earlier one had to say tells more
                faults[node.url] = raw
                if raw.sent and lost == "told":
                    raise unreachable(faults)
                if self._nodes.is_any_well(tried) or (len(tried) < len(self._nodes) and not self._was_reached):
                    continue
                rounds += 1
                error = None
                if all(fault.lasts for fault in faults.values()) or (rounds > 1 and not self._was_reached):
                    raise unreachable(faults)
            else:
                self._nodes.answered(node)
                self._was_reached = True
                faults.pop(node.url, None)
                try:
                    return read_answer(node.url, path, raw.status, raw.headers, raw.data, accept)
                except (ClusterBusy, ClusterPartial, ClusterRefused) as told:
                    own_errors += not isinstance(told, ClusterBusy)
                    if (isinstance(told, ClusterRefused) and told.status != 500) or own_errors >= _TRIES:
                        raise
                    error = told
                    at_least = _retry_after(raw.headers)
            tried.clear()
            if not pauses.wait(at_least=at_least):
                raise error or unreachable(faults)

    def _headers(self, data: bytes, *, is_lines: bool) -> dict[str, str]:
        headers = {"User-Agent": "onrecord", "Accept": "application/json"}
        if data:
            headers["Content-Type"] = "application/x-ndjson" if is_lines else "application/json"
        if self._packs:
            headers["Accept-Encoding"] = "gzip"
            if len(data) >= _PACKED_FROM:
                headers["Content-Encoding"] = "gzip"
        return headers

    def _sent(
        self, node: Node, method: str, path: str, headers: dict[str, str], data: bytes, until: float
    ) -> _Raw | Fault:
        """What a node answers, or why it does not."""
        left = max(until - time.monotonic(), 0.01)
        timeout = urllib3.Timeout(connect=min(self.settings.connect_seconds, left), read=left)
        signed: Mapping[str, str] = headers
        if self._signer is not None:
            signed = {**headers, **self._signer(method, node.url + path, headers, data)}
        with self._nodes.waiting(node, until) as wait:
            try:
                response = node.pool.urlopen(
                    method, path, body=data or None, headers=signed, timeout=timeout, retries=_NO_RETRIES,
                    redirect=False, preload_content=False,
                )  # fmt: skip
                content = response.read(decode_content=True)
            except urllib3.exceptions.HTTPError as error:
                return fault_of(error, wait)
            if wait.ended:
                return fault_of(urllib3.exceptions.ProtocolError("ended"), wait)
            return _Raw(response.status, response.headers, content)


def _search_lines(index: str, body: Mapping[str, Any]) -> bytes:
    header = {"allow_partial_search_results": False} | ({"index": index} if index else {})
    return b"%b\n%b\n" % (orjson.dumps(header), orjson.dumps(body))


def _one_of_many(response: Mapping[str, Any], url: str) -> Answer:
    """One of the answers to many searches. ClusterError."""
    status = int(response.get("status", 200))
    if "error" in response or status != 200:
        raise error_of(url, status, response)
    check_whole(response, url)
    return Answer(response, status)


def _retry_after(headers: Mapping[str, str]) -> float:
    """Seconds that the answer asks to wait for; it names them, or a moment."""
    stated = headers.get("retry-after", "").strip()
    if stated.isdecimal():
        return float(stated)
    try:
        moment = parsedate_to_datetime(stated)
    except ValueError:
        return 0.0
    return max((moment.astimezone(UTC) - datetime.now(UTC)).total_seconds(), 0.0)
