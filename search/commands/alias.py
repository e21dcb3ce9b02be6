"""Aliases of outlets as the command tells of them."""

from __future__ import annotations

from indexer.errors import EXIT_MATCHED, EXIT_NOTHING, UsageError
from search.commands.console import print_lines, tell
from search.names.aliases import add_alias, alias_path, aliases, remove_alias
from search.show.terminal import safe

__all__ = ["manage"]


def manage(text: str, *, remove: bool) -> int:
    """What `onrecord alias` does; the exit code: 1 if there is nothing to show."""
    if remove and not text:
        raise UsageError("--remove takes a name", hint="onrecord alias --remove NYT")
    if remove:
        remove_alias(text)
        tell(f"removed: {safe(text)}")
    elif text:
        add_alias(text)
        tell(f"alias: {safe(' '.join(text.split()))}")
    else:
        known = aliases()
        lines = [f"{first} = {' | '.join(others)}" for first, *others in known.one]
        lines += [f"{first} != {' | '.join(others)}" for first, *others in known.two]
        print_lines(map(safe, lines))
        many = f"{len(lines):,} aliases" if len(lines) > 1 else "1 alias"
        tell(f"{many} in {safe(str(alias_path()))}" if lines else "There is no alias yet.")
        return EXIT_MATCHED if lines else EXIT_NOTHING
    return EXIT_MATCHED
