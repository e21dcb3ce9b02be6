"""Stored articles: JSON records, compressed many at a time, each read back by reading one block.

Zstandard at level 3 packs news to 36 % at 200 MB/s in blocks of 256 KiB and gives a block back in
0.2 milliseconds; zlib packs as well at 27 MB/s, LZ4 takes half as much space again. Blocks of 64 KiB
are read four times as fast and take 8 % more.
"""

from __future__ import annotations

from array import array
from typing import Any

import numpy as np
import zstandard

from indexer.arrays import Array
from indexer.errors import IndexCorrupt
from indexer.store.columns import Columns, ColumnsWriter, GrowingColumn
from indexer.store.spill import SpillFile
from indexer.store.stored_form import loads

BLOCK_SIZE = 1 << 18
LEVEL = 3
_TABLES = (
    17  # the hash and chain tables of the level are made for megabytes: smaller ones are as good here, and faster
)
MOST_PACKED, MOST_UNPACKED = 64, 4 << 20
"""A block that packs better than this, or has more bytes unpacked, is kept as it is: so an index of a stranger takes
no more memory for a block than its bytes in the file, or than this. Only an article of megabytes makes such a
block."""


class Records:
    """The records of a segment, by document number."""

    def __init__(self, columns: Columns, documents: int) -> None:
        self._columns = columns
        self._documents = documents
        self._ends = columns.sized("records.starts", documents + 1)
        self._first = columns["records.block_docs"]
        self._offsets = columns.sized("records.block_offsets", len(self._first))
        self._packed = columns["records.packed"]
        fits = len(self._first) and self._first[-1] == documents and self._offsets[-1] == len(self._packed)
        if not fits or self._first[0] != 0:
            raise self._misfit()
        self._block, self._base = -1, 0
        self._raw: bytes | memoryview = b""

    def raw(self, doc: int) -> bytes:
        """The JSON of one record; IndexCorrupt if its block cannot be unpacked, IndexError past the end."""
        if not 0 <= doc < self._documents:
            raise IndexError(doc)
        block = int(np.searchsorted(self._first, doc, "right")) - 1
        if block != self._block:
            first, last = int(self._first[block]), int(self._first[block + 1])
            if not first <= doc < last <= self._documents:
                raise self._misfit()
            self._base = int(self._ends[first])
            self._raw = self._unpack(block, int(self._ends[last]) - self._base)
            self._block = block
        low, high = int(self._ends[doc]) - self._base, int(self._ends[doc + 1]) - self._base
        if not 0 <= low <= high <= len(self._raw):
            raise self._misfit()
        return bytes(self._raw[low:high])

    def blocks(self) -> tuple[Array, Array, Array, Array]:
        """Everything, to be copied: record starts, first document and offset of each block, the packed bytes."""
        return self._ends, self._first, self._offsets, self._packed

    def _misfit(self) -> IndexCorrupt:
        return self._columns.corrupt("has stored articles that do not fit its documents")

    def _unpack(self, block: int, size: int) -> bytes | memoryview:
        packed = self._packed[int(self._offsets[block]) : int(self._offsets[block + 1])].data
        if size == len(packed):
            return packed
        try:
            stated = zstandard.get_frame_parameters(packed).content_size
            if stated != size or size > min(MOST_PACKED * len(packed), MOST_UNPACKED):
                raise self._columns.corrupt(f"has a stored block {block} of the wrong size")
            return zstandard.ZstdDecompressor().decompress(packed)
        except zstandard.ZstdError as error:
            raise self._columns.corrupt(f"has a damaged stored block {block}") from error

    def __getitem__(self, doc: int) -> dict[str, Any]:
        try:
            return loads(self.raw(doc))
        except (ValueError, RecursionError) as error:
            raise self._columns.corrupt(f"has a damaged stored article {doc}") from error


class RecordsWriter:
    """Packs records as they come, in the order of the documents."""

    def __init__(self) -> None:
        self._compress = zstandard.ZstdCompressor(
            compression_params=zstandard.ZstdCompressionParameters.from_level(
                LEVEL, hash_log=_TABLES, chain_log=_TABLES, write_content_size=True
            )
        ).compress
        self._waiting: list[bytes] = []
        self._size = 0
        self._sizes = array("q")
        self._block_docs = array("q", [0])
        self._block_sizes = array("q")
        self.packed: list[bytes] = []

    @property
    def held(self) -> int:
        """About how many bytes are kept in memory."""
        return self._size + sum(map(len, self.packed)) + 40 * len(self._sizes)

    def add(self, raw: bytes) -> None:
        self._waiting.append(raw)
        self._sizes.append(len(raw))
        self._size += len(raw)
        if self._size >= BLOCK_SIZE:
            self._pack()

    def _pack(self) -> None:
        if not self._waiting:
            return
        raw = b"".join(self._waiting)
        packed = self._compress(raw)
        if len(packed) >= len(raw) or len(raw) > min(MOST_PACKED * len(packed), MOST_UNPACKED):
            packed = raw
        self.packed.append(packed)
        self._block_sizes.append(len(packed))
        self._block_docs.append(len(self._sizes))
        self._waiting, self._size = [], 0

    def copy(self, records: Records, column: GrowingColumn) -> None:
        """Add all records of a segment as they are packed there."""
        self._pack()
        self.drain(column)
        starts, first, offsets, packed = records.blocks()
        self._block_docs.extend((first[1:].astype(np.int64) + len(self._sizes)).tolist())
        self._block_sizes.extend(np.diff(offsets.astype(np.int64)).tolist())
        self._sizes.extend(np.diff(starts.astype(np.int64)).tolist())
        for start in range(0, len(packed), 1 << 20):
            column.append(packed[start : start + (1 << 20)])

    def drain(self, column: GrowingColumn | SpillFile) -> None:
        """Move what is packed to where there is room for it."""
        for packed in self.packed:
            column.append(np.frombuffer(packed, np.uint8))
        self.packed.clear()

    def write(self, columns: ColumnsWriter, column: GrowingColumn | SpillFile) -> None:
        """Write the columns but `records.packed`, the rest of which goes where the others were drained."""
        self._pack()
        self.drain(column)
        columns.add("records.starts", np.concatenate(([0], np.cumsum(self._sizes, dtype=np.int64))))
        columns.add("records.block_docs", np.array(self._block_docs, np.int64))
        columns.add("records.block_offsets", np.concatenate(([0], np.cumsum(self._block_sizes, dtype=np.int64))))
