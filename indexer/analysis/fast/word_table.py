"""Short byte strings to numbers, many at a time: a hash table in arrays.

A string of up to 16 bytes, none of them zero, is one or two 64-bit words, so equality is exact and
no string is made. Open addressing with linear probing (Knuth, TAOCP 3, 6.4, algorithm L), the step
being taken for all strings at once that are not settled yet.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from indexer.arrays import Int64s, UInt64s

GONE = 2**31 - 3
"""No number."""
_SMALLEST = 1 << 14
_FIRST = np.uint64(0x9E3779B97F4A7C15)  # odd numbers without pattern: 2**64 by the golden ratio,
_SECOND = np.uint64(0xC2B2AE3D27D4EB4F)  # and a prime of xxHash
_MASKS = np.array([(1 << 8 * size) - 1 for size in range(9)], np.uint64)


class WordTable:
    """Numbers (int32) of strings of one or two words; `wide` says which."""

    def __init__(self, *, wide: bool) -> None:
        self._wide = wide
        self._count = 0
        self._make(_SMALLEST)

    def _make(self, size: int) -> None:
        self._shift = np.uint64(64 - (size.bit_length() - 1))
        self._mask = size - 1
        self._low = np.zeros(size, np.uint64)
        self._high = np.zeros(size if self._wide else 0, np.uint64)
        self._numbers = np.zeros(size, np.int32)

    @property
    def held(self) -> int:
        """Bytes of memory."""
        return self._low.nbytes + self._high.nbytes + self._numbers.nbytes

    def _slots(self, low: UInt64s, high: UInt64s) -> Int64s:
        mixed = low * _FIRST
        if self._wide:
            mixed ^= high * _SECOND
        mixed ^= mixed >> np.uint64(32)
        return ((mixed * _SECOND) >> self._shift).astype(np.int64)

    def find(self, low: UInt64s, high: UInt64s) -> tuple[NDArray[np.int32], Int64s]:
        """The numbers (n,) of strings given as words (n,), and which of them (m,) are not here, ascending.

        `high` is not looked at in a narrow table.
        """
        slots = self._slots(low, high)
        numbers = self._numbers[slots]
        seen = self._low[slots]
        wrong = seen != low
        if self._wide:
            wrong |= self._high[slots] != high
        left = np.flatnonzero(wrong)
        slots, seen = slots[left], seen[left]
        absent = []
        while len(left):
            empty = seen == 0
            absent.append(left[empty])
            full = ~empty
            left = left[full]
            slots = (slots[full] + 1) & self._mask
            seen = self._low[slots]
            numbers[left] = self._numbers[slots]
            wrong = seen != low[left]
            if self._wide:
                wrong |= self._high[slots] != high[left]
            left, slots, seen = left[wrong], slots[wrong], seen[wrong]
        return numbers, np.sort(np.concatenate(absent)) if absent else left

    def add(self, low: UInt64s, high: UInt64s, numbers: NDArray[np.int32]) -> None:
        """Take in strings that are not here, each once."""
        self._count += len(low)
        if self._count * 2 > len(self._low):
            self._grow()
        slots = self._slots(low, high)
        while len(low):
            free = self._low[slots] == 0
            at = slots[free]
            # Of several for one slot the last one stays: look who it was.
            self._low[at] = low[free]
            if self._wide:
                self._high[at] = high[free]
            self._numbers[at] = numbers[free]
            lost = self._low[slots] != low
            if self._wide:
                lost |= self._high[slots] != high
            low, numbers, slots = low[lost], numbers[lost], (slots[lost] + 1) & self._mask
            if self._wide:
                high = high[lost]

    def copy_into(self, other: WordTable, numbered: Callable[[NDArray[np.int32]], NDArray[np.int32]]) -> None:
        """Give another table, which has none of them, the strings under new numbers, those left out whose is GONE."""
        kept = np.flatnonzero(self._low)
        numbers = numbered(self._numbers[kept])
        kept, numbers = kept[numbers != GONE], numbers[numbers != GONE]
        low = self._low[kept]
        other.add(low, self._high[kept] if self._wide else low, numbers)

    def _grow(self) -> None:
        kept = np.flatnonzero(self._low)
        low, numbers = self._low[kept], self._numbers[kept]
        high = self._high[kept] if self._wide else low
        size = len(self._low)
        while self._count * 2 > size:
            size *= 2
        self._make(size)
        count, self._count = self._count, 0
        self.add(low, high, numbers)
        self._count = count


def words(data: bytes, starts: Int64s, sizes: Int64s) -> UInt64s:
    """The bytes at `starts` (n,), `sizes` (at most 8) of each, as words; 8 more bytes must follow the last start."""
    every = np.ndarray((len(data) - 7,), "<u8", data, 0, (1,))
    found: UInt64s = every[starts]
    found &= _MASKS[sizes]
    return found
