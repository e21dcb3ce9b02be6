"""The stored form of an article with its quotations: plain JSON values, and back.

Reading it back goes through the same door as any article, so a damaged or forged record is an
error and not a wrong article.
"""

from __future__ import annotations

import datetime as dt
import json
import math
import re
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, get_args

import orjson

from indexer.article import Article, Aside, AsideKind, DateBasis, PublicationDate, Quotation

_PLAIN = ("id", "title", "source", "author", "url", "path", "language", "body")
_QUOTED = ("start", "end", "speaker", "cue", "basis", "confidence", "rule", "evidence", "utterance")
_MOST_PARTS = 8 << 20
_STRING = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\Z)', re.DOTALL)
_DATE_BASES, _ASIDES = get_args(DateBasis), get_args(AsideKind)
DEEPEST = 64
"""Levels of lists and objects in what a record has besides: what is stored has to be written as JSON again."""


def to_record(article: Article, quotations: Sequence[Quotation]) -> dict[str, Any]:
    """JSON values only; a quotation's text is not repeated, its offsets into the body are enough."""
    record: dict[str, Any] = {name: value for name in _PLAIN if (value := getattr(article, name))}
    if article.date:
        record["date"] = [article.date.first.isoformat(), article.date.last.isoformat(), article.date.basis]
        if article.date.time:
            record["date"].append(article.date.clock)
    if article.asides:
        record["asides"] = [asdict(aside) for aside in article.asides]
    if article.extra:
        record["extra"] = dict(article.extra)
    if quotations:
        record["quotations"] = [[getattr(quotation, name) for name in _QUOTED] for quotation in quotations]
    return record


def from_record(record: dict[str, Any]) -> tuple[Article, list[Quotation]]:
    """The inverse of `to_record`; ValueError, TypeError or KeyError on what it cannot have written."""
    article = article_of(record)
    return article, [_quotation(article.body, row) for row in record.get("quotations", ())]


def quotation_of(record: dict[str, Any], article: Article, nth: int) -> Quotation:
    """One of its quotations, from 0, alone; IndexError if it has fewer, and the same errors."""
    return _quotation(article.body, record.get("quotations", ())[nth])


def article_of(record: dict[str, Any]) -> Article:
    """The article alone; the same errors."""
    values = {name: record[name] for name in _PLAIN if name in record}
    for value in values.values():
        if type(value) is not str:
            raise TypeError("a value that is no text")
    values.setdefault("body", "")
    if "date" in record:
        values["date"] = _date(*record["date"])
    if "asides" in record:
        values["asides"] = tuple(_aside(**aside) for aside in record["asides"])
    if "extra" in record:
        values["extra"] = extra = record["extra"]
        if type(extra) is not dict or deeper_than(extra, DEEPEST + 1):
            raise TypeError("what else it has is no object, or nested too deep")
    return Article(**values)


def _date(first: Any, last: Any, basis: Any, time: Any = None) -> PublicationDate:
    clock = None if time is None else dt.time.fromisoformat(time)
    found = PublicationDate(dt.date.fromisoformat(first), dt.date.fromisoformat(last), basis, clock)
    if found.first > found.last or basis not in _DATE_BASES:
        raise ValueError(f"no date: {first}, {last}, {basis}")
    return found


def _aside(kind: Any, text: Any, before: Any) -> Aside:
    if kind not in _ASIDES or type(text) is not str or type(before) is not int:
        raise TypeError("no aside")
    return Aside(kind, text, before)


def _quotation(body: str, row: Any) -> Quotation:
    start, end, speaker, cue, basis, confidence, rule, evidence, utterance = row
    if not (
        type(start) is type(end) is type(utterance) is int
        and type(basis) is type(rule) is type(evidence) is str
        and (speaker is None or type(speaker) is str)
        and (cue is None or type(cue) is str)
        and (type(confidence) is float or type(confidence) is int)
    ):
        raise TypeError("no quotation")
    if not 0 <= start < end <= len(body) or not 0 <= confidence <= 1:
        raise ValueError("a quotation outside the body, or of no chance")
    return Quotation(
        text=body[start:end],
        start=start,
        end=end,
        speaker=speaker,
        cue=cue,
        basis=basis,  # type: ignore[arg-type]  # which of them there are, it knows itself
        confidence=confidence,
        rule=rule,
        evidence=evidence,
        utterance=utterance,
    )


def deeper_than(value: object, levels: int) -> bool:
    """Whether a JSON value has lists and objects in one another on more levels than these."""
    layer = [value]
    for _ in range(levels):
        layer = [
            part
            for held in layer
            if isinstance(held, (dict, list))
            for part in (held.values() if isinstance(held, dict) else held)
        ]
        if not layer:
            return False
    return True


def in_parts(raw: bytes, most: int = _MOST_PARTS) -> bool:
    """Whether JSON has no more parts than these: values, an array as two and an object as four.

    A value of two bytes takes 64 or more in memory. What is shorter than `most` / 4 bytes is not looked at.
    """
    if len(raw) * 4 <= most or _parts(raw) <= most:
        return True
    bare, strings = _STRING.subn(b"0", raw)
    return _parts(bare) + strings <= most


def _parts(raw: bytes) -> int:
    return raw.count(b",") + raw.count(b'"') + 2 * raw.count(b"[") + 4 * raw.count(b"{")


def json_object(raw: bytes) -> dict[str, Any]:
    """A JSON object out of a file of somebody else; ValueError or RecursionError for anything else, or millions of
    values."""
    if not in_parts(raw):
        raise ValueError("millions of values")
    return _as_object(json.loads(raw))


def loads(raw: bytes) -> dict[str, Any]:
    """What `dumps` wrote; ValueError or RecursionError for what it cannot have written."""
    if not in_parts(raw):
        raise ValueError("millions of values")
    first, _, second = raw.partition(b"\n")
    record = _as_object(_loaded(first))
    if second:
        record["quotations"] = _loaded(second)
    return record


def loads_article(raw: bytes) -> dict[str, Any]:
    """The same without the quotations, which are not looked at."""
    first, _, _ = raw.partition(b"\n")
    if not in_parts(first):
        raise ValueError("millions of values")
    return _as_object(_loaded(first))


def _as_object(value: Any) -> dict[str, Any]:
    if type(value) is not dict:
        raise ValueError("no object")
    return value


def _loaded(line: bytes) -> Any:
    return json.loads(line) if line.startswith(b" ") else orjson.loads(line)


def dumps(record: dict[str, Any]) -> bytes:
    """UTF-8 JSON: a line for the article, one for its quotations if it has any."""
    if "quotations" not in record:
        return _dumped(record)
    article = {name: value for name, value in record.items() if name != "quotations"}
    return b"\n".join((_dumped(article), _dumped(record["quotations"])))


def _dumped(value: Any) -> bytes:
    """One line. Where it has what orjson does not write, lone surrogates or numbers of more than 64 bits, it begins
    with a space, and the surrogates, which no UTF-8 holds, are escaped."""
    try:
        return orjson.dumps(value)
    except TypeError:
        pass
    try:
        return b" " + json.dumps(finite(value), ensure_ascii=False, separators=(",", ":")).encode()
    except UnicodeEncodeError:
        return b" " + json.dumps(finite(value), separators=(",", ":")).encode()


def finite(value: Any) -> Any:
    """The same JSON value with null for what is no number in JSON: `1e999` is read as infinite."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {key: finite(part) for key, part in value.items()}
    return [finite(part) for part in value] if isinstance(value, list | tuple) else value


def digest(record: dict[str, Any]) -> str:
    """16 hex digits that change when anything stored of the article or its quotations does."""
    import hashlib  # only writing needs it, and it loads OpenSSL

    return hashlib.blake2b(dumps(record), digest_size=8).hexdigest()
