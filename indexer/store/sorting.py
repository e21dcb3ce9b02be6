"""The occurrences of a field, in the order in which they stand in the texts, to runs of whole terms.

Few are sorted at once, in memory. Many are dealt out by term first, into buckets that wait on disk and are sorted one
after the other (distribution sort: Knuth, TAOCP 3, 5.4.1), so that memory does not grow with the text. A word of very
many has a bucket of its own, where they lie by document already: it is read a piece at a time.
"""

from __future__ import annotations

from collections.abc import Iterator
from operator import attrgetter
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer.arrays import Int64s, UInt64s
from indexer.store.fields import BLOCK
from indexer.store.fieldwriter import FieldWriter
from indexer.store.sort_keys import RUN, Keys
from indexer.store.spill import SpillFile
from indexer.store.stored_field import Run

__all__ = ["BUCKET", "Sorter"]


BUCKET = 1 << 20
"""About how many occurrences are sorted at once. 8 MB."""
LONG = 1 << 18
"""A term of more occurrences is not sorted with others."""
_WAITING = 1 << 24  # bytes of all buckets together that wait in memory


class Sorter:
    """Takes every occurrence once, in order, then writes them. `counts` (terms,) says how many each term has."""

    def __init__(self, keys: Keys, counts: Int64s, folder: Path, *, spare: int = 0) -> None:
        """What is too much for memory, `spare` bytes more than is always taken, goes to nameless files in
        `folder`."""
        self._keys = keys
        self._counts = counts
        long = counts > LONG
        before = np.cumsum(counts) - counts
        place = np.stack((before // BUCKET, np.arange(len(counts)) // keys.most_terms, np.cumsum(long), long))
        first = np.flatnonzero(np.any(place[:, 1:] != place[:, :-1], axis=0)) + 1
        self._bounds = [0, *first.tolist(), len(counts)]
        self._bucket_of = np.repeat(np.arange(len(first) + 1), np.diff(self._bounds)).astype(np.uint16)
        count = len(first) + 1
        self._buckets = [SpillFile("uint64", folder) for _ in range(count)]
        self._most = _WAITING + spare
        self._held = 0

    @property
    def dealt(self) -> bool:
        """Whether there is more than one bucket."""
        return len(self._buckets) > 1

    def heads(self, terms: Int64s) -> UInt64s:
        """(n,) the part of a key that says the term, within its bucket."""
        return self._keys.heads(terms - np.array(self._bounds)[self._bucket_of[terms]])

    def buckets(self, terms: Int64s) -> NDArray[np.uint16]:
        """(n,) the bucket of each of these terms."""
        return self._bucket_of[terms]

    def put(self, keys: UInt64s, buckets: NDArray[np.uint16] | None) -> None:
        """Take whole keys, (n,), and the bucket of each if they are `dealt` out."""
        if buckets is None:
            self._buckets[0].append(keys)
            return
        order = np.argsort(buckets, kind="stable")
        ends = np.cumsum(np.bincount(buckets, minlength=len(self._buckets))).tolist()
        dealt = keys[order]
        for bucket, start, end in zip(self._buckets, [0, *ends], ends, strict=False):
            if start < end:
                bucket.append(dealt[start:end].copy())
        self._held += keys.nbytes
        while self._held > self._most:
            # The largest goes first: the fewer pieces a bucket is written in, the better.
            largest = max(self._buckets, key=attrgetter("held"))
            self._held -= largest.held
            largest.spill()

    def write(self, writer: FieldWriter) -> None:
        """Write all occurrences, by term, document and position."""
        try:
            for bucket, low, high in zip(self._buckets, self._bounds, self._bounds[1:], strict=False):
                if high - low == 1 and self._counts[low] > LONG and self._keys.many_docs(bucket.pieces(RUN), BLOCK):
                    writer.append_long(self._parts(bucket))
                else:
                    keys = bucket.all()
                    bucket.close()
                    for run in self._keys.sorted_runs(keys, self._counts[low:high]):
                        writer.append(run)
                bucket.close()
        finally:
            for bucket in self._buckets:
                bucket.close()

    def _parts(self, bucket: SpillFile) -> Iterator[Run]:
        """The occurrences of one term, in parts of whole documents."""
        waiting = np.zeros(0, np.uint64)
        for piece in bucket.pieces(RUN):
            keys = np.concatenate((waiting, piece))
            whole = self._keys.last_document(keys)
            waiting = keys[whole:]
            # They ascend, but for those of one document past the last position that there is.
            yield from self._keys.sorted_runs(keys[:whole], np.array([whole]))
        yield from self._keys.sorted_runs(waiting, np.array([len(waiting)]))
