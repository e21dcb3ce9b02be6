"""From a question at the prompt to its answer: the filter added, the page cut, the cards drawn."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from indexer.errors import UsageError
from search.answer.tally import Tally
from search.repl import empty_answer
from search.repl.state import DEFAULT_LIMIT, Question, Reply, State, Turn, View
from search.results import Hit, QuoteHit, Results
from search.show.cards import hit_card, quote_card, total_line, variant_lines
from search.show.formats import explanation_format
from search.show.terminal import safe


def ask(turn: Turn, question: Question, *, offset: int = 0, before: tuple[int, ...] = ()) -> Reply:
    """Answer with one page, from `offset` on; `before` are the offsets of the pages before it.

    QuerySyntaxError, with its place in what was typed.
    """
    results = _search(turn, question, limit=turn.state.limit or DEFAULT_LIMIT, offset=offset)
    cards = [_card(hit, turn.view) for hit in results.hits]
    if turn.state.limit is None and turn.view.rows is not None:
        cards = _fitting(cards, turn.view.rows - 2)
        results = replace(results, hits=results.hits[: len(cards)])
    state = replace(turn.state, question=question, results=results, before=before, words=None)
    notes = [total_line(results, noun=question.noun), *variant_lines(results)]
    if question.like is not None and turn.state.source is not None:
        notes.append(f"the filter {safe(turn.state.source)} does not hold for these")
    if not results.total and question.like is None:
        notes += why_empty(turn, question)
    elif offset + len(results.hits) < results.rows:
        notes[0] += " · .next for more"
    return Reply(
        state=state,
        lines=tuple(_apart(cards)),
        notes=tuple(notes),
        outcome="matched" if results.total else "nothing",
    )


def why_empty(turn: Turn, question: Question) -> list[str]:
    """Why a question has no answer, as lines."""
    return empty_answer.explained(turn.archive, partial(_total, turn), question, turn.state)


def answer(turn: Turn, number: int) -> Hit | QuoteHit | None:
    """The answer of this number to the last question, on the screen or not; None if there are fewer."""
    question, results = turn.state.question, turn.state.results
    if question is None or results is None or not 1 <= number <= results.rows:
        return None
    known: tuple[Hit | QuoteHit, ...] = results.hits
    if all(hit.rank != number for hit in known):
        known = _search(turn, question, limit=1, offset=number - 1).hits
    return next((hit for hit in known if hit.rank == number), None)


def _total(turn: Turn, question: Question, state: State) -> int:
    return _search(replace(turn, state=state), question, limit=1, passages=0).total


def _search(turn: Turn, question: Question, *, limit: int, offset: int = 0, passages: int = 2) -> Results:
    if question.like is not None:
        found = turn.archive.similar(question.like, limit=limit, offset=offset, passages=min(passages, 1))
        if found is None:
            raise UsageError(f"there is no article {safe(question.like)} any more", hint="search again")
        return found
    state = turn.state
    return turn.archive.search(
        question.text,
        space=question.space,
        limit=limit,
        offset=offset,
        sort=state.sort,
        match=state.match,
        names=state.names,
        source=state.source,
        passages=passages,
        copies=state.copies,
    )


def explained(turn: Turn, number: int) -> list[str]:
    """Why the answer of this number has its score, as lines; none if there are fewer. UsageError if none has one."""
    question, state = turn.state.question, turn.state
    if question is None or state.results is None:
        raise UsageError("there is no answer to explain", hint="search for something first")
    if question.like is not None:
        raise UsageError("these answers have no score of words", hint="ask a query; .similar says by which words")
    if state.sort != "relevance":
        raise UsageError("answers that are sorted by date have no score", hint=".sort relevance")
    found = turn.archive.explain(
        question.text,
        nth=number,
        space=question.space,
        match=state.match,
        names=state.names,
        source=state.source,
        copies=state.copies,
    )
    return list(explanation_format(*found, as_json=False)) if found else []


def spoken(turn: Turn, question: Question) -> tuple[Tally, str]:
    """Who is quoted in the quotations that answer a question, and the query as it was understood, with the filter."""
    match, source = turn.state.match, turn.state.source
    parsed = turn.archive.read(question.text, space=question.space, match=match, source=source)
    return turn.archive.who_spoke(question.text, match=match, source=source), parsed.normal


def _card(hit: Hit | QuoteHit, view: View) -> list[str]:
    if isinstance(hit, Hit):
        return hit_card(hit, width=view.width, style=view.style)
    return quote_card(hit, width=view.width, style=view.style)


def _fitting(cards: list[list[str]], rows: int) -> list[list[str]]:
    """The first card, and those after it for which there are rows."""
    taken = 0
    for nth, card in enumerate(cards):
        taken += len(card) + (1 if nth else 0)
        if nth and taken > rows:
            return cards[:nth]
    return cards


def _apart(cards: list[list[str]]) -> list[str]:
    """The lines of the cards, a blank one between two cards."""
    lines: list[str] = []
    for card in cards:
        lines += ["", *card] if lines else card
    return lines
