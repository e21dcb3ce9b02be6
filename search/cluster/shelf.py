"""Numbers for the articles and quotations of a cluster, given as they are met, and the columns of these.

A cluster has no document numbers that last. What an answer is made of counts, joins and sorts arrays of them: so each
article that is met gets the next number, and its quotations get numbers in a row. An article of which only the id is
known, as the earliest copy of another one, has a number too. There are as many numbers as there are articles, so
arrays have their whole size from the start, and are filled in place.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from indexer.analysis.tokenizer import folded
from indexer.arrays import Bools, Int32s, UInt64s
from indexer.schema import NO_DATE
from search.cluster.snapshot import Snapshot

__all__ = ["FIELDS", "Shelf"]

FIELDS = (
    "id", "lead", "family", "source_name", "author_name", "minute", "quotations", "digest",
    {"field": "date", "format": "strict_date"}, {"field": "date_last", "format": "strict_date"},
)  # fmt: skip
"""What a hit has to have (`docvalue_fields`)."""
Hit = Mapping[str, Any]


class Shelf:
    """The articles of one generation that were met, and how many there are, with how many quotations."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self.articles, self.quotations = articles, quotations = snapshot.held.articles, snapshot.held.quotations
        self.copied: int = snapshot.held.copied
        """How many print the text of another one, or a part of it."""
        self.ids: list[str] = []
        self.outlets: list[str] = []
        """As printed."""
        self.authors: list[str] = []
        """Their words, folded."""
        self._outlet_numbers: dict[str, int] = {}
        self._author_numbers: dict[str, int] = {}
        self._numbers: dict[str, int] = {}
        self._placed = 0
        self.met: Bools = np.zeros(articles, np.bool_)
        self.first: Int32s = np.full(articles, NO_DATE, np.int32)
        self.last: Int32s = np.full(articles, NO_DATE, np.int32)
        self.minute: Int32s = np.full(articles, NO_DATE, np.int32)
        self.lead: Int32s = np.arange(articles, dtype=np.int32)
        self.family: Int32s = np.arange(articles, dtype=np.int32)
        self.outlet: Int32s = np.full(articles, -1, np.int32)
        self.author: Int32s = np.full(articles, -1, np.int32)
        self.digests: UInt64s = np.zeros(articles, np.uint64)
        self._starts: Int32s = np.zeros(articles, np.int32)
        self._counts: Int32s = np.zeros(articles, np.int32)
        self.article_of: Int32s = np.zeros(quotations, np.int32)

    def __len__(self) -> int:
        return len(self.ids)

    def meet(self, query: Any) -> Int32s:
        """The numbers (n,) of all articles that a query (of OpenSearch) finds."""
        return self.put(self._snapshot.every(query, _source=False, docvalue_fields=list(FIELDS)))

    def meet_all(self) -> None:
        """Every article has its number from now on."""
        if np.count_nonzero(self.met) < self.articles:
            self.meet({"match_all": {}})

    def find(self, article_id: str) -> int | None:
        """The number of an article, by its id as it is indexed."""
        number = self._numbers.get(article_id)
        if number is None or not self.met[number]:
            found = self.meet({"term": {"id": article_id}})
            number = int(found[0]) if len(found) else None
        return number

    def put(self, hits: Iterable[Hit]) -> Int32s:
        """The numbers (n,) of the articles of some hits, in their order."""
        return np.fromiter((self._put(hit["fields"]) for hit in hits), np.int32)

    def _put(self, fields: Mapping[str, Sequence[Any]]) -> int:
        number = self._number(fields["id"][0])
        if self.met[number]:
            return number
        self.met[number] = True
        if "source_name" in fields:
            self.outlet[number] = _place(fields["source_name"][0], self.outlets, self._outlet_numbers)
        if "author_name" in fields and (author := " ".join(folded(fields["author_name"][0]))):
            self.author[number] = _place(author, self.authors, self._author_numbers)
        for column, field in ((self.first, "date"), (self.last, "date_last")):
            if field in fields:
                column[number] = dt.date.fromisoformat(fields[field][0]).toordinal()
        if "minute" in fields:
            self.minute[number] = int(fields["minute"][0])
        self.lead[number] = self._number(fields["lead"][0], otherwise=number)
        self.family[number] = self._number(fields["family"][0], otherwise=number)
        self.digests[number] = int(fields["digest"][0], 16)
        count = int(fields["quotations"][0])
        self._starts[number], self._counts[number] = self._placed, count
        self.article_of[self._placed : self._placed + count] = number
        self._placed += count
        return number

    def _number(self, article_id: str, *, otherwise: int | None = None) -> int:
        """Its number; `otherwise` for one that is not there, as the earliest copy that a dead writer removed."""
        number = self._numbers.get(article_id)
        if number is None:
            if len(self.ids) == self.articles and otherwise is not None:
                return otherwise
            number = self._numbers[article_id] = len(self.ids)
            self.ids.append(article_id)
        return number

    def quotations_of(self, doc: int) -> range:
        start = int(self._starts[doc])
        return range(start, start + int(self._counts[doc]))


def _place(name: str, names: list[str], numbers: dict[str, int]) -> int:
    """The place of a name in a list, which it is put to if it is not there."""
    number = numbers.setdefault(name, len(names))
    if number == len(names):
        names.append(name)
    return number
