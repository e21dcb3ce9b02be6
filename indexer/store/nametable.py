"""The names of a segment, by what their spellings share.

A name is a surface that is written with a capital inside a sentence at least once (`capitals`); how often it is,
and how often with a small letter, is kept, so that a reader can tell `Bush` from `bush` over the whole index. The
names lie in the order of the numbers of their keys (`indexer.spellings.key_number`), so that all spellings of a
name are found by bisection. A possessive, `Bush's`, counts for the name.

Counts are over all articles that were ever in the segment: deletions do not change what kind of word a word is.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from indexer.spellings import key, key_number
from indexer.store.columns import Array, Columns, ColumnsWriter

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
        self._starts = columns.sized(f"{_PREFIX}.starts", count + 1)
        self._words = columns[f"{_PREFIX}.words"]
        if self._starts[0] != 0 or self._starts[-1] != len(self._words):
            raise columns.corrupt(f"has names that do not fit {_PREFIX}.words")
        self._named = columns.sized(f"{_PREFIX}.named", count)
        self._small = columns.sized(f"{_PREFIX}.small", count)

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

    def all(self) -> list[Name]:
        """All names, in the order of their keys."""
        return self._slice(0, len(self._keys))

    def columns(self) -> tuple[Array, list[bytes], Array, Array]:
        """Everything, to be merged: the numbers of the keys, the names, and both counts, (names,) each."""
        starts = self._starts.tolist()
        blob = self._words.tobytes()
        return self._keys, [blob[a:b] for a, b in pairwise(starts)], self._named, self._small

    def in_order(self) -> bool:
        """Whether every name lies under its key, and the keys ascend."""
        keys = self._keys.astype(np.int64)
        found = [key_number(key(name.surface)) for name in self.all()]
        return bool(np.all(np.diff(keys) >= 0)) and np.array_equal(keys, np.array(found, np.int64))

    def _slice(self, low: int, high: int) -> list[Name]:
        starts = self._starts[low : high + 1].tolist()
        blob, first = self._words[starts[0] : starts[-1]].tobytes(), starts[0]
        words = [blob[a - first : b - first].decode("utf-8", "surrogatepass") for a, b in pairwise(starts)]
        counts = zip(words, self._named[low:high].tolist(), self._small[low:high].tolist(), strict=True)
        return [Name(*each) for each in counts]


def write_names(columns: ColumnsWriter, keys: Array, words: Sequence[bytes], named: Array, small: Array) -> None:
    """Write names in the order of their keys, then of their bytes: all (names,)."""
    columns.add(f"{_PREFIX}.keys", keys)
    columns.add(f"{_PREFIX}.named", named)
    columns.add(f"{_PREFIX}.small", small)
    columns.add(f"{_PREFIX}.words", np.frombuffer(b"".join(words), np.uint8))
    columns.add(f"{_PREFIX}.starts", np.concatenate(([0], np.cumsum([len(word) for word in words], dtype=np.int64))))


def merge_names(columns: ColumnsWriter, tables: Sequence[NameTable]) -> None:
    """Write the names of several segments as those of one."""
    keys, words, named, small = [], [], [], []
    for table in tables:
        rows = table.columns()
        keys.extend(rows[0].tolist())
        words.extend(rows[1])
        named.append(rows[2])
        small.append(rows[3])
    number: dict[bytes, int] = {}
    which = np.fromiter((number.setdefault(word, len(number)) for word in words), np.int64, len(words))
    # A word has one key, so the last that is seen of it is the one.
    key_of = dict(zip(words, keys, strict=True))
    order = sorted((key, word) for word, key in key_of.items())
    places = [number[word] for _, word in order]
    write_names(
        columns,
        np.array([key for key, _ in order], np.int64),
        [word for _, word in order],
        _sums(which, named, len(number))[places],
        _sums(which, small, len(number))[places],
    )


def _sums(which: NDArray[np.int64], parts: Sequence[Array], count: int) -> NDArray[np.int64]:
    every = np.concatenate([part.astype(np.int64) for part in parts]) if parts else np.zeros(0, np.int64)
    sums = np.zeros(count, np.int64)
    np.add.at(sums, which, every)
    return sums
