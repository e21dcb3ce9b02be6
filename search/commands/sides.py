"""The commands of time and sides: timeline, facets, versus, silent."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from indexer.errors import EXIT_MATCHED, EXIT_NOTHING, UsageError
from search.api import Archive, open_archive
from search.commands.arguments import as_query
from search.commands.console import print_lines, style_for_stdout, tell
from search.commands.options import counting_options, quotes_option, receipt_options
from search.commands.receipts import keep_receipt
from search.show.formats import json_line
from search.show.terminal import screen_width

if TYPE_CHECKING:
    from search.provenance.buckets import Unit
    from search.provenance.timeline import Timeline
    from search.provenance.versus import Versus
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


def _told(archive: Archive, asked: Asked, how: dict[str, Any], *lines: str) -> int:
    """Tell what was counted, in which spellings, and why there is nothing; the exit code."""
    from search.show.name_lines import name_lines
    from search.show.reading_lines import sign_lines
    from search.show.reason_lines import reason_lines

    tell(*lines, *name_lines(asked))
    if how["reading"] == "query":
        tell(*sign_lines(archive.as_words(asked.query)))
    if not asked.total and asked.query and how.get("since") is None:
        tell(*reason_lines(archive.why_empty(asked.query, **how)))
    return _code(asked.total)


def _objects(rows: Iterable[dict[str, Any]], summary: dict[str, Any]) -> None:
    print_lines(json_line(row) for row in (*rows, summary))


def _code(total: int) -> int:
    return EXIT_MATCHED if total else EXIT_NOTHING


def _table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    from search.show.csv_rows import csv_row

    print_lines(csv_row(row) for row in (head, *rows))


@click.command()
@click.argument("query", nargs=-1)
@click.option("--by", type=click.Choice(_UNITS), help="The buckets (default: the finest that are few).")
@click.option("--share", "scale", flag_value="share", help="Bars by the share of all that the archive has then.")
@click.option("--texts", "measure", flag_value="texts", help="Copies of one text counted once.")
@click.option("--by-source", is_flag=True, help="The numbers of each outlet.")
@quotes_option
@counting_options
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
    form: str | None,
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

    if by_source and form is None and (scale or measure):
        raise UsageError(
            "--by-source prints numbers of documents", hint="leave --share and --texts out, or use --csv"
        )
    path, how = _asking(given, options)
    text = as_query(query, reading=how["reading"]) or None
    with open_archive(path) as archive:
        found = archive.timeline(text, by=by, **how)
        options = how | {"by": found.by}
        kept = keep_receipt(archive, "timeline", text, options, file=receipt_file, with_text=with_text)
        if form == "json":
            _objects(found.rows(outlets=by_source), found.summary())
            tell(*kept)
            return _code(found.asked.total)
        if form == "csv":
            _table(*_timeline_table(found, by_source=by_source))
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
        return _told(archive, found.asked, how, total_of_timeline(found), *not_drawn(found), *kept)


def _timeline_table(found: Timeline, *, by_source: bool) -> tuple[Sequence[str], list[Sequence[object]]]:
    """The columns and rows for a spreadsheet: a row a bucket, or one for each outlet that has any in it."""
    rows = found.rows(outlets=by_source)
    if by_source:
        cells = [(row["first"], row["last"], name, count) for row in rows for name, count in row["sources"].items()]
        return ("first", "last", "source", "count"), list[Sequence[object]](cells)
    names = ("first", "last", "count", "of", "share", "texts", "of_texts", "share_of_texts", "burst")
    return names, [[row[name] for name in names] for row in rows]


@click.command()
@click.argument("query", nargs=-1)
@click.option("--by", metavar="KIND,…", help=f"Of {', '.join(_FACETS)}, and what articles state besides: section.")
@click.option("-n", "--limit", type=click.IntRange(1), default=10, show_default=True, help="How many names of each.")
@quotes_option
@counting_options
@receipt_options
@click.pass_obj
def facets(
    given: Path | None,
    /,
    query: tuple[str, ...],
    by: str | None,
    limit: int,
    form: str | None,
    receipt_file: Path | None,
    with_text: bool,
    **options: Any,
) -> int:
    """How the whole answer to QUERY divides by outlet, speaker, author, month and year, and section if there are any.

    Of articles, a speaker counts those that quote them. `--by text` counts the copies of each text.

    \b
      onrecord facets 'rail strike' --by source,section
    """
    path, how = _asking(given, options)
    text = as_query(query, reading=how["reading"]) or None
    kinds = [kind.strip() for kind in (by or "").split(",") if kind.strip()]
    with open_archive(path) as archive:
        found = archive.facets(text, by=kinds, limit=limit, **how)
        options = how | {"by": ",".join(facet.by for facet in found.facets)}
        kept = keep_receipt(archive, "facets", text, options, file=receipt_file, with_text=with_text)
        if form == "json":
            _objects((row for facet in found.facets for row in facet.rows()), found.summary())
            tell(*kept)
            return _code(found.asked.total)
        if form == "csv":
            cells = ((facet.by, one.value, one.count, one.texts) for facet in found.facets for one in facet.values)
            _table(("by", "value", "count", "texts"), cells)
        else:
            from search.show.facet_lines import facet_lines

            print_lines(facet_lines(found, width=screen_width(), style=style_for_stdout()))
        from search.show.facet_lines import total_of_facets

        return _told(archive, found.asked, how, total_of_facets(found), *kept)


@click.command()
@click.argument("one")
@click.argument("other")
@click.argument("topic", nargs=-1, metavar="[on TOPIC]")
@counting_options
@click.pass_obj
def versus(
    given: Path | None, /, one: str, other: str, topic: tuple[str, ...], form: str | None, **options: Any
) -> int:
    """Two queries side by side: articles, quotations, words, outlets, dates, telling words.

    Each number has its share of the archive. Where both queries ask who speaks, the words are those that were said.

    \b
      onrecord versus speaker:orlec speaker:madrun on dam
      onrecord versus source:northline source:orvena
    """
    if topic and (topic[0] != "on" or len(topic) < 2):
        raise UsageError(f"what is {' '.join(topic)}?", hint="two queries in quotes, then: on TOPIC")
    path, how = _asking(given, options)
    with open_archive(path) as archive:
        found = archive.versus(one, other, on=as_query(topic[1:], reading=how["reading"]) or None, **how)
        if form == "json":
            _objects(found.rows(), found.summary())
        elif form == "csv":
            _table(*_versus_table(found))
        else:
            from search.show.versus_lines import total_of_versus, versus_lines

            print_lines(versus_lines(found, width=screen_width(), style=style_for_stdout()))
            tell(total_of_versus(found))
    return _code(sum(side.asked.total for side in found.sides))


def _versus_table(found: Versus) -> tuple[Sequence[str], list[Sequence[object]]]:
    """The columns for a spreadsheet, and a row for each side."""
    names = ("articles", "texts", "quotations", "words", "outlets")
    head = ("query", *names, *(f"share_of_{name}" for name in names), "first", "last", "telling")
    rows: list[Sequence[object]] = [
        (
            row["query"],
            *(row[name] for name in names),
            *(row["shares"][name] for name in names),
            row["first"],
            row["last"],
            " ".join(word["word"] for word in row["telling"]),
        )
        for row in found.rows()
    ]
    return head, rows


@click.command()
@click.argument("query", nargs=-1, required=True)
@counting_options
@click.pass_obj
def silent(given: Path | None, /, query: tuple[str, ...], form: str | None, **options: Any) -> int:
    """Outlets that have articles in the days of the answer to QUERY, but none that is in it.

    With the articles that each has in these days, and how many of them would be in the answer if it wrote of it as
    often as the outlets that did: one with few articles is silent by chance.
    """
    path, how = _asking(given, options)
    with open_archive(path) as archive:
        found = archive.silent(as_query(query, reading=how["reading"]), **how)
        if form == "json":
            _objects((outlet.to_dict() for outlet in found.outlets), found.summary())
            return _code(found.asked.total)
        if form == "csv":
            cells = ((one.source, one.articles, round(one.expected, 2)) for one in found.outlets)
            _table(("source", "articles", "expected"), cells)
        else:
            from search.show.silence_lines import silence_lines

            print_lines(silence_lines(found, width=screen_width()))
        from search.show.silence_lines import total_of_silence

        return _told(archive, found.asked, how, total_of_silence(found))
