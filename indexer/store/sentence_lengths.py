"""Where the sentences and paragraphs of each document begin, in tokens, kept as lengths.

One byte for each sentence: its tokens, up to 126, and the highest bit where a paragraph begins. 127 stands for 127
tokens of a sentence that goes on in the next byte. News has some 22 words in a sentence, so this is 0.01 bytes for
each byte of text. `indexer.analysis.fast.breaks` finds the sentences.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from indexer.analysis.sentences import LEAD_LEAST, LEAD_MOST
from indexer.arrays import Array, Bools, Int64s
from indexer.errors import IndexCorrupt
from indexer.store.columns import Columns, ColumnsWriter
from indexer.store.frame_of_reference import FrameOfReference, write_frame_of_reference

__all__ = ["Breaks", "Sentences", "Unit", "merge_sentences", "write_sentences"]

Unit = Literal["sentence", "paragraph"]
Breaks = tuple[Int64s, Bools]
"""Places, ascending, where a sentence has ended, and whether a paragraph ends there."""

_GOES_ON = 127
_PARAGRAPH = 128
_AT_ONCE = 1 << 19
"""About so many tokens are looked at at once."""


def write_sentences(columns: ColumnsWriter, space: str, lengths: Int64s, breaks: Iterable[Breaks]) -> None:
    """Write the sentences of a space: `lengths` (documents,) in tokens; `breaks`, in pieces that follow one another,
    count the tokens before each."""
    rows: list[Array] = [np.zeros(0, np.uint8)]
    counts: list[Int64s] = [np.zeros(0, np.int64)]
    remaining = iter(breaks)
    places, paragraphs = np.zeros(0, np.int64), np.zeros(0, np.bool_)
    ends = np.cumsum(lengths)
    low = begin = 0
    while low < len(lengths):
        high = max(int(np.searchsorted(ends, begin + _AT_ONCE, "right")), low + 1)
        end = int(ends[high - 1])
        while (not len(places) or places[-1] < end) and (more := next(remaining, None)) is not None:
            places, paragraphs = np.concatenate((places, more[0])), np.concatenate((paragraphs, more[1]))
        here = int(np.searchsorted(places, end))
        found = _rows(lengths[low:high], (places[:here] - begin, paragraphs[:here]))
        rows.append(found[0])
        counts.append(found[1])
        places, paragraphs = places[here:], paragraphs[here:]
        low, begin = high, end
    _write(columns, space, np.concatenate(rows), np.concatenate(counts))


def _rows(lengths: Int64s, breaks: Breaks) -> tuple[Array, Int64s]:
    """The bytes of some documents, and how many each has."""
    ends = np.cumsum(lengths)
    marks = np.zeros(int(lengths.sum()) + 1, np.uint8)
    marks[breaks[0]] = 1
    marks[breaks[0][breaks[1]]] = 3
    marks[ends - lengths] = 3
    starts = np.flatnonzero(marks[:-1])
    sizes = np.diff(starts, append=len(marks) - 1)
    pieces = sizes // _GOES_ON + 1
    rows = np.full(int(pieces.sum()), _GOES_ON, np.uint8)
    last = np.cumsum(pieces)
    rows[last - 1] = sizes % _GOES_ON
    rows[last - pieces] |= (marks[starts] & 2) << 6
    of_document = np.searchsorted(ends, starts, "right")
    return rows, np.bincount(of_document, weights=pieces, minlength=len(lengths)).astype(np.int64)


def _write(columns: ColumnsWriter, space: str, rows: Array, counts: Int64s) -> None:
    columns.add(f"{space}.sentences", rows)
    write_frame_of_reference(columns, f"{space}.sentence_starts", np.concatenate(([0], np.cumsum(counts))))


class Sentences:
    """The sentences of the documents of one space of a segment."""

    def __init__(self, columns: Columns, space: str, documents: int) -> None:
        """IndexCorrupt if the columns do not fit each other."""
        self._rows = columns[f"{space}.sentences"]
        self._starts = FrameOfReference(columns, f"{space}.sentence_starts", documents + 1)
        self._columns = columns
        self._space = space
        if self._starts[0] != 0 or self._starts[documents] != len(self._rows):
            raise self._misfit()

    def starts(self, docs: NDArray[np.integer], unit: Unit) -> tuple[Int64s, Int64s]:
        """Of these documents the sentences, or paragraphs: place in `docs`, and tokens of the document before it."""
        which, before, begins, paragraph = self._unpacked(docs)
        chosen = begins if unit == "sentence" else begins & paragraph
        return which[chosen], before[chosen]

    def leads(self, docs: NDArray[np.integer]) -> Int64s:
        """(docs,) how many tokens the lead of each of these documents has."""
        which, before = self.starts(docs, "paragraph")
        # The lead ends where the first paragraph behind its least number of words begins, or at its most.
        ends = np.full(len(docs), LEAD_MOST, np.int64)
        long = before >= LEAD_LEAST
        np.minimum.at(ends, which[long], before[long])
        return ends

    def counts(self) -> Int64s:
        """(documents,) how many rows each document has."""
        return self._checked(np.diff(self._starts.every()))

    def words(self) -> Int64s:
        """(documents,) how many tokens the sentences of each document have."""
        running = np.concatenate(([0], np.cumsum(self._rows & _GOES_ON, dtype=np.int64)))
        return np.diff(running[self._starts.every()])

    @property
    def rows(self) -> Array:
        """All documents' bytes in a row."""
        return self._rows

    def _checked(self, counts: Int64s) -> Int64s:
        """How many rows each of some documents has; no more than there are."""
        if len(counts) and (counts.min() < 0 or int(counts.sum()) > len(self._rows)):
            raise self._misfit()
        return counts

    def _misfit(self) -> IndexCorrupt:
        return self._columns.corrupt(f"has sentences that do not fit {self._space}.sentence_starts")

    def _unpacked(self, docs: NDArray[np.integer]) -> tuple[Int64s, Int64s, Bools, Bools]:
        """For each byte of these documents: place in `docs`, tokens before it, whether a sentence, paragraph
        begins."""
        at = docs.astype(np.int64)
        first = self._starts.take(at)
        counts = self._checked(self._starts.take(at + 1) - first)
        which = np.repeat(np.arange(len(docs)), counts)
        heads = np.cumsum(counts) - counts
        rows = self._rows[np.arange(len(which)) + (first - heads)[which]]
        sizes = (rows & _GOES_ON).astype(np.int64)
        running = np.cumsum(sizes) - sizes
        base = np.zeros(len(docs), np.int64)
        some = counts > 0
        base[some] = running[heads[some]]
        begins = np.ones(len(rows), np.bool_)
        begins[1:] = sizes[:-1] != _GOES_ON
        begins[heads[some]] = True
        return which, running - base[which], begins, rows >= _PARAGRAPH


def merge_sentences(
    columns: ColumnsWriter, space: str, parts: Sequence[Sentences], live: Sequence[Bools | None]
) -> None:
    """Write the sentences of the living documents of several segments as those of one."""
    counts = [part.counts() for part in parts]
    kept = [
        part.rows if alive is None else part.rows[np.repeat(alive, each)]
        for part, each, alive in zip(parts, counts, live, strict=True)
    ]
    living = [each if alive is None else each[alive] for each, alive in zip(counts, live, strict=True)]
    _write(columns, space, np.concatenate(kept), np.concatenate(living))
