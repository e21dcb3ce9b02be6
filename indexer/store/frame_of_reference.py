"""A column of numbers of which neighbours are near each other, in few bytes: bases and steps.

Of each run of 64 values the smallest is kept as it is, and of every value how far above that it lies. Any
value is one addition away, so nothing has to be unpacked to look at one. Steps that are too great for the type of
most of them stand in a list of their own, if that takes fewer bytes than a wider type for all.

Kept because four bytes for each value would make an index of 29,711 news articles 4.5 % larger.
"""

from __future__ import annotations

from bisect import bisect_left

import numpy as np

from indexer.arrays import Array, Int64s
from indexer.store.columns import Columns, ColumnsWriter, smallest_type

RUN = 64
_FAR_BYTES = 8
_NOWHERE = "a step that is too great for its column is nowhere"


class FrameOfReference:
    """A read-only column of numbers that are not negative."""

    __slots__ = ("_base_at", "_bases", "_far", "_far_places", "_far_steps", "_none", "_step_at", "_steps")

    def __init__(self, columns: Columns, name: str, count: int) -> None:
        """IndexCorrupt if the column does not hold `count` values."""
        self._steps = columns.sized(f"{name}.steps", count)
        self._bases = columns.sized(f"{name}.bases", -(-count // RUN))
        # One value is had from a view in half the time that an array takes.
        self._step_at, self._base_at = self._steps.data, self._bases.data
        self._none = -1
        if f"{name}.far" in columns:
            self._none = (1 << (8 * self._steps.itemsize)) - 1
            self._far = columns[f"{name}.far"]
            self._far_places = self._far.data
            self._far_steps = columns.sized(f"{name}.far_steps", len(self._far))

    def __len__(self) -> int:
        return len(self._steps)

    def __getitem__(self, place: int) -> int:
        """One value; `place` may not be negative."""
        step: int = self._step_at[place]
        if step == self._none:
            step = self._far_at(place)
        base: int = self._base_at[place // RUN]
        return base + step

    def between(self, low: int, high: int) -> Int64s:
        """The values `low` to `high - 1`, int64."""
        values = self._steps[low:high].astype(np.int64)
        if self._none >= 0:
            far = (values == self._none).nonzero()[0]
            if len(far):
                values[far] = self._far_of(far + low)
        first = low // RUN
        bases = self._bases[first : -(-high // RUN)]
        if len(bases) == 1:
            values += int(bases[0])
        elif len(bases):
            values += bases.astype(np.int64).repeat(RUN)[low - first * RUN :][: len(values)]
        return values

    def every(self) -> Int64s:
        """All values, int64."""
        return self.between(0, len(self))

    def take(self, places: Int64s) -> Int64s:
        """The values at these places, int64."""
        found: Int64s = self._steps.take(places).astype(np.int64)
        if self._none >= 0:
            far = (found == self._none).nonzero()[0]
            if len(far):
                found[far] = self._far_of(places[far])
        found += self._bases.take(places // RUN).astype(np.int64)
        return found

    def _far_at(self, place: int) -> int:
        """The step at a place of the list of their own; LookupError where it has none."""
        at = bisect_left(self._far_places, place)
        if at == len(self._far_places) or self._far_places[at] != place:
            raise LookupError(_NOWHERE)
        return int(self._far_steps[at])

    def _far_of(self, places: Int64s) -> Array:
        """The same of several."""
        at = self._far.searchsorted(places.astype(self._far.dtype))
        if np.count_nonzero(self._far.take(at, mode="clip") != places):
            raise LookupError(_NOWHERE)
        return self._far_steps.take(at)


def write_frame_of_reference(columns: ColumnsWriter, name: str, values: Array) -> None:
    """Write numbers, none of them negative, as bases and steps."""
    bases = np.minimum.reduceat(values, np.arange(0, len(values), RUN)) if len(values) else values
    columns.add(f"{name}.bases", bases)
    steps = values - np.repeat(bases, RUN)[: len(values)]
    widest = smallest_type(int(steps.max(initial=0)))
    best, far = np.dtype(widest).itemsize * len(steps), steps[:0] > 0
    for size in (1, 2):
        beyond = steps >= (1 << (8 * size)) - 1
        if size < np.dtype(widest).itemsize and size * len(steps) + _FAR_BYTES * int(beyond.sum()) < best:
            best, far = size * len(steps) + _FAR_BYTES * int(beyond.sum()), beyond
            none = (1 << (8 * size)) - 1
    places = np.flatnonzero(far)
    if len(places):
        columns.add(f"{name}.far", places)
        columns.add(f"{name}.far_steps", steps[places])
        steps[places] = none
    columns.add(f"{name}.steps", steps)
