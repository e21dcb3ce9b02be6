"""A file of named columns: what a segment is kept in.

The file is a head (8 bytes), the columns (each at a multiple of 64 bytes), a table of contents
(JSON) and a tail (24 bytes) that says where the table is. Columns are little-endian arrays of one
dimension; a reader maps the file and takes views, so opening reads the table and nothing else.

Nothing in the file is trusted: every length is held against the file's size before it is used, and
types come from a fixed list.
"""

from __future__ import annotations

import json
import mmap
import os
import struct
import tempfile
import zlib
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, NamedTuple

import numpy as np

from indexer.arrays import Array
from indexer.errors import IndexCorrupt
from indexer.store.files import RESTORE, WAITING, WAITS, create, open_regular

HEAD = b"onrecord"
TAIL = struct.Struct("<QIIQ")  # offset, length and CRC-32 of the table; the head again as a number
TAIL_MARK = int.from_bytes(HEAD, "little")
ALIGNMENT = 64
TYPES = ("uint8", "uint16", "uint32", "uint64", "int32")
_WIDTHS = {name: np.dtype(name).itemsize for name in TYPES}
_COPY = 1 << 20
_READ = 16 << 20  # of what is read once to be checked, so much is in memory at a time
_TABLE = 1 << 20
"""Bytes that a table of contents has at most; those that are written have some 10,000."""
_SPILL = 1 << 18


class Entry(NamedTuple):
    """Where a column lies: `length` values of `type` from byte `offset`; `crc32` of its bytes."""

    offset: int
    type: str
    length: int
    crc32: int

    @property
    def size(self) -> int:
        return self.length * _WIDTHS[self.type]


def _fits(offset: Any, kind: Any, count: Any, crc32: Any, *, end: int) -> bool:
    """Whether what a table says of a column can be so, in a file whose columns end there."""
    return bool(
        type(offset) is type(count) is type(crc32) is int
        and offset >= 0 <= count
        and not offset % ALIGNMENT
        and kind in _WIDTHS
        and offset + count * _WIDTHS[kind] <= end
    )


class Columns:
    """The columns of one file, as read-only views of its mapping."""

    def __init__(self, path: Path) -> None:
        """Map a file and read its table; IndexCorrupt if it is not what a writer can have left."""
        self.path = path
        handle, self.status = open_regular(path)
        with open(handle, "rb") as file:
            self.size = self.status.st_size
            if self.size < len(HEAD) + TAIL.size:
                raise self.corrupt("is cut short")
            self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        offset, length, self.table_crc32, mark = TAIL.unpack_from(self._map, self.size - TAIL.size)
        if self._map[: len(HEAD)] != HEAD or mark != TAIL_MARK:
            raise self.corrupt("does not begin and end as a segment does")
        if offset + length + TAIL.size != self.size or length > _TABLE:
            raise self.corrupt("has a table of contents outside the file")
        table = self._map[offset : offset + length]
        if zlib.crc32(table) != self.table_crc32:
            raise self.corrupt("has a damaged table of contents")
        try:
            content = json.loads(table)
            self.scalars: dict[str, Any] = dict(content["scalars"])
            self.entries = {name: Entry(*row) for name, row in content["columns"].items()}
            for name, entry in self.entries.items():
                if not _fits(*entry, end=offset):
                    raise self.corrupt(f"describes its column {name} wrongly, or outside the file")
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise self.corrupt("has an unreadable table of contents") from error

    def corrupt(self, what: str) -> IndexCorrupt:
        """The error that names this file."""
        return IndexCorrupt(f"{self.path} {what}", hint=RESTORE)

    def forget(self) -> None:
        """Give back the memory that reading has filled; the next reader finds it in the system's cache, or the
        file."""
        if hasattr(self._map, "madvise"):
            self._map.madvise(mmap.MADV_DONTNEED)

    def __contains__(self, name: str) -> bool:
        return name in self.entries

    def __getitem__(self, name: str) -> Array:
        """One column, without reading it."""
        entry = self.entries.get(name)
        if entry is None:
            raise self.corrupt(f"lacks its column {name}")
        return np.frombuffer(self._map, dtype=np.dtype(entry.type), count=entry.length, offset=entry.offset)

    def sized(self, name: str, count: int) -> Array:
        """One column that must hold `count` values."""
        column = self[name]
        if len(column) != count:
            raise self.corrupt(f"has {len(column)} values in its column {name} where {count} belong")
        return column

    def scalar(self, name: str) -> int:
        """A count among the scalars of the file."""
        value = self.scalars.get(name)
        if type(value) is not int or value < 0:
            raise self.corrupt(f"does not state its {name}")
        return value

    def damaged(self) -> list[str]:
        """The names of the columns whose bytes do not give their checksum; reads the whole file.

        What lies between columns is zero; if it is not, the column before it is named.
        """
        wrong = [name for name, entry in self.entries.items() if self._checksum(entry) != entry.crc32]
        ends = sorted((entry.offset + entry.size, name) for name, entry in self.entries.items())
        starts = sorted(entry.offset for entry in self.entries.values() if entry.length)
        starts.append(TAIL.unpack_from(self._map, self.size - TAIL.size)[0])
        for end, name in ends:
            begins = starts[bisect_left(starts, end)]
            # A hole of any size takes no room on the disk, and is no gap that a writer leaves.
            if (begins - end >= ALIGNMENT or self._map[end:begins].strip(b"\0")) and name not in wrong:
                wrong.append(name)
        return wrong

    def _checksum(self, entry: Entry) -> int:
        crc = 0
        view = memoryview(self._map)
        for start in range(entry.offset, entry.offset + entry.size, _READ):
            crc = zlib.crc32(view[start : min(start + _READ, entry.offset + entry.size)], crc)
            self.forget()
        return crc

    def check(self) -> None:
        """Read the whole file; IndexCorrupt if a byte of it is not what was written."""
        for column in self.damaged():
            raise self.corrupt(f"is damaged in its column {column}")


class ColumnsWriter:
    """Writes a file of columns. Columns may grow side by side: what is not yet placed waits on disk.

    They wait beside the file, without a name, so that no crash leaves them behind; where the system has no such
    files, what a crash leaves is removed by the next writer.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = create(path)
        self._file.write(HEAD)
        self._entries: dict[str, Entry] = {}
        self._open: dict[str, GrowingColumn] = {}
        self._spare: list[GrowingColumn] = []

    def add(self, name: str, values: Array) -> None:
        """Write one whole column; integers take the smallest type that holds them, int32 stays int32."""
        values = values if values.dtype == np.int32 else smallest(values)
        data = np.ascontiguousarray(values)
        self._begin()
        offset = self._file.tell()
        self._file.write(data.data)
        self._entries[name] = Entry(offset, data.dtype.name, len(data), zlib.crc32(data.data))

    def copy(self, name: str, dtype: str, pieces: Iterable[Array]) -> None:
        """Write one whole column, piece after piece."""
        self._begin()
        offset, count, crc = self._file.tell(), 0, 0
        for values in pieces:
            data = np.ascontiguousarray(values, dtype=dtype)
            self._file.write(data.data)
            count += len(data)
            crc = zlib.crc32(data.data, crc)
        self._entries[name] = Entry(offset, dtype, count, crc)

    def grow(self, name: str, dtype: str) -> GrowingColumn:
        """A column that is written bit by bit while others are."""
        self._open[name] = column = GrowingColumn(dtype, self.path.parent)
        return column

    def spare(self, dtype: str) -> GrowingColumn:
        """A part of a column that is joined with others later."""
        column = GrowingColumn(dtype, self.path.parent)
        self._spare.append(column)
        return column

    def join(self, name: str, parts: Sequence[GrowingColumn]) -> None:
        """Write one whole column that consists of these spare ones, all of one type; they are closed after."""
        self._begin()
        offset = self._file.tell()
        crc = 0
        for part in parts:
            for data in part.take():
                self._file.write(data)
                crc = zlib.crc32(data, crc)
        self._entries[name] = Entry(offset, parts[0].dtype, sum(part.count for part in parts), crc)

    def close(self, scalars: Mapping[str, Any]) -> int:
        """Write what is left and the table, flush all to the disk; the CRC-32 of the table."""
        for name, column in self._open.items():
            self._begin()
            offset = self._file.tell()
            for data in column.take():
                self._file.write(data)
            self._entries[name] = Entry(offset, column.dtype, column.count, column.crc32)
        self._begin()
        table = json.dumps({"scalars": dict(scalars), "columns": self._entries}, separators=(",", ":")).encode()
        offset, crc = self._file.tell(), zlib.crc32(table)
        self._file.write(table)
        self._file.write(TAIL.pack(offset, len(table), crc, TAIL_MARK))
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        for column in self._spare:
            column.close()
        return crc

    def abandon(self) -> None:
        """Close and remove the unfinished file."""
        for column in (*self._open.values(), *self._spare):
            column.close()
        # What failed may have been writing, and closing writes what is left.
        with suppress(OSError):
            self._file.close()
        self.path.unlink(missing_ok=True)

    def _begin(self) -> None:
        self._file.write(bytes(-self._file.tell() % ALIGNMENT))


class GrowingColumn:
    """A column that is appended to: in memory while it is small, then in a file without a name."""

    def __init__(self, dtype: str, folder: Path) -> None:
        self.dtype = dtype
        self.count = 0
        self.crc32 = 0
        # Closed by `take` or `close`, not where it is opened.
        self._file: IO[bytes] = tempfile.SpooledTemporaryFile(  # noqa: SIM115
            max_size=_SPILL, dir=str(folder), prefix=WAITING, suffix=WAITS
        )

    def append(self, values: Array) -> None:
        data = np.ascontiguousarray(values, dtype=self.dtype)
        self.count += len(data)
        self.crc32 = zlib.crc32(data.data, self.crc32)
        self._file.write(data.data)

    def extend(self, other: GrowingColumn, *, more: int) -> None:
        """Add what another column of the type holds, `more` added to each; the other is closed after."""
        for data in other.take():
            self.append(np.frombuffer(data, self.dtype) + np.dtype(self.dtype).type(more))

    def take(self) -> Iterator[bytes]:
        """The bytes, in pieces; the column is closed after."""
        self._file.seek(0)
        while data := self._file.read(_COPY):
            yield data
        self._file.close()

    def close(self) -> None:
        with suppress(OSError):
            self._file.close()


def smallest(values: Array) -> Array:
    """The same values (none negative) in the smallest unsigned type that holds them."""
    top = int(values.max()) if len(values) else 0
    return values.astype(smallest_type(top), copy=False)


def smallest_type(top: int) -> str:
    """The name of the smallest unsigned type that holds `top`."""
    return "uint8" if top < 1 << 8 else "uint16" if top < 1 << 16 else "uint32" if top < 1 << 32 else "uint64"
