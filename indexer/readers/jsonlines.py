"""Many articles a file, one JSON object a line: `.jsonl` and `.jsonl.gz`.

The file is streamed: memory holds one line at a time, and the ids of the file to tell repeated ones.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Set
from typing import Any

from indexer.article import Article, PublicationDate
from indexer.readers.document import Document
from indexer.readers.keys import Keys, filled, looks_like
from indexer.readers.lines import ByteStream, Lost, iter_lines
from indexer.readers.source import MAX_CHARACTERS, Made, Noted, Reached, Rejected, SourceFile, printable, too_long
from indexer.readers.web.fragments import is_html, text_of_fragment
from indexer.store.stored_form import DEEPEST, deeper_than, in_parts
from indexer.text.dates import date_in_address, of_epoch, read_date
from indexer.text.mending import mended
from indexer.text.parts import read_text, without_controls

LONGEST_ID = 4096
"""Characters: those of the longest path, or of an address."""
_SOUGHT = ("title", "source", "date", "author")
_MOST_PARTS = 1 << 20
KEYS = frozenset(("id", "title", "text", "body", "source", "date", "author", "url", "language"))
_NO_KEYS: Keys = {}
_REACHED = 16
"""After so many lines it is said how far the reading is."""
IN_VAIN = 100_000
"""Lines in a row without an article: what goes on like that is something else, and each is told."""

# pandas writes NaN for a cell that is empty. It is no JSON, and it states nothing.
_scan = json.JSONDecoder(parse_constant=lambda _: None).raw_decode
# Halves of surrogate pairs, and control characters.
_UNUSUAL = re.compile(r"\\u(?:[dD][89a-fA-F]|00[01]|007[fF])")
_REFERENCE = re.compile(r"&(?:#\d{1,7}|#[xX][\da-fA-F]{1,6}|[a-zA-Z]{2,8});")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def iter_document(document: Document, stream: ByteStream, keys: Keys) -> Iterator[Made]:
    """Those of a stream that a document is read by. Of a file that was read in part the lines before are only looked
    for, which is much faster than to read them."""
    begin = document.reached if document.data is None else None
    yield from iter_stream(stream, document.as_source(), keys, begin=begin, stated=document.stated)


def iter_stream(
    stream: ByteStream,
    source: SourceFile,
    keys: Keys = _NO_KEYS,
    *,
    begin: Reached | None = None,
    stated: Set[str] = frozenset(),
) -> Iterator[Made]:
    """The articles of a stream of JSON lines, gzipped or not; with `begin` those of lines behind that one, and with
    them how far the reading is. The lines before stated the ids `stated`."""
    in_vain = 0
    for made in _iter_records(stream, source, keys, begin, stated):
        yield made
        if isinstance(made, Reached):
            continue
        in_vain = in_vain + 1 if isinstance(made, Rejected) else 0
        if in_vain == IN_VAIN:
            reason = f"{IN_VAIN:,} lines in a row hold no article; the rest is not read"
            yield Rejected(printable(source.path), None, reason, "is this JSON lines?")
            return


def _iter_records(
    stream: ByteStream, source: SourceFile, keys: Keys, begin: Reached | None, stated: Set[str]
) -> Iterator[Made]:
    path = printable(source.path)
    reader = RecordReader(source, keys, stated)
    before = begin.records if begin else 0
    first, told = not before, before
    for number, line in iter_lines(stream):
        if number <= before:
            continue
        if begin and number - told > _REACHED:
            told = number - 1
            yield Reached(0, told)
        if isinstance(line, Lost):
            yield Rejected(path, number, line.reason, line.hint)
            continue
        if first and (line.strip() == b"{" or line.lstrip().startswith(b"[")):
            yield Rejected(
                path, number, "JSON, but not one object a line", "jq -c '.[]?' FILE makes one line of each"
            )
            return
        first = False
        try:
            record = _record(line)
        except _BadRecordError as error:
            yield Rejected(path, number, str(error), error.hint)
            continue
        yield reader.read(record, number)
    yield from reader.notes()


class RecordReader:
    """The records of one file: a dictionary each, of JSON or of a row."""

    def __init__(self, source: SourceFile, keys: Keys = _NO_KEYS, stated: Set[str] = frozenset()) -> None:
        """`stated` are the ids of records before."""
        self.keys = keys
        self._source = source
        self._path = printable(source.path)
        self._seen = set(stated)
        self._undated = ""

    def read(self, record: dict[str, object], number: int) -> Article | Rejected:
        """The article of a record. It is changed."""
        known = None
        try:
            extra = _take_unknown(record) if self.keys or len(record.keys() - KEYS) else {}
            if extra or "url" not in record:
                filled(record, extra, self.keys)
            known = _id(record) or f"{self._source.name}#{number}"
            made = _article(record, extra, self._source, known)
        except _BadRecordError as error:
            return Rejected(self._path, number, str(error), error.hint, known)
        if made.id in self._seen:
            reason = f"the id {made.id!r} stands in this file before"
            return Rejected(self._path, number, reason, "an id names one article", made.id)
        self._seen.add(made.id)
        if made.date is None and not self._undated:
            self._undated = looks_like(extra)
        return made

    def notes(self) -> Iterator[Noted]:
        """What is to be told of all of them: a key that may be the date, where some have none."""
        if self._undated:
            reason = f"{self._undated!r} is not read as the date, and there is no other"
            yield Noted(self._path, reason, f"if it is: --map date={self._undated}")


class _BadRecordError(ValueError):
    def __init__(self, reason: str, hint: str = "") -> None:
        super().__init__(reason)
        self.hint = hint


def _record(line: bytes) -> dict[str, object]:
    if not in_parts(line, _MOST_PARTS):
        raise _BadRecordError("hundreds of thousands of values", "an article is one of them: one a line")
    try:
        text = line.decode("utf-8")
        if not text.startswith("{"):
            text = text.lstrip()
        record, end = _scan(text)
        if text[end:].strip():
            raise json.JSONDecodeError("something follows the object", text, end)
        if "\\u" in text and _UNUSUAL.search(text):
            record = storable(record)
    except UnicodeDecodeError as error:
        raise _BadRecordError(
            f"not UTF-8 at byte {error.start + 1}", "convert the file with iconv -t UTF-8"
        ) from error
    except json.JSONDecodeError as error:
        raise _BadRecordError(f"not JSON: {error.msg} at column {error.colno}", "one JSON object a line") from error
    except RecursionError as error:
        raise _BadRecordError("nested too deep", f"up to {DEEPEST} levels can be kept") from error
    except ValueError as error:  # an integer of thousands of digits
        raise _BadRecordError(f"not JSON that can be read: {error}") from error
    if not isinstance(record, dict):
        hint = "jq -c '.[]' FILE makes one line of each element" if isinstance(record, list) else ""
        raise _BadRecordError(f"not a JSON object but {_kind(record)}", hint)
    return record


def _article(record: dict[str, object], extra: dict[str, object], source: SourceFile, article_id: str) -> Article:
    text = _text(record, extra)
    title = _string(record, "title")
    outlet = _string(record, "source")
    author = _string(record, "author")
    url = _string(record, "url")
    characters = sum(map(len, (text, title, outlet, author, url)))
    if characters > MAX_CHARACTERS:
        raise _BadRecordError(*too_long(characters))
    date = _date(record, extra)
    known: tuple[str, ...] = _SOUGHT
    if not (title and outlet and date and author):
        known = tuple(name for name, value in zip(_SOUGHT, (title, outlet, date, author), strict=True) if value)
    parts = read_text(text, headers="unmistakable", known=known)
    if not parts.body:
        raise _BadRecordError("no text", "an article needs a 'text' or a 'body'")
    if parts.extra:
        extra = {**parts.extra, **extra}
    if parts.title or parts.source or parts.author or parts.url:
        # Headers taken out of the text that say other than the record: the record stands, and they are kept.
        ours = (("title", title), ("source", outlet), ("author", author), ("url", url))
        for name, own in ours:
            theirs = getattr(parts, name)
            if own and theirs and own != theirs:
                extra[f"{name}_in_text"] = theirs
    if date is None:
        date = parts.date or (date_in_address(url, basis="url") if url else None)
    return Article(
        id=article_id,
        body=parts.body,
        title=title or parts.title,
        source=outlet or parts.source,
        date=date,
        author=author or parts.author,
        url=url or parts.url,
        path=source.name,
        language=_string(record, "language") or parts.language,
        asides=parts.asides,
        extra=extra,
    )


def _take_unknown(record: dict[str, object]) -> dict[str, object]:
    """What the record holds beyond the keys; `Title` and `TEXT` are keys as well, where `title` and `text` are
    not."""
    extra: dict[str, object] = {}
    for key in [key for key in record if key not in KEYS]:
        value = record[key]
        lower = key.strip().lower()
        if lower in KEYS and lower not in record:
            record[lower] = value
        elif value is not None:
            if isinstance(value, (dict, list)) and deeper_than(value, DEEPEST):
                raise _BadRecordError(f"{key!r} is nested too deep", f"up to {DEEPEST} levels can be kept")
            extra[key] = value
    return extra


def _text(record: dict[str, object], extra: dict[str, object]) -> str:
    """The text, or the body where there is none; a list of paragraphs is a text. A second one goes to `extra`."""
    found = ""
    for key in ("text", "body"):
        value = record.get(key)
        if value is None:
            continue
        if isinstance(value, list) and all(isinstance(part, str) for part in value):
            value = "\n\n".join(value)
        if not isinstance(value, str):
            raise _BadRecordError(f"{key!r} is {_kind(value)}, not text")
        if not found:
            found = text_of_fragment(mended(value)).strip() if is_html(value) else mended(_plain(value)).strip()
        elif value.strip() != found:
            extra[key] = value
    if not found:
        raise _BadRecordError("no text", "an article needs a 'text' or a 'body'")
    return found


def _string(record: dict[str, object], key: str) -> str:
    value = record.get(key)
    if value is None:
        return ""
    if key == "author" and isinstance(value, list) and all(isinstance(part, str) for part in value):
        value = ", ".join(part for part in value if part)
    if not isinstance(value, str):
        raise _BadRecordError(f"{key!r} is {_kind(value)}, not text", "put it in double quotes, or leave it out")
    value = _plain(value).strip()
    return value if value.isprintable() else " ".join(value.split())


def _plain(value: str) -> str:
    """Text without the character references that a page's HTML left in it (`&#8211;`, `&amp;`)."""
    return html.unescape(value) if "&" in value and _REFERENCE.search(value) else value


def _id(record: dict[str, object]) -> str | None:
    value = record.get("id")
    if value is None:
        return None
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str):
        raise _BadRecordError(f"'id' is {_kind(value)}, not text or a whole number")
    value = value.strip()
    if not value:
        raise _BadRecordError("an empty id", "leave 'id' out, and the file and line name the article")
    if len(value) > LONGEST_ID:
        raise _BadRecordError(f"an id of {len(value):,} characters", f"it may have {LONGEST_ID:,}")
    if _CONTROL.search(value):
        raise _BadRecordError(f"the id {value!r} holds a line end or a control character")
    return value


def _date(record: dict[str, object], extra: dict[str, object]) -> PublicationDate | None:
    """The date that is stated.

    One that cannot be read, or that could be two days, does not cost the article: a journalist can do without a
    date sooner than without the text. What was stated is kept as `unread_date`, to be shown and mended.
    """
    value = record.get("date")
    if value is None or value == "":
        return None
    date = None
    if isinstance(value, str):
        date = read_date(value)
    elif isinstance(value, int) and not isinstance(value, bool):
        date = read_date(str(value)) or of_epoch(value)
    if date is None:
        extra["unread_date"] = value
    return date


def storable(value: Any) -> Any:
    """Halves of surrogate pairs and control characters, which JSON can spell and texts do not have, as U+FFFD."""
    if isinstance(value, str):
        return without_controls(value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace"))
    if isinstance(value, list):
        return [storable(part) for part in value]
    if isinstance(value, dict):
        return {str(storable(key)): storable(part) for key, part in value.items()}
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
