"""Mail: one `.eml`, the many of an mbox, and the saved page of an MHTML, which is a mail as well.

A newsletter is one article: the subject is its title, who it is from its outlet, the day it was sent its date.
"""

from __future__ import annotations

import email
import email.policy
import email.utils
import re
from collections.abc import Iterator
from email.message import EmailMessage

from indexer.article import Article
from indexer.readers.document import Document, TooLarge
from indexer.readers.source import Passed, Rejected
from indexer.readers.web import pages
from indexer.readers.web.fragments import article_of_fragment

__all__ = ["iter_articles", "iter_mbox"]

_MOST_PARTS = 500
_FEWEST = 30  # words of a plain part that is more than "read this in a browser"
_LONGEST_MAIL = 32 << 20
_POLICY = email.policy.default.clone(max_line_length=None)


def iter_articles(document: Document) -> Iterator[Article | Rejected | Passed]:
    """The article of one mail or MHTML."""
    try:
        data = document.read(_LONGEST_MAIL)
    except TooLarge as error:
        yield document.rejected(str(error), "take its attachments out")
        return
    yield from _of_message(document, data, document.name)


def iter_mbox(document: Document) -> Iterator[Article | Rejected | Passed]:
    """An article a mail."""
    with document.open() as file:
        held: list[bytes] = []
        size = number = 0
        blank = True
        for line in file:
            if blank and line.startswith(b"From ") and held:
                number += 1
                yield from _of_message(document, b"".join(held), f"{document.name}#{number}")
                held, size = [], 0
            elif not (line.startswith(b"From ") and not held):
                size += len(line)
                if size <= _LONGEST_MAIL:
                    held.append(line.removeprefix(b">") if line.startswith(b">From ") else line)
            blank = not line.strip()
        if held:
            yield from _of_message(document, b"".join(held), f"{document.name}#{number + 1}")


def _of_message(document: Document, data: bytes, name: str) -> Iterator[Article | Rejected | Passed]:
    message = email.message_from_bytes(data, policy=_POLICY)
    try:
        parts = list(message.walk())[:_MOST_PARTS]
        page = next((part for part in parts if part.get_content_type() == "text/html" and not _attached(part)), None)
        plain = next(
            (part for part in parts if part.get_content_type() == "text/plain" and not _attached(part)), None
        )
        saved = str(message.get("Snapshot-Content-Location") or (page.get("Content-Location") if page else "") or "")
        if page is not None and saved.startswith(("http://", "https://")):
            inner = document.inner(name, _bytes(page), url=saved, charset=page.get_content_charset())
            yield from pages.iter_articles(inner)
            return
        written = _text(plain) if plain is not None else ""
        text = written if page is None or len(written.split()) > _FEWEST else _text(page)
        sender, address = email.utils.parseaddr(str(message.get("From") or ""))
        date = message.get("Date")
        when = getattr(date, "datetime", None)
        yield article_of_fragment(
            document, name, _unwrapped(text), title=str(message.get("Subject") or ""), source=sender or address,
            date=when.date().isoformat() if when else str(date or ""),
        )  # fmt: skip
    except (LookupError, ValueError, TypeError, AttributeError, RecursionError) as error:
        # The standard library's parser has slips of its own on mail that no program should have sent.
        yield document.rejected(f"a mail that cannot be read: {error}", "save it as text", known=name)


def _attached(part: EmailMessage) -> bool:
    return part.get_content_disposition() == "attachment"


def _bytes(part: EmailMessage) -> bytes:
    found = part.get_payload(decode=True)
    return found if isinstance(found, bytes) else b""


def _text(part: EmailMessage) -> str:
    data = _bytes(part)
    try:
        return data.decode(part.get_content_charset() or "utf-8", "replace")
    except LookupError:
        return data.decode("utf-8", "replace")


def _unwrapped(text: str) -> str:
    return re.sub(r"[ \t]+\r?\n(?=\S)", " ", text)
