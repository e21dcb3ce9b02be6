"""Documents of a cluster, some or all: never a part of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from indexer.cluster.client import Client
from indexer.cluster.points import close_points, is_lost, open_point
from indexer.errors import ClusterPartial, ClusterRefused

__all__ = ["every", "found"]

_PAGE = 2000
"""Documents that are read at once."""
_KEPT = "2m"
_TRIES = 4


def found(client: Client, index: str, query: dict[str, Any], *, size: int, **more: Any) -> list[dict[str, Any]]:
    """The hits of a query, at most so many."""
    body = {"size": size, "query": query, "track_total_hits": False, **more}
    answer = client.request("POST", f"/{index}/_search?allow_partial_search_results=false", body)
    hits: list[dict[str, Any]] = answer["hits"]["hits"]
    return hits


def every(client: Client, index: str, query: dict[str, Any], *, by: str, **more: Any) -> Iterator[dict[str, Any]]:
    """All hits of a query, as of now; those behind one whose node is lost meanwhile, as of then. `by` is a field that
    no two have the same value of."""
    points = [open_point(client, index, kept=_KEPT)]
    body: dict[str, Any] = {
        "size": _PAGE, "query": query, "sort": [{by: "asc"}], "track_total_hits": False, **more,
    }  # fmt: skip
    try:
        while True:
            body["pit"] = {"id": points[-1], "keep_alive": _KEPT}
            try:
                hits = client.request("POST", "/_search?allow_partial_search_results=false", body)["hits"]["hits"]
            except (ClusterPartial, ClusterRefused) as error:
                if len(points) == _TRIES or not is_lost(error):
                    raise
                points.append(open_point(client, index, kept=_KEPT))
                continue
            yield from hits
            if len(hits) < _PAGE:
                return
            body["search_after"] = hits[-1]["sort"]
    finally:
        close_points(client, *points)
