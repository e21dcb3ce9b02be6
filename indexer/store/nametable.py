"""The names of a segment, by what their spellings share.

A name is a surface that is written with a capital inside a sentence at least once (`capitals`); how often it is,
and how often with a small letter, is kept, so that a reader can tell `Bush` from `bush` over the whole index. The
names lie in the order of the numbers of their keys (`indexer.spellings.key_number`), so that all spellings of a
name are found by bisection. A possessive, `Bush's`, counts for the name.

Counts are over all articles that were ever in the segment: deletions do not change what kind of word a word is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from indexer.acronyms import ACRONYMS
from indexer.spellings import key, key_number
from indexer.store.columns import Array, Columns, ColumnsWriter
from indexer.store.stepped import Stepped, write_stepped

__all__ = ["Name", "NameTable", "merge_names", "write_names"]

_PREFIX = "articles.names"
_ACRONYMS = frozenset(map(str.encode, ACRONYMS))
_POSSESSIVE = "'s"
_NAME = re.compile(r"[^\W\d_]{2,}(?:'[^\W\d_]+)*|[^\W\d_]+(?:'[^\W\d_]+)+")
_SHORTEST, _LONGEST = 4, 40
"""Letters; what is shorter has too many names near it, what is longer is no name."""


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


def write_names(columns: ColumnsWriter, surfaces: Sequence[bytes], named: Array, small: Array) -> None:
    """Write the names among `surfaces`, with the counts (surfaces,) of each."""
    total: dict[str, tuple[int, int]] = {}
    for number in np.flatnonzero(named).tolist():
        if surfaces[number] in _ACRONYMS:
            continue
        name = surfaces[number].decode("utf-8", "surrogatepass").removesuffix(_POSSESSIVE)
        if _SHORTEST <= len(name) <= _LONGEST and _NAME.fullmatch(name):
            before = total.get(name, (0, 0))
            total[name] = before[0] + int(named[number]), before[1] + int(small[number])
    _write(columns, {(key_number(key(name)), name): counts for name, counts in total.items()})


def merge_names(columns: ColumnsWriter, tables: Iterable[NameTable]) -> None:
    """Write the names of several segments as those of one."""
    total: dict[tuple[int, str], tuple[int, int]] = {}
    for table in tables:
        for number, name in zip(table.numbers(), table.all(), strict=True):
            before = total.get((number, name.surface), (0, 0))
            total[number, name.surface] = before[0] + name.named, before[1] + name.small
    _write(columns, total)


def _write(columns: ColumnsWriter, total: Mapping[tuple[int, str], tuple[int, int]]) -> None:
    """Names with the numbers of their keys, and how often each is written with a capital and with none."""
    rows = sorted(total)
    counts = np.array([total[row] for row in rows], np.int64).reshape(-1, 2)
    words = [name.encode("utf-8", "surrogatepass") for _, name in rows]
    columns.add(f"{_PREFIX}.keys", np.array([number for number, _ in rows], np.int64))
    write_stepped(columns, f"{_PREFIX}.named", counts[:, 0])
    write_stepped(columns, f"{_PREFIX}.small", counts[:, 1])
    columns.add(f"{_PREFIX}.words", np.frombuffer(b"".join(words), np.uint8))
    starts = np.concatenate(([0], np.cumsum([len(word) for word in words], dtype=np.int64)))
    write_stepped(columns, f"{_PREFIX}.starts", starts)
