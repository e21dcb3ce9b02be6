"""`onrecord extract`: the quotation extractor alone, on any text."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

from indexer.article import Quotation
from indexer.errors import EXIT_MATCHED, EXIT_NOTHING, UsageError
from indexer.quotes import find_quotes
from indexer.readers.encoding import UndecodableError, decode
from indexer.text.mending import mended
from search.commands.console import print_lines, standard_input, tell
from search.results import SCHEMA
from search.show.cards import explained_lines
from search.show.formats import json_line
from search.show.terminal import Style, counted


def extract_quotations(file: Path, *, as_json: bool, width: int, style: Style) -> int:
    """Print the quotations of a file, or of standard input (`-`); 0 if there are any, 1 if not."""
    found = find_quotes(text_of(file))
    if as_json:
        print_lines(json_line(_object(quotation)) for quotation in found)
        print_lines([json_line({"type": "summary", "schema": SCHEMA, "total": len(found)})])
    else:
        print_lines(explained_lines(found, width=width, style=style)[1:])
        tell(counted(len(found), "quotation"))
    return EXIT_MATCHED if found else EXIT_NOTHING


def text_of(file: Path) -> str:
    """The text of a file, or of standard input (`-`). UsageError if it cannot be read."""
    try:
        content = standard_input().read() if str(file) == "-" else file.read_bytes()
        return mended(decode(content).text)
    except (OSError, UndecodableError) as error:
        why = error.strerror if isinstance(error, OSError) else error
        raise UsageError(f"{file} cannot be read: {why}", hint="name a file of text, or - for a pipe") from error


def _object(quotation: Quotation) -> dict[str, object]:
    return {"type": "quote", "schema": SCHEMA, **asdict(quotation), "confidence": round(quotation.confidence, 3)}
