"""The positions of all occurrences of a field, in a row: 8 or 12 bits each, and exceptions for the rest."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from indexer.arrays import Array, Int32s, Int64s
from indexer.schema import BODY_START
from indexer.store import packing
from indexer.store.columns import Columns, ColumnsWriter, smallest_type
from indexer.store.fields import GAP_START

_PIECE = 1 << 18


class Positions:
    """A column of positions, read-only. Occurrences go by their number in the column."""

    def __init__(self, columns: Columns, prefix: str, name: str, count: int) -> None:
        self._columns = columns
        self._prefix = prefix
        self._count = count
        self._bits = columns.scalar(f"{prefix}.position_bits")
        self._gap = columns.scalar(f"{prefix}.position_gap")
        self._top = (1 << self._bits) - 1
        """What is kept of a position that is among the exceptions."""
        self._packed = columns[f"{prefix}.positions"]
        fits = self._bits in packing.POSITION_BITS and self._gap in (0, BODY_START - GAP_START)
        if not fits or len(self._packed) != packing.packed_size(count, self._bits):
            raise columns.corrupt(f"has positions of {name} that do not fit its terms")

    @cached_property
    def _escapes(self) -> tuple[Array, Array]:
        places = self._columns[f"{self._prefix}.position_escapes"]
        return places, self._columns.sized(f"{self._prefix}.escape_positions", len(places))

    @property
    def escapes(self) -> Array:
        """The numbers, ascending, of the occurrences that are among the exceptions."""
        return self._escapes[0]

    def between(self, low: int, high: int) -> Int32s:
        """The positions of the occurrences `low` to `high - 1`."""
        found = self._shifted(packing.unpack_range(self._packed, self._bits, low, high))
        places, values = self._escapes
        first, last = packing.exceptions_in(places, low, high)
        if first < last:
            found[places[first:last].astype(np.int64) - low] = values[first:last]
        return found

    def at(self, numbers: Int64s) -> Int64s:
        """(m,) the positions of the occurrences with these numbers."""
        packed = packing.unpack_at(self._packed, self._bits, numbers)
        found = self._told.take(packed)
        beyond = (packed == self._top).nonzero()[0]
        if len(beyond):
            places, values = self._escapes
            sought = numbers.take(beyond)
            at = places.searchsorted(sought.astype(places.dtype))
            if not len(places) or np.count_nonzero(places.take(at, mode="clip") != sought):
                raise self._columns.corrupt("has positions that are nowhere")
            found[beyond] = values.take(at)
        return found

    @cached_property
    def _told(self) -> Int64s:
        """(2**bits,) the position that a number among the packed ones stands for."""
        told: Int64s = np.arange(self._top + 1)
        told[GAP_START:] += self._gap
        return told

    def fit(self) -> bool:
        """Whether those that are said to be among the exceptions are, and no others."""
        places = self._escapes[0]
        for low in range(0, self._count, _PIECE):
            high = min(low + _PIECE, self._count)
            beyond = (packing.unpack_range(self._packed, self._bits, low, high) == self._top).nonzero()[0] + low
            first, last = packing.before(places, low), packing.before(places, high)
            if not np.array_equal(beyond, places[first:last]):
                return False
        return True

    @property
    def last(self) -> int:
        """No position in the column is greater."""
        escaped = self._escapes[1]
        return int(max(self._top - 1 + self._gap, escaped.max() if len(escaped) else 0))

    def _shifted(self, positions: Int32s) -> Int32s:
        """Positions as they are, of positions as they are kept; in place."""
        if self._gap:
            positions[positions >= GAP_START] += self._gap
        return positions


class PositionsWriter:
    """Takes positions as they come."""

    def __init__(self, columns: ColumnsWriter, *, bits: int, gap: int, number: str, top: int) -> None:
        """`gap` positions from GAP_START on are left out; `number` is a type for how many there are, `top` the
        last."""
        self._bits = bits
        self._gap = np.uint32(gap)
        self.packed = columns.spare("uint8")
        self._carried = np.zeros(0, np.uint32)
        self.count = 0
        self.escapes = columns.spare(number)
        self.escaped = columns.spare(smallest_type(top))

    def append(self, positions: NDArray[np.uint32]) -> None:
        """Add positions."""
        bits, gap, top = self._bits, self._gap, np.uint32((1 << self._bits) - 1)
        stored = positions
        if gap:
            # Between the title and the body no position is used: those of the body move up.
            stored = np.where(positions < GAP_START, positions, positions - gap)
            stored[(positions >= GAP_START) & (positions < GAP_START + gap)] = top
        escaped = np.flatnonzero(stored >= top)
        self.escapes.append(escaped + self.count)
        self.escaped.append(positions[escaped])
        self.count += len(positions)
        kept = np.minimum(stored, top)
        if bits == 12:
            # Two make three bytes: an odd one waits for the next.
            kept = np.concatenate((self._carried, kept))
            whole = len(kept) & ~1
            self._carried, kept = kept[whole:], kept[:whole]
        self.packed.append(packing.pack_positions(kept, bits))

    def fill(self) -> None:
        """Let the next occurrence begin at a byte."""
        self.packed.append(packing.pack_positions(self._carried, self._bits))
        self.count += len(self._carried)
        self._carried = self._carried[:0]


def write_positions(columns: ColumnsWriter, prefix: str, few: PositionsWriter, many: PositionsWriter) -> int:
    """Write the positions of two writers one after the other; the number of the first of the second."""
    few.fill()
    many.fill()
    columns.join(f"{prefix}.positions", [few.packed, many.packed])
    few.escapes.extend(many.escapes, more=few.count)
    columns.join(f"{prefix}.position_escapes", [few.escapes])
    columns.join(f"{prefix}.escape_positions", [few.escaped, many.escaped])
    return few.count
