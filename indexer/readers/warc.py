"""WARC and WACZ: what crawlers and archives of the web keep, a record a response.

Read record by record over the standard library, since what is damaged must cost one record: the packages that there
are lose the rest of a file at one bad gzip member, or all records that were packed by brotli.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from indexer.article import Article
from indexer.readers.containers import MAX_MEMBER, Read, in_turn
from indexer.readers.document import Document
from indexer.readers.source import Made, Passed, Reached, Rejected

__all__ = ["body_digest", "iter_articles"]

_READ = 1 << 18
_REACHED = 8
"""After so many records it is said how far the reading is."""
_GZIP = b"\x1f\x8b\x08"
_HEAD = re.compile(rb"\AWARC/[\d.]+\r?\n")
_NEXT = re.compile(rb"(?:\r\n\r\n|\n\n)(?=WARC/1\.[01]\r?\n)")
_MOST_HEAD = 1 << 16
_PAGE = ("text/html", "application/xhtml+xml", "application/xhtml")


@dataclass(slots=True)
class Record:
    """One record; `damage` says why there is none."""

    offset: int
    fields: dict[str, str]
    block: bytes = b""
    damage: str = ""


def iter_articles(document: Document, read: Read) -> Iterator[Made]:
    """The articles of the pages; revisits, other kinds of records and other statuses than 200 are passed over.

    So is a page that was saved again with the same text; with another it is an article of its own.
    """
    seen = dict(document.captures())
    for made in in_turn(_pages(document), read):
        if isinstance(made, Article) and made.url:
            first = seen.setdefault((made.url, body_digest(made.body)), made.id)
            if first != made.id:
                yield Passed(made.id, "capture", f"the same text as {first}")
                continue
        yield made


def body_digest(body: str) -> str:
    """What tells a text from all others."""
    return hashlib.blake2b(body.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def _pages(document: Document) -> Iterator[Document | Rejected | Passed | Reached]:
    begin = document.reached or Reached(0, 0)
    number = begin.records
    with document.open() as file:
        for record in _records(file, begin.offset):
            if document.data is None:
                document.meter.mark(record.offset)
                if number % _REACHED == 0:
                    yield Reached(record.offset, number)
            number += 1
            name = f"{document.name}#{number}"
            place = f"{document.place}#{number}"
            if record.damage:
                yield document.rejected(
                    f"a damaged record at byte {record.offset:,}: {record.damage}",
                    "fetch the file again",
                    line=number,
                    known=name,
                )
                continue
            yield from _page(document, record, name, place)


def _page(document: Document, record: Record, name: str, place: str) -> Iterator[Document | Rejected | Passed]:
    kind = record.fields.get("warc-type", "")
    url = record.fields.get("warc-target-uri", "").strip("<>")
    if kind == "revisit":
        yield Passed(place, "revisit", "the same page as at an earlier visit")
        return
    if kind not in ("response", "resource", "conversion"):
        yield Passed(place, "record of the crawl", f"a record of the kind {kind or 'unknown'}")
        return
    if not url.startswith(("http://", "https://")):
        yield Passed(place, "record of the crawl", "no address of the web")
        return
    status, headers, body = 200, {"content-type": record.fields.get("content-type", "")}, record.block
    if kind == "response":
        split = re.search(rb"\r?\n\r?\n", record.block[:_MOST_HEAD])
        if not split:
            yield Passed(place, "record of the crawl", "a response without a head")
            return
        status, headers = _http(record.block[: split.start()])
        body = record.block[split.end() :]
    if status != 200:
        yield Passed(place, f"status {status}", "a page that was not there")
        return
    media = headers.get("content-type", "").split(";")[0].strip().lower()
    if media and media not in (*_PAGE, "text/plain"):
        yield Passed(place, media[:60], "no page")
        return
    try:
        body = _decoded(body, headers)
    except (zlib.error, ValueError, EOFError) as error:
        yield document.rejected(f"a page that cannot be unpacked: {error}", "fetch it again", known=name)
        return
    charset = re.search(r"charset\s*=\s*[\"']?([\w.:-]+)", headers.get("content-type", ""), re.IGNORECASE)
    captured = record.fields.get("warc-date")
    yield document.inner(name, body, url=url, charset=charset[1] if charset else None, captured=captured)


def _http(head: bytes) -> tuple[int, dict[str, str]]:
    lines = head.decode("latin-1").splitlines()
    words = lines[0].split() if lines else []
    status = int(words[1]) if len(words) > 1 and words[1].isdigit() else 0
    headers: dict[str, str] = {}
    for line in lines[1:]:
        key, _, value = line.partition(":")
        headers[key.strip().lower()] = value.strip()
    return status, headers


def _decoded(body: bytes, headers: dict[str, str]) -> bytes:
    if "chunked" in headers.get("transfer-encoding", "").lower():
        body = _unchunked(body)
    for coding in reversed(headers.get("content-encoding", "").lower().replace(" ", "").split(",")):
        if coding in ("gzip", "x-gzip") and body.startswith(b"\x1f\x8b"):
            body = _inflated(body, 31)
        elif coding == "deflate":
            body = _inflated(body, 15 if body[:1] == b"\x78" else -15)
        elif coding == "br":
            body = _unbrotlied(body)
        elif coding == "zstd":
            import zstandard

            body = zstandard.ZstdDecompressor().decompressobj().decompress(body)
    return body


def _inflated(body: bytes, window: int) -> bytes:
    found = zlib.decompressobj(window).decompress(body, MAX_MEMBER + 1)
    if len(found) > MAX_MEMBER:
        raise ValueError(f"more than {MAX_MEMBER >> 20} MiB")
    return found


def _unbrotlied(body: bytes) -> bytes:
    import brotli

    unpacking = brotli.Decompressor()
    parts, size = [], 0
    try:
        for at in range(0, len(body), 1 << 14):
            parts.append(unpacking.process(body[at : at + (1 << 14)]))
            size += len(parts[-1])
            if size > MAX_MEMBER:
                raise ValueError(f"more than {MAX_MEMBER >> 20} MiB")
    except brotli.error as error:
        if not size:  # what was not packed after all
            return body
        raise ValueError(str(error)) from error
    return b"".join(parts)


_CHUNK = re.compile(rb"\A[ \t]*([0-9a-fA-F]{1,8})[^\r\n]*\r?\n")


def _unchunked(body: bytes) -> bytes:
    parts: list[bytes] = []
    at = 0
    while found := _CHUNK.match(body[at : at + 200]):
        size = int(found[1], 16)
        at += found.end()
        if not size:
            return b"".join(parts)
        parts.append(body[at : at + size])
        at += size + (2 if body[at + size : at + size + 2] == b"\r\n" else 1)
    return b"".join(parts) if parts else body


# Records.


def _records(file: IO[bytes], offset: int) -> Iterator[Record]:
    """The records from a byte on, at which one begins."""
    start = file.read(len(_GZIP))
    file.seek(offset)
    yield from _gzipped(file, offset) if start == _GZIP else _plain(file, offset)


def _gzipped(file: IO[bytes], base: int) -> Iterator[Record]:
    """Each record is a gzip member; behind a damaged one the next is looked for."""
    buffer, ended = b"", False
    while True:
        if len(buffer) < _READ and not ended:
            more = file.read(_READ)
            ended = not more
            buffer += more
        if not buffer:
            return
        unpacking = zlib.decompressobj(31)
        parts: list[bytes] = []
        size = used = 0
        damage = ""
        offset = base
        try:
            while not unpacking.eof:
                if used >= len(buffer):
                    more = b"" if ended else file.read(_READ)
                    if not more:
                        ended = True
                        damage = "cut off"
                        break
                    base += len(buffer)
                    buffer, used = more, 0
                    continue
                piece = unpacking.decompress(buffer[used:], MAX_MEMBER)
                used = len(buffer) - len(unpacking.unused_data or unpacking.unconsumed_tail)
                size += len(piece)
                if size <= MAX_MEMBER:
                    parts.append(piece)
        except zlib.error as error:
            damage = str(error)
            used = max(used, 1)
        if damage:
            yield Record(offset, {}, damage=damage)
            if ended and damage == "cut off":
                return
            # The next member begins with the same three bytes.
            while (found := buffer.find(_GZIP, used)) < 0:
                base += max(len(buffer) - 2, 0)
                more = b"" if ended else file.read(_READ)
                if not more:
                    return
                buffer, used = buffer[-2:] + more, 0
            base += found
            buffer = buffer[found:]
            continue
        base += used
        buffer = buffer[used:]
        data = b"".join(parts)
        if size > MAX_MEMBER:
            yield Record(offset, {}, damage=f"longer than {MAX_MEMBER >> 20} MiB")
        elif data.strip():
            yield _of(data, offset)


def _of(data: bytes, offset: int) -> Record:
    head = _HEAD.match(data)
    end = re.search(rb"\r?\n\r?\n", data[:_MOST_HEAD])
    if not head or not end:
        return Record(offset, {}, damage="no head of a record")
    fields = _fields(data[head.end() : end.start()])
    length = fields.get("content-length", "")
    if not length.isdigit() or "warc-type" not in fields:
        return Record(offset, {}, damage="no length, or no kind")
    block = data[end.end() : end.end() + int(length)]
    if len(block) < int(length):
        return Record(offset, {}, damage="cut off")
    return Record(offset, fields, block)


def _fields(head: bytes) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in head.decode("utf-8", "replace").splitlines():
        key, _, value = line.partition(":")
        found[key.strip().lower()] = value.strip()
    return found


def _plain(file: IO[bytes], base: int) -> Iterator[Record]:
    """Records one after the other; behind a damaged one the next head is looked for."""
    buffer = b""

    def fill(size: int) -> bool:
        nonlocal buffer
        while len(buffer) < size:
            more = file.read(max(_READ, size - len(buffer)))
            if not more:
                return False
            buffer += more
        return True

    while True:
        fill(_MOST_HEAD)
        stripped = buffer.lstrip(b"\r\n")
        base += len(buffer) - len(stripped)
        buffer = stripped
        if not buffer:
            return
        head, end = _HEAD.match(buffer), re.search(rb"\r?\n\r?\n", buffer[:_MOST_HEAD])
        fields = _fields(buffer[head.end() : end.start()]) if head and end else {}
        length = fields.get("content-length", "")
        if head and end and length.isdigit() and int(length) <= MAX_MEMBER:
            stop = end.end() + int(length)
            whole = fill(stop + 4)
            after = buffer[stop : stop + 4].lstrip(b"\r\n")
            if "warc-type" in fields and len(buffer) >= stop and (not whole or not after):
                yield Record(base, fields, buffer[end.end() : stop])
                base, buffer = base + stop, buffer[stop:]
                continue
        yield Record(
            base, {}, damage="no head of a record" if not (head and end) else "its length is not that of its text"
        )
        while not (found := _NEXT.search(buffer, 1)):
            base += max(len(buffer) - 16, 0)
            buffer = buffer[-16:]
            before = len(buffer)
            if not fill(before + _READ) and len(buffer) == before:
                return
        base += found.end()
        buffer = buffer[found.end() :]
