"""The copies of an article, printed."""

from __future__ import annotations

from indexer.errors import EXIT_MATCHED, EXIT_NOTHING
from search.api import Archive
from search.commands.console import print_lines, tell
from search.commands.show_article import no_such_article
from search.show.copy_lines import copy_lines, total_of_copies
from search.show.formats import json_line
from search.show.terminal import Style

__all__ = ["show_copies"]


def show_copies(archive: Archive, article_id: str, *, diff: bool, as_json: bool, width: int, style: Style) -> int:
    """Print the lead, its copies, and what shares a part of the text; the exit code, 1 if it stands alone."""
    found = archive.copies(article_id)
    if found is None:
        return no_such_article(archive, article_id)
    if as_json:
        print_lines(json_line(one.to_dict()) for one in found)
    else:
        print_lines(copy_lines(found, diff=diff, width=width, style=style))
        tell(total_of_copies(found))
    return EXIT_MATCHED if len(found) > 1 else EXIT_NOTHING
