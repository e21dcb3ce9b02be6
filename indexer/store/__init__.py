"""The index on disk: an immutable view of one generation, and the one writer.

Nothing outside this package knows what the files hold.
"""

from indexer.store.doctor import Finding, doctor
from indexer.store.facts import FileState, IndexFacts
from indexer.store.index import Index, open_index
from indexer.store.writer import IndexWriter, optimize

__all__ = ["FileState", "Finding", "Index", "IndexFacts", "IndexWriter", "doctor", "open_index", "optimize"]
