"""Articles from a pipe: JSON lines if it begins with `{`, else the text of one article."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from typing import cast

from indexer.article import Article
from indexer.readers import jsonlines, plain
from indexer.readers.lines import ByteStream, Prefixed
from indexer.readers.source import Rejected, SourceFile

_CHUNK = 1 << 16
# Blanks, and the marks and zero bytes that UTF-16 puts around them.
_BLANK = b" \t\r\n\0\xef\xbb\xbf\xff\xfe"
_JSON_LINES = (b"{", b"\x1f\x8b")


def iter_articles(source: SourceFile, *, stream: ByteStream | None = None) -> Iterator[Article | Rejected]:
    """Read `stream`, or standard input. JSON lines may be gzipped."""
    if stream is None and sys.stdin is None:
        yield Rejected("-", None, "standard input is closed", "pipe articles in, or name files")
        return
    given = cast(ByteStream, sys.stdin.buffer) if stream is None else stream
    start = b""
    try:
        while not start.lstrip(_BLANK) and len(start) <= plain.MAX_BYTES and (more := given.read1(_CHUNK)):
            start += more
        whole = io.BufferedReader(Prefixed(start, given), _CHUNK)
        if start.lstrip(_BLANK).startswith(_JSON_LINES):
            yield from jsonlines.iter_stream(whole, source)
        else:
            yield plain.article_of(whole.read(plain.MAX_BYTES + 1), source)
    except OSError as error:
        yield Rejected.unreadable(source.path, error)
