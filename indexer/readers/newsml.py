"""NITF and NewsML (1 and G2): what agencies send, a file an article or several."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree import ElementTree

from indexer.article import Article
from indexer.readers.document import Document
from indexer.readers.source import Passed, Rejected
from indexer.readers.web.fragments import article_of_fragment
from indexer.readers.xml import NotXML, parsed, text_of

__all__ = ["iter_articles"]


def iter_articles(document: Document) -> Iterator[Article | Rejected | Passed]:
    """An article for each body of text."""
    try:
        root = parsed(document)
    except NotXML as error:
        yield document.rejected(str(error), "fetch the file again")
        return
    items = [one for one in root.iter() if one.tag in ("newsItem", "NewsItem", "newsitem")]
    items = items or [one for one in root.iter() if one.tag == "nitf"] or [root]
    for number, item in enumerate(document.in_turn(items), 1):
        name = document.name if len(items) == 1 else f"{document.name}#{number}"
        yield _article(document, item, name)


def _article(document: Document, item: ElementTree.Element, name: str) -> Article | Rejected | Passed:
    paragraphs: list[str] = []
    content = next((one for name in _CONTENTS if (one := _find(item, name)) is not None), None)
    if content is not None:
        blocks = (" ".join(text_of(one).split()) for one in content.iter() if one.tag in ("p", "hl2", "li"))
        paragraphs = [text for text in blocks if text]
    if not paragraphs and content is not None:
        paragraphs = [line for line in map(str.strip, text_of(content).split("\n\n")) if line]
    if not paragraphs:
        return document.passed("news item without text", "a picture, or a list of others")
    issued = _find(item, "date.issue")
    date = (issued.get("norm") or "") if issued is not None else ""
    date = date or _text(item, "story.date", "versionCreated", "contentCreated", "DateAndTime", "FirstCreated")
    published = _find(item, "pubdata")
    if published is not None:
        date = date or published.get("date.publication") or ""
    date = date or item.get("date") or ""
    story = _find(item, "story.date")
    date = date or ((story.get("norm") or "") if story is not None else "")
    return article_of_fragment(
        document, name, "\n\n".join(paragraphs),
        title=_text(item, "hl1", "headline", "HeadLine", "title"),
        source=_named_in(published) or _named(item, *_PROVIDERS),
        author=_text(item, "byline", "ByLine", "by", "person"),
        date=_stamp(date),
    )  # fmt: skip


_CONTENTS = ("body.content", "inlineXML", "DataContent", "text", "body")
_PROVIDERS = ("infoSource", "provider", "Provider", "doc.copyright", "distributor", "creditline")


def _named_in(published: ElementTree.Element | None) -> str:
    return "" if published is None else published.get("name") or ""


def _named(item: ElementTree.Element, *names: str) -> str:
    for name in names:
        one = _find(item, name)
        if one is not None:
            found = one.get("holder") or one.get("literal") or _text(one, "name") or " ".join(text_of(one).split())
            party = next((inner.get("FormalName") for inner in one.iter() if inner.get("FormalName")), None)
            if found or party:
                return found or party or ""
    return ""


def _stamp(date: str) -> str:
    return date[:8] if date[:8].isdigit() else date[:10] if date[:4].isdigit() else date


def _find(item: ElementTree.Element, name: str) -> ElementTree.Element | None:
    return next((one for one in item.iter() if one.tag == name), None)


def _text(item: ElementTree.Element, *names: str) -> str:
    for name in names:
        one = _find(item, name)
        if one is not None and (text := " ".join(text_of(one).split())):
            return text
    return ""
