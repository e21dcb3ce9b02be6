"""The samples of the texts of a segment, by hash: in which of its articles a run of words stands.

`indexer.analysis.fast.runs` says which runs are samples; `indexer.store.copies` asks which articles share them. A
hash is cut in two: its upper bits say in which bucket it lies, the lower ones are kept, in two bytes each where
there are many samples.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any, Literal

import numpy as np

from indexer.analysis.fast.runs import HASH_BITS, samples
from indexer.arrays import Array, Bools, Int64s, UInt64s
from indexer.store.columns import Columns, ColumnsWriter, smallest_type
from indexer.store.frame_of_reference import FrameOfReference, write_frame_of_reference
from indexer.store.spill import SpillFile

__all__ = ["Samples", "merge_samples", "write_samples"]

_BITS = {16: 1 << 17, 12: 1 << 12, 0: 0}
"""Upper bits that number a bucket, and how many samples there are at least where it is so many: with 16 the lower
ones take two bytes."""
_AT_ONCE = 1 << 16
"""About so many words are looked at at once: what is made on the way stays in the cache."""
_FEW = 32
"""Where there are so many times as many samples as are asked for, each is found by itself."""
_PART = 1 << 20
"""About so many samples are sorted at once when segments are merged."""
_NAME = "articles.samples"


class Samples:
    """Those of one segment: pairs of a hash and an article, in ascending order of the hashes."""

    def __init__(self, columns: Columns, documents: int) -> None:
        """IndexCorrupt if the columns do not fit each other."""
        self._columns = columns
        self._documents = documents
        self._docs = columns[f"{_NAME}.docs"]
        self._low = columns.sized(f"{_NAME}.low", len(self._docs))
        self._bits = columns.scalar(f"{_NAME}.bits")
        if self._bits not in _BITS:
            raise self._misfit()
        self._starts = FrameOfReference(columns, f"{_NAME}.starts", (1 << self._bits) + 1).every()
        if (
            self._starts[0] != 0
            or self._starts[-1] != len(self._docs)
            or np.any(self._starts[1:] < self._starts[:-1])
        ):
            raise self._misfit()

    def __len__(self) -> int:
        return len(self._docs)

    def between(self, low: int, high: int) -> tuple[Int64s, Int64s]:
        """All with hashes from `low` to before `high`: hashes, ascending, and articles."""
        shift = HASH_BITS - self._bits
        hashes, docs = self._of_buckets(np.arange(low >> shift, ((high - 1) >> shift) + 1))
        inside: Bools = (hashes >= low) & (hashes < high)
        return hashes[inside], docs[inside]

    def of(self, hashes: Int64s) -> tuple[Int64s, Int64s]:
        """Those with one of these hashes, which ascend: hashes and articles. Reads only what it has to."""
        if not len(hashes):
            return np.zeros(0, np.int64), np.zeros(0, np.int64)
        if len(hashes) * _FEW < len(self):
            return self._of_few(hashes)
        found: Int64s
        found, docs = self._of_buckets(np.unique(hashes >> (HASH_BITS - self._bits)))
        at = np.minimum(np.searchsorted(hashes, found), len(hashes) - 1)
        same: Bools = hashes[at] == found
        return found[same], docs[same]

    def _of_few(self, hashes: Int64s) -> tuple[Int64s, Int64s]:
        """The same by bisection, for hashes of which there are few beside those that are kept."""
        first, last = self._bisected(hashes, "left"), self._bisected(hashes, "right")
        sizes = last - first
        places = np.repeat(first - (np.cumsum(sizes) - sizes), sizes) + np.arange(int(sizes.sum()))
        return np.repeat(hashes, sizes), self._articles(places)

    def _bisected(self, hashes: Int64s, side: Literal["left", "right"]) -> Int64s:
        """(hashes,) the place of the first sample that is not before each, or that is behind it."""
        shift = HASH_BITS - self._bits
        bucket, wanted = hashes >> shift, hashes & ((1 << shift) - 1)
        low: Int64s = self._starts[bucket]
        high: Int64s = self._starts[bucket + 1]
        while np.any(open_ := low < high):
            middle = (low + high) >> 1
            value = self._low[np.minimum(middle, len(self) - 1)]
            before = (value < wanted if side == "left" else value <= wanted) & open_
            low, high = np.where(before, middle + 1, low), np.where(before | ~open_, high, middle)
        return low

    def _articles(self, places: Int64s) -> Int64s:
        docs: Int64s = self._docs[places].astype(np.int64)
        if len(docs) and int(docs.max()) >= self._documents:
            raise self._misfit()
        return docs

    def _of_buckets(self, buckets: Int64s) -> tuple[Int64s, Int64s]:
        first: Int64s = self._starts[buckets]
        sizes = self._starts[buckets + 1] - first
        places = np.repeat(first - (np.cumsum(sizes) - sizes), sizes) + np.arange(int(sizes.sum()))
        upper: Int64s = buckets << (HASH_BITS - self._bits)
        hashes: Int64s = np.repeat(upper, sizes) | self._low[places].astype(np.int64)
        return hashes, self._articles(places)

    def problems(self) -> Iterator[str]:
        """What the columns say that cannot be; reads all of them."""
        hashes, _ = self.between(0, 1 << HASH_BITS)
        if np.any(hashes[1:] < hashes[:-1]):
            yield "the samples are not in order"

    def _misfit(self) -> Exception:
        return self._columns.corrupt("has samples that do not fit its articles")


def write_samples(columns: ColumnsWriter, tokens: SpillFile, lengths: Int64s, words: UInt64s) -> dict[str, Any]:
    """Write those of the bodies of a batch; the scalars that belong to them.

    `tokens` are surface numbers, `lengths` those of titles and bodies by turns, `words` (surfaces,) a hash of each.
    """
    titles, bodies = lengths[0::2], lengths[1::2]
    ends = np.cumsum(titles + bodies)
    found: list[Array] = [np.zeros(0, np.uint32)]
    counts = np.zeros(len(bodies), np.int64)
    waiting = np.zeros(0, np.int32)
    begin = low = 0
    for piece in tokens.pieces(_AT_ONCE):
        waiting = np.concatenate((waiting, piece))
        high = int(np.searchsorted(ends, begin + len(waiting), "right"))
        if high == low:
            continue
        here = int(ends[high - 1]) - begin
        in_body = np.tile(np.array([False, True]), high - low).repeat(lengths[2 * low : 2 * high])
        hashes, text = samples(words[waiting[:here][in_body]], bodies[low:high])
        found.append(hashes)
        counts[low:high] = np.bincount(text, minlength=high - low)
        waiting, begin, low = waiting[here:], begin + here, high
    hashes = np.concatenate(found)
    order = np.argsort(hashes, kind="stable")
    docs = np.repeat(np.arange(len(bodies)), counts)[order]
    return _write(columns, len(hashes), len(bodies), [(hashes[order], docs)])


def merge_samples(
    columns: ColumnsWriter, parts: Sequence[Samples], numbers: Sequence[Int64s | int], documents: int
) -> dict[str, Any]:
    """Write those of several segments as those of one of so many documents; the scalars that belong to them.

    `numbers` give each article's new number, -1 for none, or what is added to all.
    """
    count = sum(map(len, parts))
    edges = np.linspace(0, 1 << HASH_BITS, count // _PART + 2).astype(np.int64).tolist()
    slices = (_merged(parts, numbers, low, high) for low, high in pairwise(edges))
    return _write(columns, count, documents, slices)


def _merged(parts: Sequence[Samples], numbers: Sequence[Int64s | int], low: int, high: int) -> tuple[Int64s, Int64s]:
    rows = [part.between(low, high) for part in parts]
    hashes = np.concatenate([each for each, _ in rows])
    docs = np.concatenate(
        [
            each + number if isinstance(number, int) else number[each]
            for (_, each), number in zip(rows, numbers, strict=True)
        ]
    )
    order = np.argsort(hashes, kind="stable")
    order = order[docs[order] >= 0]
    return hashes[order], docs[order]


def _write(
    columns: ColumnsWriter, count: int, documents: int, slices: Iterator[tuple[Array, Int64s]] | Sequence[Any]
) -> dict[str, Any]:
    """Write about `count` samples that come by hash: slices of hashes and documents."""
    bits = next(bits for bits, least in _BITS.items() if count >= least)
    shift = HASH_BITS - bits
    low = columns.grow(f"{_NAME}.low", smallest_type((1 << shift) - 1))
    docs = columns.grow(f"{_NAME}.docs", smallest_type(documents))
    sizes = np.zeros(1 << bits, np.int64)
    for hashes, of in slices:
        sizes += np.bincount(hashes.astype(np.int64) >> shift, minlength=1 << bits)
        low.append(hashes & ((1 << shift) - 1))
        docs.append(of)
    write_frame_of_reference(columns, f"{_NAME}.starts", np.concatenate(([0], np.cumsum(sizes))))
    return {f"{_NAME}.bits": bits}
