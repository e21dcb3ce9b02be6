"""The commands: each a few lines over search.api and indexer.build.

Exit codes: 0 something matched (for `index`: all in), 1 nothing matched (some records rejected),
2 an error, 130 interrupted.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from indexer.errors import EXIT_MATCHED, EXIT_NOTHING, UsageError
from search import __version__
from search.api import Archive, Match, open_archive
from search.commands import receipts, reports, sides
from search.commands.arguments import as_query
from search.commands.console import colours, print_lines, style_for_stdout, tell
from search.commands.delivering import ALL, Limit, Output
from search.commands.house_verbs import completion, delete, sources
from search.commands.options import (
    FORMS,
    STYLES,
    TABLES,
    asking_options,
    context_options,
    debug_option,
    exact_option,
    explain_option,
    index_option,
    json_option,
    limit_option,
    match_option,
    offset_option,
    output_options,
    plain_option,
    quotes_option,
    receipt_options,
    since_option,
    view_option,
)
from search.commands.trace_verbs import trace, verify
from search.engine import Space
from search.location import locate_place
from search.show.formats import explanation_format, json_line
from search.show.terminal import screen_width


@click.group(invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="onrecord")
@index_option
@debug_option
@click.pass_context
def cli(context: click.Context, index_path: Path | None) -> int:
    """Search a news archive for who said what, when, and in which outlet.

    \b
      onrecord index FOLDER              read articles into an index
      onrecord search 'peace talks'      articles that match
      onrecord quotes 'speaker:madrun'   quotations that match
      onrecord                           the prompt

    Without a command: the prompt at a terminal; otherwise each line of standard input is a query.
    """
    context.obj = index_path
    if context.invoked_subcommand is None:
        return _prompt(index_path)
    return EXIT_MATCHED


@cli.command()
@click.argument("paths", metavar="PATH...", nargs=-1, required=True)
@index_option
@click.option("--prune", is_flag=True, help="Drop the articles of files that are gone from PATH.")
@click.option("-j", "--workers", type=click.IntRange(1), help="Processes that read and invert (default: the cores).")
@click.option("--memory", type=click.IntRange(64), default=1024, show_default=True, help="About how many MB to use.")
@click.option(
    "--map",
    "maps",
    metavar="FIELD=NAME",
    multiple=True,
    help="What a field is called in JSON and tables: date=published.",
)
@click.option("--shards", type=click.IntRange(1), help="On a cluster, of a new archive: parts (default: its nodes).")
@click.option("--replicas", type=click.IntRange(0), help="On a cluster, of a new archive: copies of each part.")
@click.option("--rebuild", is_flag=True, help="On a cluster: make all anew beside the archive, then take its place.")
@click.option("--guess-dates", is_flag=True, help="Guess the date of a web page that states none.")
@click.option(
    "--report", metavar="FILE", type=click.Path(path_type=Path), help="Write a line for each file or record."
)
@click.option("--json", "as_json", is_flag=True, help="End with one JSON object instead of text.")
@debug_option
@click.pass_obj
def index(
    given: Path | None,
    /,
    paths: tuple[str, ...],
    index_path: Path | None,
    prune: bool,
    workers: int | None,
    memory: int,
    maps: tuple[str, ...],
    shards: int | None,
    replicas: int | None,
    rebuild: bool,
    guess_dates: bool,
    report: Path | None,
    as_json: bool,
) -> int:
    """Read articles into the index.

    PATH is a folder (read with all below it), a file, or - for standard input. Read are saved web pages, exports of
    Nexis, Factiva and ProQuest, JSON, CSV, feeds, WARC, mail, ZIP and tar, office documents and PDF, subtitles and
    plain text; what is passed over is told. Files that have not changed since the last time are skipped. The index is
    made where there is none: in .onrecord in this folder, if nothing else is said.
    """
    from search.commands.index import index_paths, mapped

    where = index_path or given
    return index_paths(
        where, paths, prune=prune, as_json=as_json, workers=workers, memory=memory * 1_000_000, keys=mapped(maps),
        guess_dates=guess_dates, report_to=report, shards=shards, replicas=replicas, rebuild=rebuild,
    )  # fmt: skip


@cli.command()
@click.argument("query", nargs=-1, required=True)
@asking_options
@context_options
@view_option
@receipt_options
@explain_option
@click.pass_obj
def search(
    given: Path | None,
    /,
    query: tuple[str, ...],
    index_path: Path | None,
    after: str | None,
    before: str | None,
    both: str | None,
    **asked: Any,
) -> int:
    """Articles that match QUERY, the best first.

    \b
      onrecord search 'peace talks'                  both words, any form of them
      onrecord search '"held back"'                  these words in this order
      onrecord search 'speaker:madrun quote:water'   one quotation with both
      onrecord search 'strike -rail date:2025-03'    without a word, in a month
      onrecord search strike --view list -n all      a line for each, all of them
      onrecord search 'date:2025-03' -o march.xlsx   all of them, as a workbook
      onrecord search @rail --new                    what came in since the last time
    """
    if (after, before, both) != (None, None, None):
        from search.answer.context import read_context

        asked["context"] = read_context(before=before, after=after, both=both)
    return _answer(index_path or given, query, space="articles", **asked)


@cli.command()
@click.argument("query", nargs=-1, required=True)
@asking_options
@view_option
@receipt_options
@explain_option
@click.pass_obj
def quotes(given: Path | None, /, query: tuple[str, ...], index_path: Path | None, **asked: Any) -> int:
    """Quotations that match QUERY, with speaker, outlet and date.

    Words are looked for in what was said; source:, date:, title: and body: speak of the article.

    \b
      onrecord quotes 'speaker:madrun water'
      onrecord quotes 'speaker:madrun date:2025-03' -o madrun.csv     all of them, as a table
    """
    return _answer(index_path or given, query, space="quotations", **asked)


def _answer(
    path: Path | None,
    arguments: tuple[str, ...],
    *,
    output: Output,
    limit: Limit,
    plain: bool,
    exact: bool,
    unfolded: bool,
    layout: str,
    explain: int | None,
    receipt_file: Path | None,
    with_text: bool,
    new: bool,
    **asked: Any,
) -> int:
    from search.commands.answering import answer_query

    asked["reading"] = "words" if plain else "query"
    query = as_query(arguments, reading=asked["reading"])
    asked["names"] = "exact" if exact else "all"
    asked["copies"] = "all" if unfolded else "folded"
    with open_archive(path) as archive:
        newness = None
        if new:
            from search.commands.newness import Newness

            newness = Newness(archive, query, asked, explained=explain is not None)
        if explain:
            if receipt_file is not None:
                raise UsageError("an explanation has no receipt", hint="leave --explain or --receipt out")
            return _explained(archive, query, explain, output, **asked)
        return answer_query(
            archive, query, output=output, limit=ALL if new and limit is None else limit, layout=layout,
            receipt_file=receipt_file, with_text=with_text, newness=newness, **asked,
        )  # fmt: skip


def _explained(archive: Archive, query: str, nth: int, output: Output, **asked: Any) -> int:
    if output.format is not None and not output.as_json:
        raise UsageError(f"an explanation is no {output.format.name}", hint="as text, or with --json")
    if asked.pop("sort") != "relevance":
        raise UsageError("answers that are sorted by date have no score", hint="leave --sort out")
    found = archive.explain(
        query, nth=nth, **{key: asked[key] for key in ("space", "match", "reading", "names", "copies", "since")}
    )
    if found is None:
        tell(f"There is no answer {nth} to this query.")
        return EXIT_NOTHING
    print_lines(explanation_format(*found, as_json=output.as_json))
    return EXIT_MATCHED


@cli.command()
@click.argument("query", nargs=-1, required=True)
@quotes_option
@index_option
@match_option
@plain_option
@exact_option
@since_option
@json_option
@debug_option
@click.pass_obj
def count(
    given: Path | None, /, query: tuple[str, ...], index_path: Path | None, quotes: bool, plain: bool, exact: bool,
    match: Match, since: int | None, as_json: bool,
) -> int:  # fmt: skip
    """How many articles match QUERY, or quotations: a number and nothing else. Exit code 1 if there are none.

    Copies of one text are counted each. `onrecord facets QUERY --by source,month` counts by outlet and month.

    \b
      onrecord count 'rail strike date:2025-02'
      onrecord count --quotes speaker:madrun
    """
    from search.commands.answering import count_query

    with open_archive(index_path or given) as archive:
        return count_query(
            archive,
            " ".join(query),
            as_json=as_json,
            space="quotations" if quotes else "articles",
            match=match,
            reading="words" if plain else "query",
            names="exact" if exact else "all",
            since=since,
        )


@cli.command()
@click.argument("file", metavar="FILE|-", type=click.Path(path_type=Path, allow_dash=True))
@index_option
@limit_option("Answers to each query", usual=10, least=1)
@match_option
@plain_option
@click.option("--quotes", is_flag=True, help="Answer with quotations, not articles.")
@output_options(*FORMS[1:], "trec", text=True)
@debug_option
@click.pass_obj
def batch(given: Path | None, /, file: Path, index_path: Path | None, plain: bool, quotes: bool, **asked: Any) -> int:
    """Answer every query in FILE, one a line.

    A line is a query; or an id, a tab and a query; or {"id": "1", "text": "a query"}. A query that cannot
    be read is reported with its line, and the rest still run. trec prints the columns of trec_eval.

    \b
      onrecord batch claims.txt --quotes -n 3 -o found.csv
    """
    from search.commands.batch import answer_file

    space: Space = "quotations" if quotes else "articles"
    with open_archive(index_path or given) as archive:
        return answer_file(archive, file, space=space, reading="words" if plain else "query", **asked)


@cli.command()
@click.argument("article_id", metavar="ID")
@index_option
@click.option("--at", metavar="QUERY", help="From the paragraph on in which QUERY first matches.")
@click.option("--explain", is_flag=True, help="For each quotation, why its speaker is believed to be the one.")
@click.option("--json", "as_json", is_flag=True, help="The article as one JSON object.")
@debug_option
@click.pass_obj
def show(
    given: Path | None, article_id: str, index_path: Path | None, at: str | None, explain: bool, as_json: bool
) -> int:
    """The article with this ID, its quotations marked."""
    from search.commands.show_article import show_article

    with open_archive(index_path or given) as archive:
        return show_article(
            archive,
            article_id,
            at=at,
            explain=explain,
            as_json=as_json,
            width=screen_width(),
            style=style_for_stdout(),
        )


@cli.command()
@click.argument("article_id", metavar="ID")
@index_option
@limit_option("How many answers", usual=10, least=1)
@offset_option
@output_options(*FORMS, text=True)
@debug_option
@click.pass_obj
def similar(
    given: Path | None, /, article_id: str, index_path: Path | None, output: Output, limit: Limit, offset: int
) -> int:
    """Articles like the one with this ID, by the words that tell it from others.

    The same text in another outlet is said to be so.
    """
    from search.commands.answering import answer_like

    with open_archive(index_path or given) as archive:
        return answer_like(archive, article_id, output=output, limit=limit, offset=offset)


@cli.command()
@click.argument("article_id", metavar="ID")
@index_option
@click.option("--style", type=click.Choice(STYLES), default="chicago", show_default=True, help="The style.")
@click.option("--quote", "nth", metavar="K", type=click.IntRange(1), help="The Kth quotation in it, from 1.")
@debug_option
@click.pass_obj
def cite(given: Path | None, /, article_id: str, index_path: Path | None, style: str, nth: int | None) -> int:
    """The article with this ID as a citation, or a quotation in it, to be pasted.

    Quotations are counted as `onrecord show ID --explain` numbers them.

    \b
      onrecord cite who-pays-for-the-river.txt
      onrecord cite who-pays-for-the-river.txt --quote 2 --style mla
    """
    from search.commands.show_article import cite_article

    with open_archive(index_path or given) as archive:
        return cite_article(archive, article_id, style=style, nth=nth)


@cli.command()
@click.argument("article_id", metavar="ID")
@index_option
@click.option("--diff", is_flag=True, help="The words in which each differs from the first.")
@json_option
@debug_option
@click.pass_obj
def copies(given: Path | None, /, article_id: str, index_path: Path | None, diff: bool, as_json: bool) -> int:
    """The articles that print the text of the one with this ID, the first of them first.

    Excerpts, the same text below another top, and articles that share half of it are told as such. Exit code 1 if it
    stands alone.
    """
    from search.commands.copied import show_copies

    with open_archive(index_path or given) as archive:
        return show_copies(
            archive, article_id, diff=diff, as_json=as_json, width=screen_width(), style=style_for_stdout()
        )


@cli.command()
@click.argument("article_id", metavar="ID")
@index_option
@json_option
@debug_option
@click.pass_obj
def versions(given: Path | None, /, article_id: str, index_path: Path | None, as_json: bool) -> int:
    """The versions of an article that were saved at its address, and what words differ.

    A crawl that came by several times has them; a quotation that was taken out is found so.
    """
    from search.commands.versions import show_versions

    with open_archive(index_path or given) as archive:
        return show_versions(archive, article_id, as_json=as_json, width=screen_width(), style=style_for_stdout())


@cli.command()
@click.argument("query", nargs=-1)
@index_option
@limit_option("How many speakers", usual=20)
@click.option("--articles", "whole", is_flag=True, help="All who are quoted in the articles that QUERY finds.")
@click.option("--merge", "ruling", flag_value="one", help="These names are one speaker's: write it down.")
@click.option("--split", "ruling", flag_value="two", help="These names are not one speaker's: write it down.")
@output_options(*TABLES)
@debug_option
@click.pass_obj
def speakers(
    given: Path | None, /, query: tuple[str, ...], index_path: Path | None, limit: Limit, whole: bool, ruling: str,
    output: Output,
) -> int:  # fmt: skip
    """Who is quoted, how often, from when to when, in how many outlets.

    With QUERY, in the quotations that it finds; with --articles in the articles. With --merge or --split, QUERY are
    two names or more.

    \b
      onrecord speakers dam date:2025-03              dam in what was said
      onrecord speakers dam --articles                who is quoted in articles on it
      onrecord speakers --merge 'Barack Obama' Obama
    """
    from search.commands.speakers import list_speakers, rule

    with open_archive(index_path or given) as archive:
        if ruling:
            return rule(archive, ruling, query)
        within: Space = "articles" if whole else "quotations"
        return list_speakers(archive, as_query(query), within=within, limit=limit, output=output)


for verb in (
    sides.timeline, sides.facets, sides.versus, sides.silent, trace, verify, receipts.receipt, reports.report,
    delete, sources, completion,
):  # fmt: skip
    cli.add_command(verb)


@cli.command()
@click.argument("name", required=False)
@click.argument("query", nargs=-1)
@click.option("--remove", is_flag=True, help="Remove the query of this NAME.")
@debug_option
def saved(name: str | None, query: tuple[str, ...], remove: bool) -> int:
    """Saved queries: list them, or save QUERY under NAME, to be written @NAME inside others.

    \b
      onrecord saved sanctions 'embargo OR sanction*'
      onrecord search '@sanctions date:2022 -oil'
      onrecord saved --remove sanctions
    """
    from search.commands.saved import manage

    return manage(name, as_query(query), remove=remove)


@cli.command()
@click.argument("text", nargs=-1, metavar="[NAME = OTHER | OTHER]")
@click.option("--remove", is_flag=True, help="Remove what is said of this NAME.")
@debug_option
def alias(text: tuple[str, ...], remove: bool) -> int:
    """Names of outlets that are one, or (with !=) not: list them, or write one down.

    `source:` finds an outlet under all its names. Hosts, initials and the like are known without this.

    \b
      onrecord alias 'NYT = The New York Times | nytimes.com'
      onrecord alias 'ABC News != ABC Australia'
      onrecord alias --remove NYT
    """
    from search.commands.alias import manage

    return manage(" ".join(text), remove=remove)


@cli.command()
@click.argument("file", metavar="FILE|-", type=click.Path(path_type=Path, allow_dash=True))
@click.option("--json", "as_json", is_flag=True, help="One JSON object a quotation, a summary last.")
@debug_option
def extract(file: Path, as_json: bool) -> int:
    """The quotations of any text, with their speakers; no index is needed.

    Offsets are code points of the text as it stands in FILE.
    """
    from search.commands.extract import extract_quotations

    return extract_quotations(file, as_json=as_json, width=screen_width(), style=style_for_stdout())


@cli.command()
@index_option
@click.option("--repair", is_flag=True, help="Remove what belongs to no generation.")
@debug_option
@click.pass_obj
def doctor(given: Path | None, index_path: Path | None, repair: bool) -> int:
    """Check every file of the index: checksums, and that all that points somewhere points right."""
    from search.commands.upkeep import examine

    return examine(locate_place(index_path or given), repair=repair)


@cli.command()
@index_option
@debug_option
@click.pass_obj
def optimize(given: Path | None, index_path: Path | None) -> int:
    """Merge the index into one segment and drop what was deleted."""
    from search.commands.upkeep import compact

    return compact(locate_place(index_path or given))


@cli.command()
@index_option
@click.option("--json", "as_json", is_flag=True, help="As one JSON object.")
@debug_option
@click.pass_obj
def info(given: Path | None, index_path: Path | None, as_json: bool) -> int:
    """What is in the index: articles, quotations, sources, dates, size, generation."""
    from search.show.about import info_lines, info_object

    with open_archive(index_path or given) as archive:
        print_lines([json_line(info_object(archive))] if as_json else info_lines(archive))
    return EXIT_MATCHED


@cli.command()
@index_option
@debug_option
@click.pass_obj
def repl(given: Path | None, index_path: Path | None) -> int:
    """The prompt; without a terminal, each line of standard input is a query."""
    return _prompt(index_path or given)


def _prompt(path: Path | None) -> int:
    from search.repl import run

    with open_archive(path) as archive:
        return run(archive, colour=colours(sys.stdout))
