"""The versions of one article that an archive has, by its address, and what words differ between them."""

from __future__ import annotations

from collections.abc import Iterator

from indexer.article import Article
from indexer.errors import EXIT_MATCHED
from search.answer.changes import Change, changes
from search.api import Archive
from search.commands.console import print_lines, tell
from search.commands.show_article import no_such_article
from search.results import SCHEMA
from search.show.change_lines import change_lines
from search.show.formats import json_line
from search.show.terminal import Style, counted, safe

__all__ = ["show_versions"]


def show_versions(archive: Archive, article_id: str, *, as_json: bool, width: int, style: Style) -> int:
    """Print the newest first, and below each how it differs from the one before it; the exit code."""
    found = archive.versions(article_id)
    if found is None:
        return no_such_article(archive, article_id)
    before = [*found[1:], None]
    if as_json:
        print_lines(json_line(_object(one, other)) for one, other in zip(found, before, strict=True))
        return EXIT_MATCHED
    for one, other in zip(found, before, strict=True):
        print_lines(_lines(one, other, width=width, style=style))
    tell(counted(len(found), "version"))
    return EXIT_MATCHED


def _stated(article: Article) -> str:
    """When it was saved, else its date."""
    return str(article.extra.get("captured") or article.date or "undated")


def _changes(article: Article, before: Article) -> list[Change]:
    return list(changes(f"{before.title}\n{before.body}", f"{article.title}\n{article.body}"))


def _lines(article: Article, before: Article | None, *, width: int, style: Style) -> Iterator[str]:
    yield f"{style.paint('title', safe(_stated(article)))}  {style.paint('meta', safe(article.id))}"
    if before:
        yield from change_lines(_changes(article, before), width=width, style=style)


def _object(article: Article, before: Article | None) -> dict[str, object]:
    return {
        "type": "version",
        "schema": SCHEMA,
        "id": article.id,
        "captured": article.extra.get("captured"),
        "date": str(article.date) if article.date else None,
        "title": article.title or None,
        "changes": [change.to_dict() for change in _changes(article, before)] if before else [],
    }
