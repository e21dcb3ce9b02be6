"""What waits while a list of postings is written in parts: the end of a part, which fills no block or byte."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from indexer.arrays import Bytes, Int64s
from indexer.store.fields import BLOCK
from indexer.store.packing import pack_marks

_MARKS = 8  # so many marks, of one bit or more, fill whole bytes


class OpenBlocks:
    """The blocks of one list: the greatest bound of each, and how many occurrences each has."""

    def __init__(self) -> None:
        self._units = np.zeros(0, np.uint8)
        self._freqs = np.zeros(0, np.int64)
        self._found: list[tuple[Bytes, Int64s]] = []

    def add(self, units: Bytes, freqs: Int64s) -> None:
        """Add postings, (n,): the bound of each, and how many occurrences it has."""
        self._units = np.concatenate((self._units, units))
        self._freqs = np.concatenate((self._freqs, freqs))
        self._take(len(self._units) - len(self._units) % BLOCK)

    def _take(self, count: int) -> None:
        if not count:
            return
        heads = np.arange(0, count, BLOCK)
        found = np.maximum.reduceat(self._units[:count], heads), np.add.reduceat(self._freqs[:count], heads)
        self._found.append(found)
        self._units, self._freqs = self._units[count:], self._freqs[count:]

    def finish(self) -> tuple[Bytes, Int64s]:
        """(blocks,) of all; the last may have fewer postings than the others."""
        self._take(len(self._units))
        return np.concatenate([units for units, _ in self._found]), np.concatenate(
            [freqs for _, freqs in self._found]
        )


class OpenMarks:
    """The marks of one class, as `packing.pack_marks` packs them."""

    def __init__(self, bits: int) -> None:
        self._bits = bits
        self._waiting = np.zeros(0, np.uint16)

    def add(self, marks: NDArray[np.uint16]) -> Bytes:
        """Take marks, and give the bytes that are full."""
        if not self._bits:
            return np.zeros(0, np.uint8)
        every = np.concatenate((self._waiting, marks))
        whole = len(every) - len(every) % _MARKS
        self._waiting = every[whole:]
        return self._packed(every[:whole])

    def rest(self) -> Bytes:
        """The last byte, if it is not full."""
        return self._packed(self._waiting)

    def _packed(self, marks: NDArray[np.uint16]) -> Bytes:
        return pack_marks(marks, np.array([len(marks)]), np.array([self._bits]))[0]
