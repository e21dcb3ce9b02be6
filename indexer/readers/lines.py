"""A stream of bytes as lines: unzipped, in UTF-8, one at a time, with what was lost on the way."""

from __future__ import annotations

import codecs
import gzip
import io
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from indexer.readers.encoding import marked_encoding

MAX_LINE = 32 << 20
"""Bytes of a line. Longer ones are passed over without being held."""

_CHUNK = 1 << 14
_SHORT_LINE = 64
# Blank lines from the beginning of one to the end of one.
_BLANKS = re.compile(rb"(?:(?<=\n)|(?<=\r)(?!\n))[ \t\v\f\r\n]{16,}(?<=[\r\n])")
_GZIP = b"\x1f\x8b"


class ByteStream(Protocol):
    """A binary stream, of which a read gives what there is, up to `size` bytes, and nothing at the end."""

    def read1(self, size: int = -1, /) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Lost:
    """In place of a line: why there is none."""

    reason: str
    hint: str


_TOO_LONG = Lost(f"a line longer than {MAX_LINE >> 20} MiB", "one article a line: is this JSON lines?")
FETCH_AGAIN = "what follows is lost: fetch the file again"


def iter_lines(stream: ByteStream) -> Iterator[tuple[int, bytes | Lost]]:
    """The lines that are not blank, in UTF-8, with their 1-based numbers.

    LF, CR LF and CR end a line. A gzipped stream is known by its first bytes, UTF-16 and UTF-32 by their marks.
    The memory taken is bounded by MAX_LINE, the time linear.
    """
    number = 0
    pending: list[bytes] = []
    held = 0
    too_long = False
    for chunk in _whole_ends(_in_utf8(_unzipped(stream))):
        if isinstance(chunk, Lost):
            yield number + 1, chunk
            return
        for line in _with_blanks_counted(chunk):
            if isinstance(line, int):
                number += line
                continue
            if not line.endswith((b"\n", b"\r")):
                held += len(line)
                too_long = too_long or held > MAX_LINE
                if too_long:
                    pending.clear()
                else:
                    pending.append(line)
                continue
            number += 1
            if too_long:
                yield number, _TOO_LONG
            else:
                whole = b"".join((*pending, line)) if pending else line
                if not whole.isspace():
                    yield number, whole
            pending, held, too_long = [], 0, False
    if too_long:
        yield number + 1, _TOO_LONG
    elif pending and not (whole := b"".join(pending)).isspace():
        yield number + 1, whole


def _with_blanks_counted(chunk: bytes) -> Iterator[bytes | int]:
    """The lines of a chunk; of many blank ones in a row, which cost nothing to zip, only how many they are."""
    if chunk.count(b"\n") + chunk.count(b"\r") < len(chunk) // _SHORT_LINE:
        yield from chunk.splitlines(keepends=True)
        return
    at = 0
    for run in _BLANKS.finditer(chunk):
        yield from chunk[at : run.start()].splitlines(keepends=True)
        blank = run[0]
        yield blank.count(b"\n") + blank.count(b"\r") - blank.count(b"\r\n")
        at = run.end()
    yield from chunk[at:].splitlines(keepends=True)


def _whole_ends(chunks: Iterator[bytes | Lost]) -> Iterator[bytes | Lost]:
    """The same bytes, with no CR at the end of a chunk, where it could be half of CR LF."""
    carried = b""
    for chunk in chunks:
        if isinstance(chunk, Lost):
            yield chunk
            return
        chunk = carried + chunk if carried else chunk
        carried = b"\r" if chunk.endswith(b"\r") else b""
        yield chunk[:-1] if carried else chunk
    if carried:
        yield carried


def _in_utf8(chunks: Iterator[bytes | Lost]) -> Iterator[bytes | Lost]:
    """UTF-16 and UTF-32 with a mark become UTF-8; the mark of UTF-8 is dropped."""
    start = b""
    for chunk in chunks:
        if isinstance(chunk, Lost):
            yield from (start, chunk)
            return
        start += chunk
        if len(start) >= 4:
            break
    marked = marked_encoding(start)
    start = start[marked[1] :] if marked else start
    if marked is None or marked[0] == "utf-8":
        yield start
        yield from chunks
        return
    decoder = codecs.getincrementaldecoder(marked[0])(errors="replace")
    yield decoder.decode(start).encode("utf-8", "replace")
    for chunk in chunks:
        yield chunk if isinstance(chunk, Lost) else decoder.decode(chunk).encode("utf-8", "replace")
    yield decoder.decode(b"", True).encode("utf-8", "replace")


def _unzipped(stream: ByteStream) -> Iterator[bytes | Lost]:
    """The stream in chunks. All that can be unzipped before a damage comes before the Lost."""
    try:
        start = stream.read1(_CHUNK)
        while len(start) < len(_GZIP) and (more := stream.read1(_CHUNK)):
            start += more
        if start.startswith(_GZIP):
            stream = gzip.GzipFile(fileobj=io.BufferedReader(Prefixed(start, stream), _CHUNK))
        else:
            yield start
        while chunk := stream.read1(_CHUNK):
            yield chunk
    except EOFError:
        yield Lost("the gzip stream ends too early", FETCH_AGAIN)
    except (zlib.error, gzip.BadGzipFile) as error:
        yield Lost(f"the gzip stream is damaged: {error}", FETCH_AGAIN)
    except OSError as error:
        yield Lost(f"cannot be read further: {error.strerror or error}", "check the disk, or what is piped in")


class Prefixed(io.RawIOBase):
    """A stream of which the first bytes were read already."""

    def __init__(self, start: bytes, stream: ByteStream) -> None:
        self._start = memoryview(start)
        self._stream = stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # of any buffer; BufferedReader gives this one
        """Fill `buffer` with what there is; the number of bytes."""
        if self._start:
            size = min(len(self._start), len(buffer))
            buffer[:size] = self._start[:size]
            self._start = self._start[size:]
            return size
        data = self._stream.read1(len(buffer))
        buffer[: len(data)] = data
        return len(data)
