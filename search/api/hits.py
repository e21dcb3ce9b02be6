"""The answers to a query in their order, of which each is read when it is its turn."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Self

from indexer.arrays import Floats, Int32s
from search.results import Hit, QuoteHit, Reading, Results

__all__ = ["Hits"]

_AT_A_TIME = 64

Ranked = tuple[int, float, int]
"""A document, its score and its rank."""


class Hits:
    """The answers to one query, the best first: any number of them takes no more memory than a few.

    They can be gone through once. `results` tells of them all, at any time.
    """

    def __init__(
        self,
        docs: Int32s,
        scores: Floats,
        *,
        head: Results,
        read: Callable[[Sequence[Ranked]], Iterable[Hit | QuoteHit]],
        variants: Callable[[set[str]], dict[str, dict[str, int]]],
        naming_damage: Callable[[], AbstractContextManager[None]],
        begun: float,
    ) -> None:
        """`docs` and `scores` (n,) are ranked, from `head.offset` on; `variants` are told by the speakers met."""
        self._docs = docs
        self._scores = scores
        self._head = head
        self._read = read
        self._variants = variants
        self._naming_damage = naming_damage
        self._begun = begun
        self._speakers: set[str] = set()

    def __len__(self) -> int:
        return len(self._docs)

    def __iter__(self) -> Iterator[Hit | QuoteHit]:
        for start in range(0, len(self._docs), _AT_A_TIME):
            part = slice(start, start + _AT_A_TIME)
            ranks = range(self._head.offset + start + 1, self._head.offset + len(self._docs) + 1)
            ranked = list(zip(self._docs[part].tolist(), self._scores[part].tolist(), ranks, strict=False))
            with self._naming_damage():
                read = list(self._read(ranked))
            for hit in read:
                quotes = hit.quotes if isinstance(hit, Hit) else (hit.quote,)
                self._speakers.update(quote.speaker for quote in quotes if quote.speaker)
                yield hit

    @property
    def total(self) -> int:
        """How many documents match, those that are folded included."""
        return self._head.total

    def read_as(self, readings: Sequence[Reading], *, as_words: tuple[str, ...]) -> Self:
        """The same, with more to tell of how the query was read."""
        self._head = replace(self._head, readings=(*self._head.readings, *readings), as_words=as_words)
        return self

    def results(self, hits: tuple[Hit | QuoteHit, ...] = ()) -> Results:
        """What there is to tell of the whole answer, with these of its hits."""
        return replace(
            self._head,
            hits=hits,
            took_ms=(time.perf_counter() - self._begun) * 1000,
            variants=self._variants(self._speakers),
        )
