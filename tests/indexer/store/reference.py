"""What `indexer.schema` says is indexed, as plain dictionaries, and the same read back from a segment."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import numpy as np

from indexer.analysis.sentences import layout
from indexer.analysis.tokenizer import tokens
from indexer.article import Article, Quotation
from indexer.schema import article_document, quotation_document
from indexer.store.fields import Field
from indexer.store.segment import Space

Postings = dict[bytes, dict[int, tuple[int, float, list[int]]]]
"""term -> document -> frequency, weight, positions."""


def expected(documents: Sequence[dict[str, Any]]) -> dict[str, Postings]:
    """The postings of documents as the schema makes them, by field."""
    found: dict[str, Postings] = defaultdict(lambda: defaultdict(dict))
    for number, document in enumerate(documents):
        for name, value in document.items():
            if isinstance(value, int):
                continue
            values = value if isinstance(value, list) else [value] if value else []
            occurrences = [(each, None, 1.0) if isinstance(each, str) else each for each in values]
            for term, position, weight in occurrences:
                coded = term.encode("utf-8", "surrogatepass")
                freq, total, positions = found[name][coded].get(number, (0, 0.0, []))
                if position is not None:
                    positions.append(position)
                found[name][coded][number] = (freq + 1, total + weight, positions)
    return found


def documents(batch: Sequence[tuple[Article, Sequence[Quotation]]]) -> tuple[list[Any], list[Any]]:
    """The documents of the two spaces for articles with their quotations, in order."""
    articles = [article_document(article, quotations) for article, quotations in batch]
    in_order = [(article, sorted(quotations, key=lambda q: (q.start, q.end))) for article, quotations in batch]
    return articles, [quotation_document(article.id, quotation) for article, all_ in in_order for quotation in all_]


def read(field: Field) -> Postings:
    """The postings of a field of a segment."""
    found: Postings = {}
    for ordinal, term in enumerate(field.terms):
        docs, freqs, weights = field.docs(ordinal), field.freqs(ordinal), field.weights(ordinal)
        which, positions = field.occurrences(ordinal)
        by_doc = [positions[which == place].tolist() for place in range(len(docs))]
        assert field.doc_frequency(ordinal) == len(docs)
        if len(docs):
            rows = zip(docs.tolist(), freqs.tolist(), weights.tolist(), by_doc, strict=True)
            found[term] = {doc: (freq, weight, where) for doc, freq, weight, where in rows}
    return found


def assert_same(space: Space, expected_documents: Sequence[dict[str, Any]]) -> None:
    """Every field of a space holds what the schema says, postings, weights, positions and lengths."""
    wanted = expected(expected_documents)
    for name, field in space.fields.items():
        assert read(field) == {term: dict(docs) for term, docs in wanted.get(name, {}).items()}, name
        if field.lengths is not None:
            lengths = [len(document.get(name, ())) for document in expected_documents]
            assert field.lengths.tolist() == lengths, name
            assert field.total_length == sum(lengths)
    assert np.array_equal(space.count, len(expected_documents))


def assert_same_sentences(space: Space, texts: Sequence[str]) -> None:
    """A space holds the sentences, paragraphs and leads that `indexer.analysis.sentences` finds in these texts."""
    layouts = [layout(text, [token.start for token in tokens(text)]) for text in texts]
    docs = np.arange(len(texts))
    for unit, starts in (
        ("sentence", [found.sentences for found in layouts]),
        ("paragraph", [found.paragraphs for found in layouts]),
    ):
        which, before = space.sentences.starts(docs, unit)  # type: ignore[arg-type]
        got = list(zip(which.tolist(), before.tolist(), strict=True))
        assert got == [(doc, start) for doc, own in enumerate(starts) for start in own], unit
    lengths = [len(list(tokens(text))) for text in texts]
    assert np.minimum(space.sentences.leads(docs), lengths).tolist() == [found.lead for found in layouts]
    assert space.sentences.words().tolist() == lengths
