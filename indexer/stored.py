"""The stored form of an article with its quotations: plain JSON values, and back.

Reading it back goes through the same door as any article, so a damaged or forged record is an
error and not a wrong article.
"""

from __future__ import annotations

import datetime as dt
import json
import math
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from indexer.article import Article, Aside, PublicationDate, Quotation

_PLAIN = ("id", "title", "source", "author", "url", "path", "language", "body")
_QUOTED = ("start", "end", "speaker", "cue", "basis", "confidence", "rule", "evidence", "utterance")


def to_record(article: Article, quotations: Sequence[Quotation]) -> dict[str, Any]:
    """JSON values only; a quotation's text is not repeated, its offsets into the body are enough."""
    record: dict[str, Any] = {name: value for name in _PLAIN if (value := getattr(article, name))}
    if article.date:
        record["date"] = [article.date.first.isoformat(), article.date.last.isoformat(), article.date.basis]
    if article.asides:
        record["asides"] = [asdict(aside) for aside in article.asides]
    if article.extra:
        record["extra"] = dict(article.extra)
    if quotations:
        record["quotations"] = [[getattr(quotation, name) for name in _QUOTED] for quotation in quotations]
    return record


def from_record(record: dict[str, Any]) -> tuple[Article, list[Quotation]]:
    """The inverse of `to_record`; ValueError, TypeError or KeyError on what it cannot have written."""
    values = {name: record[name] for name in _PLAIN if name in record}
    body = values.setdefault("body", "")
    if "date" in record:
        first, last, basis = record["date"]
        values["date"] = PublicationDate(dt.date.fromisoformat(first), dt.date.fromisoformat(last), basis)
    values["asides"] = tuple(Aside(**aside) for aside in record.get("asides", ()))
    values["extra"] = record.get("extra", {})
    quotations = []
    for row in record.get("quotations", ()):
        named = dict(zip(_QUOTED, row, strict=True))
        quotations.append(Quotation(text=body[named["start"] : named["end"]], **named))
    return Article(**values), quotations


def dumps(record: dict[str, Any]) -> bytes:
    """UTF-8 JSON; lone surrogates, which no UTF-8 holds, are escaped."""
    import orjson  # only writing needs it

    try:
        if "extra" not in record:
            return orjson.dumps(record)
    except TypeError:
        pass  # lone surrogates
    # What others keep in their files may have numbers that orjson does not write, or writes otherwise.
    try:
        return json.dumps(finite(record), ensure_ascii=False, separators=(",", ":")).encode()
    except UnicodeEncodeError:
        return json.dumps(finite(record), separators=(",", ":")).encode()


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
