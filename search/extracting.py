"""`onrecord extract`: the quotation extractor alone, on any text."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path

import click

from indexer.article import Quotation
from indexer.errors import EXIT_MATCHED, EXIT_NOTHING, UsageError
from indexer.quotes import find_quotes
from indexer.readers.encoding import decode
from search.cards import explained_lines
from search.console import print_lines
from search.formats import json_line
from search.results import SCHEMA
from search.terminal import Style


def extract_quotations(file: Path, *, as_json: bool, width: int, style: Style) -> int:
    """Print the quotations of a file, or of standard input (`-`); 0 if there are any, 1 if not."""
    try:
        content = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    except OSError as error:
        what = f"{file} cannot be read: {error.strerror}"
        raise UsageError(what, hint="name a file of text, or - for a pipe") from error
    found = find_quotes(decode(content).text)
    if as_json:
        print_lines(json_line(_object(quotation)) for quotation in found)
        print_lines([json_line({"type": "summary", "schema": SCHEMA, "total": len(found)})])
    else:
        print_lines(explained_lines(found, width=width, style=style)[1:])
        click.echo(f"{len(found):,} quotation{'' if len(found) == 1 else 's'}", err=True)
    return EXIT_MATCHED if found else EXIT_NOTHING


def _object(quotation: Quotation) -> dict[str, object]:
    return {"type": "quote", "schema": SCHEMA, **asdict(quotation), "confidence": round(quotation.confidence, 3)}
