"""Some terms in a row, packed: the first as it is, the others in a Zstandard frame, without what all of them share.

Neighbours begin alike. 64 surfaces of news take 42 % of their bytes and are unpacked in a microsecond, thanks to a
dictionary for Zstandard that is trained on some of the blocks: without one each frame has tables of its own, which
take longer to read than the terms. Kept because dictionaries as they are would make an index of 29,711 news articles
2 % larger.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import zstandard

__all__ = ["AS_IT_IS", "END", "MAGIC", "MOST_DICTIONARY", "Block", "BlockPacker", "BlockUnpacker", "trained"]

END = b"\xff"
"""What ends a term: no UTF-8 has it."""
MAGIC = zstandard.FRAME_HEADER
"""What every frame begins with, and is not kept of one."""
AS_IT_IS = b"\xff"
"""In place of a frame, before what is not packed; no frame goes on with this byte behind its beginning."""
MOST_DICTIONARY = 1 << 11
_MOST_PACKED = 64
_MOST_SHARED = 255
_LEVEL, _TABLES, _WINDOW = 3, 12, 14  # tables for some hundred bytes are filled with zeros in no time
_LEAST_BLOCKS = 64
"""Fewer have no dictionary."""
_SAMPLE = 600
"""A dictionary is trained on so many blocks, in 4 ms."""

_decompressors: list[zstandard.ZstdDecompressor] = []
"""Those without a dictionary that no thread is using: to make one takes longer than what it does here."""


class Block(NamedTuple):
    """Terms in a row; who puts them together has counted them, since each may be longer than what is kept of it."""

    first: bytes
    shared: bytes
    """What the others begin with, like the first."""
    others: bytes
    """What follows of each of the others, with an END before, between and behind them; empty if there are none."""

    @property
    def terms(self) -> bytes:
        """All terms, each with its END."""
        begun = self.others.replace(END, END + self.shared) if self.shared else self.others
        return self.first + begun[: len(begun) - len(self.shared)] if begun else self.first + END

    def __len__(self) -> int:
        return self.others.count(END) or 1

    def find(self, term: bytes) -> int:
        """Which of the terms this is, or -1."""
        if term == self.first:
            return 0
        if not term.startswith(self.shared):
            return -1
        at = self.others.find(b"".join((END, term[len(self.shared) :], END)))
        return self.others.count(END, 0, at) + 1 if at >= 0 else -1


def trained(blocks: Sequence[Sequence[bytes]]) -> bytes:
    """A dictionary for blocks like these; empty if there are few."""
    if len(blocks) < _LEAST_BLOCKS:
        return b""
    sample: list[bytes | bytearray | memoryview] = [_cut(block)[1] for block in blocks[:: -(-len(blocks) // _SAMPLE)]]
    try:
        # What the terms are hardly matters to the tables of a dictionary, how many there are does: accel 1 reads all.
        found = zstandard.train_dictionary(
            MOST_DICTIONARY, sample, k=64, d=6, f=15, accel=1, split_point=1.0, level=_LEVEL
        )
    except zstandard.ZstdError:  # nothing that they have in common
        return b""
    return found.as_bytes()


def _cut(terms: Sequence[bytes]) -> tuple[int, bytes]:
    """How many bytes all of the terms, several, share; and the rest of all but the first, each with its END."""
    low, high = min(terms), max(terms)
    most = min(len(low), len(high), _MOST_SHARED)
    shared = next((at for at in range(most) if low[at] != high[at]), most)
    others = END.join(terms)[len(terms[0]) :]
    return shared, others.replace(END + low[:shared], END)[len(END) :] + END


class BlockPacker:
    """Packs blocks by one dictionary, or none if it is empty."""

    def __init__(self, dictionary: bytes) -> None:
        parameters = zstandard.ZstdCompressionParameters.from_level(
            _LEVEL, hash_log=_TABLES, chain_log=_TABLES, window_log=_WINDOW,
            write_content_size=True, write_dict_id=False,
        )  # fmt: skip
        known = zstandard.ZstdCompressionDict(dictionary) if dictionary else None
        if known is not None:
            known.precompute_compress(compression_params=parameters)
        self._compressor = zstandard.ZstdCompressor(compression_params=parameters, dict_data=known)

    def pack(self, terms: Sequence[bytes]) -> bytes:
        """Some terms, at least one, in few bytes."""
        if len(terms) == 1:
            return terms[0] + END
        shared, others = _cut(terms)
        packed = self._compressor.compress(others)[len(MAGIC) :]
        if len(packed) > len(others) or len(others) > _MOST_PACKED * len(packed):
            packed = AS_IT_IS + others
        return b"".join((terms[0], END, bytes((shared,)), packed))


class BlockUnpacker:
    """Unpacks what a `BlockPacker` packed by the same dictionary; any number of threads may ask it."""

    def __init__(self, dictionary: bytes) -> None:
        self._dictionary = dictionary
        self._ready: list[zstandard.ZstdDecompressor] = [] if dictionary else _decompressors
        """Those that no thread is using."""

    def unpack(self, packed: bytes) -> Block:
        """ValueError for what no `BlockPacker` can have made."""
        end = packed.find(END)
        if end < 0:
            raise ValueError("a block of a dictionary has no end")
        first, begin = packed[:end], end + 2
        if begin > len(packed):
            return Block(first, b"", b"")
        shared = packed[end + 1]
        others = packed[begin:]
        others = others[1:] if others.startswith(AS_IT_IS) else self._decompressed(MAGIC + others)
        if shared > end or not others.endswith(END):
            raise ValueError("a block of a dictionary does not fit its first term")
        return Block(first, first[:shared], END + others)

    def _decompressed(self, frame: bytes) -> bytes:
        try:
            if zstandard.get_frame_parameters(frame).content_size > _MOST_PACKED * len(frame):
                raise ValueError("a block of a dictionary is of the wrong size")
            try:
                decompressor = self._ready.pop()
            except IndexError:
                known = zstandard.ZstdCompressionDict(self._dictionary) if self._dictionary else None
                decompressor = zstandard.ZstdDecompressor(dict_data=known)
            found: bytes = decompressor.decompress(frame)
        except zstandard.ZstdError as error:
            raise ValueError("a block of a dictionary is damaged") from error
        self._ready.append(decompressor)
        return found
