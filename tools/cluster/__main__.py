"""A cluster to try out: python -m tools.cluster, until Ctrl-C; with --demo, for as long as a first look at one."""

from __future__ import annotations

import argparse
import contextlib
import fcntl
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from tools.cluster.jars import BUILD, RELEASES, NotRunnable
from tools.cluster.nodes import Cluster, NodeDied

_PORT = 9200
_URLS = "urls"
"""What a cluster that runs says of itself, in its folder."""
_DEMO = Path(__file__).parents[2] / "demo.sh"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.cluster", description=__doc__)
    parser.add_argument("--nodes", type=int, default=3)
    parser.add_argument("--version", choices=sorted(RELEASES), default="3.8", help="of OpenSearch")
    parser.add_argument("--folder", type=Path, help="what the nodes keep is here, also for the next time")
    parser.add_argument("--demo", action="store_true", help="index seeds/ there and ask, also where one runs already")
    chosen = parser.parse_args()
    folder = chosen.folder or BUILD / f"data-{chosen.version}-{chosen.nodes}"
    # A job in the background of a shell ignores SIGINT; whoever sends it one means it.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock, contextlib.suppress(KeyboardInterrupt):
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if chosen.demo:
                return _demo((folder / _URLS).read_text("utf-8").split())
            print(f"A cluster runs already in {folder}; --folder names another one.", file=sys.stderr)
            return 1
        try:
            print(f"Starting {chosen.nodes} nodes of OpenSearch {chosen.version}...", file=sys.stderr, flush=True)
            with Cluster(folder, nodes=chosen.nodes, version=chosen.version, first_port=_PORT) as cluster:
                (folder / _URLS).write_text("\n".join(cluster.urls), "utf-8")
                if chosen.demo:
                    return _demo(cluster.urls)
                print(_how_to_use(cluster), flush=True)
                cluster.watch()
        except (NotRunnable, NodeDied) as error:
            print(error, file=sys.stderr)
            return 1
    return 0


def _demo(urls: Sequence[str]) -> int:
    """What `make demo` shows, of an archive on the cluster."""
    # Ctrl-C is for the prompt: a handler is not inherited by it, as it would be if the signal were ignored.
    signal.signal(signal.SIGINT, lambda *_: None)
    command = ["sh", str(_DEMO), f"{','.join(urls)}/demo"]
    return subprocess.run(command, cwd=_DEMO.parent, check=False).returncode


def _how_to_use(cluster: Cluster) -> str:
    return f"""\
{",".join(cluster.urls)}

An archive on it is named {cluster.urls[0]}/NAME. Everybody on this machine can read and change it: there are
no passwords. What was written is kept in {cluster.folder}.

Ctrl-C stops it."""


if __name__ == "__main__":
    sys.exit(main())
