"""Small archives of invented articles, with the quotations that the extractor finds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from indexer.article import Article, PublicationDate
from indexer.quotes import find_quotes
from indexer.store import IndexWriter
from search.api import Archive, open_archive

MakeArchive = Callable[[Iterable[Article]], Archive]


def article(name: str, body: str, *, date: str | None = None, **more: Any) -> Article:
    """An article of that id; `date` as in an address: 2031-04-02, 2031-04, 2031."""
    return Article(id=name, body=body, date=PublicationDate.parse(date) if date else None, **more)


@pytest.fixture
def make_archive(tmp_path: Path) -> Iterator[MakeArchive]:
    """Writes articles to an index of their own and opens it."""
    opened: list[Archive] = []

    def make(articles: Iterable[Article]) -> Archive:
        path = tmp_path / f"index-{len(opened)}"
        with IndexWriter(path) as writer:
            for one in articles:
                writer.put(one, find_quotes(one.body))
            writer.commit({})
        opened.append(open_archive(path))
        return opened[-1]

    yield make
    for archive in opened:
        archive.close()
