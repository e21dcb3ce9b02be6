"""Receipts at the shell: writing one beside an answer, and asking one again."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from indexer.errors import EXIT_MATCHED, EXIT_NOTHING
from search.api import Archive, open_archive
from search.commands.console import print_lines, style_for_stdout, tell
from search.commands.options import debug_option, index_option, json_option

__all__ = ["keep_receipt", "receipt"]


def keep_receipt(
    archive: Archive, verb: str, query: str | None, options: Mapping[str, Any], *, file: Path | None, with_text: bool
) -> list[str]:
    """Write a receipt of an answer, if a file is named for it, and say so. UsageError if there is such a file."""
    if file is None:
        return []
    from search.provenance.receipt import write_receipt
    from search.show.receipt_lines import taken_line

    taken = archive.receipt(verb, query, options=options, texts="with" if with_text else "without")
    write_receipt(taken, file)
    return [taken_line(taken, str(file))]


@click.command()
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@index_option
@json_option
@debug_option
@click.pass_obj
def receipt(given: Path | None, /, file: Path, index_path: Path | None, as_json: bool) -> int:
    """Ask the question of a receipt again: is the answer the same, and if not, what is new, gone or changed?

    `--receipt FILE` with search, quotes, timeline, facets, trace and verify writes one. Exit code 0 if the answer is
    the same, 1 if it is not. Another version of the program is told apart from another corpus.
    """
    from search.provenance.receipt_file import read_receipt
    from search.show.formats import json_line
    from search.show.receipt_lines import recheck_lines, total_of_recheck

    with open_archive(index_path or given) as archive:
        checked = archive.recheck(read_receipt(file))
    if as_json:
        print_lines(json_line(row) for row in (*checked.rows(), checked.summary()))
    else:
        print_lines(recheck_lines(checked, style=style_for_stdout()))
        tell(*total_of_recheck(checked))
    return EXIT_MATCHED if checked.same else EXIT_NOTHING
