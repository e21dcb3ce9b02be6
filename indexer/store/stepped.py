"""A column of numbers of which neighbours are near each other, in half the bytes: bases and steps.

Of each run of 64 values the smallest is kept as it is, and of every value how far above that it lies. Any
value is one addition away, so nothing has to be unpacked to look at one.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from indexer.store.columns import Array, Columns, ColumnsWriter

RUN = 64

Int64s = NDArray[np.int64]


class Stepped:
    """A read-only column of numbers that are not negative."""

    __slots__ = ("_bases", "_steps")

    def __init__(self, columns: Columns, name: str, count: int) -> None:
        """IndexCorrupt if the column does not hold `count` values."""
        self._steps = columns.sized(f"{name}.steps", count)
        self._bases = columns.sized(f"{name}.bases", -(-count // RUN))

    def __len__(self) -> int:
        return len(self._steps)

    def __getitem__(self, place: int) -> int:
        """One value; `place` may not be negative."""
        return int(self._bases[place // RUN]) + int(self._steps[place])

    def between(self, low: int, high: int) -> Int64s:
        """The values `low` to `high - 1`, int64."""
        values = self._steps[low:high].astype(np.int64)
        first = low // RUN
        bases = self._bases[first : -(-high // RUN)]
        if len(bases) == 1:
            values += int(bases[0])
        elif len(bases):
            values += np.repeat(bases.astype(np.int64), RUN)[low - first * RUN :][: len(values)]
        return values

    def every(self) -> Int64s:
        """All values, int64."""
        return self.between(0, len(self))

    def take(self, places: Int64s) -> Int64s:
        """The values at these places, int64."""
        found: Int64s = self._bases[places // RUN].astype(np.int64)
        found += self._steps[places].astype(np.int64)
        return found


def write_stepped(columns: ColumnsWriter, name: str, values: Array) -> None:
    """Write numbers, none of them negative, as bases and steps."""
    bases = np.minimum.reduceat(values, np.arange(0, len(values), RUN)) if len(values) else values
    columns.add(f"{name}.bases", bases)
    columns.add(f"{name}.steps", values - np.repeat(bases, RUN)[: len(values)])
