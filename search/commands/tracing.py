"""`onrecord trace`: the articles that carry some words."""

from __future__ import annotations

from pathlib import Path

from indexer.errors import EXIT_MATCHED, EXIT_NOTHING
from search.api import Archive
from search.commands.console import print_lines, style_for_stdout, tell
from search.commands.receipts import keep_receipt
from search.provenance.carriers import Carrier, Trace
from search.provenance.trace import Only
from search.show.formats import json_line
from search.show.terminal import screen_width
from search.show.trace_lines import trace_lines, trace_notes
from search.show.word_differences import Extent

__all__ = ["trace_words"]


def trace_words(
    archive: Archive,
    words: str,
    *,
    limit: int | None,
    diff: bool,
    whole: bool,
    marked: bool,
    first: bool,
    silent: bool,
    as_json: bool,
    receipt_file: Path | None,
    with_text: bool,
) -> int:
    """Print the carriers; 0 if there are any, 1 if not."""
    wanted: list[tuple[bool, Only]] = [(whole, "whole"), (marked, "marked")]
    only = [name for asked, name in wanted if asked]
    found = archive.trace(words, only=only, silent=silent)
    options = ({"only": ",".join(only)} if only else {}) | ({"silent": "told"} if silent else {})
    kept = keep_receipt(archive, "trace", words, options, file=receipt_file, with_text=with_text)
    shown = _shown(found, limit=limit, first=first)
    if as_json:
        print_lines(json_line(one.to_dict()) for one in shown)
        print_lines([json_line(found.summary())])
    else:
        if shown:
            extent: Extent = "whole" if diff else "around"
            print_lines(trace_lines(found, shown, width=screen_width(), style=style_for_stdout(), extent=extent))
        tell(*trace_notes(found, shown=len(shown)))
    tell(*kept)
    return EXIT_MATCHED if found.carriers else EXIT_NOTHING


def _shown(found: Trace, *, limit: int | None, first: bool) -> list[Carrier]:
    return [one for one in found.carriers if not first or one.id in found.first][:limit]
