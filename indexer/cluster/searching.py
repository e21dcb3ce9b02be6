"""Documents of a cluster, some or all: never a part of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from indexer.cluster.client import Client

__all__ = ["every", "found"]

_PAGE = 2000
"""Documents that are read at once."""
_KEPT = "5m"


def found(client: Client, index: str, query: dict[str, Any], *, size: int, **more: Any) -> list[dict[str, Any]]:
    """The hits of a query, at most so many."""
    body = {"size": size, "query": query, "track_total_hits": False, **more}
    answer = client.request("POST", f"/{index}/_search?allow_partial_search_results=false", body)
    hits: list[dict[str, Any]] = answer["hits"]["hits"]
    return hits


def every(client: Client, index: str, query: dict[str, Any], *, by: str, **more: Any) -> Iterator[dict[str, Any]]:
    """All hits of a query, as of now. `by` is a field that no two have the same value of."""
    point = client.request("POST", f"/{index}/_search/point_in_time?keep_alive={_KEPT}")["pit_id"]
    try:
        body: dict[str, Any] = {
            "size": _PAGE,
            "query": query,
            "pit": {"id": point, "keep_alive": _KEPT},
            "sort": [{by: "asc"}],
            "track_total_hits": False,
            **more,
        }
        while True:
            hits = client.request("POST", "/_search?allow_partial_search_results=false", body)["hits"]["hits"]
            yield from hits
            if len(hits) < _PAGE:
                return
            body["search_after"] = hits[-1]["sort"]
    finally:
        client.request("DELETE", "/_search/point_in_time", {"pit_id": [point]}, accept=(200, 404))
