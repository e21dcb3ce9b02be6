"""The dot commands that divide an answer and narrow it down to parts: .facets, .only, .without, .drop."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import starmap

from indexer.errors import UsageError
from search.answer.facets import FACETS
from search.repl.asking import anew, asked_last, query_of
from search.repl.narrowing import FacetValue, Narrowing, told
from search.repl.registry import command
from search.repl.settings_verbs import change
from search.repl.state import Listed, Question, Reply, Turn
from search.show.facet_lines import facets_within, total_of_facets
from search.show.name_lines import name_lines
from search.show.terminal import safe

_NOTES = 4  # rows kept for what is said below facets


@command(".facets", "how the last answer divides", usage="[KIND] [QUERY]", choices=FACETS)
def show_facets(turn: Turn, argument: str) -> Reply:
    """How many of all answers each outlet, speaker, author, month or year has; `.facets source` for one kind, and
    what articles state besides is one as well: `.facets section`.

    Each has a number: `.only 3` and `.without 3` narrow the answer down. `.facets speaker rail strike` divides
    another query than the last.
    """
    word, _, rest = argument.partition(" ")
    kind = next((kind for kind in (*FACETS, *turn.archive.fields()) if kind == word.lower()), None)
    text = (rest if kind else argument).strip()
    query, how = query_of(turn, text)
    found = turn.archive.facets(query, by=[kind] if kind else None, **how)
    rows = None if turn.view.rows is None else turn.view.rows - _NOTES
    lines, shown = facets_within(found, rows=rows, width=turn.view.width, style=turn.view.style)
    values = tuple(starmap(FacetValue, shown))
    question = Question(text=text) if text else asked_last(turn)
    notes = [total_of_facets(found), *name_lines(found.asked)]
    if values:
        notes.append("  .only N and .without N narrow the answer down")
    return Reply(
        state=replace(turn.state, facets=Listed(question=question, values=values)),
        lines=tuple(lines),
        notes=tuple(notes),
        outcome="matched" if found.asked.total else "nothing",
    )


@command(".only", "answers of the facets with these numbers", usage="N [N…]", argument="free")
def only(turn: Turn, argument: str) -> Reply:
    """Narrows the answer down to what `.facets` listed under a number; of several of a kind, to any of them.

    It holds for this question, stands in the toolbar, and is a query, which the answer shows. `.drop` and `.undo`
    take it back.
    """
    return _narrowed(turn, argument, excluded=False)


@command(".without", "answers without the facets with these numbers", usage="N [N…]", argument="free")
def without(turn: Turn, argument: str) -> Reply:
    """Takes what `.facets` listed under a number out of the answer: `.without 3`."""
    return _narrowed(turn, argument, excluded=True)


@command(".drop", "the last .only or .without given up, or all", usage="[N|all]", argument="free")
def drop(turn: Turn, argument: str) -> Reply:
    """Widens the answer again: by the last narrowing, by that to facet N, or `all`."""
    narrowed = turn.state.narrowed
    if not narrowed:
        return Reply(state=turn.state, notes=("The answer is not narrowed down.",))
    if not argument:
        kept = narrowed[:-1]
    elif argument.lower() == "all":
        kept = ()
    else:
        _, values = _listed(turn, argument)
        kept = tuple(one for one in narrowed if not set(values) & set(one.values))
        if kept == narrowed:
            raise UsageError("the answer is not narrowed down by that", hint=f"it is: {told(narrowed)}")
    return change(turn, told(kept) or "no longer narrowed down", narrowed=kept)


def _narrowed(turn: Turn, argument: str, *, excluded: bool) -> Reply:
    question, values = _listed(turn, argument)
    if any(value.by == "text" for value in values):
        raise UsageError("a text narrows nothing down", hint=".copies N lists the articles that print one")
    kinds = dict.fromkeys(value.by for value in values)
    parts = tuple(Narrowing(tuple(value for value in values if value.by == kind), excluded) for kind in kinds)
    if question != turn.state.question:
        turn = anew(turn)
        turn = replace(turn, state=replace(turn.state, question=question))
    narrowed = (*turn.state.narrowed, *(part for part in parts if part not in turn.state.narrowed))
    return change(turn, told(narrowed), narrowed=narrowed)


def _listed(turn: Turn, argument: str) -> tuple[Question, Sequence[FacetValue]]:
    """The question whose facets were listed, and those with these numbers. UsageError for what is none."""
    listed = turn.state.facets
    if listed is None:
        raise UsageError("no facets are listed yet", hint=".facets lists them with their numbers")
    numbers = argument.replace(",", " ").split()
    if not numbers:
        raise UsageError("which facets?", hint="write the numbers that .facets shows: 3, or 3 5")
    for number in numbers:
        if not (number.isdecimal() and len(number) < 10 and 1 <= int(number) <= len(listed.values)):
            raise UsageError(f"there is no facet {safe(number)}", hint=f"a number from 1 to {len(listed.values)}")
    return listed.question, [listed.values[int(number) - 1] for number in dict.fromkeys(numbers)]
