"""SRT and WebVTT: the words of a broadcast, without their times, as a transcript."""

from __future__ import annotations

import re
from collections.abc import Iterator

from indexer.article import Article
from indexer.readers.document import Document, TooLarge
from indexer.readers.encoding import UndecodableError, decode
from indexer.readers.metadata import row_for
from indexer.readers.source import Passed, Rejected
from indexer.readers.web.fragments import article_of_fragment
from indexer.text.dates import date_in_address
from indexer.text.parts import normalize_line_ends

__all__ = ["iter_articles"]

_TIME = re.compile(r"\A(?:\d+:)?\d\d:\d\d[,.]\d{3} --> .*\Z")
_TAGS = re.compile(r"<[^<>]{0,100}>|\{\\[^{}]{0,40}\}")
_VOICE = re.compile(r"<v(?:\.[\w.]+)? ([^<>]{1,80})>")
_PAUSE = re.compile(r"(?<=[.!?])[\"”’]?\Z")


def iter_articles(document: Document) -> Iterator[Article | Rejected | Passed]:
    """One article: lines joined to sentences, a paragraph where a speaker is named or a new one begins (a dash)."""
    try:
        text = normalize_line_ends(decode(document.read()).text)
    except (TooLarge, UndecodableError) as error:
        yield document.rejected(str(error), "save it as UTF-8")
        return
    paragraphs: list[str] = [""]
    previous = ""
    for block in re.split(r"\n[ \t]*\n", text):
        lines = [line.strip() for line in block.split("\n") if line.strip()]
        at = next((n for n, line in enumerate(lines[:3]) if _TIME.match(line)), None)
        if at is None:
            continue
        for line in lines[at + 1 :]:
            voice = _VOICE.search(line)
            words = " ".join(_TAGS.sub("", line).split())
            if not words or words == previous:
                continue
            previous = words
            if voice or words.startswith(("- ", "– ", "— ", ">>")) or re.match(r"[A-Z][A-Z .]{2,30}: ", words):
                paragraphs.append(f"{voice[1].upper()}: {words}" if voice else words.lstrip("-–—> "))
            elif len(paragraphs[-1]) > 600 and _PAUSE.search(paragraphs[-1]):
                paragraphs.append(words)
            else:
                paragraphs[-1] = f"{paragraphs[-1]} {words}".strip()
    row = document.row or row_for(document.source)
    in_path = date_in_address(document.name, basis="path")
    yield article_of_fragment(
        document, document.name, "\n\n".join(filter(None, paragraphs)), title=row.title, source=row.source or "",
        date=str(row.date or in_path or ""), author=row.author or "", url=row.url or "", language=row.language or "",
    )  # fmt: skip
