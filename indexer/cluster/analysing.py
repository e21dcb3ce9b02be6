"""What a worker makes of articles for a cluster: documents, as they are sent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from indexer.article import Article, Quotation
from indexer.cluster.documents import Analyst, Entry
from indexer.cluster.words import Words
from indexer.workers.making import Product

__all__ = ["Analysed", "DocumentMaker"]

_AT_ONCE = 1 << 18
"""Characters of articles that are analysed at once."""


@dataclass(frozen=True, slots=True)
class Analysed:
    """The name and the source of each document, and the words of all of them."""

    sources: list[tuple[str, bytes]]
    words: Words = field(default_factory=Words)


class DocumentMaker:
    """Analyses articles, some hundred at once."""

    def __init__(self, memory: int) -> None:
        """It takes about as much whatever `memory` is."""
        self.folder = Path()
        self._analyst = Analyst()
        self._entries: list[Entry] = []
        self._numbers: list[int] = []
        self._size = 0

    def begin(self, order: object) -> None:
        """There is nothing to be told."""

    def take(self, number: int, article: Article, quotations: Sequence[Quotation]) -> None:
        self._entries.append(Entry(article, quotations))
        self._numbers.append(number)
        self._size += len(article.body)

    def is_full(self) -> bool:
        return self._size > _AT_ONCE

    def made(self) -> Iterator[Product]:
        entries, numbers = self._entries, self._numbers
        self._entries, self._numbers, self._size = [], [], 0
        if not entries:
            return
        documents, sources = [], []
        for number, made in zip(numbers, self._analyst.documents(entries), strict=True):
            documents.append((number, made.article_id, made.digest))
            sources.append((made.id, made.source))
        yield Product(Analysed(sources, self._analyst.learnt()), documents)
