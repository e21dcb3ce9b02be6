"""Pieces of HTML that are an article's text already: in feeds, JSON and tables."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser

from indexer.article import Article
from indexer.readers.document import Document
from indexer.readers.source import MAX_CHARACTERS, Rejected, too_long
from indexer.text.dates import date_in_address, read_date
from indexer.text.mending import mended
from indexer.text.parts import body_of

__all__ = ["article_of_fragment", "is_html", "text_of_fragment"]

_TAG = re.compile(
    r"</?(?:p|br|div|a|em|strong|b|i|ul|ol|li|h[1-6]|blockquote|img|figure|span|table)\b[^<>]{0,2000}>", re.IGNORECASE
)
_BLOCKS = frozenset(
    "p div br li h1 h2 h3 h4 h5 h6 blockquote tr figure figcaption section article ul ol hr pre".split()
)
_BY = re.compile(r"\A(?:by|von|par|por)\s+", re.IGNORECASE)
_SILENT = frozenset(("script", "style", "figcaption", "noscript", "template"))


def is_html(text: str) -> bool:
    """Whether a text has tags of HTML."""
    return "<" in text and _TAG.search(text) is not None


def text_of_fragment(text: str) -> str:
    """The text of a piece of HTML, a line a block; other text as it is. Linear."""
    if not is_html(text):
        return html.unescape(text) if "&" in text else text
    reader = _Reader()
    reader.feed(text)
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.parts).split("\n"))
    return "\n\n".join(line for line in lines if line)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self._silent += tag in _SILENT
        if tag in _BLOCKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._silent = max(self._silent - (tag in _SILENT), 0)
        if tag in _BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.parts.append(data.replace("\n", " "))


def article_of_fragment(
    document: Document,
    name: str,
    text: str,
    *,
    title: str = "",
    source: str = "",
    date: str = "",
    author: str = "",
    url: str = "",
    language: str = "",
    extra: dict[str, object] | None = None,
) -> Article | Rejected:
    """An article of fields that something else states; what is empty is not stated."""
    body, asides = body_of(text_of_fragment(text))
    extra = dict(extra or {})
    line = name.rpartition("#")[2]
    number = int(line) if line.isdigit() else None
    if not body:
        return document.rejected("no text", "an article needs a text", line=number, known=name)
    if len(body) > MAX_CHARACTERS:
        return document.rejected(*too_long(len(body)), line=number, known=name)
    day = read_date(date) if date else None
    if date and day is None:
        extra["unread_date"] = date
    return Article(
        id=name,
        body=body,
        title=" ".join(mended(html.unescape(title)).split()),
        source=" ".join(html.unescape(source).split()) or None,
        date=day or (date_in_address(url, basis="url") if url else None),
        author=_BY.sub("", " ".join(author.split())) or None,
        url=url or None,
        path=document.name,
        language=language or None,
        asides=asides,
        extra=extra,
    )
