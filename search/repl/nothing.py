"""Why an answer is empty: the clauses that nothing has, and the settings that stand in the way."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import replace

from search.language import parse
from search.language.normal import normal_form
from search.language.syntax import And, Not
from search.repl.state import Question, State
from search.terminal import safe

_MOST = 12  # clauses that are tried one by one

Total = Callable[[Question, State], int]
"""How many answers a question would have with these settings."""


def explained(total: Total, question: Question, state: State) -> list[str]:
    """Lines for the user; none where nothing tells more than that nothing was found."""
    missing = [clause for clause in _clauses(question, state) if not total(replace(question, text=clause), State())]
    lines = [f"  no {question.noun} has: {safe(', '.join(missing))}"] if missing else []
    for asked, loosened, how in _looser(question, state):
        found = total(asked, loosened)
        if found:
            lines.append(f"  {found:,} {asked.noun}{'' if found == 1 else 's'} {how}")
    return lines


def _clauses(question: Question, state: State) -> list[str]:
    """The clauses of a conjunction, each as a query of its own; none for any other query."""
    tree = parse(question.text, space=question.space, match=state.match, today=dt.date.today()).tree
    if not isinstance(tree, And) or len(tree.operands) > _MOST:
        return []
    return [normal_form(operand) for operand in tree.operands if not isinstance(operand, Not)]


def _looser(question: Question, state: State) -> Iterator[tuple[Question, State, str]]:
    if state.source is not None:
        yield question, replace(state, source=None), f"without the filter {safe(state.source)} (.source -)"
    if state.match == "all":
        yield question, replace(state, match="any"), "with any of the words (.match any)"
    if question.space == "quotations":
        yield replace(question, space="articles"), state, "(.articles)"
