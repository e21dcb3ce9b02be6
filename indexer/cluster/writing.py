"""The writer of an archive on a cluster: what is sent while a build goes on, and what a commit does.

Articles are sent as they come, in bulk, and nobody sees them: an index is refreshed by a commit and by nothing else.
A commit waits until all is sent, makes it visible, and says so (`state`). A crash loses nothing: what is withheld is
written before an article is deleted, the state of a file behind its articles, and what is no longer withheld behind
the state of its file.

What a writer that died has left is there and not in the ledger. The next one knows that it is (`dirty`), asks for
digests what the shards have and not what is visible, and removes in the end what no file states.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from types import TracebackType
from typing import Any

from indexer.article import Article, Quotation
from indexer.cluster.analysing import Analysed
from indexer.cluster.bulk import Bulk
from indexer.cluster.cells import document_id
from indexer.cluster.client import Client
from indexer.cluster.documents import Analyst, Entry, from_source
from indexer.cluster.indexes import Indexes, Layout, check, create, current, drop, switch
from indexer.cluster.lease import Lease
from indexer.cluster.state import State, every
from indexer.cluster.words import Words
from indexer.errors import IndexNotFound, IndexOutdated, WriterFailed
from indexer.store.protocol import Outcome
from indexer.store.statistics import FileState

__all__ = ["ClusterWriter"]

_COUNTER = 40
"""Bits of a version that number what one writer sends; those above are its token."""
_AT_ONCE = 1000
"""Articles that are asked for at once."""


class ClusterWriter:
    """See `indexer.store.protocol.ArchiveWriter`. IndexLocked, IndexOutdated; IndexNotFound with `create=False`."""

    maker = "indexer.cluster.analysing:DocumentMaker"

    def __init__(
        self,
        client: Client,
        name: str,
        *,
        create: bool = True,
        layout: Layout | None = None,
        rebuild: bool = False,
    ) -> None:
        self._client = client
        self._lease = Lease(client, name)
        try:
            self._open(name, layout or Layout(), make=create, rebuild=rebuild)
        except BaseException:
            self._lease.close()
            raise
        self._bulk = Bulk(client, check=self._lease.check)
        self._analyst = Analyst()
        self._words = Words()
        self._counter = 0
        self._pending: dict[str, int | None] = {}
        """What was sent since the last commit, by its name: the digest, None of what was deleted."""
        self._failed = False

    def _open(self, name: str, layout: Layout, *, make: bool, rebuild: bool) -> None:
        client, kept = self._client, self._lease.kept
        self._aliased = current(client, name)
        drop(client, [old for each in kept.get("former", ()) if (old := Indexes(name, each)) != self._aliased])
        if self._aliased is not None and not rebuild:
            self._indexes = self._aliased
            check(client, self._indexes)
        elif not make:
            raise IndexNotFound(f"there is no archive {name} there", hint="build one: onrecord index -i URL FOLDER")
        else:
            self._indexes = self._begun(name, layout)
        self._dirty = self._indexes.identity in kept.get("dirty", ())
        self._state = State(client, self._indexes.state)
        if self._state.committed.in_the_making:
            self._state.put_generation(replace(self._state.committed, in_the_making=False))
        self._opened_at = self._state.committed.generation
        self._carried: dict[str, str] = {}
        """Withheld from the archive that this one takes the place of."""
        if self._aliased not in (None, self._indexes):
            assert self._aliased is not None
            self._carried = State(client, self._aliased.state).withheld()
        self._empty = not self._dirty and not self._count()

    def _begun(self, name: str, layout: Layout) -> Indexes:
        """The indexes of an archive that is being made: those that an earlier run has begun, else new ones."""
        made = self._lease.kept.get("made")
        if made and Indexes(name, made) != self._aliased:
            if self._is_usable(Indexes(name, made)):
                return Indexes(name, made)
            drop(self._client, [Indexes(name, made)])
        new = Indexes.new(name)
        self._lease.keep(made=new.identity, former=[])
        create(self._client, new, layout)
        return new

    def _is_usable(self, indexes: Indexes) -> bool:
        try:
            check(self._client, indexes)
        except (IndexOutdated, IndexNotFound):
            return False
        return all(
            self._client.request("HEAD", f"/{index}", accept=(200, 404))["status_code"] == 200
            for index in indexes.all
        )

    def _count(self) -> int:
        return int(self._client.request("GET", f"/{self._indexes.articles}/_count")["count"])

    @property
    def generation(self) -> int:
        return self._state.committed.generation

    def ledger(self) -> dict[str, FileState]:
        return self._state.files()

    def withheld(self) -> dict[str, str]:
        return self._carried | self._state.withheld()

    def articles(self, article_ids: Iterable[str]) -> Iterator[Article]:
        ids = list(article_ids)
        for low in range(0, len(ids), _AT_ONCE):
            names = [document_id(article_id) for article_id in ids[low : low + _AT_ONCE]]
            body = {"size": len(names), "query": {"ids": {"values": names}}, "_source": ["record"]}
            sources = {hit["_id"]: hit["_source"] for hit in self._search(body)}
            yield from (from_source(sources[name])[0] for name in names if name in sources)

    def _search(self, body: dict[str, Any]) -> list[dict[str, Any]]:
        path = f"/{self._indexes.articles}/_search?allow_partial_search_results=false"
        hits: list[dict[str, Any]] = self._client.request("POST", path, body)["hits"]["hits"]
        return hits

    def put_all(self, prepared: Sequence[tuple[Article, Sequence[Quotation]]]) -> list[Outcome]:
        made = list(self._analyst.documents([Entry(*each) for each in prepared])) if prepared else []
        sources = [(document.id, document.source) for document in made]
        return self.take(
            Analysed(sources, self._analyst.learnt()),
            [(document.article_id, document.digest, True) for document in made],
        )

    def next_order(self) -> None:
        return None

    def take(self, content: object, documents: Sequence[tuple[str, int, bool]]) -> list[Outcome]:
        assert isinstance(content, Analysed)
        known = self._digests([name for name, _ in content.sources])
        outcomes: list[Outcome] = []
        for (name, source), (_, digest, counts) in zip(content.sources, documents, strict=True):
            if not counts:
                outcomes.append("updated")
                continue
            before = known.get(name)
            if before == digest:
                outcomes.append("unchanged")
                continue
            outcomes.append("added" if before is None else "updated")
            known[name] = digest
            self._send(name, source, digest)
        if any(outcome != "unchanged" for outcome in outcomes):
            self._words.add(content.words)
        return outcomes

    def _send(self, name: str, source: bytes, digest: int) -> None:
        self._begin()
        sent = b'{"generation":%d,%b' % (self.generation + 1, source[1:])
        self._bulk.index(self._indexes.articles, name, sent, version=self._version())
        self._pending[name] = digest

    def _begin(self) -> None:
        """Note that there is something that no commit has, before it is sent."""
        if self._failed:
            raise WriterFailed(
                "writing to the cluster failed before", hint="what was committed is kept; open it anew"
            )
        self._note_dirty(dirty=True)

    def _note_dirty(self, *, dirty: bool) -> None:
        noted = set(self._lease.kept.get("dirty", ()))
        now = noted | {self._indexes.identity} if dirty else noted - {self._indexes.identity}
        if now != noted:
            self._lease.keep(dirty=sorted(now))

    def _version(self) -> int:
        self._counter += 1
        return self._lease.token << _COUNTER | self._counter

    def _digests(self, names: Collection[str]) -> dict[str, int]:
        """What is there of these documents: their digests, those of what was sent just now included."""
        found: dict[str, int] = {}
        asked = []
        for name in names:
            if name not in self._pending:
                asked.append(name)
            elif (digest := self._pending[name]) is not None:
                found[name] = digest
        if not self._empty:
            for low in range(0, len(asked), _AT_ONCE):
                found |= self._asked(asked[low : low + _AT_ONCE])
        return found

    def _asked(self, names: list[str]) -> dict[str, int]:
        if self._dirty:
            # What a writer left that died is on the shards, and not visible.
            path = f"/{self._indexes.articles}/_mget?_source_includes=digest"
            docs = self._client.request("POST", path, {"ids": names})["docs"]
            return {doc["_id"]: int(doc["_source"]["digest"], 16) for doc in docs if doc.get("found")}
        body = {"size": len(names), "query": {"ids": {"values": names}}, "_source": False,
                "docvalue_fields": ["digest"], "track_total_hits": False}  # fmt: skip
        return {hit["_id"]: int(hit["fields"]["digest"][0], 16) for hit in self._search(body)}

    def remove_all(self, article_ids: Collection[str]) -> set[str]:
        names = {document_id(article_id): article_id for article_id in article_ids}
        found = self._digests(list(names))
        for name in found:
            self._pending[name] = None
        return {names[name] for name in found}

    def commit(self, ledger: Mapping[str, FileState], *, withheld: Mapping[str, str] | None = None) -> int:
        if self._carried:
            withheld = self._carried | dict(withheld if withheld is not None else self._state.withheld())
        if self.generation and not self._pending and self._state.is_as(ledger, withheld):
            return self.generation
        self._begin()
        self._failed = True
        if withheld is not None:
            self._state.withhold(self._bulk, withheld)
        words, self._words = self._words, Words()
        now = self.generation + 1
        for name, row in words.rows(f"{now:x}"):
            self._bulk.index(self._indexes.words, name, row)
        self._bulk.wait()
        for name, digest in self._pending.items():
            if digest is None:
                self._bulk.delete(self._indexes.articles, name, version=self._version())
        self._bulk.wait()
        self._reveal(replace(self._state.committed, generation=now), ledger, withheld)
        self._pending, self._empty, self._carried = {}, False, {}
        if self._aliased is None:
            self._switch()
        self._failed = False
        return self.generation

    def _reveal(self, now: Any, ledger: Mapping[str, FileState], withheld: Mapping[str, str] | None) -> None:
        """Make what was sent visible, as one generation."""
        self._state.put_generation(replace(self._state.committed, in_the_making=True))
        self._lease.check()
        self._client.request("POST", f"/{self._indexes.articles},{self._indexes.words}/_refresh")
        self._state.put_files(self._bulk, ledger)
        self._bulk.wait()
        if withheld is not None:
            self._state.release(self._bulk, withheld)
            self._bulk.wait()
        self._state.put_generation(now)

    def optimize(self) -> int:
        path = f"/{self._indexes.articles},{self._indexes.words}"
        self._client.request("POST", f"{path}/_flush")
        self._client.request("POST", f"{path}/_forcemerge?max_num_segments=1")
        return self.generation

    def _settle(self) -> None:
        """Remove what a writer that died has left and no file states."""
        ledger = self._state.files()
        stated = {document_id(article) for state in ledger.values() for article in state.stated}
        self._state.put_generation(replace(self._state.committed, in_the_making=True))
        self._client.request("POST", f"/{self._indexes.articles}/_refresh")
        query = {"range": {"generation": {"gt": self._opened_at}}}
        hits = every(self._client, self._indexes.articles, query, by="id", docvalue_fields=["id"], _source=False)
        self._pending |= {hit["_id"]: None for hit in hits if hit["_id"] not in stated}
        if self._pending:
            self.commit(ledger)
        else:
            self._state.put_generation(replace(self._state.committed, in_the_making=False))
        self._dirty = False

    def _switch(self) -> None:
        """Have these indexes be the archive; those that were it are left to who reads them, until the next writer."""
        switch(self._client, self._indexes, self._aliased)
        former = [self._aliased.identity] if self._aliased is not None else []
        self._aliased = self._indexes
        self._lease.keep(made=None, former=former)

    def __enter__(self) -> ClusterWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if error is None and not self._failed and self.generation:
                if self._dirty:
                    self._settle()
                if not self._pending:
                    self._note_dirty(dirty=False)
                if self._indexes != self._aliased:
                    self._switch()
        finally:
            self._bulk.close()
            self._lease.close()
