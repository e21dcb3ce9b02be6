"""An archive on a cluster as something to write to: where it is, how it is divided, whether it is built anew."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from indexer.cluster.client import Client
from indexer.cluster.indexes import Layout, current
from indexer.cluster.location import Location
from indexer.cluster.state import committed

if TYPE_CHECKING:
    from indexer.store.doctor import Finding
    from indexer.store.protocol import ArchiveWriter

__all__ = ["Target", "target_of"]


@dataclass(frozen=True, slots=True)
class Target:
    """`layout` is that of what is made; with `rebuild` everything is made anew beside what there is, and takes its
    place when it is whole."""

    urls: tuple[str, ...]
    name: str
    layout: Layout = field(default_factory=Layout)
    rebuild: bool = False

    def __str__(self) -> str:
        return f"{','.join(self.urls)}/{self.name}"

    def open_writer(self, *, create: bool) -> ArchiveWriter:
        from indexer.cluster.writing import ClusterWriter

        return ClusterWriter(self.client(), self.name, create=create, layout=self.layout, rebuild=self.rebuild)

    def client(self) -> Client:
        return Client(self.urls)

    def divided(self, *, shards: int | None, replicas: int | None, rebuild: bool) -> Target:
        """The same, with another layout, or to be built anew."""
        return replace(self, layout=Layout(shards, replicas), rebuild=rebuild)

    def standing(self) -> tuple[int, int] | None:
        """How many articles there are, and the generation; None if there is no such archive."""
        with self.client() as client:
            indexes = current(client, self.name)
            if indexes is None:
                return None
            count = client.request("GET", f"/{indexes.articles}/_count")["count"]
            return int(count), committed(client, indexes.state).generation

    def size_bytes(self) -> int:
        """What its indexes take on the disks, copies counted."""
        with self.client() as client:
            indexes = current(client, self.name)
            if indexes is None:
                return 0
            told = client.request("GET", f"/{','.join(indexes.all)}/_stats/store")
        return int(told["_all"]["total"]["store"]["size_in_bytes"])

    def examined(self, *, repair: bool) -> list[Finding]:
        """What is wrong with it; see `indexer.cluster.checkup`."""
        from indexer.cluster.checkup import examined

        def settle() -> None:
            with self.open_writer(create=False):
                pass

        with self.client() as client:
            return examined(client, self.name, repair=repair, settle=settle)


def target_of(address: str) -> Target:
    """The archive at an address. UsageError."""
    found = Location.read(address)
    return Target(found.urls, found.name)
