"""What a writer has left on a cluster, for the tests of writing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from indexer.cluster.client import Client
from indexer.cluster.indexes import Indexes, current, lock_index
from indexer.cluster.searching import every
from indexer.cluster.state import Committed, State, committed
from indexer.cluster.target import Target
from indexer.store import FileState, Index, open_index
from indexer.store.invert import record_of

VALUES = ["id", "digest", "lead", "family", "quotations", "generation"]
Row = tuple[str, str, str, int]
"""Of an article: its digest, the lead of its copies, that of its family, how many quotations it has."""


class There:
    """An archive on a cluster, looked at past its readers; gone when it is left."""

    def __init__(self, urls: Sequence[str], name: str) -> None:
        self.target = Target(tuple(urls), name)
        self.client = Client(urls)

    def __enter__(self) -> There:
        return self

    def __exit__(self, *_: object) -> None:
        name = self.target.name
        told = self.client.request("GET", f"/onrecord-{name}-*/_settings/index.uuid", accept=(200, 404))
        for index in [*(each for each in told if each.startswith("onrecord-")), lock_index(name)]:
            self.client.request("DELETE", f"/{index}?ignore_unavailable=true")
        self.client.close()

    @property
    def indexes(self) -> Indexes:
        found = current(self.client, self.target.name)
        assert found is not None
        return found

    def committed(self) -> Committed:
        return committed(self.client, self.indexes.state)

    def hits(self) -> Iterator[dict[str, Any]]:
        """All articles that are visible."""
        index = self.indexes.articles
        return every(self.client, index, {"match_all": {}}, by="id", docvalue_fields=VALUES, _source=["record"])

    def rows(self) -> dict[str, Row]:
        fields = [hit["fields"] for hit in self.hits()]
        return {
            each["id"][0]: (each["digest"][0], each["lead"][0], each["family"][0], each["quotations"][0])
            for each in fields
        }

    def ledger(self) -> dict[str, FileState]:
        return State(self.client, self.indexes.state).files()

    def sent(self) -> int:
        """How many articles its shards were sent since its indexes were made."""
        told = self.client.request("GET", f"/{self.indexes.articles}/_stats/indexing")
        return int(told["_all"]["primaries"]["indexing"]["index_total"])


def in_folder(path: Path) -> dict[str, Row]:
    """The same of an index in a folder."""
    with open_index(path) as index:
        docs = np.array([int(doc) for doc in index.articles.all_doc_ids()], np.int32)
        leads, families = (index.ids(found) for found in (index.copies.leads(docs), index.copies.families(docs)))
        rows = zip(index.ids(docs), docs.tolist(), leads, families, strict=True)
        return {name: _row(index, doc, lead, family) for name, doc, lead, family in rows}


def _row(index: Index, doc: int, lead: str, family: str) -> Row:
    article, quotations = index.stored(doc)
    return f"{record_of(article, quotations)[1]:016x}", lead, family, len(quotations)
