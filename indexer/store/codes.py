"""A row of small codes, most of which are 0, 1 or 2: two bits each, and a byte more for the others.

Codes stand in blocks of 128. Of a block are kept the two bits of each code, where 3 says that the code is
among the bytes, and how many bytes come before it. Any block is read by itself.

Kept because a byte for each code would make an index of 29,711 news articles 4.5 % larger.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from indexer.arrays import Bytes, Int64s
from indexer.store.columns import Columns, ColumnsWriter, GrowingColumn
from indexer.store.frame_of_reference import FrameOfReference, write_frame_of_reference

BLOCK = 128
_BLOCK_BITS = 7
_BYTES = BLOCK // 4
_LONG = 3
_PIECE = 1 << 18
_SPREAD = (np.arange(256)[:, None] >> np.arange(0, 8, 2) & 3).astype(np.uint8)
_FOUR: NDArray[np.uint32] = _SPREAD.view(np.uint32).reshape(-1)
"""The four codes of a byte, as four bytes."""


class Codes:
    """A column of codes, read-only."""

    __slots__ = ("_columns", "_long", "_name", "_short", "_starts", "blocks")

    def __init__(self, columns: Columns, name: str) -> None:
        self._columns = columns
        self._name = name
        self._short = columns[name]
        self._long = columns[f"{name}.long"]
        self.blocks = len(self._short) // _BYTES
        self._starts = FrameOfReference(columns, f"{name}.long_starts", self.blocks + 1)
        if len(self._short) % _BYTES or self._starts[self.blocks] != len(self._long):
            raise columns.corrupt(f"has codes {name} that do not fit each other")

    def between(self, low: int, high: int) -> Bytes:
        """The codes `low` to `high - 1`."""
        first, last = low // BLOCK, -(-high // BLOCK)
        codes = _FOUR.take(self._short[first * _BYTES : last * _BYTES]).view(np.uint8)
        long = (codes == _LONG).nonzero()[0]
        if len(long):
            others = self._long[self._starts[first] : self._starts[last]]
            if len(others) != len(long):
                raise self._columns.corrupt(f"has codes {self._name} that do not fit each other")
            codes[long] = others
        return codes[low - first * BLOCK : high - first * BLOCK]

    def of_blocks(self, blocks: Int64s) -> Bytes:
        """(b, BLOCK) the codes of each of these blocks."""
        codes = _FOUR.take(self._short.reshape(-1, _BYTES).take(blocks, axis=0)).view(np.uint8).reshape(-1)
        long = (codes == _LONG).nonzero()[0]
        if len(long):
            starts = self._starts.take(blocks)
            starts -= long.searchsorted(np.arange(0, len(codes), BLOCK))
            places = starts.take(long >> _BLOCK_BITS)
            places += np.arange(len(long))
            codes[long] = self._long.take(places)
        return codes.reshape(-1, BLOCK)

    def counts(self) -> Int64s:
        """(256,) how often each code stands in the column, what fills up the last blocks included."""
        short, found = np.zeros(256, np.int64), np.zeros(256, np.int64)
        # Counting widens what it counts to eight bytes each: a little at a time.
        for start in range(0, len(self._short), _PIECE):
            short += np.bincount(self._short[start : start + _PIECE], minlength=256)
        for start in range(0, len(self._long), _PIECE):
            found += np.bincount(self._long[start : start + _PIECE], minlength=256)
        for code in range(_LONG):
            found[code] += int(short @ np.equal(_SPREAD, code).sum(axis=1))
        return found


class CodesWriter:
    """Takes codes as they come and packs whole blocks."""

    def __init__(self, columns: ColumnsWriter) -> None:
        self._short: GrowingColumn = columns.spare("uint8")
        self._long: GrowingColumn = columns.spare("uint8")
        self._counts: list[Int64s] = []
        self._carried = np.zeros(0, np.uint8)

    def append(self, codes: Bytes) -> None:
        """Add codes."""
        codes = np.concatenate((self._carried, codes)) if len(self._carried) else codes
        whole = len(codes) - len(codes) % BLOCK
        self._carried, codes = codes[whole:], codes[:whole]
        long = codes >= _LONG
        self._counts.append(np.count_nonzero(long.reshape(-1, BLOCK), axis=1))
        self._long.append(codes[long])
        fours = np.minimum(codes, _LONG).reshape(-1, 4)
        self._short.append(fours[:, 0] | fours[:, 1] << 2 | fours[:, 2] << 4 | fours[:, 3] << 6)

    def fill(self) -> None:
        """Fill up the block that was begun with zeros."""
        self.append(np.zeros(-len(self._carried) % BLOCK, np.uint8))


def write_codes(columns: ColumnsWriter, name: str, writers: list[CodesWriter]) -> None:
    """Write the codes of several writers, one after the other, each from a new block on."""
    for writer in writers:
        writer.fill()
    columns.join(name, [writer._short for writer in writers])
    columns.join(f"{name}.long", [writer._long for writer in writers])
    counts = np.concatenate([part for writer in writers for part in writer._counts])
    write_frame_of_reference(columns, f"{name}.long_starts", np.concatenate(([0], np.cumsum(counts, dtype=np.int64))))
