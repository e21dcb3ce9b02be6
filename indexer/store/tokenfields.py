"""Fields written from the tokens of a batch: surface numbers in a row, document after document."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indexer.arrays import Array, Int64s
from indexer.schema import BODY_START
from indexer.store.columns import ColumnsWriter
from indexer.store.fieldwriter import FieldWriter, members, surfaces_of
from indexer.store.lexicon import Vocabulary
from indexer.store.sort_keys import RUN, Keys
from indexer.store.sorting import Sorter
from indexer.store.spill import SpillFile


@dataclass(frozen=True, slots=True)
class Units:
    """The texts that the documents of a field consist of, in a row, (units,) each.

    `lengths` in tokens; `starts` the position of the first token of each, 0 if None; `tops` the last
    position that there is, which all later tokens share.
    """

    lengths: Int64s
    starts: Int64s | None = None
    tops: Int64s | None = None


class Quoted:
    """Which tokens stand in a quotation: those from `starts[i]` to before `ends[i]`, ascending, none in two."""

    def __init__(self, starts: Int64s, ends: Int64s) -> None:
        self._starts = starts
        self._ends = ends

    def part(self, low: int, high: int) -> NDArray[np.uint64]:
        """(high - low,) 1 for the tokens in a quotation, 0 for the others."""
        change = np.zeros(high - low, np.int8)
        first, last = np.searchsorted(self._starts, [low, high])
        np.add.at(change, self._starts[first:last] - low, 1)
        closed, ends = np.searchsorted(self._ends, [low, high])
        np.add.at(change, self._ends[closed:ends] - low, -1)
        change[:1] += np.int8(first - closed)  # one that began before `low`, and has not ended there
        return np.cumsum(change, dtype=np.int8).astype(np.uint64)


def write_classes(
    columns: ColumnsWriter,
    prefix: str,
    vocabulary: Vocabulary,
    seen: Int64s,
    tokens: SpillFile,
    lengths: Int64s,
    units: Units | None = None,
    quoted: Quoted | None = None,
    spare: int = 0,
) -> dict[str, int]:
    """A class field: `tokens` are surface numbers, `lengths` (documents,) how many each document has; `seen`
    (surfaces,) is how often each number is there. Sorting may take `spare` bytes of memory more than it must."""
    used = np.flatnonzero(seen)
    used = used[np.argsort(vocabulary.surface_rank[used])]
    classes, class_of = np.unique(vocabulary.stem_rank[used], return_inverse=True)
    words = [vocabulary.surfaces[rank] for rank in vocabulary.surface_rank[used].tolist()]
    surfaces = surfaces_of(words, class_of, len(classes))
    marks = members(surfaces) << int(quoted is not None)
    writer = FieldWriter(
        columns, prefix, lengths=lengths, occurrences=tokens.count, quoted=quoted is not None, surfaces=surfaces
    )
    top = int(marks.max(initial=0)) + 1 + int(quoted is not None)
    keys = Keys(docs=len(lengths), positions=_top(lengths) + 2 * BODY_START, marks=top)
    counts = np.zeros(len(classes), np.int64)
    np.add.at(counts, class_of, seen[used])
    sorter = Sorter(keys, counts, columns.path.parent, spare=spare)
    # What a key says of the surface and its class is looked up in one table by the surface's number.
    by_number = np.zeros(len(seen), np.uint64)
    by_number[used] = marks.astype(np.uint64) | sorter.heads(class_of)
    bucket_of = np.zeros(len(seen), np.uint16)
    bucket_of[used] = sorter.buckets(class_of)
    places = _Places(keys, lengths, units or Units(lengths))
    low = 0
    for piece in tokens.pieces(RUN):
        made = by_number[piece]
        places.put(made, low)
        if quoted is not None:
            made |= quoted.part(low, low + len(made))
        sorter.put(made, bucket_of[piece] if sorter.dealt else None)
        low += len(made)
    sorter.write(writer)
    return writer.finish([vocabulary.stems[rank] for rank in classes.tolist()])


def write_plain(
    columns: ColumnsWriter, prefix: str, vocabulary: Vocabulary, tokens: SpillFile, lengths: Int64s
) -> dict[str, int]:
    """A plain field: every surface a term of its own. Its tokens are few: names, not texts."""
    ranks, terms = np.unique(vocabulary.surface_rank[tokens.all()], return_inverse=True)
    writer = FieldWriter(columns, prefix, lengths=lengths, occurrences=tokens.count)
    keys = Keys(docs=len(lengths), positions=_top(lengths), marks=1)
    made = np.zeros(tokens.count, np.uint64)
    places = _Places(keys, lengths, Units(lengths))
    for low in range(0, len(made), RUN):
        places.put(made[low : low + RUN], low)
    for run in keys.runs(made, terms, len(ranks)):
        writer.append(run)
    return writer.finish([vocabulary.surfaces[rank] for rank in ranks.tolist()])


def counted(tokens: SpillFile, surfaces: int) -> Int64s:
    """(surfaces,) how often each of their numbers is there."""
    seen = np.zeros(surfaces, np.int64)
    for piece in tokens.pieces(RUN):
        found = np.bincount(piece)
        seen[: len(found)] += found
    return seen


def titles_of(tokens: SpillFile, lengths: Int64s) -> SpillFile:
    """The tokens of every other text of a stream, from the first on; `lengths` (texts,) is how many each has."""
    found = SpillFile("int32", None, most=1 << 62)  # a few in a hundred of the tokens
    ends = np.cumsum(lengths)
    is_title = np.arange(len(lengths)) % 2 == 0
    low = 0
    for piece in tokens.pieces(RUN):
        found.append(piece[_spread(is_title, ends, low, low + len(piece))])
        low += len(piece)
    return found


def _top(lengths: Int64s) -> int:
    return int(lengths.max(initial=0)) + 1


class _Places:
    """The document and the position of each token of a field."""

    def __init__(self, keys: Keys, lengths: Int64s, units: Units) -> None:
        self._keys = keys
        self._docs, self._doc_ends = np.arange(len(lengths)), np.cumsum(lengths)
        self._ends = np.cumsum(units.lengths)
        self._offsets = self._ends - units.lengths - (0 if units.starts is None else units.starts)
        crowded = units.tops is not None and np.any(units.lengths > units.tops)
        self._tops = units.tops if crowded else None

    def put(self, made: NDArray[np.uint64], low: int) -> None:
        """Put them into the keys (n,) of the tokens from number `low` on."""
        high = low + len(made)
        position = np.arange(low, high) - _spread(self._offsets, self._ends, low, high)
        if self._tops is not None:
            np.minimum(position, _spread(self._tops, self._ends, low, high), out=position)
        self._keys.put(made, _spread(self._docs, self._doc_ends, low, high), position)


def _spread(values: Array, ends: Int64s, low: int, high: int) -> Array:
    """For each of the numbers `low` to `high - 1` the value of the stretch it lies in; stretches end before
    `ends`."""
    first, last = np.searchsorted(ends, [low, high - 1], "right")
    cut = np.minimum(ends[first : last + 1], high)
    return np.repeat(values[first : last + 1], np.diff(cut, prepend=low))
