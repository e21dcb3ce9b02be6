"""The verbs of keeping an archive, and of the shell: delete, sources, completion."""

from __future__ import annotations

from pathlib import Path

import click

from indexer.errors import EXIT_MATCHED, EXIT_NOTHING, UsageError
from search.api import open_archive
from search.commands.console import print_lines, tell
from search.commands.delivering import Output
from search.commands.options import (
    TABLES,
    debug_option,
    exact_option,
    index_option,
    json_option,
    match_option,
    output_options,
    plain_option,
)
from search.results import SCHEMA
from search.show.terminal import counted, screen_width

__all__ = ["completion", "delete", "sources"]


@click.command()
@click.argument("article_ids", metavar="[ID]...", nargs=-1)
@index_option
@click.option("--query", metavar="QUERY", help="All articles that match it, instead of IDs.")
@match_option
@plain_option
@exact_option
@click.option("--yes", "agreed_to", is_flag=True, help="Do not ask.")
@click.option("--list", "action", flag_value="list", default=None, help="List what was deleted, with the day.")
@click.option("--restore", "action", flag_value="restore", help="Let the articles with these IDs come back.")
@json_option
@debug_option
@click.pass_obj
def delete(
    given: Path | None,
    /,
    article_ids: tuple[str, ...],
    index_path: Path | None,
    query: str | None,
    agreed_to: bool,
    action: str | None,
    as_json: bool,
    match: str,
    plain: bool,
    exact: bool,
) -> int:
    """Delete the articles with these IDs, or those that QUERY finds, for good.

    What will go is shown, and asked about. A deleted article does not come back when its file is indexed again, also
    when the file has changed; --restore lets it. Its text leaves the disk with `onrecord optimize`.

    \b
      onrecord delete northline-2025-02-11-0417
      onrecord delete --query 'source:"kaldria today" date:2025-04'
      onrecord delete --list
      onrecord delete --restore northline-2025-02-11-0417
    """
    from search.commands.delete import delete_articles, list_withheld, restore_articles

    path = index_path or given
    if action == "list" and not article_ids and query is None:
        return list_withheld(path, as_json=as_json)
    if action == "restore" and article_ids and query is None:
        return restore_articles(path, article_ids)
    if action is not None or bool(article_ids) == (query is not None):
        raise UsageError(
            "delete takes IDs or --query QUERY, --restore takes IDs, --list takes none",
            hint="onrecord delete ID, onrecord delete --query QUERY",
        )
    reading, names = "words" if plain else "query", "exact" if exact else "all"
    return delete_articles(
        path, article_ids, query, agreed_to=agreed_to, as_json=as_json, width=screen_width(),
        match=match, reading=reading, names=names,
    )  # fmt: skip


@click.command()
@click.argument("beginning", metavar="[TEXT]...", nargs=-1)
@index_option
@output_options(*TABLES)
@debug_option
@click.pass_obj
def sources(given: Path | None, /, beginning: tuple[str, ...], index_path: Path | None, output: Output) -> int:
    """The outlets and how many articles each has, the largest first.

    With TEXT, those with words that begin so.

    \b
      onrecord sources kal tod
      onrecord sources --csv
    """
    from search.show.outlet_list import no_outlet, outlet_lines

    table, wanted = output.table("sources"), " ".join(beginning)
    with open_archive(index_path or given) as archive:
        found = archive.sources(wanted)
        told = counted(len(found), "outlet") if found else no_outlet(archive, wanted)
        generation = archive.generation
    if table is None:
        print_lines(outlet_lines(found))
        tell(told)
    else:
        rows = [
            {"type": "source", "schema": SCHEMA, "source": name, "articles": count} for name, count in found.items()
        ]
        summary = {"type": "summary", "schema": SCHEMA, "total": len(rows), "generation": generation}
        tell(*output.deliver_all(table, rows, summary))
    return EXIT_MATCHED if found else EXIT_NOTHING


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@debug_option
@click.pass_context
def completion(context: click.Context, /, shell: str) -> int:
    """Print a script by which SHELL completes commands, options and files.

    \b
      eval "$(onrecord completion bash)"          in ~/.bashrc
      eval "$(onrecord completion zsh)"           in ~/.zshrc, behind compinit
      onrecord completion fish > ~/.config/fish/completions/onrecord.fish
    """
    from click.shell_completion import get_completion_class

    made = get_completion_class(shell)
    assert made is not None
    print_lines(made(context.find_root().command, {}, "onrecord", "_ONRECORD_COMPLETE").source().splitlines())
    return EXIT_MATCHED
