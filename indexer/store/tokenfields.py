"""Fields written from the tokens of a batch: surface numbers in a row, document after document."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indexer.schema import BODY_START
from indexer.store.columns import Array, ColumnsWriter
from indexer.store.fieldwriter import FieldWriter, members, surfaces_of
from indexer.store.keys import RUN, Keys
from indexer.store.lexicon import Vocabulary

Int64s = NDArray[np.int64]

@dataclass(frozen=True, slots=True)
class Units:
    """The texts that the documents of a field consist of, in a row, (units,) each.

    `lengths` in tokens; `starts` the position of the first token of each, 0 if None; `tops` the last
    position that there is, which all later tokens share.
    """

    lengths: Int64s
    starts: Int64s | None = None
    tops: Int64s | None = None


def write_classes(
    columns: ColumnsWriter,
    prefix: str,
    vocabulary: Vocabulary,
    tokens: Array,
    lengths: Int64s,
    units: Units | None = None,
    quoted: Array | None = None,
) -> dict[str, int]:
    """A class field: `lengths` (documents,) in tokens; `quoted` (tokens,) 1 for those in a quotation."""
    seen = np.bincount(tokens, minlength=vocabulary.numbers)
    used = np.flatnonzero(seen)
    used = used[np.argsort(vocabulary.surface_rank[used])]
    classes, class_of = np.unique(vocabulary.stem_rank[used], return_inverse=True)
    words = [vocabulary.surfaces[rank] for rank in vocabulary.surface_rank[used].tolist()]
    surfaces = surfaces_of(words, class_of, len(classes))
    marks = members(surfaces) << int(quoted is not None)
    writer = FieldWriter(
        columns, prefix, lengths=lengths, occurrences=len(tokens), quoted=quoted is not None, surfaces=surfaces
    )
    top = int(marks.max(initial=0)) + 1 + int(quoted is not None)
    keys = Keys(docs=len(lengths), positions=_top(lengths) + 2 * BODY_START, marks=top)
    # What a key says of the surface is looked up in one table by the surface's number.
    at_once = len(classes) <= keys.most_terms
    by_number = np.zeros(len(seen), np.uint64)
    by_number[used] = marks.astype(np.uint64) | (keys.heads(class_of) if at_once else np.uint64(0))
    made = by_number[tokens]
    _add_places(made, keys, lengths, units or Units(lengths), quoted)
    if at_once:
        counts = np.zeros(len(classes), np.int64)
        np.add.at(counts, class_of, seen[used])
        runs = keys.sorted_runs(made, counts)
    else:
        class_by_number = np.zeros(len(seen), np.int64)
        class_by_number[used] = class_of
        runs = keys.runs(made, class_by_number[tokens], len(classes))
    for run in runs:
        writer.append(run)
    return writer.finish([vocabulary.stems[rank] for rank in classes.tolist()])


def write_plain(
    columns: ColumnsWriter, prefix: str, vocabulary: Vocabulary, tokens: Array, lengths: Int64s
) -> dict[str, int]:
    """A plain field: every surface a term of its own."""
    ranks, terms = np.unique(vocabulary.surface_rank[tokens], return_inverse=True)
    writer = FieldWriter(columns, prefix, lengths=lengths, occurrences=len(tokens))
    keys = Keys(docs=len(lengths), positions=_top(lengths), marks=1)
    made = np.zeros(len(tokens), np.uint64)
    _add_places(made, keys, lengths, Units(lengths), None)
    for run in keys.runs(made, terms, len(ranks)):
        writer.append(run)
    return writer.finish([vocabulary.surfaces[rank] for rank in ranks.tolist()])


def _top(lengths: Int64s) -> int:
    return int(lengths.max(initial=0)) + 1


def _add_places(
    made: NDArray[np.uint64], keys: Keys, lengths: Int64s, units: Units, quoted: Array | None
) -> None:
    """Put document and position into the keys of the tokens, a stretch at a time."""
    doc_ends, unit_ends = np.cumsum(lengths), np.cumsum(units.lengths)
    offsets = unit_ends - units.lengths if units.starts is None else unit_ends - units.lengths - units.starts
    tops = units.tops if units.tops is not None and np.any(units.lengths > units.tops) else None
    for low in range(0, len(made), RUN):
        numbers = np.arange(low, min(low + RUN, len(made)))
        position = numbers - _spread(offsets, unit_ends, numbers)
        if tops is not None:
            np.minimum(position, _spread(tops, unit_ends, numbers), out=position)
        keys.put(made[low : low + RUN], _spread(np.arange(len(lengths)), doc_ends, numbers), position)
        if quoted is not None:
            made[low : low + RUN] |= quoted[low : low + RUN].astype(np.uint64)


def _spread(values: Int64s, ends: Int64s, numbers: Int64s) -> Int64s:
    """For each of consecutive `numbers` the value of the stretch it lies in, stretches ending before `ends`."""
    low, high = int(numbers[0]), int(numbers[-1]) + 1
    first, last = np.searchsorted(ends, [low, high - 1], "right")
    cut = np.minimum(ends[first : last + 1], high)
    return np.repeat(values[first : last + 1], np.diff(cut, prepend=low))
