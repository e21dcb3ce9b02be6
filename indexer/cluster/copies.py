"""Which articles of a cluster print one text: compared as in a folder, but fetched before.

Articles that are new, or whose group has lost one, are compared with all others. Which share samples with them, the
cluster is asked; the rest is `indexer.store.copies`. A group that nothing was taken from stays one: what joins it
needs to be compared with its articles only, and put in time with its lead.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from indexer.analysis.fast.chunks import encoded
from indexer.arrays import Array, Bools, Int64s
from indexer.cluster.client import Client
from indexer.cluster.searching import every, found
from indexer.schema import NO_DATE
from indexer.store import stored_form
from indexer.store.copies.comparing import compared
from indexer.store.copies.grouping import by_time, components, leads
from indexer.store.copies.overlaps import RELATIONS, Kind, Relation
from indexer.store.copies.sharing import LONG, OFTEN, TOO_MANY, candidates
from indexer.store.copies.shelf import docs_of, keys_of, numbers_of

__all__ = ["Groups", "regrouped", "sharing_with"]

_FIELDS = (
    "id", "samples", "body_words", "minute", "source_name", "lead", "family",
    {"field": "date", "format": "strict_date"}, {"field": "date_last", "format": "strict_date"},
)  # fmt: skip
_ASKED = 10_000
"""Samples that the cluster is asked for at once."""
_MANY = 5_000
"""Where so many articles share some of them, it is asked first which samples are everybody's."""
_TEXTS = 200
"""Texts that are fetched at once."""
_VALUES = 10_000
"""Values that are looked for at once."""


@dataclass(frozen=True, slots=True)
class Groups:
    """Of an article, by its `_id`: the lead of the copies of its text, and that of its family."""

    lead: str
    family: str


@dataclass(slots=True)
class _Samples:
    """Those of some articles, by hash."""

    hashes: Int64s
    docs: Int64s

    def __len__(self) -> int:
        return len(self.hashes)

    def between(self, low: int, high: int) -> tuple[Int64s, Int64s]:
        first, last = np.searchsorted(self.hashes, [low, high])
        return self.hashes[first:last], self.docs[first:last]

    def of(self, hashes: Int64s) -> tuple[Int64s, Int64s]:
        inside = np.isin(self.hashes, hashes)
        return self.hashes[inside], self.docs[inside]


@dataclass(slots=True)
class _Held:
    samples: _Samples


@dataclass(slots=True)
class _Place:
    """Some articles that were fetched: what `indexer.store.copies.shelf.Sampled` has, and their values."""

    number: int
    hits: list[dict[str, Any]]
    segment: _Held = field(init=False)
    deleted: Bools = field(init=False)
    words: Int64s = field(init=False)
    first_days: Int64s = field(init=False)
    last_days: Int64s = field(init=False)
    minutes: Int64s = field(init=False)

    def __post_init__(self) -> None:
        fields = [hit["fields"] for hit in self.hits]
        hashes = np.array([int(value, 16) for each in fields for value in each.get("samples", ())], np.int64)
        docs = np.repeat(np.arange(len(fields)), [len(each.get("samples", ())) for each in fields])
        order = np.argsort(hashes, kind="stable")
        self.segment = _Held(_Samples(hashes[order], docs[order]))
        self.deleted = np.zeros(len(fields), np.bool_)
        self.words = np.array([each["body_words"][0] for each in fields], np.int64)
        self.first_days = np.array([_day(each.get("date")) for each in fields], np.int64)
        self.last_days = np.array([_day(each.get("date_last")) for each in fields], np.int64)
        self.minutes = np.array([each.get("minute", (NO_DATE,))[0] for each in fields], np.int64)

    def value(self, name: str) -> list[str]:
        return [hit["fields"][name][0] for hit in self.hits]

    def without(self, hashes: Int64s) -> None:
        """Forget some samples."""
        samples = self.segment.samples
        kept = ~np.isin(samples.hashes, hashes)
        self.segment.samples = _Samples(samples.hashes[kept], samples.docs[kept])


class _Shelf:
    """See `indexer.store.copies.shelf.Shelf`; texts are fetched when they are compared."""

    def __init__(self, client: Client, index: str, places: Iterable[_Place]) -> None:
        self._client = client
        self._index = index
        self._places = {place.number: place for place in places}

    def forget(self) -> None:
        """Nothing is kept."""

    def words(self, keys: Int64s) -> Int64s:
        return self._each(keys, "words")

    def first_days(self, keys: Int64s) -> Int64s:
        return self._each(keys, "first_days")

    def last_days(self, keys: Int64s) -> Int64s:
        return self._each(keys, "last_days")

    def minutes(self, keys: Int64s) -> Int64s:
        return self._each(keys, "minutes")

    def ids(self, keys: Int64s) -> Array:
        named = [encoded(hit["fields"]["id"][0]) for hit in self._hits(keys)]
        return np.array([*named, None], object)[:-1]

    def records(self, keys: Int64s) -> Iterator[dict[str, Any]]:
        for low in range(0, len(keys), _TEXTS):
            names = [hit["_id"] for hit in self._hits(keys[low : low + _TEXTS])]
            query = {"ids": {"values": names}}
            hits = found(self._client, self._index, query, size=len(names), _source=["record"])
            records = {hit["_id"]: hit["_source"]["record"] for hit in hits}
            yield from (stored_form.loads_article(records[name].encode()) for name in names)

    def _hits(self, keys: Int64s) -> Iterator[dict[str, Any]]:
        for number, doc in zip(numbers_of(keys).tolist(), docs_of(keys).tolist(), strict=True):
            yield self._places[number].hits[doc]

    def _each(self, keys: Int64s, name: str) -> Int64s:
        values = np.zeros(len(keys), np.int64)
        numbers = numbers_of(keys)
        for number, place in self._places.items():
            here = numbers == number
            values[here] = getattr(place, name)[docs_of(keys[here])]
        return values


def regrouped(client: Client, index: str, *, since: int, touched: Collection[str]) -> dict[str, Groups]:
    """The articles whose lead or family is another now, by their `_id`, as of what is visible.

    New are those of later generations than `since`; `touched` are leads and families of what was taken away.
    """
    fresh: dict[str, Any] = {"range": {"generation": {"gt": since}}}
    hits = {hit["_id"]: hit for hit in _fetched(client, index, fresh)}
    for name in ("lead", "family"):
        for part in _parts(sorted(touched)):
            hits |= {hit["_id"]: hit for hit in _fetched(client, index, {"terms": {name: part}})}
    if not hits:
        return {}
    new = _Place(0, list(hits.values()))
    old = _Place(1, _sharing(client, index, new))
    shelf = _Shelf(client, index, (new, old))
    one, other = candidates([new], [old], shelf)
    kinds = compared(shelf, one, other)[1]
    changes: dict[str, dict[str, str]] = {}
    for name, tied in (("lead", kinds == Kind.COPY), ("family", (kinds > 0) & (kinds < Kind.PARTIAL))):
        pairs = one[tied], other[tied]
        for article, lead in _leads(client, index, name, (new, old), pairs).items():
            changes.setdefault(article, {})[name] = lead
    return _whole(client, index, (new, old), changes)


def sharing_with(client: Client, index: str, article: str) -> Iterator[tuple[str, float, Relation]]:
    """The articles that share text with one, by their ids as they are indexed: what part of the shorter text's runs
    both have, and what one is of the other; as of what is visible."""
    new = _Place(0, list(_fetched(client, index, {"term": {"id": article}})))
    old = _Place(1, _sharing(client, index, new))
    shelf = _Shelf(client, index, (new, old))
    one, other = candidates([new], [old], shelf)
    shared, kinds = compared(shelf, one, other)
    names = old.value("id")
    for first, second, part, kind in zip(one, other, shared.tolist(), kinds.tolist(), strict=True):
        if kind:
            doc = docs_of(np.array([first if numbers_of(np.array([first]))[0] else second]))[0]
            yield names[int(doc)], part, RELATIONS[kind]


def _leads(
    client: Client, index: str, name: str, places: tuple[_Place, _Place], pairs: tuple[Int64s, Int64s]
) -> dict[str, str]:
    """Which articles, by their `_id`, have another lead now: those of `new`, and of the groups that they join."""
    new, old = places
    now_of = {0: new.value(name), 1: old.value(name)}
    used = np.unique(np.concatenate(pairs))
    joined = {now_of[1][doc] for doc in docs_of(used[numbers_of(used) == 1]).tolist()}
    heads = _Place(
        2, [hit for part in _parts(sorted(joined)) for hit in _fetched(client, index, {"terms": {"id": part}})]
    )
    shelf = _Shelf(client, index, (new, old, heads))
    keys = np.concatenate((keys_of(new, np.arange(len(new.hits))), keys_of(old, np.arange(len(old.hits))),
                           keys_of(heads, np.arange(len(heads.hits)))))  # fmt: skip
    at_head = {lead: len(new.hits) + len(old.hits) + nth for nth, lead in enumerate(heads.value("id"))}
    ties = [np.searchsorted(keys, ends) for ends in pairs]
    to_heads = [(len(new.hits) + doc, at_head[lead]) for doc, lead in enumerate(now_of[1]) if lead in at_head]
    one, other = (np.concatenate((ties[nth], np.array([tie[nth] for tie in to_heads], np.int64))) for nth in (0, 1))
    # An article can be fetched twice, as one that shares text and as the lead of its group.
    place_of: dict[str, int] = {}
    same = [(place, place_of.setdefault(hit["_id"], place))
            for place, hit in enumerate((*new.hits, *old.hits, *heads.hits))]  # fmt: skip
    one, other = (np.concatenate((ends, np.array([tie[nth] for tie in same], np.int64)))
                  for nth, ends in enumerate((one, other)))  # fmt: skip
    lead_of = leads(components(len(keys), one, other), by_time(shelf, keys)).tolist()
    ids = [*new.value("id"), *old.value("id"), *heads.value("id")]
    changes: dict[str, str] = {}
    for place, hit in enumerate(new.hits):
        if (lead := ids[lead_of[place]]) != now_of[0][place]:
            changes[hit["_id"]] = lead
    moved = {ids[place]: lead for place in at_head.values() if (lead := ids[lead_of[place]]) != ids[place]}
    for part in _parts(sorted(moved)):
        for hit in _fetched(client, index, {"terms": {name: part}}):
            if hit["_id"] not in changes:
                changes[hit["_id"]] = moved[hit["fields"][name][0]]
    return changes


def _whole(
    client: Client, index: str, places: Iterable[_Place], changes: Mapping[str, Mapping[str, str]]
) -> dict[str, Groups]:
    """The changes, each with what stays as it is."""
    before = {hit["_id"]: hit["fields"] for place in places for hit in place.hits if hit["_id"] in changes}
    missing = sorted(changes.keys() - before.keys())
    for part in _parts(missing):
        before |= {hit["_id"]: hit["fields"] for hit in _fetched(client, index, {"ids": {"values": part}})}
    return {
        article: Groups(
            change.get("lead", before[article]["lead"][0]), change.get("family", before[article]["family"][0])
        )
        for article, change in changes.items()
    }


def _sharing(client: Client, index: str, new: _Place) -> list[dict[str, Any]]:
    """The articles besides these that share samples with them; samples that are everybody's are forgotten."""
    mine = {hit["_id"] for hit in new.hits}
    hits: dict[str, dict[str, Any]] = {}
    own = np.unique(new.segment.samples.hashes)
    for low in range(0, len(own), _ASKED):
        asked = own[low : low + _ASKED]
        query = _having(asked)
        if int(client.request("POST", f"/{index}/_count", {"query": query})["count"]) > _MANY + len(mine):
            common = _everybodys(client, index, asked)
            new.without(common)
            query = _having(np.setdiff1d(asked, common))
        hits |= {hit["_id"]: hit for hit in _fetched(client, index, query) if hit["_id"] not in mine}
    return list(hits.values())


def _having(hashes: Int64s) -> dict[str, Any]:
    return {"terms": {"samples": [f"{value:08x}" for value in hashes.tolist()]}}


def _everybodys(client: Client, index: str, hashes: Int64s) -> Int64s:
    """Which samples are what outlets print below everything: see `indexer.store.copies.sharing`."""
    days = {"first": {"min": {"field": "date"}}, "last": {"max": {"field": "date"}}}
    values = [f"{value:08x}" for value in hashes.tolist()]
    terms = {"field": "samples", "include": values, "size": len(values), "min_doc_count": OFTEN,
             "execution_hint": "map"}  # fmt: skip
    body = {"size": 0, "query": _having(hashes), "aggs": {"samples": {"terms": terms, "aggs": days}}}
    answer = client.request("POST", f"/{index}/_search?allow_partial_search_results=false", body)
    day = 86_400_000
    return np.array(
        [
            int(bucket["key"], 16)
            for bucket in answer["aggregations"]["samples"]["buckets"]
            if bucket["doc_count"] > TOO_MANY
            or (bucket["last"]["value"] or 0) - (bucket["first"]["value"] or 0) >= LONG * day
        ],
        np.int64,
    )


def _fetched(client: Client, index: str, query: dict[str, Any]) -> Iterator[dict[str, Any]]:
    return every(client, index, query, by="id", docvalue_fields=_FIELDS, _source=False)


def _parts(values: list[str]) -> Iterator[list[str]]:
    return (values[low : low + _VALUES] for low in range(0, len(values), _VALUES))


def _day(values: list[str] | None) -> int:
    return dt.date.fromisoformat(values[0]).toordinal() if values else NO_DATE
