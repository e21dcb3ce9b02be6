"""The writer of an archive on a cluster: what is sent while a build goes on, and what a commit does.

Articles are sent as they come, in bulk, and nobody sees them: an index is refreshed by a commit and by nothing else.
A commit waits until all is sent, makes it visible, and says so (`state`). A crash loses nothing: what is withheld is
written before an article is deleted, the state of a file behind its articles, and what is no longer withheld behind
the state of its file.

What a writer that died has left is there and not in the ledger. The next one knows that it is (`dirty`), asks the
shards for what they have and not for what is visible, sends anew what it is given, and removes in the end what no
file states.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import astuple, dataclass, replace
from types import TracebackType
from typing import Any

from indexer.article import Article, Quotation
from indexer.cluster.analysing import Analysed
from indexer.cluster.bulk import Bulk
from indexer.cluster.cells import document_id, keyword
from indexer.cluster.client import Client
from indexer.cluster.copies import Groups, regrouped
from indexer.cluster.documents import Analyst, Entry, from_source
from indexer.cluster.indexes import Indexes, Layout, check, create, current, drop, switch
from indexer.cluster.lease import Lease
from indexer.cluster.searching import every, found
from indexer.cluster.state import Committed, State
from indexer.cluster.words import Words, outdated_query, rows_query
from indexer.errors import IndexNotFound, IndexOutdated, WriterFailed
from indexer.store.protocol import Outcome
from indexer.store.statistics import FileState

__all__ = ["ClusterWriter"]

_COUNTER = 40
"""Bits of a version that number what one writer sends; those above are its token."""
_AT_ONCE = 1000
"""Articles that are asked for at once."""
_LONG = 12 * 3600.0
"""Seconds that refreshing and merging may take."""
_ALL_COMPARED = 1_000_000
"""Articles that are compared with one another anew by `optimize`: so many have room in memory."""
_LARGEST_SEGMENT = 5 << 30
"""Bytes of the largest segment that OpenSearch makes by itself."""
_REWRITTEN = 200
"""Articles that are written again at once."""


@dataclass(frozen=True, slots=True)
class _Known:
    """An article that is there; of one that was committed, its lead and its family."""

    digest: int
    groups: tuple[str, ...] = ()


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
        """The client is closed with it."""
        with ExitStack() as stack:
            self._client = stack.enter_context(client)
            self._lease = stack.enter_context(closing(Lease(client, name)))
            self._open(name, layout or Layout(), make=create, rebuild=rebuild)
            self._open_things = stack.pop_all()
        self._bulk = Bulk(client, check=self._lease.check)
        self._analyst = Analyst()
        self._words = Words()
        self._counter = 0
        self._pending: dict[str, int | None] = {}
        """What was sent since the last commit, by its name: the digest, None of what was deleted."""
        self._touched: set[str] = set()
        """Leads and families of what was replaced or removed since the last commit."""
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
            self._client.request("HEAD", f"/{index}", accept=(200, 404)).status == 200 for index in indexes.all
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
            query = {"ids": {"values": names}}
            hits = found(self._client, self._indexes.articles, query, size=len(names), _source=["record"])
            sources = {hit["_id"]: hit["_source"] for hit in hits}
            yield from (from_source(sources[name])[0] for name in names if name in sources)

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
        known = self._known([name for name, _ in content.sources])
        outcomes: list[Outcome] = []
        for (name, source), (article_id, digest, counts) in zip(content.sources, documents, strict=True):
            if not counts:
                outcomes.append("updated")
                continue
            before = known.get(name)
            if before is not None and before.digest == digest:
                outcomes.append("unchanged")
                continue
            outcomes.append("added" if before is None else "updated")
            self._touch(article_id, before)
            known[name] = _Known(digest)
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

    def _known(self, names: Collection[str]) -> dict[str, _Known]:
        """What is there of these documents, what was sent just now included."""
        known: dict[str, _Known] = {}
        asked = []
        for name in names:
            if name not in self._pending:
                asked.append(name)
            elif (digest := self._pending[name]) is not None:
                known[name] = _Known(digest)
        if not self._empty:
            for low in range(0, len(asked), _AT_ONCE):
                known |= self._asked(asked[low : low + _AT_ONCE])
        return known

    def _asked(self, names: list[str]) -> dict[str, _Known]:
        if self._dirty:
            # What a writer left that died is on the shards, and not visible: it is sent again.
            path = f"/{self._indexes.articles}/_mget?_source_includes=digest,lead,family,generation"
            docs = self._client.request("POST", path, {"ids": names})["docs"]
            rows = {doc["_id"]: doc["_source"] for doc in docs if doc.get("found") and not self._is_left(doc)}
            return {name: _Known(int(row["digest"], 16), (row["lead"], row["family"])) for name, row in rows.items()}
        fields = ["digest", "lead", "family"]
        hits = found(
            self._client, self._indexes.articles, {"ids": {"values": names}},
            size=len(names), _source=False, docvalue_fields=fields,
        )  # fmt: skip
        told = {hit["_id"]: [hit["fields"][each][0] for each in fields] for hit in hits}
        return {name: _Known(int(digest, 16), (lead, family)) for name, (digest, lead, family) in told.items()}

    def _touch(self, article_id: str, before: _Known | None) -> None:
        """Note that an article is no longer what it was, so that its groups are made anew."""
        if before is not None:
            self._touched.update(before.groups)
        if self._dirty:  # what it was before a writer died that replaced it, nobody knows
            self._touched.add(keyword(article_id))

    def _is_left(self, hit: dict[str, Any]) -> bool:
        """Whether an article is of a writer that died before it committed it."""
        ours = hit["_version"] >> _COUNTER == self._lease.token
        return hit["_source"]["generation"] > self._opened_at and not ours

    def remove_all(self, article_ids: Collection[str]) -> set[str]:
        names = {document_id(article_id): article_id for article_id in article_ids}
        known = self._known(list(names))
        for name, article_id in names.items():
            self._touch(article_id, known.get(name))
        self._pending |= dict.fromkeys(known)
        return {names[name] for name in known}

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
        for name, row in words.rows(now):
            self._bulk.index(self._indexes.words, name, row)
        self._bulk.wait()
        for name, digest in self._pending.items():
            if digest is None:
                self._bulk.delete(self._indexes.articles, name, version=self._version())
        self._bulk.wait()
        touched = tuple(sorted({*self._state.committed.touched, *self._touched}))
        self._reveal(replace(self._state.committed, generation=now, touched=touched), ledger, withheld)
        self._pending, self._touched, self._empty, self._carried = {}, set(), False, {}
        self._group()
        if self._aliased is None:
            self._switch()
        self._failed = False
        return self.generation

    def _group(self, *, since: int | None = None) -> None:
        """Find the copies of what is new: those whose lead is another are written again, as one more generation."""
        done = self._state.committed
        since = done.compared if since is None else since
        changes = regrouped(self._client, self._indexes.articles, since=since, touched=done.touched)
        now = replace(done, compared=done.generation, touched=())
        if not changes:
            if now != done:
                self._state.put_generation(now)
            return
        names = list(changes)
        for low in range(0, len(names), _REWRITTEN):
            self._rewrite({name: changes[name] for name in names[low : low + _REWRITTEN]})
        self._bulk.wait()
        self._reveal(replace(now, generation=done.generation + 1), self._state.files(), None)

    def _rewrite(self, changes: Mapping[str, Groups]) -> None:
        """Send articles again as they are, in other groups."""
        hits = found(
            self._client, self._indexes.articles, {"ids": {"values": list(changes)}},
            size=len(changes), _source=["record", "generation"],
        )  # fmt: skip
        entries = [
            Entry(*from_source(hit["_source"]), hit["_source"]["generation"], *astuple(changes[hit["_id"]]))
            for hit in hits
        ]
        for document in Analyst().documents(entries) if entries else ():
            self._bulk.index(self._indexes.articles, document.id, document.source, version=self._version())

    def _reveal(self, now: Committed, ledger: Mapping[str, FileState], withheld: Mapping[str, str] | None) -> None:
        """Make what was sent visible, as one generation."""
        self._state.put_generation(replace(self._state.committed, in_the_making=True, touched=now.touched))
        self._lease.check()
        self._client.request("POST", f"/{self._indexes.articles},{self._indexes.words}/_refresh", seconds=_LONG)
        self._state.put_files(self._bulk, ledger)
        self._bulk.wait()
        if withheld is not None:
            self._state.release(self._bulk, withheld)
            self._bulk.wait()
        self._state.put_generation(now)

    def optimize(self) -> int:
        """Compare all articles with all others, if there are not too many; merge the rows of words, and segments."""
        self._begin()
        self._failed = True
        if self._dirty:
            self._settle()
        articles, words = self._indexes.articles, self._indexes.words
        if self._count() <= _ALL_COMPARED:
            self._group(since=0)
        done = self._state.committed
        if done.merged < done.generation:
            every_word = Words()
            every_word.add_rows(
                hit["_source"] for hit in every(self._client, words, rows_query(done.merged), by="row")
            )
            for name, row in every_word.rows(done.generation, merged=True):
                self._bulk.index(words, name, row)
            self._bulk.wait()
            self._reveal(replace(done, merged=done.generation), self._state.files(), None)
            path = f"/{words}/_delete_by_query?conflicts=proceed&refresh=true"
            self._client.request("POST", path, {"query": outdated_query(done.generation)}, seconds=_LONG)
        self._client.request("POST", f"/{articles},{words}/_flush", seconds=_LONG)
        self._client.request("POST", f"/{articles},{words}/_forcemerge?{self._merging()}", seconds=_LONG)
        self._client.request(
            "POST", f"/{articles},{words}/_refresh", seconds=_LONG
        )  # else what was merged stays on the disks
        self._failed = False
        return self.generation

    def _merging(self) -> str:
        """To one segment a shard, while a segment of that size is one that merging makes by itself."""
        told = self._client.request("GET", f"/{self._indexes.articles}/_stats/store")["_all"]["primaries"]
        shards = self._client.request(
            "GET", f"/{self._indexes.articles}/_settings/index.number_of_shards?flat_settings"
        )
        count = int(shards[self._indexes.articles]["settings"]["index.number_of_shards"])
        if int(told["store"]["size_in_bytes"]) // count < _LARGEST_SEGMENT:
            return "max_num_segments=1"
        return "only_expunge_deletes=true"

    def _settle(self) -> None:
        """Remove what a writer that died has left and no file states."""
        ledger = self._state.files()
        stated = {document_id(article) for state in ledger.values() for article in state.stated}
        self._state.put_generation(replace(self._state.committed, in_the_making=True))
        self._client.request("POST", f"/{self._indexes.articles}/_refresh", seconds=_LONG)
        query = {"range": {"generation": {"gt": self._opened_at}}}
        fields = ["generation"]
        hits = every(self._client, self._indexes.articles, query, by="id", version=True, _source=fields)
        self._pending |= {hit["_id"]: None for hit in hits if self._is_left(hit) and hit["_id"] not in stated}
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
            self._open_things.close()
