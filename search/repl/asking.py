"""From a question at the prompt to its answer: the filter added, the page cut, the cards drawn."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from typing import Any

from indexer.errors import UsageError
from search.answer.tally import Tally
from search.api import Hits
from search.api.archive import CLOSEST
from search.repl import empty_answer, pages
from search.repl.narrowing import narrowed_query
from search.repl.notes import wrapped
from search.repl.state import Question, Reply, State, Turn, View, Visit
from search.results import Hit, QuoteHit, Results
from search.show.cards import total_line, variant_lines
from search.show.formats import explanation_format
from search.show.reason_lines import reason_lines
from search.show.terminal import safe


def ask(turn: Turn, question: Question, *, offset: int = 0, before: tuple[int, ...] = (), note: str = "") -> Reply:
    """Answer with one page, from `offset` on; `before` are the offsets of the pages before it, `note` is said first.

    QuerySyntaxError, with its place in what was typed.
    """
    listed = pages.layout_of(turn.state, turn.view) == "list"
    most = pages.most(turn.state, turn.view)
    results = _search(turn, question, limit=most, offset=offset, passages=0 if listed else 2)
    about = variant_lines(results)
    if question.like is not None and turn.state.source is not None:
        about.append(f"the filter {safe(turn.state.source)} does not hold for these")
    if not results.total and question.like is None and question.since is None:
        about += [*_closest(results, turn.view), *why_empty(turn, question)]

    def notes(results: Results) -> tuple[str, ...]:
        more = " · .next for more" * (offset + len(results.hits) < results.rows)
        return (*([note] if note else []), total_line(results, noun=question.noun) + more, *about)

    rows = None
    if turn.state.limit is None and turn.view.rows is not None:
        said = notes(replace(results, hits=results.hits[:-1]))  # as where not all can be shown
        rows = max(turn.view.rows - 1 - sum(len(wrapped(each, turn.view.width)) for each in said), 1)
    lines, shown = pages.drawn(results.hits, turn.state, turn.view, rows=rows)
    results = replace(results, hits=results.hits[:shown])
    state = replace(turn.state, question=question, results=results, before=before, words=None)
    visit = Visit(question=question, settings=state.settings, offset=offset, before=before, total=results.total)
    return Reply(
        state=state.visiting(visit),
        lines=tuple(lines),
        notes=notes(results),
        outcome="matched" if results.total else "nothing",
        shown=_remembered(turn, question) if offset + len(results.hits) >= results.rows else None,
    )


def _remembered(turn: Turn, question: Question) -> Callable[[], None] | None:
    """What remembers that all that is new was shown."""
    if question.new is None:
        return None
    from search.answer.last_asked import remember

    asked, generation = question.new
    archive = turn.archive
    return partial(remember, asked, identity=archive.identity, path=archive.path, generation=generation)


def ask_anew(turn: Turn, question: Question) -> Reply:
    """Answer a question that was just typed: what the last one was narrowed down to does not hold for it."""
    return ask(anew(turn), question)


def asked_last(turn: Turn) -> Question:
    """The last question. UsageError if there is none, or if it was for articles like another."""
    question = turn.state.question
    if question is None or not question.text:
        raise UsageError("there is no query yet", hint="write one behind the command, or search for something first")
    return question


def anew(turn: Turn) -> Turn:
    """The turn of a question that was just typed."""
    return replace(turn, state=_unnarrowed(turn.state))


def _unnarrowed(state: State) -> State:
    """The state without what the last answer was narrowed down to."""
    before = dict.fromkeys(replace(settings, narrowed=()) for settings in state.undoable)
    kept = tuple(settings for settings in before if settings != replace(state.settings, narrowed=()))
    return replace(state, narrowed=(), undoable=kept)


def put(turn: Turn, question: Question) -> tuple[str, dict[str, Any]]:
    """The query that a question is asked with under the settings, and how: `match`, `names`, `source`, `since`."""
    state = turn.state
    how: dict[str, Any] = {
        "match": state.match, "names": state.names, "source": state.source, "since": question.since,
    }  # fmt: skip
    if state.reading == "query" and not state.narrowed:
        return question.text, how
    parsed = turn.archive.read(question.text, space=question.space, match=state.match, reading=state.reading)
    return narrowed_query(parsed.normal, state.narrowed), how | {"match": "all"}


def query_of(turn: Turn, text: str) -> tuple[str, dict[str, Any]]:
    """The query that is meant, by default the last one, and how all that it finds is asked for."""
    question = Question(text=text.strip()) if text.strip() else asked_last(turn)
    query, how = put(anew(turn) if text.strip() else turn, question)
    return query, how | {"space": question.space}


def why_empty(turn: Turn, question: Question) -> list[str]:
    """Why a question has no answer, as lines."""
    text, how = put(turn, question)
    why = turn.archive.why_empty(text, space=question.space, match=how["match"], source=how["source"])
    return [*reason_lines(why), *empty_answer.loosened(partial(_total, turn), question, turn.state)]


def answer(turn: Turn, number: int) -> Hit | QuoteHit | None:
    """The answer of this number to the last question, on the screen or not; None if there are fewer."""
    question, results = turn.state.question, turn.state.results
    if question is None or results is None or not 1 <= number <= results.rows:
        return None
    listed = pages.layout_of(turn.state, turn.view) == "list"
    known = () if listed and question.space == "articles" else results.hits  # a list has no excerpts
    if all(hit.rank != number for hit in known):
        known = _search(turn, question, limit=1, offset=number - 1).hits
    return next((hit for hit in known if hit.rank == number), None)


def _closest(results: Results, view: View) -> list[str]:
    if not results.closest:
        return []
    from search.show.closest_lines import closest_lines

    return closest_lines(results.closest, width=view.width)


def _total(turn: Turn, question: Question, state: State) -> int:
    return _search(replace(turn, state=state), question, limit=1, passages=0, closest=0).total


def _search(
    turn: Turn, question: Question, *, limit: int, offset: int = 0, passages: int = 2, closest: int = CLOSEST
) -> Results:
    if question.like is not None:
        return _like(turn, question.like, limit=limit, offset=offset, passages=min(passages, 1))
    hits = _hits(turn, question, limit=limit, offset=offset, passages=passages, closest=closest)
    return hits.results(tuple(hits))


def every(
    turn: Turn, question: Question, *, passages: int
) -> tuple[Iterable[Hit | QuoteHit], Callable[[], Results], int]:
    """All answers to a question, in the order of its pages: to be read one after the other; what is told of them
    when they have been read; how many they are."""
    if question.like is not None:
        found = _like(turn, question.like, limit=None, offset=0, passages=min(passages, 1))
        return found.hits, lambda: found, len(found.hits)
    hits = _hits(turn, question, limit=None, offset=0, passages=passages, closest=0)
    return hits, hits.results, len(hits)


def _like(turn: Turn, article_id: str, *, limit: int | None, offset: int, passages: int) -> Results:
    found = turn.archive.similar(article_id, limit=limit, offset=offset, passages=passages)
    if found is None:
        raise UsageError(f"there is no article {safe(article_id)} any more", hint="search again")
    return found


def _hits(turn: Turn, question: Question, *, limit: int | None, offset: int, passages: int, closest: int) -> Hits:
    state = turn.state
    text, how = put(turn, question)
    return turn.archive.hits(
        text,
        space=question.space,
        limit=limit,
        offset=offset,
        sort=state.sort,
        passages=passages,
        copies=state.copies,
        closest=closest,
        **how,
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
    text, how = put(turn, question)
    found = turn.archive.explain(text, nth=number, space=question.space, copies=state.copies, **how)
    return list(explanation_format(*found, as_json=False)) if found else []


def spoken(turn: Turn, question: Question) -> tuple[Tally, str]:
    """Who is quoted in what answers a question, and the query as it was understood, with the filter."""
    text, how = put(turn, question)
    how.pop("names")
    parsed = turn.archive.read(text, space=question.space, **how)
    return turn.archive.who_spoke(text, within=question.space, **how), parsed.normal
