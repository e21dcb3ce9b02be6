"""What is kept of a generation's copies: a file of columns beside the segments, made anew when it changes.

Documents are those of the generation, deleted ones counted.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from pathlib import Path
from typing import Literal

import numpy as np

from indexer.arrays import Array, Bools, Int32s, Int64s
from indexer.store.columns import Columns, ColumnsWriter

__all__ = ["RELATIONS", "Copies", "Kind", "Overlap", "Relation", "write_copies"]


class Kind(IntEnum):
    """What one article is of another; of two the first that fits."""

    COPY = 1
    """One text: nearly all of the shorter stands in the longer, and that is not twice as long."""
    EXCERPT = 2
    """Nearly all of the shorter stands in the longer, which is at least twice as long."""
    NEW_TOP = 3
    """The same below, but each begins in its own way."""
    PARTIAL = 4
    """Half of the shorter or more stands in the other."""


Relation = Literal["copy", "excerpt", "new top", "partial"]
RELATIONS: dict[int, Relation] = {
    Kind.COPY: "copy", Kind.EXCERPT: "excerpt", Kind.NEW_TOP: "new top", Kind.PARTIAL: "partial",
}  # fmt: skip
_PERCENT = 100


@dataclass(frozen=True, slots=True)
class Overlap:
    """Another document that shares text: `shared` is what part of the shorter one's runs of five words both have."""

    doc: int
    shared: float
    relation: Relation


class Copies:
    """Which articles of a generation print one text, and which share part of one."""

    def __init__(self, path: Path | None, documents: int, *, size: int = 0, table_crc32: int = 0) -> None:
        """`path` None: no article shares text with another. FileNotFoundError, IndexCorrupt."""
        self.documents = documents
        self._columns = Columns(path) if path is not None else None
        if self._columns and (self._columns.size, self._columns.table_crc32) != (size, table_crc32):
            raise self._columns.corrupt("is not the file that the manifest names")

    @cached_property
    def _checked(self) -> Columns | None:
        """The file, read whole once: it is small, and what it says is believed from then on."""
        file = self._columns
        if file is not None:
            file.check()
            if problems := list(_problems(file, self.documents)):
                raise file.corrupt(problems[0])
        return file

    def check(self) -> None:
        """IndexCorrupt if the file is damaged, or says what cannot be."""
        self._checked  # noqa: B018  # reading it checks it

    def _column(self, name: str) -> Array:
        file = self._checked
        return np.zeros(0, np.uint32) if file is None else file[name]

    @cached_property
    def grouped(self) -> Int32s:
        """Documents that are copies, excerpts or new tops of others, ascending."""
        return self._column("grouped.docs").astype(np.int32)

    @cached_property
    def is_grouped(self) -> Bools:
        """(documents,) whether each is one of `grouped`."""
        flags = np.zeros(self.documents, np.bool_)
        flags[self.grouped] = True
        return flags

    @cached_property
    def _leads(self) -> Int32s:
        return self._column("grouped.leads").astype(np.int32)

    @cached_property
    def _families(self) -> Int32s:
        return self._column("grouped.families").astype(np.int32)

    def leads(self, docs: Int32s) -> Int32s:
        """(docs,) the earliest copy of each document's text: itself, where it has no other."""
        return self._looked_up(docs, self._leads)

    def families(self, docs: Int32s) -> Int32s:
        """(docs,) the same for texts that excerpts and new tops are counted with."""
        return self._looked_up(docs, self._families)

    def _looked_up(self, docs: Int32s, values: Int32s) -> Int32s:
        if not len(self.grouped):
            return docs
        at = np.minimum(np.searchsorted(self.grouped, docs), len(self.grouped) - 1)
        return np.where(self.grouped[at] == docs, values[at], docs).astype(np.int32)

    def members(self, doc: int) -> list[int]:
        """The documents that print the same text, this one included, ascending."""
        lead = int(self.leads(np.array([doc], np.int32))[0])
        found = self.grouped[self._leads == lead].tolist()
        return found or [doc]

    def overlaps(self, doc: int) -> list[Overlap]:
        """All documents that share text with one, in their order; copies are not all compared with each other."""
        one, other = self._column("pairs.one"), self._column("pairs.other")
        places = np.flatnonzero((one == doc) | (other == doc))
        shared, kinds = self._column("pairs.shared"), self._column("pairs.kind")
        found = [
            Overlap(
                doc=int(other[place] if one[place] == doc else one[place]),
                shared=int(shared[place]) / _PERCENT,
                relation=RELATIONS[int(kinds[place])],
            )
            for place in places.tolist()
        ]
        return sorted(found, key=lambda overlap: overlap.doc)

    def related(self) -> Iterator[tuple[int, int, float, Relation]]:
        """All pairs: two documents, what they share, and what one is of the other."""
        one, other, shared, kinds = self.pairs()
        for row in zip(one.tolist(), other.tolist(), shared.tolist(), kinds.tolist(), strict=True):
            yield *row[:3], RELATIONS[row[3]]

    @property
    def whole(self) -> bool:
        """Whether all articles were compared with all others that are there, and not only as they came."""
        file = self._checked
        return file is None or bool(file.scalar("whole"))

    def pairs(self) -> tuple[Int64s, Int64s, Array, Array]:
        """(pairs,) each: one document, another, what they share, and the `Kind`."""
        one, other = self._column("pairs.one").astype(np.int64), self._column("pairs.other").astype(np.int64)
        return one, other, self._column("pairs.shared") / _PERCENT, self._column("pairs.kind")


def _problems(file: Columns, documents: int) -> Iterator[str]:
    count = len(file["pairs.one"])
    one, other = file["pairs.one"], file.sized("pairs.other", count)
    file.sized("pairs.shared", count)
    kinds = file.sized("pairs.kind", count)
    docs = file["grouped.docs"]
    leads, families = file.sized("grouped.leads", len(docs)), file.sized("grouped.families", len(docs))
    file.scalar("whole")
    if file.scalar("documents") != documents:
        yield "is of another number of articles"
    for values in (one, other, docs, leads, families):
        if len(values) and int(values.max()) >= documents:
            yield "names an article that is not there"
    if len(kinds) and not (int(kinds.min()) in RELATIONS and int(kinds.max()) in RELATIONS):
        yield "has a kind of pair that there is not"
    wide = docs.astype(np.int64)
    if np.any(wide[1:] <= wide[:-1]) or not (_among(leads, docs) and _among(families, docs)):
        yield "has groups that are not in order"


def _among(values: Array, ordered: Array) -> bool:
    """Whether all values are among others, which ascend."""
    at = np.minimum(np.searchsorted(ordered, values), len(ordered) - 1)
    return bool(np.all(ordered[at] == values)) if len(ordered) else not len(values)


def write_copies(
    path: Path,
    *,
    documents: int,
    whole: bool,
    pairs: tuple[Int64s, Int64s, Array, Array],
    grouped: tuple[Int64s, Int64s, Int64s],
) -> int:
    """Write the pairs, by the numbers of the documents, and (docs, leads, families); the CRC-32 of its table."""
    columns = ColumnsWriter(path)
    try:
        one, other, shared, kinds = pairs
        columns.add("pairs.one", one)
        columns.add("pairs.other", other)
        columns.add("pairs.shared", np.floor(shared * _PERCENT).astype(np.uint8))
        columns.add("pairs.kind", kinds)
        for name, values in zip(("docs", "leads", "families"), grouped, strict=True):
            columns.add(f"grouped.{name}", values)
        return columns.close({"documents": documents, "whole": int(whole)})
    except BaseException:
        columns.abandon()
        raise
