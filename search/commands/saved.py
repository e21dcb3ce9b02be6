"""Saved queries as the commands and the prompt tell of them."""

from __future__ import annotations

from indexer.errors import EXIT_MATCHED, EXIT_NOTHING, UsageError
from search.commands.console import print_lines, tell
from search.saved_queries import forget, keep, saved_path, saved_queries
from search.show.terminal import counted, safe

__all__ = ["listed", "manage", "removed", "saved"]


def listed() -> tuple[list[str], str]:
    """The saved queries, one a line, and a note on them."""
    queries = saved_queries()
    room = max((len(name) for name in queries), default=0) + 1
    lines = [f"{f'@{name}':<{room}}  {safe(query)}" for name, query in queries.items()]
    many = f"{counted(len(queries), 'saved query')} in {safe(str(saved_path()))}"
    return lines, many if queries else "No query is saved yet."


def saved(name: str, query: str) -> str:
    """Save a query and say so; what it replaces is told."""
    before = keep(name, query)
    bare = name.removeprefix("@").lower()
    was = "" if before is None or before == " ".join(query.split()) else f" (it was: {safe(before)})"
    return f"saved: @{bare} stands for {safe(' '.join(query.split()))}{was}"


def removed(name: str) -> str:
    """Remove a saved query and say what it was."""
    query = forget(name)
    return f"removed: @{name.removeprefix('@').lower()}, which stood for {safe(query)}"


def manage(name: str | None, query: str, *, remove: bool) -> int:
    """What `onrecord saved` does; the exit code: 1 if there is nothing to show."""
    if remove:
        if not name or query:
            raise UsageError("--remove takes one name", hint="onrecord saved --remove NAME")
        tell(removed(name))
    elif name and query:
        tell(saved(name, query))
    elif name:
        bare = name.removeprefix("@").lower()
        queries = saved_queries()
        if bare not in queries:
            tell(f"There is no saved query @{safe(bare)}.")
            return EXIT_NOTHING
        print_lines([safe(queries[bare])])
    else:
        lines, note = listed()
        print_lines(lines)
        tell(note)
        return EXIT_MATCHED if lines else EXIT_NOTHING
    return EXIT_MATCHED
