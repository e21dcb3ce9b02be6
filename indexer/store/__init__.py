"""The index on disk: an immutable view of one generation, and the one writer.

Nothing outside this package knows what the files hold.
"""

from indexer.store.facts import FileState, IndexFacts
from indexer.store.stock import Index, IndexWriter, open_index

__all__ = ["FileState", "Index", "IndexFacts", "IndexWriter", "open_index"]
