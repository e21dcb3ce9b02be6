"""Why an answer at the prompt is empty: what the archive lacks, and the settings that stand in the way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from search.api import Archive
from search.repl.state import Question, State
from search.show.reason_lines import reason_lines
from search.show.terminal import counted, safe

Total = Callable[[Question, State], int]
"""How many answers a question would have with these settings."""


def explained(archive: Archive, total: Total, question: Question, state: State) -> list[str]:
    """Lines for the user; none where nothing tells more than that nothing was found."""
    why = archive.why_empty(question.text, space=question.space, match=state.match, source=state.source)
    lines = reason_lines(why)
    for asked, loosened, how in _looser(question, state):
        many = total(asked, loosened)
        if many:
            lines.append(f"  {counted(many, asked.noun)} {how}")
    return lines


def _looser(question: Question, state: State) -> Iterator[tuple[Question, State, str]]:
    if state.source is not None:
        yield question, replace(state, source=None), f"without the filter {safe(state.source)} (.source -)"
    if state.match == "all":
        yield question, replace(state, match="any"), "with any of the words (.match any)"
    if question.space == "quotations":
        yield replace(question, space="articles"), state, "(.articles)"
