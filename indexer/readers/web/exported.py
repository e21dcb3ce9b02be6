"""Exports of databases as HTML: Nexis and Factiva, whose marks are those of their texts, and Europresse."""

from __future__ import annotations

import re
from typing import Any

from lxml.html import HtmlElement

from indexer.readers.web.fragments import text_of_fragment

__all__ = ["export_in"]

_MARKS = re.compile(rb"\d of \d{1,5} DOCUMENTS|Document [A-Z]{2,8}[0-9a-z]{15,30}|End of Document|DocPublicationName")
_FIELDS = {
    "title": ("titreArticle", "titreArticleVisu"),
    "source": ("DocPublicationName",),
    "date": ("DocHeader",),
    "author": ("docAuthors", "sm-margin-bottomNews"),
    "body": ("docOcurrContainer", "DocText"),
}
"""Classes of Europresse's pages, by what they hold."""


def export_in(page: HtmlElement, data: bytes) -> Any:
    """What an export holds: its text, to be taken apart by its marks, or the fields of each document; None if it is
    none."""
    if not _MARKS.search(data):
        return None
    documents = [_fields(one) for one in page.iter("article") if _named(one, "DocPublicationName") is not None]
    if documents:
        return [one for one in documents if one["body"]]
    from lxml import etree

    return text_of_fragment(etree.tostring(page, encoding="unicode", method="html"))


def _named(element: HtmlElement, name: str) -> HtmlElement | None:
    found = element.xpath(f".//*[contains(concat(' ', @class, ' '), ' {name} ') or contains(@class, '__{name}')]")
    return found[0] if found else None


def _fields(article: HtmlElement) -> dict[str, str]:
    made: dict[str, str] = {}
    for field, names in _FIELDS.items():
        element = next((found for name in names if (found := _named(article, name)) is not None), None)
        if element is None:
            made[field] = ""
        elif field == "body":
            paragraphs = [" ".join("".join(one.itertext()).split()) for one in element.iter("p")]
            made[field] = "\n\n".join(filter(None, paragraphs)) or " ".join("".join(element.itertext()).split())
        else:
            made[field] = " ".join("".join(element.itertext()).split())
    return made
