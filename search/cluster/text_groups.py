"""Which articles of a cluster print one text: `search.engine.seam.Copies`, of the articles that were met."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from indexer.arrays import Bools, Int32s
from indexer.errors import NotOnCluster
from indexer.store import Overlap, Relation
from search.cluster.shelf import Shelf
from search.cluster.snapshot import Snapshot

__all__ = ["ClusterCopies"]


class ClusterCopies:
    """Those of one generation. What is grouped of what was met is known once the answer is met that has it."""

    def __init__(self, snapshot: Snapshot, shelf: Shelf) -> None:
        self._snapshot = snapshot
        self._shelf = shelf

    def leads(self, docs: Int32s) -> Int32s:
        return self._shelf.lead[docs]

    def families(self, docs: Int32s) -> Int32s:
        return self._shelf.family[docs]

    @property
    def is_grouped(self) -> Bools:
        shelf = self._shelf
        flags: Bools = np.zeros(shelf.articles, np.bool_)
        for column in (shelf.lead, shelf.family):
            away = np.flatnonzero(column != np.arange(shelf.articles, dtype=np.int32))
            flags[away] = True
            flags[column[away]] = True
        return flags

    @property
    def grouped(self) -> Int32s:
        return np.flatnonzero(self.is_grouped & self._shelf.met).astype(np.int32)

    def members(self, doc: int) -> list[int]:
        shelf = self._shelf
        lead = shelf.ids[int(shelf.lead[doc])]
        return sorted(shelf.meet({"term": {"lead": lead}}).tolist())

    def overlaps(self, doc: int) -> list[Overlap]:
        """Compared when it is asked."""
        found = []
        for name, shared, relation in self._snapshot.sharing_with(self._shelf.ids[doc]):
            other = self._shelf.find(name)
            if other is not None:
                found.append(Overlap(doc=other, shared=round(shared, 2), relation=relation))
        return sorted(found, key=lambda overlap: overlap.doc)

    def related(self) -> Iterator[tuple[int, int, float, Relation]]:
        raise NotOnCluster("which articles of a whole archive share parts", hint="ask it of one article: copies ID")
