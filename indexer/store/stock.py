"""The index as two stock Whoosh indexes in one directory, articles and quotations.

Stock Whoosh keeps its table of contents as a pickle: an index from a stranger must not be opened
with this module. The columnar store replaces it.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from whoosh import fields, index, query
from whoosh.reading import IndexReader

from indexer.article import Article, Quotation
from indexer.errors import IndexCorrupt, IndexNotFound, IndexOutdated
from indexer.schema import (
    NO_DATE,
    SCHEMA_VERSION,
    article_document,
    article_schema,
    quotation_document,
    quotation_schema,
)
from indexer.store.facts import FileState, IndexFacts
from indexer.store.lock import WriterLock
from indexer.stored import digest, dumps, from_record, to_record

_MARKER = "onrecord.json"
_LEDGER = "files.json"
_SPACES = ("articles", "quotations")
Outcome = Literal["added", "updated", "unchanged"]


def _schemas() -> dict[str, fields.Schema]:
    articles, quotations = article_schema(), quotation_schema()
    articles.add("record", fields.STORED())
    articles.add("digest", fields.STORED())
    quotations.add("nth", fields.STORED())
    return {"articles": articles, "quotations": quotations}


def _check_marker(path: Path) -> None:
    try:
        marker = json.loads((path / _MARKER).read_bytes())
        version = int(marker["schema_version"])
    except FileNotFoundError:
        raise IndexNotFound(f"there is no index at {path}", hint="build one with: onrecord index FOLDER") from None
    except (ValueError, KeyError, TypeError) as error:
        raise IndexCorrupt(f"{path / _MARKER} cannot be read: {error}", hint="build the index again") from error
    if version != SCHEMA_VERSION:
        age = "newer" if version > SCHEMA_VERSION else "older"
        mend = "upgrade onrecord" if version > SCHEMA_VERSION else "build it again with: onrecord index"
        raise IndexOutdated(f"{path} has schema {version}, {age} than {SCHEMA_VERSION}", hint=mend)


def open_index(path: Path) -> Index:
    """The newest committed generation at `path`. IndexNotFound, IndexOutdated, IndexCorrupt."""
    _check_marker(path)
    return Index(path)


class Index:
    """One generation, whatever is committed later. Document numbers are int32, per document space."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._opened = {space: index.open_dir(str(path), indexname=space) for space in _SPACES}
        self.generation: int = self._opened["articles"].latest_generation()
        self.articles: IndexReader = self._opened["articles"].reader()
        self.quotations: IndexReader = self._opened["quotations"].reader()

    def close(self) -> None:
        self.articles.close()
        self.quotations.close()

    def __enter__(self) -> Index:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _stored(self, doc: int) -> tuple[Article, list[Quotation]]:
        return from_record(json.loads(zlib.decompress(self.articles.stored_fields(doc)["record"])))

    def article(self, doc: int) -> Article:
        """The article with this document number."""
        return self._stored(doc)[0]

    def quotations_in(self, doc: int) -> list[Quotation]:
        """The quotations of one article, in text order."""
        return self._stored(doc)[1]

    def quotation(self, doc: int) -> Quotation:
        """The quotation with this document number (of the space of quotations)."""
        nth: int = self.quotations.stored_fields(doc)["nth"]
        return self.quotations_in(int(self._article_of[doc]))[nth]

    @cached_property
    def _article_of(self) -> NDArray[np.int32]:
        docs = {fields["id"]: doc for doc, fields in self.articles.iter_docs()}
        found = np.full(self.quotations.doc_count_all(), -1, np.int32)
        for doc, stored in self.quotations.iter_docs():
            found[doc] = docs.get(stored["article"], -1)
        return found

    def article_of(self, docs: NDArray[np.int32]) -> NDArray[np.int32]:
        """Quotation documents to the documents of their articles, -1 where that is gone."""
        return self._article_of[docs]

    def quotations_of(self, doc: int) -> Sequence[int]:
        """The quotation documents of one article, in text order."""
        found: list[int] = np.flatnonzero(self._article_of == doc).tolist()
        return found

    def find(self, article_id: str) -> int | None:
        """The document number of the article with this id."""
        if ("id", article_id.encode()) not in self.articles:
            return None
        matcher = self.articles.postings("id", article_id)
        return int(matcher.id()) if matcher.is_active() else None

    def _column(self, name: str) -> NDArray[np.int32]:
        values = np.full(self.articles.doc_count_all(), NO_DATE, np.int32)
        if self.articles.has_column(name):
            reader = self.articles.column_reader(name)
            for doc in self.articles.all_doc_ids():
                values[doc] = reader[doc]
        return values

    @cached_property
    def _dates(self) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        return self._column("date"), self._column("date_last")

    def dates(self) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """First and last day ordinal by article document, NO_DATE where none is stated."""
        return self._dates

    def _records(self) -> Iterator[tuple[Article, list[Quotation]]]:
        for doc in self.articles.all_doc_ids():
            yield self._stored(doc)

    @cached_property
    def _names(self) -> tuple[Counter[str], Counter[str]]:
        sources: Counter[str] = Counter()
        speakers: Counter[str] = Counter()
        for article, quotations in self._records():
            if article.source:
                sources[article.source] += 1
            speakers.update(quotation.speaker for quotation in quotations if quotation.speaker)
        return sources, speakers

    def source_names(self) -> dict[str, int]:
        """Outlets as printed, with the number of their articles, most frequent first."""
        return dict(self._names[0].most_common())

    def speaker_names(self) -> dict[str, int]:
        """Speakers as printed, with the number of their quotations, most frequent first."""
        return dict(self._names[1].most_common())

    def facts(self) -> IndexFacts:
        """Counts over what is live."""
        first, last = self.dates()
        dated = first != NO_DATE
        live = self.articles.doc_count()
        return IndexFacts(
            articles=live,
            quotations=self.quotations.doc_count(),
            sources=len(self.source_names()),
            undated=live - int(dated.sum()),
            first=dt.date.fromordinal(int(first[dated].min())) if dated.any() else None,
            last=dt.date.fromordinal(int(last[dated].max())) if dated.any() else None,
            size_bytes=sum(entry.stat().st_size for entry in os.scandir(self.path) if entry.is_file()),
            generation=self.generation,
        )

    def ledger(self) -> dict[str, FileState]:
        """The files that were read, as of the last commit."""
        return _read_ledger(self.path)


def _read_ledger(path: Path) -> dict[str, FileState]:
    try:
        rows = json.loads((path / _LEDGER).read_bytes())
    except FileNotFoundError:
        return {}
    return {name: FileState(row["stamp"], tuple(row["articles"]), row["complete"]) for name, row in rows.items()}


class IndexWriter:
    """Adds, replaces and removes articles; nothing is seen by readers before `commit`.

    Leaving the context without a commit keeps nothing of what came since the last one.
    """

    def __init__(self, path: Path, *, create: bool = True) -> None:
        if create:
            path.mkdir(parents=True, exist_ok=True)
        else:
            _check_marker(path)
        self.path = path
        self._lock = WriterLock(path)
        self._writers: dict[str, Any] = {}
        if not (path / _MARKER).exists():
            for space, schema in _schemas().items():
                index.create_in(str(path), schema, indexname=space)
            _write(path / _MARKER, {"schema_version": SCHEMA_VERSION})
        _check_marker(path)
        self._digests = {
            stored["id"]: stored["digest"]
            for stored in index.open_dir(str(path), indexname="articles").reader().all_stored_fields()
        }

    def ledger(self) -> dict[str, FileState]:
        """The files that were read, as of the last commit; a copy to change and to commit."""
        return _read_ledger(self.path)

    def _writer(self, space: str) -> Any:
        if space not in self._writers:
            opened = index.open_dir(str(self.path), indexname=space)
            self._writers[space] = opened.writer(limitmb=128)
        return self._writers[space]

    def put(self, article: Article, quotations: Sequence[Quotation]) -> Outcome:
        """Add an article, or replace the one with its id; an equal one is left alone."""
        record = to_record(article, quotations)
        mark = digest(record)
        old = self._digests.get(article.id)
        if old == mark:
            return "unchanged"
        if old is not None:
            self._delete(article.id)
        packed = zlib.compress(dumps(record))
        self._writer("articles").add_document(**article_document(article, quotations), record=packed, digest=mark)
        for nth, quotation in enumerate(quotations):
            self._writer("quotations").add_document(**quotation_document(article.id, quotation), nth=nth)
        self._digests[article.id] = mark
        return "added" if old is None else "updated"

    def _delete(self, article_id: str) -> None:
        self._writer("articles").delete_by_query(query.Term("id", article_id))
        self._writer("quotations").delete_by_query(query.Term("article", article_id))

    def remove(self, article_id: str) -> bool:
        """Remove the article with this id and its quotations; False if there is none."""
        if self._digests.pop(article_id, None) is None:
            return False
        self._delete(article_id)
        return True

    def commit(self, ledger: Mapping[str, FileState]) -> int:
        """Make everything since the last commit visible; the new generation."""
        for space in reversed(_SPACES):
            if space in self._writers:
                self._writers.pop(space).commit()
        _write(self.path / _LEDGER, {name: asdict(state) for name, state in ledger.items()})
        generation: int = index.open_dir(str(self.path), indexname="articles").latest_generation()
        return generation

    def __enter__(self) -> IndexWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for writer in self._writers.values():
            writer.cancel()
        self._writers.clear()
        self._lock.close()


def _write(path: Path, value: object) -> None:
    """Replace a JSON file whole: a reader sees the old one or the new one."""
    part = path.with_suffix(".part")
    with part.open("w", encoding="utf-8") as file:
        json.dump(value, file)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
