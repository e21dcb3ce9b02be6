"""The indexes that an archive has in a cluster, and the alias by which they are found: made, checked, switched.

An archive NAME has three indexes of one identity, and the alias `onrecord-NAME` names all of them. A rebuild fills
others; the alias is switched in one request. Who opened the old ones goes on with them: the next writer drops them.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from indexer.cluster.client import Client
from indexer.cluster.mapping import ANALYSIS_VERSION, META, article_index, meta, template
from indexer.errors import ClusterRefused, IndexCorrupt, IndexNotFound, IndexOutdated
from indexer.schema import SCHEMA_VERSION

__all__ = ["Indexes", "Layout", "check", "create", "current", "drop", "lock_index", "make_index", "switch"]

_DELETES_REMEMBERED = "15m"
"""How long the version of a deletion is kept, so that an earlier request that comes late is refused."""
_STATE = {
    "kind": {"type": "keyword"},
    "row": {"type": "keyword"},
    "order": {"type": "long"},
    "part": {"type": "integer"},
    "data": {"type": "object", "enabled": False},
}
_WORDS = {
    "kind": {"type": "keyword"},
    "row": {"type": "keyword"},
    "surface": {"type": "keyword"},
    "last": {"type": "keyword"},
    "words": {"type": "object", "enabled": False},
    "key": {"type": "long"},
    "language": {"type": "keyword"},
    "named": {"type": "long"},
    "small": {"type": "long"},
    "generation": {"type": "long"},
    "merged": {"type": "long"},
}


@dataclass(frozen=True, slots=True)
class Layout:
    """How an archive is divided: None for what fits the cluster."""

    shards: int | None = None
    replicas: int | None = None


@dataclass(frozen=True, slots=True)
class Indexes:
    """The names of an archive's indexes, of one identity (8 hex digits)."""

    name: str
    identity: str

    @classmethod
    def new(cls, name: str) -> Indexes:
        return cls(name, secrets.token_hex(4))

    @property
    def alias(self) -> str:
        return f"onrecord-{self.name}"

    @property
    def articles(self) -> str:
        return f"{self.alias}-{self.identity}-articles"

    @property
    def words(self) -> str:
        return f"{self.alias}-{self.identity}-words"

    @property
    def state(self) -> str:
        return f"{self.alias}-{self.identity}-state"

    @property
    def all(self) -> tuple[str, str, str]:
        return self.articles, self.words, self.state


def lock_index(name: str) -> str:
    """The index that has the lock of an archive, whatever its identity. No archive's name has a full stop."""
    return f"onrecord-{name}.lock"


def current(client: Client, name: str) -> Indexes | None:
    """What the alias of an archive points to; None if there is no such archive."""
    answer = client.request("GET", f"/_alias/onrecord-{name}", accept=(200, 404))
    if answer.status == 404:
        return None
    found = {index for index in answer if index.startswith(f"onrecord-{name}-")}
    identities = {index.removeprefix(f"onrecord-{name}-").partition("-")[0] for index in found}
    if len(identities) == 1 and found == set((made := Indexes(name, identities.pop())).all):
        return made
    raise IndexCorrupt(
        f"the alias onrecord-{name} points to {', '.join(sorted(found)) or 'no index of an archive'}",
        hint="it has to point to the three indexes of one archive: articles, words and state",
    )


def check(client: Client, indexes: Indexes) -> None:
    """Refuse an archive of another version. IndexOutdated, IndexNotFound, IndexCorrupt."""
    answer = client.request("GET", f"/{indexes.articles}/_mapping", accept=(200, 404))
    if answer.status == 404:
        raise IndexNotFound(f"there is no index {indexes.articles}")
    told = answer[indexes.articles]["mappings"].get("_meta", {}).get(META)
    if not isinstance(told, dict):
        raise IndexCorrupt(f"{indexes.articles} does not say by what it was written", hint="build it anew: --rebuild")
    versions = told.get("schema"), told.get("analysis")
    if versions != (SCHEMA_VERSION, ANALYSIS_VERSION):
        raise IndexOutdated(
            f"{indexes.articles} was written with schema {versions[0]}, analysis {versions[1]}; this onrecord reads "
            f"schema {SCHEMA_VERSION}, analysis {ANALYSIS_VERSION}",
            hint="build it anew: onrecord index --rebuild, with all its folders; or upgrade onrecord",
        )


def create(client: Client, indexes: Indexes, layout: Layout) -> None:
    """Make the indexes of an archive, with nothing in them and no alias."""
    nodes = int(client.request("GET", "/_cluster/health")["number_of_data_nodes"])
    shards = layout.shards if layout.shards is not None else max(nodes, 1)
    replicas = layout.replicas if layout.replicas is not None else min(nodes - 1, 1)
    client.request("PUT", "/_index_template/onrecord", template(shards=shards, replicas=replicas))
    body = article_index(identity=indexes.identity, shards=shards, replicas=replicas)
    # What was written is seen when it is committed, and not before.
    body["settings"] |= {"index.refresh_interval": "-1", "index.gc_deletes": _DELETES_REMEMBERED}
    make_index(client, indexes.articles, body)
    for index, fields in ((indexes.words, _WORDS), (indexes.state, _STATE)):
        make_index(client, index, _beside(indexes.identity, fields, replicas))


def make_index(client: Client, index: str, body: dict[str, Any]) -> None:
    """Make an index, unless it is there: by another writer, or by a request of which the answer was lost."""
    try:
        client.request("PUT", f"/{index}", body)
    except ClusterRefused as error:
        if error.kind != "resource_already_exists_exception":
            raise


def _beside(identity: str, fields: dict[str, Any], replicas: int) -> dict[str, Any]:
    return {
        "settings": {
            "index.number_of_shards": 1,
            "index.number_of_replicas": replicas,
            "index.refresh_interval": "-1",
            "index.max_result_window": 100_000,
        },
        "mappings": {"_meta": meta(identity), "dynamic": "strict", "properties": fields},
    }


def switch(client: Client, new: Indexes, old: Indexes | None) -> None:
    """Have the alias point to these, in one step."""
    actions: list[dict[str, Any]] = [{"add": {"index": index, "alias": new.alias}} for index in new.all]
    if old is not None:
        actions = [
            {"remove": {"index": index, "alias": old.alias, "must_exist": False}} for index in old.all
        ] + actions
    client.request("POST", "/_aliases", {"actions": actions})


def drop(client: Client, identities: Iterable[Indexes]) -> None:
    """Delete what is no archive any more."""
    for indexes in identities:
        client.request("DELETE", f"/{','.join(indexes.all)}?ignore_unavailable=true")
