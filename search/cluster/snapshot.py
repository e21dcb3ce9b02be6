"""One generation of an archive on a cluster: points in time of its indexes, and what can be asked of them.

A point in time ends when nobody asks for two minutes, and with the node that holds a part of it. Another one is
opened in its place if it has the very same articles; else ClusterPartial is raised, for what was found before need
not be there. That nothing was committed since is not enough: what a writer sends is visible early on a node that has
started again. So every article counts, by the number of the last change of it.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from indexer.cluster.client import Client
from indexer.cluster.copies import sharing_with
from indexer.cluster.indexes import Indexes, current
from indexer.cluster.points import close_points, is_lost, open_point
from indexer.cluster.state import Committed, State, committed, settled
from indexer.errors import ClusterPartial, ClusterRefused
from indexer.store import Relation

__all__ = ["MOST_AT_ONCE", "Snapshot"]

MOST_AT_ONCE = 10_000
"""Documents that one answer of OpenSearch has."""
_KEPT = "2m"
"""A node that hung and comes back takes a shard again only when no point in time is open there of what it had."""
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


@dataclass(frozen=True, slots=True)
class Held:
    """How many articles there are, with how many quotations; how many print the text of another one or a part of it;
    and the sum of the numbers of their last changes, which no two states of an index with as many articles share: a
    later change has a higher number."""

    articles: int
    quotations: int
    copied: int
    changes: float


_HELD = {
    "size": 0,
    "track_total_hits": True,
    "aggs": {
        "quotations": {"sum": {"field": "quotations"}},
        "copied": {"filter": {"term": {"copied": True}}},
        "changes": {"sum": {"field": "_seq_no"}},
    },
}


class Snapshot:
    """What one generation has, whatever is written later. Threads may share it."""

    def __init__(self, client: Client, indexes: Indexes) -> None:
        self._client = client
        self.indexes = indexes
        self._reopening = threading.Lock()
        self._is_outdated = False
        self._lost: list[_Points] = []
        self._points, self.committed = self._settled()
        self._held: Held | None = None
        self._held = _held(self.search(_HELD))

    @property
    def held(self) -> Held:
        """What all that is open of it has."""
        assert self._held is not None
        return self._held

    @property
    def url(self) -> str:
        return ",".join(self._client.urls)

    def _settled(self) -> tuple[_Points, Committed]:
        return settled(self._client, self.indexes.state, self._open, self._close)

    def _open(self) -> _Points:
        return _Points(
            *(open_point(self._client, name, kept=_KEPT) for name in (self.indexes.articles, self.indexes.words))
        )

    def _close(self, *points: _Points) -> None:
        close_points(self._client, *(point for each in points for point in (each.articles, each.words)))

    def close(self) -> None:
        self._close(self._points, *self._lost)
        self._client.close()

    def is_newest(self) -> bool:
        """Whether nothing was committed since, the archive was not built anew, and what is open can be asked."""
        if self._is_outdated or current(self._client, self.indexes.name) != self.indexes:
            return False
        now = committed(self._client, self.indexes.state)
        return now.generation == self.committed.generation and not now.in_the_making

    def _reopen(self, lost: _Points) -> None:
        """Another point in time of the same articles. ClusterPartial."""
        with self._reopening:
            if self._points is not lost:  # another thread was faster
                return
            try:
                points, now = self._settled()
            except ClusterRefused as error:
                if error.status != _GONE:
                    raise
                raise self._outdated() from error
            if not self._is_same(points, now):
                self._close(points)
                raise self._outdated()
            self._lost.append(lost)
            self._points = points

    def _is_same(self, points: _Points, now: Committed) -> bool:
        if now.generation != self.committed.generation or now.in_the_making:
            return False
        return self._held is None or _held(self._asked(points, _HELD)) == self._held

    def _outdated(self) -> ClusterPartial:
        self._is_outdated = True
        return ClusterPartial(
            f"{self.url}: the archive was written to, and what was open of it is gone", url=self.url, hint="ask again"
        )

    def search(self, body: Body, *, ranked: bool = False, words: bool = False) -> dict[str, Any]:
        """The answer of all shards. With `ranked` scores are by the frequencies of all of them."""
        lost: _Points | None = None
        for tries in range(_TRIES, 0, -1):
            try:
                if lost is not None:
                    self._reopen(lost)
                points = self._points
                return self._asked(points, body, ranked=ranked, words=words)
            except (ClusterPartial, ClusterRefused) as error:
                if tries == 1 or self._is_outdated or not is_lost(error):
                    raise
                lost = points
        raise AssertionError("unreachable")

    def _asked(self, points: _Points, body: Body, *, ranked: bool = False, words: bool = False) -> dict[str, Any]:
        how = "search_type=dfs_query_then_fetch&" if ranked else ""
        point = {"id": points.words if words else points.articles, "keep_alive": _KEPT}
        path = f"/_search?{how}allow_partial_search_results=false"
        return self._client.request("POST", path, {"pit": point, **body})

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


def _held(answer: Mapping[str, Any]) -> Held:
    sums = answer["aggregations"]
    return Held(
        articles=int(answer["hits"]["total"]["value"]),
        quotations=int(sums["quotations"]["value"]),
        copied=int(sums["copied"]["doc_count"]),
        changes=float(sums["changes"]["value"]),
    )
