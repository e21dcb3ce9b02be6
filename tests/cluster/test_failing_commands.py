"""Commands of a cluster that does not do: exit code 2 and one message, which names the URL and the mend."""

from __future__ import annotations

import re
import ssl
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
import trustme

from tests.cluster.stubs import Reply, Stub, served, stub
from tests.conftest import SEEDS, Run

SECRET = "hunter2-is-no-password"
SETTINGS = {"USER": "desk", "PASSWORD": SECRET, "PATIENCE": "1", "SILENT_SECONDS": "0.3", "CONNECT_SECONDS": "2"}
ELASTICSEARCH = {"version": {"number": "8.14.0"}, "tagline": "You Know, for Search"}
BUSY = Reply(429, {"error": {"type": "rejected_execution_exception", "reason": "queue is full"}, "status": 429})
PART = Reply(200, {"_shards": {"total": 3, "failed": 1, "failures": [{"reason": {"type": "node_gone"}}]}})
_NO_ANSWER = "does not answer|no answer in the time", "restart that node|raise ONRECORD_CLUSTER_PATIENCE"
"""Where a machine is busy the time is over before the node is known to be silent."""
FAULTS = {
    "a bad password": (Reply(401, b"Unauthorized"), "not let in", "look at user and password"),
    "no right": (Reply(403, {"error": {"type": "security_exception"}}), "not allowed", "give this user a role"),
    "429 for ever": (BUSY, "queue is full", "ask again later"),
    "it hangs": (Reply(fault="hangs"), *_NO_ANSWER),
    "it hangs half way": (Reply(200, {"a": 1}, fault="hangs in body"), *_NO_ANSWER),
    "it cuts": (Reply(fault="cut"), "cut the connection", "look at its log"),
    "a web page": (Reply(200, b"<html><title>Hello</title></html>"), "is no OpenSearch", "listens on 9200"),
    "Elasticsearch": (Reply(200, ELASTICSEARCH), "is Elasticsearch 8.14.0", "needs OpenSearch 2.19 or newer"),
}
COMMANDS = {"search": ["search", "water"], "prompt": ["repl"], "index": ["index", str(SEEDS)]}


@pytest.fixture
def servers() -> Iterator[ExitStack]:
    """What is entered ends with the test."""
    with ExitStack() as stack:
        yield stack


def fails(run: Run, server: Stub, command: list[str], *told: str) -> None:
    """A command ends with one message that has all of this, and shows no secret."""
    changes = {f"ONRECORD_CLUSTER_{name}": value for name, value in SETTINGS.items()}
    done = run(*command, "-i", f"{server.url}/news", **changes)
    assert done.returncode == 2, done.stderr
    assert done.stdout == ""
    for each in (server.url, *told):
        assert re.search(each, " ".join(done.stderr.split()))
    assert done.stderr.count("onrecord: ") == 1, done.stderr
    assert "Traceback" not in done.stderr
    assert SECRET not in done.stderr


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_one_error(fault: str, command: str, servers: ExitStack, run: Run) -> None:
    """From the first request on."""
    reply, *told = FAULTS[fault]
    fails(run, servers.enter_context(stub(lambda _: reply, known=False)), COMMANDS[command], *told)


@pytest.mark.parametrize("fault", ["429 for ever", "it hangs", "it cuts"])
def test_a_fault_of_a_node_that_was_there(fault: str, servers: ExitStack, run: Run) -> None:
    """It answered who it is, and nothing else."""
    reply, *told = FAULTS[fault]
    fails(run, servers.enter_context(stub(lambda _: reply)), COMMANDS["search"], *told)


def test_an_answer_in_part_is_none(servers: ExitStack, run: Run) -> None:
    server = servers.enter_context(stub(lambda _: PART))
    changes = {f"ONRECORD_CLUSTER_{name}": value for name, value in SETTINGS.items()}
    done = run("search", "water", "-i", f"{server.url}/news", **changes)
    assert done.returncode == 2
    assert done.stdout == ""


@pytest.mark.parametrize("command", COMMANDS)
def test_certificates_that_do_not_do(command: str, servers: ExitStack, run: Run, tmp_path: Path) -> None:
    """Of an authority that nobody trusts: no password is sent."""
    context: ssl.SSLContext = served(trustme.CA().issue_cert("127.0.0.1"))
    server = servers.enter_context(stub(context=context))
    fails(run, server, COMMANDS[command], "its certificate is not trusted", "ONRECORD_CLUSTER_CA_FILE")
    assert server.requests == []
    assert server.looks == 0
