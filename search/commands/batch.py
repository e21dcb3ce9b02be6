"""Many queries in one run: each is answered or reported with its line, and the rest still run.

A format is a pair of functions: how one query is asked of the archive, and the lines that its answer makes. TREC
asks for ids and scores only, CSV for articles without excerpts, JSON lines for all that `search --json` gives.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from indexer.errors import EXIT_ERROR, EXIT_MATCHED, EXIT_NOTHING, OnRecordError, QuerySyntaxError, UsageError
from search.api import Archive, Match
from search.commands.batch_queries import MOST_BYTES, Question, Unreadable, lines_of, read_questions
from search.commands.console import print_lines, tell
from search.language import Reading, render_error
from search.results import Top
from search.show.csv_rows import csv_row
from search.show.formats import error_object, json_line
from search.show.terminal import CONTROLS

__all__ = ["FORMATS", "answer_file", "csv_format", "jsonl_format", "trec_format"]

TAG = "onrecord"
"""The name of the run, in the last column of a TREC run."""
STEP = 1_000_000
"""TREC scores are printed in millionths, each at least one less than the one before."""

_COLUMNS = ("query", "rank", "score", "id", "date", "source", "title", "url")
_UNSAFE = re.compile(rf"[\s{CONTROLS}\ud800-\udfff]|%(?=[0-9A-Fa-f]{{2}})")


@dataclass(frozen=True, slots=True)
class Asking:
    """How every query of a batch is asked."""

    archive: Archive
    limit: int
    match: Match
    reading: Reading


@dataclass(frozen=True, slots=True)
class Answered:
    """The lines of one query's answer, and how many articles match."""

    lines: list[str]
    total: int


Format = Callable[[Asking, Question], Answered]


def trec_format(asking: Asking, question: Question) -> Answered:
    """`query Q0 document rank score tag`: for trec_eval, which orders by score, so no two scores are equal.

    White space in ids is written as in addresses (%20), and so are control characters and a % that could be read as
    one.
    """
    top = _top(asking, question)
    name = _joined(question.id)
    lines = []
    last = 0
    for rank, (document, score) in enumerate(zip(top.ids, top.scores, strict=True), 1):
        millionths = round(score * STEP)
        last = millionths if rank == 1 else min(millionths, last - 1)
        lines.append(f"{name} Q0 {_joined(document)} {rank} {last / STEP:.6f} {TAG}")
    return Answered(lines, top.total)


def csv_format(asking: Asking, question: Question) -> Answered:
    """One row an article, in the columns of _COLUMNS."""
    top = _top(asking, question)
    lines = []
    for rank, (name, score) in enumerate(zip(top.ids, top.scores, strict=True), 1):
        shown = asking.archive.show(name)
        if shown:  # always, in one generation
            found = shown[0]
            named = (found.date or "", found.source or "", found.title, found.url or "")
            lines.append(csv_row((question.id, rank, f"{score:.6f}", name, *named)))
    return Answered(lines, top.total)


def jsonl_format(asking: Asking, question: Question) -> Answered:
    """The objects of `search --json`, each with the query that it answers: the hits in order, then the summary."""
    results = asking.archive.search(
        question.text, limit=asking.limit, match=asking.match, reading=asking.reading, copies="all"
    )
    lines = [json_line(_named(hit.to_dict(), question)) for hit in results.hits]
    return Answered([*lines, json_line(_named(results.summary(), question))], results.total)


def _top(asking: Asking, question: Question) -> Top:
    return asking.archive.top(question.text, limit=asking.limit, match=asking.match, reading=asking.reading)


FORMATS: dict[str, Format] = {"jsonl": jsonl_format, "csv": csv_format, "trec": trec_format}


def answer_file(archive: Archive, file: Path, *, format_name: str, limit: int, match: Match, reading: Reading) -> int:
    """Answer every query of a file (`-` is standard input) on stdout; the exit code of the whole.

    2 if any query was wrong, else 0 if anything matched, else 1. UsageError if the file cannot be read.
    """
    asking = Asking(archive, limit, match, reading)
    if format_name == "csv":
        print_lines([csv_row(_COLUMNS)])
    matched = wrong = False
    for question in read_questions(lines_of(file, most=MOST_BYTES, what="queries")):
        try:
            answered = _answered(asking, question, FORMATS[format_name])
        except (QuerySyntaxError, UsageError) as error:  # a broken index ends the run, a wrong query does not
            wrong = True
            _report(error, question, file, as_object=format_name == "jsonl")
        else:
            matched = matched or answered.total > 0
            print_lines(answered.lines)
    return EXIT_ERROR if wrong else EXIT_MATCHED if matched else EXIT_NOTHING


def _answered(asking: Asking, question: Question | Unreadable, make: Format) -> Answered:
    if isinstance(question, Unreadable):
        raise UsageError(question.reason, hint=question.hint)
    return make(asking, question)


def _report(error: OnRecordError, question: Question | Unreadable, file: Path, *, as_object: bool) -> None:
    """An error on stderr, with the place of its query; for programs that read JSON lines as an object too."""
    place = f"{'standard input' if str(file) == '-' else file}:{question.line}"
    if isinstance(error, QuerySyntaxError):
        tell(f"{place}:\n{render_error(error)}")
    else:
        tell(f"{place}: {error}")
    if as_object:
        named: dict[str, Any] = {"line": question.line}
        if isinstance(question, Question):
            named["query_id"] = question.id
        print_lines([json_line(error_object(error) | named)])


def _named(value: dict[str, Any], question: Question) -> dict[str, Any]:
    """The object with the name of its query behind the type and the schema."""
    kind, schema, *rest = value.items()
    return dict([kind, schema, ("query_id", question.id), *rest])


def _joined(name: str) -> str:
    """A name without white space and control characters."""
    return _UNSAFE.sub(lambda found: quote(found[0], safe="", errors="surrogatepass"), name)
