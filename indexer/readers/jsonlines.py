"""Many articles a file, one JSON object a line: `.jsonl` and `.jsonl.gz`.

The file is streamed: memory holds one line at a time, and the ids that were given.
"""

from __future__ import annotations

import codecs
import gzip
import json
import zlib
from collections.abc import Callable, Iterator
from typing import BinaryIO

from indexer.article import Article, PublicationDate
from indexer.dates import date_in_address, read_date
from indexer.readers.encoding import marked_encoding
from indexer.readers.source import Rejected, SourceFile
from indexer.text import read_text

MAX_LINE = 32 << 20  # bytes
_CHUNK = 1 << 20
_KNOWN = ("id", "title", "text", "body", "source", "date", "author", "url", "language")
_DEEPEST = 64

# pandas writes NaN for a cell that is empty; it is not JSON, and it states nothing.
_decode: Callable[[str], object] = json.JSONDecoder(parse_constant=lambda _: None).decode


def iter_articles(source: SourceFile) -> Iterator[Article | Rejected]:
    """The articles of a file, and the lines of it that hold none."""
    try:
        with source.path.open("rb") as file:
            yield from iter_stream(file, source)
    except OSError as error:
        yield Rejected(str(source.path), None, f"cannot be read: {error.strerror or error}", "check that the file is there and yours to read")


def iter_stream(stream: BinaryIO, source: SourceFile, *, start: bytes = b"") -> Iterator[Article | Rejected]:
    """The articles of a stream of JSON lines, gzipped or not, whose first bytes `start` were read already."""
    path = str(source.path)
    seen: set[str] = set()
    for number, line in iter_lines(_chunks(stream, start)):
        if isinstance(line, Damage):
            yield Rejected(path, number, line.reason, line.hint)
            continue
        try:
            text = line.decode("utf-8")
        except UnicodeDecodeError as error:
            yield Rejected(path, number, f"not UTF-8 at byte {error.start + 1}", "convert the file: iconv -t UTF-8")
            continue
        made = article_of(text, source, number)
        if isinstance(made, Article):
            if made.id in seen:
                made = Rejected(path, number, f"the id {made.id!r} was given before in this file", "give each article an id of its own")
            else:
                seen.add(made.id)
        yield made


class Damage(ValueError):
    """Bytes that are no line: too long, or lost."""

    def __init__(self, reason: str, hint: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.hint = hint


_TOO_LONG = Damage(f"a line longer than {MAX_LINE >> 20} MiB", "one article a line: is this JSON lines?")


def iter_lines(chunks: Iterator[bytes | Damage]) -> Iterator[tuple[int, bytes | Damage]]:
    """The lines that are not blank, with their 1-based numbers; LF, CR LF and CR end a line.

    A line that is too long is passed over without being held.
    """
    number = 0
    rest = b""
    dropping = False
    for chunk in chunks:
        if isinstance(chunk, Damage):
            number += 1
            yield number, chunk
            return
        lines = (rest + chunk).splitlines(keepends=True)
        # The last one may go on in the next chunk, and a CR at its end may be half of CR LF.
        rest = lines.pop() if lines else b""
        for line in lines:
            number += 1
            if dropping:
                dropping = False
                yield number, _TOO_LONG
            elif not line.isspace():
                yield number, line
        if len(rest) > MAX_LINE:
            rest = b""
            dropping = True
    if dropping:
        yield number + 1, _TOO_LONG
    elif rest and not rest.isspace():
        yield number + 1, rest


def _chunks(stream: BinaryIO, start: bytes) -> Iterator[bytes | Damage]:
    """The stream in pieces of about 1 MiB, unzipped and in UTF-8."""
    raw = _Prefixed(start, stream)
    first = raw.peek(4)
    unzipped: BinaryIO | _Prefixed | gzip.GzipFile = raw
    if first[:2] == b"\x1f\x8b":
        unzipped = gzip.GzipFile(fileobj=raw)
    yield from _transcoded(_read(unzipped))


def _read(stream: BinaryIO | _Prefixed | gzip.GzipFile) -> Iterator[bytes | Damage]:
    while True:
        try:
            chunk = stream.read(_CHUNK)
        except EOFError:
            yield Damage("the gzip stream ends too early: what follows is lost", "fetch the file again")
            return
        except (zlib.error, gzip.BadGzipFile) as error:
            yield Damage(f"the gzip stream is damaged: {error}", "fetch the file again")
            return
        except OSError as error:
            yield Damage(f"cannot be read further: {error.strerror or error}", "check the disk or the pipe")
            return
        if not chunk:
            return
        yield chunk


def _transcoded(chunks: Iterator[bytes | Damage]) -> Iterator[bytes | Damage]:
    """UTF-16 and UTF-32 with a mark become UTF-8; a mark of UTF-8 is dropped."""
    decoder: codecs.IncrementalDecoder | None = None
    first = True
    for chunk in chunks:
        if isinstance(chunk, Damage):
            yield chunk
            return
        if first:
            first = False
            marked = marked_encoding(chunk)
            if marked is not None:
                chunk = chunk[marked[1] :]
                if marked[0] != "utf-8":
                    decoder = codecs.getincrementaldecoder(marked[0])(errors="replace")
        yield chunk if decoder is None else decoder.decode(chunk).encode()
    if decoder is not None and (last := decoder.decode(b"", True)):
        yield last.encode()


class _Prefixed:
    """A stream of which the first bytes were read already."""

    def __init__(self, start: bytes, stream: BinaryIO) -> None:
        self._start = start
        self._stream = stream

    def peek(self, size: int) -> bytes:
        while len(self._start) < size and (more := self._stream.read(size - len(self._start))):
            self._start += more
        return self._start[:size]

    def read(self, size: int = -1) -> bytes:
        if not self._start:
            return self._stream.read(size)
        if size < 0:
            taken, self._start = self._start + self._stream.read(), b""
        else:
            taken, self._start = self._start[:size], self._start[size:]
        return taken


def article_of(line: str, source: SourceFile, number: int) -> Article | Rejected:
    """The article that one line holds, or why it holds none."""
    path = str(source.path)
    try:
        record = _decode(line)
        if "\\u" in line:
            record = _without_surrogates(record)
    except RecursionError:
        return Rejected(path, number, "nested too deep", "an article is a flat object")
    except json.JSONDecodeError as error:
        return Rejected(path, number, f"not JSON: {error.msg} at column {error.colno}", _hint_for(line))
    except ValueError as error:
        return Rejected(path, number, f"not JSON: {error}")
    if not isinstance(record, dict):
        return Rejected(path, number, f"not a JSON object but {_kind(record)}", _hint_for(line))
    try:
        return _article(record, source, number)
    except _BadField as error:
        return Rejected(path, number, str(error), error.hint)


class _BadField(ValueError):
    def __init__(self, reason: str, hint: str = "") -> None:
        super().__init__(reason)
        self.hint = hint


def _article(record: dict[str, object], source: SourceFile, number: int) -> Article:
    text = _text(record)
    title = _string(record, "title") or ""
    outlet = _string(record, "source")
    author = _string(record, "author", joined=True)
    url = _string(record, "url")
    language = _string(record, "language")
    extra: dict[str, object] = {}
    date = _date(record, extra)
    for key in record:
        if key not in _KNOWN and record[key] is not None:
            extra[key] = record[key]
    complete = bool(title and outlet and date and author)
    parts = read_text(text, headers="none" if complete else "unmistakable")
    extra = {**parts.extra, **extra} if parts.extra else extra
    for name, own, stated in (("title", title, parts.title), ("author", author, parts.author), ("url", url, parts.url)):
        if own and stated and own != stated:
            extra.setdefault(f"{name}_in_text", stated)
    if not parts.body:
        raise _BadField("no text", "an article needs a 'text' or a 'body'")
    if date is None and "unread_date" not in extra:
        date = parts.date or (date_in_address(url, basis="url") if url else None)
    return Article(
        id=_id(record) or f"{source.name}#{number}",
        body=parts.body,
        title=title or parts.title,
        source=outlet or parts.source,
        date=date,
        author=author or parts.author,
        url=url or parts.url,
        path=source.name,
        language=language or parts.language,
        asides=parts.asides,
        extra=extra,
    )


def _text(record: dict[str, object]) -> str:
    for key in ("text", "body"):
        value = record.get(key)
        if value is None:
            continue
        if isinstance(value, list) and all(isinstance(part, str) for part in value):
            value = "\n\n".join(value)
        if not isinstance(value, str):
            raise _BadField(f"{key!r} is {_kind(value)}, not text")
        if value and not value.isspace():
            return value
    raise _BadField("no text", "an article needs a 'text' or a 'body'")


def _string(record: dict[str, object], key: str, *, joined: bool = False) -> str | None:
    value = record.get(key)
    if value is None:
        return None
    if joined and isinstance(value, list) and all(isinstance(part, str) for part in value):
        value = ", ".join(part for part in value if part)
    if not isinstance(value, str):
        raise _BadField(f"{key!r} is {_kind(value)}, not text", "put it in double quotes, or leave it out")
    return value.strip() or None


def _id(record: dict[str, object]) -> str | None:
    value = record.get("id")
    if value is None:
        return None
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str):
        raise _BadField(f"'id' is {_kind(value)}, not text or a whole number")
    value = value.strip()
    if not value:
        raise _BadField("an empty id", "leave 'id' out to have the file and line for one")
    return value


def _date(record: dict[str, object], extra: dict[str, object]) -> PublicationDate | None:
    """The date that is stated. One that cannot be read, or could be two days, leaves the article without a date and
    is kept as `unread_date`: losing an article over its date would be worse than having to search it by words."""
    value = record.get("date")
    if value is None or value == "":
        return None
    date = None
    if isinstance(value, str):
        date = read_date(value)
    elif isinstance(value, int) and not isinstance(value, bool):
        date = read_date(str(value))
    if date is None:
        extra["unread_date"] = value
    return date


def _without_surrogates(value: object, depth: int = 0) -> object:
    """Halves of surrogate pairs, which JSON can spell and no file can hold, become U+FFFD."""
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, list):
        return [_without_surrogates(part, depth + 1) for part in value]
    if isinstance(value, dict):
        return {str(_without_surrogates(key)): _without_surrogates(part, depth + 1) for key, part in value.items()}
    return value


def _kind(value: object) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "true or false"
        case int() | float():
            return "a number"
        case str():
            return "a text"
        case list():
            return "a list"
        case _:
            return "an object"


def _hint_for(line: str) -> str:
    if line.lstrip().startswith("["):
        return "a JSON array is not JSON lines: jq -c '.[]' makes it so"
    if line.strip() in ("{", "}", "},"):
        return "one object a line: jq -c . makes it so"
    return "one JSON object a line"
