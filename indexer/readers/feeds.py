"""RSS and Atom: the entries that have their text; XML of other kinds is told.

Read by the standard library's parser (expat), with entities and document types refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree import ElementTree

from indexer.article import Article
from indexer.readers.document import Document
from indexer.readers.source import Passed, Rejected
from indexer.readers.web.fragments import article_of_fragment
from indexer.readers.xml import NotXML, parsed, text_of

__all__ = ["iter_articles"]

_TEXTS = ("encoded", "content", "description", "summary")
_FEWEST = 60  # words of an entry that is more than its summary


def iter_articles(document: Document) -> Iterator[Article | Rejected | Passed]:
    """An article an entry; those of which the feed has a summary alone are passed over."""
    try:
        root = parsed(document)
    except NotXML as error:
        yield document.rejected(str(error), "fetch the feed again")
        return
    channel = next((one for one in root.iter() if one.tag == "channel"), root)
    outlet = _first(channel, "title")
    language = _first(channel, "language")
    entries = [one for one in root.iter() if one.tag in ("item", "entry")]
    for number, entry in enumerate(document.in_turn(entries), 1):
        yield _article(document, entry, number, outlet, language)


def _article(
    document: Document, entry: ElementTree.Element, number: int, outlet: str, language: str
) -> Article | Rejected | Passed:
    texts = [text_of(one) for name in _TEXTS for one in entry if one.tag == name]
    longest = max(texts, key=len, default="")
    name = f"{document.name}#{number}"
    link = next(
        (
            one.get("href") or text_of(one)
            for one in entry
            if one.tag == "link" and (one.get("rel") or "alternate") == "alternate"
        ),
        "",
    )
    author = next((_first(one, "name") or text_of(one) for one in entry if one.tag in ("creator", "author")), "")
    date = next((_first(entry, key) for key in ("pubDate", "published", "date", "issued") if _first(entry, key)), "")
    made = article_of_fragment(
        document, name, longest, title=_first(entry, "title"), source=_first(entry, "source") or outlet, date=date,
        author=author, url=link.strip(), language=language,
    )  # fmt: skip
    if isinstance(made, Article) and len(made.body.split()) < _FEWEST:
        return Passed(
            f"{document.place}#{number}", "feed entry", "a summary without the text", "save the page itself"
        )
    return made


def _first(element: ElementTree.Element, name: str) -> str:
    return next((" ".join(text_of(one).split()) for one in element if one.tag == name), "")
