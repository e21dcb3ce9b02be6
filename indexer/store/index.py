"""An index, opened: one generation, whatever is committed later."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from whoosh.reading import IndexReader

from indexer.arrays import Bools, Int32s, Int64s, UInt64s
from indexer.article import Article, PublicationDate, Quotation
from indexer.errors import IndexCorrupt, OnRecordError
from indexer.schema import NO_DATE
from indexer.store.columns import Columns
from indexer.store.copies.overlaps import Copies
from indexer.store.derived import KeywordField
from indexer.store.files import MANIFEST
from indexer.store.manifest import (
    HeldFile,
    Manifest,
    SegmentEntry,
    read_deleted,
    read_ledger,
    read_manifest,
    read_withheld,
)
from indexer.store.segment import Segment
from indexer.store.soundness import naming_damage
from indexer.store.statistics import FileState, IndexStatistics
from indexer.store.stem_counts import commonest_surface, stem_counts
from indexer.store.stored_form import article_of, from_record, quotation_of
from indexer.store.trust import believe
from indexer.store.vocabulary import Vocabulary
from indexer.store.whoosh.reader import readers

_ATTEMPTS = 100


def open_index(path: Path) -> Index:
    """The newest committed generation at `path`. IndexNotFound, IndexOutdated, IndexCorrupt."""
    for _ in range(_ATTEMPTS):
        manifest = read_manifest(path)
        try:
            return Index(path, manifest)
        except FileNotFoundError as error:
            # A writer has committed and removed what this generation named: take the next one.
            if read_manifest(path).generation == manifest.generation:
                raise IndexCorrupt(
                    f"{error.filename} is missing", hint="restore it from a copy, or build the index again"
                ) from error
    raise IndexCorrupt(
        f"{path / MANIFEST} names files that keep disappearing", hint="is something else removing them?"
    )


def open_columns(path: Path, entry: SegmentEntry) -> Columns:
    """The file of a segment, if it is as long as the manifest says and has as many documents; IndexCorrupt."""
    file = Columns(path / entry.name)
    if (file.size, file.table_crc32) != (entry.size, entry.table_crc32):
        raise file.corrupt("is not the file that the manifest names")
    if (file.scalar("articles"), file.scalar("quotations")) != (entry.articles, entry.quotations):
        raise file.corrupt("has not the documents that the manifest names")
    # What is allocated from here on is bounded by the file.
    file.sized("articles.quotations.steps", entry.articles + 1)
    file.sized("quotations.printed_speaker.ordinals", entry.quotations)
    return file


def open_segment(path: Path, entry: SegmentEntry) -> tuple[Segment, NDArray[np.bool_] | None]:
    """A segment as the manifest describes it, and which of its articles are deleted; it is checked if it need be."""
    file = open_columns(path, entry)
    believe(file, entry.ctime_ns)
    deleted = read_deleted(path, entry)
    gone = None if deleted is None else np.flatnonzero(deleted)
    return Segment(file.path, deleted=gone, file=file, generation=entry.generation), deleted


def open_copies(path: Path, manifest: Manifest) -> Copies:
    """Which articles of a generation print one text. FileNotFoundError, IndexCorrupt."""
    documents = sum(entry.articles for entry in manifest.segments)
    held = manifest.copies
    if held is None:
        return Copies(None, documents)
    return Copies(path / held.name, documents, size=held.size, table_crc32=held.crc32)


_FREQUENCIES = 1 << 14
_OFTEN = 256


class Index:
    """One generation of an index. Document numbers are int32, one sequence for articles, one for quotations."""

    def __init__(self, path: Path, manifest: Manifest) -> None:
        self.path = path
        self._looked_at = 0
        """When its folder was changed last, of those times that it was found to be the newest."""
        self.manifest = manifest
        self.generation = manifest.generation
        self.segments: tuple[Segment, ...] = tuple(open_segment(path, entry)[0] for entry in manifest.segments)
        self.article_bases = _bases([segment.articles.count for segment in self.segments])
        """(segments + 1,) int64: the number of the first article of each segment, and of all."""
        self.quotation_bases = _bases([segment.quotations.count for segment in self.segments])
        self._ledger = HeldFile(path, manifest.ledger) if manifest.ledger else None
        self._withheld = HeldFile(path, manifest.withheld) if manifest.withheld else None
        self.copies = open_copies(path, manifest)
        """Which articles print one text."""
        self._bases = self.article_bases.tolist(), self.quotation_bases.tolist()
        self._last_read: tuple[Segment, int, dict[str, Any], Article] | None = None
        self._asked_again = 0
        self._frequencies: dict[tuple[str, str], int] = {}
        self._readers = readers(self.segments, manifest.generation)

    @property
    def identity(self) -> str:
        """What tells it from one that is built anew in the same place."""
        return self.manifest.identity

    def size(self, space: Literal["articles", "quotations"]) -> int:
        """How many document numbers there are, those of deleted ones included."""
        return int((self.article_bases if space == "articles" else self.quotation_bases)[-1])

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The words of its articles."""
        return Vocabulary(self.segments, self.articles)

    @property
    def articles(self) -> IndexReader:
        """A Whoosh reader over `indexer.schema.article_schema`."""
        return self._readers.articles

    @property
    def quotations(self) -> IndexReader:
        """A Whoosh reader over `indexer.schema.quotation_schema`."""
        return self._readers.quotations

    def close(self) -> None:
        """Let go of the files; arrays that came from them stay valid."""
        self._readers.articles.close()
        self._readers.quotations.close()

    def __enter__(self) -> Index:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @staticmethod
    def _place(doc: int, bases: list[int]) -> tuple[int, int]:
        """The segment that a document is in, and its number there."""
        if not 0 <= doc < bases[-1]:
            raise IndexError(doc)
        number = bisect_right(bases, doc) - 1
        return number, doc - bases[number]

    def _article_place(self, doc: int) -> tuple[Segment, int]:
        number, local = self._place(doc, self._bases[0])
        return self.segments[number], local

    def _quotation_place(self, doc: int) -> tuple[Segment, int]:
        number, local = self._place(doc, self._bases[1])
        return self.segments[number], local

    def _stored(self, segment: Segment, local: int) -> tuple[Article, list[Quotation]]:
        record = segment.record(local)
        try:
            return from_record(record)
        except (ValueError, TypeError, KeyError) as error:  # of `from_record`
            raise segment.file.corrupt(f"has a damaged stored article {local}") from error

    def stored(self, doc: int) -> tuple[Article, list[Quotation]]:
        """The article with this document number, and its quotations in text order."""
        return self._stored(*self._article_place(doc))

    def article(self, doc: int) -> Article:
        """The article with this document number; its quotations are not read."""
        segment, local = self._article_place(doc)
        record = segment.article_record(local)
        try:
            return article_of(record)
        except (ValueError, TypeError, KeyError) as error:  # of `article_of`
            raise segment.file.corrupt(f"has a damaged stored article {local}") from error

    def quotation_with_article(self, doc: int) -> tuple[Article, Quotation]:
        """The quotation with this document number (of the space of quotations), and the article it stands in."""
        segment, local = self._quotation_place(doc)
        number = int(np.searchsorted(segment.article_quotations, local, "right")) - 1
        nth = local - int(segment.article_quotations[number])
        kept = self._last_read
        try:
            if kept is None or kept[0] is not segment or kept[1] != number:
                record = segment.record(number)
                kept = self._last_read = segment, number, record, article_of(record)
            return kept[3], quotation_of(kept[2], kept[3], nth)
        except IndexError:
            raise segment.file.corrupt(f"has a stored article {number} without its quotations") from None
        except (ValueError, TypeError, KeyError) as error:  # of `article_of`
            raise segment.file.corrupt(f"has a damaged stored article {number}") from error

    def speaker_of(self, doc: int) -> str | None:
        """Who said a quotation, by its document number, as printed; no stored article is read."""
        segment, local = self._quotation_place(doc)
        labels = segment.quotations.labels["speaker"]
        ordinal = int(labels.ordinals[local])
        return labels.names.at(ordinal).decode("utf-8", "surrogatepass") if ordinal >= 0 else None

    def quotations_of(self, doc: int) -> range:
        """The quotation documents of one article, in text order."""
        number, local = self._place(doc, self._bases[0])
        base = self._bases[1][number]
        first, last = self.segments[number].article_quotations[local : local + 2].tolist()
        return range(base + first, base + last)

    def article_of(self, docs: Int32s) -> Int32s:
        """Quotation documents (n,) to the documents of their articles (n,)."""
        return self._article_of[docs]

    @cached_property
    def _article_of(self) -> Int32s:
        parts = [
            segment.quotation_articles + np.int32(base)
            for segment, base in zip(self.segments, self.article_bases[:-1], strict=True)
        ]
        return np.concatenate(parts) if parts else np.zeros(0, np.int32)

    def same_words(self, verbatim: str) -> list[int]:
        """The quotation documents with this value of `verbatim` (of the schema), ascending, deleted ones left out."""
        found: list[int] = []
        coded = verbatim.encode()
        for segment, base in zip(self.segments, self.quotation_bases[:-1].tolist(), strict=True):
            field, live = segment.quotations.fields["verbatim"], segment.quotations.live
            term = field.terms.find(coded)
            if term >= 0:
                docs = field.docs(term)
                found += ((docs if live is None else docs[live[docs]]) + base).tolist()
        return found

    def is_said_again(self, doc: int) -> bool:
        """Whether other quotations may have the words of this one; it is only known once it was asked often."""
        self._asked_again += 1
        return self._asked_again < _OFTEN or bool(self._said_again[doc])

    @cached_property
    def _said_again(self) -> Bools:
        from indexer.store.said_again import said_again

        return said_again(self.segments)

    def verbatim(self, docs: Int32s) -> list[bytes]:
        """What quotation documents with the same words share (`verbatim` of the schema); empty for those of few."""
        found = [b""] * len(docs)
        numbers = np.searchsorted(self.quotation_bases, docs, "right") - 1
        for number in sorted(set(numbers.tolist())):
            segment, at = self.segments[number], np.flatnonzero(numbers == number)
            field = segment.quotations.fields["verbatim"]
            assert isinstance(field, KeywordField)
            ordinals = field.ordinals(segment.quotations.count)[docs[at] - self.quotation_bases[number]]
            for place, ordinal in zip(at.tolist(), ordinals.tolist(), strict=True):
                found[place] = field.terms.at(ordinal) if ordinal >= 0 else b""
        return found

    def expect(self, docs: Sequence[int], space: Literal["articles", "quotations"]) -> None:
        """These documents will be read next: that costs no less at once."""

    def find(self, article_id: str) -> int | None:
        """The document number of the article with this id."""
        coded = article_id.encode("utf-8", "surrogatepass")
        for segment, base in zip(self.segments, self.article_bases[:-1], strict=True):
            local = segment.find(coded)
            if local >= 0:
                return int(base) + local
        return None

    @property
    def place(self) -> Path:
        return self.path

    def is_newest(self) -> bool:
        """Whether nothing was committed since it was opened; an index that cannot be read is as it was."""
        try:
            changed = self.path.stat().st_mtime_ns
            if changed == self._looked_at:
                return True
            newest = read_manifest(self.path)
        except (OnRecordError, OSError):
            return True  # it is being rebuilt, or has gone; what is open still answers
        same = (newest.identity, newest.generation) == (self.identity, self.generation)
        if same:
            self._looked_at = changed
        return same

    def doc_frequency(self, field: str, term: str) -> int:
        """How many articles have a term, deleted ones included; kept while not too many were asked for."""
        found = self._frequencies.get((field, term))
        if found is None:
            if len(self._frequencies) >= _FREQUENCIES:
                self._frequencies.clear()
            found = self._frequencies[field, term] = int(self.articles.doc_frequency(field, term))
        return found

    def doc_frequencies(self, field: str, terms: Iterable[str]) -> dict[str, int]:
        """The same of many terms."""
        return {term: self.doc_frequency(field, term) for term in terms}

    @cached_property
    def _dates(self) -> tuple[Int32s, Int32s]:
        first = [segment.articles.columns["date"] for segment in self.segments]
        last = [segment.articles.columns["date_last"] for segment in self.segments]
        none = np.zeros(0, np.int32)
        return np.concatenate([none, *first]), np.concatenate([none, *last])

    @cached_property
    def _minutes(self) -> Int32s:
        return np.concatenate([np.zeros(0, np.int32), *(part.articles.columns["minute"] for part in self.segments)])

    @cached_property
    def digests(self) -> UInt64s:
        """(articles,): for each article, deleted ones included, what changes when anything stored of it does."""
        return np.concatenate([np.zeros(0, np.uint64), *(segment.digests for segment in self.segments)])

    def ids(self, docs: Int32s) -> list[str]:
        """The ids of these article documents, in their order; no stored article is read."""
        ids = [""] * len(docs)
        numbers = np.searchsorted(self.article_bases, docs, "right") - 1
        for number in sorted(set(numbers.tolist())):
            segment, at = self.segments[number], np.flatnonzero(numbers == number)
            for place, name in zip(at.tolist(), segment.ids(docs[at] - self.article_bases[number]), strict=True):
                ids[place] = name.decode("utf-8", "surrogatepass")
        return ids

    def sources_of(self, docs: Int32s) -> list[str | None]:
        """The outlets of these article documents, as printed; no stored article is read."""
        found: list[str | None] = [None] * len(docs)
        numbers = np.searchsorted(self.article_bases, docs, "right") - 1
        for place, (number, doc) in enumerate(zip(numbers.tolist(), docs.tolist(), strict=True)):
            labels = self.segments[number].articles.labels["source"]
            ordinal = int(labels.ordinals[doc - self.article_bases[number]])
            if ordinal >= 0:
                found[place] = labels.names.at(ordinal).decode("utf-8", "surrogatepass")
        return found

    def date_of(self, doc: int) -> PublicationDate | None:
        """The date of an article document; neither what states it nor the time of day is told."""
        first, last = (int(dates[doc]) for dates in self.dates())
        return None if first == NO_DATE else PublicationDate(dt.date.fromordinal(first), dt.date.fromordinal(last))

    def dates(self) -> tuple[Int32s, Int32s]:
        """First and last day ordinal by article document, NO_DATE where none is stated; both int32."""
        return self._dates

    def minutes(self) -> Int32s:
        """Minute of the day by article document, in Greenwich where its zone is known; NO_DATE for none; int32."""
        return self._minutes

    @cached_property
    def leads(self) -> Int32s:
        """(articles,) int32: the earliest copy of each article's text, itself where it has no other."""
        return self.copies.leads(np.arange(int(self.article_bases[-1]), dtype=np.int32))

    def source_names(self) -> dict[str, int]:
        """Outlets as printed, with the number of their articles, most frequent first."""
        return self._names("articles", "source")

    def speaker_names(self) -> dict[str, int]:
        """Speakers as printed, with the number of their quotations, most frequent first."""
        return self._names("quotations", "speaker")

    def labelled(self, label: Literal["source", "speaker", "author"]) -> tuple[Int32s, list[str]]:
        """For each document, deleted ones included, the place of its value in the list of values, or -1.

        (n,) int32 over the quotations for `speaker`, over the articles for the others; values as printed, those of
        `author` as they are indexed: its words, folded.
        """
        names: dict[str, int] = {}
        parts: list[Int32s] = [np.zeros(0, np.int32)]
        for segment in self.segments:
            ordinals, found = segment.values(label)
            places = np.array([names.setdefault(name, len(names)) for name in found] + [-1], np.int32)
            parts.append(places[ordinals])
        return np.concatenate(parts), list(names)

    def stated_names(self) -> dict[str, tuple[int, int]]:
        """The fields that articles state besides, each with the number of articles and, at most, of its values."""
        found: dict[str, tuple[int, int]] = {}
        for segment in self.segments:
            for name, (articles, values) in segment.stated_names().items():
                before = found.get(name, (0, 0))
                found[name] = before[0] + articles, before[1] + values
        return found

    def stated_values(self, name: str) -> list[str]:
        """The values of such a field as printed, in order."""
        return sorted({value for segment in self.segments for value in segment.stated(name)[2]})

    def stated(self, name: str) -> tuple[Int32s, Int32s, list[str]]:
        """Articles (n,) that state something in such a field, each with the place (n,) of the value in the list."""
        places: dict[str, int] = {}
        docs, values = [np.zeros(0, np.int32)], [np.zeros(0, np.int32)]
        for segment, base in zip(self.segments, self.article_bases[:-1].tolist(), strict=True):
            own, of, found = segment.stated(name)
            numbers = np.array([places.setdefault(value, len(places)) for value in found], np.int32)
            docs.append(own + np.int32(base))
            values.append(numbers[of] if len(found) else of)
        return np.concatenate(docs), np.concatenate(values), list(places)

    def source_hosts(self) -> dict[str, Counter[str]]:
        """Outlets as printed, each with the hosts that its articles are at, and how many are there; "" for none."""
        found: dict[str, Counter[str]] = {}
        for segment in self.segments:
            space = segment.articles
            sources, hosts = space.labels["source"], space.labels["host"]
            live = slice(None) if space.live is None else space.live
            of, at = sources.ordinals[live].astype(np.int64), hosts.ordinals[live].astype(np.int64)
            if len(of) and (of.max() >= len(sources.names) or at.max() >= len(hosts.names)):
                raise segment.file.corrupt("has a source or a host without a name")
            many = len(hosts.names) + 1
            pairs = np.sort((of * many + at + 1)[of >= 0])
            first = np.flatnonzero(np.diff(pairs, prepend=-1))  # `numpy.unique` loads the masked arrays
            pairs, counts = pairs[first], np.diff(first, append=len(pairs))
            for pair, count in zip(pairs.tolist(), counts.tolist(), strict=True):
                source, host = divmod(pair, many)
                name = sources.names.at(source).decode("utf-8", "surrogatepass")
                site = hosts.names.at(host - 1).decode("utf-8", "surrogatepass") if host else ""
                found.setdefault(name, Counter())[site] += count
        return found

    def _names(self, space_name: str, label: str) -> dict[str, int]:
        total: Counter[str] = Counter()
        for segment in self.segments:
            space = getattr(segment, space_name)
            labels = space.labels[label]
            ordinals = labels.ordinals if space.live is None else labels.ordinals[space.live]
            if len(ordinals) and int(ordinals.max()) >= len(labels.names):
                raise segment.file.corrupt(f"has a {label} without a name")
            counts = np.bincount(ordinals[ordinals >= 0], minlength=len(labels.names))
            for name, count in zip(labels.names, counts.tolist(), strict=False):
                if count:
                    total[name.decode("utf-8", "surrogatepass")] += count
        return dict(sorted(total.items(), key=lambda item: (-item[1], item[0])))

    def stem_counts(
        self, space: Literal["articles", "quotations"], groups: Sequence[Int32s]
    ) -> tuple[list[bytes], Int64s, Int64s]:
        """The stems (s,) of some documents, how often they stand in each group of them (groups, s), and at all."""
        return stem_counts(self.segments, space, groups)

    def commonest_surface(self, space: Literal["articles", "quotations"], stem: bytes) -> str:
        """The form of a stem that most documents have."""
        return commonest_surface(self.segments, space, stem)

    def lengths(self, space: Literal["articles", "quotations"]) -> UInt64s:
        """(n,) the words of each document, deleted ones included."""
        name = "text" if space == "articles" else "quote"
        parts = [getattr(segment, space).fields[name].lengths for segment in self.segments]
        return np.concatenate([np.zeros(0, np.uint64), *parts]).astype(np.uint64)

    def statistics(self) -> IndexStatistics:
        """Counts over what is live."""
        first, last = self.dates()
        dated = first != NO_DATE
        for segment, base in zip(self.segments, self.article_bases[:-1].tolist(), strict=True):
            if segment.articles.live is not None:
                dated[base : base + segment.articles.count] &= segment.articles.live
        articles = sum(segment.articles.live_count for segment in self.segments)
        return IndexStatistics(
            articles=articles,
            quotations=sum(segment.quotations.live_count for segment in self.segments),
            sources=len(self.source_names()),
            undated=articles - int(dated.sum()),
            first=dt.date.fromordinal(int(first[dated].min())) if dated.any() else None,
            last=dt.date.fromordinal(int(last[dated].max())) if dated.any() else None,
            size_bytes=self.manifest.size() + (self.path / MANIFEST).stat().st_size,
            generation=self.generation,
        )

    def ledger(self) -> dict[str, FileState]:
        """The files that were read, as of this generation."""
        return read_ledger(self.path, self.manifest, self._ledger)

    def withheld(self) -> dict[str, str]:
        """The articles that were deleted and are not to come back, with the day, as of this generation."""
        return read_withheld(self.path, self.manifest, self._withheld)

    def naming_damage(self) -> AbstractContextManager[None]:
        """What goes wrong inside because a segment is damaged, or made up, becomes IndexCorrupt, which names it."""
        return naming_damage(self.segments)


def _bases(counts: Sequence[int]) -> NDArray[np.int64]:
    return np.concatenate(([0], np.cumsum(np.array(counts, np.int64)))).astype(np.int64)
