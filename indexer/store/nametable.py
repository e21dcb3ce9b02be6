"""The names of a segment, by what their spellings share.

A name is a surface that is written with a capital inside a sentence at least once (`capitals`); how often it is, and
how often with a small letter, is kept, so that a reader can tell `Bush` from `bush` over the whole index. The names
lie in the order of the numbers of their keys (`indexer.analysis.spelling.key_number`), so that all spellings of a
name are found by bisection. A possessive, `Bush's`, counts for the name.

Counts are over all articles that were ever in the segment: deletions do not change what kind of word a word is. But
a name that only deleted articles had is left out when the segment is merged.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from itertools import chain
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from indexer.analysis.spelling import key, key_number
from indexer.arrays import Array, Int64s
from indexer.store.columns import Columns, ColumnsWriter
from indexer.store.frame_of_reference import FrameOfReference, write_frame_of_reference
from indexer.store.packing import before
from indexer.store.terms import GrowingTerms, Terms, write_terms

__all__ = ["Name", "NameTable", "bare_name", "merge_names", "write_names"]


_PREFIX = "articles.names"
_POSSESSIVE = b"'s"
_PIECE = 1 << 16
"""About so many names of several segments are united at once."""


Part = tuple[list[int], list[bytes], list[int], list[int]]
"""Some names: the numbers of their keys, the names, and both counts."""


def bare_name(surface: bytes) -> bytes:
    """What a surface is a name of, if it is one: `Bush's` is one of `Bush`."""
    return surface.removesuffix(_POSSESSIVE)


class Name(NamedTuple):
    """A surface, how often it has a capital inside a sentence, and how often it has none."""

    surface: str
    named: int
    small: int


class NameTable:
    """The names of one segment, read-only."""

    def __init__(self, columns: Columns) -> None:
        """IndexCorrupt if the columns do not fit each other."""
        self._keys = columns[f"{_PREFIX}.keys"]
        count = len(self._keys)
        self._words = Terms.read(columns, f"{_PREFIX}.words")
        if len(self._words) != count:
            raise columns.corrupt(f"has names that do not fit {_PREFIX}.words")
        self._named = FrameOfReference(columns, f"{_PREFIX}.named", count)
        self._small = FrameOfReference(columns, f"{_PREFIX}.small", count)

    def find(self, numbers: NDArray[np.uint32]) -> list[Name]:
        """The names with one of these key numbers (n,), ascending and distinct."""
        lows = np.searchsorted(self._keys, numbers, "left")
        highs = np.searchsorted(self._keys, numbers, "right")
        hit = np.flatnonzero(highs > lows)
        return [
            name
            for low, high in zip(lows[hit].tolist(), highs[hit].tolist(), strict=True)
            for name in self._slice(low, high)
        ]

    def numbers(self) -> list[int]:
        """The number of the key of each name, ascending."""
        numbers: list[int] = self._keys.tolist()
        return numbers

    def all(self) -> list[Name]:
        """All names, in the order of their keys."""
        return self._slice(0, len(self._keys))

    @property
    def keys(self) -> Array:
        """(names,) the number of the key of each, ascending."""
        return self._keys

    def columns(self, low: int, high: int) -> Part:
        """The names `low` to `high - 1`, to be merged."""
        words = self._words.slice(low, high)
        named, small = self._named.between(low, high).tolist(), self._small.between(low, high).tolist()
        return self._keys[low:high].tolist(), words, named, small

    def in_order(self) -> bool:
        """Whether every name lies under its key, and the keys ascend."""
        keys = self._keys.astype(np.int64)
        found = [key_number(key(name.surface)) for name in self.all()]
        return bool(np.all(np.diff(keys) >= 0)) and np.array_equal(keys, np.array(found, np.int64))

    def _slice(self, low: int, high: int) -> list[Name]:
        _, words, named, small = self.columns(low, high)
        texts = [word.decode("utf-8", "surrogatepass") for word in words]
        return [Name(*each) for each in zip(texts, named, small, strict=True)]


def write_names(
    columns: ColumnsWriter, keys: Array, words: Sequence[bytes] | GrowingTerms, named: Array, small: Array
) -> dict[str, int]:
    """Write names in the order of their keys, then of their bytes: all (names,). The scalars that belong to them."""
    columns.add(f"{_PREFIX}.keys", keys)
    write_frame_of_reference(columns, f"{_PREFIX}.named", named)
    write_frame_of_reference(columns, f"{_PREFIX}.small", small)
    return write_terms(columns, f"{_PREFIX}.words", words)


def merge_names(columns: ColumnsWriter, tables: Sequence[NameTable], gone: Sequence[Set[bytes]]) -> dict[str, int]:
    """Write the names of several segments as those of one, united some keys at a time; the scalars of these.

    `gone` are of each segment the names that only deleted articles had.
    """
    every = np.sort(np.concatenate([table.keys for table in tables]))
    ends = [*np.unique(every[_PIECE::_PIECE]).tolist(), 1 << 32]
    lows = [0] * len(tables)
    every_word = GrowingTerms(columns)
    found: list[Int64s] = []
    for end in ends:
        highs = [before(table.keys, end) for table in tables]
        parts = [
            _left(table.columns(low, high), words)
            for table, low, high, words in zip(tables, lows, highs, gone, strict=True)
        ]
        words, numbers = _united(parts)
        every_word.extend(words)
        found.append(numbers)
        lows = highs
    keys, named, small = np.concatenate(found, axis=1)
    return write_names(columns, keys, every_word, named, small)


def _left(part: Part, gone: Set[bytes]) -> Part:
    if not gone:
        return part
    kept = [row for row in zip(*part, strict=True) if row[1] not in gone]
    return [row[0] for row in kept], [row[1] for row in kept], [row[2] for row in kept], [row[3] for row in kept]


def _united(parts: Sequence[Part]) -> tuple[list[bytes], Int64s]:
    """Names in order, and (3, names) of each: the key and both counts."""
    keys, words, named, small = (list(chain(*each)) for each in zip(*parts, strict=True))
    key_of = dict(zip(words, keys, strict=True))  # a word has one key in all of them
    order = sorted(zip(key_of.values(), key_of, strict=True))
    place = dict(zip((word for _, word in order), range(len(order)), strict=True))
    which = np.fromiter(map(place.__getitem__, words), np.int64, len(words))
    numbers = np.zeros((3, len(order)), np.int64)
    numbers[0] = [key for key, _ in order]
    np.add.at(numbers[1], which, np.array(named, np.int64))
    np.add.at(numbers[2], which, np.array(small, np.int64))
    return [word for _, word in order], numbers
