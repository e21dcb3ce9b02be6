"""Web pages: `.html`, also without a name that says so, out of archives, crawls and mails."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from indexer.article import Article, Aside, PublicationDate
from indexer.readers import exports
from indexer.readers.document import Document, TooLarge
from indexer.readers.metadata import row_for
from indexer.readers.source import MAX_CHARACTERS, Passed, Rejected, too_long
from indexer.text.dates import date_in_address
from indexer.text.mending import mended
from indexer.text.parts import body_of
from indexer.workers.extraction import Unreadable, submit

__all__ = ["article_of", "iter_articles"]

_SAVED_FROM = re.compile(
    rb"<!--\s*(?:saved from url=\(\d+\)|\s*Page saved with SingleFile\s+url:\s*)(\S+)", re.IGNORECASE
)
_FEWEST = 40  # words of an article's text


def iter_articles(document: Document) -> Iterator[Article | Rejected | Passed]:
    """The article of a page. The page is taken apart from now on, elsewhere; the result waits for it."""
    try:
        data = document.read()
    except OSError as error:
        return iter((Rejected.unreadable(document.source.path, error),))
    except TooLarge as error:
        return iter((document.rejected(str(error), "no article is as long"),))
    saved = _SAVED_FROM.search(data, 0, 4096)
    url = document.url or (saved[1].decode("ascii", "replace") if saved else None)
    found = submit(
        "indexer.readers.web.page.read_page",
        data,
        url=url,
        charset=document.charset,
        guess_dates=document.guess_dates,
    )
    return _made(document, url, found)


def _made(
    document: Document, url: str | None, found: Callable[[], dict[str, Any] | None]
) -> Iterator[Article | Rejected | Passed]:
    try:
        parts = found()
    except Unreadable as error:
        yield document.rejected(str(error), "save the page as text, or take it out of the folder")
        return
    if parts and "exported" in parts:
        yield from _exported(document, parts["exported"])
    else:
        yield article_of(document, parts)


def _exported(document: Document, found: str | list[dict[str, str]]) -> Iterator[Article | Rejected]:
    if isinstance(found, list):
        documents = [
            exports.Exported(one["title"], one["source"], one["date"], one["author"], body=one["body"])
            for one in found
        ]
    else:
        documents = exports.documents_in(found) or [exports.Exported(body=found)]
    yield from exports.iter_documents(documents, document)


def article_of(document: Document, parts: dict[str, Any] | None) -> Article | Rejected | Passed:
    """What was found in a page as an article. What a `metadata.csv` states goes before what the page does."""
    if parts is None or not parts["body"]:
        return document.passed("page", "no text in it", "")
    row = document.row or row_for(document.source, url=document.url or parts["url"])
    body, asides = body_of(parts["body"])
    if not body:
        return document.passed("page", "no text in it", "")
    if len(body) > MAX_CHARACTERS:
        return document.rejected(*too_long(len(body)))
    if _is_front(parts, body):
        return document.passed("front page", "a page of links to articles", "")
    asides += tuple(Aside("boilerplate", mended(text), len(body)) for text in parts["beside"])
    date = PublicationDate.parse(parts["date"], basis=parts["basis"]) if parts["date"] else None
    if date and parts["time"]:
        date = replace(date, time=dt.time.fromisoformat(parts["time"]))
    url = row.url or parts["url"]
    extra = {**parts["extra"], **row.extra}
    if document.captured:
        extra["captured"] = document.captured
    return Article(
        id=document.name,
        body=body,
        title=row.title or mended(parts["title"]),
        source=row.source or parts["source"],
        date=row.date or date or (date_in_address(url, basis="url") if url else None),
        author=row.author or parts["author"],
        url=url,
        path=document.name,
        language=row.language or parts["language"],
        asides=asides,
        extra=extra,
    )


def _is_front(parts: dict[str, Any], body: str) -> bool:
    """A page that says it is no article, and has the text of none: short lines, none of them a paragraph."""
    kinds = set(parts["kinds"])
    if any("Article" in kind or kind in ("article", "BlogPosting") for kind in kinds):
        return False
    says_so = bool(kinds & {"website", "CollectionPage", "ItemList"})
    return says_so and max(len(line.split()) for line in body.split("\n")) < _FEWEST
