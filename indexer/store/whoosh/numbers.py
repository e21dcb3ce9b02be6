"""The terms of a number field, made from its column: what Whoosh's NUMERIC would have indexed.

A number is a term at full precision and at every coarser one (without its last 4, 8, ... bits), so that
a plain Whoosh searcher can run range queries. The engine reads the column instead.
"""

from __future__ import annotations

import struct
from bisect import bisect_left
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh import columns

from indexer.arrays import Int32s, Int64s
from indexer.schema import NO_DATE
from indexer.store.fields import Field
from indexer.store.terms import Terms

_TERM = struct.Struct(">BI")
_OFFSET = 2**31


class _Listed(Terms):
    """A dictionary of terms that is made, not read."""

    def __init__(self, terms: list[bytes]) -> None:
        self._terms = terms
        self._count = len(terms)

    def at(self, ordinal: int) -> bytes:
        return self._terms[ordinal]

    def slice(self, low: int, high: int) -> list[bytes]:
        return self._terms[max(low, 0) : max(high, 0)]

    def lower_bound(self, term: bytes) -> int:
        return bisect_left(self._terms, term)

    def find(self, term: bytes) -> int:
        ordinal = self.lower_bound(term)
        return ordinal if ordinal < self._count and self._terms[ordinal] == term else -1


class NumberField(Field):
    """A column as a field: terms are Whoosh's, each of weight 1, and nothing is scored."""

    kind = "keyword"
    lengths = None
    total_length = 0
    bound_average = 1.0

    def __init__(self, column: NDArray[np.int32], name: str, field: Any) -> None:
        """`field` is the schema's NUMERIC, which says how wide numbers are and how coarse they get."""
        self.name = name
        self._column = column
        self._shifts = range(0, field.bits, field.shift_step)

    @cached_property
    def _made(self) -> tuple[_Listed, list[Int32s]]:
        stated = np.flatnonzero(self._column != NO_DATE).astype(np.int32)
        values = self._column[stated].astype(np.int64) + _OFFSET
        terms: list[bytes] = []
        lists: list[Int32s] = []
        for shift in self._shifts:
            coarse = values >> shift
            order = coarse.argsort(kind="stable")
            distinct, starts = np.unique(coarse[order], return_index=True)
            terms.extend(_TERM.pack(shift, value) for value in distinct.tolist())
            lists.extend(np.split(stated[order], starts[1:]) if starts.size else [])
        return _Listed(terms), lists

    @property
    def terms(self) -> Terms:  # type: ignore[override]  # made when first asked for
        return self._made[0]

    def docs(self, term: int) -> Int32s:
        return self._made[1][term]

    def doc_frequency(self, term: int) -> int:
        return len(self.docs(term))

    def freqs(self, term: int) -> Int32s:
        return np.ones(self.doc_frequency(term), np.int32)

    def weights(self, term: int) -> NDArray[np.float32]:
        return np.ones(self.doc_frequency(term), np.float32)

    def occurrences(self, term: int, docs: Int32s | None = None) -> tuple[Int64s, Int32s]:
        return np.zeros(0, np.int64), np.zeros(0, np.int32)


class NumberColumn(columns.ColumnReader):
    """A column for Whoosh's sorting and facets: values as NUMERIC sorts them (from 0 up)."""

    def __init__(self, column: NDArray[np.int32], *, reverse: bool) -> None:
        self._column = column
        self._reverse = reverse

    def __len__(self) -> int:
        return len(self._column)

    def __getitem__(self, docnum: int) -> int:
        return int(self._column[docnum]) + _OFFSET

    def sort_key(self, docnum: int) -> Any:
        return -self[docnum] if self._reverse else self[docnum]

    def set_reverse(self) -> None:
        self._reverse = True
