"""The document numbers of terms that stand in many documents, as gaps of few bits.

A list is a row of units of b bits, b being 1, 4, 8 or 16, whichever takes the fewest bytes. Reading goes
from document to document, beginning before the first. A unit u that is not all ones goes u + 1 documents
on, to one that has the term; one that is all ones goes 2**b - 1 documents on, to none. With one bit that is a
bitmap. Units are packed from the lowest bits of a byte, and the last byte is filled up with ones.

So a list is read with one running sum, and needs no exceptions: skips are units as well.

Kept because the same numbers in two or three bytes each, as terms of few documents have them, would make an index of
29,711 news articles 9.7 % larger.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from indexer.arrays import Array, Bytes, Int64s

BITS = (8, 1, 16, 4)
"""The sizes of a unit, those first that are read fastest: they win where two take as many bytes. (Units of two bits
would save 2 % of all lists, and are read three times as slowly as the bitmaps in their place.)"""

_NIBBLES = np.stack([np.arange(256) & 15, np.arange(256) >> 4], axis=1).astype(np.uint8)
_PAIRS: NDArray[np.uint16] = _NIBBLES.view(np.uint16).reshape(-1)
"""The two units of a byte, as two bytes."""


def pack(docs: Array, counts: Int64s) -> tuple[Bytes, Int64s, Bytes]:
    """Document numbers of lists in a row, each ascending, `counts` (lists,) of each, none of them 0.

    The bytes of all; how many are of each list (lists,); the bits of its units (lists,).
    """
    if not len(counts):
        return np.zeros(0, np.uint8), np.zeros(0, np.int64), np.zeros(0, np.uint8)
    starts = np.cumsum(counts) - counts
    gaps = np.empty(len(docs), np.int32)
    gaps[0] = 0
    np.subtract(docs[1:], docs[:-1], out=gaps[1:], dtype=np.int32, casting="unsafe")
    gaps -= 1
    gaps[starts] = docs[starts]
    units = [counts + np.add.reduceat(gaps // ((1 << bits) - 1), starts, dtype=np.int64) for bits in BITS]
    sizes_by = np.stack([(each * bits + 7) >> 3 for each, bits in zip(units, BITS, strict=True)])
    chosen = sizes_by.argmin(axis=0)
    sizes: Int64s = sizes_by[chosen, np.arange(len(counts))]
    packed = np.empty(int(sizes.sum()), np.uint8)
    for place, bits in enumerate(BITS):
        mine = chosen == place
        if mine.any():
            part = _packed(gaps[np.repeat(mine, counts)], counts[mine], sizes[mine], bits)
            packed[np.repeat(mine, sizes)] = part
    return packed, sizes, np.array(BITS, np.uint8)[chosen]


def pack_one(parts: Sequence[Array]) -> tuple[list[Bytes], int, int]:
    """One list as `pack` has it, whose document numbers, ascending, come in parts, none of them empty.

    Its bytes, in pieces; how many they are; the bits of its units. No more than a part is laid out at once.
    """
    units = np.zeros(len(BITS), np.int64)
    for gaps in _gaps(parts):
        units += [len(gaps) + int((gaps // ((1 << bits) - 1)).sum(dtype=np.int64)) for bits in BITS]
    sizes = (units * BITS + 7) >> 3
    bits = BITS[int(sizes.argmin())]
    top = (1 << bits) - 1
    packed: list[Bytes] = []
    carried = np.zeros(0, np.uint16 if bits == 16 else np.uint8)
    for gaps in _gaps(parts):
        skips = gaps // top
        last = np.cumsum(skips, dtype=np.int64) + np.arange(len(gaps)) + len(carried)
        row = np.full(int(last[-1]) + 1, top, carried.dtype)
        row[: len(carried)] = carried
        row[last] = gaps - skips * top
        whole = len(row) - len(row) * bits % 8 // bits
        packed.append(_bytes(row[:whole], bits))
        carried = row[whole:]
    filled = np.full(-len(carried) * bits % 8 // bits, top, carried.dtype)
    packed.append(_bytes(np.concatenate((carried, filled)), bits))
    return packed, int(sizes.min()), bits


def _gaps(parts: Sequence[Array]) -> Iterator[NDArray[np.int32]]:
    """The gaps (0: the next document) of each part of one list."""
    before = -1
    for docs in parts:
        wide = docs.astype(np.int32)
        gaps = wide - np.concatenate((np.array([before], np.int32), wide[:-1])) - np.int32(1)
        yield gaps
        before = int(docs[-1])


def _packed(gaps: NDArray[np.int32], counts: Int64s, sizes: Int64s, bits: int) -> Bytes:
    """Lists in a row with units of one size, whose gaps (0: the next document) are given."""
    top = (1 << bits) - 1
    skips = gaps // top
    last = np.cumsum(skips, dtype=np.int64)
    last += np.arange(len(gaps))
    # Every list begins at a byte.
    room = sizes * 8 // bits
    ends = np.cumsum(counts)
    used = np.diff(last[ends - 1] + 1, prepend=0)
    last += np.repeat(np.cumsum(room - used) - (room - used), counts)
    units = np.full(int(room.sum()), top, np.uint16 if bits == 16 else np.uint8)
    units[last] = gaps - skips * top
    return _bytes(units, bits)


def _bytes(units: Array, bits: int) -> Bytes:
    """Units that fill whole bytes, as bytes."""
    if bits == 16:
        return units.astype("<u2", copy=False).view(np.uint8)
    if bits == 8:
        return units
    return np.packbits(units, bitorder="little") if bits == 1 else units[0::2] | units[1::2] << np.uint8(4)


def unpack(packed: Bytes, bits: int) -> Array:
    """The document numbers of one list, ascending; whatever the bytes are, none is negative."""
    if bits == 1:
        places: Array = (np.unpackbits(packed, bitorder="little") == 0).nonzero()[0]
        return places
    units: Array = packed
    if bits == 16:
        units = packed[: len(packed) & ~1].view("<u2")
    elif bits == 4:
        units = _PAIRS.take(packed).view(np.uint8)
    top = (1 << bits) - 1
    stands = units != top
    docs: Array = np.add.accumulate(units + stands, dtype=np.int32 if len(units) * top < 1 << 31 else np.int64)
    docs -= 1
    found: Array = docs[stands]
    return found
