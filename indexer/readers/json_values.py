"""JSON that is no lines: an array, objects over many lines, or articles within what an interface answered."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator

from indexer.readers.document import Document
from indexer.readers.jsonlines import RecordReader, iter_document, storable
from indexer.readers.keys import FULL_TEXTS, PARTIAL_TEXTS, Keys
from indexer.readers.lines import ByteStream
from indexer.readers.source import Made
from indexer.store.stored_form import DEEPEST, deeper_than, in_parts

__all__ = ["is_lines", "iter_articles", "iter_values"]

_READ = 1 << 14
_LONGEST = 32 << 20
_CONTEXT = 2000  # bytes in which a collection says what it is
_MOST_PARTS = 1 << 20
_LISTS = (
    "articles", "results", "docs", "items", "stories", "data", "hits", "entries", "news", "records", "rows", "posts",
    "orderedItems",
)  # fmt: skip
_WRAPS = ("response", "hits", "data", "articles", "result", "_source", "attributes", "object")
# What a server of ActivityPub sends: a collection of activities, each with its object.
_COLLECTION = re.compile(rb'"(?:orderedItems|first|items)"\s*:\s*[\[{]')
_HANDLE = re.compile(r"https?://([^/\s]+)/(?:users/|@)?([^/\s]+)/?\Z")
_scan = json.JSONDecoder(parse_constant=lambda _: None, strict=False).raw_decode
_BLANK = " \t\r\n,"
# What an interface answered: counts, and then the list.
_ANSWER = re.compile(
    rb'\{(?:\s*"[\w-]{1,30}"\s*:\s*(?:"[^"\\]{0,200}"|[\w.+-]{1,30})\s*,){0,12}\s*"'
    rb'(?:articles|results|docs|items|stories|data|hits|entries|response|posts)"\s*:\s*[\[{]'
)


def iter_articles(document: Document, stream: ByteStream, head: bytes, keys: Keys) -> Iterator[Made]:
    """The articles of JSON of any shape, of which `head` is the beginning; lines of JSON are read as such."""
    if is_lines(head):
        yield from iter_document(document, stream, keys)
        return
    reader = RecordReader(document.as_source(), keys)
    number = 0
    for value in iter_values(stream):
        if isinstance(value, str):
            yield document.rejected(value, "check it with: jq . FILE", line=number + 1)
            return
        for record in _records(value):
            number += 1
            yield reader.read(record, number)
    yield from reader.notes()
    if not number:
        yield document.passed("JSON", "no object of it is an article", "name the key of its text with --map text=KEY")


def is_lines(head: bytes) -> bool:
    """Whether there is no array around all, and no object over several lines at the beginning."""
    head = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith(b"[") or _ANSWER.match(head):
        return False
    if b"activitystreams" in head[:_CONTEXT] and _COLLECTION.search(head):
        return False
    line, _, rest = head.partition(b"\n")
    line = line.strip()
    goes_on = line.startswith(b"{") and not line.endswith(b"}") and rest[:1] in (b" ", b"\t", b'"')
    return line != b"{" and not goes_on


def iter_values(stream: ByteStream) -> Iterator[object]:
    """The elements of an array, or values that stand one behind the other; a text says why there are no more."""
    decoder = codecs.getincrementaldecoder("utf-8-sig")(errors="replace")
    text, ended, inside = "", False, False

    def more() -> bool:
        nonlocal text, ended
        data = b"" if ended else stream.read1(max(_READ, min(len(text), _LONGEST)))
        ended = not data
        text += decoder.decode(data, final=ended)
        return not ended

    while True:
        text = text.lstrip(_BLANK if inside else _BLANK + "\ufeff")
        if not text:
            if not more() and not text:
                return
            continue
        if text[0] == "[" and not inside:
            inside, text = True, text[1:]
            continue
        if text[0] == "]" and inside:
            inside, text = False, text[1:]
            continue
        try:
            value, end = _scan(text)
            if end == len(text) and not ended and text[-1] not in "}]":
                raise ValueError("it may go on")
        except RecursionError:
            yield "nested too deep"
            return
        except ValueError as error:
            if len(text) < _LONGEST and more():
                continue
            if ended and text:
                try:
                    value, end = _scan(text)
                except ValueError:
                    yield f"not JSON: {error}"
                    return
            else:
                yield f"not JSON that can be read: {error}"
                return
        text = text[end:]
        yield value


def _records(value: object, depth: int = 0) -> Iterator[dict[str, object]]:
    """The objects of a value that are articles."""
    if isinstance(value, list):
        for one in value:
            yield from _records(one, depth + 1)
        return
    if not isinstance(value, dict) or depth > 6:
        return
    names = {name.replace("_", "").replace("-", "").lower() for name in value}
    if names & set(FULL_TEXTS) or (
        names & set(PARTIAL_TEXTS) and names & {"title", "headline", "url", "link", "weburl"}
    ):
        value = _of_somebody(value)
        if not deeper_than(value, DEEPEST) and in_parts(json.dumps(value).encode("utf-8", "replace"), _MOST_PARTS):
            yield storable(value)
        return
    if isinstance(value.get("fields"), dict) and value["fields"].keys() & {"bodyText", "body"}:
        yield storable(value)
        return
    for name in (*_LISTS, *_WRAPS):
        inner = value.get(name)
        if isinstance(inner, (list, dict)):
            yield from _records(inner, depth + 1)
            return
    if "properties" in value:
        yield storable(value)


def _of_somebody(value: dict[str, object]) -> dict[str, object]:
    """A record with the author that ActivityPub states as an address: `https://velm.example/users/ada` is
    `ada@velm.example`."""
    address = value.get("attributedTo")
    handle = _HANDLE.match(address) if isinstance(address, str) else None
    return {"author": f"{handle[2]}@{handle[1]}", **value} if handle else value
