"""Whether an id may be known, at the price of one look at one bit: nearly all articles of a build are new.

A Bloom filter (CACM 13, 1970) with one hash function: with _BITS bits for each id, one new id in so many is taken for
one that may be known, and looked up.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

__all__ = ["IdFilter"]

_BITS = 16
_LEAST = 1 << 10


class IdFilter:
    """Made of the hashes of all ids that are known."""

    def __init__(self, hashes: Sequence[NDArray[np.int64]]) -> None:
        """`hashes`, in parts of any length."""
        count = sum(map(len, hashes))
        size = 1 << max(_BITS * count - 1, _LEAST - 1).bit_length()
        bits = np.zeros(size >> 3, np.uint8)
        for part in hashes:
            places = part & (size - 1)
            np.bitwise_or.at(bits, places >> 3, np.left_shift(1, places & 7).astype(np.uint8))
        self._mask = size - 1
        self._bits = bits.tobytes()

    def may_have(self, hashed: int) -> bool:
        """False only if no id has this hash."""
        place = hashed & self._mask
        return bool(self._bits[place >> 3] >> (place & 7) & 1)
