"""What an archive on a cluster holds: `search.engine.seam.Holdings`, read from one generation as it is wanted."""

from __future__ import annotations

import datetime as dt
from collections import Counter, OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any, Literal

import numpy as np

from indexer.analysis.stated import SEPARATOR, stated_values
from indexer.analysis.tokenizer import surfaces, tokens
from indexer.arrays import Int32s, Int64s, UInt64s
from indexer.article import Article, PublicationDate, Quotation
from indexer.cluster.cells import keyword
from indexer.cluster.documents import from_source
from indexer.cluster.target import Target
from indexer.errors import NotOnCluster
from indexer.schema import NO_DATE, verbatim_key
from indexer.store import IndexStatistics
from search.cluster.lexicon import ClusterVocabulary
from search.cluster.shelf import FIELDS, Shelf
from search.cluster.snapshot import Snapshot
from search.cluster.text_groups import ClusterCopies
from search.engine.seam import Space

__all__ = ["ClusterHoldings"]

_KEPT_RECORDS = 4096
_MOST_READ = 1_000_000
"""Articles that are read for one question."""
_AT_ONCE = 1000
Stored = tuple[Article, list[Quotation]]


class ClusterHoldings:
    """Articles are read when they are asked for, and some are kept."""

    def __init__(self, snapshot: Snapshot, place: Target, *, path: Path) -> None:
        self.snapshot = snapshot
        self.place = place
        self.path = path
        self.shelf = Shelf(snapshot)
        self.copies = ClusterCopies(snapshot, self.shelf)
        self.vocabulary = ClusterVocabulary(snapshot)
        self._records: OrderedDict[int, Stored] = OrderedDict()
        self._same: dict[str, int] = {}
        self._forms: dict[Space, dict[str, Counter[str]]] = {}

    @property
    def identity(self) -> str:
        return self.snapshot.indexes.identity

    @property
    def generation(self) -> int:
        return self.snapshot.committed.generation

    def is_newest(self) -> bool:
        return self.snapshot.is_newest()

    def close(self) -> None:
        self.snapshot.close()

    def naming_damage(self) -> AbstractContextManager[None]:
        return nullcontext()

    def size(self, space: Space) -> int:
        return self.shelf.articles if space == "articles" else self.shelf.quotations

    # Documents

    def expect(self, docs: Sequence[int], space: Space) -> None:
        numbers = np.array(docs, np.int32)
        articles = numbers if space == "articles" else self.article_of(numbers)
        quotations = [one for _, every in self.all_stored(articles.tolist()) for one in every]
        keys = {key for one in quotations if (key := verbatim_key(one.text))}
        self._count_same(sorted(keys - self._same.keys()))

    def find(self, article_id: str) -> int | None:
        return self.shelf.find(keyword(article_id))

    def ids(self, docs: Int32s) -> list[str]:
        return [self.shelf.ids[doc] for doc in docs.tolist()]

    def article(self, doc: int) -> Article:
        return self.stored(doc)[0]

    def stored(self, doc: int) -> Stored:
        held = self._records.get(doc)
        return held if held is not None else self.all_stored([doc])[0]

    def all_stored(self, docs: Sequence[int]) -> list[Stored]:
        """Some articles with their quotations, in their order, read in one go."""
        held = {doc: self._records[doc] for doc in docs if doc in self._records}
        wanted = [doc for doc in dict.fromkeys(docs) if doc not in held]
        for start in range(0, len(wanted), _AT_ONCE):
            query = {"terms": {"id": [self.shelf.ids[doc] for doc in wanted[start : start + _AT_ONCE]]}}
            hits = list(
                self.snapshot.every(query, _source=["record"], docvalue_fields=list(FIELDS), size=_AT_ONCE + 1)
            )
            for doc, hit in zip(self.shelf.put(hits).tolist(), hits, strict=True):
                held[doc] = from_source(hit["_source"])
        for doc in wanted[-_KEPT_RECORDS:]:
            self._records[doc] = held[doc]
        for doc in list(islice(self._records, max(len(self._records) - _KEPT_RECORDS, 0))):
            del self._records[doc]
        return [held[doc] for doc in docs]

    def quotation_with_article(self, doc: int) -> tuple[Article, Quotation]:
        number = int(self.shelf.article_of[doc])
        article, quotations = self.stored(number)
        return article, quotations[doc - self.quotations_of(number).start]

    def quotations_of(self, doc: int) -> range:
        return self.shelf.quotations_of(doc)

    def article_of(self, docs: Int32s) -> Int32s:
        return self.shelf.article_of[docs]

    def speaker_of(self, doc: int) -> str | None:
        return self.quotation_with_article(doc)[1].speaker

    def sources_of(self, docs: Int32s) -> list[str | None]:
        names = self.shelf.outlets
        return [names[number] if number >= 0 else None for number in self.shelf.outlet[docs].tolist()]

    def date_of(self, doc: int) -> PublicationDate | None:
        first, last = int(self.shelf.first[doc]), int(self.shelf.last[doc])
        return None if first == NO_DATE else PublicationDate(dt.date.fromordinal(first), dt.date.fromordinal(last))

    def same_words(self, verbatim: str) -> list[int]:
        same = {"nested": {"path": "quotes", "query": {"term": {"quotes.verbatim": verbatim}}}}
        articles = self.shelf.meet(same).tolist()
        return sorted(
            number
            for article, (_, quotations) in zip(articles, self.all_stored(articles), strict=True)
            for number, quotation in zip(self.quotations_of(article), quotations, strict=True)
            if verbatim_key(quotation.text) == verbatim
        )

    def is_said_again(self, doc: int) -> bool:
        article = int(self.shelf.article_of[doc])
        key = verbatim_key(self.quotation_with_article(doc)[1].text)
        if key is None:
            return False
        if key not in self._same:
            keys = {found for one in self.stored(article)[1] if (found := verbatim_key(one.text))}
            self._count_same(sorted(keys - self._same.keys()))
        return self._same[key] > 1

    def _count_same(self, keys: list[str]) -> None:
        """How many quotations have each of these values of `verbatim`, asked at once."""
        for start in range(0, len(keys), _AT_ONCE):
            part = keys[start : start + _AT_ONCE]
            terms = {"field": "quotes.verbatim", "include": part, "size": len(part)}
            same = {"nested": {"path": "quotes", "query": {"terms": {"quotes.verbatim": part}}}}
            aggregation = {"inside": {"nested": {"path": "quotes"}, "aggs": {"same": {"terms": terms}}}}
            answer = self.snapshot.search({"size": 0, "query": same, "aggs": aggregation, "track_total_hits": True})
            self._same |= dict.fromkeys(part, 0)
            for bucket in answer["aggregations"]["inside"]["same"]["buckets"]:
                self._same[bucket["key"]] = bucket["doc_count"]

    def verbatim(self, docs: Int32s) -> list[bytes]:
        return [(verbatim_key(quotation.text) or "").encode() for quotation in self._quotations(docs)]

    def _quotations(self, docs: Int32s) -> Iterator[Quotation]:
        """These quotations, in their order, each article read once."""
        articles = self.article_of(docs).tolist()
        for start in range(0, len(docs), _AT_ONCE):
            part = articles[start : start + _AT_ONCE]
            held = dict(zip(part, self.all_stored(part), strict=True))
            for doc, article in zip(docs[start : start + _AT_ONCE].tolist(), part, strict=True):
                yield held[article][1][doc - self.quotations_of(article).start]

    def withheld(self) -> dict[str, str]:
        return self.snapshot.withheld()

    # Columns

    def dates(self) -> tuple[Int32s, Int32s]:
        return self.shelf.first, self.shelf.last

    def minutes(self) -> Int32s:
        return self.shelf.minute

    @property
    def leads(self) -> Int32s:
        return self.shelf.lead

    @property
    def digests(self) -> UInt64s:
        return self.shelf.digests

    def lengths(self, space: Space) -> UInt64s:
        counts = np.zeros(self.size(space), np.uint64)
        for doc, (article, quotations) in self._all():
            if space == "articles":
                counts[doc] = len(surfaces(article.title)) + len(surfaces(article.body))
            else:
                numbers = self.quotations_of(doc)
                counts[numbers.start : numbers.stop] = [len(surfaces(one.text)) for one in quotations]
        return counts

    def _all(self) -> Iterator[tuple[int, Stored]]:
        """Everything that was met, by number."""
        docs = np.flatnonzero(self.shelf.met).tolist()
        for start in range(0, len(docs), _AT_ONCE):
            part = docs[start : start + _AT_ONCE]
            yield from zip(part, self.all_stored(part), strict=True)

    def labelled(self, label: Literal["source", "speaker", "author"]) -> tuple[Int32s, list[str]]:
        if label == "source":
            return self.shelf.outlet, self.shelf.outlets
        if label == "author":
            return self.shelf.author, self.shelf.authors
        values: list[str | None] = [None] * self.shelf.quotations
        for doc, (_, quotations) in self._all():
            start = self.quotations_of(doc).start
            values[start : start + len(quotations)] = [one.speaker for one in quotations]
        return _numbered(values)

    def stated(self, name: str) -> tuple[Int32s, Int32s, list[str]]:
        docs, values = [], []
        for doc, (article, _) in self._all():
            for value in stated_values(article):
                field, _, said = value.partition(SEPARATOR)
                if field == name:
                    docs.append(doc)
                    values.append(said)
        places, names = _numbered(values)
        return np.array(docs, np.int32), places, names

    # Counts and names

    def statistics(self) -> IndexStatistics:
        aggregations = {
            "dated": {"filter": {"exists": {"field": "date"}}},
            "first": {"min": {"field": "date"}},
            "last": {"max": {"field": "date_last"}},
        }
        found = self.snapshot.search({"size": 0, "track_total_hits": True, "aggs": aggregations})["aggregations"]
        return IndexStatistics(
            articles=self.shelf.articles,
            quotations=self.shelf.quotations,
            sources=len(self.source_names()),
            undated=self.shelf.articles - int(found["dated"]["doc_count"]),
            first=_day(found["first"]),
            last=_day(found["last"]),
            size_bytes=self.snapshot.size_bytes(),
            generation=self.generation,
        )

    def source_names(self) -> dict[str, int]:
        return _by_count(self.snapshot.counted("source_name"))

    def speaker_names(self) -> dict[str, int]:
        return _by_count(self.snapshot.counted("quotes.speaker_name", within="quotes"))

    def source_hosts(self) -> dict[str, Counter[str]]:
        found: dict[str, Counter[str]] = {}
        for (source, host), count in self.snapshot.counted_pairs("source_name", "host").items():
            found.setdefault(source, Counter())[host] += count
        return found

    @cached_property
    def _stated(self) -> dict[str, Counter[str]]:
        found: dict[str, Counter[str]] = {}
        for value, count in self.snapshot.counted("stated").items():
            name, _, said = value.partition(SEPARATOR)
            found.setdefault(name, Counter())[said] += count
        return found

    def stated_names(self) -> dict[str, tuple[int, int]]:
        return {name: (sum(values.values()), len(values)) for name, values in self._stated.items()}

    def stated_values(self, name: str) -> list[str]:
        return sorted(self._stated.get(name, ()))

    def doc_frequency(self, field: str, term: str) -> int:
        return self.doc_frequencies(field, [term])[term]

    def doc_frequencies(self, field: str, terms: Iterable[str]) -> dict[str, int]:
        return self.vocabulary.frequencies(field, terms)

    def stem_counts(self, space: Space, groups: Sequence[Int32s]) -> tuple[list[bytes], Int64s, Int64s]:
        if self.shelf.articles > _MOST_READ:
            raise NotOnCluster(
                f"which words tell two sides apart among {self.shelf.articles:,} articles", hint="ask a part of them"
            )
        self.shelf.meet_all()
        every = self._stems(
            space, np.arange(self.size(space), dtype=np.int32), seen=self._forms.setdefault(space, {})
        )
        counts = [self._stems(space, docs) for docs in groups]
        stems = list(dict.fromkeys(stem for count in counts for stem in count))
        found = np.array([[count[stem] for stem in stems] for count in counts], np.int64).reshape(len(groups), -1)
        return (
            [stem.encode("utf-8", "surrogatepass") for stem in stems],
            found,
            np.array([every[stem] for stem in stems], np.int64),
        )

    def _stems(self, space: Space, docs: Int32s, *, seen: dict[str, Counter[str]] | None = None) -> Counter[str]:
        """How often each stem stands in some documents; `seen` gets the documents of each of its surfaces."""
        counts: Counter[str] = Counter()
        for texts in self._texts(space, docs):
            found = [token for text in texts for token in tokens(text)]
            counts.update(token.stem for token in found)
            if seen is not None:
                for stem, surface in {(token.stem, token.surface) for token in found}:
                    seen.setdefault(stem, Counter())[surface] += 1
        return counts

    def _texts(self, space: Space, docs: Int32s) -> Iterator[tuple[str, ...]]:
        """The texts of each of some documents."""
        if space == "quotations":
            yield from ((quotation.text,) for quotation in self._quotations(docs))
            return
        for start in range(0, len(docs), _AT_ONCE):
            for article, _ in self.all_stored(docs[start : start + _AT_ONCE].tolist()):
                yield article.title, article.body

    def commonest_surface(self, space: Space, stem: bytes) -> str:
        word = stem.decode("utf-8", "surrogatepass")
        seen = self._forms.get(space, {}).get(word, Counter())
        return min(seen, key=lambda surface: (-seen[surface], surface), default=word)


def _numbered(values: Sequence[str | None]) -> tuple[Int32s, list[str]]:
    names: dict[str, int] = {}
    places = [-1 if value is None else names.setdefault(value, len(names)) for value in values]
    return np.array(places, np.int32), list(names)


def _by_count(counts: dict[str, int]) -> dict[str, int]:
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def _day(found: dict[str, Any]) -> dt.date | None:
    return dt.date.fromisoformat(found["value_as_string"][:10]) if found.get("value") is not None else None
