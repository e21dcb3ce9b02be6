"""Whoosh's matcher over the postings of one term in one segment."""

# mypy: disallow-untyped-calls=False

from __future__ import annotations

from bisect import bisect_left
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.matching.mcore import LeafMatcher, NullMatcher, ReadTooFar

from indexer.arrays import Int32s
from indexer.store.fields import BLOCK, Field


class PostingMatcher(LeafMatcher):
    """Steps through the live documents of a term; knows the best weight and length of each block of 128."""

    def __init__(
        self,
        field: Field,
        ordinal: int,
        *,
        live: NDArray[np.bool_] | None,
        term: tuple[str, bytes],
        format_: Any,
        scorer: Any,
    ) -> None:
        self._field = field
        self._ordinal = ordinal
        docs, weights = field.docs(ordinal), field.weights(ordinal)
        if live is not None:
            kept = live[docs]
            docs, weights = docs[kept], weights[kept]
        self._docs: Int32s = docs
        self._weights = weights
        self._ids: list[int] = docs.tolist()
        self._i = 0
        self._term = term
        self.format = format_
        self.scorer = scorer

    def is_active(self) -> bool:
        return self._i < len(self._ids)

    def reset(self) -> None:
        self._i = 0

    def copy(self) -> PostingMatcher:
        other = self.__class__.__new__(self.__class__)
        other.__dict__.update(self.__dict__)
        return other

    def replace(self, minquality: float = 0) -> Any:
        if not self.is_active() or (minquality and self.scorer and self.max_quality() < minquality):
            return NullMatcher()
        return self

    def id(self) -> int:
        return self._ids[self._i]

    def all_ids(self) -> Any:
        return iter(self._ids)

    def next(self) -> Any:
        """Moves on; whether that begins another block."""
        if not self.is_active():
            raise ReadTooFar
        self._i += 1
        return self._i % BLOCK == 0

    def skip_to(self, docnum: int) -> None:
        if not self.is_active():
            raise ReadTooFar
        self._i = bisect_left(self._ids, docnum, lo=self._i)

    def skip_to_quality(self, minquality: float) -> int:
        skipped = 0
        while self.is_active() and self.block_quality() <= minquality:
            self._i = (self._i // BLOCK + 1) * BLOCK
            skipped += 1
        return skipped

    def weight(self) -> float:
        return float(self._weights[self._i])

    @cached_property
    def _blocks(self) -> tuple[list[float], list[int], list[int]]:
        """Largest weight, smallest and largest length in each block."""
        starts = np.arange(0, len(self._docs), BLOCK)
        heaviest = np.maximum.reduceat(self._weights, starts).tolist()
        if self._field.lengths is None:
            ones = [1] * len(starts)
            return heaviest, ones, ones
        lengths = np.asarray(self._field.lengths)[self._docs]
        return heaviest, np.minimum.reduceat(lengths, starts).tolist(), np.maximum.reduceat(lengths, starts).tolist()

    def block_max_weight(self) -> float:
        return self._blocks[0][self._i // BLOCK]

    def block_min_length(self) -> int:
        return self._blocks[1][self._i // BLOCK]

    def block_max_length(self) -> int:
        return self._blocks[2][self._i // BLOCK]

    @cached_property
    def _positions(self) -> tuple[list[int], list[int]]:
        which, positions = self._field.occurrences(self._ordinal, self._docs)
        return np.searchsorted(which, np.arange(len(self._docs) + 1)).tolist(), positions.tolist()

    def positions(self) -> list[int]:
        """Where the term stands in the current document."""
        starts, positions = self._positions
        return positions[starts[self._i] : starts[self._i + 1]]

    def value(self) -> Any:
        """The positions as Whoosh's format encodes them; empty where a field has none."""
        return self.format.encode(self.positions() if self.format.supports("positions") else None)

    def value_as(self, astype: str) -> Any:
        if astype == "positions" and self.format.supports("positions"):
            return self.positions()
        if astype == "weight":
            return self.weight()
        return super().value_as(astype)

    def all_items(self) -> Any:
        while self.is_active():
            yield self.id(), self.value()
            self.next()
