"""Text: one article a file, or the many of an export."""

from __future__ import annotations

from collections.abc import Iterator

from indexer.article import Article
from indexer.readers import exports
from indexer.readers.document import Document, TooLarge
from indexer.readers.encoding import UndecodableError, decode
from indexer.readers.metadata import Row, row_for
from indexer.readers.source import MAX_CHARACTERS, Rejected, SourceFile, printable, too_long
from indexer.text.dates import date_in_address
from indexer.text.mending import mended
from indexer.text.parts import read_text, without_controls

MAX_BYTES = 4 * MAX_CHARACTERS
"""Bytes of a file, in whatever encoding. A longer one is not read whole."""

_NO_ROW = Row()


def iter_articles(document: Document) -> Iterator[Article | Rejected]:
    """The article of a text file, with what a `metadata.csv` beside it adds; of an export, its articles."""
    try:
        data = document.read(MAX_BYTES)
    except TooLarge:
        yield _too_long(document.place)
        return
    if exports.may_be_export(data):
        try:
            found = exports.documents_in(decode(data).text)
        except UndecodableError:
            found = None
        if found is not None:
            yield from exports.iter_documents(found, document)
            return
    yield article_of(data, document.as_source(), row_of(document))


def row_of(document: Document) -> Row:
    """What a table states of the file; nothing of a member of one."""
    return document.row or (row_for(document.source) if document.data is None else _NO_ROW)


def _too_long(path: str) -> Rejected:
    return Rejected(
        path, None, f"longer than {MAX_BYTES >> 20} MiB", "split it into a file for each article or chapter"
    )


def article_of(data: bytes, source: SourceFile, row: Row = _NO_ROW) -> Article | Rejected:
    """The article that `data`, the whole of a text file, holds.

    What the text states comes first, then what the row states, then a date in the URL or in the path under the
    root. A title that the row states keeps the first line from being taken for one, unless they are the same.
    """
    path = printable(source.path)
    if len(data) > MAX_BYTES:
        return _too_long(path)
    try:
        decoded = decode(data)
    except UndecodableError as error:
        return Rejected(path, None, str(error), "convert it to UTF-8, or take it out of the folder")
    if len(decoded.text) > MAX_CHARACTERS:
        return Rejected(path, None, *too_long(len(decoded.text)))
    parts = read_text(mended(without_controls(decoded.text)), title=row.title)
    if not parts.body:
        return Rejected(path, None, "no text", "an article needs a body")
    extra = {**row.extra, **parts.extra}
    if decoded.guessed:
        extra["encoding"] = decoded.encoding
    url = parts.url or row.url
    date = parts.date or row.date or (date_in_address(url, basis="url") if url else None)
    return Article(
        id=source.name,
        body=parts.body,
        title=parts.title or row.title,
        source=parts.source or row.source,
        date=date or date_in_address(source.name, basis="path"),
        author=parts.author or row.author,
        url=url,
        path=source.name,
        language=parts.language or row.language,
        asides=parts.asides,
        extra=extra,
    )
