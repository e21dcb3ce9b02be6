"""Reports at the shell: a question and its answer as a page to look at."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from indexer.errors import EXIT_MATCHED, EXIT_NOTHING, UsageError
from search.api import open_archive
from search.commands.arguments import as_query
from search.commands.console import tell
from search.commands.options import debug_option, exact_option, index_option, match_option

if TYPE_CHECKING:
    from search.provenance.buckets import Unit
    from search.provenance.report import Report

__all__ = ["report", "write_page"]


@click.command()
@click.argument("query", nargs=-1)
@click.option("--trace", "traced", metavar="WORDS", help="Who carried these words, with or without a QUERY.")
@click.option(
    "-o",
    "--output",
    "file",
    metavar="FILE",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="Where to write the page.",
)
@click.option("--by", type=click.Choice(["day", "week", "month", "year"]), help="The buckets of the timeline.")
@index_option
@match_option
@exact_option
@debug_option
@click.pass_obj
def report(
    given: Path | None, /, query: tuple[str, ...], traced: str | None, file: Path, by: Unit | None,
    index_path: Path | None, exact: bool, match: str,
) -> int:  # fmt: skip
    """A page on QUERY: when and in which outlets, who said what, the sources, the receipt.

    With --trace, also on words: a lane for each outlet that carried them, and how it printed them. One file of HTML
    without scripts, which fetches nothing. It can be printed.

    \b
      onrecord report 'rail strike' -o strike.html
      onrecord report --trace 'the brakes off the river' -o brakes.html
    """
    text = as_query(query) or None
    names = "exact" if exact else "all"
    with open_archive(index_path or given) as archive:
        found = archive.report(text, trace=traced, by=by, match=match, names=names)  # type: ignore[arg-type]  # click chose
    write_page(found, file)
    tell(f"report: {file}")
    return EXIT_MATCHED if found.matched else EXIT_NOTHING


def write_page(found: Report, file: Path) -> None:
    """Write the page of a report, in place of one that is there. UsageError if it cannot be written."""
    from search.show.page import page

    part = file.with_name(f"{file.name}.part")
    try:
        part.write_text(page(found), "utf-8")
        os.replace(part, file)
    except OSError as error:
        reason = error.strerror or str(error)
        raise UsageError(f"{file} cannot be written: {reason}", hint="name a file in a folder of yours") from error
    finally:
        part.unlink(missing_ok=True)
