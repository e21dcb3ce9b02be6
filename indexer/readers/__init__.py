"""Files to articles: one module a format, one protocol.

::

    for found in discover(["archive/"]):            SourceFile, or Rejected
        for made in iter_articles(found):           Article, or Rejected
            ...

Nothing raises for what stands in a file: a record that cannot be an article is a Rejected
with its file and line, and the reading goes on.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from indexer.article import Article
from indexer.readers import jsonlines, metadata, plain, standard_input
from indexer.readers.discover import discover
from indexer.readers.metadata import tables_for
from indexer.readers.source import STDIN, Rejected, SourceFile

__all__ = ["FORMATS", "STDIN", "Reader", "Rejected", "SourceFile", "discover", "iter_articles", "tables_for"]


class Reader(Protocol):
    """What a format module offers as `iter_articles`."""

    def __call__(self, source: SourceFile, /) -> Iterator[Article | Rejected]: ...


FORMATS: dict[str, Reader] = {
    ".txt": plain.iter_articles,
    ".md": plain.iter_articles,
    ".jsonl": jsonlines.iter_articles,
    ".jsonl.gz": jsonlines.iter_articles,
}


def iter_articles(source: SourceFile | Path | str) -> Iterator[Article | Rejected]:
    """Read one file, or standard input (`-`)."""
    if not isinstance(source, SourceFile):
        path = Path(source)
        source = SourceFile.standard_input() if path == STDIN else SourceFile.of(path)
    if source.is_stdin:
        return standard_input.iter_articles(source)
    name = source.path.name.lower()
    if name == metadata.FILE_NAME:
        return metadata.iter_articles(source)
    for suffix, reader in FORMATS.items():
        if name.endswith(suffix):
            return reader(source)
    hint = f"read are {', '.join(FORMATS)}"
    return iter((Rejected(str(source.path), None, "not a kind of file that is read", hint),))
