"""tantivy, through its Python binding: the engine in Rust that the project measures itself by."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any

from bench.corpus import Prepared
from bench.peers.protocol import Asked, Unavailable
from bench.questions import NEAR, Question

HEAP_BYTES = 256_000_000
_CALLS = {"all": " AND ", "any": " OR "}


def _tantivy() -> Any:
    try:
        return import_module("tantivy")
    except ImportError as error:
        raise Unavailable(f"pip install tantivy ({error})") from error


class Tantivy:
    """One stemmed field over title and body. `total` asks for the number of matches with the top k.

    With the total (the binding's default) it does what onrecord does; without it, it may leave
    blocks of postings unread (block-max WAND).
    """

    parallel = True
    cannot: frozenset[str] = frozenset()

    def __init__(self, *, total: bool) -> None:
        self._total = total
        self.name = "tantivy" if total else "tantivy (no total)"
        self.shares = None if total else "tantivy"

    def version(self) -> str:
        _tantivy()
        return version("tantivy")

    def build(self, articles: Iterable[Prepared], folder: Path, cores: int) -> None:
        """As many indexing threads as cores, one commit, merges waited for."""
        tantivy = _tantivy()
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("text", stored=True, tokenizer_name="en_stem", index_option="position")
        builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
        builder.add_integer_field("day", indexed=True, fast=True)
        index = tantivy.Index(builder.build(), path=str(folder))
        writer = index.writer(heap_size=HEAP_BYTES, num_threads=cores)
        for article in articles:
            writer.add_document(
                tantivy.Document(text=[article.title, article.body], id=[article.id], day=[article.day])
            )
        writer.commit()
        writer.wait_merging_threads()

    def open(self, folder: Path) -> OpenedTantivy:
        return OpenedTantivy(_tantivy(), folder, total=self._total)


class OpenedTantivy:
    """One searcher. Words go through tantivy's own parser beforehand, which stems them."""

    def __init__(self, tantivy: Any, folder: Path, *, total: bool) -> None:
        self._tantivy = tantivy
        self._index = tantivy.Index.open(str(folder))
        self._index.reload()
        self._searcher = self._index.searcher()
        self._total = total

    def _query(self, question: Question) -> Any:
        tantivy, schema = self._tantivy, self._index.schema
        if question.match == "prefix":
            found = tantivy.Query.regex_query(schema, "text", f"{question.words[0]}.*")
        elif question.match == "wildcard":
            found = tantivy.Query.regex_query(schema, "text", ".*".join(question.words) + ".*")
        elif question.match == "near":
            # Its nearness: so many moves of a word make a phrase of them; to turn two round takes two.
            found = self._index.parse_query(f'"{" ".join(question.words)}"~{NEAR}', ["text"])
        elif question.match == "phrase":
            found = self._index.parse_query(f'"{" ".join(question.words)}"', ["text"])
        else:
            found = self._index.parse_query(_CALLS[question.match].join(question.words), ["text"])
        if question.days:
            first, last = question.days
            within = tantivy.Query.range_query(schema, "day", tantivy.FieldType.Integer, first, last)
            must = tantivy.Occur.Must
            found = tantivy.Query.boolean_query([(must, found), (must, tantivy.Query.const_score_query(within, 0.0))])
        return found

    def prepare(self, question: Question) -> Asked:
        search, asked, limit, total = self._searcher.search, self._query(question), question.limit, self._total
        if not limit:
            unscored = self._tantivy.Query.const_score_query(asked, 0.0)
            return lambda: search(unscored, limit=1, count=True)
        if question.order == "newest":
            return lambda: search(asked, limit=limit, count=total, order_by_field="day").hits
        if not total:
            return lambda: search(asked, limit=limit, count=False).hits
        return lambda: _listed(search(asked, limit=limit))

    def prepare_answers(self, question: Question) -> Asked | None:
        """The query is parsed, the documents are read, and the SnippetGenerator cuts one excerpt of each."""
        tantivy, searcher, schema, limit = self._tantivy, self._searcher, self._index.schema, question.limit

        def answered() -> list[Any]:
            asked = self._query(question)
            result = searcher.search(asked, limit=limit)
            generator = tantivy.SnippetGenerator.create(searcher, asked, schema, "text")
            answers = []
            for score, address in result.hits:
                document = searcher.doc(address)
                snippet = generator.snippet_from_doc(document)
                marks = [(mark.start, mark.end) for mark in snippet.highlighted()]
                answers.append((score, document["id"], snippet.fragment(), marks))
            return answers

        return answered

    def count(self, answer: Any) -> int | None:
        if isinstance(answer, list):
            return None
        return int(answer[1] if isinstance(answer, tuple) else answer.count)

    def ids(self, answer: Any) -> list[str]:
        hits = answer[0] if isinstance(answer, tuple) else answer
        return [self._searcher.doc(address)["id"][0] for _, address in hits]

    def segments(self) -> int | None:
        return int(self._searcher.num_segments)

    def close(self) -> None:
        """Nothing to give back by hand."""


def _listed(result: Any) -> tuple[list[Any], int]:
    return result.hits, result.count
