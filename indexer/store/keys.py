"""An occurrence as one integer of 64 bits: term, document, position, mark, from the high bits down."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Int64s = NDArray[np.int64]
UInt64s = NDArray[np.uint64]


class Keys:
    """How many bits each part takes, and where it stands."""

    def __init__(self, terms: int, docs: int, positions: int, marks: int) -> None:
        """Each is one more than the greatest value; ValueError if they do not fit together."""
        bits = [max(top - 1, 0).bit_length() for top in (terms, docs, positions, marks)]
        if sum(bits) > 64:
            raise ValueError(f"{terms} terms, {docs} documents, {positions} positions, {marks} marks")
        self._mark_bits, self._position_bits, self._doc_bits = bits[3], bits[2], bits[1]
        self._position_shift = np.uint64(bits[3])
        self._doc_shift = np.uint64(bits[3] + bits[2])
        self._term_shift = np.uint64(bits[3] + bits[2] + bits[1])

    def heads(self, terms: Int64s, marks: Int64s) -> UInt64s:
        """Keys of term and mark alone, to which `put` adds the rest."""
        shifted = terms.astype(np.uint64) << self._term_shift if int(self._term_shift) < 64 else np.uint64(0)
        return shifted | marks.astype(np.uint64)

    def put(self, keys: UInt64s, docs: Int64s, positions: Int64s) -> None:
        """Add document and position to keys, in place."""
        keys |= docs.astype(np.uint64) << self._doc_shift
        keys |= positions.astype(np.uint64) << self._position_shift

    def docs(self, keys: UInt64s) -> NDArray[np.uint32]:
        return ((keys >> self._doc_shift) & np.uint64((1 << self._doc_bits) - 1)).astype(np.uint32)

    def positions(self, keys: UInt64s) -> NDArray[np.uint32]:
        return ((keys >> self._position_shift) & np.uint64((1 << self._position_bits) - 1)).astype(np.uint32)

    def marks(self, keys: UInt64s) -> NDArray[np.uint16]:
        return (keys & np.uint64((1 << self._mark_bits) - 1)).astype(np.uint16)
