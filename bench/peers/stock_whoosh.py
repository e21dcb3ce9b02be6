"""Stock Whoosh: what onrecord's index would be without a store and an engine of its own."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path
from typing import Any

from whoosh import analysis, fields, index, query

from bench.corpus import NO_DAY, Prepared
from bench.peers.protocol import Asked
from bench.questions import Question


class StockWhoosh:
    """One stemmed field over title and body, no stop words, its own BM25F; documents stored by Whoosh."""

    name = "whoosh3"
    shares = None
    parallel = True

    def version(self) -> str:
        return version("whoosh3")

    def build(self, articles: Iterable[Prepared], folder: Path, cores: int) -> None:
        """`cores` above one makes Whoosh's own writer of several processes."""
        schema = fields.Schema(
            id=fields.ID(stored=True),
            text=fields.TEXT(analyzer=analysis.StemmingAnalyzer(stoplist=None, minsize=1), phrase=True),
            title=fields.STORED(),
            body=fields.STORED(),
            day=fields.NUMERIC(int, sortable=True, default=NO_DAY),
        )
        stock = index.create_in(str(folder), schema)
        writer = stock.writer(procs=cores, limitmb=256 // cores)
        for article in articles:
            writer.add_document(
                id=article.id,
                text=f"{article.title}\n{article.body}",
                title=article.title,
                body=article.body,
                day=article.day,
            )
        writer.commit()
        stock.close()

    def open(self, folder: Path) -> OpenedWhoosh:
        return OpenedWhoosh(folder)


class OpenedWhoosh:
    """One searcher."""

    def __init__(self, folder: Path) -> None:
        self._index = index.open_dir(str(folder))
        self._searcher = self._index.searcher()
        self._analyzer = self._index.schema["text"].analyzer

    def _query(self, question: Question) -> query.Query:
        words = question.words
        if question.match == "prefix":
            found = query.Prefix("text", words[0])
        else:
            stems = [token.text for token in self._analyzer(" ".join(words), mode="query")]
            if question.match == "phrase":
                found = query.Phrase("text", stems)
            else:
                terms = [query.Term("text", stem) for stem in stems]
                joined = query.Or if question.match == "any" else query.And
                found = terms[0] if len(terms) == 1 else joined(terms)
        if question.days:
            found = query.And([found, query.NumericRange("day", *question.days)])
        return found

    def prepare(self, question: Question) -> Asked:
        searcher, asked, limit = self._searcher, self._query(question), question.limit
        if not limit:
            return lambda: sum(1 for _ in searcher.docs_for_query(asked))
        if question.order == "newest":
            return lambda: searcher.search(asked, limit=limit, sortedby="day", reverse=True).top_n
        return lambda: searcher.search(asked, limit=limit).top_n

    def count(self, answer: Any) -> int | None:
        """Only where that was the question: Whoosh counts in a pass of its own."""
        return int(answer)

    def ids(self, answer: Any) -> list[str]:
        return [self._searcher.stored_fields(doc)["id"] for _, doc in answer]

    def segments(self) -> int | None:
        return len(self._searcher.leaf_searchers())

    def close(self) -> None:
        self._searcher.close()
        self._index.close()
