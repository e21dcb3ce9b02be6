"""Points in time: what an index holds at a moment, for as long as it is asked for and the nodes that have it live.

A point in time is of one copy of each shard. When the node of one ends, it is lost, though the others have the same
articles: OpenSearch says so in many ways (`is_lost`), and whoever needs it opens another one.
"""

from __future__ import annotations

import time
from contextlib import suppress

from indexer.cluster.client import Client, Pauses
from indexer.errors import ClusterError, ClusterPartial, ClusterRefused

__all__ = ["close_points", "is_lost", "open_point"]

_GONE = 404
_CLOSING = 5.0
"""Seconds that closing may take: who closes nothing loses nothing but some memory of nodes, for minutes."""


def open_point(client: Client, index: str, *, kept: str) -> str:
    """The id of a point in time of an index, which is kept so long after each question. ClusterError.

    Where a node has just ended it is waited until the others know, and have its shards.
    """
    path = f"/{index}/_search/point_in_time?keep_alive={kept}&allow_partial_pit_creation=false"
    pauses = Pauses(client.settings, time.monotonic() + client.settings.patience)
    while True:
        try:
            return str(client.request("POST", path)["pit_id"])
        except (ClusterPartial, ClusterRefused) as error:
            if not is_lost(error) or getattr(error, "status", 0) == _GONE or not pauses.wait():
                raise


def close_points(client: Client, *points: str) -> None:
    """What cannot be closed ends by itself."""
    with suppress(ClusterError):
        client.request("DELETE", "/_search/point_in_time", {"pit_id": points}, accept=(200, 404), seconds=_CLOSING)


def is_lost(error: ClusterPartial | ClusterRefused) -> bool:
    """Whether what was asked of a point in time may be answered by another one: it is not there, or a node of it."""
    return isinstance(error, ClusterPartial) or error.status == _GONE or error.status >= 500
