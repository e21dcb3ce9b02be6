"""The verbs that say where words come from: trace, verify."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from indexer.errors import UsageError
from search.api import open_archive
from search.commands.options import debug_option, index_option, json_option, receipt_options

__all__ = ["trace", "verify"]


@click.command()
@click.argument("words", nargs=-1, required=True)
@index_option
@click.option("-n", "--limit", type=click.IntRange(1), help="How many of the articles are listed (default: all).")
@click.option("--diff", is_flag=True, help="The differing words in the whole quotation.")
@click.option("--whole", is_flag=True, help="Leave out articles that have only a fragment.")
@click.option("--marked", is_flag=True, help="Leave out those that have it outside of quotation marks.")
@click.option("--first", is_flag=True, help="List those alone that had it first.")
@click.option("--silent", is_flag=True, help="Tell which outlets wrote of it and did not carry it.")
@json_option
@receipt_options
@debug_option
@click.pass_obj
def trace(given: Path | None, /, words: tuple[str, ...], index_path: Path | None, **asked: Any) -> int:
    """Every article that carries WORDS or a variant of them, in the order of time.

    \b
      onrecord trace 'We are taking the brakes off the river'
      onrecord trace --first 'the brakes off the river'
    """
    from search.commands.tracing import trace_words

    with open_archive(index_path or given) as archive:
        return trace_words(archive, " ".join(words), **asked)


@click.command()
@click.argument("words", nargs=-1)
@index_option
@click.option("--speaker", metavar="NAME", help="Who is said to have said it, in any spelling.")
@click.option(
    "--batch",
    metavar="FILE|-",
    type=click.Path(path_type=Path, allow_dash=True),
    help="Claims from a file: lines, claim TAB speaker, CSV, or JSON {id, claim, speaker}.",
)
@click.option(
    "--document",
    metavar="FILE|-",
    type=click.Path(path_type=Path, allow_dash=True),
    help="Every quotation of a text, with the speaker whom the text gives.",
)
@click.option("--accept", type=click.Choice(["near"]), help="End with 0 for claims that are near as well.")
@json_option
@receipt_options
@debug_option
@click.pass_obj
def verify(
    given: Path | None,
    /,
    words: tuple[str, ...],
    index_path: Path | None,
    speaker: str | None,
    batch: Path | None,
    document: Path | None,
    receipt_file: Path | None,
    with_text: bool,
    **asked: Any,
) -> int:
    """Whether WORDS were said, verbatim, and by whom.

    Ends with 0 exact, 3 near (words differ), 4 partial, 5 said by somebody else, 1 not found, 2 an error; of several
    claims with the code of the worst, in this order.

    \b
      onrecord verify 'There is no offer on the table' --speaker Orlec
      onrecord verify --batch claims.tsv --json
      onrecord verify --document draft.txt
    """
    from search.commands.verifying import verify_claim, verify_document, verify_file

    if sum(map(bool, (words, batch, document))) != 1:
        raise UsageError("name one of WORDS, --batch FILE and --document FILE", hint="onrecord verify 'the words'")
    if speaker and not words:
        raise UsageError("--speaker goes with WORDS", hint="a file says itself who speaks")
    if receipt_file and not words:
        raise UsageError("--receipt goes with WORDS", hint="a receipt is of one claim")
    with open_archive(index_path or given) as archive:
        if batch:
            return verify_file(archive, batch, **asked)
        if document:
            return verify_document(archive, document, **asked)
        claim = " ".join(words)
        return verify_claim(archive, claim, speaker, receipt_file=receipt_file, with_text=with_text, **asked)
