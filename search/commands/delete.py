"""The `delete` command: what goes, whether it is meant, and what was deleted before."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from indexer.errors import EXIT_MATCHED, EXIT_NOTHING, UsageError
from search.api import Archive, open_archive
from search.commands.console import agreed, print_lines, tell
from search.commands.show_article import no_such_article
from search.results import SCHEMA
from search.show.formats import json_line
from search.show.terminal import clipped, counted, safe

__all__ = ["delete_articles", "list_withheld", "restore_articles"]

_SHOWN = 20
_SHOWN_COPIES = 3


def delete_articles(
    path: Path | None,
    given: Sequence[str],
    query: str | None,
    *,
    agreed_to: bool,
    as_json: bool,
    width: int,
    **asked: Any,
) -> int:
    """Show what will go, ask, and delete it; 0 if all of it is gone, 1 if there is nothing, or not all of it."""
    if not agreed_to and not sys.stdin.isatty():
        raise UsageError(
            "whether articles are to be deleted is asked at a terminal", hint="--yes deletes them unasked"
        )
    with open_archive(path) as archive:
        before = archive.withheld()
        ids = archive.ids_found(query, **asked) if query is not None else list(dict.fromkeys(given))
        found = ids if query is not None else [name for name in ids if len(archive.numbers_of([name]))]
        for name in ids if query is None else ():
            if name in before:
                tell(f"{safe(name)} was deleted before, on {safe(before[name])}.")
            elif name not in found:
                no_such_article(archive, name)
        if not found:
            if query is not None:
                tell("No article matches.")
            if as_json:
                print_lines([json_line(_summary(0, archive.generation))])
            return EXIT_NOTHING
        shown = found if as_json else found[:_SHOWN]
        rows = (_object(archive, name) if as_json else _line(archive, name, width) for name in shown)
        print_lines(json_line(row) if isinstance(row, dict) else row for row in rows)
        if len(found) > len(shown):
            tell(f"… and {len(found) - len(shown):,} more; --json lists them all")
        if others := archive.other_copies(found):
            more = ", …" if len(others) > _SHOWN_COPIES else ""
            named = ", ".join(map(safe, others[:_SHOWN_COPIES]))
            tell(f"{counted(len(others), 'other article')} with the same text will stay: {named}{more}")
        if not agreed_to and not agreed(f"Delete {counted(len(found), 'article')} for good?"):
            tell("Nothing was deleted.")
            return EXIT_NOTHING
        done = archive.delete(found)
    if as_json:
        print_lines([json_line(_summary(len(done.deleted), done.generation))])
    else:
        print_lines([f"{counted(len(done.deleted), 'article')} deleted"])
        tell("They do not come back with their files; --restore ID lets them. Their text leaves the disk with:")
        tell("  onrecord optimize")
    return EXIT_MATCHED if set(done.deleted) >= set(ids) else EXIT_NOTHING


def restore_articles(path: Path | None, ids: Sequence[str]) -> int:
    """Let articles come back; 0 if all of them were withheld, 1 if not."""
    with open_archive(path) as archive:
        done = archive.restore(ids)
    for name in done.missing:
        tell(f"{safe(name)} is not withheld; --list tells what is")
    for name, file in done.restored.items():
        where = {"": "it comes back when a file states it", "-": "pipe it in again"}.get(
            file, f"read it again: onrecord index {safe(file)}"
        )
        print_lines([f"{safe(name)} is no longer withheld; {where}"])
    return EXIT_NOTHING if done.missing else EXIT_MATCHED


def list_withheld(path: Path | None, *, as_json: bool) -> int:
    """The articles that were deleted, with the day; 1 if there are none."""
    with open_archive(path) as archive:
        withheld = archive.withheld()
        generation = archive.generation
    if as_json:
        rows = [{"type": "withheld", "schema": SCHEMA, "id": name, "deleted": day} for name, day in withheld.items()]
        print_lines(
            json_line(row)
            for row in (*rows, {"type": "summary", "schema": SCHEMA, "total": len(rows), "generation": generation})
        )
    else:
        print_lines(f"{safe(day)}  {safe(name)}" for name, day in withheld.items())
        tell(f"{counted(len(withheld), 'article')} withheld" if withheld else "Nothing was deleted.")
    return EXIT_MATCHED if withheld else EXIT_NOTHING


def _summary(deleted: int, generation: int) -> dict[str, Any]:
    return {"type": "summary", "schema": SCHEMA, "deleted": deleted, "generation": generation}


def _object(archive: Archive, name: str) -> dict[str, Any]:
    shown = archive.show(name)
    assert shown is not None
    article = shown[0]
    date = str(article.date) if article.date else None
    told = {"id": name, "title": article.title, "source": article.source, "date": date}
    return {"type": "article", "schema": SCHEMA} | told


def _line(archive: Archive, name: str, width: int) -> str:
    told = _object(archive, name)
    about = " · ".join(safe(str(told[key])) for key in ("source", "date", "title") if told[key])
    return clipped(f"  {safe(name)}  {about}", width)
