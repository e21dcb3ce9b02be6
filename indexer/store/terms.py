"""A dictionary of terms: sorted byte strings in one blob, found by bisection without loading it.

Terms are UTF-8 (with lone surrogates let through), which has no byte 0xFF: each ends with one. They stand in blocks
of 64, which `term_blocks` packs. Where each block begins is kept, and its first term is not packed, so a look-up
reads one term in each of a few places and unpacks one block.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from indexer.arrays import Array, Int64s
from indexer.store.columns import Columns, ColumnsWriter
from indexer.store.term_blocks import END, MOST_DICTIONARY, Block, BlockPacker, BlockUnpacker, trained

__all__ = ["END", "STRIDE", "GrowingTerms", "Terms", "united", "write_terms"]

STRIDE = 64
_OFTEN = 8
_KEPT = 256
"""Blocks that are kept unpacked at most, some 150 KB."""
_TRAINED = 1 << 15
"""A dictionary for the blocks is trained on so many terms, where more come bit by bit."""
_PIECE, _SAMPLE = 1 << 16, 1 << 12
"""So many terms of several dictionaries are united at once; where to cut them is found by every so-manieth."""


class Terms:
    """The terms of one field, read-only; a term's ordinal is its place in byte order."""

    def __init__(self, blob: Array, offsets: Array, count: int, *, dictionary: bytes = b"") -> None:
        """`blob` uint8; `offsets` (ceil(count / 64) + 1,), where each block begins, and the blob's end.

        `dictionary` is what the blocks were packed by.
        """
        self._blob = blob
        self._offsets = offsets
        # Views give numbers and bytes in half the time that arrays take.
        self._bytes, self._offset_at = blob.data, offsets.data
        self._count = count
        self._asked = 0
        self._heads: list[bytes] | None = None
        self._last: tuple[int, list[bytes]] = (-1, [])
        self._unpack = BlockUnpacker(dictionary).unpack
        self._sought: dict[int, Block] = {}
        """Blocks in which terms were looked for."""

    @classmethod
    def read(cls, columns: Columns, name: str) -> Terms:
        """IndexCorrupt if the parts of the dictionary do not fit each other."""
        count = columns.scalar(f"{name}.count")
        blob = columns[f"{name}.blob"]
        offsets = columns.sized(f"{name}.offsets", -(-count // STRIDE) + 1)
        if offsets[0] != 0 or offsets[-1] != len(blob):
            raise columns.corrupt(f"has a dictionary {name} that does not fit its blob")
        kept = f"{name}.dictionary"
        dictionary = columns[kept].tobytes() if kept in columns else b""
        if len(dictionary) > MOST_DICTIONARY:
            raise columns.corrupt(f"has a dictionary {name} that is packed by too large a one")
        return cls(blob, offsets, count, dictionary=dictionary)

    def in_blocks(self) -> bool:
        """Whether every block has as many terms as it must, and begins where it is said."""
        if np.any(self._offsets[1:] <= self._offsets[:-1]):
            return False
        try:
            for block in range(len(self._offsets) - 1):
                self._opened(block)
        except ValueError:
            return False
        return True

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[bytes]:
        for start in range(0, self._count, STRIDE * 64):
            yield from self.slice(start, start + STRIDE * 64)

    def at(self, ordinal: int) -> bytes:
        """One term; IndexError past the end."""
        if not 0 <= ordinal < self._count:
            raise IndexError(ordinal)
        return self._block(ordinal // STRIDE)[ordinal % STRIDE]

    def of_size(self, size: int) -> Array | None:
        """(terms, size) the bytes of all terms, if each has so many; else None."""
        whole = self._unpacked(0, len(self._offsets) - 1)
        if len(whole) != self._count * (size + 1):
            return None
        found = np.frombuffer(whole, np.uint8).reshape(self._count, size + 1)
        if np.any(found[:, size] != END[0]) or np.any(found[:, :size] == END[0]):
            return None
        return np.ascontiguousarray(found[:, :size])

    def slice(self, low: int, high: int) -> list[bytes]:
        """The terms `low` to `high - 1`; for many at once, far cheaper than one by one."""
        low, high = max(low, 0), min(high, self._count)
        if low >= high:
            return []
        first = low // STRIDE
        found = self._split(first, -(-high // STRIDE))
        return found[low - first * STRIDE : high - first * STRIDE]

    def pieces(self, start: bytes, size: int) -> Iterator[tuple[int, bytes]]:
        """All the terms that begin with `start`, and some around them, about `size` at a time and undivided.

        Each piece is the ordinal of its first term, and its terms in order with END before, between and behind them.
        """
        first = max(self._first_block_from(start) - 1, 0)
        last = self._first_block_from(start + END) if start else len(self._offsets) - 1
        step = max(size // STRIDE, 1)
        for block in range(first, last, step):
            yield block * STRIDE, END + self._unpacked(block, min(block + step, last))

    def lower_bound(self, term: bytes) -> int:
        """How many terms come before `term`."""
        low = self._first_block_from(term)
        return (low - 1) * STRIDE + bisect_left(self._block(low - 1), term) if low else 0

    def _first_block_from(self, term: bytes) -> int:
        """The first block whose head is not before the term."""
        heads = self._all_heads()
        if heads is None:
            return bisect_left(range(len(self._offsets) - 1), term, key=self._head)
        return bisect_left(heads, term)

    def _all_heads(self) -> list[bytes] | None:
        """The first term of each block, for who asks often; None for who does not yet."""
        if self._heads is None:
            self._asked += 1
            if self._asked > _OFTEN:
                self._heads = [self._head(block) for block in range(len(self._offsets) - 1)]
        return self._heads

    def find(self, term: bytes) -> int:
        """The ordinal of a term, or -1."""
        heads = self._all_heads()
        if heads is None:
            block = bisect_right(range(len(self._offsets) - 1), term, key=self._head) - 1
        else:
            block = bisect_right(heads, term) - 1
        if block < 0 or END in term:
            return -1
        terms = self._sought.get(block)
        if terms is None:
            terms = self._opened(block)
            if len(self._sought) >= _KEPT:
                self._sought.clear()
            self._sought[block] = terms
        place = terms.find(term)
        return block * STRIDE + place if place >= 0 else -1

    def prefix(self, start: bytes) -> tuple[int, int]:
        """The ordinals `low` to `high - 1` are those of the terms that begin with `start`."""
        if not start:
            return 0, self._count
        return self.lower_bound(start), self.lower_bound(start + END)

    def _head(self, block: int) -> bytes:
        start = self._offset_at[block]
        piece = self._bytes[start : start + 64].tobytes()
        end = piece.find(END)
        return piece[:end] if end >= 0 else self._block(block)[0]

    def _unpacked(self, first: int, last: int) -> bytes:
        """The terms of the blocks `first` to `last - 1`, each with its END."""
        return b"".join([self._opened(block).terms for block in range(first, last)])

    def _opened(self, block: int) -> Block:
        """ValueError if it does not have as many terms as it must: others are never put together."""
        opened = self._unpack(self._bytes[self._offset_at[block] : self._offset_at[block + 1]].tobytes())
        if len(opened) != min(STRIDE, self._count - block * STRIDE):
            raise ValueError(f"a dictionary has {len(opened)} terms where others belong")
        return opened

    def _block(self, block: int) -> list[bytes]:
        last, found = self._last
        if last != block:
            found = self._split(block, block + 1)
            self._last = (block, found)
        return found

    def _split(self, first: int, last: int) -> list[bytes]:
        found = self._unpacked(first, last).split(END)
        found.pop()
        return found


class GrowingTerms:
    """A dictionary that is written piece after piece, so that its terms need not be in memory at once."""

    def __init__(self, columns: ColumnsWriter) -> None:
        self._blob = columns.spare("uint8")
        self._sizes: list[int] = [0]
        """Of each block, behind none."""
        self._waiting: list[bytes] = []
        """Terms that are not packed yet."""
        self._count = 0
        self._dictionary = b""
        self._packer: BlockPacker | None = None

    def __len__(self) -> int:
        return self._count

    def extend(self, terms: Sequence[bytes]) -> None:
        """Add the terms that follow, sorted, distinct."""
        self._count += len(terms)
        self._waiting += terms
        if len(self._waiting) >= _TRAINED:
            self._pack(len(self._waiting) // STRIDE)

    def _pack(self, blocks: int) -> None:
        """Pack so many blocks of the terms that wait."""
        waiting = [self._waiting[low : low + STRIDE] for low in range(0, blocks * STRIDE, STRIDE)]
        del self._waiting[: blocks * STRIDE]
        if self._packer is None:
            self._dictionary = trained(waiting)
            self._packer = BlockPacker(self._dictionary)
        packed = list(map(self._packer.pack, waiting))
        self._sizes += map(len, packed)
        self._blob.append(np.frombuffer(b"".join(packed), np.uint8))

    def write(self, columns: ColumnsWriter, name: str) -> dict[str, int]:
        """Write the columns; returns what belongs to the file's scalars."""
        self._pack(-(-len(self._waiting) // STRIDE))
        columns.join(f"{name}.blob", [self._blob])
        columns.add(f"{name}.offsets", np.cumsum(self._sizes, dtype=np.int64))
        if self._dictionary:
            columns.add(f"{name}.dictionary", np.frombuffer(self._dictionary, np.uint8))
        return {f"{name}.count": self._count}


def write_terms(columns: ColumnsWriter, name: str, terms: Sequence[bytes] | GrowingTerms) -> dict[str, int]:
    """Write a dictionary (terms sorted, distinct); returns what belongs to the file's scalars."""
    if not isinstance(terms, GrowingTerms):
        whole = GrowingTerms(columns)
        whole.extend(terms)
        terms = whole
    return terms.write(columns, name)


def united(
    dictionaries: Sequence[Terms], used: Sequence[NDArray[np.bool_] | None], columns: ColumnsWriter
) -> tuple[GrowingTerms, list[Int64s]]:
    """All terms that are used, in order, and for each dictionary the new ordinal of each term, -1 if it is not."""
    names = GrowingTerms(columns)
    maps = [np.full(len(terms), -1, np.int64) for terms in dictionaries]
    lows = [0] * len(dictionaries)
    for end in (*_ends(dictionaries), None):
        highs = [len(terms) if end is None else terms.lower_bound(end) for terms in dictionaries]
        lists = []
        for terms, mask, low, high in zip(dictionaries, used, lows, highs, strict=True):
            every = terms.slice(low, high)
            lists.append(every if mask is None else [every[at] for at in np.flatnonzero(mask[low:high]).tolist()])
        merged = sorted(set().union(*lists))
        ordinal = dict(zip(merged, range(len(names), len(names) + len(merged)), strict=True))
        for new, mask, kept, low, high in zip(maps, used, lists, lows, highs, strict=True):
            found = np.fromiter(map(ordinal.__getitem__, kept), np.int64, len(kept))
            new[low:high][slice(None) if mask is None else mask[low:high]] = found
        names.extend(merged)
        lows = highs
    return names, maps


def _ends(dictionaries: Sequence[Terms]) -> list[bytes]:
    """Where to cut dictionaries so that they have about _PIECE terms together from one cut to the next."""
    some = sorted(terms.at(place) for terms in dictionaries for place in range(_SAMPLE, len(terms), _SAMPLE))
    return some[_PIECE // _SAMPLE :: _PIECE // _SAMPLE]
