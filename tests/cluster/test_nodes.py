"""Nodes can be killed and started one by one, and none outlives who started it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.cluster.conftest import VERSION
from tests.conftest import ROOT, environment
from tools.cluster import jars
from tools.cluster.jars import NotRunnable, program
from tools.cluster.nodes import Cluster, NodeDied

WAIT_SECONDS = 120


def put(url: str, body: bytes = b"") -> None:
    request = urllib.request.Request(url, body, {"Content-Type": "application/json"}, method="PUT")
    with urllib.request.urlopen(request, timeout=WAIT_SECONDS) as answer:
        assert answer.status in (200, 201)


def of_nodes() -> set[int]:
    """The processes of this machine that are nodes."""
    found = set()
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if b"\0OneNode\0" in (process / "cmdline").read_bytes():
                found.add(int(process.name))
        except OSError:  # ended meanwhile
            continue
    return found


@contextmanager
def tried_out(folder: Path) -> Iterator[tuple[subprocess.Popen[str], set[int], str]]:
    """`make cluster` with one node, once it is up: its process, that of the node and its URL."""
    command = [sys.executable, "-m", "tools.cluster", "--nodes", "1", "--version", VERSION, "--folder", str(folder)]
    with subprocess.Popen(command, cwd=ROOT, env=environment(), stdout=subprocess.PIPE, text=True) as owner:
        try:
            assert owner.stdout is not None
            said = []
            for line in owner.stdout:
                said.append(line)
                if "Ctrl-C" in line:
                    break
            assert said[0].startswith("http://127.0.0.1:"), said
            children = {int(pid) for pid in Path(f"/proc/{owner.pid}/task/{owner.pid}/children").read_text().split()}
            assert children <= of_nodes()
            assert len(children) == 1
            yield owner, children, said[0].strip()
        finally:
            owner.kill()


def gone(pids: set[int]) -> None:
    end = time.monotonic() + WAIT_SECONDS
    while pids & of_nodes():
        assert time.monotonic() < end, f"still there: {pids & of_nodes()}"
        time.sleep(0.05)


def test_three_nodes_are_one_cluster(cluster: Cluster) -> None:
    for n in range(3):
        answer = cluster.ask("/", n)
        assert answer["name"] == f"node-{n}"
        assert answer["version"]["number"].startswith(VERSION)
        assert cluster.ask("/_cluster/health", n)["number_of_nodes"] == 3


def test_a_killed_node_comes_back_with_what_it_had(cluster: Cluster) -> None:
    """None that has ended counts, and what is there is there on all three again."""
    index = f"{cluster.urls[0]}/test-nodes"
    settings = {"number_of_shards": 3, "number_of_replicas": 1, "unassigned.node_left.delayed_timeout": 0}
    put(index, json.dumps({"settings": {"index": settings}}).encode())
    put(f"{index}/_doc/1?refresh=true", b"{}")
    before = cluster.pids
    with pytest.raises(ValueError, match="node 1 runs"):
        cluster.start_node(1)
    cluster.kill(1, signal.SIGKILL)
    assert 1 not in cluster.pids
    cluster.start_node(1)
    cluster.wait("green", nodes=3)
    assert cluster.pids[1] != before[1]
    assert [cluster.ask("/test-nodes/_count", n)["count"] for n in range(3)] == [1, 1, 1]
    urllib.request.urlopen(urllib.request.Request(index, method="DELETE"), timeout=WAIT_SECONDS).close()


def test_a_stopped_node_goes_on(cluster: Cluster) -> None:
    cluster.kill(2, signal.SIGSTOP)
    with pytest.raises(TimeoutError):
        cluster.ask("/", 2, seconds=0.5)
    cluster.kill(2, signal.SIGCONT)
    cluster.wait("green", nodes=3)


def test_a_node_that_ends_by_itself_is_told_of(cluster: Cluster) -> None:
    """With what it said last, also to somebody who waits for the others."""
    os.kill(cluster.pids[2], signal.SIGKILL)
    with pytest.raises(NodeDied, match=r"node 2 ended with -9:\n"):
        cluster.wait("green", nodes=2)
    cluster.kill(2)
    cluster.start_node(2)
    cluster.wait("green", nodes=3)


@pytest.mark.usefixtures("cluster")
@pytest.mark.parametrize("stopped", [False, True], ids=["running", "stopped"])
def test_no_node_outlives_who_started_it(tmp_path: Path, stopped: bool) -> None:
    with tried_out(tmp_path) as (owner, nodes, _):
        if stopped:
            for pid in nodes:
                os.kill(pid, signal.SIGSTOP)
        owner.kill()
        owner.wait()
        gone(nodes)


@pytest.mark.usefixtures("cluster")
def test_what_is_tried_out_is_there_the_next_time(tmp_path: Path) -> None:
    """Ctrl-C is a good end, and a folder has one cluster at a time."""
    with tried_out(tmp_path) as (owner, nodes, url):
        put(f"{url}/kept", b'{"settings": {"number_of_replicas": 0}}')
        put(f"{url}/kept/_doc/1", b"{}")
        second = subprocess.run(
            [sys.executable, "-m", "tools.cluster", "--folder", str(tmp_path)],
            cwd=ROOT,
            env=environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        assert (second.returncode, "runs already" in second.stderr) == (1, True)
        owner.send_signal(signal.SIGINT)
        assert owner.wait() == 0
        gone(nodes)
    with (
        tried_out(tmp_path) as (_, _, url),
        urllib.request.urlopen(f"{url}/kept/_doc/1", timeout=WAIT_SECONDS) as kept,
    ):
        assert kept.status == 200


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A machine without Java and Maven, that has not brought any jars; a folder for a Java."""
    for name in [name for name in os.environ if name.startswith("JAVA_HOME")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(jars, "_FOLDERS_OF_JAVAS", (f"{tmp_path}/java-*",))
    monkeypatch.setattr(jars, "BUILD", tmp_path / "build")
    return tmp_path


def java(home: Path, version: str) -> None:
    (home / "bin").mkdir(parents=True)
    (home / "bin/javac").touch()
    (home / "release").write_text(f'IMPLEMENTOR="X"\nJAVA_VERSION="{version}"\n', "utf-8")


def test_without_java_it_says_which_is_needed(bare: Path) -> None:
    with pytest.raises(NotRunnable, match=r"needs a Java development kit, 21 or newer \(found: none\).*JAVA_HOME"):
        program("3.8")
    java(bare / "java-a", "1.8.0_292")
    java(bare / "java-b", "25.0.3")
    with pytest.raises(NotRunnable, match=r"2\.19 needs .*, 11 to 23 \(found: Java 25, Java 8\)"):
        program("2.19")


def test_without_maven_it_says_so(bare: Path) -> None:
    """Of several Javas one that is new enough is taken."""
    java(bare / "java-a", "17.0.15")
    java(bare / "java-b", "25.0.3")
    with pytest.raises(NotRunnable, match="there is no mvn on the PATH"):
        program("3.8")
    assert not list((bare / "build").glob("jars-*"))


def test_what_maven_said_is_told_and_half_of_the_jars_are_none(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    java(bare / "java-a", "25.0.3")
    maven = bare / "bin" / "mvn"
    maven.parent.mkdir()
    maven.write_text("#!/bin/sh\necho '[ERROR] Unknown host'\nexit 1\n", "utf-8")
    maven.chmod(0o755)
    monkeypatch.setenv("PATH", str(maven.parent))
    with pytest.raises(NotRunnable, match=r"mvn failed.*\n.*Unknown host"):
        program("3.8")
    assert [path.name for path in (bare / "build").iterdir()] == ["lock"]


@pytest.mark.usefixtures("cluster")
def test_a_jar_that_is_another_is_refused(tmp_path: Path) -> None:
    """What Maven brings runs with our rights."""
    runner = jars.RELEASES[VERSION].runner
    locked = jars.HERE / f"jars-{runner}.txt"
    brought = program(VERSION).jars
    jars._check(brought, locked)
    for jar in brought.glob("*.jar"):
        (tmp_path / jar.name).symlink_to(jar)
    changed = sorted(tmp_path.iterdir())[7]
    changed.unlink()
    changed.write_text("another", "utf-8")
    with pytest.raises(NotRunnable, match=changed.name):
        jars._check(tmp_path, locked)
