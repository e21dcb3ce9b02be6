"""A cluster of nodes on loopback, started, killed and waited for one by one, that die with who started them."""

from __future__ import annotations

import json
import os
import random
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

from tools.cluster.jars import program

HOST = "127.0.0.1"
_WAIT_SECONDS = 180
_LINES_OF_LOG = 15
_FLAGS = (
    *("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData"),
    *("-Dlog4j2.disable.jmx=true", "-Dlog4j2.level=INFO", "-Djna.nosys=true", "-Dio.netty.noUnsafe=true"),
)


class NodeDied(Exception):
    """A node ended that nobody has killed, or a cluster did not come up; with the last lines of its log."""


class Cluster:
    """Nodes 0, 1, ... with what they keep in folders below `folder`.

    Those who open it start all nodes with `with`, and kill all that are left at its end: what a node has acknowledged
    is on disk, and a cluster that is opened again in the same folder has it.
    """

    def __init__(
        self,
        folder: Path,
        *,
        nodes: int = 3,
        version: str = "3.8",
        first_port: int = 0,
        settings: Mapping[str, object] | None = None,
    ) -> None:
        """`settings` of OpenSearch are for every node."""
        self.folder = folder
        self._settings = dict(settings or {})
        self.version = version
        ports = _free_ports(2 * nodes)
        self._http = _ports_from(first_port, nodes) or ports[:nodes]
        self._transport = ports[nodes:]
        self._program = program(version)
        self._processes: dict[int, subprocess.Popen[bytes]] = {}

    @property
    def urls(self) -> Sequence[str]:
        """Of every node, whether it runs or not."""
        return [f"http://{HOST}:{port}" for port in self._http]

    @property
    def pids(self) -> dict[int, int]:
        """The processes of the nodes that were started and not killed."""
        return {n: process.pid for n, process in self._processes.items()}

    def log(self, n: int) -> Path:
        """What a node has said."""
        return self.folder / f"node-{n}" / "log"

    def start_node(self, n: int) -> None:
        """Start a node that does not run, with what it kept; `wait` tells when it is there."""
        if n in self._processes:
            raise ValueError(f"node {n} runs")
        home = self.folder.resolve() / f"node-{n}"
        (home / "config").mkdir(parents=True, exist_ok=True)
        names = ",".join(f"node-{each}" for each in range(len(self._http)))
        settings = {
            "cluster.name": f"onrecord-{self._transport[0]}",  # no two clusters of a machine have one name
            "node.name": f"node-{n}",
            "path.home": home,
            "path.data": home / "data",
            "network.host": HOST,
            "http.port": self._http[n],
            "transport.port": self._transport[n],
            "discovery.seed_hosts": ",".join(f"{HOST}:{port}" for port in self._transport),
            "cluster.initial_cluster_manager_nodes": names,
            "cluster.routing.allocation.disk.threshold_enabled": "false",
            "node.processors": 1,
            **self._settings,
        }
        with self.log(n).open("ab") as log:
            # In a group of its own no Ctrl-C of a terminal reaches it. In the session of its owner a stopped one is
            # sent SIGHUP and SIGCONT by the kernel when the owner has ended, and then notices that.
            self._processes[n] = subprocess.Popen(
                [
                    *(str(self._program.java), *_FLAGS, f"-Djava.io.tmpdir={home}", "-cp", self._program.classpath),
                    *("OneNode", str(os.getpid()), *(f"{name}={value}" for name, value in settings.items())),
                ],
                cwd=home,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                process_group=0,
            )

    def kill(self, n: int, sent: signal.Signals = signal.SIGKILL) -> None:
        """Send a node a signal, and wait until it has ended or stopped, if that is what it does. `start_node` starts
        one that has ended again."""
        process = self._processes[n]
        process.send_signal(sent)
        if sent == signal.SIGSTOP:
            os.waitid(os.P_PID, process.pid, os.WSTOPPED | os.WNOWAIT)  # each of its threads
        if sent in (signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGABRT):
            process.wait()
            del self._processes[n]

    def ask(self, path: str, n: int = 0, *, seconds: float = 5) -> Any:
        """What a node answers to GET."""
        with urllib.request.urlopen(f"{self.urls[n]}{path}", timeout=seconds) as answer:
            return json.load(answer)

    def wait(self, status: str = "green", *, nodes: int | None = None, seconds: float = _WAIT_SECONDS) -> None:
        """Until so many nodes (all that run) are together and green, or what else is wanted.

        None of them is one that has ended. A replica that was on a node that ended is waited for by its index for a
        minute (`index.unassigned.node_left.delayed_timeout`) before another node has it.
        """
        wanted = len(self._processes) if nodes is None else nodes
        end = time.monotonic() + seconds
        seen = "nobody answers"
        while time.monotonic() < end:
            for n in list(self._processes):
                self._look_after()
                try:
                    health = self.ask(
                        f"/_cluster/health?wait_for_nodes={wanted}&wait_for_status={status}&timeout=2s", n
                    )
                    together = self.ask("/_nodes/process?filter_path=nodes.*.process.id", n)["nodes"].values()
                except urllib.error.HTTPError as error:  # not yet so, or no manager is elected
                    seen = error.read().decode("utf-8", "replace")
                except OSError:  # not there yet, or stopped
                    continue
                else:
                    seen = json.dumps(health)
                    self._look_after()
                    if {each["process"]["id"] for each in together} <= set(self.pids.values()):
                        return
            time.sleep(0.1)
        raise NodeDied(f"not {status} with {wanted} nodes in {seconds:.0f} s: {seen}; the logs are in {self.folder}")

    def _look_after(self) -> None:
        for n, process in self._processes.items():
            if (code := process.poll()) is not None:
                said = self.log(n).read_text("utf-8", "replace").splitlines()[-_LINES_OF_LOG:]
                raise NodeDied(f"node {n} ended with {code}:\n" + "\n".join(said))

    def watch(self) -> None:
        """Return never, or with NodeDied when a node ends."""
        while True:
            self._look_after()
            time.sleep(0.5)

    def __enter__(self) -> Cluster:
        try:
            for n in range(len(self._http)):
                self.start_node(n)
            self.wait()
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        for process in self._processes.values():
            process.kill()
        for process in self._processes.values():
            process.wait()
        self._processes.clear()


def _free_ports(count: int) -> list[int]:
    """Below those that systems give to who connects: a node that was killed finds its own still free."""
    free: list[int] = []
    while len(free) < count:
        port = random.randrange(10_000, 32_000)
        if port not in free and _ports_from(port, 1):
            free.append(port)
    return free


def _ports_from(first: int, count: int) -> list[int]:
    """So many ports that follow each other, if one is named and nobody has any of them."""
    ports = list(range(first, first + count)) if first else []
    try:
        for port in ports:
            socket.create_server((HOST, port)).close()
    except OSError:
        return []
    return ports
