"""Which settings stand in the way where an answer at the prompt is empty."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from search.repl.narrowing import told
from search.repl.state import Question, State
from search.show.terminal import counted, safe

Total = Callable[[Question, State], int]
"""How many answers a question would have with these settings."""


def loosened(total: Total, question: Question, state: State) -> list[str]:
    """Lines that say how many answers there are without a setting."""
    lines = []
    for asked, looser, how in _looser(question, state):
        if many := total(asked, looser):
            lines.append(f"  {counted(many, asked.noun)} {how}")
    return lines


def _looser(question: Question, state: State) -> Iterator[tuple[Question, State, str]]:
    if state.source is not None:
        yield question, replace(state, source=None), f"without the filter {safe(state.source)} (.source -)"
    if state.narrowed:
        yield question, replace(state, narrowed=()), f"if not {told(state.narrowed)} (.drop all)"
    if state.match == "all":
        yield question, replace(state, match="any"), "with any of the words (.match any)"
    if question.space == "quotations":
        yield replace(question, space="articles"), state, "(.articles)"
