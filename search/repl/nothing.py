"""Why an answer is empty: the clauses that nothing has, and the settings that stand in the way."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import replace

from search.language import FIELDS, parse
from search.language.normal import normal_form
from search.language.syntax import And, Field, Node, Not
from search.repl.state import Question, State
from search.terminal import safe

_MOST = 12  # clauses that are tried one by one

Total = Callable[[Question, State], int]
"""How many answers a question would have with these settings."""


def explained(total: Total, question: Question, state: State) -> list[str]:
    """Lines for the user; none where nothing tells more than that nothing was found."""
    clauses = _clauses(question, state)

    def found(text: str) -> bool:
        return total(replace(question, text=text), State()) > 0

    lines = []
    missing = [clause for clause, _ in clauses if not found(clause)]
    spoken = " ".join(clause for clause, of_quotation in clauses if of_quotation)
    if missing:
        lines.append(f"  no {question.noun} has: {safe(', '.join(missing))}")
    elif spoken and not found(spoken):
        lines.append(f"  each is found, but no one quotation has all of: {safe(spoken)}")
    elif clauses and state.source is None:
        lines.append(f"  each part is found, but no {question.noun} has all of them")
    for asked, loosened, how in _looser(question, state):
        many = total(asked, loosened)
        if many:
            lines.append(f"  {many:,} {asked.noun}{'' if many == 1 else 's'} {how}")
    return lines


def _clauses(question: Question, state: State) -> list[tuple[str, bool]]:
    """The clauses of a conjunction, each as a query of its own and whether it speaks of quotations.

    None for any other query.
    """
    tree = parse(question.text, space=question.space, match=state.match, today=dt.date.today()).tree
    if not isinstance(tree, And) or len(tree.operands) > _MOST:
        return []
    return [(normal_form(operand), _of_quotation(operand)) for operand in tree.operands if not isinstance(operand, Not)]


def _of_quotation(node: Node) -> bool:
    return isinstance(node, Field) and FIELDS[node.name].space == "quotations"


def _looser(question: Question, state: State) -> Iterator[tuple[Question, State, str]]:
    if state.source is not None:
        yield question, replace(state, source=None), f"without the filter {safe(state.source)} (.source -)"
    if state.match == "all":
        yield question, replace(state, match="any"), "with any of the words (.match any)"
    if question.space == "quotations":
        yield replace(question, space="articles"), state, "(.articles)"
