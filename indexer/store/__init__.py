"""The index on disk: an immutable view of one generation, and the one writer.

Nothing outside this package knows what the files hold. What writes or examines is loaded when it is
first asked for: a search must not wait for it.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from indexer.store.facts import FileState, IndexFacts
from indexer.store.index import Index, open_index

if TYPE_CHECKING:
    from indexer.store.examination import Finding, doctor
    from indexer.store.writer import IndexWriter, optimize

__all__ = ["FileState", "Finding", "Index", "IndexFacts", "IndexWriter", "doctor", "open_index", "optimize"]

_LATER = {"IndexWriter": "writer", "optimize": "writer", "Finding": "examination", "doctor": "examination"}


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(name)
    return getattr(import_module(f"indexer.store.{_LATER[name]}"), name)
