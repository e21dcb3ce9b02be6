"""Answers in the formats of the shell: text for people, JSON lines for programs.

One protocol: a format takes the results and gives lines.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

from indexer.article import Article, Quotation
from indexer.errors import OnRecordError, QuerySyntaxError
from indexer.store.stored_form import finite
from search.answer.score_tree import Explanation, explanation_lines
from search.results import SCHEMA, Hit, QuoteHit, QuoteMatch, Results
from search.show.answer_list import answer_lines
from search.show.cards import card
from search.show.terminal import CONTROLS, Style, safe

Format = Callable[[Results], Iterator[str]]
_RAW = re.compile(rf"[{CONTROLS}\ud800-\udfff]")


def text_format(*, width: int, style: Style, layout: str = "cards") -> Format:
    """Cards, a blank line between two of them; or with layout="list" a line for each answer."""

    def lines(results: Results) -> Iterator[str]:
        if layout == "list":
            yield from answer_lines(results.hits, width=width, style=style)
            return
        for nth, hit in enumerate(results.hits):
            if nth:
                yield ""
            yield from card(hit, width=width, style=style)

    return lines


def jsonl_format(results: Results) -> Iterator[str]:
    """One object a line: the answers in order, then the summary."""
    for hit in results.hits:
        yield json_line(hit.to_dict())
    yield json_line(results.summary())


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
