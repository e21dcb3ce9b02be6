"""Where in one article the answer to a query stands: what a reader of the whole of it walks along."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from indexer.article import Article, Quotation
from search.answer.highlights import Marker, joined
from search.results import Mark

__all__ = ["Places", "places"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """The matches in the title and in the body, in order, none over another."""

    title: tuple[Mark, ...] = ()
    body: tuple[Mark, ...] = ()


def places(
    article: Article, quotations: Sequence[Quotation], marker: Marker, *, answering: Sequence[int], text: bool
) -> Places:
    """The matches of a query in an article; in a long one this takes a while.

    `answering` are the places, among its quotations, of those that answer: the words in them are matches, and where
    none of their words is one, all of them together are. Without `text` nothing else is looked at.
    """
    title: tuple[Mark, ...] = ()
    body: tuple[Mark, ...] = ()
    if text:
        title = marker.spans("title", article.title, language=article.language, beside=article.body)
        body = marker.spans("body", article.body, language=article.language, beside=article.title)
    said = [quotations[nth] for nth in answering]
    found = joined(iter((*body, *_words_of(said, marker, article.language))))
    whole = [(quote.start, quote.end) for quote in said if not _any_within(found, quote.start, quote.end)]
    return Places(title=title, body=joined(iter((*found, *whole))))


def _words_of(said: Sequence[Quotation], marker: Marker, language: str | None) -> Iterator[Mark]:
    for quotation in said:
        for start, end in marker.spans("quote", quotation.text, language=language):
            yield quotation.start + start, quotation.start + end


def _any_within(spans: Sequence[Mark], start: int, end: int) -> bool:
    return any(first < end and last > start for first, last in spans)
