"""Spans of a text by where they stand."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from itertools import accumulate

from search.results import Mark

__all__ = ["NOWHERE", "Spans"]


class Spans:
    """Spans in the order of their starts, an outer one before an inner one; they may lie in each other."""

    __slots__ = ("_reach", "_starts", "all")

    def __init__(self, spans: Iterable[Mark] = ()) -> None:
        self.all = tuple(sorted(spans, key=lambda span: (span[0], -span[1])))
        self._starts = [start for start, _ in self.all]
        self._reach = list(accumulate((end for _, end in self.all), max))

    def __len__(self) -> int:
        return len(self.all)

    def over(self, start: int, end: int) -> list[int]:
        """The numbers of those that share something with text[start:end]."""
        first, behind = bisect_right(self._reach, start), bisect_left(self._starts, end)
        return [number for number in range(first, behind) if self.all[number][1] > start]

    def first_from(self, place: int) -> int:
        """The number of the first that begins there or behind; that of none, the last plus one, if none does."""
        return bisect_left(self._starts, place)


NOWHERE = Spans()
