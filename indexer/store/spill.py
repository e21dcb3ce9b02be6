"""Numbers in a row that may be more than memory has room for: then what comes first waits on disk."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO

import numpy as np

from indexer.arrays import Array
from indexer.store.files import WAITING, WAITS

__all__ = ["SpillFile"]


class SpillFile:
    """Appended to, then read once from the start, as often as it takes."""

    def __init__(self, dtype: str, folder: Path | None, *, most: int = 1 << 62) -> None:
        """`most` bytes are kept in memory; more go to a file without a name in `folder` (None: the system's
        place)."""
        self._dtype = np.dtype(dtype)
        self._folder = folder
        self._most = most
        self._waiting: list[Array] = []
        self._size = 0
        self._file: IO[bytes] | None = None
        self.count = 0

    @property
    def held(self) -> int:
        """Bytes in memory."""
        return self._size

    def append(self, values: Array) -> None:
        if not len(values):
            return
        self._waiting.append(np.ascontiguousarray(values, self._dtype))
        self._size += self._waiting[-1].nbytes
        self.count += len(values)
        if self._size > self._most:
            self.spill()

    def keep(self, most: int) -> None:
        """From now on keep at most so many bytes in memory."""
        self._most = most
        if self._size > most:
            self.spill()

    def spill(self) -> None:
        """Put what is in memory on disk."""
        if self._file is None:
            self._file = tempfile.TemporaryFile(  # noqa: SIM115  # closed by `close`
                buffering=0, dir=self._folder, prefix=WAITING, suffix=WAITS
            )
        for values in self._waiting:
            view = values.data.cast("B")
            while view:
                view = view[self._file.write(view) :]
        self._waiting, self._size = [], 0

    def pieces(self, most: int) -> Iterator[Array]:
        """All numbers in order, at most `most` at a time."""
        if self._file is not None:
            self._file.seek(0)
            while data := self._file.read(most * self._dtype.itemsize):
                while len(data) % self._dtype.itemsize:  # a short read may end anywhere
                    data += self._file.read(self._dtype.itemsize - len(data) % self._dtype.itemsize)
                yield np.frombuffer(data, self._dtype)
        for values in self._waiting:
            for start in range(0, len(values), most):
                yield values[start : start + most]

    def all(self) -> Array:
        """All numbers, in memory; an array that is the caller's to change."""
        found = np.empty(self.count, self._dtype)
        at = 0
        for piece in self.pieces(1 << 18):
            found[at : at + len(piece)] = piece
            at += len(piece)
        return found

    def close(self) -> None:
        """Give back memory and disk."""
        self._waiting, self._size = [], 0
        if self._file is not None:
            with suppress(OSError):
                self._file.close()
            self._file = None
