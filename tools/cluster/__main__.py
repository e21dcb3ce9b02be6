"""A cluster to try out: python -m tools.cluster, until Ctrl-C."""

from __future__ import annotations

import argparse
import contextlib
import fcntl
import signal
import sys
from pathlib import Path

from tools.cluster.jars import BUILD, RELEASES, NotRunnable
from tools.cluster.nodes import Cluster, NodeDied

_PORT = 9200


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.cluster", description=__doc__)
    parser.add_argument("--nodes", type=int, default=3)
    parser.add_argument("--version", choices=sorted(RELEASES), default="3.8", help="of OpenSearch")
    parser.add_argument("--folder", type=Path, help="what the nodes keep is here, also for the next time")
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
            print(f"A cluster runs already in {folder}; --folder names another one.", file=sys.stderr)
            return 1
        try:
            print(f"Starting {chosen.nodes} nodes of OpenSearch {chosen.version}...", file=sys.stderr, flush=True)
            with Cluster(folder, nodes=chosen.nodes, version=chosen.version, first_port=_PORT) as cluster:
                print(_how_to_use(cluster), flush=True)
                cluster.watch()
        except (NotRunnable, NodeDied) as error:
            print(error, file=sys.stderr)
            return 1
    return 0


def _how_to_use(cluster: Cluster) -> str:
    return f"""\
{",".join(cluster.urls)}

An archive on it is named {cluster.urls[0]}/NAME. Everybody on this machine can read and change it: there are
no passwords. What was written is kept in {cluster.folder}.

Ctrl-C stops it."""


if __name__ == "__main__":
    sys.exit(main())
