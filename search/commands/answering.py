"""A query at the shell: answered in any form, counted, or answered by articles like one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from indexer.errors import EXIT_MATCHED, EXIT_NOTHING
from search.api import Archive
from search.commands.console import print_lines, style_for_stdout, tell
from search.commands.delivering import Limit, Output
from search.commands.receipts import keep_receipt
from search.empty.reason import Reason
from search.engine import Space
from search.results import SCHEMA, Hit, QuoteHit, Results
from search.show.cards import total_line, variant_lines
from search.show.formats import json_line, text_lines
from search.show.name_lines import name_lines
from search.show.reason_lines import reason_lines
from search.show.terminal import screen_width

if TYPE_CHECKING:
    from search.commands.newness import Newness

__all__ = ["answer_like", "answer_query", "count_query"]

_USUAL = 10
"""How many answers are shown where nothing is said."""


class _Showing:
    """How answers are shown: as text in a layout, or as rows of a table."""

    def __init__(self, output: Output, space: Space, layout: str = "cards") -> None:
        self._output = output
        self._space = space
        self._layout = layout
        self._table = output.table(space)

    @property
    def passages(self) -> int:
        """How many excerpts of an article are needed."""
        if self._table is None or self._output.format is None:
            return 2 if self._layout == "cards" else 0
        return 2 if self._output.format.needs_excerpts(self._table) else 0

    def show(self, hits: Iterable[Hit | QuoteHit], results: Callable[[], Results], *, rows: int) -> list[str]:
        """Print or write them all, of which there are `rows`; what there is to tell of the `results`, in lines."""
        if self._table is None:
            print_lines(text_lines(hits, width=screen_width(), style=style_for_stdout(), layout=self._layout))
            return _told(results(), self._space, rows)
        told = self._output.deliver_answers(self._table, hits, results, rows=rows)
        return told if self._output.as_json else [*_told(results(), self._space, rows), *told]


def _told(results: Results, space: Space, shown: int) -> list[str]:
    noun = "article" if space == "articles" else "quotation"
    return [
        total_line(results, noun=noun, shown=shown),
        *variant_lines(results),
        *_closest(results),
        *reason_lines(results.why),
    ]


def _closest(results: Results) -> list[str]:
    if not results.closest:
        return []
    from search.show.closest_lines import closest_lines

    return closest_lines(results.closest, width=screen_width())


def answer_query(
    archive: Archive,
    query: str,
    *,
    output: Output,
    limit: Limit,
    layout: str,
    receipt_file: Path | None,
    with_text: bool,
    newness: Newness | None,
    space: Space,
    **asked: Any,
) -> int:
    """Print or write the answers and tell of them; 0 if there are any, 1 if not."""
    showing = _Showing(output, space, layout)
    most = output.most(limit, usual=_USUAL)
    hits = archive.hits(query, space=space, limit=most, passages=showing.passages, **asked)
    found = hits.results()
    how = {key: asked[key] for key in ("match", "reading", "names", "since")}
    why = () if found.total else tuple(_why_empty(archive, query, space=space, **how))
    verb = "search" if space == "articles" else "quotes"
    how["copies"] = asked["copies"]
    kept = keep_receipt(archive, verb, query, how, file=receipt_file, with_text=with_text)
    told = showing.show(hits, lambda: replace(hits.results(), why=why), rows=len(hits))
    tell(*told, *kept)
    if newness is not None:
        newness.end(found, shown=len(hits))
    return EXIT_MATCHED if len(hits) or (most == 0 and found.total) else EXIT_NOTHING


def _why_empty(archive: Archive, query: str, **how: Any) -> list[Reason]:
    """Why there is nothing; that there is nothing new needs no reason."""
    if how["since"] is not None and archive.documents(query, **how | {"since": None})[0].total:
        return []
    return archive.why_empty(query, **how)


def answer_like(archive: Archive, article_id: str, *, output: Output, limit: Limit, offset: int) -> int:
    """Print or write the articles that are like one and tell of them; 0 if there are any, 1 if not."""
    from search.commands.show_article import no_such_article

    showing = _Showing(output, "articles")
    results = archive.similar(article_id, limit=output.most(limit, usual=_USUAL), offset=offset)
    if results is None:
        return no_such_article(archive, article_id)
    tell(*showing.show(results.hits, lambda: results, rows=len(results.hits)))
    return EXIT_MATCHED if results.hits else EXIT_NOTHING


def count_query(archive: Archive, query: str, *, as_json: bool, space: Space, **asked: Any) -> int:
    """Print how many articles or quotations a query finds and nothing else; 0 if there are any, 1 if not."""
    found, _ = archive.documents(query, space=space, **asked)
    why = [] if found.total else _why_empty(archive, query, space=space, **asked)
    if as_json:
        told = {"why": [reason.to_dict() for reason in why]} if why else {}
        print_lines([json_line({"type": "count", "schema": SCHEMA, **found.to_dict(), **told})])
    else:
        print_lines([str(found.total)])
        tell(*name_lines(found), *reason_lines(why))
    return EXIT_MATCHED if found.total else EXIT_NOTHING
