"""An archive on a cluster as something to write to: where it is, how it is divided, whether it is built anew."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from indexer.cluster.client import Client
from indexer.cluster.indexes import Layout

if TYPE_CHECKING:
    from indexer.store.protocol import ArchiveWriter

__all__ = ["Target"]


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

        return ClusterWriter(
            Client(list(self.urls)), self.name, create=create, layout=self.layout, rebuild=self.rebuild
        )
