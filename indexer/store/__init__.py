"""The index on disk: an immutable view of one generation, and the one writer.

Nothing outside this package knows what the files hold; `search.engine` reads them through the names given here.
What writes (IndexWriter, optimize) is loaded when it is first asked for: a search must not wait for it. The doctor is
in `indexer.store.doctor`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from indexer.arrays import Array, Floats, Int32s, Int64s
from indexer.store.class_field import ClassField
from indexer.store.copies.overlaps import Overlap, Relation
from indexer.store.derived import SurfaceField
from indexer.store.fields import Field, Kind, Posting, Root
from indexer.store.fuzzy import decoded, within
from indexer.store.index import Index, open_index
from indexer.store.meeting import Meeting
from indexer.store.protocol import Place
from indexer.store.segment import Segment, Space
from indexer.store.sentence_lengths import Unit
from indexer.store.statistics import FileState, IndexStatistics
from indexer.store.terms import END, Terms
from indexer.store.united import AnySegment, AnySpace, Member, SharedTerm, UnitedSegments

if TYPE_CHECKING:
    from indexer.store.writer import IndexWriter, optimize

__all__ = [
    "END", "AnySegment", "AnySpace", "Array", "ClassField", "Field", "FileState", "Floats", "Index",
    "IndexStatistics", "IndexWriter", "Int32s", "Int64s", "Kind", "Meeting", "Member", "Overlap", "Place", "Posting",
    "Relation", "Root", "Segment", "SharedTerm", "Space", "SurfaceField", "Terms", "Unit", "UnitedSegments",
    "decoded", "open_index", "optimize", "within",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    if name in ("IndexWriter", "optimize"):
        from indexer.store import writer

        return getattr(writer, name)
    raise AttributeError(name)
