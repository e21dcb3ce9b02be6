"""The options of the commands, each said once: what a query is asked of, how, and in what form it is answered."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

import click

from search.commands.delivering import ALL, Limit, Output
from search.location import is_address

__all__ = [
    "FORMS",
    "STYLES",
    "TABLES",
    "asking_options",
    "context_options",
    "counting_options",
    "debug_option",
    "exact_option",
    "explain_option",
    "index_option",
    "json_option",
    "limit_option",
    "match_option",
    "offset_option",
    "output_options",
    "plain_option",
    "quotes_option",
    "receipt_options",
    "since_option",
    "view_option",
]

FORMS = ("text", "jsonl", "csv", "tsv", "xlsx", "ris", "bibtex", "md")
"""The forms of an answer: text for the screen, and the formats of `search.show.export`."""
TABLES = ("text", "jsonl", "csv", "tsv", "xlsx", "md")
"""Those of what cannot be cited."""
STYLES = ("chicago", "apa", "mla", "ap", "plain")
"""Those of `search.show.citations`."""

Command = TypeVar("Command", bound=Callable[..., Any])


def _options(*options: Callable[[Command], Command]) -> Callable[[Command], Command]:
    def decorate(command: Command) -> Command:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate


class _Place(click.ParamType[Path | str]):
    """A folder, or the address of an archive on a cluster, which is no path."""

    name = "place"

    def convert(self, value: Any, param: click.Parameter | None, context: click.Context | None) -> Path | str:
        return value if is_address(value) else Path(value)


index_option = click.option(
    "-i",
    "--index",
    "index_path",
    metavar="DIR|URL",
    type=_Place(),
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


def limit_option(help_text: str, *, usual: int, least: int = 0) -> Callable[[Command], Command]:
    """-n N|all, given as `limit`: a Limit, of which `Output.most` makes a number."""

    def read(context: click.Context, option: click.Parameter, value: str | None) -> Limit:
        if value is None or value == ALL:
            return value
        if not (value.isdecimal() and len(value) < 10 and int(value) >= least):
            raise click.BadParameter(f"{value} is neither {ALL} nor a number from {least} on", context, option)
        return int(value)

    return click.option(
        "-n", "--limit", metavar="N|all", callback=read, help=f"{help_text} (default: {usual}; all with -o)."
    )


offset_option = click.option("--offset", type=click.IntRange(0), default=0, help="Leave out the first answers.")


def output_options(*forms: str, text: bool = False) -> Callable[[Command], Command]:
    """In which of these forms the answer is and where it goes, given as `output`; with `text`, texts on demand."""
    options = [
        click.option("--format", "form", type=click.Choice(forms), help="The form of the answer."),
        click.option("--json", "form", flag_value="jsonl", help="Short for --format jsonl.", default=None),
        click.option("--csv", "form", flag_value="csv", help="Short for --format csv.", default=None),
        click.option("--fields", metavar="A,B,C", help="These columns of a table or of JSON lines, in this order."),
        click.option("--bom", is_flag=True, help="A byte order mark, with which Excel reads a CSV as UTF-8."),
        click.option(
            "-o", "--output", "output_file", metavar="FILE", type=click.Path(path_type=Path),
            help="Write a file, whole or not at all; its ending says the format.",
        ),
        click.option("--force", is_flag=True, help="Replace FILE if it is there."),
    ]  # fmt: skip
    if text:
        texts = "With the text of each article; of quotations, the sentences around."
        options.insert(4, click.option("--text", is_flag=True, help=texts))

    def decorate(command: Command) -> Command:
        @wraps(command)
        def call(*arguments: Any, **given: Any) -> Any:
            asked = {name: given.pop(name) for name in ("form", "fields", "bom", "force")}
            output = Output(**asked, file=given.pop("output_file"), text=given.pop("text", False))
            return command(*arguments, output=output, **given)

        return _options(*options)(call)  # type: ignore[return-value]  # wraps keeps what it is called with

    return decorate


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
    limit_option("How many answers", usual=10),
    offset_option,
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
    output_options(*FORMS, text=True),
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
