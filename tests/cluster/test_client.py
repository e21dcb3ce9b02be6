"""What a client makes of what goes wrong: success, or one error that names the URL and the mend, in bounded time."""

from __future__ import annotations

import logging
import socket
import ssl
import threading
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
import trustme

from indexer.cluster.client import Client
from indexer.cluster.settings import Secret
from indexer.errors import (
    ClusterBusy,
    ClusterDenied,
    ClusterError,
    ClusterFull,
    ClusterPartial,
    ClusterRefused,
    ClusterUnreachable,
    ClusterUnsuitable,
    UsageError,
)
from tests.cluster.stubs import QUICK, Reply, Request, Stub, authority_file, in_turn, served, stub

FOUND = Reply(200, {"took": 1, "timed_out": False, "_shards": {"total": 3, "failed": 0}, "hits": {"hits": []}})
BUSY = Reply(429, {"error": {"type": "rejected_execution_exception", "reason": "queue is full"}, "status": 429})
BREAKER = Reply(429, {"error": {"type": "circuit_breaking_exception", "reason": "Data too large"}, "status": 429})
PART = Reply(
    200,
    {
        "timed_out": False,
        "_shards": {"total": 3, "failed": 1, "failures": [{"reason": {"type": "node_gone", "reason": "it left"}}]},
        "hits": {"hits": []},
    },
)
HTML = Reply(200, b"<html><title>Welcome\x1b[2J</title></html>", {"content-type": "text/html"})


@pytest.fixture
def servers() -> Iterator[Callable[..., Stub]]:
    """Makes servers, which end with the test."""
    with ExitStack() as stack:
        yield lambda *args, **how: stack.enter_context(stub(*args, **how))


@pytest.fixture
def asks() -> Iterator[Callable[..., Client]]:
    """Makes clients of servers or URLs, which end with the test."""
    with ExitStack() as stack:

        def made(*of: Stub | str, **settings: Any) -> Client:
            urls = [one if isinstance(one, str) else one.url for one in of]
            return stack.enter_context(Client(urls, replace(QUICK, **settings)))

        yield made


Servers = Callable[..., Stub]
Asks = Callable[..., Client]


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


PASSING = [
    BUSY, BREAKER, PART, Reply(503, {"error": {"type": "cluster_manager_not_discovered_exception"}}),
    Reply(502, b"<html>"), Reply(504), Reply(500, {"error": {"type": "node_closed_exception"}}), Reply(fault="cut"),
    Reply(200, {"a": 1}, fault="cut in body"), Reply(200, {"a": 1}, fault="hangs in body"), Reply(fault="hangs"),
    Reply(200, {"timed_out": True}), Reply(200, {"terminated_early": True}),
]  # fmt: skip


@pytest.mark.parametrize(
    "wrong", PASSING, ids=lambda reply: f"{reply.status} {reply.fault} {str(reply.content)[:30]}"
)
def test_what_passes_is_asked_again(wrong: Reply, servers: Servers, asks: Asks) -> None:
    """One node, which does not do at first: the answer is the whole one that it gives then."""
    server = servers(in_turn(wrong, wrong, FOUND))
    settings = {"body_seconds": 0.1}
    client = asks(server, **settings, patience=10 if wrong.fault == "hangs" else 3)
    if wrong.fault == "hangs":
        threading.Timer(0.3, server.released.set).start()
    assert client.search("a", {}) == FOUND.content
    assert len(server.requests) == 3


LASTING = [
    (BUSY, ClusterBusy, "queue is full"),
    (BREAKER, ClusterBusy, "heap"),
    (Reply(503, {"error": {"type": "cluster_manager_not_discovered_exception"}}), ClusterBusy, "503"),
    (Reply(502, b"<html>"), ClusterBusy, "502"),
    (PART, ClusterPartial, "1 of its 3 shards did not answer: node_gone: it left"),
    (Reply(200, {"timed_out": True}), ClusterPartial, "ran out of time"),
    (Reply(fault="cut"), ClusterUnreachable, "cut the connection"),
    (Reply(200, {"a": 1}, fault="cut in body"), ClusterUnreachable, "cut the connection"),
    (Reply(200, {"a": 1}, fault="hangs in body"), ClusterUnreachable, "does not answer|PATIENCE"),
    (Reply(fault="hangs"), ClusterUnreachable, "PATIENCE"),
    (Reply(200, {"a": "a" * 5000}, fault="drips"), ClusterUnreachable, "PATIENCE|does not answer"),
    (Reply(500, {"error": {"type": "null_pointer_exception", "reason": "oh"}}), ClusterRefused, "500.*oh"),
    (Reply(401, b"Unauthorized"), ClusterDenied, "ONRECORD_CLUSTER_"),
    (Reply(403, {"error": {"type": "security_exception", "reason": "no right"}}), ClusterDenied, "no right"),
    (Reply(403, {"message": "User: anonymous is not authorized"}), ClusterDenied, "anonymous"),
    (HTML, ClusterUnsuitable, "HTML titled 'Welcome"),
    (Reply(404, b"<html></html>"), ClusterUnsuitable, "404 with a page"),
    (Reply(200, b'{"took": '), ClusterUnsuitable, "no JSON"),
    (Reply(200, b"[1]"), ClusterUnsuitable, "no JSON"),
    (Reply(302, b"", {"location": "https://login.example/?token=abc"}), ClusterUnsuitable, "https://login.example/ "),
    (Reply(413, b"<html>"), ClusterRefused, "413"),
    (Reply(400, {"error": {"type": "parsing_exception", "reason": "line\n1"}}), ClusterRefused, "line 1"),
    (
        Reply(429, {"error": {"type": "cluster_block_exception", "reason": "index [a] blocked by: [TOO_MANY_REQUESTS/"
        "12/disk usage exceeded flood-stage watermark, index has read-only-allow-delete block];"}}),
        ClusterFull,
        "make room",
    ),
    (Reply(429, BUSY.content, {"retry-after": "3600"}), ClusterBusy, "queue is full"),
]  # fmt: skip


@pytest.mark.parametrize(("wrong", "error", "told"), LASTING, ids=lambda one: str(one)[:40])
def test_what_lasts_is_one_error(
    wrong: Reply, error: type[ClusterError], told: str, servers: Servers, asks: Asks
) -> None:
    """It ends within its time, says what is wrong and which URL it is of, and shows no control character."""
    server = servers(lambda _: wrong)
    with pytest.raises(error, match=told) as raised:
        asks(server, patience=0.4, body_seconds=0.1).search("a", {})
    assert server.url in str(raised.value)
    assert server.url in raised.value.url
    assert raised.value.hint
    assert str(raised.value).isprintable()


@pytest.mark.parametrize("after", ["1", "in a second", "nonsense", "-5"])
def test_a_server_says_when_it_is_to_be_asked_again(after: str, servers: Servers, asks: Asks) -> None:
    """By seconds or by a moment; what is neither is passed over."""
    if after == "in a second":
        after = format_datetime(datetime.now(UTC) + timedelta(seconds=1), usegmt=True)
    server = servers(in_turn(Reply(429, BUSY.content, {"retry-after": after}), FOUND))
    assert asks(server).search("a", {}) == FOUND.content


def test_a_status_that_is_expected_is_an_answer(servers: Servers, asks: Asks) -> None:
    """It is told apart by `status`; a page of somebody else's is not taken for it."""
    client = asks(servers(in_turn(Reply(404, {"found": False}), Reply(404, b""), HTML, Reply(404, b"<html>"))))
    assert client.request("GET", "/a/_doc/1", accept=(200, 404)).status == 404
    assert client.request("HEAD", "/a", accept=(200, 404)).status == 404
    for _ in range(2):
        with pytest.raises(ClusterUnsuitable):
            client.request("GET", "/a/_doc/1", accept=(200, 404))


def test_a_refusal_has_its_status_and_kind(servers: Servers, asks: Asks) -> None:
    """The innermost reason is told: that is what can be mended."""
    error = {
        "root_cause": [{"type": "query_shard_exception", "reason": "failed to create query"}],
        "type": "search_phase_execution_exception",
        "reason": "all shards failed",
        "caused_by": {
            "type": "x",
            "reason": "failed to create query",
            "caused_by": {"reason": "maxClauseCount is 1024"},
        },
    }
    with pytest.raises(ClusterRefused, match="failed to create query; maxClauseCount is 1024") as raised:
        asks(servers(lambda _: Reply(400, {"error": error, "status": 400}))).search("a", {})
    assert (raised.value.status, raised.value.kind) == (400, "query_shard_exception")


def test_nodes_are_asked_in_turn_over_connections_that_stay(servers: Servers, asks: Asks) -> None:
    """Each of two gets half of what is asked."""
    first, second = servers(lambda _: FOUND), servers(lambda _: FOUND)
    client = asks(first, second)
    for _ in range(10):
        client.search("a", {})
    assert len(first.requests) == len(second.requests) == 5


def test_a_node_that_is_gone_is_passed_over(servers: Servers, asks: Asks) -> None:
    """Whatever is asked is answered by the others."""
    server = servers(lambda _: FOUND)
    client = asks(f"http://127.0.0.1:{free_port()}", server, f"http://127.0.0.1:{free_port()}")
    for _ in range(20):
        assert client.search("a", {}) == FOUND.content


def test_a_silent_node_costs_one_wait_and_comes_back(servers: Servers, asks: Asks) -> None:
    """It takes what it is asked and does not answer: one request waits for it, the others go elsewhere until it gives
    a sign of life again."""
    well, hung = servers(lambda _: FOUND), servers(lambda _: FOUND)
    client = asks(well, hung, patience=60)
    client.search("a", {})
    hung.silent.set()
    for _ in range(30):
        assert client.search("a", {}) == FOUND.content
    asked = len(hung.requests)
    assert len(well.requests) >= 29
    hung.silent.clear()
    while len(hung.requests) <= asked + 2:
        client.search("a", {})


def test_many_that_wait_for_a_silent_node_are_all_set_free(servers: Servers, asks: Asks) -> None:
    """Threads share a client: each gets its own answer."""
    well, hung = (
        servers(lambda request: Reply(200, {"of": request.path})),
        servers(lambda request: Reply(200, {"of": request.path})),
    )
    client = asks(well, hung, patience=60)
    client.request("GET", "/a")
    hung.silent.set()
    with ThreadPoolExecutor(8) as threads:
        paths = [f"/{number}" for number in range(64)]
        assert list(threads.map(lambda path: client.request("GET", path)["of"], paths)) == paths


def test_a_slow_answer_of_a_node_that_lives_is_waited_for(servers: Servers, asks: Asks) -> None:
    """It gives signs of life, over other connections: it is asked once."""
    server = servers(lambda _: FOUND)
    looked = threading.Event()

    def slow(_: Request) -> Reply:
        seen = server.looks
        while server.looks < seen + 3:
            looked.wait(0.01)
        return FOUND

    server.answer = slow
    assert asks(server, silent_seconds=0.1, patience=60).search("a", {}) == FOUND.content
    assert len(server.requests) == 1


def test_an_answer_that_got_lost_is_told_where_that_matters(servers: Servers, asks: Asks) -> None:
    """What must not be done twice is not asked twice; what was not sent is asked elsewhere."""
    server = servers(lambda _: Reply(fault="cut"))
    client = asks(server)
    with pytest.raises(ClusterUnreachable) as raised:
        client.request("POST", "/_aliases", {}, lost="told")
    assert raised.value.sent
    assert len(server.requests) == 1
    client = asks(f"http://127.0.0.1:{free_port()}", servers(lambda _: FOUND))
    for _ in range(4):
        assert client.request("POST", "/_aliases", {}, lost="told").status == 200


def test_what_checks_is_asked_before_each_time(servers: Servers, asks: Asks) -> None:
    """Who must not write any more sends nothing more, in the middle of what is tried again too."""
    server = servers(lambda _: BUSY)

    def check() -> None:
        if len(server.requests) == 2:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        asks(server).request("POST", "/_bulk", lines=b"{}\n", check=check)
    assert len(server.requests) == 2


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (
            {"version": {"number": "8.1.0"}, "tagline": "You Know, for Search"},
            "is Elasticsearch 8.1.0, not",
        ),
        ({"version": {"number": "2.18.0", "distribution": "opensearch"}}, "OpenSearch 2.18.0: too old"),
        ({"version": {"number": "7.10.2", "distribution": "opensearch"}}, ""),
        ({"version": "3"}, "something else"),
        ({}, "something else"),
    ],
)
def test_what_is_no_opensearch_of_today_is_refused(content: Any, told: str, servers: Servers, asks: Asks) -> None:
    """Before anything is asked of it."""
    server = servers(lambda _: Reply(200, content), known=False)
    client = asks(server)
    if not told:
        content["version"]["number"] = "2.19.1"
        client.search("a", {})
        return
    with pytest.raises(ClusterUnsuitable, match=told):
        client.search("a", {})
    assert not server.requests


def test_who_may_not_ask_for_the_version_may_search(servers: Servers, asks: Asks) -> None:
    """A role for one index has no right to the cluster."""
    denied = Reply(403, {"error": {"type": "security_exception"}})
    server = servers(lambda request: denied if request.path == "/" else FOUND, known=False)
    assert asks(server).search("a", {}) == FOUND.content


def test_searches_that_the_cluster_was_too_busy_for_are_made_again_alone(servers: Servers, asks: Asks) -> None:
    """The answers are in the order of what was asked."""
    asked: list[list[int]] = []

    def answer(request: Request) -> Reply:
        numbers = [line["number"] for line in request.lines[1::2]]
        asked.append(numbers)
        good = [{"status": 200, "of": number, **FOUND.content} for number in numbers]
        bad = [{"status": 429, "error": BUSY.content["error"]}, {"status": 200, **PART.content}]
        return Reply(200, {"responses": good[:1] + bad[: len(good) - 1] + good[3:]})

    client = asks(servers(answer))
    found = client.searches([("a", {"number": number}) for number in range(5)])
    assert [one["of"] for one in found] == [0, 1, 2, 3, 4]
    assert asked == [[0, 1, 2, 3, 4], [1, 2], [2]]


def test_one_of_many_searches_that_is_refused_is_an_error(servers: Servers, asks: Asks) -> None:
    """None of them is passed over, and none may be missing."""
    refused = {"status": 400, "error": {"type": "parsing_exception", "reason": "no"}}
    with pytest.raises(ClusterRefused, match="parsing_exception"):
        asks(servers(lambda _: Reply(200, {"responses": [refused]}))).searches([("a", {})])
    with pytest.raises(ClusterRefused, match="0 answers to 1"):
        asks(servers(lambda _: Reply(200, {"responses": []}))).searches([("a", {})])


def test_bodies_are_packed_where_it_is_asked_for(servers: Servers, asks: Asks) -> None:
    """Large ones; what arrives is what was sent."""
    server = servers(lambda _: FOUND)
    body = {"text": "word " * 2000}
    asks(server, gzip=True).search("a", body)
    asks(server).search("a", body)
    assert [request.headers.get("content-encoding") for request in server.requests] == ["gzip", None]
    assert all(request.lines == [body] for request in server.requests)


def test_who_asks_is_told_and_shown_nowhere(servers: Servers, asks: Asks, caplog: pytest.LogCaptureFixture) -> None:
    """A password, a key: in the header of each request; in no error, log, traceback or representation."""
    caplog.set_level(logging.DEBUG)
    denied = Reply(401, {"error": {"type": "security_exception", "reason": "Unauthorized"}})
    server = servers(in_turn(FOUND, denied))
    for settings, header in (
        ({"user": "desk", "password": Secret("hünter2")}, "Basic ZGVzazpow7xudGVyMg=="),
        ({"api_key": Secret("s3cr3t")}, "ApiKey s3cr3t"),
    ):
        server.answer = in_turn(FOUND, denied)
        client = asks(server, **settings)
        client.search("a", {})
        assert server.requests[-1].headers["authorization"] == header
        with pytest.raises(ClusterDenied) as raised:
            client.search("a", {})
        shown = (
            "".join(traceback.format_exception(raised.value))
            + repr(client.settings)
            + caplog.text
            + repr(vars(client))
        )
        assert not any(secret in shown for secret in ("hünter2", "s3cr3t", "ZGVzazpow7xudGVyMg"))


# ---- certificates


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


def test_a_certificate_of_an_authority_that_is_named(
    authority: trustme.CA, servers: Servers, asks: Asks, tmp_path: Path
) -> None:
    """All goes well, faults over an encrypted connection too."""
    context = served(authority.issue_cert("127.0.0.1"))
    hung, well = (servers(in_turn(*PASSING[:3], FOUND), context=context) for _ in range(2))
    client = asks(hung, well, ca_file=authority_file(authority, tmp_path), patience=60)
    client.search("a", {})
    hung.silent.set()
    for _ in range(10):
        assert client.search("a", {}) == FOUND.content


def test_certificates_that_do_not_do(authority: trustme.CA, servers: Servers, asks: Asks, tmp_path: Path) -> None:
    """Of an unknown authority, another host, another time: nothing is sent, and it is said at once which it is."""
    trusted = authority_file(authority, tmp_path)
    past = datetime(2001, 1, 1, tzinfo=UTC)
    for certificate, told in (
        (trustme.CA().issue_cert("127.0.0.1"), "not trusted .*ONRECORD_CLUSTER_CA_FILE"),
        (authority.issue_cert("search.example"), "for another host"),
        (authority.issue_cert("127.0.0.1", not_before=past, not_after=past + timedelta(days=1)), "has expired"),
    ):
        server = servers(context=served(certificate))
        with pytest.raises(ClusterUnreachable, match=told):
            asks(server, ca_file=trusted, patience=60).search("a", {})
        assert not server.requests


def test_http_where_https_is_spoken_and_the_reverse(
    authority: trustme.CA, servers: Servers, asks: Asks, tmp_path: Path
) -> None:
    """It is told which of them it is."""
    trusted = authority_file(authority, tmp_path)
    secure, plain = servers(context=served(authority.issue_cert("127.0.0.1"))), servers()
    with pytest.raises(ClusterUnreachable, match=f"it speaks HTTPS.*write https://127.0.0.1:{secure.port}"):
        asks(secure.url.replace("https", "http"), patience=60).search("a", {})
    with pytest.raises(ClusterUnreachable, match="it speaks HTTP and was asked by HTTPS"):
        asks(plain.url.replace("http", "https"), ca_file=trusted, patience=60).search("a", {})
    nginx = servers(lambda _: Reply(400, b"<html>The plain HTTP request was sent to HTTPS port</html>"), known=False)
    with pytest.raises(ClusterUnsuitable, match="speaks HTTPS"):
        asks(nginx).search("a", {})


def test_a_server_that_wants_a_certificate(
    authority: trustme.CA, servers: Servers, asks: Asks, tmp_path: Path
) -> None:
    """It is shown the one of the settings; without one, that is what is told."""
    trusted = authority_file(authority, tmp_path)
    context = served(authority.issue_cert("127.0.0.1"))
    authority.configure_trust(context)
    context.verify_mode = ssl.CERT_REQUIRED
    server = servers(lambda _: FOUND, context=context)
    with pytest.raises(ClusterUnreachable, match=r"wants a certificate.*ONRECORD_CLUSTER_CERTIFICATE"):
        asks(server, ca_file=trusted).search("a", {})
    mine = authority.issue_cert("desk@example.org")
    certificate, key = tmp_path / "mine.pem", tmp_path / "key.pem"
    mine.cert_chain_pems[0].write_to_path(certificate)
    mine.private_key_pem.write_to_path(key)
    shown = {"ca_file": trusted, "certificate": str(certificate), "key": str(key)}
    assert asks(server, **shown).search("a", {}) == FOUND.content
    with pytest.raises(UsageError, match="cannot be used"):
        asks(server, **{**shown, "key": trusted})
    with pytest.raises(UsageError, match="has no certificates"):
        asks(server, ca_file=__file__)


def test_names_and_ports_that_are_not_there(asks: Asks) -> None:
    """Of each node it is said why; nobody waits for a cluster that was never there."""
    port = free_port()
    with pytest.raises(ClusterUnreachable) as raised:
        asks(f"http://127.0.0.1:{port}", "http://no.such.host.invalid:9200", patience=600).search("a", {})
    assert f"http://127.0.0.1:{port}: connection refused" in str(raised.value)
    assert "http://no.such.host.invalid:9200: its name is not known" in str(raised.value)
    assert not raised.value.sent
