"""Articles from a pipe: what it is, its content says."""

from __future__ import annotations

import io
import sys
import zlib
from collections.abc import Iterator
from dataclasses import replace
from typing import cast

from indexer.readers import formats, jsonlines, plain
from indexer.readers.document import MAX_BYTES, Document
from indexer.readers.keys import Keys
from indexer.readers.lines import ByteStream, Prefixed
from indexer.readers.sniffing import kind_of
from indexer.readers.source import Made, Rejected

_CHUNK = 1 << 16
# Blanks, and the marks and zero bytes that UTF-16 puts around them.
_BLANK = b" \t\r\n\0\xef\xbb\xbf\xff\xfe"
_NO_KEYS: Keys = {}


def iter_articles(document: Document, *, stream: ByteStream | None = None, keys: Keys = _NO_KEYS) -> Iterator[Made]:
    """Read `stream`, or standard input. JSON lines are read as they come, all else whole."""
    source = document.source
    if stream is None and sys.stdin is None:
        yield Rejected("-", None, "standard input is closed", "pipe articles in, or name files")
        return
    given = cast(ByteStream, sys.stdin.buffer) if stream is None else stream
    start = b""
    try:
        while not start.lstrip(_BLANK) and len(start) <= plain.MAX_BYTES and (more := given.read1(_CHUNK)):
            start += more
        whole = io.BufferedReader(Prefixed(start, given), _CHUNK)
        first = start.lstrip(_BLANK)
        lines = first.startswith(b"{") and not first.startswith(b"{\\rtf")
        if lines or (first.startswith(b"\x1f\x8b") and not _is_tar(start)):
            yield from jsonlines.iter_stream(whole, source, keys)
            return
        data = whole.read(MAX_BYTES + 1)
        if kind_of(data[:8192], "") in ("text", "other text", "empty", ""):
            yield plain.article_of(data, source)
        else:
            yield from formats.read(replace(document, data=data), keys)
    except OSError as error:
        yield Rejected.unreadable(source.path, error)


def _is_tar(start: bytes) -> bool:
    try:
        return zlib.decompressobj(31).decompress(start, 512)[257:262] == b"ustar"
    except zlib.error:
        return False
