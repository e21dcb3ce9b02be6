"""An archive on a cluster, opened for questions."""

from __future__ import annotations

import os
import re
from pathlib import Path

from indexer.cluster.client import Client
from indexer.cluster.indexes import check, current
from indexer.cluster.target import Target
from indexer.errors import IndexNotFound
from search.cluster.holdings import ClusterHoldings
from search.cluster.searcher import ClusterSearcher
from search.cluster.snapshot import Snapshot

__all__ = ["open_cluster"]


def open_cluster(target: Target) -> ClusterSearcher:
    """The newest generation of an archive. IndexNotFound, IndexOutdated, IndexCorrupt, ClusterError."""
    client = target.client()
    try:
        indexes = current(client, target.name)
        if indexes is None:
            raise IndexNotFound(
                f"there is no archive {target}", hint=f"build one with: onrecord index -i {target} FOLDER"
            )
        check(client, indexes)
        version = _version(client)
        snapshot = Snapshot(client, indexes)
    except BaseException:
        client.close()
        raise
    return ClusterSearcher(snapshot, ClusterHoldings(snapshot, target, path=_beside(target)), version=version)


def _version(client: Client) -> tuple[int, ...]:
    """That of the node asked; the newest one's if this user may not ask for it."""
    answer = client.request("GET", "/", accept=(200, 403))
    number = answer["version"]["number"] if answer.status == 200 else "3.0"
    return tuple(int(part) for part in number.split(".")[:2])


def _beside(target: Target) -> Path:
    """The folder on this machine for what the user says of an archive, as which names are one person's."""
    config = os.environ.get("XDG_CONFIG_HOME") or os.path.join(os.path.expanduser("~"), ".config")
    return Path(config) / "onrecord" / "clusters" / re.sub(r"[^\w.-]+", "_", str(target))
