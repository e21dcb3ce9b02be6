"""Many queries in one run: each is answered or reported with its line, and the rest still run.

The rows of all answers are one table, with the query of each, in the formats of `search.show.export`. TREC asks for
ids and scores only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

from indexer.errors import EXIT_ERROR, EXIT_MATCHED, EXIT_NOTHING, OnRecordError, QuerySyntaxError, UsageError
from search.api import Archive, Match
from search.api.archive import CLOSEST
from search.commands.batch_queries import MOST_BYTES, Question, Unreadable, lines_of, read_questions
from search.commands.console import print_lines, tell
from search.commands.delivering import Limit, Output
from search.engine import Space
from search.language import Reading, render_error
from search.show.export.kinds import KINDS, of_queries
from search.show.export.table import Remark
from search.show.formats import error_object
from search.show.terminal import CONTROLS

__all__ = ["Asking", "answer_file", "trec_lines"]

TAG = "onrecord"
"""The name of the run, in the last column of a TREC run."""
STEP = 1_000_000
"""TREC scores are printed in millionths, each at least one less than the one before."""

_USUAL = 10
"""How many answers each query has where nothing is said."""
_UNSAFE = re.compile(rf"[\s{CONTROLS}\ud800-\udfff]|%(?=[0-9A-Fa-f]{{2}})")


@dataclass(slots=True, kw_only=True)
class Asking:
    """How every query of a batch is asked, and what came of them so far."""

    archive: Archive
    file: Path
    space: Space = "articles"
    limit: int | None = _USUAL
    match: Match = "all"
    reading: Reading = "query"
    passages: int = 0
    closest: int = 0
    matched: bool = False
    wrong: bool = False

    def questions(self) -> Iterator[Question | Unreadable]:
        return read_questions(lines_of(self.file, most=MOST_BYTES, what="queries"))

    @property
    def code(self) -> int:
        """2 if any query was wrong, else 0 if anything matched, else 1."""
        return EXIT_ERROR if self.wrong else EXIT_MATCHED if self.matched else EXIT_NOTHING


def answer_file(
    archive: Archive, file: Path, *, output: Output, limit: Limit, space: Space, match: Match, reading: Reading
) -> int:
    """Answer every query of a file (`-` is standard input); the exit code of the whole.

    UsageError if the file cannot be read.
    """
    most = Output().most(limit, usual=_USUAL)
    asking = Asking(archive=archive, file=file, space=space, limit=most, match=match, reading=reading)
    if output.form == "trec":
        if space == "quotations" or replace(output, form=None) != Output():
            raise UsageError("trec has ids of articles, and goes to stdout", hint="leave the options of tables out")
        print_lines(_trec(asking))
        return asking.code
    if output.form is None and output.file is None:
        output = replace(output, form="jsonl")
    table = output.table(of_queries(KINDS[space]))
    assert table is not None
    assert output.format is not None
    asking.passages = 2 if output.format.needs_excerpts(table) else 0
    asking.closest = CLOSEST if output.as_json else 0
    tell(*output.deliver(table, _rows(asking)))
    return asking.code


def _rows(asking: Asking) -> Iterator[tuple[str, Any] | Remark]:
    """The answers to every query, each with the name of its query; behind them their summary, or the error."""
    for question in asking.questions():
        try:
            if isinstance(question, Unreadable):
                raise UsageError(question.reason, hint=question.hint)
            hits = asking.archive.hits(
                question.text, space=asking.space, limit=asking.limit, match=asking.match, reading=asking.reading,
                passages=asking.passages, copies="all", closest=asking.closest,
            )  # fmt: skip
        except (QuerySyntaxError, UsageError) as error:  # a broken index ends the run, a wrong query does not
            yield _reported(error, question, asking)
            continue
        asking.matched = asking.matched or len(hits) > 0
        yield from ((question.id, hit) for hit in hits)
        kind, schema, *rest = hits.results().summary().items()
        yield Remark(dict([kind, schema, ("query_id", question.id), *rest]))


def _reported(error: OnRecordError, question: Question | Unreadable, asking: Asking) -> Remark:
    """An error on stderr, with the place of its query; for who reads lines of JSON as an object too."""
    asking.wrong = True
    place = f"{'standard input' if str(asking.file) == '-' else asking.file}:{question.line}"
    if isinstance(error, QuerySyntaxError):
        tell(f"{place}:\n{render_error(error)}")
    else:
        tell(f"{place}: {error}")
    named = {"query_id": question.id} if isinstance(question, Question) else {}
    return Remark(error_object(error) | {"line": question.line, **named})


def _trec(asking: Asking) -> Iterator[str]:
    for question in asking.questions():
        try:
            if isinstance(question, Unreadable):
                raise UsageError(question.reason, hint=question.hint)
            lines = trec_lines(asking, question)
        except (QuerySyntaxError, UsageError) as error:
            _reported(error, question, asking)
        else:
            asking.matched = asking.matched or bool(lines)
            yield from lines


def trec_lines(asking: Asking, question: Question) -> list[str]:
    """`query Q0 document rank score tag`: for trec_eval, which orders by score, so no two scores are equal.

    White space in ids is written as in addresses (%20), and so are control characters and a % that could be read as
    one.
    """
    top = asking.archive.top(question.text, limit=asking.limit, match=asking.match, reading=asking.reading)
    name = _joined(question.id)
    lines = []
    last = 0
    for rank, (document, score) in enumerate(zip(top.ids, top.scores, strict=True), 1):
        millionths = round(score * STEP)
        last = millionths if rank == 1 else min(millionths, last - 1)
        lines.append(f"{name} Q0 {_joined(document)} {rank} {last / STEP:.6f} {TAG}")
    return lines


def _joined(name: str) -> str:
    """A name without white space and control characters."""
    return _UNSAFE.sub(lambda found: quote(found[0], safe="", errors="surrogatepass"), name)
