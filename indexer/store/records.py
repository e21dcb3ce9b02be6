"""Stored articles: JSON records, each a Zstandard frame of its own, with a dictionary for each group of them.

Who reads ten articles waits for ten of them, not for what lies beside them: a record of news is unpacked in 5
microseconds. What records have in common, which blocks of many would pack once, is in the dictionary: it is trained
on a sample of the group and packs news to 36 %, where frames without one take 49 % and blocks of 256 KiB, unpacked in
250 microseconds, 34 %. A group is copied as it is when segments are merged, unless it is small.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from typing import Any

import numpy as np
import zstandard

from indexer.errors import IndexCorrupt
from indexer.store.columns import Columns, ColumnsWriter, GrowingColumn
from indexer.store.frame_of_reference import FrameOfReference, write_frame_of_reference
from indexer.store.spill import SpillFile
from indexer.store.stored_form import loads, loads_article
from indexer.store.term_blocks import AS_IT_IS, MAGIC

GROUP_SIZE = 16 << 20
"""Bytes of records that share a dictionary."""
DICTIONARY_SIZE = 1 << 19
LEVEL = 3
_TABLES = 18  # the hash and chain tables of the level are made for megabytes: a record has kilobytes
_LEAST = 1 << 17  # smaller groups have no dictionary
_PART = 16  # a dictionary has at most one byte for so many of its group
_SAMPLE = 4  # it is trained on so many times its size
_SMALL = GROUP_SIZE // 16  # groups that take less are packed anew when segments are merged
_KEPT = 32  # groups whose dictionaries are kept unpacked
MOST_PACKED, MOST_UNPACKED, MOST_DICTIONARY = 64, 4 << 20, 1 << 20
"""A record that packs better than this, or has more bytes unpacked, is kept as it is: so an index of a stranger takes
no more memory for a record than its bytes in the file, or than this. Only an article of megabytes, or one that stands
in the dictionary, is such a record."""


class Records:
    """The records of a segment, by document number."""

    def __init__(self, columns: Columns, documents: int) -> None:
        self._columns = columns
        self._documents = documents
        self._offsets = FrameOfReference(columns, "records.offsets", documents + 1)
        self._groups: list[int] = columns["records.groups"].tolist()
        self._starts = columns.sized("records.dictionary_starts", len(self._groups)).tolist()
        self._dictionaries = columns["records.dictionaries"]
        self._packed = columns["records.packed"]
        self._bytes: memoryview = self._packed.data
        ascending = sorted(self._groups) == self._groups and sorted(self._starts) == self._starts
        fits = self._groups and self._groups[-1] == documents and self._starts[-1] == len(self._dictionaries)
        if not (ascending and fits) or self._groups[0] != 0:
            raise self._misfit()
        self._unpackers: dict[int, list[zstandard.ZstdDecompressor]] = {}

    def raw(self, doc: int) -> bytes:
        """The bytes of one record; IndexCorrupt if it cannot be unpacked, IndexError past the end."""
        if not 0 <= doc < self._documents:
            raise IndexError(doc)
        low, high = self._offsets[doc], self._offsets[doc + 1]
        if not 0 <= low < high <= len(self._bytes):
            raise self._misfit()
        packed = self._bytes[low:high].tobytes()
        if packed.startswith(AS_IT_IS):
            return packed[len(AS_IT_IS) :]
        packed = MAGIC + packed
        try:
            size = zstandard.get_frame_parameters(packed).content_size
            if size > min(MOST_PACKED * len(packed), MOST_UNPACKED):
                raise self._columns.corrupt(f"has a stored article {doc} of the wrong size")
            return self._unpack(bisect_right(self._groups, doc) - 1, packed)
        except zstandard.ZstdError as error:
            raise self._columns.corrupt(f"has a damaged stored article {doc}") from error

    def _unpack(self, group: int, packed: bytes) -> bytes:
        ready = self._unpackers.get(group)
        if ready is None:
            if len(self._unpackers) >= _KEPT:
                self._unpackers.pop(next(iter(self._unpackers)), None)
            ready = self._unpackers[group] = [zstandard.ZstdDecompressor(dict_data=self._dictionary(group))]
        try:
            unpacker = ready.pop()
        except IndexError:  # at work in another thread
            unpacker = zstandard.ZstdDecompressor(dict_data=self._dictionary(group))
        try:
            return unpacker.decompress(packed)
        finally:
            ready.append(unpacker)

    def _dictionary(self, group: int) -> zstandard.ZstdCompressionDict | None:
        packed = self.dictionary(group)
        if not packed:
            return None
        if zstandard.get_frame_parameters(packed).content_size > MOST_DICTIONARY:
            raise self._columns.corrupt(f"has a dictionary {group} of the wrong size")
        return zstandard.ZstdCompressionDict(zstandard.ZstdDecompressor().decompress(packed))

    @property
    def groups(self) -> list[int]:
        """(groups + 1,) the first article of each group, and how many articles there are."""
        return self._groups

    def dictionary(self, group: int) -> bytes:
        """The dictionary of a group as it is stored; empty if it has none."""
        return self._dictionaries[self._starts[group] : self._starts[group + 1]].tobytes()

    def packed(self, first: int, last: int) -> tuple[list[int], memoryview]:
        """How long the records `first` to `last - 1` are as they are stored, and their bytes in a row."""
        offsets = self._offsets.between(first, last + 1)
        sizes = np.diff(offsets)
        if np.any(sizes <= 0) or int(offsets[-1]) > len(self._bytes):
            raise self._misfit()
        return sizes.tolist(), self._bytes[int(offsets[0]) : int(offsets[-1])]

    def _misfit(self) -> IndexCorrupt:
        return self._columns.corrupt("has stored articles that do not fit its documents")

    def __getitem__(self, doc: int) -> dict[str, Any]:
        return self._read(doc, loads)

    def article(self, doc: int) -> dict[str, Any]:
        """A record without the quotations in it."""
        return self._read(doc, loads_article)

    def _read(self, doc: int, read: Any) -> dict[str, Any]:
        try:
            found: dict[str, Any] = read(self.raw(doc))
        except (ValueError, RecursionError) as error:
            raise self._columns.corrupt(f"has a damaged stored article {doc}") from error
        return found


class RecordsWriter:
    """Packs records as they come, in the order of the documents."""

    def __init__(self) -> None:
        self._waiting: list[bytes | bytearray | memoryview] = []
        self._size = 0
        self._sizes = array("q")
        self._groups = array("q", [0])
        self._dictionaries: list[bytes] = []
        self.packed: list[bytes | memoryview] = []

    @property
    def held(self) -> int:
        """About how many bytes are kept in memory."""
        return self._size + sum(map(len, self.packed)) + sum(map(len, self._dictionaries)) + 8 * len(self._sizes)

    def add(self, raw: bytes) -> None:
        self._waiting.append(raw)
        self._size += len(raw)
        if self._size >= GROUP_SIZE:
            self._pack()

    def _pack(self) -> None:
        """Pack what waits as a group."""
        if not self._waiting:
            return
        parameters = zstandard.ZstdCompressionParameters.from_level(
            LEVEL, hash_log=_TABLES, chain_log=_TABLES, write_content_size=True, write_dict_id=False
        )
        dictionary = self._trained()
        if dictionary is not None:
            dictionary.precompute_compress(compression_params=parameters)
        compress = zstandard.ZstdCompressor(compression_params=parameters, dict_data=dictionary).compress
        for raw in self._waiting:
            packed = compress(raw)[len(MAGIC) :]
            if len(packed) > len(raw) or len(raw) > min(MOST_PACKED * len(packed), MOST_UNPACKED):
                packed = AS_IT_IS + bytes(raw)
            self.packed.append(packed)
            self._sizes.append(len(packed))
        coded = zstandard.ZstdCompressor(level=LEVEL).compress(dictionary.as_bytes()) if dictionary else b""
        self._end_group(coded)
        self._waiting, self._size = [], 0

    def _trained(self) -> zstandard.ZstdCompressionDict | None:
        """The dictionary of what waits."""
        if self._size < _LEAST:
            return None
        size = min(DICTIONARY_SIZE, self._size // _PART)
        step = max(self._size // (size * _SAMPLE), 1)
        try:
            return zstandard.train_dictionary(
                size, self._waiting[::step], k=400, d=8, f=18, accel=10, split_point=1.0
            )
        except zstandard.ZstdError:  # too few records, or nothing that they have in common
            return None

    def _end_group(self, dictionary: bytes) -> None:
        self._dictionaries.append(dictionary)
        self._groups.append(len(self._sizes))

    def copy(self, records: Records, column: GrowingColumn) -> None:
        """Add all records of a segment: large groups as they are packed there."""
        for group, (first, last) in enumerate(zip(records.groups, records.groups[1:], strict=False)):
            if first == last:
                continue
            sizes, packed = records.packed(first, last)
            if len(packed) < _SMALL:
                for doc in range(first, last):
                    self.add(records.raw(doc))
                self.drain(column)
                continue
            self._pack()
            self.packed.append(packed)
            self._sizes.extend(sizes)
            self._end_group(records.dictionary(group))
            self.drain(column)

    def drain(self, column: GrowingColumn | SpillFile) -> None:
        """Move what is packed to where there is room for it."""
        if self.packed:
            column.append(np.frombuffer(b"".join(self.packed), np.uint8))
            self.packed.clear()

    def write(self, columns: ColumnsWriter, column: GrowingColumn | SpillFile) -> None:
        """Write the columns but `records.packed`, the rest of which goes where the others were drained."""
        self._pack()
        self.drain(column)
        offsets = np.concatenate(([0], np.cumsum(self._sizes, dtype=np.int64)))
        write_frame_of_reference(columns, "records.offsets", offsets)
        columns.add("records.groups", np.array(self._groups, np.int64))
        columns.add("records.dictionaries", np.frombuffer(b"".join(self._dictionaries), np.uint8))
        starts = np.cumsum([0, *map(len, self._dictionaries)], dtype=np.int64)
        columns.add("records.dictionary_starts", starts)
