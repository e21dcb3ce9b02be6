"""The articles of the segments that make up a generation, each under one number: its key."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Protocol

import numpy as np

from indexer.arrays import Array, Bools, Int64s
from indexer.store.segment import Segment

__all__ = ["AnyShelf", "Place", "Sampled", "Shelf", "docs_of", "keys_of", "numbers_of"]

_DOC = 32
"""Bits of a key that are the document in its segment; those above are the number of the place."""
_DOCS = (1 << _DOC) - 1


class AnySamples(Protocol):
    """The samples of some articles, in ascending order of their hashes; see `indexer.store.samples`."""

    def __len__(self) -> int: ...

    def between(self, low: int, high: int) -> tuple[Int64s, Int64s]: ...

    def of(self, hashes: Int64s) -> tuple[Int64s, Int64s]: ...


class WithSamples(Protocol):
    """What has the samples of its articles."""

    @property
    def samples(self) -> AnySamples: ...


class Sampled(Protocol):
    """Some articles of which copies are looked for; see `Place`."""

    @property
    def number(self) -> int: ...

    @property
    def segment(self) -> WithSamples: ...

    @property
    def deleted(self) -> Bools: ...


class Place(Protocol):
    """A segment while a generation is made. `number` is that of no other, `deleted` (articles,) what is left out."""

    number: int
    segment: Segment
    deleted: Bools


def keys_of(place: Sampled, docs: Array) -> Int64s:
    """The keys of some documents of a place."""
    return docs.astype(np.int64) | (place.number << _DOC)


def numbers_of(keys: Int64s) -> Int64s:
    """The number of the place of each key."""
    return keys >> _DOC


def docs_of(keys: Int64s) -> Int64s:
    """The document of each key, in its segment."""
    return keys & _DOCS


class AnyShelf(Protocol):
    """What has to be known of articles to compare them, by their keys; see `Shelf`."""

    def forget(self) -> None: ...

    def words(self, keys: Int64s) -> Int64s: ...

    def first_days(self, keys: Int64s) -> Int64s: ...

    def last_days(self, keys: Int64s) -> Int64s: ...

    def minutes(self, keys: Int64s) -> Int64s: ...

    def ids(self, keys: Int64s) -> Array: ...

    def records(self, keys: Int64s) -> Iterator[dict[str, Any]]: ...


class Shelf:
    """What has to be known of an article to compare it."""

    def __init__(self, places: Sequence[Place]) -> None:
        self._places = {place.number: place for place in places}

    def forget(self) -> None:
        """Give back the memory that reading the segments has filled."""
        for place in self._places.values():
            place.segment.file.forget()

    def living(self, keys: Int64s) -> Bools:
        """(keys,) which of them are articles that are there, and not deleted."""
        return self._each(keys, lambda place, docs: ~place.deleted[docs], np.bool_, missing=False)

    def words(self, keys: Int64s) -> Int64s:
        """(keys,) how many words each body has."""
        return self._each(keys, _words, np.int64)

    def first_days(self, keys: Int64s) -> Int64s:
        """(keys,) the first day of each date, as an ordinal; `NO_DATE` for none."""
        return self._each(keys, lambda place, docs: place.segment.articles.columns["date"][docs], np.int64)

    def last_days(self, keys: Int64s) -> Int64s:
        """(keys,) the last day of each date, as an ordinal; `NO_DATE` for none."""
        return self._each(keys, lambda place, docs: place.segment.articles.columns["date_last"][docs], np.int64)

    def minutes(self, keys: Int64s) -> Int64s:
        """(keys,) when on its day each was published, in minutes; `NO_DATE` for none."""
        return self._each(keys, lambda place, docs: place.segment.articles.columns["minute"][docs], np.int64)

    def ids(self, keys: Int64s) -> Array:
        """(keys,) the id of each, as bytes."""
        return self._each(keys, lambda place, docs: np.array([*place.segment.ids(docs), None])[:-1], object)

    def records(self, keys: Int64s) -> Iterator[dict[str, Any]]:
        """The stored record of each, without its quotations."""
        for key in keys.tolist():
            yield self._places[key >> _DOC].segment.article_record(key & _DOCS)

    def numbered(self, keys: Int64s, bases: dict[int, int]) -> Int64s:
        """(keys,) document numbers, where the first document of each place has a number of `bases`."""
        return self._each(keys, lambda place, docs: docs + bases[place.number], np.int64)

    def _each(self, keys: Int64s, value: Callable[[Place, Int64s], Array], dtype: Any, missing: Any = 0) -> Array:
        found = np.full(len(keys), missing, dtype)
        numbers = numbers_of(keys)
        for number in np.unique(numbers).tolist():
            if number in self._places:
                here = numbers == number
                found[here] = value(self._places[number], docs_of(keys[here]))
        return found


def _words(place: Place, docs: Int64s) -> Int64s:
    fields = place.segment.articles.fields
    text, title = fields["text"].lengths, fields["title"].lengths
    assert text is not None
    assert title is not None
    return text[docs].astype(np.int64) - title[docs].astype(np.int64)
