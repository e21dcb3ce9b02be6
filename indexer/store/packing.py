"""Small integers in few bits, where any one of them can still be reached at once.

*Positions* take 8 or 12 bits each, the same for a whole column; those too great for it stand in
a list of exceptions. *Marks* (which surface of its class an occurrence is, and whether it is quoted)
take 0, 1, 2, 4, 8 or 16 bits, by the number of kinds that the class has; a class begins at a byte.

Kept because positions of two bytes would make an index of 29,711 news articles 7 % larger.
"""

from __future__ import annotations

from bisect import bisect_left

import numpy as np
from numpy.typing import NDArray

from indexer.arrays import Array

POSITION_BITS = (8, 12)
_TWELVE, _THREE, _SEVEN, _TWELVE_BITS = np.array(12), np.array(3), np.array(7), np.array(0xFFF, np.uint16)
"""Numbers as arrays: else numpy makes one of them each time, which takes longer than what it does with it."""
_MARK_KINDS, _MARK_BITS = (1, 2, 4, 16, 256), (0, 1, 2, 4, 8, 16)
"""Up to how many kinds marks take how many bits; the last are for more."""
SPARE = 2
"""Bytes behind the last mark, so that two can be read from any one on."""


def pack_positions(values: NDArray[np.uint32], bits: int) -> NDArray[np.uint8]:
    """Values below 2**bits, (n,), as bytes; 12 bits: two values in three bytes, the lower bits first."""
    if bits == 8:
        return values.astype(np.uint8)
    even = values if len(values) % 2 == 0 else np.append(values, np.uint32(0))
    pairs = even.reshape(-1, 2)
    both = pairs[:, 0] | (pairs[:, 1] << 12)
    packed = np.empty((len(pairs), 3), np.uint8)
    for place in range(3):
        packed[:, place] = both >> (8 * place)
    return packed.reshape(-1)


def packed_size(count: int, bits: int) -> int:
    """How many bytes `count` positions take."""
    return -(-count // 2) * 3 if bits == 12 else count


def unpack_range(packed: Array, bits: int, low: int, high: int) -> NDArray[np.int32]:
    """The positions `low` to `high - 1` of a column, without the exceptions."""
    if bits == 8:
        return packed[low:high].astype(np.int32)
    first = low // 2
    triples = packed[3 * first : 3 * (-(-high // 2))].reshape(-1, 3)
    out = np.empty((len(triples), 2), np.int32)
    middle = triples[:, 1].astype(np.int32)
    out[:, 0] = triples[:, 0] | ((middle & 15) << 8)
    out[:, 1] = (middle >> 4) | (triples[:, 2].astype(np.int32) << 4)
    return out.reshape(-1)[low - 2 * first : high - 2 * first]


def unpack_at(packed: Array, bits: int, where: NDArray[np.int64]) -> Array:
    """The positions numbered `where`, without the exceptions."""
    if bits == 8:
        return packed[where]
    found = unpack_bits(packed, where * _TWELVE)
    found &= _TWELVE_BITS
    return found


def unpack_bits(packed: Array, where: NDArray[np.int64]) -> NDArray[np.uint16]:
    """The bits from each of these on: sixteen from the first of a byte, twelve from its middle, nine from any."""
    # Two bytes from any one on, as a view: nothing is copied.
    pairs: NDArray[np.uint16] = np.ndarray((max(len(packed) - 1, 0),), "<u2", packed, strides=(1,))
    found: NDArray[np.uint16] = pairs[where >> _THREE]
    found >>= (where & _SEVEN).astype(np.uint16)
    return found


def number_bytes(top: int) -> int:
    """How many whole bytes numbers up to `top` take: 1 to 4."""
    return max(-(-top.bit_length() // 8), 1) if top > 0 else 1


def pack_numbers(values: Array, size: int) -> NDArray[np.uint8]:
    """Numbers of `size` bytes each, as bytes."""
    whole = values.astype("<u4").view(np.uint8).reshape(-1, 4)
    return np.ascontiguousarray(whole[:, :size]).reshape(-1)


def unpack_numbers(packed: Array, size: int, low: int, high: int) -> NDArray[np.int32]:
    """The numbers `low` to `high - 1` of those that `pack_numbers` packed."""
    part = packed[low * size : high * size]  # as many as there are, whatever is asked for
    if size == 3:
        whole = np.zeros((len(part) // 3, 4), np.uint8)
        whole[:, :3] = part.reshape(-1, 3)
        return whole.reshape(-1).view("<i4")
    return part.view(f"<u{size}").astype(np.int32)


def mark_bits(kinds: NDArray[np.int64]) -> NDArray[np.int64]:
    """How many bits a mark of a class takes that has `kinds` kinds of occurrence: 0, 1, 2, 4, 8 or 16."""
    bits = np.zeros(len(kinds), np.int64)
    for limit, more in zip(_MARK_KINDS, _MARK_BITS[1:], strict=True):
        bits[kinds > limit] = more
    return bits


def mark_bits_of(kinds: int) -> int:
    """The same of one class."""
    return _MARK_BITS[bisect_left(_MARK_KINDS, kinds)]


def mark_sizes(counts: NDArray[np.int64], bits: NDArray[np.int64]) -> NDArray[np.int64]:
    """How many bytes the marks of each class take: `counts` marks of `bits` bits, begun at a byte."""
    return (counts * bits + 7) >> 3


def pack_marks(
    marks: NDArray[np.uint16], counts: NDArray[np.int64], bits: NDArray[np.int64]
) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """The marks of all classes in a row, `counts` (classes,) of each: the bytes, and where each class begins."""
    sizes = mark_sizes(counts, bits)
    starts = np.cumsum(sizes) - sizes
    packed = np.zeros(int(sizes.sum()), np.uint8)
    ends = np.cumsum(counts)
    for width in (1, 2, 4, 8, 16):
        classes = np.flatnonzero((bits == width) & (counts > 0))
        if not len(classes):
            continue
        each = counts[classes]
        first = np.cumsum(each) - each
        place = np.arange(int(each.sum())) - np.repeat(first, each)
        chosen = marks[place + np.repeat(ends[classes] - each, each)]
        base = np.repeat(starts[classes], each)
        if width == 16:
            packed[base + 2 * place] = chosen & 0xFF
            packed[base + 2 * place + 1] = chosen >> 8
        elif width == 8:
            packed[base + place] = chosen
        else:
            per = 8 // width
            shifted = (chosen << ((place & (per - 1)) * width).astype(np.uint16)).astype(np.uint8)
            byte = base + place // per
            heads = np.flatnonzero(np.concatenate(([True], byte[1:] != byte[:-1])))
            packed[byte[heads]] = np.add.reduceat(shifted, heads, dtype=np.uint8)
    return packed, starts


def unpack_marks(packed: Array, bits: int, start: int, where: NDArray[np.int64] | range) -> NDArray[np.uint16]:
    """Marks of one class, whose bytes begin at `start`: those numbered `where` within it."""
    if bits == 0:
        return np.zeros(len(where), np.uint16)
    if bits == 16:
        at = start + 2 * np.asarray(where)
        both: NDArray[np.uint16] = packed[at] | (packed[at + 1].astype(np.uint16) << 8)
        return both
    per = 8 // bits
    mask = (1 << bits) - 1
    if isinstance(where, range):
        first = where.start // per
        part = packed[start + first : start + -(-where.stop // per)]
        if per == 1:
            return part.astype(np.uint16)
        shifts = np.arange(0, 8, bits, dtype=np.uint8)
        spread = (part[:, None] >> shifts) & np.uint8(mask)
        return spread.reshape(-1)[where.start - first * per : where.stop - first * per].astype(np.uint16)
    if per == 1:
        return packed[where + start].astype(np.uint16)
    shift = (where & (per - 1)) * bits
    at = where >> per.bit_length() - 1
    at += start
    found: NDArray[np.uint16] = ((packed[at] >> shift.astype(np.uint8)) & np.uint8(mask)).astype(np.uint16)
    return found


def exceptions_in(places: Array, low: int, high: int) -> tuple[int, int]:
    """The exceptions numbered from the first to before the second concern the values `low` to `high - 1`."""
    view = places.data
    first = bisect_left(view, low)
    if first == len(view) or view[first] >= high:
        return first, first
    return first, bisect_left(view, high, first)


def before(places: Array, value: int) -> int:
    """How many of the ascending places are less."""
    return bisect_left(places.data, value)


def unpack_all_marks(
    packed: Array, starts: NDArray[np.int64], counts: NDArray[np.int64], bits: NDArray[np.int64]
) -> NDArray[np.uint16]:
    """The inverse of `pack_marks` for classes in a row, whose bytes begin at `starts`."""
    marks = np.zeros(int(counts.sum()), np.uint16)
    class_of = np.repeat(np.arange(len(counts)), counts)
    within = np.arange(len(marks)) - np.repeat(np.cumsum(counts) - counts, counts)
    bits_of = bits[class_of]
    for width in (1, 2, 4, 8, 16):
        chosen = np.flatnonzero(bits_of == width)
        if not len(chosen):
            continue
        place = within[chosen]
        base = starts[class_of[chosen]]
        if width == 16:
            marks[chosen] = packed[base + 2 * place] | (packed[base + 2 * place + 1].astype(np.uint16) << 8)
        else:
            per = 8 // width
            shift = ((place % per) * width).astype(np.uint8)
            marks[chosen] = (packed[base + place // per] >> shift) & np.uint8((1 << width) - 1)
    return marks
