"""The options of the commands, each said once: what a query is asked of, how, and in what form it is answered."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

__all__ = [
    "asking_options",
    "context_options",
    "counting_options",
    "debug_option",
    "exact_option",
    "explain_option",
    "index_option",
    "json_option",
    "match_option",
    "plain_option",
    "quotes_option",
    "receipt_options",
    "since_option",
    "view_option",
]

Command = TypeVar("Command", bound=Callable[..., Any])


def _options(*options: Callable[[Command], Command]) -> Callable[[Command], Command]:
    def decorate(command: Command) -> Command:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate


index_option = click.option(
    "-i",
    "--index",
    "index_path",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="The index (default: ONRECORD_INDEX, else the nearest .onrecord here or above).",
)
debug_option = click.option("--debug", is_flag=True, expose_value=False, help="Show the traceback of an error.")
json_option = click.option("--json", "as_json", is_flag=True, help="One JSON object a line, a summary last.")
match_option = click.option(
    "--match",
    type=click.Choice(["all", "any"]),
    default="all",
    show_default=True,
    help="Whether all words of the query must be there, or any.",
)
plain_option = click.option("--plain", is_flag=True, help="Read the query as words; nothing in it is an operator.")
exact_option = click.option(
    "--exact", is_flag=True, help="Names, of speakers too, in the spelling of the query only."
)
form_json_option = click.option(
    "--json", "form", flag_value="json", help="One JSON object a line, a summary last.", default=None
)
csv_option = click.option("--csv", "form", flag_value="csv", help="As a table for spreadsheets.")
quotes_option = click.option("--quotes", is_flag=True, help="Count quotations, not articles.")
since_option = click.option(
    "--since-generation",
    "since",
    metavar="N",
    type=click.IntRange(0),
    help="Only what came in after generation N of the index (`onrecord info` has the last one).",
)
asking_options = _options(
    index_option,
    click.option("-n", "--limit", type=click.IntRange(1), default=10, show_default=True, help="How many answers."),
    click.option("--offset", type=click.IntRange(0), default=0, help="Leave out the first answers."),
    click.option(
        "--sort",
        type=click.Choice(["relevance", "newest", "oldest"]),
        default="relevance",
        show_default=True,
        help="The order of the answers.",
    ),
    match_option,
    plain_option,
    click.option("--all", "unfolded", is_flag=True, help="Every copy of a text is an answer of its own."),
    exact_option,
    click.option("--new", is_flag=True, help="Only what is new since QUERY was last asked with --new; all of it."),
    since_option,
    json_option,
    debug_option,
)
receipt_options = _options(
    click.option(
        "--receipt",
        "receipt_file",
        metavar="FILE",
        type=click.Path(path_type=Path),
        help="Also write a receipt of the whole answer; `onrecord receipt FILE` asks it again.",
    ),
    click.option("--with-text", is_flag=True, help="With the texts of the articles in the receipt."),
)
counting_options = _options(
    index_option,
    match_option,
    plain_option,
    exact_option,
    since_option,
    form_json_option,
    csv_option,
    debug_option,
)
context_options = _options(
    click.option("-A", "--after", metavar="N[w|p]", help="N sentences behind each excerpt; Nw words, Np paragraphs."),
    click.option("-B", "--before", metavar="N[w|p]", help="The same before it."),
    click.option("-C", "--context", "both", metavar="N[w|p]", help="The same on both sides."),
)
view_option = click.option(
    "--view",
    "layout",
    type=click.Choice(["cards", "list"]),
    default="cards",
    show_default=True,
    help="Answers as cards with excerpts, or a line each.",
)
explain_option = click.option(
    "--explain", metavar="N", type=click.IntRange(1), help="Instead of answers: why the Nth one has its score."
)
