"""PDF with a layer of text, by pdfium. What is scanned has none, and is refused: there is no reading of pictures."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Iterator
from typing import Any

from indexer.article import Article
from indexer.readers import exports, plain
from indexer.readers.document import Document, TooLarge
from indexer.readers.source import Passed, Rejected
from indexer.workers.extraction import Unreadable, submit

__all__ = ["iter_articles", "read_pdf"]

_MOST_BYTES = 200 << 20
_MOST_PAGES = 2_000
_FEWEST = 20  # words of a page that is no scan
_WIDE = 620
"""Points; a page that is wider is one of a newspaper, with many articles on it."""


def iter_articles(document: Document) -> Iterator[Article | Rejected | Passed]:
    """One article; of a newspaper one a page, since where its articles end cannot be seen."""
    if importlib.util.find_spec("pypdfium2") is None:
        return iter((document.passed(".pdf", "PDF needs a library", "pip install 'onrecord[pdf]'"),))
    try:
        data = document.read(_MOST_BYTES)
    except TooLarge as error:
        return iter((document.rejected(str(error), "split it"),))
    except OSError as error:
        return iter((Rejected.unreadable(document.source.path, error),))
    found = submit("indexer.readers.pdf.read_pdf", data)

    def made() -> Iterator[Article | Rejected | Passed]:
        try:
            parts = found()
        except Unreadable as error:
            yield document.rejected(str(error), "save it as text, or take it out of the folder")
            return
        yield from _articles(document, parts or {})

    return made()


def _articles(document: Document, parts: dict[str, Any]) -> Iterator[Article | Rejected | Passed]:
    pages: list[str] = parts.get("pages", [])
    if sum(len(page.split()) for page in pages) < _FEWEST:
        yield document.rejected(
            "a scan: it has no layer of text", "run it through a program that reads pictures (OCR)"
        )
        return
    whole = "\n\n".join(pages)
    exported = exports.documents_in(whole)
    row = document.row or plain.row_of(document)
    if exported is not None:
        yield from exports.iter_documents(exported, document)
    elif parts.get("newspaper"):
        for number, page in enumerate(pages, 1):
            source = document.member(f"page {number}", b"").as_source()
            if len(page.split()) < _FEWEST:
                yield Passed(f"{document.place}/page {number}", "page of a PDF", "no text on it")
            else:
                yield plain.article_of(page.encode(), source, row)
    else:
        yield plain.article_of(whole.encode("utf-8", "replace"), document.as_source(), row)


def read_pdf(data: bytes) -> dict[str, Any]:
    """The text of each page, and whether the pages are a newspaper's. ValueError."""
    import pypdfium2

    try:
        book = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        reason = str(error)
        raise ValueError(
            "encrypted: it needs a password" if "assword" in reason else f"a PDF that cannot be read: {reason}"
        ) from error
    if len(book) > _MOST_PAGES:
        raise ValueError(f"more than {_MOST_PAGES:,} pages")
    pages: list[str] = []
    wide = 0
    for page in book:
        wide += page.get_width() > _WIDE and page.get_height() > _WIDE
        text = (
            page.get_textpage()
            .get_text_bounded()
            .replace("\r\n", "\n")
            .replace("\ufffe", "\u00ad")
            .replace("\x02", "\u00ad")
        )
        pages.append(re.sub(r"[ \t]+\n", "\n", text))
        page.close()
    return {"pages": pages, "newspaper": wide * 2 > len(pages) and len(pages) > 0}
