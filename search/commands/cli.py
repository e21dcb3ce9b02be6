"""The commands: each a few lines over search.api and indexer.build.

Exit codes: 0 something matched (for `index`: all in), 1 nothing matched (some records rejected),
2 an error, 130 interrupted.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from indexer.errors import EXIT_MATCHED, EXIT_NOTHING, UsageError
from search import __version__
from search.api import Archive, open_archive
from search.commands import receipts, reports, sides
from search.commands.arguments import as_query
from search.commands.console import colours, print_lines, style_for_stdout, tell
from search.commands.options import (
    asking_options,
    context_options,
    debug_option,
    explain_option,
    index_option,
    json_option,
    match_option,
    plain_option,
    receipt_options,
    view_option,
)
from search.commands.trace_verbs import trace, verify
from search.location import locate_index
from search.results import Results
from search.show.formats import Format, explanation_format, json_line, jsonl_format, text_format
from search.show.terminal import screen_width


def _format(as_json: bool, layout: str = "cards") -> Format:
    return jsonl_format if as_json else text_format(width=screen_width(), style=style_for_stdout(), layout=layout)


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
        guess_dates=guess_dates, report_to=report,
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
      onrecord search 'strike -rail date:2025-03'
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
def quotes(
    given: Path | None, /, query: tuple[str, ...], index_path: Path | None, as_json: bool, **asked: Any
) -> int:
    """Quotations that match QUERY, with speaker, outlet and date.

    Words are looked for in what was said; source:, date:, title: and body: speak of the article.
    """
    return _answer(index_path or given, query, as_json=as_json, space="quotations", **asked)


def _answer(
    path: Path | None,
    arguments: tuple[str, ...],
    *,
    as_json: bool,
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
    from search.show.cards import total_line, variant_lines
    from search.show.reason_lines import reason_lines

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
            return _explained(archive, query, explain, as_json=as_json, **asked)
        results = archive.search(query, **asked)
        how = {key: asked[key] for key in ("space", "match", "reading", "names", "since")}
        if not results.total and (
            asked["since"] is None or not archive.documents(query, **how | {"since": None})[0].total
        ):
            results = replace(results, why=tuple(archive.why_empty(query, **how)))
        verb = "search" if how.pop("space") == "articles" else "quotes"
        how["copies"] = asked["copies"]
        kept = receipts.keep_receipt(archive, verb, query, how, file=receipt_file, with_text=with_text)
    print_lines(_format(as_json, layout)(results))
    noun = "article" if asked["space"] == "articles" else "quotation"
    if not as_json:
        tell(total_line(results, noun=noun))
        for line in (*variant_lines(results), *_closest(results), *reason_lines(results.why)):
            tell(line)
    tell(*kept)
    if newness:
        newness.end(results)
    return EXIT_MATCHED if results.hits else EXIT_NOTHING


def _closest(results: Results) -> list[str]:
    if not results.closest:
        return []
    from search.show.closest_lines import closest_lines

    return closest_lines(results.closest, width=screen_width())


def _explained(archive: Archive, query: str, nth: int, *, as_json: bool, **asked: Any) -> int:
    if asked.pop("sort") != "relevance":
        raise UsageError("answers that are sorted by date have no score", hint="leave --sort out")
    found = archive.explain(
        query, nth=nth, **{key: asked[key] for key in ("space", "match", "reading", "names", "copies", "since")}
    )
    if found is None:
        tell(f"There is no answer {nth} to this query.")
        return EXIT_NOTHING
    print_lines(explanation_format(*found, as_json=as_json))
    return EXIT_MATCHED


@cli.command()
@click.argument("file", metavar="FILE|-", type=click.Path(path_type=Path, allow_dash=True))
@index_option
@click.option("-n", "--limit", type=click.IntRange(1), default=10, show_default=True, help="Answers to each query.")
@match_option
@plain_option
@click.option(
    "--format", "format_name", type=click.Choice(["jsonl", "csv", "trec"]), default="jsonl", show_default=True
)
@debug_option
@click.pass_obj
def batch(given: Path | None, /, file: Path, index_path: Path | None, plain: bool, **asked: Any) -> int:
    """Answer every query in FILE, one a line.

    A line is a query; or an id, a tab and a query; or {"id": "1", "text": "a query"}. A query that cannot
    be read is reported with its line, and the rest still run. trec prints the columns of trec_eval.
    """
    from search.commands.batch import answer_file

    with open_archive(index_path or given) as archive:
        return answer_file(archive, file, reading="words" if plain else "query", **asked)


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
@click.option("-n", "--limit", type=click.IntRange(1), default=10, show_default=True, help="How many answers.")
@click.option("--offset", type=click.IntRange(0), default=0, help="Leave out the first answers.")
@json_option
@debug_option
@click.pass_obj
def similar(given: Path | None, /, article_id: str, index_path: Path | None, as_json: bool, **asked: Any) -> int:
    """Articles like the one with this ID, by the words that tell it from others.

    The same text in another outlet is said to be so.
    """
    from search.commands.show_article import no_such_article
    from search.show.cards import total_line

    with open_archive(index_path or given) as archive:
        results = archive.similar(article_id, **asked)
        if results is None:
            return no_such_article(archive, article_id)
    print_lines(_format(as_json)(results))
    if not as_json:
        tell(total_line(results, noun="article"))
    return EXIT_MATCHED if results.hits else EXIT_NOTHING


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
@click.option("-n", "--limit", type=click.IntRange(1), default=20, show_default=True, help="How many speakers.")
@click.option("--articles", "whole", is_flag=True, help="All who are quoted in the articles that QUERY finds.")
@click.option("--merge", "ruling", flag_value="one", help="These names are one speaker's: write it down.")
@click.option("--split", "ruling", flag_value="two", help="These names are not one speaker's: write it down.")
@json_option
@debug_option
@click.pass_obj
def speakers(
    given: Path | None, /, query: tuple[str, ...], index_path: Path | None, limit: int, whole: bool, ruling: str,
    as_json: bool,
) -> int:  # fmt: skip
    """Who is quoted, how often, from when to when, in how many outlets.

    With QUERY, in the quotations that it finds: `onrecord speakers dam date:2025-03` looks for dam in what was said,
    and with --articles in the articles. With --merge or --split, QUERY are two names or more:
    `onrecord speakers --merge 'Barack Obama' Obama`.
    """
    from search.commands.speakers import list_speakers, rule

    with open_archive(index_path or given) as archive:
        if ruling:
            return rule(archive, ruling, query)
        return list_speakers(
            archive,
            as_query(query),
            within="articles" if whole else "quotations",
            limit=limit,
            as_json=as_json,
            width=screen_width(),
            style=style_for_stdout(),
        )


for verb in (
    sides.timeline, sides.facets, sides.versus, sides.silent, trace, verify, receipts.receipt, reports.report,
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

    return examine(locate_index(index_path or given), repair=repair)


@cli.command()
@index_option
@debug_option
@click.pass_obj
def optimize(given: Path | None, index_path: Path | None) -> int:
    """Merge the index into one segment and drop what was deleted."""
    from search.commands.upkeep import compact

    return compact(locate_index(index_path or given))


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

    with open_archive(locate_index(path)) as archive:
        return run(archive, colour=colours(sys.stdout))
