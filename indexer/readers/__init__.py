"""Files to articles: one module a format, one protocol.

::

    for found in discover(["archive/"]):            SourceFile, Passed or Rejected
        for made in iter_articles(found):           Article, Passed or Rejected
            ...

What a file is, its content says before its name does (`sniffing`). Nothing raises for what stands in a file: what
cannot be an article is Rejected with its file and line, what is none is Passed over with the reason, and the reading
goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import replace
from pathlib import Path

from indexer.readers import formats
from indexer.readers.discover import discover
from indexer.readers.document import Document
from indexer.readers.keys import Keys
from indexer.readers.metadata import tables_for
from indexer.readers.meter import Meter
from indexer.readers.source import STDIN, Made, Noted, Passed, Reached, Rejected, SourceFile

__all__ = [
    "STDIN", "Made", "Noted", "Passed", "Reached", "Rejected", "SourceFile", "discover", "iter_articles",
    "tables_for",
]  # fmt: skip

_NO_KEYS: Keys = {}


def iter_articles(
    source: SourceFile | Path | str,
    keys: Keys = _NO_KEYS,
    *,
    guess_dates: bool = False,
    reached: Reached | None = None,
    stated: Set[str] = frozenset(),
    captures: Callable[[], Mapping[tuple[str, str], str]] = dict,
    meter: Meter | None = None,
) -> Iterator[Made]:
    """Read one file, or standard input (`-`). `keys` says what our fields are called in JSON and tables, where they
    are called otherwise than `readers.keys` knows; the rest as in Document."""
    if not isinstance(source, SourceFile):
        path = Path(source)
        source = SourceFile.standard_input() if path == STDIN else SourceFile.of(path)
    document = replace(
        Document.of(source), guess_dates=guess_dates, reached=reached, stated=stated, captures=captures,
        meter=meter or Meter(),
    )  # fmt: skip
    if source.is_stdin:
        from indexer.readers import standard_input

        return standard_input.iter_articles(document, keys=keys)
    return formats.read(document, keys)
