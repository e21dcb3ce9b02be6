"""Small integers in few bits, where any one of them can still be reached at once.

*Positions* take 8 or 12 bits each, the same for a whole column; those too great for it stand in
a list of exceptions. *Marks* (which surface of its class an occurrence is, and whether it is quoted)
take 0, 1, 2, 4, 8 or 16 bits, by the number of kinds that the class has; a class begins at a byte.

Kept because positions of two bytes would make an index of 29,711 news articles 7 % larger.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from indexer.arrays import Array

POSITION_BITS = (8, 12)


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


def unpack_at(packed: Array, bits: int, where: NDArray[np.int64]) -> NDArray[np.int32]:
    """The positions numbered `where`, without the exceptions."""
    if bits == 8:
        return packed[where].astype(np.int32)
    at = (where * 3) >> 1
    both = packed[at].astype(np.int32) | (packed[at + 1].astype(np.int32) << 8)
    found: NDArray[np.int32] = np.where(where & 1, both >> 4, both & 0xFFF)
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
    for limit, more in ((1, 1), (2, 2), (4, 4), (16, 8), (256, 16)):
        bits[kinds > limit] = more
    return bits


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
    shift = ((where % per) * bits).astype(np.uint8)
    return ((packed[start + where // per] >> shift) & np.uint8(mask)).astype(np.uint16)


def exceptions_in(places: Array, low: int, high: int) -> tuple[int, int]:
    """The exceptions numbered from the first to before the second concern the values `low` to `high - 1`."""
    if not len(places):
        return 0, 0
    return before(places, low), before(places, high)


def before(places: Array, value: int) -> int:
    """How many of the ascending places are less; asked for in their own type, lest numpy convert them all."""
    if value >> (8 * places.itemsize):
        return len(places)
    return int(places.searchsorted(places.dtype.type(value)))


def patch(values: NDArray[np.int32], where: NDArray[np.int64], places: Array, exceptions: Array) -> None:
    """Put in place the exceptions among the values numbered `where`, ascending."""
    if not len(where):
        return
    first, last = exceptions_in(places, int(where[0]), int(where[-1]) + 1)
    if first == last:
        return
    # The shorter list is looked up in the longer.
    if last - first < len(where):
        numbers = places[first:last].astype(where.dtype)
        at = np.searchsorted(where, numbers)  # never past the end, which is not less than any of them
        hit = where[at] == numbers
        values[at[hit]] = exceptions[first:last][hit]
        return
    found = np.minimum(np.searchsorted(places[first:last], where.astype(places.dtype)), last - first - 1) + first
    hit = places[found] == where
    values[hit] = exceptions[found[hit]]


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
