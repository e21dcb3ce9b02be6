"""Articles on their way to another process, as plain tuples: pickled ten times as fast as the objects are."""

from __future__ import annotations

import datetime as dt
from operator import attrgetter
from typing import Any

from indexer.article import Article, Aside, PublicationDate

__all__ = ["packed", "unpacked"]

_PLAIN = ("id", "body", "title", "source", "author", "url", "path", "language")
_plain = attrgetter(*_PLAIN)


def packed(article: Article) -> tuple[Any, ...]:
    """Strings, numbers, tuples and one dict."""
    date = article.date
    return (
        _plain(article),
        (date.first.toordinal(), date.last.toordinal(), date.basis, date.time) if date else None,
        tuple((aside.kind, aside.text, aside.before) for aside in article.asides),
        dict(article.extra),
    )


def unpacked(packed: tuple[Any, ...]) -> Article:
    """The inverse of `packed`."""
    plain, date, asides, extra = packed
    return Article(
        **dict(zip(_PLAIN, plain, strict=True)),
        date=date and PublicationDate(dt.date.fromordinal(date[0]), dt.date.fromordinal(date[1]), *date[2:]),
        asides=tuple(Aside(*aside) for aside in asides),
        extra=extra,
    )
