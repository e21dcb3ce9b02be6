"""What is written in bulk arrives: all of it, of each document in order, whatever a server refuses or loses."""

from __future__ import annotations

import json
import threading
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.cluster.bulk import Bulk
from indexer.cluster.client import Client
from indexer.errors import ClusterBusy, ClusterFull, ClusterRefused
from tests.cluster.stubs import QUICK, Reply, Request, Stub, stub
from tests.conftest import tries

TEMPER = ("well", "busy", "away", "some busy", "some failing", "lost", "cut", "torn")
REFUSALS = {"busy": Reply(429, {"error": {"type": "rejected"}}), "away": Reply(503), "cut": Reply(fault="cut")}
HASTE = replace(QUICK, first_pause=0.0005, longest_pause=0.001, first_bench=0.001, longest_bench=0.002)


class Store:
    """What a server that takes bulk requests has done, and how it behaves: a mood a request, then well for ever.

    A request of more than `limit` bytes is refused. `some busy` takes every second action, `lost` does all and cuts
    the connection before it answers, `torn` in the answer.
    """

    def __init__(self, moods: Sequence[str] = (), limit: int = 1 << 20) -> None:
        self.left = list(moods)
        self.limit = limit
        self.done: dict[tuple[str, str], list[tuple[str, Any]]] = defaultdict(list)
        self.versions: dict[tuple[str, str], int] = {}
        self.wrong: dict[str, dict[str, Any]] = {}
        """What is answered of an id."""
        self.mutex = threading.Lock()

    def __call__(self, request: Request) -> Reply:
        if len(request.body) > self.limit:
            return Reply(413, b"<html>too large")
        with self.mutex:
            mood = self.left.pop() if self.left else "well"
            if mood in ("busy", "away", "cut"):
                return {
                    "busy": Reply(429, {"error": {"type": "rejected"}}),
                    "away": Reply(503),
                    "cut": Reply(fault="cut"),
                }[mood]
            items = [self._item(mood, number, *action) for number, action in enumerate(actions(request.lines))]
        errors = any("error" in told for item in items for told in item.values())
        fault = {"lost": "cut", "torn": "cut in body"}.get(mood, "")
        return Reply(200, {"errors": errors, "items": items}, fault=fault)  # type: ignore[arg-type]

    def told(self) -> dict[tuple[str, str], list[Any]]:
        """What was done of each document, in order."""
        return {key: without_repeats(done) for key, done in self.done.items()}

    def _item(self, mood: str, number: int, what: str, told: dict[str, Any], source: Any) -> dict[str, Any]:
        key = told["_index"], told["_id"]
        if told["_id"] in self.wrong:
            return {what: self.wrong[told["_id"]]}
        if number % 2 and mood.startswith("some"):
            return {
                what: {
                    "status": 429 if mood == "some busy" else 500,
                    "error": {"type": "rejected", "reason": "queue"},
                }
            }
        if told.get("version", 0) < self.versions.get(key, 0):
            return {what: {"status": 409, "error": {"type": "version_conflict_engine_exception", "reason": "older"}}}
        self.versions[key] = told.get("version", 0)
        was = bool(self.done[key]) and self.done[key][-1][0] == "index"
        self.done[key].append((what, source))
        return {what: {"status": 200 if what == "index" or was else 404}}


def actions(lines: list[Any]) -> Iterator[tuple[str, dict[str, Any], Any]]:
    """What is to be done, with what, and the document."""
    left = iter(lines)
    for line in left:
        ((what, told),) = line.items()
        yield what, told, next(left) if what == "index" else None


def without_repeats(done: list[Any]) -> list[Any]:
    """What was done again because its answer was lost counts once."""
    return [one for before, one in zip([None, *done], done, strict=False) if one != before]


@pytest.fixture(scope="module")
def server() -> Iterator[Stub]:
    with stub() as made:
        yield made


@pytest.fixture(scope="module")
def client(server: Stub) -> Iterator[Client]:
    with Client([server.url], HASTE) as made:
        yield made


@settings(max_examples=tries(60, 1000))
@given(data=st.data())
def test_every_document_arrives_in_order_whatever_is_refused(
    data: st.DataObject, server: Stub, client: Client
) -> None:
    """Of each id, all that was sent for it was done, in that order; a request is never larger than the server takes,
    in the end; parts are no larger than they may be, but for one document."""
    names = data.draw(st.lists(st.sampled_from("abcdefghij"), min_size=1, max_size=40))
    deleted = data.draw(st.lists(st.booleans(), min_size=len(names), max_size=len(names)))
    moods = data.draw(st.lists(st.sampled_from(TEMPER), max_size=12))
    store = Store(moods, limit=data.draw(st.sampled_from([200, 400, 1 << 20])))
    part_bytes = data.draw(st.sampled_from([1, 300, 1 << 20]))
    server.answer, server.requests[:] = store, []
    sent: dict[tuple[str, str], list[Any]] = defaultdict(list)
    waited_after = data.draw(st.integers(0, len(names)))
    with Bulk(client, part_bytes=part_bytes, threads=data.draw(st.integers(1, 3))) as bulk:
        for number, (name, is_deleted) in enumerate(zip(names, deleted, strict=True)):
            if number == waited_after:
                bulk.wait()
                assert store.told() == {key: without_repeats(wanted) for key, wanted in sent.items()}
            document = {"number": number, "text": "x" * 50}
            sent["i", name].append(("delete", None) if is_deleted else ("index", document))
            if is_deleted:
                bulk.delete("i", name)
            else:
                bulk.index("i", name, json.dumps(document).encode())
        bulk.wait()
    assert store.told() == {key: without_repeats(wanted) for key, wanted in sent.items()}
    for request in server.requests:
        of_a_part = list(actions(request.lines))
        assert len(of_a_part) == len({told["_id"] for _, told, _ in of_a_part})
        assert len(request.body) <= part_bytes or len(of_a_part) == 1


def filled(bulk: Bulk, count: int = 20) -> None:
    for number in range(count):
        bulk.index("i", f"id{number}", b"{}")
    bulk.wait()


def test_a_server_that_takes_less_is_sent_less(server: Stub, client: Client) -> None:
    """What was refused for its size is sent in halves, and what comes after is no larger."""
    server.answer, server.requests[:] = Store(limit=300), []
    with Bulk(client, threads=1) as bulk:
        filled(bulk, 100)
        refused = len(server.requests)
        filled(bulk, 100)
    assert refused > 100 * 43 / 300
    assert all(len(request.body) <= 300 for request in server.requests[refused:])


def test_a_document_that_is_too_large_is_named(server: Stub, client: Client) -> None:
    """With its size, and what can be done."""
    server.answer = Store(limit=300)
    with Bulk(client) as bulk:
        bulk.index("i", "short", b"{}")
        bulk.index("i", "long", b'{"text": "%b"}' % (b"x" * 1000))
        with pytest.raises(ClusterRefused, match=r"no document of 1,0\d\d bytes: long .*max_content") as raised:
            bulk.wait()
    assert raised.value.status == 413


def test_what_comes_after_a_later_version_is_counted_and_no_error(server: Stub, client: Client) -> None:
    """Without a version a conflict is an error: nobody knows what is there then."""
    server.answer = store = Store()
    with Bulk(client) as bulk:
        for version in (3, 2, 4):
            bulk.index("i", "a", b'{"version": %d}' % version, version=version)
        bulk.wait()
        assert bulk.outdated == 1
        bulk.index("i", "a", b"{}")
        with pytest.raises(ClusterRefused, match="version_conflict"):
            bulk.wait()
    assert store.done["i", "a"] == [("index", {"version": 3}), ("index", {"version": 4})]


WRONG: list[tuple[dict[str, Any], type[Exception], str]] = [
    ({"status": 400, "error": {"type": "mapper_parsing_exception", "reason": "failed to parse"}}, ClusterRefused,
     r"id7: refused: 400 mapper_parsing_exception: failed to parse"),
    ({"status": 404, "error": {"type": "index_not_found_exception", "reason": "no such index [i]"}}, ClusterRefused,
     "no such index"),
    ({"status": 429, "error": {"type": "cluster_block_exception", "reason": "disk usage exceeded flood-stage"}},
     ClusterFull, "make room"),
    ({"status": 429, "error": {"type": "circuit_breaking_exception", "reason": "too large"}}, ClusterBusy, "heap"),
    ({"status": 500, "error": {"type": "null_pointer_exception", "reason": "oh"}}, ClusterRefused, "id7.*oh"),
]  # fmt: skip


@pytest.mark.parametrize(("told", "error", "message"), WRONG, ids=[message for *_, message in WRONG])
def test_a_document_that_is_refused_for_good_is_told(
    told: dict[str, Any], error: type[Exception], message: str, server: Stub, client: Client
) -> None:
    """By its id and the reason, and by every later call."""
    server.answer = store = Store()
    store.wrong["id7"] = told
    with Bulk(client, patience=0.5) as bulk:
        for _ in range(2):
            with pytest.raises(error, match=message):
                filled(bulk)


def test_an_answer_that_is_not_of_what_was_sent_is_refused(server: Stub, client: Client) -> None:
    """Nothing is taken for done that was not acknowledged."""
    for content in ({}, {"errors": True, "items": []}, {"took": 3}):
        server.answer = lambda _, content=content: Reply(200, content)
        with Bulk(client) as bulk, pytest.raises(ClusterRefused, match="0 answers to"):
            filled(bulk, 2)


def test_who_must_not_write_any_more_sends_nothing(server: Stub, client: Client) -> None:
    """What `check` raises is raised by the next call, and closing sends nothing of what waits."""
    server.answer, server.requests[:] = Store(), []
    lost = threading.Event()

    def check() -> None:
        if lost.is_set():
            raise InterruptedError("another one writes")

    with Bulk(client, check=check, part_bytes=1) as bulk:
        filled(bulk, 3)
        lost.set()
        with pytest.raises(InterruptedError, match="another one writes"):
            filled(bulk)
    assert len(server.requests) == 3


def test_closing_waits_for_no_cluster_that_is_busy(server: Stub, client: Client) -> None:
    """A writer that is interrupted ends, whatever is being tried again."""
    server.answer, server.requests[:] = lambda _: REFUSALS["busy"], []
    with Bulk(client, part_bytes=1, threads=1, patience=600) as bulk:
        bulk.index("i", "a", b"{}")
        bulk.index("i", "b", b"{}")
        while len(server.requests) < 3:
            threading.Event().wait(0.001)
    with pytest.raises(ValueError, match="closed"):
        bulk.wait()
