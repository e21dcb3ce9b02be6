"""Answers as text for people, as they come, and the objects that are lines of JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any

from indexer.article import Article, Quotation
from indexer.errors import OnRecordError, QuerySyntaxError
from indexer.store.stored_form import finite
from search.answer.score_tree import Explanation, explanation_lines
from search.results import SCHEMA, Hit, QuoteHit, QuoteMatch
from search.show.answer_list import answer_lines
from search.show.cards import card
from search.show.terminal import CONTROLS, Style, safe

_ALIGNED = 200  # lines of a list that are set by each other
_RAW = re.compile(rf"[{CONTROLS}\ud800-\udfff]")


def text_lines(hits: Iterable[Hit | QuoteHit], *, width: int, style: Style, layout: str = "cards") -> Iterator[str]:
    """Cards, a blank line between two of them; or with layout="list" a line for each answer. As they come."""
    if layout == "list":
        coming = iter(hits)
        while together := list(islice(coming, _ALIGNED)):
            yield from answer_lines(together, width=width, style=style)
        return
    for nth, hit in enumerate(hits):
        if nth:
            yield ""
        yield from card(hit, width=width, style=style)


def json_line(value: dict[str, Any]) -> str:
    """One line of JSON. What a terminal would obey, and a lone surrogate, which cannot be printed, is escaped."""
    try:
        line = json.dumps(value, ensure_ascii=False, allow_nan=False)
    except ValueError:
        line = json.dumps(finite(value), ensure_ascii=False)
    return line if line.isascii() and "\x7f" not in line else _RAW.sub(lambda found: f"\\u{ord(found[0]):04x}", line)


def explanation_format(hit: Hit | QuoteHit, explanation: Explanation, *, as_json: bool) -> Iterator[str]:
    """One answer and why it has its score: a tree as text, or one object."""
    article = hit.article
    if as_json:
        named = {"type": "explanation", "schema": SCHEMA, "rank": hit.rank, "id": article.id}
        yield json_line(named | explanation.to_dict())
        return
    yield safe(f"{hit.rank}  {article.title or article.id}")
    yield from map(safe, explanation_lines(explanation))


def error_object(error: OnRecordError) -> dict[str, Any]:
    """The JSON object of an error; `position` and `length` only where a query is wrong at a place."""
    found: dict[str, Any] = {"type": "error", "schema": SCHEMA, "message": error.message, "hint": error.hint}
    if isinstance(error, QuerySyntaxError):
        found |= {"query": error.query, "position": error.position, "length": error.length}
    return found


def article_object(
    article: Article, quotations: list[Quotation], *, disputed: Callable[[Quotation], tuple[str, ...]] = lambda _: ()
) -> dict[str, Any]:
    """The JSON object of a whole article: its fields, body, quotations, and what was kept apart."""
    return {
        "type": "article",
        "schema": SCHEMA,
        "id": article.id,
        "title": article.title or None,
        "source": article.source,
        "date": str(article.date) if article.date else None,
        "time": article.date.clock if article.date else None,
        "date_basis": article.date.basis if article.date else "none",
        "author": article.author,
        "url": article.url,
        "path": article.path or None,
        "language": article.language,
        "body": article.body,
        "quotes": [QuoteMatch.of(quotation, disputed=disputed(quotation)).to_dict() for quotation in quotations],
        "asides": [{"kind": aside.kind, "text": aside.text, "before": aside.before} for aside in article.asides],
        "extra": dict(article.extra),
    }
