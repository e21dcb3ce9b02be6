"""Small indexes for the engine's tests."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from indexer.article import Article, PublicationDate, Quotation
from indexer.store import IndexWriter, open_index

Build = Callable[..., Any]


def article(number: int, body: str, *, title: str = "", date: str | None = None, said: Sequence[str] = ()) -> Any:
    """An article, and as quotations of nobody the passages `said` that stand in its body."""
    quotations = [Quotation(text=text, start=body.index(text), end=body.index(text) + len(text)) for text in said]
    stated = PublicationDate.parse(date) if date else None
    return Article(id=f"a{number}", body=body, title=title, date=stated, source="The Paper"), quotations


@pytest.fixture
def build(tmp_path: Path) -> Build:
    """Makes an index: each argument is a list of (article, quotations) that is committed by itself."""

    def made(*batches: Sequence[Any], remove: Sequence[str] = ()) -> Any:
        with IndexWriter(tmp_path / "index") as writer:
            for batch in batches:
                for one, quotations in batch:
                    writer.put(one, quotations)
                writer.commit({})
            for article_id in remove:
                writer.remove(article_id)
            writer.commit({})
        return open_index(tmp_path / "index")

    return made
