"""One generation of an archive on a cluster: points in time of its indexes, and what can be asked of them.

A point in time ends when nobody asks for ten minutes, and with the node that holds a part of it. As long as nothing
was committed since, another one has the same articles and is opened in its place; else ClusterPartial is raised, for
what was found before need not be there.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from indexer.cluster.client import Client
from indexer.cluster.copies import sharing_with
from indexer.cluster.indexes import Indexes, current
from indexer.cluster.state import State, committed, settled
from indexer.errors import ClusterPartial, ClusterRefused
from indexer.store import Relation

__all__ = ["MOST_AT_ONCE", "Snapshot"]

MOST_AT_ONCE = 10_000
"""Documents that one answer of OpenSearch has."""
_KEPT = "10m"
_TRIES = 4
_GONE = 404
_BY_ID = [{"id": "asc"}]
_BY_ROW = [{"row": "asc"}]
Body = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Points:
    """The points in time of articles and of words."""

    articles: str
    words: str


class Snapshot:
    """What one generation has, whatever is written later. Threads may share it."""

    def __init__(self, client: Client, indexes: Indexes) -> None:
        self._client = client
        self.indexes = indexes
        self._points, self.committed = settled(client, indexes.state, self._open, self._close)
        self._reopening = threading.Lock()

    @property
    def url(self) -> str:
        return ",".join(self._client.urls)

    def _open(self) -> _Points:
        return _Points(*(self._point(name) for name in (self.indexes.articles, self.indexes.words)))

    def _point(self, index: str) -> str:
        answer = self._client.request("POST", f"/{index}/_search/point_in_time?keep_alive={_KEPT}")
        return str(answer["pit_id"])

    def _close(self, points: _Points) -> None:
        body = {"pit_id": [points.articles, points.words]}
        self._client.request("DELETE", "/_search/point_in_time", body, accept=(200, 404))

    def close(self) -> None:
        self._close(self._points)
        self._client.close()

    def is_newest(self) -> bool:
        """Whether nothing was committed since, and the archive was not built anew."""
        if current(self._client, self.indexes.name) != self.indexes:
            return False
        now = committed(self._client, self.indexes.state)
        return now.generation == self.committed.generation and not now.in_the_making

    def _reopen(self, lost: _Points) -> None:
        """Another point in time of the same generation. ClusterPartial."""
        with self._reopening:
            if self._points is not lost:
                return
            try:
                points, now = settled(self._client, self.indexes.state, self._open, self._close)
            except ClusterRefused as error:
                if error.status != _GONE:
                    raise
                raise self._outdated() from error
            if now.generation != self.committed.generation or now.in_the_making:
                self._close(points)
                raise self._outdated()
            self._points = points

    def _outdated(self) -> ClusterPartial:
        return ClusterPartial(
            f"{self.url}: the archive was written to, and what was open of it is gone", url=self.url, hint="ask again"
        )

    def search(self, body: Body, *, ranked: bool = False, words: bool = False) -> dict[str, Any]:
        """The answer of all shards. With `ranked` scores are by the frequencies of all of them."""
        how = "search_type=dfs_query_then_fetch&" if ranked else ""
        path = f"/_search?{how}allow_partial_search_results=false"
        for attempt in range(_TRIES):
            points = self._points
            point = {"id": points.words if words else points.articles, "keep_alive": _KEPT}
            try:
                return self._client.request("POST", path, {"pit": point, **body})
            except (ClusterPartial, ClusterRefused) as error:
                if attempt == _TRIES - 1 or not _is_gone(error):
                    raise
                self._reopen(points)
        raise AssertionError("unreachable")

    def count(self, query: Body) -> int:
        """How many articles a query finds."""
        answer = self.search({"query": query, "size": 0, "track_total_hits": True})
        return int(answer["hits"]["total"]["value"])

    def counts(self, queries: Sequence[Body]) -> list[int]:
        """How many articles each of some queries finds, asked at once."""
        if not queries:
            return []
        filters = {str(number): query for number, query in enumerate(queries)}
        aggregation = {"each": {"filters": {"filters": filters}}}
        answer = self.search({"size": 0, "track_total_hits": True, "aggs": aggregation})
        buckets = answer["aggregations"]["each"]["buckets"]
        return [int(buckets[name]["doc_count"]) for name in filters]

    def every(self, query: Body, *, words: bool = False, **more: Any) -> Iterator[dict[str, Any]]:
        """All documents that a query finds, by id, or rows of words by their name."""
        filtered = {"bool": {"filter": [query]}}
        order = _BY_ROW if words else _BY_ID
        body = {"size": MOST_AT_ONCE, "query": filtered, "track_total_hits": False, "sort": order, **more}
        while True:
            hits = self.search(body, words=words)["hits"]["hits"]
            yield from hits
            if len(hits) < body["size"]:
                return
            body["search_after"] = hits[-1]["sort"]

    def counted(self, field: str, *, within: str = "") -> dict[str, int]:
        """All values of a field, each with the number of its documents; `within` is a path of nested ones."""
        found: dict[str, int] = {}
        for bucket in self._buckets([{"value": {"terms": {"field": field}}}], within):
            found[bucket["key"]["value"]] = bucket["doc_count"]
        return found

    def counted_pairs(self, one: str, other: str) -> dict[tuple[str, str], int]:
        """How many articles have each pair of values of two fields; "" for none in the other one."""
        sources: list[dict[str, Any]] = [
            {"one": {"terms": {"field": one}}},
            {"other": {"terms": {"field": other, "missing_bucket": True}}},
        ]
        return {
            (bucket["key"]["one"], bucket["key"]["other"] or ""): bucket["doc_count"]
            for bucket in self._buckets(sources, "")
        }

    def _buckets(self, sources: list[dict[str, Any]], within: str) -> Iterator[dict[str, Any]]:
        pages: dict[str, Any] = {"size": MOST_AT_ONCE, "sources": sources}
        while True:
            aggregation: dict[str, Any] = {"values": {"composite": pages}}
            if within:
                aggregation = {"inside": {"nested": {"path": within}, "aggs": aggregation}}
            answer = self.search({"size": 0, "aggs": aggregation, "track_total_hits": True})["aggregations"]
            page = (answer["inside"] if within else answer)["values"]
            yield from page["buckets"]
            if "after_key" not in page:
                return
            pages["after"] = page["after_key"]

    def withheld(self) -> dict[str, str]:
        """The articles that are not to come back, with the day on which each was deleted."""
        return State(self._client, self.indexes.state).withheld()

    def sharing_with(self, article: str) -> Iterator[tuple[str, float, Relation]]:
        """The articles that share text with one; as of now."""
        return sharing_with(self._client, self.indexes.articles, article)

    def size_bytes(self) -> int:
        """What its indexes take on the disks, copies counted."""
        told = self._client.request("GET", f"/{','.join(self.indexes.all)}/_stats/store")
        return int(told["_all"]["total"]["store"]["size_in_bytes"])


def _is_gone(error: ClusterPartial | ClusterRefused) -> bool:
    """Whether a point in time is not there any more, or a part of it."""
    return isinstance(error, ClusterPartial) or error.status == _GONE or "context_missing" in error.kind
