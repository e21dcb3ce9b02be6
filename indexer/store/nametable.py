"""The names of a segment, by what their spellings share.

A name is a surface that is written with a capital inside a sentence at least once (`capitals`); how often it is,
and how often with a small letter, is kept, so that a reader can tell `Bush` from `bush` over the whole index. The
names lie in the order of the numbers of their keys (`indexer.spellings.key_number`), so that all spellings of a
name are found by bisection. A possessive, `Bush's`, counts for the name.

Counts are over all articles that were ever in the segment: deletions do not change what kind of word a word is.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from indexer.spellings import key, key_number
from indexer.store.columns import Array, Columns, ColumnsWriter
from indexer.store.stepped import Stepped, write_stepped

__all__ = ["Name", "NameTable", "merge_names", "write_names"]

_PREFIX = "articles.names"


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
        self._starts = Stepped(columns, f"{_PREFIX}.starts", count + 1)
        self._words = columns[f"{_PREFIX}.words"]
        if self._starts[0] != 0 or self._starts[count] != len(self._words):
            raise columns.corrupt(f"has names that do not fit {_PREFIX}.words")
        self._named = Stepped(columns, f"{_PREFIX}.named", count)
        self._small = Stepped(columns, f"{_PREFIX}.small", count)

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

    def columns(self) -> tuple[list[int], list[bytes], list[int], list[int]]:
        """Everything, to be merged: the numbers of the keys, the names, and both counts."""
        blob, count = self._words.tobytes(), len(self._keys)
        words = [blob[a:b] for a, b in pairwise(self._starts.between(0, count + 1).tolist())]
        named, small = self._named.between(0, count), self._small.between(0, count)
        return self._keys.tolist(), words, named.tolist(), small.tolist()

    def in_order(self) -> bool:
        """Whether every name lies under its key, and the keys ascend."""
        keys = self._keys.astype(np.int64)
        found = [key_number(key(name.surface)) for name in self.all()]
        return bool(np.all(np.diff(keys) >= 0)) and np.array_equal(keys, np.array(found, np.int64))

    def _slice(self, low: int, high: int) -> list[Name]:
        starts = self._starts.between(low, high + 1).tolist()
        blob, first = self._words[starts[0] : starts[-1]].tobytes(), starts[0]
        words = [blob[a - first : b - first].decode("utf-8", "surrogatepass") for a, b in pairwise(starts)]
        named, small = self._named.between(low, high).tolist(), self._small.between(low, high).tolist()
        return [Name(*each) for each in zip(words, named, small, strict=True)]


def write_names(columns: ColumnsWriter, keys: Array, words: Sequence[bytes], named: Array, small: Array) -> None:
    """Write names in the order of their keys, then of their bytes: all (names,)."""
    columns.add(f"{_PREFIX}.keys", keys)
    write_stepped(columns, f"{_PREFIX}.named", named)
    write_stepped(columns, f"{_PREFIX}.small", small)
    columns.add(f"{_PREFIX}.words", np.frombuffer(b"".join(words), np.uint8))
    starts = np.concatenate(([0], np.cumsum([len(word) for word in words], dtype=np.int64)))
    write_stepped(columns, f"{_PREFIX}.starts", starts)


def merge_names(columns: ColumnsWriter, tables: Sequence[NameTable]) -> None:
    """Write the names of several segments as those of one."""
    every = zip(*(table.columns() for table in tables), strict=True)
    keys, words, named, small = (list(chain(*parts)) for parts in every)
    key_of = dict(zip(words, keys, strict=True))  # a word has one key in all of them
    order = sorted(zip(key_of.values(), key_of, strict=True))
    place = dict(zip((word for _, word in order), range(len(order)), strict=True))
    which = np.fromiter(map(place.__getitem__, words), np.int64, len(words))
    totals = np.zeros((2, len(order)), np.int64)
    np.add.at(totals[0], which, np.array(named, np.int64))
    np.add.at(totals[1], which, np.array(small, np.int64))
    write_names(columns, np.array([key for key, _ in order], np.int64), [word for _, word in order], *totals)
