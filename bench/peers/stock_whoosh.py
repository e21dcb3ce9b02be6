"""Stock Whoosh: what onrecord's index would be without a store and an engine of its own.

It is measured twice: with the index that a user of Whoosh would make, and with the fields, terms
and queries that onrecord has, which is the same work.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from importlib.metadata import version
from pathlib import Path
from typing import Any

from whoosh import analysis, fields, index, query
from whoosh.query.spans import SpanNear2

from bench.corpus import NO_DAY, Prepared
from bench.peers.onrecord import as_article, tree
from bench.peers.protocol import Asked
from bench.questions import NEAR, Question
from indexer.schema import article_document, article_schema

BUFFER_MB = 256


class _Stock:
    """What both have in common: a schema, how an article becomes a document, how a question becomes a query."""

    name: str
    day: str
    shares = None
    parallel = True
    cannot: frozenset[str] = frozenset()

    def version(self) -> str:
        return version("whoosh3")

    def schema(self) -> fields.Schema:
        raise NotImplementedError

    def document(self, article: Prepared) -> dict[str, Any]:
        raise NotImplementedError

    def query(self, question: Question) -> query.Query:
        raise NotImplementedError

    def build(self, articles: Iterable[Prepared], folder: Path, cores: int) -> None:
        """`cores` above one makes Whoosh's own writer of several processes."""
        stock = index.create_in(str(folder), self.schema())
        writer = stock.writer(procs=cores, limitmb=BUFFER_MB // cores)
        for article in articles:
            writer.add_document(**self.document(article))
        writer.commit()
        stock.close()

    def open(self, folder: Path) -> OpenedWhoosh:
        return OpenedWhoosh(folder, self.query, self.day)


class PlainWhoosh(_Stock):
    """One stemmed field over title and body, no stop words."""

    name = "whoosh3"
    day = "day"

    def __init__(self) -> None:
        self._analyzer = analysis.StemmingAnalyzer(stoplist=None, minsize=1)

    def schema(self) -> fields.Schema:
        return fields.Schema(
            id=fields.ID(stored=True),
            text=fields.TEXT(analyzer=self._analyzer, phrase=True),
            title=fields.STORED(),
            body=fields.STORED(),
            day=fields.NUMERIC(int, sortable=True, default=NO_DAY),
        )

    def document(self, article: Prepared) -> dict[str, Any]:
        return {
            "id": article.id,
            "text": f"{article.title}\n{article.body}",
            "title": article.title,
            "body": article.body,
            "day": article.day,
        }

    def query(self, question: Question) -> query.Query:
        words = question.words
        if question.match == "prefix":
            found = query.Prefix("text", words[0])
        elif question.match == "wildcard":
            found = query.Wildcard("text", "*".join(words) + "*")
        else:
            stems = [token.text for token in self._analyzer(" ".join(words), mode="query")]
            if question.match == "near":
                found = SpanNear2([query.Term("text", stem) for stem in stems], slop=NEAR, ordered=False)
            elif question.match == "phrase":
                found = query.Phrase("text", stems)
            else:
                terms = [query.Term("text", stem) for stem in stems]
                joined = query.Or if question.match == "any" else query.And
                found = terms[0] if len(terms) == 1 else joined(terms)
        if question.days:
            found = query.And([found, query.NumericRange("day", *question.days)])
        return found


class SameFields(_Stock):
    """onrecord's schema, terms and positions, and its queries, with Whoosh's own files and matchers."""

    name = "whoosh3 (our fields)"
    day = "date"

    def schema(self) -> fields.Schema:
        schema = article_schema()
        schema.add("stored", fields.STORED())
        return schema

    def document(self, article: Prepared) -> dict[str, Any]:
        return {**article_document(as_article(article), []), "stored": (article.title, article.body)}

    def query(self, question: Question) -> query.Query:
        return tree(question)


class OpenedWhoosh:
    """One searcher, ranking by Whoosh's BM25F."""

    def __init__(self, folder: Path, ask: Callable[[Question], query.Query], day: str) -> None:
        self._index = index.open_dir(str(folder))
        self._searcher = self._index.searcher()
        self._ask = ask
        self._day = day

    def prepare(self, question: Question) -> Asked:
        searcher, asked, limit, day = self._searcher, self._ask(question), question.limit, self._day
        if not limit:
            return lambda: sum(1 for _ in searcher.docs_for_query(asked))
        if question.order == "newest":
            return lambda: searcher.search(asked, limit=limit, sortedby=day, reverse=True).top_n
        return lambda: searcher.search(asked, limit=limit).top_n

    def prepare_answers(self, question: Question) -> Asked | None:
        """Left out: its highlighter reads whole articles again, in seconds a question."""
        return None

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
