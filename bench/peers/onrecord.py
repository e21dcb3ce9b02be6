"""onrecord itself: the columnar store and the numpy engine."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from contextlib import ExitStack
from importlib.metadata import version
from pathlib import Path
from typing import Any, Literal

from whoosh import query
from whoosh.query.spans import SpanNear2

from bench.corpus import NO_DAY, Prepared
from bench.peers.protocol import Asked
from bench.questions import NEAR, Question
from indexer.analysis import tokenizer
from indexer.article import Article, PublicationDate
from indexer.store import IndexWriter, open_index
from search.api import Archive
from search.engine import Ranked, Searcher, count, rank


class OnRecord:
    """Questions as the trees that the query language makes of them; every answer carries its total."""

    name = "onrecord"
    shares = None
    parallel = True
    cannot: frozenset[str] = frozenset()

    def version(self) -> str:
        return version("onrecord")

    def build(self, articles: Iterable[Prepared], folder: Path, cores: int) -> None:
        """One commit, no quotations; on one core by the writer alone, on more by the workers of `onrecord index`."""
        with IndexWriter(folder) as writer, ExitStack() as stack:
            if cores == 1:
                for article in articles:
                    writer.put(as_article(article), [])
            else:
                intake = _intake(writer, cores, stack)
                for article in articles:
                    intake.put(as_article(article))
                intake.settle()
            writer.commit({})

    def open(self, folder: Path) -> OpenedOnRecord:
        return OpenedOnRecord(folder)


def _intake(writer: IndexWriter, cores: int, stack: ExitStack) -> Any:
    """What `indexer.build.build` hands its articles to, without the reading of files and without quotations."""
    from indexer.build import MEMORY  # the build on one core has no use for it
    from indexer.workers.intake import Intake

    return Intake(writer, None, workers=cores, memory=MEMORY, stack=stack)


def as_article(prepared: Prepared) -> Article:
    """The article that the readers would make."""
    day = dt.date.fromordinal(prepared.day) if prepared.day != NO_DAY else None
    return Article(
        id=prepared.id,
        title=prepared.title,
        body=prepared.body,
        date=PublicationDate(day, day) if day else None,
    )


def tree(question: Question) -> query.Query:
    """The tree that search.language would emit, stems and all."""
    words = question.words
    if question.match == "phrase":
        found = query.Phrase("words", list(words))
    elif question.match == "prefix":
        found = query.Prefix("words", words[0])
    elif question.match == "wildcard":
        found = query.Wildcard("words", "*".join(words) + "*")
    elif question.match == "near":
        found = SpanNear2([query.Term("text", tokenizer.stem(word)) for word in words], slop=NEAR, ordered=False)
    else:
        terms = [query.Term("text", tokenizer.stem(word)) for word in words]
        joined = query.Or if question.match == "any" else query.And
        found = terms[0] if len(terms) == 1 else joined(terms)
    if question.days:
        first, last = question.days
        found = query.And(
            [found, query.NumericRange("date", first, None), query.NumericRange("date_last", None, last)]
        )
    return found


def as_text(question: Question) -> str:
    """The question as one types it."""
    words = question.words
    if question.match == "phrase":
        text = f'"{" ".join(words)}"'
    elif question.match == "near":
        text = f" NEAR/{NEAR} ".join(words)
    elif question.match in ("prefix", "wildcard"):
        text = "*".join(words) + "*"
    else:
        text = " ".join(words)
    if question.days:
        first, last = map(dt.date.fromordinal, question.days)
        text += f" date:{first}..{last}"
    return text


class OpenedOnRecord:
    """One generation."""

    def __init__(self, folder: Path) -> None:
        self._index = open_index(folder)
        self._archive = Archive(self._index)
        self._searcher = Searcher(self._index)

    def prepare(self, question: Question) -> Asked:
        searcher, asked = self._searcher, tree(question)
        if not question.limit:
            return lambda: count(searcher, asked)
        limit = question.limit
        if question.order == "newest":
            return lambda: _listed(rank(searcher, asked, limit=limit, sort="newest"))
        return lambda: _listed(rank(searcher, asked, limit=limit))

    def prepare_answers(self, question: Question) -> Asked | None:
        """The whole path of `Archive.search`, the text of the query read each time."""
        search, text = self._archive.search, as_text(question)
        match: Literal["all", "any"] = "any" if question.match == "any" else "all"
        return lambda: search(text, match=match)

    def count(self, answer: Any) -> int | None:
        return int(answer if isinstance(answer, int) else answer[1])

    def ids(self, answer: Any) -> list[str]:
        return [self._index.article(doc).id for doc in answer[0]]

    def segments(self) -> int | None:
        return len(self._index.articles.leaf_readers())

    def close(self) -> None:
        self._index.close()


def _listed(ranked: Ranked) -> tuple[list[int], int]:
    return ranked.docs.tolist(), ranked.total
