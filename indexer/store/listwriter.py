"""The two lists of a field's postings: of the terms that stand in few documents, and of those that stand in many.

Postings of the one stand close together, as most terms have one or two; those of the other in blocks of
128, each term from a new one on.
"""

from __future__ import annotations

from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from indexer.arrays import Array, Int64s
from indexer.store.codes import CodesWriter
from indexer.store.columns import ColumnsWriter
from indexer.store.fields import BLOCK, ESCAPE
from indexer.store.positions import PositionsWriter

Kind = TypeVar("Kind", bound=np.generic)


class Split:
    """Parts what stands in a row, term by term, into that of the terms of few documents and that of the others."""

    def __init__(self, frequent: Int64s, sizes: Int64s) -> None:
        """`frequent` are the terms of many documents, ascending; `sizes` (terms,) how much each term has."""
        ends = np.cumsum(sizes)
        self._lows: list[int] = (ends[frequent] - sizes[frequent]).tolist()
        self._highs: list[int] = ends[frequent].tolist()
        self.few_sizes = sizes.copy()
        """(terms,) with nothing for the frequent ones."""
        self.few_sizes[frequent] = 0
        self.many_sizes = sizes[frequent]

    def __call__(self, values: NDArray[Kind]) -> tuple[NDArray[Kind], NDArray[Kind]]:
        """The values of the terms of few documents, and of those of many, each in the order in which they stood."""
        if not self._lows:
            return values, values[:0]
        few = [values[low:high] for low, high in zip([0, *self._highs], [*self._lows, len(values)], strict=True)]
        many = [values[low:high] for low, high in zip(self._lows, self._highs, strict=True)]
        return np.concatenate(few), np.concatenate(many)


class ListWriter:
    """One of the two lists, but for its documents. Postings stand in slots, which blocks may leave empty."""

    def __init__(
        self, columns: ColumnsWriter, *, number: str, position_bits: int, position_gap: int, last_position: int
    ) -> None:
        """`number` is a type for how many slots and occurrences there may be."""
        self.codes = CodesWriter(columns)
        self.escapes = columns.spare(number)
        self.escape_freqs = columns.spare("uint32")
        self.escape_weights = columns.spare("uint32")
        self.positions = PositionsWriter(
            columns, bits=position_bits, gap=position_gap, number=number, top=last_position
        )
        self.marks = columns.spare("uint8")
        self.slots = 0

    def add(self, codes: NDArray[np.uint8], freqs: Int64s, weights: Array, sizes: Int64s | None) -> None:
        """Add postings (n,); with `sizes` (terms,) those of each term from a new block on."""
        slots = np.arange(len(codes))
        count = len(codes)
        if sizes is not None:
            blocks = -(-sizes // BLOCK)
            empty = blocks * BLOCK - sizes
            slots += np.repeat(np.cumsum(empty) - empty, sizes)
            count = int(blocks.sum()) * BLOCK
        escaped = np.flatnonzero(codes == ESCAPE)
        self.escapes.append(slots[escaped] + self.slots)
        self.escape_freqs.append(freqs[escaped])
        self.escape_weights.append(weights[escaped])
        if sizes is not None:
            filled = np.zeros(count, np.uint8)
            filled[slots] = codes
            codes = filled
        self.codes.append(codes)
        self.slots += count

    def fill(self) -> None:
        """Let the next posting begin a block."""
        self.codes.fill()
        self.slots += -self.slots % BLOCK


def write_escapes(columns: ColumnsWriter, prefix: str, few: ListWriter, many: ListWriter) -> int:
    """Write the postings without a code of two lists, after their codes; the block that the second begins with."""
    begin = -(-few.slots // BLOCK)
    few.escapes.extend(many.escapes, more=begin * BLOCK)
    parts: Any = {"escapes": [few.escapes]}
    for name in ("escape_freqs", "escape_weights"):
        parts[name] = [getattr(few, name), getattr(many, name)]
    for name, spare in parts.items():
        columns.join(f"{prefix}.{name}", spare)
    return begin
