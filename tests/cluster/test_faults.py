"""Real faults of a real cluster, with one replica: nothing is lost, no answer is wrong or in part, and all ends.

While articles are sent and while questions are asked nodes are killed, one is stopped, disks are full.
"""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from indexer.build import build
from indexer.cluster.client import Client
from indexer.errors import ClusterError
from search.api import Archive, open_archive
from search.repl.conversation import Conversation
from search.repl.state import View
from search.show.terminal import PLAIN
from tests.cluster.test_writing import corpus, row, write
from tests.cluster.written import There, in_folder
from tests.conftest import ROOT, SEEDS, Run, environment
from tools.cluster.nodes import Cluster

pytestmark = pytest.mark.slow

WAIT_SECONDS = 180
"""After which something is said to hang."""
HALF = 20
"""Articles that are made when a fault comes, of twice as many."""
SAID = "From six o’clock tonight nobody shoots, nobody digs and nobody moves a gun"
QUESTIONS: dict[str, Callable[[Archive], Any]] = {
    "search": lambda archive: archive.search("water"),
    "quotes": lambda archive: archive.search("speaker:madrun", space="quotations"),
    "near": lambda archive: archive.search("talks NEAR/9 dam", sort="newest"),
    "nothing": lambda archive: archive.search("nobodysaysthis"),
    "facets": lambda archive: archive.facets("water"),
    "show": lambda archive: archive.show("northline-2025-03-01-1130"),
    "trace": lambda archive: archive.trace(SAID),
    "speakers": lambda archive: archive.speakers(),
}
_OPENED = ("search", "trace")
LINES = ("rail strike", ".open 1", ".quotes water", ".facets", f'.trace "{SAID}"')
VARYING = re.compile(r"\b(took|score|asked|seconds)\w*=[^,)]*|\d[\d.]* (ms|s)\b")


def until(seen: Callable[[], bool]) -> None:
    """Wait for something that is to be seen; what cannot be asked now is asked again."""
    end = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < end:
        try:
            if seen():
                return
        except ClusterError:
            pass
        time.sleep(0.05)
    raise TimeoutError


@pytest.fixture
def there(cluster: Cluster, request: pytest.FixtureRequest) -> Iterator[There]:
    """An archive of this test's own; when it is over three nodes are well again."""
    with There(cluster.urls, f"f-{request.node.name[:40].lower()}") as archive:
        try:
            yield archive
        finally:
            well(cluster)


def well(cluster: Cluster) -> None:
    """Three nodes that have all shards."""
    for node in range(3):
        if node in cluster.pids:
            cluster.kill(node, signal.SIGCONT)
        else:
            cluster.start_node(node)
    cluster.wait("yellow", nodes=3)
    with Client(cluster.urls) as client:
        client.request("POST", "/_cluster/reroute?retry_failed=true")
    cluster.wait("green", nodes=3)


@pytest.fixture(scope="module")
def asked(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asked]:
    """An archive of the seeds that is asked by all tests, and what it answers while all is well."""
    with There(cluster.urls, "f-asked") as there:
        build(there.target, [str(SEEDS)], workers=1)
        with there.target.open_writer(create=False) as writer:
            writer.optimize()  # what was replaced counts in scores, and not in both copies of a shard alike
        cluster.wait("green", nodes=3)
        yield Asked(str(there.target))


class Asked:
    """What is asked of an archive in Python and at the prompt, and what is answered when nothing is wrong."""

    def __init__(self, url: str) -> None:
        self.url = url
        with open_archive(url) as archive:
            self.expected = {name: plain(ask(archive)) for name, ask in QUESTIONS.items()}
            self.expected |= dict(_told(Conversation(archive)))
        assert all("rror" not in answer for answer in self.expected.values())


def plain(answer: Any) -> str:
    """All of an answer but how long it took and what it scored: the two copies of a shard may differ there."""
    return VARYING.sub("N", repr(answer))


def _told(conversation: Conversation) -> Iterator[tuple[str, str]]:
    view = View(width=100, style=PLAIN)
    for line in LINES:
        reply = conversation.answer(line, view)
        yield line, plain([reply.outcome, reply.lines, reply.notes if reply.outcome == "error" else ()])


Way = Callable[[], Iterator[Iterator[tuple[str, str]]]]


class Asking:
    """Threads that ask over and over: of one archive that stays open, of one that is opened each time, and at a
    prompt that stays open."""

    def __init__(self, asked: Asked) -> None:
        self._asked = asked
        self._over = threading.Event()
        ways: dict[Way, int] = {
            self._of_one: len(QUESTIONS),
            self._of_each: len(_OPENED),
            self._at_the_prompt: len(LINES),
        }
        self._answers = dict.fromkeys(ways, 0)
        self._questions = ways
        self._threads = [threading.Thread(target=self._go_on, args=(way,)) for way in ways]
        self.wrong: list[tuple[str, str]] = []
        """Answers that are not as expected, and errors."""

    def __enter__(self) -> Asking:
        for thread in self._threads:
            thread.start()
        self.more()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join(WAIT_SECONDS)
        assert not any(thread.is_alive() for thread in self._threads), "a question hangs"

    def more(self) -> None:
        """Return when each way has as many further answers as it has questions; the first may be under way."""
        wanted = {way: count + 1 + self._questions[way] for way, count in self._answers.items()}
        until(lambda: bool(self.wrong) or all(self._answers[way] >= count for way, count in wanted.items()))

    def _go_on(self, way: Way) -> None:
        try:
            for answers in way():
                for name, answer in answers:
                    if answer != self._asked.expected[name]:
                        self.wrong.append((name, f"{answer} is not {self._asked.expected[name]}"))
                    self._answers[way] += 1
                    if self._over.is_set():
                        return
        except Exception as error:
            self.wrong.append((way.__name__, repr(error)))

    def _of_one(self) -> Iterator[Iterator[tuple[str, str]]]:
        with open_archive(self._asked.url) as archive:
            while True:
                yield ((name, plain(ask(archive))) for name, ask in QUESTIONS.items())

    def _of_each(self) -> Iterator[Iterator[tuple[str, str]]]:
        while True:
            with open_archive(self._asked.url) as archive:
                yield ((name, plain(QUESTIONS[name](archive))) for name in _OPENED)

    def _at_the_prompt(self) -> Iterator[Iterator[tuple[str, str]]]:
        with open_archive(self._asked.url) as archive:
            conversation = Conversation(archive)
            while True:
                yield _told(conversation)


def halfway(act: Callable[[], object]) -> Callable[[object], None]:
    """What is told of each article that is made, and acts at the half of them."""
    left = iter(range(HALF))

    def tell(_: object) -> None:
        if next(left, None) == HALF - 1:
            act()

    return tell


@pytest.fixture
def _many_commits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of few articles, too."""
    monkeypatch.setattr("indexer.build.COMMIT_SECONDS", 0.5)


def folder_of(path: Path, *, version: int) -> str:
    """Twice as many articles as are made when a fault comes, all of them of a version."""
    path.mkdir(exist_ok=True)
    for number in range(2):
        rows = [row(n, version=version) for n in range(number * HALF, (number + 1) * HALF)]
        write(path / f"{number}.jsonl", rows)
    return str(path)


@pytest.mark.usefixtures("_many_commits")
def test_each_node_is_killed(there: There, asked: Asked, cluster: Cluster, tmp_path: Path) -> None:
    """In turn, in the middle of a build that replaces everything and of questions: the others take over. The build
    ends well, what it has made is what a folder has; every question has its whole answer."""
    news = tmp_path / "news"
    build(there.target, [folder_of(news, version=0)], workers=1)
    cluster.wait("green", nodes=3)
    for node in range(3):
        folder = folder_of(news, version=node + 1)
        kill = partial(cluster.kill, node, signal.SIGKILL)
        with Asking(asked) as asking:
            report = build(there.target, [folder], workers=1, on_made=halfway(kill))
            assert report.updated == 2 * HALF
            asking.more()
        assert asking.wrong == []
        cluster.start_node(node)
        cluster.wait("green", nodes=3)
    build(tmp_path / "index", [str(news)], workers=1)
    assert there.rows() == in_folder(tmp_path / "index")
    assert there.target.examined(repair=False) == []


@pytest.mark.usefixtures("_many_commits")
def test_a_node_that_hangs(there: There, asked: Asked, cluster: Cluster, tmp_path: Path) -> None:
    """The manager is stopped: who asks it or waits for a shard on it goes on when the others have left it out."""
    news = tmp_path / "news"
    build(there.target, [folder_of(news, version=0)], workers=1)
    cluster.wait("green", nodes=3)
    (told,) = cluster.ask("/_cat/cluster_manager?format=json")
    node = int(told["node"].removeprefix("node-"))
    with Asking(asked) as asking:
        folder = folder_of(news, version=1)
        report = build(there.target, [folder], workers=1, on_made=halfway(lambda: cluster.kill(node, signal.SIGSTOP)))
        assert report.updated == 2 * HALF
        asking.more()
        cluster.kill(node, signal.SIGCONT)
        asking.more()
    cluster.kill(node)  # it takes its shards again when no point in time is left there of before: sooner, anew
    assert asking.wrong == []
    build(tmp_path / "index", [str(news)], workers=1)
    assert there.rows() == in_folder(tmp_path / "index")


_BUILD = """
import sys
import indexer.build
from indexer.cluster.target import Target
from indexer.errors import OnRecordError
indexer.build.COMMIT_SECONDS = 0
urls, name, half, folder = sys.argv[1:]
left = int(half)
def tell(_):
    global left
    left -= 1
    if not left:
        print("half", flush=True)
        sys.stdin.readline()
try:
    indexer.build.build(Target(tuple(urls.split(",")), name), [folder], workers=1, on_made=tell)
except OnRecordError as error:
    print(type(error).__name__, error)
"""


def test_full_disks(there: There, asked: Asked, tmp_path: Path, run: Run) -> None:
    """In the middle of a build: it ends with one error that names the URL and the mend, and so does the next; what
    was committed is kept, questions are answered; once there is room it goes on where it was."""
    folder = corpus(tmp_path / "news", files=1, each=HALF)
    build(there.target, [str(folder)], workers=1)
    rows = there.rows()
    write(folder / "more.jsonl", [row(number) for number in range(1000, 1000 + 2 * HALF)])
    command = [sys.executable, "-c", _BUILD, ",".join(there.target.urls), there.target.name, str(HALF), str(folder)]
    with subprocess.Popen(
        command, cwd=ROOT, env=environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "half\n"
        with disks_full(there):
            said, _ = process.communicate("\n", timeout=WAIT_SECONDS)
            assert said.startswith("ClusterFull")
            assert there.target.urls[0].partition(":")[0] in said
            assert "make room on its nodes or add one" in said
            done = run("index", "-i", str(there.target), str(folder))
            assert done.returncode == 2
            assert done.stderr.count("onrecord: ") == 1, done.stderr
            assert "a disk of the cluster is full" in done.stderr
            done = run("index", "-i", f"{there.target.urls[0]}/another", str(folder))
            assert done.returncode == 2
            assert "a disk of the cluster is full" in done.stderr
            assert there.rows().items() >= rows.items()
            with open_archive(asked.url) as archive:
                assert plain(QUESTIONS["search"](archive)) == asked.expected["search"]
    done = run("index", "-i", str(there.target), str(folder))
    assert done.returncode == 0, done.stderr
    build(tmp_path / "index", [str(folder)], workers=1)
    assert there.rows() == in_folder(tmp_path / "index")


_DISK = "cluster.routing.allocation.disk"


def _needed(free: str) -> dict[str, object]:
    """So much of each disk has to be free."""
    watermarks = {f"{_DISK}.watermark.{stage}": free for stage in ("low", "high", "flood_stage")}
    return {f"{_DISK}.threshold_enabled": True, **watermarks}


@contextmanager
def disks_full(there: There) -> Iterator[None]:
    """The nodes take their disks for fuller than the flood stage, and have noticed."""

    def blocks() -> list[bool]:
        told = there.client.request("GET", "/onrecord-*/_settings?flat_settings=true")
        on_all = there.client.request("GET", "/_cluster/settings?flat_settings=true")
        return [
            any(one.get("cluster.blocks.create_index") == "true" for one in on_all.values()),
            *("index.blocks.read_only_allow_delete" in told[name]["settings"] for name in told),
        ]

    there.client.request("PUT", "/_cluster/settings", {"transient": _needed("9000000gb")})
    try:
        until(lambda: all(blocks()))
        yield
    finally:
        there.client.request("PUT", "/_cluster/settings", {"transient": _needed("1kb")})
        until(lambda: not any(blocks()))
        there.client.request("PUT", "/_cluster/settings", {"transient": dict.fromkeys(_needed("1kb"))})
