"""Articles from a pipe: JSON lines if it begins with `{`, else the text of one article."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import BinaryIO

from indexer.article import Article
from indexer.readers import jsonlines, plain
from indexer.readers.source import Rejected, SourceFile

_CHUNK = 1 << 16
_SPACE = b" \t\r\n\xef\xbb\xbf\xff\xfe\0"


def iter_articles(source: SourceFile, *, stream: BinaryIO | None = None) -> Iterator[Article | Rejected]:
    """Read `stream`, or standard input."""
    stream = sys.stdin.buffer if stream is None else stream
    start = b""
    try:
        while not start.lstrip(_SPACE) and (more := stream.read(_CHUNK)):
            start += more
        if start.lstrip(_SPACE).startswith((b"{", b"\x1f\x8b")):
            yield from jsonlines.iter_stream(stream, source, start=start)
        else:
            yield plain.article_of(start + stream.read(plain.MAX_BYTES + 1 - len(start)), source)
    except OSError as error:
        yield Rejected("-", None, f"cannot be read: {error.strerror or error}")
