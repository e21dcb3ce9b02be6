"""What is wrong with an archive on a cluster: shards that are missing, indexes that belong to no archive, articles of
files that are not there, what a writer left that died. Whether a shard is whole its node checks itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from indexer.cluster.cells import document_id
from indexer.cluster.client import Client
from indexer.cluster.indexes import Indexes, check, current, drop
from indexer.cluster.lease import Lease, kept
from indexer.cluster.searching import found
from indexer.cluster.state import State
from indexer.errors import IndexNotFound
from indexer.store.doctor import Finding

__all__ = ["examined"]

_AT_ONCE = 1000


def examined(client: Client, name: str, *, repair: bool, settle: Callable[[], object]) -> list[Finding]:
    """All of it; `repair` takes the lock, and removes indexes that are left over and what a dead writer left, which
    `settle` does: a writer that comes and goes.

    IndexNotFound, IndexOutdated, IndexCorrupt where nothing else can be said.
    """
    indexes = current(client, name)
    if indexes is None:
        raise IndexNotFound(f"there is no archive {name} there", hint="build one: onrecord index -i URL FOLDER")
    check(client, indexes)
    findings = [*_of_shards(client, indexes), *_left_over(client, indexes, repair=repair)]
    if indexes.identity in kept(client, name).get("dirty", ()):
        if repair:
            settle()
        what = "a writer is at work, or died and left articles that no commit has"
        findings.append(Finding("orphan", indexes.articles, what, removed=repair))
    if not any(finding.kind == "damage" for finding in findings):
        findings += _missing(client, indexes)
    return findings


def _of_shards(client: Client, indexes: Indexes) -> Iterator[Finding]:
    health = client.request("GET", f"/_cluster/health/{','.join(indexes.all)}?level=indices")
    for name, told in sorted(health["indices"].items()):
        if told["status"] == "red":
            missing = told["number_of_shards"] - told["active_primary_shards"]
            yield Finding("damage", name, f"{missing} of its {told['number_of_shards']} shards are not there")
        elif told["status"] == "yellow":
            yield Finding("weak", name, f"{told['unassigned_shards']} copies of its shards have no node")


def _left_over(client: Client, indexes: Indexes, *, repair: bool) -> Iterator[Finding]:
    """Indexes of this archive that the alias does not name, but for those of a rebuild that is under way."""
    names = client.request("GET", f"/{indexes.alias}-*/_settings/index.uuid?expand_wildcards=all")
    prefix = f"{indexes.alias}-"
    identities = {
        identity
        for name in names
        if (identity := name.removeprefix(prefix).partition("-")[0]) and name in Indexes(indexes.name, identity).all
    }
    identities -= {indexes.identity, kept(client, indexes.name).get("made")}
    if identities and repair:
        lease = Lease(client, indexes.name)
        try:
            drop(client, [Indexes(indexes.name, identity) for identity in identities])
        finally:
            lease.close()
    for identity in sorted(identities):
        yield Finding("orphan", f"{prefix}{identity}-*", "is of an earlier build", removed=repair)


def _missing(client: Client, indexes: Indexes) -> Iterator[Finding]:
    state = State(client, indexes.state)
    withheld = state.withheld()
    for key, file in state.files().items():
        ids = [article for article in file.articles if article not in withheld]
        missing = []
        for low in range(0, len(ids), _AT_ONCE):
            part = {document_id(article): article for article in ids[low : low + _AT_ONCE]}
            query = {"ids": {"values": list(part)}}
            there = {hit["_id"] for hit in found(client, indexes.articles, query, size=len(part), _source=False)}
            missing += [article for name, article in part.items() if name not in there]
        if missing:
            what = f"{len(missing):,} of its articles are missing, the first {missing[0]}; touch it, index it again"
            yield Finding("damage", key, what)
