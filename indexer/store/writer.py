"""The writer: takes articles, writes segments, commits generations, merges, removes what no one names."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import accumulate
from pathlib import Path
from types import TracebackType

import numpy as np
from numpy.typing import NDArray

from indexer.analysis.fast.chunks import encoded
from indexer.article import Article, Quotation
from indexer.errors import IndexNotFound, OnRecordError
from indexer.store.bloom import IdFilter
from indexer.store.copies.finder import CopyFinder
from indexer.store.files import claim, orphans
from indexer.store.heap import give_back
from indexer.store.index import open_copies, open_index, open_segment
from indexer.store.invert import Inverter, record_of
from indexer.store.lexicon import Lexicon
from indexer.store.lock import WriterLock
from indexer.store.manifest import (
    FileEntry,
    Manifest,
    SegmentEntry,
    read_ledger,
    read_manifest,
    read_withheld,
    sync_folder,
    write_deleted,
    write_ledger,
    write_manifest,
    write_withheld,
)
from indexer.store.merge import MERGING, PER_TOKEN, merge, new_numbers
from indexer.store.protocol import ArchiveWriter, Outcome, Place
from indexer.store.segment import Segment
from indexer.store.soundness import naming_damage, told_damage
from indexer.store.statistics import FileState
from indexer.store.whole import whole

MEMORY = 224 << 20
"""Bytes that the articles of a batch may take before they are written, by default."""
FANOUT = 8
"""So many segments of about one size are merged to one; the next size is so many times as great."""
_SMALLEST = 1 << 20
LEXICON_SHARE = 8
"""What is remembered of words from batch to batch takes at most this part of the memory."""


@dataclass(frozen=True, slots=True)
class SegmentFile:
    """A segment that a worker wrote, and the CRC-32 of its table."""

    path: Path
    table_crc32: int


class OpenSegment:
    """A segment of the generation that is being made, and what has been deleted of it."""

    def __init__(
        self, entry: SegmentEntry, segment: Segment, deleted: NDArray[np.bool_] | None, *, number: int
    ) -> None:
        self.number = number
        self.entry = entry
        self.segment = segment
        self.deleted = np.zeros(entry.articles, np.bool_) if deleted is None else deleted.copy()
        self.changed = False
        ids = segment.articles.fields["id"]
        names = ids.terms.slice(0, len(ids.terms))
        hashes = np.fromiter(map(hash, names), np.int64, len(names))
        self._order = np.argsort(hashes).astype(np.int32)
        self._hashes = hashes[self._order]
        self._docs = ids

    def find(self, article_id: bytes, hashed: int) -> int:
        """The living article with this id, or -1; hashes find the candidates, the terms decide."""
        at = int(np.searchsorted(self._hashes, hashed))
        while at < len(self._hashes) and self._hashes[at] == hashed:
            term = int(self._order[at])
            if self._docs.terms.at(term) == article_id:
                for doc in self._docs.docs(term).tolist():
                    if not self.deleted[doc]:
                        return int(doc)
            at += 1
        return -1

    def find_many(self, article_ids: Sequence[bytes], hashes: NDArray[np.int64]) -> Iterator[tuple[int, int]]:
        """Which of many ids live here: the place of the id among them, and the article."""
        if not len(self._hashes):
            return
        at = np.minimum(np.searchsorted(self._hashes, hashes), len(self._hashes) - 1)
        for place in np.flatnonzero(self._hashes[at] == hashes).tolist():
            doc = self.find(article_ids[place], int(hashes[place]))
            if doc >= 0:
                yield place, doc

    def delete(self, doc: int) -> None:
        self.deleted[doc] = True
        self.changed = True

    @property
    def hashes(self) -> NDArray[np.int64]:
        """(articles,) those of the ids, ascending."""
        return self._hashes

    @property
    def tokens(self) -> int:
        """How many words its articles have."""
        return self.segment.file.scalar("articles.text.total_length")

    @property
    def live(self) -> int:
        return len(self.deleted) - int(np.count_nonzero(self.deleted))


class IndexWriter:
    """Adds, replaces and removes articles; nothing is seen by readers before `commit`.

    Leaving the context without a commit keeps nothing of what came since the last one; nor is any of it kept once a
    call has failed: then each later one is WriterFailed.
    IndexLocked, IndexOutdated, IndexCorrupt; IndexNotFound with `create=False`, else UsageError where the folder is
    no index and holds what is not ours.
    """

    maker = "indexer.workers.making:SegmentMaker"
    """What workers make is a `SegmentFile`."""

    def __init__(self, path: Path, *, create: bool = True, memory: int = MEMORY) -> None:
        if create:
            claim(path)
        else:
            read_manifest(path)
        self.path = path
        self.failed = False
        self._memory = memory
        self._name = secrets.token_hex(3)
        self._lock = WriterLock(path)
        try:
            self._manifest = _read_or_new(path)
            self._next_file = self._manifest.next_file
            self._made = len(self._manifest.segments)
            """Segments that were opened so far; each has the number of those before it."""
            self._open = [_opened(path, entry, nth) for nth, entry in enumerate(self._manifest.segments)]
            self._copies = CopyFinder(open_copies(path, self._manifest), self._open)
            self._known = IdFilter([place.hashes for place in self._open])
            self._clean()
        except BaseException:
            self._lock.close()
            raise
        self._lexicon = Lexicon()
        self._batch = Inverter(self._lexicon, folder=self.path)

    @property
    def generation(self) -> int:
        """The last committed generation, 0 before the first."""
        return self._manifest.generation

    def ledger(self) -> dict[str, FileState]:
        """The files that were read, as of the last commit; a copy to change and to commit."""
        return read_ledger(self.path, self._manifest)

    def withheld(self) -> dict[str, str]:
        """The articles that are not to come back, with the day on which each was deleted; a copy, to commit."""
        return read_withheld(self.path, self._manifest)

    @whole
    def put(self, article: Article, quotations: Sequence[Quotation]) -> Outcome:
        """Add an article, or replace the one with its id; an equal one is left alone."""
        record, digest = record_of(article, quotations)
        pending = self._batch.find(article.id)
        if pending is not None:
            if self._batch.digest(pending) == digest:
                return "unchanged"
            self._batch.kill(article.id)
            replaced = True
        else:
            known = self._find(article.id)
            if known is not None:
                place, doc = known
                if int(place.segment.digests[doc]) == digest:
                    return "unchanged"
                place.delete(doc)
            replaced = known is not None
        self._batch.add(article, quotations, record, digest)
        if self._batch.held > self._memory and not self._batch.spill():
            self._flush()
        return "updated" if replaced else "added"

    def put_all(self, prepared: Sequence[tuple[Article, Sequence[Quotation]]]) -> list[Outcome]:
        """`put` for several articles, in their order."""
        return [self.put(article, quotations) for article, quotations in prepared]

    def remove_all(self, article_ids: Collection[str]) -> set[str]:
        """`remove` for several ids; those that there were."""
        return {article_id for article_id in article_ids if self.remove(article_id)}

    def articles(self, article_ids: Iterable[str]) -> Iterator[Article]:
        """The articles with these ids, as of the last commit."""
        with open_index(self.path) as index:
            for article_id in article_ids:
                doc = index.find(article_id)
                if doc is not None and (article := index.article(doc)) is not None:
                    yield article

    @whole
    def remove(self, article_id: str) -> bool:
        """Remove the article with this id and its quotations; False if there is none."""
        if self._batch.find(article_id) is not None:
            self._batch.kill(article_id)
            return True
        known = self._find(article_id)
        if known is None:
            return False
        known[0].delete(known[1])
        return True

    def _find(self, article_id: str) -> tuple[OpenSegment, int] | None:
        coded = encoded(article_id)
        hashed = hash(coded)
        if not self._known.may_have(hashed):
            return None
        for place in reversed(self._open):
            doc = place.find(coded, hashed)
            if doc >= 0:
                return place, doc
        return None

    def next_order(self) -> Path:
        """Where the next segment is to be written."""
        return self._numbered("segment")

    @whole
    def take(self, content: object, documents: Sequence[tuple[str, int, bool]]) -> list[Outcome]:
        """Take in a segment that a worker wrote at `next_order`: id, digest of each document, and whether it counts.

        One that does not count was superseded by a later one, here or elsewhere. What comes of each is returned.
        """
        assert isinstance(content, SegmentFile)
        outcomes: list[Outcome] = ["added" if counts else "updated" for _, _, counts in documents]
        dead = {place for place, (_, _, counts) in enumerate(documents) if not counts}
        ids = [encoded(article_id) for article_id, _, _ in documents]
        hashes = np.fromiter(map(hash, ids), np.int64, len(ids))
        for known in self._open:
            for place, doc in known.find_many(ids, hashes):
                if place in dead:
                    continue
                if int(known.segment.digests[doc]) == documents[place][1]:
                    dead.add(place)
                    outcomes[place] = "unchanged"
                else:
                    known.delete(doc)
                    outcomes[place] = "updated"
        if len(self._batch):
            for place, (article_id, digest, _) in enumerate(documents):
                pending = self._batch.find(article_id)
                if pending is None or place in dead:
                    continue
                if self._batch.digest(pending) == digest:
                    dead.add(place)
                    outcomes[place] = "unchanged"
                else:
                    self._batch.kill(article_id)
                    outcomes[place] = "updated"
        self._adopt(content.path, content.table_crc32, dead=sorted(dead))
        return outcomes

    def _adopt(self, path: Path, table_crc32: int, *, dead: Sequence[int] = ()) -> None:
        """Make a segment that is written part of the next generation, without the documents `dead`."""
        generation = self._manifest.generation + 1
        segment = Segment(path, generation=generation)
        count, changed = segment.articles.count, segment.file.status.st_ctime_ns
        entry = SegmentEntry(
            path.name, segment.file.size, table_crc32, count, segment.quotations.count, generation, changed
        )
        made = OpenSegment(entry, segment, None, number=self._made)
        self._made += 1
        made.deleted[list(dead)] = True
        made.changed = bool(dead)
        segment.file.forget()
        self._open.append(made)
        self._known = IdFilter([place.hashes for place in self._open])

    def _flush(self) -> None:
        if not len(self._batch):
            return
        path = self.next_order()
        batch = self._batch
        self._adopt(path, batch.write(path, memory=self._memory), dead=batch.dead)
        self._lexicon = self._lexicon.within(self._memory // LEXICON_SHARE, batch.seen)
        del batch
        self._batch = Inverter(self._lexicon, folder=self.path)
        give_back()

    @whole
    def commit(self, ledger: Mapping[str, FileState], *, withheld: Mapping[str, str] | None = None) -> int:
        """Make everything since the last commit visible; the new generation, the last one if nothing is new.

        `withheld` replaces the list of what is not to come back.
        """
        self._flush()
        self._drop_empty()
        self._copies.settle(self._open)
        while group := due(self._open, most=max(self._memory - MERGING, self._memory // 4) // PER_TOKEN):
            self._merge(group)
        settled = tuple(place.entry for place in self._open) == self._manifest.segments
        settled &= not any(place.changed for place in self._open)
        held = self._manifest.withheld
        if withheld is not None and withheld != self.withheld():
            settled = False
            held = write_withheld(self._numbered("withheld"), withheld) if withheld else None
        if settled and self._manifest.ledger and dict(ledger) == self.ledger():
            return self._manifest.generation
        return self._commit(write_ledger(self._numbered("ledger"), ledger), held)

    @whole
    def optimize(self) -> int:
        """Merge everything into one segment, and commit; the generation, a new one if there was anything to do."""
        self._flush()
        self._drop_empty()
        self._copies.settle(self._open)
        compared = self._copies.compare_all(self._open)
        if len(self._open) > 1 or any(place.deleted.any() for place in self._open):
            self._merge(list(self._open))
        elif tuple(place.entry for place in self._open) == self._manifest.segments and not compared:
            return self._manifest.generation
        return self._commit(self._manifest.ledger, self._manifest.withheld)

    def _drop_empty(self) -> None:
        self._open = [place for place in self._open if place.live]

    def _merge(self, group: Sequence[OpenSegment]) -> None:
        """Replace segments by one that has what lives of them, in the place of the first."""
        at = self._open.index(group[0])
        left = [place for place in self._open if place not in group]
        if any(place.live for place in group):
            path = self.next_order()
            sources = [
                Segment(
                    self.path / place.entry.name,
                    deleted=np.flatnonzero(place.deleted),
                    generation=place.entry.generation,
                )
                for place in group
            ]
            crc = merge(sources, path)
            give_back()
            self._adopt(path, crc)
            self._copies.merged(group, new_numbers(sources), self._open[-1])
            left.insert(min(at, len(left)), self._open[-1])
        self._open = left

    def _commit(self, ledger: FileEntry | None, withheld: FileEntry | None) -> int:
        entries = []
        for place in self._open:
            if place.changed:
                deleted = write_deleted(self._numbered("deleted"), place.deleted)
                place.entry = replace(
                    place.entry, deleted=deleted, deleted_articles=int(np.count_nonzero(place.deleted))
                )
                place.changed = False
            entries.append(place.entry)
        copies = self._written_copies()
        manifest = replace(
            self._manifest,
            generation=self._manifest.generation + 1,
            next_file=self._next_file,
            segments=tuple(entries),
            ledger=ledger,
            copies=copies,
            withheld=withheld,
        )
        write_manifest(self.path, manifest)
        self._manifest = manifest
        self._clean()
        return manifest.generation

    def _written_copies(self) -> FileEntry | None:
        path = self._numbered("copies")
        crc = self._copies.write(path, self._open)
        return None if crc is None else FileEntry(path.name, path.stat().st_size, crc)

    def _numbered(self, kind: str) -> Path:
        # A worker of a writer that was killed may still be writing: its files have another name.
        path = self.path / f"{self._next_file:06d}-{self._name}.{kind}"
        self._next_file += 1
        return path

    def _clean(self) -> None:
        """Remove the files of earlier generations, and of writers that died.

        What the manifest on disk names is kept, whatever was known before: a commit may have been interrupted behind
        its rename. So is what was known as committed, until the disk has the rename.
        """
        with suppress(OSError, OnRecordError):  # what cannot be removed now, the next writer removes
            named = _read_or_new(self.path).files() | self._manifest.files()
            if left := orphans(self.path, named):
                sync_folder(self.path)
            for name in left:
                (self.path / name).unlink(missing_ok=True)

    def __enter__(self) -> IndexWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._batch.close()
            if error is not None:
                told_damage(error, (open_segment(self.path, entry)[0] for entry in self._manifest.segments))
            self._clean()
        finally:
            self._lock.close()


def _opened(path: Path, entry: SegmentEntry, number: int) -> OpenSegment:
    """A segment of the last generation; of a copy, which was checked just now, the change time is to be committed."""
    segment, deleted = open_segment(path, entry)
    with naming_damage([segment]):
        return OpenSegment(replace(entry, ctime_ns=segment.file.status.st_ctime_ns), segment, deleted, number=number)


def _read_or_new(path: Path) -> Manifest:
    try:
        return read_manifest(path)
    except IndexNotFound:
        return Manifest()


def due(places: Sequence[OpenSegment], *, most: int) -> list[OpenSegment]:
    """Segments that should become one: FANOUT or more of one size or smaller, or one that is half deleted.

    Sizes go by powers of FANOUT, so of n bytes there are at most FANOUT - 1 segments for each power. Those are left
    alone that would have more than `most` tokens together, since writing them may take more memory than there is.
    """
    for place in places:
        if place.live * 2 < place.entry.articles:
            return [place]
    by_level: dict[int, list[OpenSegment]] = {}
    for place in places:
        if place.tokens * 2 > most:
            continue
        size = place.entry.size * place.live // max(place.entry.articles, 1)
        level = 0
        while size > _SMALLEST:
            size //= FANOUT
            level += 1
        by_level.setdefault(level, []).append(place)
    for level in sorted(by_level):
        if len(by_level[level]) >= FANOUT:
            smaller = {id(place) for lower in by_level if lower <= level for place in by_level[lower]}
            group = [place for place in places if id(place) in smaller]
            tokens = accumulate(place.tokens for place in group)
            return group[: sum(total <= most for total in tokens)]
    return []


def open_writer(place: Place, *, create: bool = True, memory: int = MEMORY) -> ArchiveWriter:
    """The writer of an archive, wherever that is."""
    if isinstance(place, Path):
        return IndexWriter(place, create=create, memory=memory)
    return place.open_writer(create=create)


def optimize(place: Place) -> int:
    """Merge an index into one segment; the generation after. Errors are those of its writer."""
    with open_writer(place, create=False) as writer:
        return writer.optimize()
