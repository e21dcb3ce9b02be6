"""The commands of time and sides: timeline, facets, versus, silent."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from indexer.errors import EXIT_MATCHED, EXIT_NOTHING, UsageError
from search.api import Archive, open_archive
from search.commands.arguments import as_query
from search.commands.console import print_lines, style_for_stdout, tell
from search.commands.delivering import Limit, Output
from search.commands.options import (
    TABLES,
    counting_options,
    limit_option,
    output_options,
    quotes_option,
    receipt_options,
)
from search.commands.receipts import keep_receipt
from search.show.terminal import screen_width

if TYPE_CHECKING:
    from search.provenance.buckets import Unit
    from search.results import Asked
    from search.show.timeline_lines import Measure, Scale

__all__ = ["facets", "silent", "timeline", "versus"]

_UNITS = ("day", "week", "month", "year")
_FACETS = ("source", "speaker", "author", "month", "year", "text")


def _asking(given: Path | None, options: dict[str, Any]) -> tuple[Path | None, dict[str, Any]]:
    """Where the index is, and how a query is asked, as `Archive` takes it."""
    path = options.pop("index_path") or given
    quotes = options.pop("quotes", None)
    asked: dict[str, Any] = {
        "match": options["match"],
        "reading": "words" if options["plain"] else "query",
        "names": "exact" if options["exact"] else "all",
        "since": options["since"],
    }
    return path, asked | ({} if quotes is None else {"space": "quotations" if quotes else "articles"})


def _told(
    archive: Archive, asked: Asked, how: dict[str, Any], output: Output, *lines: str, kept: Sequence[str] = ()
) -> int:
    """Tell what was counted, in which spellings, why there is nothing, and what was `kept`; the exit code.

    Lines of JSON have said it themselves, but for what was kept.
    """
    if output.as_json:
        tell(*kept)
        return _code(asked.total)
    from search.show.name_lines import name_lines
    from search.show.reading_lines import sign_lines
    from search.show.reason_lines import reason_lines

    tell(*lines, *name_lines(asked))
    if how["reading"] == "query":
        tell(*sign_lines(archive.as_words(asked.query)))
    if not asked.total and asked.query and how.get("since") is None:
        tell(*reason_lines(archive.why_empty(asked.query, **how)))
    tell(*kept)
    return _code(asked.total)


def _code(total: int) -> int:
    return EXIT_MATCHED if total else EXIT_NOTHING


@click.command()
@click.argument("query", nargs=-1)
@click.option("--by", type=click.Choice(_UNITS), help="The buckets (default: the finest that are few).")
@click.option("--share", "scale", flag_value="share", help="Bars by the share of all that the archive has then.")
@click.option("--texts", "measure", flag_value="texts", help="Copies of one text counted once.")
@click.option("--by-source", is_flag=True, help="The numbers of each outlet.")
@quotes_option
@counting_options
@output_options(*TABLES)
@receipt_options
@click.pass_obj
def timeline(
    given: Path | None,
    /,
    query: tuple[str, ...],
    by: Unit | None,
    scale: Scale | None,
    measure: Measure | None,
    by_source: bool,
    output: Output,
    receipt_file: Path | None,
    with_text: bool,
    **options: Any,
) -> int:
    """How the answer to QUERY lies in time; without QUERY, the archive.

    Each bucket has its number, its share of all articles of the archive in these days, and a bar. A burst is at least
    twice the usual share, and more than chance explains.

    \b
      onrecord timeline 'rail strike' --by week
      onrecord timeline speaker:madrun --quotes --share
    """
    from search.show.timeline_lines import not_drawn, outlet_lines, timeline_lines, total_of_timeline

    table = output.table("outlets" if by_source and not output.as_json else "buckets")
    if by_source and table is None and (scale or measure):
        raise UsageError(
            "--by-source prints numbers of documents", hint="leave --share and --texts out, or use --csv"
        )
    path, how = _asking(given, options)
    text = as_query(query, reading=how["reading"]) or None
    with open_archive(path) as archive:
        found = archive.timeline(text, by=by, **how)
        options = how | {"by": found.by}
        kept = keep_receipt(archive, "timeline", text, options, file=receipt_file, with_text=with_text)
        if table is not None:
            rows = found.rows(outlets=by_source)
            kept += output.deliver_all(
                table, rows if output.as_json or not by_source else _each(rows), found.summary()
            )
        elif by_source:
            print_lines(outlet_lines(found, width=screen_width(), style=style_for_stdout()))
        else:
            bars = timeline_lines(
                found,
                measure=measure or "documents",
                scale=scale or "number",
                width=screen_width(),
                style=style_for_stdout(),
            )
            print_lines(bars)
        return _told(archive, found.asked, how, output, total_of_timeline(found), *not_drawn(found), kept=kept)


def _each(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """A row for each outlet that has anything in a bucket."""
    return [
        {"first": row["first"], "last": row["last"], "source": name, "count": count}
        for row in rows
        for name, count in row["sources"].items()
    ]


@click.command()
@click.argument("query", nargs=-1)
@click.option("--by", metavar="KIND,…", help=f"Of {', '.join(_FACETS)}, and what articles state besides: section.")
@limit_option("How many names of each", usual=10, least=1)
@quotes_option
@counting_options
@output_options(*TABLES)
@receipt_options
@click.pass_obj
def facets(
    given: Path | None,
    /,
    query: tuple[str, ...],
    by: str | None,
    limit: Limit,
    output: Output,
    receipt_file: Path | None,
    with_text: bool,
    **options: Any,
) -> int:
    """How the whole answer to QUERY divides by outlet, speaker, author, month and year, and section if there are any.

    Of articles, a speaker counts those that quote them. `--by text` counts the copies of each text.

    \b
      onrecord facets 'rail strike' --by source,section
    """
    from search.show.facet_lines import facet_lines, total_of_facets

    path, how = _asking(given, options)
    text = as_query(query, reading=how["reading"]) or None
    kinds = [kind.strip() for kind in (by or "").split(",") if kind.strip()]
    table, most = output.table("facets"), output.most(limit, usual=10)
    with open_archive(path) as archive:
        found = archive.facets(text, by=kinds, limit=sys.maxsize if most is None else most, **how)
        options = how | {"by": ",".join(facet.by for facet in found.facets)}
        kept = keep_receipt(archive, "facets", text, options, file=receipt_file, with_text=with_text)
        if table is not None:
            kept += output.deliver_all(
                table, [row for facet in found.facets for row in facet.rows()], found.summary()
            )
        else:
            print_lines(facet_lines(found, width=screen_width(), style=style_for_stdout()))
        return _told(archive, found.asked, how, output, total_of_facets(found), kept=kept)


@click.command()
@click.argument("one")
@click.argument("other")
@click.argument("topic", nargs=-1, metavar="[on TOPIC]")
@counting_options
@output_options(*TABLES)
@click.pass_obj
def versus(
    given: Path | None, /, one: str, other: str, topic: tuple[str, ...], output: Output, **options: Any
) -> int:
    """Two queries side by side: articles, quotations, words, outlets, dates, telling words.

    Each number has its share of the archive. Where both queries ask who speaks, the words are those that were said.

    \b
      onrecord versus speaker:orlec speaker:madrun on dam
      onrecord versus source:northline source:orvena
    """
    if topic and (topic[0] != "on" or len(topic) < 2):
        raise UsageError(f"what is {' '.join(topic)}?", hint="two queries in quotes, then: on TOPIC")
    from search.show.versus_lines import total_of_versus, versus_lines

    path, how = _asking(given, options)
    table = output.table("sides")
    with open_archive(path) as archive:
        found = archive.versus(one, other, on=as_query(topic[1:], reading=how["reading"]) or None, **how)
        kept = output.deliver_all(table, found.rows(), found.summary()) if table is not None else []
        if table is None:
            print_lines(versus_lines(found, width=screen_width(), style=style_for_stdout()))
        tell(*([] if output.as_json else [total_of_versus(found)]), *kept)
    return _code(sum(side.asked.total for side in found.sides))


@click.command()
@click.argument("query", nargs=-1, required=True)
@counting_options
@output_options(*TABLES)
@click.pass_obj
def silent(given: Path | None, /, query: tuple[str, ...], output: Output, **options: Any) -> int:
    """Outlets that have articles in the days of the answer to QUERY, but none that is in it.

    With the articles that each has in these days, and how many of them would be in the answer if it wrote of it as
    often as the outlets that did: one with few articles is silent by chance.
    """
    from search.show.silence_lines import silence_lines, total_of_silence

    path, how = _asking(given, options)
    table = output.table("silent")
    with open_archive(path) as archive:
        found = archive.silent(as_query(query, reading=how["reading"]), **how)
        kept = output.deliver_all(table, found.outlets, found.summary()) if table is not None else []
        if table is None:
            print_lines(silence_lines(found, width=screen_width()))
        return _told(archive, found.asked, how, output, total_of_silence(found), kept=kept)
