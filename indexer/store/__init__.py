"""The index on disk: an immutable view of one generation, and the one writer.

Nothing outside this package knows what the files hold. What writes (IndexWriter, optimize) is loaded
when it is first asked for: a search must not wait for it. The doctor is in `indexer.store.doctor`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from indexer.store.facts import FileState, IndexFacts
from indexer.store.index import Index, open_index

if TYPE_CHECKING:
    from indexer.store.writer import IndexWriter, optimize

__all__ = ["FileState", "Index", "IndexFacts", "IndexWriter", "open_index", "optimize"]


def __getattr__(name: str) -> Any:
    if name in ("IndexWriter", "optimize"):
        from indexer.store import writer

        return getattr(writer, name)
    raise AttributeError(name)
