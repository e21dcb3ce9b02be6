"""The dot commands that turn pages, and those that go back to earlier results."""

from __future__ import annotations

from dataclasses import replace

from indexer.errors import UsageError
from search.repl.asking import ask
from search.repl.registry import command
from search.repl.settings_verbs import differences
from search.repl.state import Reply, Settings, Turn, Visit
from search.show.terminal import clipped, counted, safe


@command(".next", "the next page of answers", aliases=(".n",))
def next_page(turn: Turn, argument: str) -> Reply:
    """The answers after those on the screen."""
    question, results = turn.state.question, turn.state.results
    if question is None or results is None:
        raise UsageError("there are no answers to go on from", hint="search for something first")
    offset = results.offset + len(results.hits)
    if offset >= results.rows:
        return Reply(state=turn.state, notes=("There are no more answers.",))
    return ask(turn, question, offset=offset, before=(*turn.state.before, results.offset))


@command(".prev", "the page of answers before", aliases=(".p",))
def previous_page(turn: Turn, argument: str) -> Reply:
    """The answers before those on the screen."""
    question, before = turn.state.question, turn.state.before
    if question is None:
        raise UsageError("there are no answers to go back from", hint="search for something first")
    if not before:
        return Reply(state=turn.state, notes=("These are the first answers.",))
    return ask(turn, question, offset=before[-1], before=before[:-1])


@command(".back", "the results before these")
def back(turn: Turn, argument: str) -> Reply:
    """Goes back to the results that were shown before these, asked as they were then; `.forward` returns."""
    if turn.state.at < 1:
        return Reply(state=turn.state, notes=("There are no results before these.",))
    return _visited(turn, turn.state.at - 1)


@command(".forward", "the results from which .back went away")
def forward(turn: Turn, argument: str) -> Reply:
    """Undoes one `.back`."""
    if turn.state.at + 1 >= len(turn.state.visits):
        return Reply(state=turn.state, notes=("There are no results behind these.",))
    return _visited(turn, turn.state.at + 1)


@command(".results", "the results of this session, or the Nth of them", usage="[N]", argument="free")
def results(turn: Turn, argument: str) -> Reply:
    """Lists the results that were shown, the last at the end; `.results 3` goes back to the third."""
    visits = turn.state.visits
    if not visits:
        raise UsageError("there are no results yet", hint="search for something first")
    wanted = argument.strip()
    if wanted:
        if not (wanted.isdecimal() and len(wanted) < 10 and 1 <= int(wanted) <= len(visits)):
            raise UsageError(f"there are no results {safe(wanted)}", hint=f"a number from 1 to {len(visits)}")
        return _visited(turn, int(wanted) - 1)
    room = len(str(len(visits)))
    lines = [
        clipped(f"{'>' if nth == turn.state.at else ' '} {nth + 1:>{room}}  {_line(visit)}", turn.view.width)
        for nth, visit in enumerate(visits)
    ]
    return Reply(state=turn.state, lines=tuple(lines))


def _line(visit: Visit) -> str:
    question = visit.question
    asked = f"articles like {question.like}" if question.like is not None else question.text
    how = differences(Settings(), visit.settings.asking)
    return safe(" · ".join(part for part in (asked, counted(visit.total, question.noun), how) if part))


def _visited(turn: Turn, at: int) -> Reply:
    """The results of a visit on the page that was shown, drawn as answers are drawn now."""
    state, visit = turn.state, turn.state.visits[at]
    settings = replace(visit.settings, layout=state.layout, limit=state.limit)
    there = replace(turn, state=replace(state.under(settings), at=at))
    how = differences(state.settings, settings)
    return ask(there, visit.question, offset=visit.offset, before=visit.before, note=how)
