"""A web page as bytes to the parts of an article: decoded, bounded, its statements and its text.

This is what a process of its own does (`indexer.workers.extraction`): the page of a stranger may take for ever.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from indexer.article import PublicationDate
from indexer.readers.encoding import UndecodableError, decode, marked_encoding
from indexer.readers.web.article_text import article_text
from indexer.readers.web.exported import export_in
from indexer.readers.web.statements import Statements, stated

__all__ = ["MAX_PAGE", "TooManyAttributes", "read_page"]

MAX_PAGE = 4 << 20
"""Bytes of a page, without what lies in data: addresses."""
_DATA = re.compile(rb"data:[\w.+/-]{0,100}(?:;[\w.=+-]{0,60}){0,4},[^\"'\s>)]{200,}")
_CHARSET = re.compile(rb"<meta[^>]{0,400}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{2,40})", re.IGNORECASE)
_TAG = re.compile(rb"<[a-zA-Z][^<>]{20000,}>")
_MOST_ATTRIBUTES = 2_000


class TooManyAttributes(ValueError):
    """A tag that no author wrote."""


def read_page(
    data: bytes, *, url: str | None = None, charset: str | None = None, guess_dates: bool = False
) -> dict[str, Any] | None:
    """What an article of a page is made of; None if there is no text in it. ValueError for what is no page.

    With `guess_dates` a date that nothing states is htmldate's best guess (Barbaresi 2020).
    """
    data = _DATA.sub(b"data:,", data)
    if len(data) > MAX_PAGE:
        raise ValueError(f"a page of {len(data):,} bytes, and more than {MAX_PAGE:,} are not read")
    for tag in _TAG.finditer(data):
        if len(re.findall(rb"\s[^\s=<>\"'/]{1,200}\s*(?==)", tag[0])) > _MOST_ATTRIBUTES:
            raise TooManyAttributes(f"a tag of more than {_MOST_ATTRIBUTES:,} attributes")
    text = _decoded(data, charset)
    page = _parsed(text)
    if page is None:
        return None
    if exported := export_in(page, data):
        return {"exported": exported}
    statements = stated(page, url=url)
    if guess_dates and statements.date is None:
        statements = replace(statements, date=_guessed(text, url))
    body, beside = article_text(page)
    if statements.title:  # a headline that stands above the text once more is none of it
        body = body.removeprefix(f"{' '.join(statements.title.split())}\n\n")
    return _told(statements, body, beside)


def _guessed(text: str, url: str | None) -> PublicationDate | None:
    from htmldate import find_date

    found = find_date(text, extensive_search=True, original_date=True, url=url)
    return PublicationDate.parse(found, basis="guess") if found else None


def _decoded(data: bytes, charset: str | None) -> str:
    """By its mark, by what the server said, by what the page says, else by its letters."""
    if marked_encoding(data) is None:
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError:
            pass
        found = _CHARSET.search(data, 0, 1 << 14)
        for name in (charset, found[1].decode("ascii") if found else None):
            # What is called Latin-1 is Windows-1252 (the Encoding Standard).
            name = (
                "cp1252" if (name or "").lower() in ("iso-8859-1", "latin-1", "latin1", "us-ascii", "ascii") else name
            )
            if name and name.lower().replace("_", "-") not in ("utf-8", "utf8"):
                try:
                    return data.decode(name, errors="replace")
                except (LookupError, ValueError):
                    continue
    try:
        return decode(data).text
    except UndecodableError as error:
        raise ValueError(str(error)) from error


def _parsed(text: str) -> HtmlElement | None:
    text = re.sub(r"\A\s*<\?xml[^>]{0,200}\?>", "", text).replace("\0", "")
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=False)
    try:
        return document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None


def _told(statements: Statements, body: str, beside: list[str]) -> dict[str, Any]:
    date = statements.date
    return {
        "body": body,
        "beside": beside,
        "title": statements.title,
        "source": statements.source,
        "author": statements.author,
        "date": str(date) if date else None,
        "basis": date.basis if date else None,
        "time": date.clock if date else None,
        "url": statements.url,
        "language": statements.language,
        "extra": statements.others,
        "kinds": sorted(statements.kinds),
    }
