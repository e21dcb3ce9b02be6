"""Which module reads which kind of document, and what is passed over with which words."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from typing import cast

from indexer.readers import jsonlines, metadata, plain
from indexer.readers.containers import DAMAGES, bounded, iter_tar, iter_zip, peeked, unpacked
from indexer.readers.document import DEEPEST, Document
from indexer.readers.json_values import is_lines
from indexer.readers.json_values import iter_articles as iter_json
from indexer.readers.keys import Keys
from indexer.readers.lines import FETCH_AGAIN, ByteStream
from indexer.readers.sniffing import ASSETS, kind_of
from indexer.readers.source import Made, Rejected

__all__ = ["read"]

_MODULES = {
    "html": ("indexer.readers.web.pages", "iter_articles"),
    "feed": ("indexer.readers.feeds", "iter_articles"),
    "newsml": ("indexer.readers.newsml", "iter_articles"),
    "mail": ("indexer.readers.mail", "iter_articles"),
    "mbox": ("indexer.readers.mail", "iter_mbox"),
    "subtitles": ("indexer.readers.subtitles", "iter_articles"),
    "rtf": ("indexer.readers.office", "iter_rtf"),
    "pdf": ("indexer.readers.pdf", "iter_articles"),
}
"""Loaded when the first document of their kind is met."""
_COMPRESSED = ("gzip", "bzip2", "xz", "zstd")
_PASSED = {
    "": ("unknown", "its content is of no kind that is known"),
    "other text": ("other text", "text that its name does not call an article"),
    "empty": ("empty file", "there is nothing in it"),
    "xml": ("XML", "of a kind that is not read"),
    "sitemap": ("sitemap", "addresses only: fetch the pages"),
    "opml": ("list of feeds", "addresses only: fetch the feeds"),
    "bookmarks": ("bookmarks", "addresses only: save the pages, or fetch them with a crawler"),
    "ole": (".doc, .xls or .msg", "the old format of an office program: save it as .docx, .xlsx or .eml"),
    "parquet": ("Parquet", "a table of its own: write it as JSON lines"),
    "sqlite": ("database", "a database: export it as CSV or JSON lines"),
    "7z": ("7z", "an archive of a kind that is not read: unpack it"),
    "rar": ("RAR", "an archive of a kind that is not read: unpack it"),
}


def read(document: Document, keys: Keys) -> Iterator[Made]:
    """What a document holds. Pages begin to be taken apart when this returns."""
    base = document.name.rsplit("/", 1)[-1].lower()
    if document.data is None and base == metadata.FILE_NAME:
        return metadata.iter_articles(document.source)
    if (asset := ASSETS.get(document.suffix)) and document.suffix not in (".map",):
        return iter((document.passed(asset, "no text", unread=True),))
    try:
        head = document.head()
    except OSError as error:
        return iter((Rejected.unreadable(document.source.path, error),))
    if not head and document.suffix.endswith((".gz", ".bz2", ".xz", ".zst")):
        return iter((document.rejected("an empty file, which holds no compressed stream", FETCH_AGAIN),))
    kind = kind_of(head, document.suffix)
    if kind in _MODULES:
        module, name = _MODULES[kind]
        return _guarded(document, getattr(importlib.import_module(module), name)(document))
    return _guarded(document, _read(document, kind, keys))


def _guarded(document: Document, found: Iterator[Made]) -> Iterator[Made]:
    """What is found, and where a format's module fails in a way of its own, that: it costs one document."""
    try:
        yield from found
    except MemoryError:
        raise
    except Exception as error:  # the boundary of a format: all that strangers' files do to its libraries
        yield document.rejected(f"cannot be read: {type(error).__name__}: {error}", "take it out of the folder")


def _read(document: Document, kind: str, keys: Keys) -> Iterator[Made]:
    def inner(one: Document) -> Iterator[Made]:
        return read(one, keys)

    try:
        if kind == "text":
            yield from plain.iter_articles(document)
        elif kind == "json":
            with document.open() as file:
                yield from iter_json(document, cast(ByteStream, file), document.head(), keys)
        elif kind == "csv":
            from indexer.readers import tables

            yield from tables.iter_articles(document, keys)
        elif kind == "zip":
            office = importlib.import_module("indexer.readers.office")
            yield from iter_zip(document, inner, office.iter_articles)
        elif kind == "tar":
            yield from iter_tar(document, inner)
        elif kind == "warc":
            from indexer.readers import warc

            yield from warc.iter_articles(document, inner)
        elif kind in _COMPRESSED:
            yield from _compressed(document, kind, keys)
        else:
            name, reason = _PASSED.get(kind, (kind, "no text"))
            suffix = document.suffix if kind in ("", "other text") and document.suffix else ""
            reason, _, hint = reason.partition(": ")
            yield document.passed(suffix or name, reason, hint, unread=True)
    except OSError as error:
        yield Rejected.unreadable(document.place, error)


def _compressed(document: Document, kind: str, keys: Keys) -> Iterator[Made]:
    """What a compressed file holds: lines and archives as they come, other documents whole."""
    if document.depth > DEEPEST:
        yield document.passed("archive", f"more than {DEEPEST} archives in each other", "unpack it")
        return
    try:
        is_warc = document.name.lower().endswith(".warc.gz")  # also where its first record is damaged
        head = b"" if is_warc else peeked(document, kind)
        inside = "warc" if is_warc or head.startswith(b"WARC/") else kind_of(head, _inner_suffix(document))
        if inside == "warc":
            from indexer.readers import warc

            yield from warc.iter_articles(document, lambda one: read(one, keys))
            return
        if inside == "tar":
            yield from iter_tar(document, lambda one: read(one, keys))
            return
        if inside == "json" and kind == "gzip" and is_lines(head):
            with document.open() as file:  # of which all is read that is sound before a damage
                yield from jsonlines.iter_document(document, cast(ByteStream, file), keys)
            return
        with unpacked(document, kind) as stream:
            if inside == "json":
                yield from iter_json(document, cast(ByteStream, stream), head, keys)
                return
            data = bounded(stream, _packed(document))
    except DAMAGES as error:
        yield document.rejected(f"cannot be unpacked: {error}", FETCH_AGAIN)
        return
    base = document.name.rsplit("/", 1)[-1]
    stem = base.rpartition(".")[0] if "." in base else base
    inner = document.inner(
        document.name, data, url=document.url, charset=document.charset, row=document.row, span=document.whole_span()
    )
    yield from _of_stem(inner, stem, keys)


def _of_stem(document: Document, stem: str, keys: Keys) -> Iterator[Made]:
    """A document under the name that it has without its compression, which says what text is."""
    kind = kind_of(document.head(), "." + stem.rpartition(".")[2].lower() if "." in stem else "")
    if kind in _MODULES:
        module, name = _MODULES[kind]
        yield from getattr(importlib.import_module(module), name)(document)
    else:
        yield from _read(document, kind, keys)


def _inner_suffix(document: Document) -> str:
    parts = document.suffix.split(".")
    return f".{parts[1]}" if len(parts) > 2 else ""


def _packed(document: Document) -> int:
    return len(document.data) if document.data is not None else document.source.path.stat().st_size
