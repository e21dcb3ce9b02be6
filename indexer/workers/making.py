"""What a worker makes of articles, and how it makes a segment of an index in a folder."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from indexer.article import Article, Quotation
from indexer.store.heap import give_back
from indexer.store.invert import Inverter, record_of
from indexer.store.lexicon import Lexicon
from indexer.store.writer import LEXICON_SHARE, SegmentFile

__all__ = ["Maker", "Product", "SegmentMaker"]


@dataclass(frozen=True, slots=True)
class Product:
    """Something made, as the writer takes it, and (number, id, digest) of each of its documents."""

    content: object
    documents: list[tuple[int, str, int]]


class Maker(Protocol):
    """Makes what a writer takes; made anew in each worker, with the bytes of memory that it may take.

    `folder` is where it writes to, if it writes.
    """

    folder: Path

    def begin(self, order: object) -> None:
        """What the writer says of the next product (`ArchiveWriter.next_order`)."""
        ...

    def take(self, number: int, article: Article, quotations: Sequence[Quotation]) -> None: ...

    def is_full(self) -> bool:
        """Whether a product is to be made now."""
        ...

    def made(self) -> Iterator[Product]:
        """What was taken, made."""
        ...


class SegmentMaker:
    """Inverts articles, and writes segments to the paths that it is given."""

    def __init__(self, memory: int) -> None:
        self.folder = Path()
        self._memory = memory
        self._lexicon = Lexicon()
        self._inverter = Inverter()
        self._documents: list[tuple[int, str, int]] = []
        self._paths: list[Path] = []

    def begin(self, order: object) -> None:
        assert isinstance(order, Path)
        self._paths.append(order)
        self.folder = order.parent
        if not len(self._inverter):
            self._inverter = Inverter(self._lexicon, folder=self.folder)

    def take(self, number: int, article: Article, quotations: Sequence[Quotation]) -> None:
        record, digest = record_of(article, quotations)
        if self._inverter.find(article.id) is not None:
            self._inverter.kill(article.id)
        self._inverter.add(article, quotations, record, digest)
        self._documents.append((number, article.id, digest))

    def is_full(self) -> bool:
        return self._inverter.held > self._memory and bool(self._paths) and not self._inverter.spill()

    def made(self) -> Iterator[Product]:
        if not len(self._inverter):
            return
        documents, self._documents = self._documents, []
        path = self._paths.pop(0)
        yield Product(SegmentFile(path, self._inverter.write(path, memory=self._memory)), documents)
        self._lexicon = self._lexicon.within(self._memory // LEXICON_SHARE, self._inverter.seen)
        self._inverter = Inverter(self._lexicon, folder=path.parent)
        give_back()
