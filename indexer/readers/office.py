"""DOCX, ODT, EPUB, XLSX and RTF. What is packed as a ZIP is read by the standard library, without macros or links."""

from __future__ import annotations

import importlib.util
import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from indexer.article import Article
from indexer.readers import exports, plain
from indexer.readers.containers import Unpackable, member, members_of
from indexer.readers.document import Document, TooLarge
from indexer.readers.source import Made, Passed, Rejected
from indexer.readers.web import pages
from indexer.readers.xml import NotXML, text_of, tree_of
from indexer.workers.extraction import Unreadable, submit

__all__ = ["iter_articles", "iter_rtf", "read_rtf"]

_MOST_RTF = 32 << 20


def iter_articles(document: Document, archive: zipfile.ZipFile, names: set[str]) -> Iterator[Made]:
    """The article, or the articles of an export, of a document of an office program; the rows of a sheet."""
    try:
        if "word/document.xml" in names:
            yield from of_text(document, _docx(archive))
        elif "META-INF/container.xml" in names:
            yield from _epub(document, archive)
        elif "content.xml" in names:
            yield from of_text(document, _odt(archive))
        else:
            yield from _xlsx(document, archive)
    except (Unpackable, NotXML, KeyError) as error:
        yield document.rejected(f"cannot be read: {error}", "save it as text")


def of_text(document: Document, text: str) -> Iterator[Article | Rejected]:
    """What a text is that came out of another format."""
    found = exports.documents_in(text)
    if found is not None:
        yield from exports.iter_documents(found, document)
    else:
        yield plain.article_of(
            text.encode("utf-8", "replace"), document.as_source(), document.row or plain.row_of(document)
        )


def _part(archive: zipfile.ZipFile, name: str) -> bytes:
    return member(archive, archive.getinfo(name))


def _docx(archive: zipfile.ZipFile) -> str:
    root = tree_of(_part(archive, "word/document.xml"))
    lines: list[str] = []
    for paragraph in root.iter("p"):
        parts: list[str] = []
        for one in paragraph.iter():
            if one.tag == "t":
                parts.append(one.text or "")
            elif one.tag in ("br", "cr"):
                parts.append("\n")
            elif one.tag == "tab":
                parts.append("\t")
        lines.append("".join(parts))
    return "\n\n".join(lines)


def _odt(archive: zipfile.ZipFile) -> str:
    root = tree_of(_part(archive, "content.xml"))
    return "\n\n".join(text_of(one) for one in root.iter() if one.tag in ("p", "h"))


def _epub(document: Document, archive: zipfile.ZipFile) -> Iterator[Made]:
    """A chapter an article: the pages of the book in its order."""
    container = tree_of(_part(archive, "META-INF/container.xml"))
    path = next((one.get("full-path") or "" for one in container.iter() if one.tag.endswith("rootfile")), "")
    package = tree_of(_part(archive, path))
    folder = path.rpartition("/")[0]
    items = {one.get("id"): one.get("href") or "" for one in package.iter() if one.tag == "item"}
    order = [items.get(one.get("idref"), "") for one in package.iter() if one.tag == "itemref"]
    known = {info.filename for info in members_of(archive)}
    for name in order:
        full = f"{folder}/{name}" if folder else name
        if full not in known:
            yield Passed(f"{document.place}/{full}", "chapter", "it is not in the book")
            continue
        yield from pages.iter_articles(document.member(full, _part(archive, full)))


def _xlsx(document: Document, archive: zipfile.ZipFile) -> Iterator[Made]:
    if importlib.util.find_spec("python_calamine") is None:
        yield document.passed(".xlsx", "sheets need a library", "pip install 'onrecord[office]'")
        return
    from python_calamine import CalamineError, CalamineWorkbook

    from indexer.readers.tables import iter_rows

    for info in members_of(archive):
        if info.file_size > 200 << 20:
            raise Unpackable("more than 200 MiB when it is unpacked")
    try:
        with document.open() as file:
            book = CalamineWorkbook.from_filelike(io.BytesIO(file.read()))
        for name in book.sheet_names:
            rows = book.get_sheet_by_name(name).to_python()
            if rows:
                texts = (
                    (n, [cell if isinstance(cell, str) else _cell(cell) for cell in row])
                    for n, row in enumerate(rows, 1)
                )
                yield from iter_rows(document, texts, {})
    except CalamineError as error:
        yield document.rejected(f"a sheet that cannot be read: {error}", "save it as CSV")


def _cell(value: object) -> str:
    text = str(value)
    return text.removesuffix(".0") if isinstance(value, float) else text


def iter_rtf(document: Document) -> Iterator[Made]:
    """The article, or the articles of an export, of an RTF, which is taken apart in a process of its own."""
    if importlib.util.find_spec("striprtf") is None:
        return iter((document.passed(".rtf", "RTF needs a library", "pip install 'onrecord[office]'"),))
    try:
        data = document.read(_MOST_RTF)
    except TooLarge as error:
        return iter((document.rejected(str(error), "save it as text"),))
    except OSError as error:
        return iter((Rejected.unreadable(document.source.path, error),))
    found = submit("indexer.readers.office.read_rtf", data)

    def made() -> Iterator[Made]:
        try:
            parts = found()
        except Unreadable as error:
            yield document.rejected(f"an RTF that cannot be read: {error}", "save it as text")
            return
        text: str = (parts or {}).get("text", "")
        yield from of_text(document, re.sub(r"\n(?=\S)", "\n\n", text) if "\n\n" not in text else text)

    return made()


def read_rtf(data: bytes) -> dict[str, Any]:
    """The text of an RTF."""
    from striprtf.striprtf import rtf_to_text

    # Pictures are runs of hexadecimal digits, and nothing of the text.
    text = re.sub(r"(?:[0-9a-fA-F]{64,}\s*){2,}", "", data.decode("latin-1"))
    return {"text": str(rtf_to_text(text, errors="ignore"))}  # type: ignore[no-untyped-call]
